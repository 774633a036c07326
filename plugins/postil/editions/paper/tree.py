"""The HTML of an article as a tree, forgiving where somebody wrote it by hand.

Drawings (`svg`) are kept as they are written: names of their attributes have capital letters, which
HTML does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr postil-svg".split()
)
# What ends where one of the others begins, as HTML has it; not beyond the elements that hold them.
_ENDS = {
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tbody": ({"thead", "tbody", "tr", "td", "th"}, {"table"}),
    "tfoot": ({"thead", "tbody", "tr", "td", "th"}, {"table"}),
    "option": ({"option"}, {"select"}),
}
_SVG = re.compile(r"<svg\b|</svg\s*>", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """An element, with what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self.attributes.get("class", "").split())

    def get(self, name: str) -> str:
        """An attribute; empty where it is not there."""
        return self.attributes.get(name, "")

    def walk(self) -> Iterator[Node]:
        """The element and all in it, in the order of the text."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def find(self, tag: str, class_: str = "") -> Node | None:
        """The first element in it of this kind."""
        return next(
            (n for n in self.walk() if n.tag == tag and (not class_ or class_ in n.classes)), None
        )

    @property
    def text(self) -> str:
        """All text in it, as it is written."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


def parsed(html: str) -> Node:
    """The tree of a piece of HTML."""
    drawings: list[str] = []
    builder = _Builder(drawings)
    builder.feed(_without_drawings(html, drawings))
    builder.close()
    return builder.root


def _without_drawings(html: str, drawings: list[str]) -> str:
    """The HTML with an empty element for each drawing, which is added to `drawings`."""
    parts, done, depth, begin = [], 0, 0, 0
    for match in _SVG.finditer(html):
        if match[0][1] != "/":
            begin = match.start() if depth == 0 else begin
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                parts.append(html[done:begin])
                parts.append(f'<postil-svg number="{len(drawings)}">')
                drawings.append(html[begin : match.end()])
                done = match.end()
    return "".join([*parts, html[done:]])


class _Builder(HTMLParser):
    def __init__(self, drawings: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self._open = [self.root]
        self._drawings = drawings

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_before(tag)
        node = Node(tag, {name: value or "" for name, value in attrs})
        if tag == "postil-svg":
            node.children.append(self._drawings[int(node.get("number"))])
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _end_before(self, tag: str) -> None:
        ended, holders = _ENDS.get(tag, (set(), set()))
        for depth in range(len(self._open) - 1, 0, -1):
            name = self._open[depth].tag
            if name in holders:
                return
            if name in ended:
                del self._open[depth:]
                if name == tag or tag in ("dt", "dd"):
                    return
