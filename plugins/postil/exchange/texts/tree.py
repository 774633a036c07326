"""The tree that every kind of file becomes: a body of the few elements that articles have.

Blocks are `h1` to `h6`, `p`, `ul`, `ol`, `blockquote`, `pre`, `table`, `hr` and `dl`. A `p` with
class `caption` was beside an image. A footnote stands at the end of the body as `footnote`, and its
mark in the text as `fn`, both with the `name` that they share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, html_parser

from .text import Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em fn font i ins kbd mark math q rb rp "
    "rt ruby s samp small span strike strong sub sup time tt u var wbr label".split()
)
_SAME = {"b": "strong", "i": "em", "cite": "em", "dfn": "em", "var": "em", "strike": "del",
         "s": "del", "kbd": "code", "samp": "code", "tt": "code"}  # fmt: skip
_KEPT = frozenset("a br code del em fn strong sub sup".split())
_NEVER = frozenset(
    "script style noscript template svg canvas iframe object embed form button input select "
    "textarea nav dialog head link meta audio video source map area rp annotation".split()
)
# What Word calls the title of a text that it saves as a page.
_TITLES = ("msotitle", "title")
_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
# An invisible place to break a word, and marks of direction that only hold for the page.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


# What XML has no place for.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def made(tag: str, *children: Element | str, **attributes: str) -> Element:
    """An element with its content."""
    clean = {key: _CONTROL.sub("", value) for key, value in attributes.items()}
    element = html_parser.makeelement(tag, clean)
    for child in children:
        add(element, child)
    return element


def add(element: Element, child: Element | str) -> None:
    """Puts an element or a text at the end of another."""
    if not isinstance(child, str):
        element.append(child)
        return
    child = _CONTROL.sub("", child)
    if len(element):
        element[-1].tail = (element[-1].tail or "") + child
    else:
        element.text = (element.text or "") + child


def words_of(element: Element) -> str:
    """What somebody reads in an element: its text with single spaces, without footnote marks."""
    return _SPACES.sub(" ", "".join(_read(element))).strip()


def _read(element: Element) -> Iterator[str]:
    if element.text and element.tag != "fn":
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            if child.tag == "br" or child.tag not in _INLINE:
                yield " "
            yield from _read(child)
            if child.tag not in _INLINE:
                yield " "
        if child.tail:
            yield child.tail


def removed(element: Element) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    element.drop_tree() if isinstance(element, HtmlElement) else _dropped(element)


def _dropped(element: Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def tidied(root: Element) -> Element:
    """The body of a page or of a part of it, as a tree of the few elements."""
    body = made("body")
    notes: list[Element] = []
    for block in _blocks(root, notes):
        body.append(block)
    body.extend(notes)
    return body


def _blocks(root: Element, notes: list[Element]) -> Iterator[Element]:
    """The blocks in an element. Text that stands loose among them becomes paragraphs."""
    loose = made("p")
    if root.text:
        add(loose, _clean(root.text))
    for child in root:
        if isinstance(child.tag, str) and child.tag not in _NEVER:
            if is_inline(child):
                for part in _inline(child):
                    add(loose, part)
            else:
                yield from _finished(loose)
                loose = made("p")
                yield from _block(child, notes)
        if child.tail:
            add(loose, _clean(child.tail))
    yield from _finished(loose)


def is_inline(element: Element) -> bool:
    """Whether an element is part of a line, and everything in it."""
    if element.tag in ("img", "picture"):
        return True
    return element.tag in _INLINE and all(
        is_inline(child) for child in element if isinstance(child.tag, str)
    )


def _block(element: Element, notes: list[Element]) -> Iterator[Element]:
    tag = element.tag
    if tag == "p" and (element.get("class") or "").lower() in _TITLES:
        tag = "h1"
    if tag in HEADINGS:
        yield from _finished(made(tag, *_line(element)))
    elif tag == "p" and all(is_inline(c) for c in element if isinstance(c.tag, str)):
        kept = {"class": "caption"} if _is_caption(element) else {}
        yield from _finished(made("p", *_line(element), **kept))
    elif tag in ("ul", "ol", "menu"):
        yield from _list(element, notes)
    elif tag == "blockquote":
        inner = list(_blocks(element, notes))
        if inner:
            yield made("blockquote", *inner)
    elif tag == "pre":
        text = "".join(element.itertext()).strip("\n").expandtabs(4)
        if text.strip():
            yield made("pre", text)
    elif tag == "table":
        yield from _table(element, notes)
    elif tag == "hr":
        yield made("hr")
    elif tag == "dl":
        yield from _definitions(element, notes)
    elif tag == "footnote":
        notes.append(made("footnote", *_blocks(element, notes), name=element.get("name")))
    elif tag == "figcaption" or _is_caption(element):
        for block in _blocks(element, notes):
            if block.tag == "p":
                block.set("class", "caption")
            yield block
    elif tag == "div" and "line-block" in (element.get("class") or "").split():
        yield from _finished(made("p", *_line(element)))
    else:
        yield from _blocks(element, notes)


def _is_caption(element: Element) -> bool:
    names = re.split(r"[\s_-]+", (element.get("class") or "").lower())
    return "caption" in names or "credit" in names


def _finished(block: Element) -> Iterator[Element]:
    """A block without spaces and breaks at its ends, if anything is left of it."""
    while len(block) and block[0].tag == "br" and not (block.text or "").strip():
        block.text = (block.text or "") + (block[0].tail or "")
        block.remove(block[0])
    while len(block) and block[-1].tag == "br" and not (block[-1].tail or "").strip():
        block.remove(block[-1])
    # Two breaks, as pages have that know no paragraphs, end one.
    parts = _divided(block) if block.tag == "p" else [block]
    for part in parts:
        if words_of(part) or any(child.tag == "fn" for child in part.iter()):
            yield part


def _divided(block: Element) -> list[Element]:
    parts, part = [], made("p", **dict(block.attrib))
    if block.text:
        add(part, block.text)
    children = list(block)
    for number, child in enumerate(children):
        following = children[number + 1] if number + 1 < len(children) else None
        is_double = (
            child.tag == "br"
            and not (child.tail or "").strip()
            and following is not None
            and following.tag == "br"
        )
        tail, child.tail = child.tail, None
        if is_double:
            parts.append(part)
            part = made("p", **dict(block.attrib))
        elif child.tag != "br" or len(part) or (part.text or "").strip():
            add(part, child)
        if tail:
            add(part, tail)
    return [*parts, part]


def _line(element: Element) -> Iterator[Element | str]:
    """What stands in a line, in the elements that are kept."""
    if element.text:
        yield _clean(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NEVER:
            if child.tag in _INLINE:
                yield from _inline(child)
            else:
                yield " "
                yield from _line(child)
                yield " "
        if child.tail:
            yield _clean(child.tail)


def _inline(element: Element) -> Iterator[Element | str]:
    tag = _SAME.get(element.tag, element.tag)
    if tag == "span":
        tag = _styled(element)
    if tag == "br":
        yield made("br")
    elif tag == "fn":
        yield made("fn", name=element.get("name"))
    elif tag == "q":
        yield "“"
        yield from _line(element)
        yield "”"
    elif tag in _KEPT:
        kept = {"href": element.get("href")} if tag == "a" and element.get("href") else {}
        yield made(tag, *_line(element), **kept)
    else:
        yield from _line(element)


def _styled(element: Element) -> str:
    """Emphasis that is written as style."""
    style = (element.get("style") or "").replace(" ", "").lower()
    if "font-style:italic" in style:
        return "em"
    bold = re.search(r"font-weight:(bold|[6-9]00)", style)
    return "strong" if bold else "span"


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _INVISIBLE.sub("", text))


def _list(element: Element, notes: list[Element]) -> Iterator[Element]:
    kept = {"start": element.get("start")} if (element.get("start") or "").isdecimal() else {}
    found = made("ol" if element.tag == "ol" else "ul", **kept)
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _NEVER:
            continue
        inner = list(_blocks(child, notes)) if child.tag == "li" else list(_block(child, notes))
        if not inner:
            continue
        # Lists that stand in lists, and not in one of their items, as old editors wrote them.
        if child.tag != "li" and len(found):
            found[-1].extend(inner)
        else:
            item = made("li", *inner)
            if child.find("p") is not None:
                found.set("class", "loose")
            found.append(item)
    if len(found):
        yield found


def _table(element: Element, notes: list[Element]) -> Iterator[Element]:
    """A table; one that only arranges blocks side by side becomes these blocks."""
    rows = [row for row in element.iter("tr") if _table_of(row) is element]
    cells = [[c for c in row if c.tag in ("td", "th")] for row in rows]
    if element.find(".//table") is not None or max(map(len, cells), default=0) < 2:
        for row in cells:
            for cell in row:
                yield from _blocks(cell, notes)
        return
    caption = element.find("caption")
    if caption is not None:
        yield from _finished(made("p", *_line(caption), **{"class": "caption"}))
    table = made("table")
    for row in cells:
        made_row = made("tr")
        for cell in row:
            lines = made(cell.tag)
            for number, block in enumerate(_blocks(cell, notes)):
                if number:
                    lines.append(made("br"))
                for part in _line(block):
                    add(lines, part)
            for span in ("colspan", "rowspan"):
                if (cell.get(span) or "1") not in ("", "1"):
                    lines.set(span, cell.get(span))
            made_row.append(lines)
        if any(words_of(cell) for cell in made_row):
            table.append(made_row)
    if len(table):
        yield table


def _table_of(row: Element) -> Element:
    return next(row.iterancestors("table"), None)


def _definitions(element: Element, notes: list[Element]) -> Iterator[Element]:
    found = made("dl")
    for child in element.iter("dt", "dd"):
        if child.tag == "dt":
            found.append(made("dt", *_line(child)))
        elif inner := list(_blocks(child, notes)):
            found.append(made("dd", *inner))
    if len(found):
        yield found


def parsed(html: str) -> Element:
    """A page as a tree. An empty one has an empty body."""
    from lxml.html import document_fromstring

    try:
        # lxml takes no text that names its own encoding.
        html = re.sub(r"^\s*<\?xml[^>]*\?>", "", _CONTROL.sub(" ", html))
        return document_fromstring(html) if html.strip() else made("html", made("body"))
    except (etree.ParserError, ValueError):
        return made("html", made("body"))
