"""What Material's search plugin finds on a page, as one build keeps it for the next.

To parse the HTML of all pages takes an eighth of the time of building a site without notes. What is
found depends on nothing but the page: on its HTML, its headings, its address, its title and tags.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from postil.build import fingerprints
from postil.keeping.cache import Cache, Digest, programs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.structure.pages import Page

_MODULE = "material.plugins.search.plugin"


def keep_hits(plugins: Iterable[Any], cache: Cache) -> None:
    """Sees to it that a page that is as it was is not parsed again for the search."""
    for plugin in plugins if cache.keeps else ():
        index: Any = getattr(plugin, "search_index", None)
        if type(index).__module__ == _MODULE and _is_as_written(index):
            index.add_entry_from_context = _Hits(index, cache).add_of


class _Hits:
    """What an index has of pages."""

    def __init__(self, index: Any, cache: Cache) -> None:
        self._index, self._cache = index, cache
        self._read = index.add_entry_from_context
        self._digest = Digest("hits", programs(), *fingerprints.own_programs())

    def add_of(self, page: Page) -> None:
        """Adds what is found on a page to the index."""
        if page.meta.get("search"):
            # Kept out, most often: there is nothing to be parsed.
            self._read(page)
            return
        key = self._key(page)
        entries = self._cache.get(key)
        if isinstance(entries, list):
            self._index.entries.extend(entries)
            return
        before = len(self._index.entries)
        self._read(page)
        self._cache.put(key, self._index.entries[before:])

    def _key(self, page: Page) -> bytes:
        titles = str(page.title), page.meta.get("title"), page.meta.get("tags")
        return self._digest.key(
            page.content or "", repr([page.url, titles, [*map(_ids, page.toc)]])
        )


def _ids(heading: Any) -> list[Any]:
    """The id of a heading, and those of the headings below it."""
    return [heading.id, heading.url, *map(_ids, heading.children)]


def _is_as_written(index: Any) -> bool:
    """Whether an index reads pages as the plugin was written to, and nobody else has a part in it:
    neither another plugin nor a dictionary of Chinese."""
    kind, module = type(index), sys.modules[_MODULE]
    parts = kind.add_entry_from_context, kind.create_entry_for_section, vars(module).get("Parser")
    are_own = all(getattr(part, "__module__", "") == _MODULE for part in parts)
    return are_own and vars(index).keys() == {"config", "entries"} and not vars(module)["jieba"]
