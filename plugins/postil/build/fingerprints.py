"""What the pages of a site depend on: the keys under which their output is kept.

A page depends on the site as a whole (its options, templates, sources, terms and vocabulary, the
titles and addresses of all its pages) and on some of its articles: on their text, annotations and
anchors. A little too much is better than too little: a key that changes without need costs some
time, one that does not change when it should would show a wrong page.
"""

from __future__ import annotations

import json
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from markdown import Extension

from postil.anchoring.lock import Lock
from postil.edition.edition import Article, Place, Uses
from postil.keeping.cache import Digest, programs
from postil.rendering.citing.citations import style_digest
from postil.rendering.pages import GeneratedPage, claims
from postil.rendering.site import Site

_NO_KEY = bytes(len(Digest().key()))


def of_article(article: Article, html: str, lock: Lock, *more: str) -> Digest:
    """The digest of an article: its text, its annotations, and what the lock file knows of them.
    The name of a file may say who wrote what is in it."""
    written = (part for file in article.files for part in (file.name, file.file.digest))
    digest = Digest(programs(), article.path, html, *written, *more)
    for id in article.landings:
        digest.add(id, repr(article.annotations[id]))
    for id in article.annotations if lock.anchors else ():
        if saved := lock.anchors.get(Place(article.path, id).name):
            digest.add(id, repr(saved))
    digest.add(repr(lock.pieces.get(article.path)))
    return digest


class Fingerprints:
    """The keys of a site's pages."""

    def __init__(self, site: Site, articles: Mapping[str, bytes], *options: str) -> None:
        """`articles` has the key of each article; `options` are what else all pages depend on."""
        self.site, self.articles = site, articles
        self._digest = Digest(programs(), *options, *_parts(site))

    def of_article_page(self, article: str, own: bytes, *more: str) -> bytes:
        """The key of an article's page; `own` is that of the article as it is on the page, and
        `more` is what the page depends on besides."""
        linked = self.linked(article)
        return self._digest.key(
            "article", article, own, *more, *self._tags(article), self._of(linked)
        )

    def _tags(self, article: str) -> list[str]:
        """The tags of an article that lead to claims, of whatever article."""
        edition = self.site.edition
        annotations = edition.articles[article].annotations.values()
        return sorted({tag for a in annotations for tag in a.tags} & edition.tags_of_claims)

    def linked(self, article: str) -> set[str]:
        """The articles that the page of an article tells of: itself, and those that
        cross-references join with it."""
        pairs = self.site.edition.pairs_of.get(article, ())
        return {article, *(other for pair in pairs for other in pair)}

    def of_generated(self, page: GeneratedPage, *more: str) -> bytes:
        """The key of a generated page."""
        articles = self._of(set(self.shown(page)))
        return self._digest.key("page", page.kind, page.path, *page.subject, *more, articles)

    def shown(self, page: GeneratedPage) -> Iterable[str]:
        """The articles that a generated page tells of; some may come more than once."""
        if page.kind == "source":
            uses = self.site.edition.cited.get(page.subject[0], Uses())
            return (place.article for place in uses.places)
        if page.kind in ("pair", "matrix"):
            return page.subject
        if page.kind == "claims":
            return page.subject[1:]
        if page.kind == "annotator":
            return page.subject[2:]
        return () if page.kind in ("search", "my-notes") else self.articles

    def _of(self, articles: Iterable[str]) -> bytes:
        """The names of articles with their keys, as one part: a large site has thousands of pages,
        and most of them tell of dozens of articles."""
        keys = self.articles
        return b"".join(b"%b\0%b" % (a.encode(), keys.get(a) or _NO_KEY) for a in sorted(articles))


def _parts(site: Site) -> Iterator[str | bytes]:
    edition = site.edition
    for id, source in edition.sources.items():
        yield from (id, source.model_dump_json())
    for id, term in edition.glossary.items():
        yield from (id, term.model_dump_json())
    yield edition.vocabulary.model_dump_json()
    for id, annotator in edition.annotators.items():
        yield from (id, annotator.model_dump_json())
    yield from map(repr, (site.pages, site.name, site.course, site.assignments))
    yield from map(repr, (site.language, site.serving))
    yield from map(json.dumps, (dict(site.titles), dict(site.article_pages)))
    yield json.dumps(dict(site.addresses.urls))
    for other in edition.inventories.values():
        yield json.dumps([other.name, other.site, other.address, dict(other.articles)])
    # The pages of claims show where the others begin and end.
    yield json.dumps(claims.divided(edition))
    yield style_digest(site.citation_style, site.root, site.language).key()
    if site.citation_style != "plain":
        # Else they follow from the sources.
        cited = site.bibliography
        yield json.dumps([dict(cited.entries), dict(cited.short)])
    yield from _templates(site.overrides)


def _templates(loader: Any) -> Iterator[str | bytes]:
    """The templates that a site has in place of ours, with those beside them that they may use."""
    for folder in loader.searchpath if isinstance(loader, FileSystemLoader) else ():
        if Path(folder, "postil").is_dir():
            for path in sorted(Path(folder).rglob("*.html")):
                yield str(path)
                yield path.read_bytes()


def of_extensions(
    extensions: Sequence[Any], configs: Mapping[str, Mapping[str, Any]], root: Path
) -> str:
    """What Markdown extensions make of a text depends on, besides programs: their options, and the
    files that options name."""
    options = [e.getConfigs() for e in extensions if isinstance(e, Extension)]
    parts = [said(extensions), said(options), said(configs)]
    for name, named in configs.items():
        # Snippets put no files into notes, unless they are put into every text.
        if not name.endswith("snippets") or named.get("auto_append"):
            # Extensions look for them in the folder that a build is started in.
            paths = (path for text in _texts(named) for path in (root / text, Path(text)))
            parts.extend(_states(paths))
    return "\n".join(parts)


_FIRST: dict[Path, str] = {}


def is_as_first(root: Path, extensions: str) -> bool:
    """Whether this is what `of_extensions` said of a site when it was built first in this process:
    extensions may go on with the files as they have read them once."""
    return _FIRST.setdefault(root, extensions) == extensions


def said(value: Any) -> str:
    """A value in words. Functions and objects go by their names: the addresses by which Python
    tells them apart are others in each process."""
    return re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(value))


def own_programs() -> Iterator[str]:
    """The state of the site's own modules: of others the version of their package tells."""
    installed = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))
    own = [
        (name, file)
        for name, module in [*sys.modules.items()]
        if (file := getattr(module, "__file__", None))
        and not (file.startswith(installed) or "-packages" in file)
        and name != "__main__"
        and name.partition(".")[0] != "postil"
    ]
    for _, file in sorted(own):
        yield _loaded(file)


@cache
def _loaded(file: str) -> str:
    """The state of a module when it was seen first: a site that is served goes on with what it
    has loaded, whatever becomes of the file."""
    return "\n".join(_states([Path(file)]))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        # What may be the name of a file.
        if value.strip(" ./") and len(value) < 250 and "\0" not in value and "\n" not in value:
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def _states(paths: Iterable[Path]) -> Iterator[str]:
    """What changes when a file, or one in a folder, does."""
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path] if path.is_file() else []
        for file in found:
            state = file.stat()
            yield f"{file} {state.st_mtime_ns} {state.st_size}"
