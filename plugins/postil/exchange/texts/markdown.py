"""A tree as Markdown that Python-Markdown reads as the same text.

Signs that mean something there are escaped where they would. Every block is converted with the
site's own extensions and compared with what was meant; one that comes out otherwise is written
again with each of its signs as a character reference and its emphasis as HTML, which no extension
takes for its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .text import Element
from .tree import HEADINGS, made, parsed, words_of

Convert = Callable[[str], str]
"""Markdown to HTML, as the site does it."""

_LINE_START = re.compile(
    r"(?P<digits>\d+)(?P<stop>[.)])(?=\s|$)|(?P<list>[-+])(?=\s|$|[-+])|(?P<sign>[#>])"
    r"|(?P<call>!!!|\?\?\?|===|---|:|\||~~~)"
)
# A number is read as a character without its semicolon, too.
_ENTITY = re.compile(r"&(?=#?\w+;|#[\dxX])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BRACKET = re.compile(r"\[(?=[^\]]*\][(\[:{])|\[(?=\^)|^\[|\[(?=[ xX]\])")
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
# The address of a link, as far as Markdown would end it early.
_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", '"': "%22"}
_TAGS = ("em", "strong", "a", "code", "br", "sub", "sup", "del")
_MARK = {"em": "*", "strong": "**"}


def written(body: Element, convert: Convert) -> tuple[str, list[str]]:
    """A body as Markdown, and the begin of each block that does not come out as it was meant."""
    writer = _Writer(convert)
    blocks = [block for block in body if block.tag != "footnote"]
    parts = [*writer.blocks(blocks)]
    for note in body.findall("footnote"):
        lines = "\n\n".join(writer.blocks(list(note)))
        parts.append(f"[^{note.get('name')}]: {_indented(lines)}")
    return "\n\n".join(parts) + "\n", writer.wrong


def _indented(text: str) -> str:
    """A text within a list item or a footnote: the lines behind the first stand further in."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"    {line}" if line else "" for line in rest)])


class _Writer:
    """Writes blocks, and reads each one back."""

    def __init__(self, convert: Convert) -> None:
        self.convert = convert
        self.wrong: list[str] = []

    def blocks(self, blocks: list[Element]) -> Iterator[str]:
        before = ""
        for block in blocks:
            kind = "list" if block.tag in ("ul", "ol") else block.tag
            # Two lists in a row would be one, and code behind a list a part of it.
            if before == kind in ("list", "blockquote", "pre", "dl") or (
                before in ("list", "dl") and kind == "pre"
            ):
                yield "<!-- -->"
            yield self.block(block)
            before = kind

    def block(self, block: Element) -> str:
        if block.tag in ("ul", "ol"):
            return self.items(block)
        if block.tag == "blockquote":
            text = "\n\n".join(self.blocks(list(block)))
            return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
        if block.tag == "pre":
            return "\n".join(f"    {line}".rstrip() for line in block.text.split("\n"))
        if block.tag == "hr":
            return "---"
        if block.tag == "table":
            return self.table(block)
        if block.tag == "dl":
            return self.definitions(block)
        return self.checked(block)

    def checked(self, block: Element) -> str:
        """A paragraph or heading that comes out as it was meant, if there is such Markdown."""
        start = f"{'#' * int(block.tag[1])} " if block.tag in HEADINGS else ""
        for strong in (False, True):
            text = start + line(block, strong=strong, heading=bool(start))
            # Where a site takes each end of a line for a break, one is enough.
            for form in dict.fromkeys((text, text.replace("<br>\n", "<br>"))):
                if self.is_same(form, block):
                    return form
        self.wrong.append(words_of(block)[:60])
        return text

    def is_same(self, text: str, block: Element) -> bool:
        root = parsed(f"<div>{self.convert(text)}</div>")
        found = root.find("body/div") if root.find("body") is not None else None
        if found is None:
            return False
        for permalink in found.xpath(".//a[contains(@class, 'headerlink')]"):
            permalink.drop_tree()
        meant = _with_marks(block)
        inner = [child for child in found if isinstance(child.tag, str)]
        wanted = "p" if block.tag == "p" else block.tag
        return (
            len(inner) == 1
            and inner[0].tag == wanted
            and _plain(found) == _plain(meant)
            and all(_count(found, tag) == _count(meant, tag) for tag in _TAGS)
        )

    def items(self, block: Element) -> str:
        number = int(block.get("start") or 1)
        is_loose = block.get("class") == "loose" and any(len(item) for item in block)
        found = []
        for item in block:
            head = f"{number}. " if block.tag == "ol" else "- "
            number += 1
            blocks = list(item)
            is_tight = not is_loose and all(b.tag in ("p", "ul", "ol") for b in blocks[:2])
            parts = [*self.blocks(blocks)]
            between = "\n" if is_tight and len(parts) <= 2 else "\n\n"
            found.append(head + _indented(between.join(parts)))
        return ("\n\n" if is_loose else "\n").join(found)

    def table(self, table: Element) -> str:
        """A pipe table; one with cells that span others stays HTML."""
        if any(cell.get("colspan") or cell.get("rowspan") for cell in table.iter("td", "th")):
            return _as_html(table)
        rows = [[line(cell, strong=False, cell=True) for cell in row] for row in table]
        width = max(map(len, rows))
        rows = [row + [""] * (width - len(row)) for row in rows]
        if not any(cell.tag == "th" for cell in table[0]):
            rows.insert(0, [""] * width)
        rows.insert(1, ["---"] * width)
        text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        found = parsed(f"<div>{self.convert(text)}</div>")
        meant = " ".join(_plain(_with_marks(cell)) for cell in table.iter("td", "th"))
        is_table = found.find(".//table") is not None
        if is_table and "".join(_plain(found).split()) == "".join(meant.split()):
            return text
        return _as_html(table)

    def definitions(self, block: Element) -> str:
        """Terms and what they mean: in bold, with the rest below, which needs no extension."""
        found = []
        for child in block:
            if child.tag == "dt":
                found.append(self.checked(made("p", _emphasised(child))))
            else:
                found.extend(self.blocks(list(child)))
        return "\n\n".join(found)


def _emphasised(term: Element) -> Element:
    bold = made("strong")
    bold.text = term.text
    bold.extend(list(term))
    return bold


def _with_marks(block: Element) -> Element:
    """A copy in which the mark of a footnote is the text that it is without the extension."""
    import copy

    block = copy.deepcopy(block)
    block.tail = None
    for mark in list(block.iter("fn")):
        mark.text = f"[^{mark.get('name')}]"
        mark.tag = "span"
    return block


def _plain(element: Element) -> str:
    return words_of(element).replace("\u00a0", " ").strip()


def _count(element: Element, tag: str) -> int:
    found = [e for e in element.iter(tag) if tag == "br" or words_of(e)]
    return len(found)


def _as_html(table: Element) -> str:
    from lxml.html import tostring

    rows = []
    for row in table:
        cells = []
        for cell in row:
            cell.tail = None
            cells.append(tostring(cell, encoding="unicode"))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def line(
    element: Element, *, strong: bool = False, heading: bool = False, cell: bool = False
) -> str:
    """What stands in an element, as Markdown in a line (or lines, where it has breaks)."""
    text = _inner(element, strong)
    lines = [re.sub(r" +", " ", part).strip(" ") for part in text.split("<br>")]
    if not strong:
        lines = [_at_start(part) for part in lines]
    if heading:
        lines = [re.sub(r"(?<!\\)(?<!&)#", r"\\#", " ".join(lines))] if not strong else lines
        return " ".join(lines)
    if cell:
        return "<br>".join(lines).replace("|", "&#124;")
    return "<br>\n".join(lines)


def _at_start(text: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        if match["digits"]:
            return f"{match['digits']}\\{match['stop']}"
        if sign := match["list"] or match["sign"]:
            return f"\\{sign}"
        call = match["call"]
        return f"&#{ord(call[0])};{call[1:]}"

    return _LINE_START.sub(escaped, text, count=1) if _LINE_START.match(text) else text


def _inner(element: Element, strong: bool) -> str:
    parts = [_text(element.text, strong)]
    for child in element:
        parts += [_part(child, strong), _text(child.tail, strong)]
    return "".join(parts)


def _part(child: Element, strong: bool) -> str:
    tag = child.tag
    if tag == "br":
        return "<br>"
    if tag == "fn":
        return f"[^{child.get('name')}]"
    inner = _inner(child, strong)
    bare = inner.strip(" ")
    if not bare:
        return inner
    before = inner[: len(inner) - len(inner.lstrip(" "))]
    after = inner[len(inner.rstrip(" ")) :]
    if tag == "a":
        if not child.get("href"):
            return inner
        address = "".join(_ADDRESS.get(sign, sign) for sign in child.get("href").strip())
        return f"{before}[{bare}]({address}){after}"
    if tag == "code" and "`" not in "".join(child.itertext()) and not strong and not len(child):
        return f"{before}`{(child.text or '').strip()}`{after}"
    if tag in _MARK and not strong and "<br>" not in bare:
        return f"{before}{_MARK[tag]}{bare}{_MARK[tag]}{after}"
    return f"{before}<{tag}>{bare}</{tag}>{after}"


def _text(text: str | None, strong: bool) -> str:
    """A text that no sign of which is taken for Markdown."""
    if not text:
        return ""
    if strong:
        return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", text)
    text = _ENTITY.sub("&amp;", text)
    text = re.sub(r"[\\`*{]", r"\\\g<0>", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _BRACKET.sub(r"\\[", text)
    text = re.sub(r"!(?=\[)", r"\\!", text)
    return text.replace("<", "&lt;")
