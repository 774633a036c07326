"""The site that is served, as the desk on its pages needs it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from postil.desk.page.interface import Shown

from .pages import without_suffix

if TYPE_CHECKING:
    from postil.build.build import Build
    from postil.rendering.prose.markup import NoteMarkdown

    from .preview import Preview


class ServedSite:
    """The site of a preview."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._markdown: tuple[Build, NoteMarkdown] | None = None

    @property
    def build(self) -> Build:
        """The site as it was made last."""
        return self._preview.making.build

    @property
    def articles(self) -> Mapping[str, str]:
        """The page of each text of the site, by path without suffix; annotated or not."""
        # One look: the next site may be there in the middle of it.
        making = self._preview.making
        names = (file.src_uri for file in making.files.documentation_pages())
        return {without_suffix(n): n for n in names if n not in making.build.generated}

    def article_at(self, file: str) -> str:
        """The text that stands in a file of the site; empty where none does."""
        making = self._preview.making
        pages = making.files.documentation_pages()
        names = (page.src_uri for page in pages if page.dest_uri == file)
        return next((without_suffix(n) for n in names if n not in making.build.generated), "")

    def html(self, article: str) -> str | None:
        """The text of an article as it is rendered, without notes; None where there is none."""
        making = self._preview.making
        page = self.articles.get(article, "")
        file = making.files.src_uris.get(page)
        return making.text(file.page) if file and file.page else None

    def still(self) -> AbstractContextManager[None]:
        """What has changed is taken over, and nothing else is made in the block."""
        return self._preview.still()

    def show(self, article: str, *, is_locked: bool, page: str) -> Shown:
        """Shows what was written on an article, within `still`; whether the lock file was, too.
        `page` is the number of the page in the browser, which is not loaded anew for it."""
        return self._preview.show(article, is_locked=is_locked, page=page)

    def markdown(self) -> NoteMarkdown | None:
        """What converts notes, for this desk alone; None where nothing is annotated."""
        build = self.build
        if build.around is None:
            return None
        if self._markdown is None or self._markdown[0] is not build:
            self._markdown = build, build.note_markdown(build.around)
        return self._markdown[1]
