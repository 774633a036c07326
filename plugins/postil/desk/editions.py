"""`postil edition`: an article, a selection, or the whole site as one file to be read elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from postil.build.books import ReadSite, book, chosen
from postil.build.survey import SurveyError
from postil.editions.book import Book, EditionError, Made
from postil.editions.cards import anki
from postil.editions.ebook import epub
from postil.editions.onefile import html
from postil.editions.paper import PAPERS, pdf
from postil.hosts.mkdocs.survey import read_site
from postil.keeping.saving import save

from .looking import counted


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wished for besides the format."""

    paper: str = next(iter(PAPERS))


@dataclass(frozen=True, slots=True)
class Format:
    """A format in which an edition can be made."""

    suffix: str
    make: Callable[[Book, Wishes], Made]
    """Raises EditionError where it cannot be made."""


FORMATS: Mapping[str, Format] = {
    "anki": Format(".apkg", lambda book, wishes: anki(book)),
    "epub": Format(".epub", lambda book, wishes: epub(book)),
    "html": Format(".html", lambda book, wishes: html(book)),
    "pdf": Format(".pdf", lambda book, wishes: pdf(book, wishes.paper)),
}


def edition(
    config_file: Path, names: Sequence[str], form: str, output: Path | None, wishes: Wishes
) -> bool:
    """Makes an edition, and says what could not be set. Returns whether all could.

    Args:
        config_file: The configuration of the site.
        names: The articles; none for all.
        form: One of `FORMATS`.
        output: The file to be written; a folder for a file with a name of its own.
        wishes: What is wished for besides.
    """
    try:
        site = read_site(config_file)
        _tell_problems(site)
        made_from = book(site, chosen(site, names))
        made = FORMATS[form].make(made_from, wishes)
    except (SurveyError, EditionError) as error:
        raise click.ClickException(str(error)) from error
    path = _path(output, made_from, FORMATS[form].suffix)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(path, made.data)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error}") from error
    for remark in made.remarks:
        click.echo(remark, err=True)
    notes = counted(sum(1 for _ in made_from.places()), "note")
    click.echo(f"wrote {path}: {counted(len(made_from.chapters), 'article')}, {notes}")
    return not made.remarks


def _tell_problems(site: ReadSite) -> None:
    for problem in site.problems:
        click.echo(str(problem), err=True)
    if site.problems:
        raise click.ClickException("mend these first; nothing was written")


def _path(output: Path | None, made_from: Book, suffix: str) -> Path:
    """Where the edition is written: by default, here, under the name of the article."""
    single = made_from.chapters[0].path.rpartition("/")[2] if len(made_from.chapters) == 1 else ""
    name = f"{single or 'edition'}{suffix}"
    if output is None:
        return Path(name)
    return output / name if output.is_dir() else output
