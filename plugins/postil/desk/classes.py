"""`postil class`: what a class thinks, from what its students have handed in.

The report is private: it is written into a folder that no site is made of, and that git ignores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path

import click

from postil.build.configuration import ConfigurationError, read_configuration
from postil.build.matter import matter_of
from postil.build.survey import Survey
from postil.course.reading import Results, read_all
from postil.course.report.pages import class_page, students_page
from postil.course.report.roll import Roll, roll
from postil.course.report.subject import Subject, Text
from postil.course.report.table import tasks_table, totals_table
from postil.edition.problems import Problem
from postil.keeping.saving import save

from .looking import counted, readable

FOLDER = "class-report"

_IGNORED = """\
# What students handed in is nobody's business but yours: git takes none of it.
*
"""


def report(config_file: Path, paths: Sequence[Path], to: Path, *, anonymous: bool) -> bool:
    """Writes the report on a class. Returns whether everything that was found could be counted.

    Args:
        config_file: The configuration of the site.
        paths: Files and folders of what was handed in.
        to: The folder of the report.
        anonymous: Whether names are left out of the sheets and the tables, too.

    Raises ClickException where it cannot be written, or would be published.
    """
    private(config_file, [*paths, to])
    results = read_in(paths)
    subject = subject_of(readable(config_file))
    who = roll(results.read, subject, results.problems)
    made = datetime.now(timezone.utc)
    files = {
        ".gitignore": _IGNORED,
        "class.html": class_page(who, subject, made),
        "students.html": students_page(who, subject, made, anonymous=anonymous),
        "tasks.csv": tasks_table(who, subject, anonymous=anonymous),
        "gradebook.csv": totals_table(who, subject, anonymous=anonymous),
    }
    try:
        to.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            save(to / name, text.encode("utf-8", "replace"))
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or to} cannot be written: {error.strerror}"
        ) from error
    _say(who, to, anonymous)
    return not who.left_out


def private(config_file: Path, paths: Sequence[Path]) -> None:
    """Makes sure that none of some paths is published with a site. Raises ClickException."""
    try:
        configuration = read_configuration(config_file)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    public = {
        configuration.docs.resolve(): "the texts of the site, which are published",
        configuration.site.resolve(): "the site, which is published",
    }
    for path in paths:
        place = path.resolve()
        for folder, what in public.items():
            if place == folder or folder in place.parents:
                raise click.ClickException(
                    f"{path} is in {folder.name}/, with {what}; take another folder, such as "
                    f"{FOLDER} beside {config_file.name}. Nothing was written"
                )


def read_in(paths: Sequence[Path]) -> Results:
    """What was handed in. Raises ClickException where there is nothing to read."""
    results = read_all(paths)
    if not (results.read or results.problems):
        raise click.ClickException(f"there is no file in {', '.join(map(str, paths))}")
    return results


def subject_of(found: Survey) -> Subject:
    """The site that something was handed in for."""
    texts = {
        path: Text(path, _title(found.texts.get(path)) or path, found.anchored.get(path))
        for path in found.edition.articles
    }
    name, language = (found.site.name, found.site.language) if found.site else ("", "en")
    return Subject(found.edition, found.course, texts, name, found.address, language)


def _title(text: Path | None) -> str:
    """What an article calls itself; empty where it does not."""
    try:
        written = text.read_text(encoding="utf-8-sig", errors="replace") if text else ""
    except OSError:
        return ""
    title = matter_of(written).get("title")
    if isinstance(title, str) and title.strip():
        return title.strip()
    heading = next((line for line in written.splitlines() if line.startswith("# ")), "")
    return heading.removeprefix("# ").strip()


def _say(who: Roll, to: Path, anonymous: bool) -> None:
    for line in _problems(who):
        click.echo(line, err=True)
    left = f"; {len(who.left_out)} not counted" if who.left_out else ""
    click.echo(f"{counted(len(who), 'student')}{left}")
    names = "no names" if anonymous else "with names: do not project it"
    click.echo(f"  {to / 'class.html'}    what the class thinks, without names")
    click.echo(f"  {to / 'students.html'}    a sheet for each student, {names}")
    click.echo(f"  {to / 'gradebook.csv'}    for the gradebook; {to / 'tasks.csv'} task by task")


def _problems(who: Roll) -> Iterator[str]:
    for problem in who.left_out:
        yield str(Problem(problem.file, problem.line, problem.column,
                          f"not counted: {problem.what}", problem.advice))  # fmt: skip
    for problem in who.remarks:
        yield str(problem)
