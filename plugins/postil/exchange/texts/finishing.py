"""What every text needs, whatever file it comes from: its edges trimmed, its headings in order."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .dates import date_of
from .leftovers import is_leftover
from .text import Element, Text
from .tree import HEADINGS, made, words_of

_BULLET = re.compile(r"^\s*[•‣▪◦●·–]\s+")
_BYLINE = re.compile(r"^(?:by|von|par|written by|text:?)\s+(.{3,80})$", re.IGNORECASE)
_NOTES = re.compile(r"^(?:foot|end)?notes?:?$|^anmerkungen$|^fußnoten$", re.IGNORECASE)
_CREDIT = re.compile(r"^(?:image |photo |picture )?(?:source|credit|photo|image|foto|©)s?:\s",
                     re.IGNORECASE)  # fmt: skip
_STARS = re.compile(r"^(?:[*•⁂·~—–-]\s?){1,7}$")
_NAME = re.compile(r"^[^\W\d_][\w.’'-]*(?: (?:[^\W\d_][\w.’'-]*|&)){1,9}$")
# Blocks at the begin among which title, author and date are looked for.
_HEAD = 6


def finish(text: Text) -> None:
    """Brings a text into the form in which it is written."""
    _rules(text)
    _trim(text)
    _typed_lists(text)
    _lone_items(text)
    _together(text)
    _table_heads(text)
    _bold_headings(text)
    _head(text)
    _levels(text)
    _credits(text)
    _links(text)


def _trim(text: Text) -> None:
    """Takes away lines of buttons and notices."""
    for block in _blocks(text):
        if block.tag in ("ul", "ol"):
            gone = [item for item in block if is_leftover(words_of(item))]
            # A list of which one item reads like a button is a list.
            if len(gone) * 2 > len(block):
                text.left_out.append(words_of(block)[:60])
                text.body.remove(block)
        elif block.tag in (*HEADINGS, "p") and block.find(".//fn") is None:
            said = words_of(block)
            if is_leftover(said):
                text.left_out.append(said[:60])
                text.body.remove(block)
    rest = _blocks(text)
    while rest and (rest[-1].tag == "hr" or _NOTES.match(words_of(rest[-1]))):
        text.taken.append(words_of(rest[-1]))
        text.body.remove(rest.pop())
    while rest and rest[0].tag == "hr":
        text.body.remove(rest.pop(0))


def _rules(text: Text) -> None:
    """A paragraph of three stars is a rule."""
    for block in _blocks(text):
        if block.tag == "p" and _STARS.match(words_of(block)):
            block.addprevious(made("hr"))
            text.body.remove(block)


def _lone_items(text: Text) -> None:
    """A list of one item, found in a text without lists, is a paragraph that begins with a sign."""
    for block in _blocks(text):
        sign = block[0].get("sign") if block.tag in ("ul", "ol") and len(block) else None
        if not sign:
            continue
        before = block.getprevious()
        goes_on = before is not None and before.tag == block.tag and before[0].get("sign")
        is_next = (
            block.get("start") == str(len(before) + 1) or block.tag == "ul" if goes_on else False
        )
        if is_next:
            before.extend(list(block))
            text.body.remove(block)
    for block in _blocks(text):
        sign = block[0].get("sign") if block.tag in ("ul", "ol") and len(block) == 1 else None
        if sign and all(inner.tag == "p" for inner in block[0]):
            paragraph = block[0][0]
            paragraph.text = f"{sign} {paragraph.text or ''}"
            for inner in list(block[0]):
                block.addprevious(inner)
            text.body.remove(block)


def _together(text: Text) -> None:
    """Quotations in a row are one."""
    for block in _blocks(text):
        before = block.getprevious()
        if block.tag == "blockquote" and before is not None and before.tag == "blockquote":
            before.extend(list(block))
            text.body.remove(block)


def _table_heads(text: Text) -> None:
    """Markdown has no tables without a first row of heads."""
    count = 0
    for table in text.body.iter("table"):
        if table.find(".//th") is None and len(table) > 1:
            for cell in table[0]:
                cell.tag = "th"
            count += 1
    if count:
        text.guess(f"the first row became the head ({count} table{'s' if count > 1 else ''})",
                   "write an empty row '| | |' above it if it is none")  # fmt: skip


def _blocks(text: Text) -> list[Element]:
    return [block for block in text.body if block.tag != "footnote"]


def _typed_lists(text: Text) -> None:
    """Paragraphs that begin with a bullet that somebody typed are a list."""
    found: Element | None = None
    for block in _blocks(text):
        if block.tag == "p" and _BULLET.match(block.text or "") and not block.get("class"):
            follows = block.getnext() is not None and _BULLET.match(block.getnext().text or "")
            if found is None and not follows:
                continue
            block.text = _BULLET.sub("", block.text)
            if found is None:
                found = made("ul")
                block.addprevious(found)
                text.guess("paragraphs with typed bullets were taken for a list",
                           "write • before each if they are none")  # fmt: skip
            found.append(made("li", block))
        else:
            found = None


def _bold_headings(text: Text) -> None:
    """A short paragraph all in bold is a heading, if the text has no others."""
    if any(block.tag in HEADINGS[1:] for block in _blocks(text)):
        return
    count = 0
    for block in _blocks(text):
        said = words_of(block)
        is_bold = (
            block.tag == "p"
            and len(block) == 1
            and block[0].tag == "strong"
            and not (block.text or "").strip()
            and not (block[0].tail or "").strip()
        )
        if is_bold and len(said.split()) <= 14 and not said.endswith((".", ",", ";")):
            block[0].drop_tag()
            block.tag, count = "h2", count + 1
    if count:
        text.guess(f"short lines in bold were taken for headings ({count})",
                   "write **…** in the place of ## where one is none")  # fmt: skip


def _head(text: Text) -> None:
    """Takes title, authors and date from the first lines, where they are said again or only."""
    for block in _blocks(text)[:_HEAD]:
        said = words_of(block)
        if block.tag == "h1" and (not text.title or _key(said) == _key(text.title)):
            text.title = said
            _taken(text, block)
        elif block.tag == "p" and _key(said) == _key(text.title):
            _taken(text, block)
        elif block.tag == "p" and len(said.split()) <= 16:
            if _names(said, text) or _dates(said, text):
                _taken(text, block)
        elif block.tag == "ul" and all(_key(words_of(i)) in map(_key, text.authors) for i in block):
            _taken(text, block)
    if not text.title:
        first = next(iter(_blocks(text)), None)
        if first is not None and first.tag in HEADINGS:
            text.title = words_of(first)
            _taken(text, first)
            text.guess(f"the first heading, “{text.title}”, was taken for the title",
                       "change 'title'")  # fmt: skip


def _taken(text: Text, block: Element) -> None:
    """Takes a line away that stands in the front matter now."""
    text.taken += [words_of(block), *(words_of(inner) for inner in block)]
    text.body.remove(block)


def _key(said: str) -> str:
    return re.sub(r"\W+", "", said).lower()


def _names(said: str, text: Text) -> bool:
    """Whether a line names the authors (and perhaps the date)."""
    head, *rest = re.split(
        r"\s*[|·•—–]\s+|,\s+(?=(?:\w+ )?\d{1,2}[, ]|\d{4}|\w+ \d{1,2},)", said.strip(" |·•")
    )
    match = _BYLINE.match(head)
    if not match and not text.authors and rest and date_of(", ".join(rest)) and _NAME.match(head):
        # A name and a date, and nothing else.
        match = re.match("(.+)", head)
        rest = [", ".join(rest)]
    known = _key(head) in map(_key, text.authors) or _key(head) == _key("".join(text.authors))
    if not match and not known:
        return False
    others = [part for part in rest if not _dates(part, text)]
    if any(len(part.split()) > 6 and not is_leftover(part) for part in others):
        return False
    if match and not text.authors:
        if len(match[1].split()) > 8 or match[1].endswith("."):
            return False
        text.authors = [n for n in re.split(r",\s+|\s+(?:and|und|et|&)\s+", match[1]) if n]
        text.guess(f"the line “{said}” was taken for the author", "change 'author', or delete it")
    return True


def _dates(said: str, text: Text) -> bool:
    if not (date := date_of(said)) or (len(date) == 4):
        return False
    if not text.date:
        text.date = date
        text.guess(f"the line “{said}” was taken for the date", "change 'date', or delete it")
    return True


def _levels(text: Text) -> None:
    """The title is the page's first heading: others begin one step below, and skip no step."""
    found = [int(block.tag[1]) for block in text.body.iter(*HEADINGS)]
    steps = {level: min(number, 6) for number, level in enumerate(sorted(set(found)), 2)}
    for block in text.body.iter(*HEADINGS):
        block.tag = f"h{steps[int(block.tag[1])]}"
        for bold in block.findall("strong"):
            bold.drop_tag()


def _credits(text: Text) -> None:
    found = 0
    for block in text.body.iter("p"):
        said = words_of(block)
        if _CREDIT.match(said) and len(said.split()) <= 20:
            block.set("class", "caption")
            found += 1
    if found:
        text.guess(f"{found} line{'s were' if found > 1 else ' was'} taken for credits of images "
                   "and stand in italics", "delete the line, or its asterisks")  # fmt: skip
    for block in text.body.iter("p"):
        if block.get("class") == "caption" and block.find("em") is None:
            inner = made("em")
            inner.text, block.text = block.text, None
            inner.extend(list(block))
            block.append(inner)


def _links(text: Text) -> None:
    """Links that lead nowhere from the new page are text."""
    lost = 0
    for link in list(text.body.iter("a")):
        href = link.get("href") or ""
        try:
            is_web = urlsplit(href).scheme in ("http", "https", "mailto", "doi")
        except ValueError:
            is_web = False
        if not is_web:
            lost += bool(href) and not href.startswith(("#", "javascript:"))
            link.drop_tag()
    if lost:
        text.guess(f"{lost} link{'s' if lost > 1 else ''} to files of the same place became text",
                   "say where the page comes from with --source, or link them anew")  # fmt: skip
