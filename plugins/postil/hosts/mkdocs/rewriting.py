"""Making anew the pages that a change touches, and no others.

MkDocs builds a whole site again for each word that is changed. Here the last build lives on: its
files, navigation and templates. Its author sees the page that was changed at once, and what else
shows something of it a moment later; together they are what a whole build would have made.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.structure.files import InclusionLevel

from postil.build.build import ArticlePage
from postil.keeping.saving import save
from postil.rendering.searching.index import ServedIndex

from .neighbours import is_alone

if TYPE_CHECKING:
    from mkdocs.structure.files import File
    from mkdocs.structure.pages import Page

    from postil.build.build import Update
    from postil.edition.problems import Problem

    from .making import SiteBuild

log = logging.getLogger("mkdocs.plugins.postil")


class Rewriting:
    """The pages of a build that was made, each to be made again."""

    def __init__(self, making: SiteBuild) -> None:
        self._making, self._config, self._files = making, making.config, making.files
        self._docs = Path(self._config.docs_dir)
        self._known: dict[str, tuple[str | None, Mapping[str, Any]]] = {}
        """Titles and front matter of pages that were converted again, as other pages know them."""
        self._pages = self._files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
        self.is_possible = (
            making.build.site is not None
            and isinstance(making.search, (ServedIndex, type(None)))
            and is_alone(self._config, making.build.settings.page_by_page)
        )
        """Whether it is known that nothing but Postil has a part in the pages that change."""

    def update(self, changed: Iterable[Path], locked: Collection[str] = ()) -> Update | None:
        """Takes over what has changed in some files, and in the lock file what it says of some
        articles. Returns what it touches, or None where the whole site has to be made anew."""
        build, texts = self._making.build, []
        for path in changed:
            if page := self._page(path):
                texts.append(page)
            elif not build.can_update(path):
                return None
        collected = self._converted(texts)
        if collected is None:
            return None
        update = build.update(collected, locked)
        if update and not update.problems:
            for page in texts:
                self._making.note(page)
            for name, written in update.files.items():
                save(Path(self._config.site_dir, name), written.encode(), lasting=False)
        return update

    def texts(self, changed: Iterable[Path]) -> list[str]:
        """The pages whose own text is among some files."""
        return [page.file.src_uri for page in filter(None, map(self._page, changed))]

    def _page(self, path: Path) -> Page | None:
        """The page whose text a file holds."""
        if not (path.is_relative_to(self._docs) and path.is_file()):
            return None
        file = self._files.src_uris.get(path.relative_to(self._docs).as_posix())
        return file.page if file and file.is_documentation_page() else None

    def _converted(self, pages: list[Page]) -> dict[str, tuple[str, Collection[str]]] | None:
        """Converts pages again; None where others may show something of what has changed."""
        making = self._making
        assert making.conversions is not None
        if pages and not making.conversions.are_settled:
            return None
        making.collected = {}
        try:
            for page in pages:
                known = self._known.setdefault(page.file.src_uri, (page.title, page.meta))
                _populate_page(page, self._config, self._files)
                if (page.title, page.meta) != known:
                    return None
            return making.collected
        finally:
            making.collected = None

    def write(self, src: str) -> None:
        """Makes a page anew."""
        file = self._files.src_uris[src]
        page = file.page
        assert page is not None and self._making.nav is not None
        self._making.recall(page)
        excluded = file.inclusion.is_excluded()  # type: ignore[no-untyped-call]
        with _in_one_step(file):
            _build_page(
                page,
                self._config,
                self._pages,
                self._making.nav,
                self._making.env,
                excluded=excluded,
            )

    def page_of(self, article: str) -> str:
        """The page of an article, by its path under the docs folder."""
        return self._making.build.articles[article]

    def draft(self, article: str, locked: Collection[str]) -> str:
        """What will stand on the page of an article when the whole site is made anew, as far as no
        other plugin has a part in it; empty where that is not known. Nothing is written."""
        build = self._making.build
        if build.site is None:
            return ""
        update = build.update({}, locked, is_draft=True)
        page = self._files.src_uris[self.page_of(article)].page
        if update is None or update.problems or page is None:
            return ""
        self._making.recall(page)
        ids, address = page.present_anchor_ids or (), page.canonical_url or ""
        html = page.content or ""
        return build.article(ArticlePage(article, html, page.url, address, page.meta, ids)).html

    def html(self, src: str) -> str:
        """What stands on a page, between what the template has around it."""
        page = self._files.src_uris[src].page
        return str(page.content or "") if page else ""

    def destination(self, src: str) -> str:
        """Where a page stands in the folder of the site."""
        return self._files.src_uris[src].dest_uri

    def finish(self) -> None:
        """Writes the index of the search, and says which links lead nowhere now."""
        if isinstance(self._making.search, ServedIndex):
            self._making.search.rewrite(Path(self._config.site_dir))
        level = self._config.validation.links.anchors
        for file in self._pages:
            if file.page:
                file.page.validate_anchor_links(files=self._files, log_level=level)

    @property
    def is_strict(self) -> bool:
        """Whether warnings make a build fail."""
        return bool(self._config.strict)

    @property
    def complaints(self) -> tuple[Problem, ...]:
        """Everything that its author should mend, and that stopped nothing."""
        return self._making.build.complaints


@contextmanager
def _in_one_step(file: File) -> Iterator[None]:
    """What the block writes of a file of the site takes its place as a whole: somebody may be
    reading the old one."""
    path = Path(file.abs_dest_path)
    with tempfile.TemporaryDirectory(prefix="postil_") as beside:
        made = Path(beside, path.name)
        file.abs_dest_path = str(made)
        try:
            yield
        finally:
            file.abs_dest_path = str(path)
        # A page of which the template makes nothing is not written.
        if made.is_file():
            save(path, made.read_bytes(), lasting=False)
