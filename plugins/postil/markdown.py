"""Postil as an extension of Python-Markdown, for hosts that run no MkDocs plugins.

An article gets its marks and its notes. There are no pages of claims, sources and the like, so a
citation leads to the source itself, and words that would lead to such a page are plain text.

    markdown_extensions:
      - postil.markdown

Which article is converted is known from Zensical, or has to be said: by the option `article`, or
in the article's own metadata (`postil: readings/x`, with the extension `meta`). A text of which
it is not known is converted as if the extension were not there.
"""

from __future__ import annotations

import logging
import posixpath
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from postil.anchoring.findings import findings
from postil.anchoring.lock import FILE_NAME, Lock
from postil.anchoring.lock import read as read_lock
from postil.anchoring.passages import anchor
from postil.edition.edition import Edition
from postil.edition.loading import load
from postil.edition.model import composed
from postil.rendering import bundle
from postil.rendering.addresses import Addresses, relative
from postil.rendering.notes import annotated
from postil.rendering.prose.markup import NoteMarkdown
from postil.rendering.site import ASSET_FOLDER, Site

log = logging.getLogger("postil.markdown")

# After everything else that changes the text: the passages are looked up in what is shown.
_LAST = -1000


_FIRST = "index.md"


class AnnotationError(ValueError):
    """Something is wrong with the annotations of a text, and `strict` is set."""


class PostilExtension(Extension):
    """Marks and notes in an article."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "annotations": ["annotations", "The folder of annotation files."],
            "docs": ["docs", "The folder of the articles."],
            "article": ["", "The article that is converted: its path below `docs`."],
            "language": ["en", "The language of the interface."],
            "directory_urls": [True, "Whether the address of x.md is x/ (else x.html)."],
            "site_name": ["", "What the site is called, for citing notes; else as its first page."],
            "note_extensions": [[], "The Markdown extensions of annotations."],
            "strict": [False, "Whether a problem stops the conversion, instead of being logged."],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Registers the two processors."""
        tree = _TreeIsDone(md)
        md.treeprocessors.register(tree, "postil", _LAST)
        md.postprocessors.register(_Annotating(md, tree, self.getConfigs()), "postil", _LAST)


class _TreeIsDone(Treeprocessor):
    """Knows that what is postprocessed next is the text: the extension `toc` has each heading
    postprocessed by itself, before that."""

    now = False

    def run(self, root: Element) -> None:
        self.now = True


class _Annotating(Postprocessor):
    def __init__(self, md: Markdown, tree: _TreeIsDone, options: Mapping[str, Any]) -> None:
        super().__init__(md)
        self.tree, self.options = tree, options

    def run(self, text: str) -> str:
        if not self.tree.now:
            return text
        self.tree.now = False
        context = _context(self.md)
        path = str(self.options["article"] or getattr(context, "path", "") or _in_matter(self.md))
        if not path:
            return text
        return self._annotated(text, _without_suffix(path), context)

    def _annotated(self, text: str, path: str, context: _Context | None) -> str:
        folder, docs = (Path(str(self.options[key])) for key in ("annotations", "docs"))
        edition, lock = _loaded(folder, docs, _state(folder, docs))
        self._report((*edition.problems, *lock.problems))
        article = edition.articles.get(path)
        if edition.problems or article is None:
            return text
        anchored = anchor(article, text, lock)
        found = findings(anchored)
        self._report([f.problem for f in found if f.kind in ("missing", "ambiguous", "id")])
        pages = {_without_suffix(page): page for page in _pages(docs)}
        pages.setdefault(path, f"{path}.md")
        urls = {page: self._url(page) for page in pages.values()}
        assets = [f"{ASSET_FOLDER}/{name}" for name in bundle.files(edition.vocabulary)]
        urls |= {name: name for name in assets if (docs / name).is_file()}
        titles = _Titles(docs)
        site = Site(
            edition=edition,
            anchored={path: anchored},
            article_pages=pages,
            titles=titles,
            addresses=_Known(urls, by_file=context is not None and context.mends_links),
            markdown=NoteMarkdown(
                context.extensions if context else self.options["note_extensions"],
                context.configs if context else {},
                self.options["note_extensions"],
            ),
            name=str(self.options["site_name"] or titles[_FIRST]),
            language=str(self.options["language"]),
        )
        html = annotated(site, anchored)
        self._report(site.problems)
        sheets = "".join(
            f'<link rel="stylesheet" href="{address}">\n'
            for name in ("postil.css", "vocabulary.css")
            if (address := site.asset(pages[path], name))
        )
        return _without_empty_links(f"{sheets}{html}")

    def _url(self, page: str) -> str:
        path = PurePosixPath(page)
        if path.stem in ("index", "README"):
            folder = "" if path.parent == PurePosixPath() else f"{path.parent}/"
            return folder if self.options["directory_urls"] else f"{folder}index.html"
        stem = path.with_suffix("").as_posix()
        return f"{stem}/" if self.options["directory_urls"] else f"{stem}.html"

    def _report(self, problems: Any) -> None:
        said = [str(problem) for problem in problems]
        if said and self.options["strict"]:
            raise AnnotationError("\n".join(said))
        for problem in said:
            log.warning(problem)


@dataclass(frozen=True, slots=True)
class _Context:
    """What a host says of the page that it converts."""

    path: str
    extensions: list[Any]
    configs: Mapping[str, Any]
    mends_links: bool
    """Whether it turns links to files into addresses after the conversion."""


def _context(md: Markdown) -> _Context | None:
    """What Zensical says: its preprocessor `rendering_context` holds the page."""
    if "rendering_context" not in md.preprocessors:
        return None
    found: Any = md.preprocessors["rendering_context"]
    return _Context(
        str(found.page.path),
        list(found.config["markdown_extensions"]),
        found.config.get("mdx_configs") or {},
        # Up to 0.0.67 Zensical has a Markdown extension for it, which is through before ours.
        mends_links="zrelpath" not in md.postprocessors,
    )


def _in_matter(md: Markdown) -> str:
    """What the text says itself, where the extension `meta` reads it."""
    return " ".join(getattr(md, "Meta", {}).get("postil", []))


class _Known(Addresses):
    """Addresses of the pages that there are; of any other page, none."""

    def __init__(self, urls: Mapping[str, str], *, by_file: bool) -> None:
        super().__init__(urls)
        self.by_file = by_file
        """Whether the host turns links to files (`x.md`) into addresses afterwards."""

    def link(self, page: str, to: str, fragment: str = "") -> str:
        if self.by_file and to in self and to.endswith(".md") and page != to:
            return relative(to, page) + (fragment and f"#{fragment}")
        return super().link(page, to, fragment) if to in self else ""


class _Titles(dict[str, str]):
    """Titles of pages, looked up in their text when they are asked for."""

    def __init__(self, docs: Path) -> None:
        super().__init__()
        self.docs = docs

    def __missing__(self, page: str) -> str:
        try:
            text = (self.docs / page).read_text(encoding="utf-8-sig")
        except OSError:
            text = ""
        title = re.search(r"^(?:title:|#)[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
        self[page] = _SIGNS.sub("", title[1].strip("\"'")) if title else PurePosixPath(page).stem
        return self[page]


# Of emphasis and code in a heading, and the attributes behind it.
_SIGNS = re.compile(r"[*`]|\s*\{[^{}]*\}$")

_EMPTY_LINK = re.compile(r'<a href="">(.*?)</a>', re.DOTALL)
_EMPTY_SCRIPT = re.compile(r'<script src=""></script>\n?')


def _without_empty_links(html: str) -> str:
    return _EMPTY_SCRIPT.sub("", _EMPTY_LINK.sub(r"\1", html))


def _without_suffix(path: str) -> str:
    return composed(PurePosixPath(path.replace("\\", "/")).with_suffix("").as_posix())


def _pages(docs: Path) -> Iterator[str]:
    return (path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*.md")))


def _state(folder: Path, docs: Path) -> tuple[object, ...]:
    """What changes when one of the files does."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    stats = [(path, path.stat()) for path in files]
    return (*((p, s.st_mtime_ns, s.st_size) for p, s in stats), *_pages(docs))


@lru_cache(maxsize=4)
def _loaded(folder: Path, docs: Path, state: tuple[object, ...]) -> tuple[Edition, Lock]:
    """The annotations; read once for all pages of a build."""
    articles = map(_without_suffix, _pages(docs))
    edition = load(folder, articles, Path(), docs.as_posix())
    return edition, read_lock(folder / FILE_NAME, posixpath.join(folder.as_posix(), FILE_NAME))


def makeExtension(**options: Any) -> PostilExtension:  # noqa: N802
    """What Python-Markdown calls."""
    return PostilExtension(**options)


def main(arguments: list[str]) -> int:
    """Writes style sheets and script for the annotations of `arguments[0]` into `arguments[1]`."""
    if len(arguments) != 2:
        print("usage: python -m postil.markdown ANNOTATIONS DOCS", file=sys.stderr)
        return 2
    folder, docs = map(Path, arguments)
    target = docs / ASSET_FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name, text in bundle.files(_loaded(folder, docs, ())[0].vocabulary).items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {target.as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
