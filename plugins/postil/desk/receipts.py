"""`postil receipts`: what students have handed in, as a table.

It only reads: nothing is written, and nothing of it is put into the site.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from postil.build.configuration import Configuration, ConfigurationError, read_configuration
from postil.course.handins import HandIn, as_values
from postil.course.reading import Read, Results, read_all, read_data
from postil.course.tables import MARK, table
from postil.edition.problems import Problem, visible
from postil.rendering.notes import short_hash

from .looking import counted, look

Form = Literal["table", "json", "csv"]

STANDARD_INPUT = "-"
_COLUMNS = ("name", "number", "for", "handed in", "judged", "answers", "tasks", "notes", "version")


def receipts(paths: Sequence[str], config_file: Path, *, form: Form, is_named: bool) -> bool:
    """Prints what files hold. Returns whether all of them could be read.

    Args:
        paths: Files and folders; `-` is standard input.
        config_file: The configuration of the site that they should come from.
        form: How it is printed.
        is_named: Whether the configuration has to be there.
    """
    results = read_all(Path(path) for path in paths if path != STANDARD_INPUT)
    if STANDARD_INPUT in paths:
        read_data(sys.stdin.buffer.read(), "standard input", results)
    site = _configuration(config_file, is_named=is_named)
    rows = [*_rows(results.read, site, _versions(results.read, config_file) if site else {})]
    if form == "json":
        click.echo(_as_json(rows, results.problems))
    elif form == "csv":
        click.echo(MARK + _as_csv(rows), nl=False)
    else:
        _show(rows)
    for problem in results.problems:
        click.echo(str(problem), err=True)
    if form == "table":
        click.echo(_summary(rows, results))
    return not results.problems


def _configuration(file: Path, *, is_named: bool) -> Configuration | None:
    if not is_named and not file.is_file():
        return None
    try:
        return read_configuration(file)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error


@dataclass(frozen=True, slots=True)
class _Row:
    """A hand-in with what there is to be said of it."""

    read: Read
    remarks: tuple[str, ...]

    @property
    def place(self) -> str:
        return str(Problem(self.read.file, self.read.line, 1 if self.read.line else 0, "")).rstrip(
            ": "
        )


def _versions(read: Sequence[Read], config_file: Path) -> Mapping[str, str]:
    """The version of each article that the site has now; none where the site cannot be looked at,
    or nobody has handed in anything."""
    if not read:
        return {}
    try:
        found = look(config_file)
    except click.ClickException:
        return {}
    return {path: short_hash(a.projection.text) for path, a in found.anchored.items()}


def _rows(
    read: Sequence[Read], site: Configuration | None, now: Mapping[str, str]
) -> Iterator[_Row]:
    versions = {
        article: Counter(one.handin.version for one in read if one.handin.article == article)
        for article in {one.handin.article for one in read if one.handin.version}
    }
    seen: dict[str, Read] = {}
    for one in read:
        remarks = [*_foreign(one.handin, site), *_of_version(one.handin, versions, now)]
        key = json.dumps(as_values(one.handin), sort_keys=True)
        if key in seen:
            remarks.append(f"the same as in {seen[key].file}")
        seen.setdefault(key, one)
        if unknown := one.handin.count("other"):
            remarks.append(f"{counted(unknown, 'annotation')} of a kind that is not known here")
        yield _Row(one, tuple(remarks))


def _foreign(handin: HandIn, site: Configuration | None) -> Iterator[str]:
    """What does not fit the site that the command is run in."""
    if site is None:
        return
    if handin.site and site.address and handin.site != site.address:
        yield f"made on another site, {handin.site}; this one is {site.address}"
    elif handin.article and not (site.docs / f"{handin.article}.md").is_file():
        yield f"there is no article {handin.article} in this site"


def _of_version(
    handin: HandIn, versions: Mapping[str, Counter[str]], now: Mapping[str, str]
) -> Iterator[str]:
    known = versions.get(handin.article, Counter())
    if not handin.article:
        # For an assignment, each act says which version it was made on.
        differ = {act.article for act in handin.acts
                  if act.version and act.version != now.get(act.article, act.version)}  # fmt: skip
        for article in sorted(differ):
            yield f"made on another version of {article} than this site has"
    if not handin.version:
        return
    if handin.article in now:
        if handin.version != now[handin.article]:
            yield f"made on another version of the text than this site has ({handin.version})"
    elif len(known) > 1:
        (most, count), *_ = known.most_common(1)
        if handin.version != most:
            others = f"{count} of {sum(known.values())}"
            yield f"made on another version of the text than {others} ({handin.version})"


# Printing


def _cells(handin: HandIn) -> tuple[str, ...]:
    at = handin.moment
    return (
        handin.name or "(no name)",
        handin.number,
        handin.task,
        f"{at:%Y-%m-%d %H:%M}" if at else handin.at,
        _of(handin.judged, handin.claims),
        _of(handin.answers, handin.questions),
        _of(handin.done, handin.tasks),
        str(handin.notes),
        handin.version,
    )


def _of(count: int, asked: int) -> str:
    """How many of those that were asked for."""
    if count > asked:
        return f"{count} ({asked} asked)" if asked else str(count)
    return f"{count} of {asked}" if asked else str(count)


def _show(rows: Sequence[_Row]) -> None:
    if not rows:
        return
    table = [_COLUMNS, *(tuple(map(_on_one_line, _cells(row.read.handin))) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for number, cells in enumerate(table):
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo(line.rstrip())
        for remark in rows[number - 1].remarks if number else ():
            click.echo(f"    {visible(rows[number - 1].place)}: {visible(remark)}")


def _on_one_line(text: str) -> str:
    return visible(" ".join(text.split()))


def _summary(rows: Sequence[_Row], results: Results) -> str:
    read = counted(len(rows), "hand-in")
    failed = len(results.problems)
    return f"{read}; {failed} could not be read" if failed else read


def _as_json(rows: Iterable[_Row], problems: Iterable[Problem]) -> str:
    values = {
        "handIns": [
            {
                "file": row.read.file,
                "line": row.read.line,
                "remarks": row.remarks,
                **_counts(row.read.handin),
                "handIn": as_values(row.read.handin),
            }
            for row in rows
        ],
        "problems": [
            {"file": p.file, "line": p.line, "what": p.what, "advice": p.advice} for p in problems
        ],
    }
    return json.dumps(values, indent=2, ensure_ascii=False)


def _counts(handin: HandIn) -> dict[str, int]:
    return {
        "claims": handin.claims,
        "judged": handin.judged,
        "questions": handin.questions,
        "answers": handin.answers,
        "tasks": handin.tasks,
        "done": handin.done,
        "notes": handin.notes,
        "marks": handin.count("mark"),
        "read": handin.count("read"),
    }


def _as_csv(rows: Iterable[_Row]) -> str:
    counts: Sequence[str] = ()
    lines = []
    for row in rows:
        handin = row.read.handin
        counts = [*_counts(handin)]
        cells: list[Any] = [handin.name, handin.number, handin.course, handin.article]
        cells += [handin.assignment, handin.at, handin.started, *_counts(handin).values()]
        lines.append([*cells, handin.version, row.place, "; ".join(row.remarks)])
    head = ["name", "number", "course", "article", "assignment", "handed in", "started"]
    named = [*head, *(counts or _counts(HandIn("", ""))), "version", "file", "remarks"]
    return table([named, *lines])
