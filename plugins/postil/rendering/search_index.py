"""The indexes of the host's search plugins, to which hits of our own are given.

They are known by their shape and not by their class, so that no host is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, Protocol


class SearchIndex(Protocol):
    """An index that takes hits."""

    def add(self, location: str, title: str, text: str) -> None:
        """Adds a hit; title and text are plain text."""


class _MaterialIndex:
    """The index of Material's search plugin, which shows titles and texts as HTML."""

    def __init__(self, index: Any) -> None:
        self._entries: list[dict[str, str]] = index.entries

    def add(self, location: str, title: str, text: str) -> None:
        title, text = (escape(part, quote=False) for part in (title, text))
        self._entries.append({"location": location, "title": title, "text": text})


class _MkDocsIndex:
    """The index of MkDocs' own search plugin, which escapes what it shows."""

    def __init__(self, index: Any) -> None:
        self._add = index._add_entry

    def add(self, location: str, title: str, text: str) -> None:
        self._add(title=title, text=text, loc=location)


def search_index(plugins: Iterable[Any]) -> SearchIndex | None:
    """The index of the first plugin that has one of a known shape."""
    for plugin in plugins:
        index = getattr(plugin, "search_index", None)
        if isinstance(getattr(index, "entries", None), list):
            return _MaterialIndex(index)
        if hasattr(index, "_add_entry"):
            return _MkDocsIndex(index)
    return None
