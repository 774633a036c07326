"""Walking a built site: every page's ids and links, and which of the links are dead."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(slots=True)
class Element:
    """A start tag: its name and attributes."""

    tag: str
    attributes: dict[str, str]

    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()


@dataclass(slots=True)
class PageOfSite:
    """A page: its elements in order, by its path in the output folder."""

    path: str
    elements: list[Element] = field(default_factory=list)

    def ids(self) -> list[str]:
        """All ids, in order."""
        return [e.attributes["id"] for e in self.elements if "id" in e.attributes]

    def with_class(self, name: str) -> list[Element]:
        """The elements of a class."""
        return [element for element in self.elements if name in element.classes()]

    def addresses(self) -> Iterator[str]:
        """Everything that the page links to or loads."""
        for element in self.elements:
            for name in ("href", "src", "poster", "cite", "data"):
                if element.attributes.get(name):
                    yield element.attributes[name]
            for name in ("aria-details", "aria-labelledby", "aria-describedby"):
                for id in element.attributes.get(name, "").split():
                    yield f"#{id}"


class _Reader(HTMLParser):
    def __init__(self, page: PageOfSite) -> None:
        super().__init__()
        self.page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append(Element(tag, {name: value or "" for name, value in attrs}))


def read_page(path: str, html: str) -> PageOfSite:
    """A page from its HTML."""
    page = PageOfSite(path)
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    return page


def walk(site: Path) -> dict[str, PageOfSite]:
    """All pages of a built site by path, `readings/x/index.html`."""
    return {
        path: read_page(path, (site / path).read_text(encoding="utf-8"))
        for path in sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))
    }


def target(page: str, address: str) -> tuple[str, str] | None:
    """The file in the output folder and the fragment that an address leads to; None if it leads
    out of the site."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    if not path:
        return page, unquote(parts.fragment)
    full = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), path)).lstrip("/")
    if path.endswith(("/", "/.", "/..")) or path in (".", "..") or not full:
        full = posixpath.join(full, "index.html")
    return full, unquote(parts.fragment)


def dead_links(site: Path, pages: dict[str, PageOfSite]) -> list[str]:
    """Every address inside the site that leads to no file, or to no id of it."""
    dead: list[str] = []
    # Material's search dialogue makes one element only when its script runs.
    ids = {path: {*page.ids(), "__search"} for path, page in pages.items()}
    for path, page in pages.items():
        if path == "404.html":
            # It is shown at any address, so its links begin at the root of the server.
            continue
        for address in page.addresses():
            to = target(path, address)
            if to is None:
                continue
            file, fragment = to
            if not (site / file).is_file() or (
                fragment and file in ids and fragment not in ids[file]
            ):
                dead.append(f"{path}: {address}")
    return dead
