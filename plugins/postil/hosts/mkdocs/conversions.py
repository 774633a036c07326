"""What MkDocs makes of the Markdown of an article, as one build keeps it for the next.

To convert the Markdown of a site takes half of the time of building it without notes. An article
is not converted again while its text is the same, everything that its conversion depends on is
the same, and its extensions are known to look at nothing else: at the text, their options, the
files that these name, and the files of the site that the host is asked for. The first conversion
of such an article takes short cuts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from mkdocs.structure.pages import Page, _RelativePathTreeprocessor
from mkdocs.structure.toc import AnchorLink, get_toc

from postil.build import fingerprints
from postil.keeping.cache import Cache, Digest, programs
from postil.keeping.encoding import as_json, decoded
from postil.rendering.prose.extensions import is_settled
from postil.rendering.prose.paragraphs import ShortCuts

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


class Conversions:
    """The conversions of one build."""

    def __init__(self, config: MkDocsConfig, root: Path, cache: Cache) -> None:
        """Without a cache to keep them in, or where it cannot be known what they depend on,
        pages are converted as ever."""
        self._cache = cache
        extensions, options = config.markdown_extensions, config.mdx_configs
        # Now, since extensions may change their options while they work.
        self.extensions = fingerprints.of_extensions(extensions, options, root)
        """What the extensions make of a text depends on."""
        self._digest: Digest | None = None
        self.are_settled = _is_host_unchanged() and is_settled(extensions, options)
        """Whether what becomes of a text is known to depend on nothing but it and the options."""
        if cache.keeps and self.are_settled and fingerprints.is_as_first(root, self.extensions):
            host = logging.getLogger(Page.__module__)
            levels = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
            self._digest = Digest(
                programs(),
                self.extensions,
                *fingerprints.own_programs(),
                fingerprints.said([config.use_directory_urls, config.validation]),
                # Where it is not said what is wrong, nobody knows whether anything is.
                *(str(level) for level in levels if host.isEnabledFor(level)),
            )

    def prepare(self, page: Page) -> None:
        """Sees to it that a page that is as it was is not converted again."""
        # Other plugins have pages of their own, or render some in their own way.
        is_usual = type(page) is Page and "render" not in vars(page)
        if is_usual and self._digest:
            page.render = partial(self._convert, page)  # type: ignore[method-assign]

    def _convert(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Does what `Page.render` does, or what it did for the last build."""
        del page.render
        assert self._digest is not None and page.markdown is not None
        # Other plugins may set options for a page.
        options = fingerprints.said([config.markdown_extensions, config.mdx_configs])
        key = self._digest.key(str(_answer(page.file)), options, page.markdown)
        try:
            conversion = Conversion.of(self._cache.get_texts(key) or ())
            if conversion.is_of(files):
                _restore(page, conversion, files)
                return
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        asked = _Asked(files)
        with listening() as said:
            page.render(_with_short_cuts(config), asked)  # type: ignore[arg-type]
        # An author hears at every build of what is wrong.
        if asked.is_complete and not said:
            self._cache.put_texts(key, _converted(page, asked).texts())


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was made of the Markdown of a page."""

    html: str
    title: str | None
    """The text of its first heading."""
    contents: list[dict[str, Any]]
    """Its headings, as the extension `toc` lists them."""
    ids: frozenset[str]
    links: Mapping[str, Mapping[str, str]]
    """The pages of the site that it links to; for each, the fragments and the links as written."""
    answers: Mapping[str, str | None]
    """What the host said of the files that it was asked for."""

    def texts(self) -> list[str]:
        """The same as texts."""
        values = [self.title, self.contents, sorted(self.ids), self.links, self.answers]
        return [self.html, as_json(values)]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Conversion:
        """What `texts` were made of. Raises TypeError or ValueError for anything else."""
        html, values = texts
        title, contents, ids, links, answers = decoded(values)
        return cls(html, title, contents, frozenset(ids), links, answers)

    def is_of(self, files: Any) -> bool:
        """Whether the host would say the same of its files now."""
        return all(
            _answer(files.get_file_from_path(path)) == said for path, said in self.answers.items()
        )


class _Asked:
    """Stands for the files of a site while a page is converted, and notes what was asked."""

    def __init__(self, files: Any) -> None:
        self._files = files
        self.answers: dict[str, str | None] = {}
        self.is_complete = True
        """Whether nothing was asked for that could not be noted."""

    def get_file_from_path(self, path: str) -> Any:
        """The file at a path below the folder of the texts, or None."""
        file = self._files.get_file_from_path(path)
        self.answers[path] = _answer(file)
        return file

    def __getattr__(self, name: str) -> Any:
        self.is_complete = False
        return getattr(self._files, name)


def _answer(file: Any) -> str | None:
    """All that a link to a file depends on."""
    return file and f"{file.src_uri} {file.url} {file.inclusion}"


@contextmanager
def listening(level: int = logging.NOTSET) -> Iterator[list[str]]:
    """Collects what is logged from a level on, whoever says it and whoever else hears it."""
    said: list[str] = []
    make = logging.getLogRecordFactory()

    def noted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.levelno >= level:
            said.append(record.getMessage())
        return record

    logging.setLogRecordFactory(noted)
    try:
        yield said
    finally:
        logging.setLogRecordFactory(make)


def _with_short_cuts(config: MkDocsConfig) -> MkDocsConfig:
    """What a page is converted with, in three fifths of the time."""
    shorter = copy(config)
    shorter.markdown_extensions = [*config.markdown_extensions, ShortCuts()]  # type: ignore[list-item]
    return shorter


def _converted(page: Page, asked: _Asked) -> Conversion:
    """What was made of a page's Markdown."""
    links = page.links_to_anchors or {}
    return Conversion(
        html=page.content or "",
        title=page._title_from_render,
        contents=[_token(link) for link in page.toc],
        ids=frozenset(page.present_anchor_ids or ()),
        links={file.src_uri: fragments for file, fragments in links.items()},
        answers=asked.answers,
    )


def _restore(page: Page, conversion: Conversion, files: Files) -> None:
    """Leaves a page as its conversion did."""
    page.content = conversion.html
    page.toc = get_toc(conversion.contents)  # type: ignore[arg-type]
    page._title_from_render = conversion.title
    page.present_anchor_ids = set(conversion.ids)
    page.links_to_anchors = {
        files.src_uris[path]: dict(links) for path, links in conversion.links.items()
    }


def _is_host_unchanged() -> bool:
    """Whether pages are rendered by the host's own functions, and none that a plugin has put in
    their place."""
    links = _RelativePathTreeprocessor
    functions = (Page.render, links.run, links.path_to_url)
    return all(function.__module__ == Page.__module__ for function in functions)


def _token(link: AnchorLink) -> dict[str, Any]:
    children = [_token(child) for child in link.children]
    return {"name": link.title, "id": link.id, "level": link.level, "children": children}
