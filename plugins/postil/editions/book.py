"""What an edition is made from, whatever its format: some articles of a site with their notes."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from postil.anchoring.passages import AnchoredArticle
from postil.edition.edition import Place
from postil.edition.model import Annotation, Claim, Note
from postil.exchange.web.publication import Publication
from postil.rendering.notes import NoteView, note
from postil.rendering.site import Site


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article of an edition."""

    path: str
    """The path of the article, without suffix."""
    page: str
    """Its page: the path under the docs folder."""
    anchored: AnchoredArticle
    """Its HTML, and its annotations with their passages and numbers."""
    published: Publication
    judges_first: bool = False
    """Whether its readers judge before they see what others think."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads that stands on a page of the site."""

    address: str
    """The whole address for others; empty where it is not known."""
    path: str = ""
    """Its path below the root of the site, where it is on the site."""
    page: str = ""
    """The page, where it is one of the site."""
    fragment: str = ""


@dataclass(frozen=True)
class Book:
    """An article, a selection, or all of a site."""

    site: Site
    chapters: tuple[Chapter, ...]
    """In the order in which they are read."""
    title: str
    docs: Path
    """The folder of the texts, in which their images stand."""
    address: str = ""
    """The address of the site's root, with a slash at the end; empty where it is not known."""

    @cached_property
    def by_path(self) -> Mapping[str, Chapter]:
        """The chapters by the paths of their articles."""
        return {chapter.path: chapter for chapter in self.chapters}

    def __contains__(self, place: Place) -> bool:
        """Whether what is annotated there is in this edition."""
        return place.article in self.by_path

    def notes(self, chapter: Chapter) -> Iterator[NoteView]:
        """All notes of a chapter, by number; those without a place come last."""
        for id in chapter.anchored.passages:
            yield note(self.site, Place(chapter.path, id), chapter.page)

    @cached_property
    def cited(self) -> Mapping[str, tuple[Place, ...]]:
        """The sources that the notes cite, in the order of the site's list, and where."""
        found: dict[str, list[Place]] = {}
        for place in self.places():
            for citation in self.annotation(place).sources:
                found.setdefault(citation.source, []).append(place)
        order = self.site.source_order
        ids = sorted(found, key=order.__getitem__)
        return {id: tuple(dict.fromkeys(found[id])) for id in ids}

    @cached_property
    def sources(self) -> Sequence[str]:
        """The sources that the notes and the terms rest on, in the order of the site's list."""
        found = {*self.cited}
        found.update(id for term in self.terms for id in self.site.edition.glossary[term].sources)
        return [id for id in self.site.source_order if id in found]

    @cached_property
    def terms(self) -> Mapping[str, tuple[Place, ...]]:
        """The terms that the notes use, in the order of the glossary, and where."""
        found: dict[str, list[Place]] = {}
        for place in self.places():
            annotation = self.annotation(place)
            terms = annotation.terms if isinstance(annotation, Claim) else ()
            if isinstance(annotation, Note) and annotation.term:
                terms = (annotation.term,)
            for term in dict.fromkeys(terms):
                found.setdefault(term, []).append(place)
        order = self.site.term_order
        return {id: tuple(found[id]) for id in sorted(found, key=order.__getitem__)}

    @cached_property
    def claims(self) -> Sequence[Place]:
        """The places of all claims, in the order of the texts."""
        return [p for p in self.places() if isinstance(self.annotation(p), Claim)]

    def places(self) -> Iterator[Place]:
        """The places of all annotations, in the order of the texts."""
        for chapter in self.chapters:
            for id in chapter.anchored.passages:
                yield Place(chapter.path, id)

    @cached_property
    def order(self) -> Mapping[Place, int]:
        """The places of all annotations, and where each comes."""
        return {place: at for at, place in enumerate(self.places())}

    def annotation(self, place: Place) -> Annotation:
        """An annotation of the book, or the first use of a term, which nobody has written."""
        return self.by_path[place.article].anchored.passages[place.id].annotation

    def number(self, place: Place) -> int:
        """The number of a note, as it stands on its page."""
        return self.by_path[place.article].anchored.passages[place.id].number

    def label(self, place: Place) -> str:
        """What a note is called in the book, or a whole article; empty where it is not in it."""
        if place not in self:
            return ""
        number = list(self.by_path).index(place.article) + 1
        return f"c{number}:{place.id}" if place.id else f"c{number}"

    def target(self, page: str, link: str) -> Target:
        """Where a link leads that is written on a page of the site."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return Target(link)
        here = self.site.addresses.of(page)
        here = "" if here in (".", "./") else here
        there = urljoin(f"https://site.invalid/{here}", link)
        path = unquote(urlsplit(there).path).lstrip("/")
        found = self._pages.get(path) or self._pages.get(posixpath.join(path, ""), "")
        relative = there.removeprefix("https://site.invalid/")
        return Target(self.address and self.address + relative, path, found, parts.fragment)

    @cached_property
    def _pages(self) -> Mapping[str, str]:
        """The pages of the site by their addresses."""
        urls = self.site.addresses.urls
        return {"" if unquote(u) in (".", "./") else unquote(u): page for page, u in urls.items()}


@dataclass(frozen=True, slots=True)
class Made:
    """An edition that was made."""

    data: bytes
    remarks: tuple[str, ...] = ()
    """What could not be set, and where: sentences for whoever made it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The files that were read for it besides the articles, each with a digest of what is in it;
    empty for one that is not there."""


def digest_of(path: Path) -> str:
    """A digest of what is in a file; empty where there is none that can be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


class EditionError(Exception):
    """The edition cannot be made; the message says what to do."""
