"""`postil check`: everything that is wrong with a site, at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from postil.build.configuration import ConfigurationError, read_configuration
from postil.build.schemas import write_schemas
from postil.build.survey import Survey
from postil.course.assignment_page import answered
from postil.edition.edition import Place
from postil.edition.problems import Problem

from .looking import counted, look
from .odd_dates import odd_dates
from .walls import walls


def check(config_file: Path, *, as_json: bool, strict: bool) -> bool:
    """Says what was found. Returns whether there is nothing to mend.

    Args:
        config_file: The configuration of the site.
        as_json: Whether it is printed for programs.
        strict: Whether passages that wait for review count as problems.
    """
    found = look(config_file)
    write_schemas(found.schemas, found.schema_folder)
    said = [
        *_entries(found),
        *_walls(found, config_file),
        *_published(found),
        *_unlisted(found, config_file),
    ]
    entries = sorted(said, key=lambda e: e.problem)
    wrong = [e for e in entries if e.severity == "problem" or (strict and e.kind == "changed")]
    if as_json:
        click.echo(json.dumps([entry.as_dict() for entry in entries], indent=2, ensure_ascii=False))
    else:
        for entry in entries:
            click.echo(
                f"{entry.severity}: {entry.problem}" if entry not in wrong else entry.problem
            )
        articles = found.edition.articles
        count = counted(sum(len(a.annotations) for a in articles.values()), "annotation")
        click.echo(f"{count} in {counted(len(articles), 'article')}: {_verdict(entries, wrong)}")
        if any(entry.kind == "edition" for entry in wrong):
            click.echo("More about mistakes: postil help mistakes")
    return not wrong


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the report of `postil check`."""

    severity: str
    kind: str
    problem: Problem
    annotation: str = ""

    def as_dict(self) -> dict[str, Any]:
        problem = self.problem
        return {
            "severity": self.severity,
            "kind": self.kind,
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "what": problem.what,
            "advice": problem.advice,
            "annotation": self.annotation,
        }


def _verdict(entries: Sequence[_Entry], wrong: Sequence[_Entry]) -> str:
    """How many things there are of each kind."""
    rest = Counter(entry.severity for entry in entries if entry not in wrong)
    said = [counted(len(wrong), "problem") if wrong else "nothing to mend"]
    if rest["review"]:
        said.append(f"{counted(rest['review'], 'passage')} to review")
    if rest["advice"]:
        said.append(f"{counted(rest['advice'], 'piece')} of advice")
    return ", ".join(said)


def _entries(found: Survey) -> Iterable[_Entry]:
    for problem in (*found.edition.problems, *found.problems):
        kind = "lock" if problem in found.lock.problems else "edition"
        yield _Entry("problem", kind, problem)
    for problem in odd_dates(found):
        yield _Entry("advice", "edition", problem)
    for remark in found.remarks:
        yield _Entry("advice", "library", remark)
    for article, finding in found.findings:
        severity = {"changed": "review", "advice": "advice"}.get(finding.kind, "problem")
        name = Place(article, finding.id).name if finding.id else article
        yield _Entry(severity, finding.kind, finding.problem, name)


def _published(found: Survey) -> Iterable[_Entry]:
    """The answers that every reader can see now: nothing to mend, and good to know."""
    for id, assignment in found.course.assignments.items():
        tasks = [task for task, said in assignment.written.tasks.items() if answered(said)]
        if tasks and assignment.is_revealed and assignment.file and assignment.reveal:
            since = f"{assignment.reveal:%Y-%m-%d %H:%M}"
            what = f"answers are public since {since}, those of {', '.join(tasks)}"
            yield _Entry("note", "course", assignment.file.problem(("reveal",), what), id)


def _unlisted(found: Survey, config_file: Path) -> Iterable[_Entry]:
    """The page of a course that neither a navigation written by hand nor a page leads to."""
    if not (found.course and found.site):
        return
    try:
        configuration = read_configuration(config_file)
    except ConfigurationError:
        return
    page = found.site.pages.course
    listed = configuration.listed
    if listed and page not in listed and not _is_named(page, configuration.docs):
        lines = config_file.read_text(encoding="utf-8", errors="replace").splitlines()
        line = next((n for n, text in enumerate(lines, 1) if text.startswith("nav:")), 0)
        what = "the page of the course is not in the navigation, and students may not find it"
        advice = f"add '- {page}' to 'nav', or link to it"
        where = Problem(config_file.name, line, 1 if line else 0, what, advice)
        yield _Entry("advice", "course", where)


def _is_named(page: str, docs: Path) -> bool:
    """Whether some page names another one, by the last part of its path."""
    name = page.rpartition("/")[2].encode()
    return any(name in path.read_bytes() for path in docs.rglob("*.md") if path.is_file())


def _walls(found: Survey, config_file: Path) -> Iterable[_Entry]:
    try:
        extensions = read_configuration(config_file).extensions
    except ConfigurationError:
        # The host can do with it; what extensions it has is then not known here.
        extensions = ("footnotes",)
    for article, problem in walls(found.texts, found.root, extensions):
        yield _Entry("advice", "text", problem, article)
