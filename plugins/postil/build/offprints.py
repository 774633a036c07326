"""Editions that are built with the site: one of each article beside its page, and one of all.

What was made when everything was as it is now comes from the cache.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from postil.editions.book import Book, EditionError, Made, digest_of

from .books import ReadSite, book, chosen
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Format:
    """A format in which editions are built with the site."""

    make: Callable[[Book, Settings], Made]
    state: Callable[[], str]
    """What it depends on besides the site. Both raise EditionError where it cannot be made."""


def _format(name: str) -> Format:
    """A format by its name. Most sites have no editions, so that nothing is loaded for them."""
    if name == "anki":
        from postil.editions import cards

        return Format(lambda book, settings: cards.anki(book), cards.state)
    if name == "epub":
        from postil.editions import ebook

        return Format(lambda book, settings: ebook.epub(book), ebook.state)
    if name == "html":
        from postil.editions import formulas, onefile

        return Format(lambda book, settings: onefile.html(book), formulas.state)
    from postil.editions import paper

    return Format(lambda book, settings: paper.pdf(book, settings.paper), paper.state)


@dataclass(frozen=True, slots=True)
class Offprint:
    """A file of the site, and what is in it."""

    address: str
    made: Made | None
    why: str = ""
    """Why there is nothing in it."""


def cannot(settings: Settings) -> str:
    """Why what the option asks for cannot be made here; empty where it can."""
    try:
        for form in settings.editions:
            _format(form).state()
    except EditionError as error:
        return str(error)
    return ""


def offprints(site: ReadSite) -> Iterator[Offprint]:
    """The editions that the options of a site ask for."""
    build = site.build
    if build.site is None or not build.site.offprints:
        return
    wanted = build.site.offprints
    articles = chosen(site, ()) if build.anchored else ()
    for (article, form), address in wanted.items():
        chapters = [article] if article else articles
        if chapters and (not article or article in articles):
            yield _offprint(site, chapters, form, address)


def _offprint(site: ReadSite, articles: Sequence[str], form: str, address: str) -> Offprint:
    build, maker = site.build, _format(form)
    try:
        key = build.edition_key(articles, form, maker.state())
        made = _restored(build.cache.get_texts(key) or ())
        if made is None:
            made = maker.make(book(site, articles), build.settings)
            build.cache.put_texts(key, _kept(made))
    except EditionError as error:
        return Offprint(address, None, str(error))
    return Offprint(address, made)


def _kept(made: Made) -> list[str]:
    said = json.dumps([made.remarks, dict(made.files)], ensure_ascii=False)
    return [base64.b64encode(made.data).decode("ascii"), said]


def _restored(texts: Sequence[str]) -> Made | None:
    """What was kept, if the files that it was made from are as they were."""
    try:
        data, said = texts
        remarks, files = json.loads(said)
        if any(digest_of(Path(path)) != digest for path, digest in files.items()):
            return None
        return Made(base64.b64decode(data), tuple(remarks), files)
    except (TypeError, ValueError):
        return None
