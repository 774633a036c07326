"""The indexes to which hits are given: those of the host's search plugins, and Pagefind's.

The plugins are known by their shape and not by their class, so that no host is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, Protocol

from . import pagefind
from .search import SearchEntry
from .site import INDEX_FOLDER


class SearchIndex(Protocol):
    """An index that takes hits."""

    def add(self, location: str, entry: SearchEntry) -> None:
        """Adds a hit that opens at an address, which is relative to the root of the site."""


class _MaterialIndex:
    """The index of Material's search plugin, which shows titles and texts as HTML."""

    def __init__(self, index: Any) -> None:
        self._entries: list[dict[str, str]] = index.entries

    def add(self, location: str, entry: SearchEntry) -> None:
        title, text = (escape(part, quote=False) for part in (entry.title, entry.text))
        self._entries.append({"location": location, "title": title, "text": text})


class _MkDocsIndex:
    """The index of MkDocs' own search plugin, which escapes what it shows."""

    def __init__(self, index: Any) -> None:
        self._add = index._add_entry

    def add(self, location: str, entry: SearchEntry) -> None:
        self._add(title=entry.title, text=entry.text, loc=location)


class PagefindIndex:
    """The index that Pagefind makes of a site, at the end of a build."""

    def __init__(self) -> None:
        self._entries: list[tuple[str, SearchEntry]] = []

    def add(self, location: str, entry: SearchEntry) -> None:
        """Adds a hit."""
        self._entries.append((location, entry))

    def write(self, site: Path, language: str) -> None:
        """Writes the index into the output folder of a site. Raises PagefindError."""
        pagefind.write_index(self._entries, site / INDEX_FOLDER, language)


def search_index(plugins: Iterable[Any]) -> SearchIndex | None:
    """The index of the first plugin that has one of a known shape."""
    for plugin in plugins:
        index = getattr(plugin, "search_index", None)
        if isinstance(getattr(index, "entries", None), list):
            return _MaterialIndex(index)
        if hasattr(index, "_add_entry"):
            return _MkDocsIndex(index)
    return None
