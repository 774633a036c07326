"""`postil log`: what became of annotations, as git knows it."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import click

from postil.build.configuration import ConfigurationError, read_configuration
from postil.build.folder import files_of, without_suffix
from postil.edition.edition import Edition, Place
from postil.edition.loading import load
from postil.edition.model import Annotation
from postil.edition.problems import nearest
from postil.history.git import UnknownError
from postil.history.history import Happening, History, history_of
from postil.history.wording import Wording, mark_of, wording_of
from postil.keeping.cache import Cache

from .looking import counted

_WIDTH = 100
_MARGIN = " " * 12
_WORDS = ("assessment", "kind", "term")
_IN_WORDS = {
    "because": "reason",
    "note": "text",
    "cross_references": "cross-references",
}


def tell(config_file: Path, name: str, *, most: int) -> None:
    """Prints what became of an annotation, of those of an article, or of all. Raises ClickException
    where nothing is known.

    Args:
        config_file: The configuration of the site.
        name: An id, `readings/x#id`, or the path of an article; empty for all.
        most: How many lines are printed of all.
    """
    try:
        configuration = read_configuration(config_file)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    root, settings = configuration.root, configuration.settings
    pages = [file for file in files_of(configuration.docs) if file.endswith(".md")]
    articles = [without_suffix(page) for page in pages]
    folder = root / settings.annotations
    if not folder.is_dir():
        raise click.ClickException(f"there is no folder {folder} yet")
    edition = load(folder, articles, root)
    cache = Cache(root / settings.cache) if settings.cache else Cache()
    try:
        history = history_of(folder, edition, articles, cache, is_sound=not edition.problems)
    except UnknownError as error:
        raise click.ClickException(f"nothing is known of the past: {error}") from error
    cache.write()
    for line in _told(edition, history, name, most):
        click.echo(line)


def _told(edition: Edition, history: History, name: str, most: int) -> Iterator[str]:
    happenings = history.happenings
    if name:
        chosen = _chosen(happenings, edition, name)
        if "#" in name or name not in _articles(happenings, edition):
            yield from _of_each(chosen, edition, history)
            yield from _limits(history, {place.article for place in chosen})
            return
        happenings = [one for one in happenings if one.place.article == name]
    for happening in happenings[: most or None]:
        yield _line(happening, edition, happening.place.name)
    if most and len(happenings) > most:
        yield f"and {counted(len(happenings) - most, 'line')} more; see --all"
    if not happenings:
        yield "Nothing has become of it since it came."
    yield from _limits(history, {name} if name else None)


def _articles(happenings: Iterable[Happening], edition: Edition) -> set[str]:
    return {*edition.articles, *(one.place.article for one in happenings)}


def _chosen(happenings: Sequence[Happening], edition: Edition, name: str) -> list[Place]:
    """The annotations that a name means. Raises ClickException where there is none."""
    known: dict[str, set[Place]] = {}
    for happening in happenings:
        for called in (happening.place.name, happening.name):
            known.setdefault(called, set()).add(happening.place)
    for place, _ in edition.annotations():
        known.setdefault(place.name, set()).add(place)
    articles = _articles(happenings, edition)
    if name in articles:
        return []
    found = {
        place
        for called, places in known.items()
        for place in places
        if called == name or called.partition("#")[2] == name.removeprefix("#")
    }
    if not found:
        meant = nearest(name, [*known, *(one.partition("#")[2] for one in known), *articles])
        advice = f"did you mean '{meant}'?" if meant else "'postil log' alone lists what was there"
        raise click.ClickException(f"there is and was no annotation or article '{name}'; {advice}")
    return sorted(found, key=lambda place: place.name)


def _of_each(places: Sequence[Place], edition: Edition, history: History) -> Iterator[str]:
    happenings = history.happenings
    for place in places:
        yield place.name
        if annotation := _annotation(edition, place):
            life = history.life(place, annotation)
            if not (life and life.is_dated):
                yield "what it says now is not committed"
        for happening in happenings:
            if happening.place == place:
                yield _line(happening, edition)
                said = _said(happening, edition)
                mark = "" if happening.sort == "withdrawn" else f"v={mark_of(said)}, "
                commit = happening.commit
                yield f"{_MARGIN}{mark}commit {commit.id[:10]}: {commit.subject}"
                yield from _was(happening)
        yield ""


def _annotation(edition: Edition, place: Place) -> Annotation | None:
    article = edition.articles.get(place.article)
    return article.annotations.get(place.id) if article else None


def _said(happening: Happening, edition: Edition) -> Wording:
    """What an annotation said then."""
    annotation = _annotation(edition, happening.place)
    return happening.after or (wording_of(annotation) if annotation else {})


def _line(happening: Happening, edition: Edition, name: str = "") -> str:
    parts = (f"{happening.sort:<9}", name, _what(happening, edition))
    return "  ".join((happening.commit.day, *filter(None, parts))).rstrip()


def _what(happening: Happening, edition: Edition) -> str:
    """What is another, in a few words."""
    before, after = happening.before or {}, _said(happening, edition)
    if happening.sort != "changed":
        said = before if happening.sort == "withdrawn" else after
        return str(said.get("assessment", ""))
    parts = []
    for name in happening.differences:
        one, other = before.get(name), after.get(name)
        called = _IN_WORDS.get(name, name)
        if name == "section":
            parts.append("claim -> note" if other else "note -> claim")
        elif name in _WORDS:
            parts.append(f"{called}: {one or 'none'} -> {other or 'none'}")
        else:
            parts.append(called if one else f"{called} (there was none)")
    return ", ".join(parts)


def _was(happening: Happening) -> Iterator[str]:
    """The texts that were there before."""
    before = happening.before or {}
    shown = happening.differences if happening.sort == "changed" else ("title", "because", "note")
    if happening.sort not in ("changed", "withdrawn"):
        return
    for name in shown:
        text = before.get(name)
        if isinstance(text, str) and name not in (*_WORDS, "section"):
            line = f"{_IN_WORDS.get(name, name)} was: {text}"
            yield from textwrap.wrap(
                line, _WIDTH, initial_indent=_MARGIN, subsequent_indent=f"{_MARGIN}  "
            )


def _limits(history: History, articles: Collection[str] | None = None) -> Iterator[str]:
    """What is not known, and which versions of the files were no good, of some articles or all."""
    for article, skipped, commit in history.skipped():
        if articles is None or article in articles:
            yield (
                f"{commit.day}  left out   {skipped.path} in commit {commit.id[:10]} has a "
                f"mistake: {skipped.why}"
            )
    if begins := history.begins:
        yield f"What was before {begins.day} is not in this clone; 'git fetch --unshallow' gets it."
