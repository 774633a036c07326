"""Addresses of pages, and the links that were made between them.

A page is named by its path under the docs folder (`readings/x.md`). Every link that Postil makes
goes through here, so that the host can check all of them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from functools import lru_cache


class Addresses:
    """The addresses of a site's pages."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        """`urls` maps each page to its address relative to the root of the site."""
        self.urls = urls
        self.links: dict[str, dict[tuple[str, str], None]] = {}
        """For each page, the (page, fragment) pairs that its links lead to, in order."""

    def __contains__(self, page: str) -> bool:
        return page in self.urls

    def of(self, page: str) -> str:
        """The address of a page, seen from the root of the site."""
        return self.urls[page]

    def link(self, page: str, to: str, fragment: str = "") -> str:
        """The address of another page (and a fragment of it) as `page` has to write it.

        Raises KeyError for a page that is not in the site.
        """
        if fragment:
            self.links.setdefault(page, {})[to, fragment] = None
            if page == to:
                return f"#{fragment}"
        address = relative(self.urls[to], self.urls[page])
        return f"{address}#{fragment}" if fragment else address


def beside(url: str, name: str) -> str:
    """The address of a file that belongs to the page at an address, and stands beside it."""
    folder, page = posixpath.split(url)
    stem = f"{page.removesuffix('.html')}." if page else ""
    return posixpath.join(folder, f"{stem}{name}")


def address_of(page: str) -> str:
    """What two pages must not share: `a.md`, `A.md`, `a/index.md` and `a/README.md` would all be
    written to one file, on some system or other."""
    stem = page.removesuffix(".md").casefold()
    folder, _, name = stem.rpartition("/")
    return folder if name in ("index", "readme") else stem


# How hosts write the address of the root itself.
_ROOT = (".", "./")


def relative(to: str, page: str) -> str:
    """The address `to` as seen from the address `page`, both relative to the root of the site."""
    first, up = _way_up(page)
    # Most links lead to another part of the site.
    if first and not to.startswith(first):
        return up if to in _ROOT else up + to
    return _within(to, page)


@lru_cache(maxsize=4096)
def _way_up(page: str) -> tuple[str, str]:
    """The first folder of an address, with its slash, and the way from there to the root; both are
    empty at the root."""
    first, slash, _ = page.partition("/")
    return (first + slash, "../" * page.count("/")) if slash and page not in _ROOT else ("", "")


# Most links of a page lead to few others.
@lru_cache(maxsize=4096)
def _within(to: str, page: str) -> str:
    """The same of two addresses in one part of a site."""
    here, there = _parts(page)[:-1], _parts(to)
    common = 0
    for one, other in zip(here, there[:-1], strict=False):
        if one != other:
            break
        common += 1
    return "../" * (len(here) - common) + "/".join(there[common:]) or "./"


# A page is linked to from, and links to, many others.
@lru_cache(maxsize=4096)
def _parts(address: str) -> list[str]:
    """The folders of an address and its file, which is empty where the address is a folder's."""
    return ("" if address in _ROOT else address).split("/")
