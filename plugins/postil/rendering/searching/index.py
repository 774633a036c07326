"""The indexes to which hits are given: those of the host's search plugins, and Pagefind's.

The plugins are known by their shape and not by their class, so that no host is imported here.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryDirectory
from typing import IO, Any, Protocol

from postil.keeping.encoding import encoded
from postil.keeping.saving import save, save_changed
from postil.rendering.site import INDEX_FOLDER

from . import pagefind
from .entries import SearchEntry

# Where Material's search plugin writes its index, and what is between and behind its entries there.
_MATERIAL_FILE = "search/search_index.json"
_COMMA, _END = b",", b"]}"

# Hits of a site up to this size are kept in memory, in bytes.
_SMALL = 4_000_000


class SearchIndex(Protocol):
    """An index that takes hits."""

    def begin(self, page: str) -> None:
        """What is added from now on stands on this page."""

    def add(self, location: str, entry: SearchEntry) -> None:
        """Adds a hit that opens at an address, which is relative to the root of the site."""

    def write(self, site: Path, language: str) -> None:
        """Does what is left to be done when the pages of a site are written."""


def _document(location: str, entry: SearchEntry) -> dict[str, str]:
    """A hit for Material's search, which shows titles and texts as HTML."""
    title, text = (escape(part, quote=False) for part in (entry.title, entry.text))
    return {"location": location, "title": title, "text": text}


class _MaterialIndex:
    """The index of Material's search plugin, as the plugin has it."""

    def __init__(self, index: Any) -> None:
        self._entries: list[dict[str, str]] = index.entries

    def begin(self, page: str) -> None:
        """All pages go into one list."""

    def add(self, location: str, entry: SearchEntry) -> None:
        self._entries.append(_document(location, entry))

    def write(self, site: Path, language: str) -> None:
        """The plugin does."""


class _MaterialFile:
    """The same index, as the plugin writes it: hits are added to the file. Those of a thousand
    articles take a hundred megabytes of memory while the plugin makes one text of them all."""

    def __init__(self) -> None:
        self._waiting = SpooledTemporaryFile(max_size=_SMALL)  # noqa: SIM115

    def begin(self, page: str) -> None:
        """All pages go into one file."""

    def add(self, location: str, entry: SearchEntry) -> None:
        self._waiting.write(_as_text(location, entry))

    def write(self, site: Path, language: str) -> None:
        with self._waiting:
            _add_to(site, self._waiting)


class ServedIndex:
    """The same index of a site that is served: what it has of a page can be replaced."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._texts: dict[str, list[Any]] = {}
        """What the plugin has read on each page."""
        self._read = 0
        self._hits: dict[str, list[bytes]] = {}
        """Our hits on each page."""
        self._page = ""

    def begin(self, page: str) -> None:
        """The plugin has just read the page: what it has is the last of its list."""
        self._texts[page] = self._index.entries[self._read :]
        self._read = len(self._index.entries)
        self._page, self._hits[page] = page, []

    def add(self, location: str, entry: SearchEntry) -> None:
        """Adds a hit on the page that was begun last."""
        self._hits[self._page].append(_as_text(location, entry))

    def write(self, site: Path, language: str) -> None:
        """Adds the hits to the file that the plugin wrote."""
        _add_to(site, BytesIO(b"".join(hit for hits in self._hits.values() for hit in hits)))

    def rewrite(self, site: Path) -> None:
        """Writes the file anew, after pages were made again."""
        self._index.entries[:] = [text for texts in self._texts.values() for text in texts]
        self._read = len(self._index.entries)
        text: str = self._index.generate_search_index(None)
        # In one step: somebody may be reading the old one.
        with TemporaryDirectory(prefix="postil_") as beside:
            made = Path(beside, _MATERIAL_FILE)
            save_changed(made, text, lasting=False)
            self.write(Path(beside), "")
            save(site / _MATERIAL_FILE, made.read_bytes(), lasting=False)


def _as_text(location: str, entry: SearchEntry) -> bytes:
    return _COMMA + encoded(_document(location, entry))


def _add_to(site: Path, hits: IO[bytes]) -> None:
    """Adds hits to the file that Material's plugin has written: each behind a comma."""
    path = site / _MATERIAL_FILE
    # There is none where the plugin was turned off since the last build.
    if not path.is_file():
        return
    with path.open("r+b") as file:
        file.seek(-len(_END) - 1, os.SEEK_END)
        before, end = file.read(1), file.read()
        if end == _END:
            # Behind the last entry, in place of the end.
            file.seek(-len(_END), os.SEEK_END)
            hits.seek(len(_COMMA) if before == b"[" else 0)
            shutil.copyfileobj(hits, file)
            file.write(_END)
            return
        # It is not put together as we know it.
        file.seek(0)
        index = json.loads(file.read())
        hits.seek(len(_COMMA))
        index["docs"].extend(json.loads(b"[%b]" % hits.read()))
        file.seek(0)
        file.truncate()
        file.write(json.dumps(index).encode())


class _MkDocsIndex:
    """The index of MkDocs' own search plugin, which escapes what it shows."""

    def __init__(self, index: Any) -> None:
        self._add = index._add_entry

    def begin(self, page: str) -> None:
        """All pages go into one list."""

    def add(self, location: str, entry: SearchEntry) -> None:
        self._add(title=entry.title, text=entry.text, loc=location)

    def write(self, site: Path, language: str) -> None:
        """The plugin does."""


class PagefindIndex:
    """The index that Pagefind makes of a site, at the end of a build."""

    def __init__(self) -> None:
        self._waiting = SpooledTemporaryFile(max_size=_SMALL)  # noqa: SIM115

    def begin(self, page: str) -> None:
        """All pages go into one list."""

    def add(self, location: str, entry: SearchEntry) -> None:
        """Adds a hit."""
        line = encoded([location, entry.title, entry.text, dict(entry.facets)])
        self._waiting.write(line + b"\n")

    def write(self, site: Path, language: str) -> None:
        """Writes the index. Raises PagefindError."""
        with self._waiting:
            self._waiting.seek(0)
            pagefind.write_index(self._entries(), site / INDEX_FOLDER, language)

    def _entries(self) -> Iterator[tuple[str, SearchEntry]]:
        for line in self._waiting:
            location, title, text, facets = json.loads(line)
            yield location, SearchEntry("", "", title, text, facets)


def search_index(
    plugins: Iterable[Any], *, is_read_later: bool, is_served: bool = False
) -> SearchIndex | None:
    """The index of the first plugin that has one of a known shape.

    Args:
        plugins: The plugins of the host.
        is_read_later: Whether anybody looks into the index of the plugin before it is written.
        is_served: Whether pages may be made again, and what the index has of them be replaced.
    """
    for plugin in plugins:
        index = getattr(plugin, "search_index", None)
        if isinstance(getattr(index, "entries", None), list):
            is_usual = type(index).__module__.startswith("material.") and not is_read_later
            if not (is_usual and _is_own(index)):
                return _MaterialIndex(index)
            return ServedIndex(index) if is_served else _MaterialFile()
        if hasattr(index, "_add_entry"):
            return _MkDocsIndex(index)
    return None


def _is_own(index: Any) -> bool:
    """Whether an index makes its file as its class was written to."""
    made = index.generate_search_index
    return getattr(made, "__module__", "") == type(index).__module__
