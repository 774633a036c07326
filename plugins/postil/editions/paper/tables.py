"""Tables of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .markup import code
from .tree import Node

if TYPE_CHECKING:
    from .setting import Setter

_ALIGN = re.compile(r"text-align:\s*(left|right|center)")
_MOST_SPANNED = 1000
"""As HTML has it."""


def table(setter: Setter, node: Node) -> str:
    """A table, with its caption above it."""
    rows = [*_rows(node)]
    columns = max((sum(_span(cell, "colspan") for cell in row) for _, row in rows), default=0)
    if not columns:
        return setter.blocks([child for row in rows for child in row[1]])
    head = [row for is_head, row in rows if is_head]
    body = [row for is_head, row in rows if not is_head]
    cells = [_cell(setter, cell) for row in body for cell in row]
    parts = []
    if head:
        made = [_cell(setter, cell) for row in head for cell in row]
        # A note in it would come again on the next page.
        again = "false" if any("#note(" in cell for cell in made) else "true"
        parts.append(f"table.header(repeat: {again}, {', '.join(made)})")
    made_table = f"#table(columns: {columns}, {', '.join([*parts, *cells])})"
    caption = node.find("caption")
    said = setter.line(caption.children) if caption else ""
    return f"#captioned[{made_table}][{said}]" if said else made_table


def _rows(node: Node) -> Iterator[tuple[bool, list[Node]]]:
    """The rows of a table, and whether each is one of its head."""
    for child in node.children:
        if not isinstance(child, Node):
            continue
        if child.tag == "tr":
            cells = [c for c in child.children if isinstance(c, Node) and c.tag in ("td", "th")]
            yield node.tag == "thead", cells
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _cell(setter: Setter, cell: Node) -> str:
    options = [
        f"{option}: {number}"
        for option in ("colspan", "rowspan")
        if (number := _span(cell, option)) > 1
    ]
    align = _ALIGN.search(cell.get("style")) or re.match("(left|right|center)$", cell.get("align"))
    if align:
        options.append(f"align: {align[1]}")
    made = code(setter.blocks(cell.children))
    return f"table.cell({', '.join(options)}){made}" if options else made


def _span(cell: Node, name: str) -> int:
    given = cell.get(name)
    return min(max(1, int(given)), _MOST_SPANNED) if given.isdecimal() else 1
