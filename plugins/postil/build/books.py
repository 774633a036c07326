"""Editions of a site that was read: which articles they have, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from postil.anchoring.terms import with_first_uses
from postil.edition.problems import Problem, nearest
from postil.editions.book import Book, Chapter, EditionError

from .build import Build

_IDS = re.compile(r"""<[^<>]*\sid=["']?([^"'\s>]+)""")


@dataclass(frozen=True, slots=True)
class ReadSite:
    """A site of which all is known that its pages are made from, and nothing was written."""

    build: Build
    docs: Path
    """The folder of the texts."""
    order: tuple[str, ...] = ()
    """The pages in the order of the navigation."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the annotations, so that there is no edition."""
        return self.build.edition.problems


def with_terms(site: ReadSite) -> ReadSite:
    """A site that was looked at, with the first uses of terms marked as on its pages, where they
    are: so that notes have the same numbers."""
    build = site.build
    if build.settings.mark_terms:
        for path, anchored in build.anchored.items():
            ids = _IDS.findall(anchored.html)
            build.anchored[path] = with_first_uses(anchored, build.edition.glossary, ids)
    return site


def chosen(site: ReadSite, names: Sequence[str]) -> tuple[str, ...]:
    """The articles with these names, in the order of the navigation; without names, all. A name is
    the path of an article, of its file, or of a folder of articles. Raises EditionError for one
    that is none of these."""
    build = site.build
    place = {page: number for number, page in enumerate(site.order)}
    articles = sorted(build.anchored, key=lambda a: place.get(build.articles[a], len(place)))
    if not articles:
        raise EditionError("no article of this site is annotated, so there is nothing to set")
    if not names:
        return tuple(articles)
    wanted = {path for name in names for path in _meant(name, articles, site)}
    return tuple(path for path in articles if path in wanted)


def _meant(name: str, articles: Sequence[str], site: ReadSite) -> Iterator[str]:
    path = name.replace("\\", "/").removeprefix("./").removesuffix(".md").rstrip("/")
    path = path.removeprefix(f"{site.build.docs}/")
    found = [a for a in articles if a == path or a.startswith(f"{path}/")]
    if not found:
        meant = nearest(path, articles)
        advice = f"did you mean '{meant}'?" if meant else f"there are {', '.join(articles[:5])}"
        raise EditionError(f"there is no annotated article '{name}'; {advice}")
    yield from found


def book(site: ReadSite, articles: Sequence[str]) -> Book:
    """An edition of some articles. That of a single one is called as the article is."""
    build = site.build
    assert build.site is not None and build.around is not None
    chapters = [
        Chapter(
            path,
            page := build.articles[path],
            build.anchored[path],
            build.publication(path),
            build.judges_first(path, build.around.matters.get(page, {})),
        )
        for path in articles
    ]
    title = chapters[0].published.title if len(chapters) == 1 else build.around.name
    return Book(build.site, tuple(chapters), title, site.docs, build.around.address)
