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
    if found.edition.problems:
        for problem in found.edition.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException("mend these first; nothing was written")
    if found.lock.is_newer:
        raise click.ClickException(f"{found.lock.problems[0]}; nothing was written")
    return found


def passages(found: Survey) -> Iterable[tuple[Place, AnchoredArticle, Passage]]:
    """All passages of a site, in the order of the articles and of their texts."""
    for path, anchored in found.anchored.items():
        for passage in anchored.passages.values():
            yield Place(path, passage.id), anchored, passage


def counted(count: int, thing: str) -> str:
    """A number of things, such as "1 claim" or "2 claims"."""
    return f"{count} {thing}" + ("" if count == 1 else "s")
