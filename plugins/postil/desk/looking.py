"""A look at the site from the command line, and how what was found is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.build.survey import Survey, SurveyError
from postil.edition.edition import Place
from postil.hosts.mkdocs.survey import survey_site


def look(config_file: Path, also: Sequence[str] = ()) -> Survey:
    """What there is to know of the annotations of a site; `also` are articles that have none yet.
    Raises ClickException where the site cannot be looked at."""
    try:
        return survey_site(config_file, also)
    except SurveyError as error:
        raise click.ClickException(str(error)) from error


def sound(config_file: Path, also: Sequence[str] = ()) -> Survey:
    """A look at an edition whose files can be relied on. Raises ClickException for any other."""
    found = look(config_file, also)
    if _told(found):
        raise click.ClickException("mend these first; nothing was written")
    return found


def readable(config_file: Path) -> Survey:
    """A look at what can be relied on of an edition: it is said which mistakes keep the rest of it
    back. Raises ClickException where an article has another name than before, too: the annotations
    that would tell which may be in a file with a mistake."""
    found = look(config_file)
    if not _told(found):
        return found
    if found.moves.moved or found.moves.doubts:
        raise click.ClickException(
            "articles seem to have other names; mend these first; nothing was written"
        )
    click.echo("What these are about is left out until they are mended.\n", err=True)
    return found


def _told(found: Survey) -> bool:
    """Says what is wrong with annotations, and whether anything is. Raises ClickException where the
    lock file is not to be written."""
    for problem in found.edition.problems:
        click.echo(str(problem), err=True)
    if found.lock.is_newer:
        raise click.ClickException(f"{found.lock.problems[0]}; nothing was written")
    return bool(found.edition.problems)


def passages(found: Survey) -> Iterable[tuple[Place, AnchoredArticle, Passage]]:
    """All passages of a site, in the order of the articles and of their texts."""
    for path, anchored in found.anchored.items():
        for passage in anchored.passages.values():
            yield Place(path, passage.id), anchored, passage


def counted(count: int, thing: str) -> str:
    """A number of things, such as "1 claim" or "2 claims"."""
    return f"{count} {thing}" + ("" if count == 1 else "s")
