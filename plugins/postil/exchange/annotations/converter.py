"""HTML as Markdown that Python-Markdown reads as it is meant. It needs the extra `import`."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from markdownify import MarkdownConverter

from .prose import without_signs

# What belongs to an item of a list is indented by so much.
_INDENT = 4
_BULLET = re.compile(r"\S+ +")


class Converter(MarkdownConverter):
    """The converter of markdownify, with the signs and indents of Python-Markdown."""

    def __init__(self) -> None:
        super().__init__(heading_style="ATX", bullets="-")

    def escape(self, text: str, parent_tags: Collection[str]) -> str:
        """Text whose signs mean nothing."""
        return without_signs(text or "")

    def convert_li(self, el: Any, text: str, parent_tags: Collection[str]) -> str:
        """An item of a list."""
        # Its types leave out what it does with single elements.
        shown: str = super().convert_li(el, text, parent_tags)  # type: ignore[misc]
        bullet = _BULLET.match(shown)
        more = " " * (_INDENT - bullet.end()) if bullet else ""
        if not (bullet and more):
            return shown
        first, *others = shown[bullet.end() :].split("\n")
        lines = [f"{more}{line}" if line else "" for line in others]
        return "\n".join([f"{bullet[0]}{more}{first}", *lines])
