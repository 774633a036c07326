"""`postil course`: files of a course for others, and the course in its next term."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from postil.build.configuration import ConfigurationError, read_configuration
from postil.course.lms.exports import FORMATS, NEED_ADDRESS, Export, Exports
from postil.keeping.saving import save

from .looking import counted, sound
from .next_term import Wishes, next_term
from .options import config_option

FOLDER = Path("course-export")


@click.group()
def course() -> None:
    """The course of a site: files for learning platforms, and the next term."""


@course.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=FOLDER)
@config_option
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True,
              help="Only this one; may be given several times.")  # fmt: skip
def export(folder: Path, config_file: Path, formats: tuple[str, ...]) -> None:
    """Write the course as files for an LMS, a gradebook, a calendar.

    FOLDER is course-export, if no other is named. Quizzes say what is right: keep the files to
    yourself. Those that a build puts into the site say nothing of it.
    """
    write(config_file, folder, formats or FORMATS)


@course.command("next")
@click.option("--first-day", required=True, metavar="DATE", help="Its first day, as 2027-09-06.")
@click.option("--term", help='What it is called, as "Autumn 2027".')
@click.option("--all", "take_all", is_flag=True,
              help="Take passages that have changed as they stand now.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only show; write nothing.")
@config_option
def next_(
    first_day: str, term: str | None, take_all: bool, dry_run: bool, config_file: Path
) -> None:
    """Write the course for its next term.

    Dates by week stay as they are written; dates of the calendar move by whole weeks, and nothing
    else in the files changes. Says when everything is then, which passages have moved, changed or
    are lost, and which verdicts have changed since the last term began. The exit status is 1 if
    something is left to be looked at.
    """
    wishes = Wishes(first_day, term, take_all, dry_run)
    sys.exit(not next_term(config_file, wishes))


def write(config_file: Path, folder: Path, formats: Sequence[str]) -> None:
    """Writes the files of a course. Raises ClickException where there is none, or where what they
    would lead to is not known."""
    try:
        docs = read_configuration(config_file).docs.resolve()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    if folder.resolve().is_relative_to(docs):
        raise click.ClickException(
            f"{folder} is in the folder of the texts, and what stands there is published; quizzes "
            "say what is right, so name a folder beside it"
        )
    found = sound(config_file)
    if not found.course:
        raise click.ClickException(
            f"there is no course in {found.folder}; write {found.folder / 'course.yml'} and "
            f"{found.folder / 'assignments'}/….yml (see 'postil help course')"
        )
    if found.site is None:
        raise click.ClickException(
            f"nothing is annotated in {found.folder} yet, and a course has no pages without it; "
            "annotate one of its readings first"
        )
    if not found.address and any(name in NEED_ADDRESS for name in formats):
        without = " ".join(f"--format {name}" for name in FORMATS if name not in NEED_ADDRESS)
        raise click.ClickException(
            f"{config_file} does not say where the site is, and an LMS has to lead there; write "
            f"'site_url: https://…' into it (or leave these files out: {without})"
        )
    made = [*Exports(found.site, found.course, found.address, found.root.name).of(formats)]
    _save(folder, made)
    for remark in dict.fromkeys(remark for one in made for remark in one.remarks):
        click.echo(remark, err=True)
    click.echo(f"{counted(len(made), 'file')} in {folder}")


def _save(folder: Path, made: Sequence[Export]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (ignored := folder / ".gitignore").exists():
            # Who commits all that there is should not publish answers.
            save(ignored, b"*\n")
        for one in made:
            save(folder / one.name, one.data)
            click.echo(f"wrote {folder / one.name}: {one.about}")
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error}") from error
