"""Footnotes of pages and books: links that lead to a note at the end, and back.

No two editors mark them alike, so they are known by what all have: a short mark that links to a
place further down in the same text, whose block is the note.
"""

from __future__ import annotations

import re

from .text import Element
from .tree import HEADINGS, made, removed, words_of

_MARK = re.compile(
    r"^\W{0,2}(?:\d{1,3}|[a-z]|[ivxl]{1,5}|\*{1,3}|[†‡§]{1,2}|note \d+)\W{0,2}$", re.I
)
_BACK = re.compile(r"^\W*(?:\d{1,3}|[a-z]|back|return|up|jump up|zurück)?\W*$", re.IGNORECASE)
_LABEL = re.compile(r"^\s*[\[(]?(?:\d{1,3}|\*{1,3}|[†‡§])[\])]?[.:)]?\s+")
_TITLE = re.compile(r"^(?:foot|end)?notes?:?$|^anmerkungen$|^fußnoten$", re.IGNORECASE)
_BLOCKS = ("li", "p", "aside", "dd", "div", "section", "tr", "td")


def footnotes_found(root: Element) -> int:
    """Turns marks into `fn` and notes into `footnote` at the end of `root`. Returns how many notes
    there are."""
    targets = {e.get("id"): e for e in root.iter() if isinstance(e.tag, str) and e.get("id")}
    for anchor in root.iter("a"):
        if anchor.get("name"):
            targets.setdefault(anchor.get("name"), anchor)
    order = {element: number for number, element in enumerate(root.iter())}
    marks: dict[Element, list[Element]] = {}
    for link in list(root.iter("a")):
        target = targets.get((link.get("href") or "").partition("#")[2])
        if target is None or not (link.get("href") or "").startswith("#"):
            continue
        if _is_mark(link) and order[target] > order[link]:
            note = _block_of(target)
            if note is not None and link not in set(note.iter()):
                marks.setdefault(note, []).append(link)
    inside = [n for n in marks if any(other is not n and n in other.iter() for other in marks)]
    for note in inside:
        marks.pop(note)
    homes = []
    for number, (note, links) in enumerate(marks.items(), 1):
        for link in links:
            _replaced(link, made("fn", name=str(number)))
        homes.append(note.getparent())
        root.append(_note(note, str(number)))
    for home in homes:
        _emptied(home)
    return len(marks)


def _is_mark(link: Element) -> bool:
    said = f"{link.get('role', '')} {link.get('{http://www.idpf.org/2007/ops}type', '')} "
    said += f"{link.get('epub:type', '')} {link.get('class', '')}"
    if "noteref" in said or "footnote-ref" in said:
        return True
    return bool(_MARK.match(words_of(link)))


def _block_of(target: Element) -> Element | None:
    if target.tag in _BLOCKS:
        return target
    return next((e for e in target.iterancestors() if e.tag in _BLOCKS), None)


def _replaced(link: Element, mark: Element) -> None:
    """Puts a mark in the place of a link, and of the raised sign or brackets that only hold it."""
    place = link
    while (
        (parent := place.getparent()) is not None
        and parent.tag in ("sup", "span", "small")
        and words_of(parent).strip("[]() ") == words_of(link).strip("[]() ")
    ):
        place = parent
    if place.getparent() is None:
        return
    before = place.getprevious()
    mark.tail, place.tail = place.tail, None
    parent = place.getparent()
    parent.replace(place, mark)
    # Brackets around the link that stand in the text.
    tail = mark.tail or ""
    text = (before.tail if before is not None else parent.text) or ""
    if text.endswith("[") and tail.startswith("]"):
        mark.tail, text = tail[1:], text[:-1]
        if before is not None:
            before.tail = text
        else:
            parent.text = text


def _note(block: Element, name: str) -> Element:
    for link in list(block.iter("a")):
        back = (link.get("href") or "").startswith("#") and _BACK.match(words_of(link))
        if back and link is not block:
            parent = link.getparent()
            removed(link)
            while parent is not block and parent.tag in ("sup", "span") and not words_of(parent):
                gone, parent = parent, parent.getparent()
                removed(gone)
    _without_label(block)
    note = made("footnote", name=name)
    removed(block)
    block.tail = None
    if block.tag in ("tr", "td"):
        block.tag = "div"
    if block.tag in ("p", "div"):
        note.append(block)
    else:
        note.text = block.text
        note.extend(list(block))
    return note


def _without_label(block: Element) -> None:
    """The note without the number that stands before it."""
    first = block
    while not (first.text or "").strip() and len(first):
        inner = first[0]
        if inner.tag in ("sup", "b", "strong", "span", "td") and re.fullmatch(
            r"[\[(]?(?:\d{1,3}|[*†‡§]+)[\])]?[.:)]?", words_of(inner)
        ):
            removed(inner)
            continue
        if inner.tag == "a" and not words_of(inner) and (inner.tail or "").strip():
            inner.tail = _LABEL.sub("", inner.tail)
            return
        first = inner
    if first.text:
        first.text = re.sub(r"^\s*\^?\s*", "", _LABEL.sub("", first.text))


def _emptied(home: Element | None) -> None:
    """Takes away what only held notes, and the heading above it."""
    while home is not None and home.tag not in ("body", "article", "main", "html"):
        rest = [c for c in home if isinstance(c.tag, str) and words_of(c)]
        if not all(c.tag in (*HEADINGS, "p") and _TITLE.match(words_of(c)) for c in rest):
            return
        if words_of(home) and not rest:
            return
        parent, before = home.getparent(), home.getprevious()
        if before is not None and isinstance(before.tag, str) and _TITLE.match(words_of(before)):
            removed(before)
        before = home.getprevious()
        if before is not None and before.tag == "hr":
            removed(before)
        if parent is None:
            return
        removed(home)
        home = parent
