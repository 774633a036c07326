"""MkDocs' files and pages: what Postil reads of them, and pages that have no Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from postil.edition.model import composed
from postil.keeping.memory import Names

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation

    from postil.build.output import Output

# Generated pages are not for the search plugin to read: their entries are given to it.
_MATTER = "---\nsearch:\n  exclude: true\n---\n"

_NOTHING = "<p></p>"


class MadePage(Page):
    """A generated page: there is no Markdown to read, its content comes when all pages are known.

    Setting up Python-Markdown with the extensions of a site takes longer than all else about a
    small page, and a large site has thousands of them.
    """

    def read_source(self, config: MkDocsConfig) -> None:
        """Says what the front matter of `made_file` says."""
        self.markdown, self.meta = "", {"search": {"exclude": True}}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leaves the page empty, but for an element: other plugins parse what is there."""
        self.content, self.toc = _NOTHING, TableOfContents([])
        self.present_anchor_ids, self.links_to_anchors = set(), {}


def made_file(config: MkDocsConfig, path: str) -> File:
    """The file of a generated page."""
    return File.generated(config, path, content=_MATTER, inclusion=InclusionLevel.NOT_IN_NAV)


def append(nav: Navigation, page: Page) -> None:
    """Puts a page at the end of the navigation."""
    if nav.pages:
        nav.pages[-1].next_page, page.previous_page = page, nav.pages[-1]
    nav.items.append(page)
    nav.pages.append(page)


def contents(headings: Iterable[tuple[str, str]]) -> TableOfContents:
    """The table of contents of a generated page: from the ids and texts of its headings."""
    return TableOfContents([AnchorLink(text, id, 2) for id, text in headings])


def is_included(file: File) -> bool:
    """Whether a file is part of the site."""
    return bool(file.inclusion.is_included())  # type: ignore[no-untyped-call]


def is_searched(page: Page) -> bool:
    """Whether the front matter does not keep a page out of the search."""
    return not (page.meta.get("search") or {}).get("exclude")


# Asked for in each hook of each page, one page after the other.
@lru_cache(maxsize=10_000)
def without_suffix(src: str) -> str:
    """The path of a page as Postil names an article."""
    folder, slash, name = src.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    return composed(folder + slash + (stem if stem and suffix else name))


def register(page: Page, output: Output, files: Files) -> None:
    """Tells MkDocs the ids and links of a page, so that its own strict mode checks them."""
    ids = Names((*(page.present_anchor_ids or ()), *output.ids))
    page.present_anchor_ids = ids  # type: ignore[assignment]
    links = page.links_to_anchors if page.links_to_anchors is not None else {}
    for to, fragments in output.links.items():
        if file := files.src_uris.get(to):
            known = (file.page and file.page.present_anchor_ids) or ()
            # MkDocs keeps the links of all pages until the end. Most lead back, to ids that are
            # known by now.
            if unknown := {f: f"{to}#{f}" for f in fragments if f not in known}:
                links.setdefault(file, {}).update(unknown)
    page.links_to_anchors = links
