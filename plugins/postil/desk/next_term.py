"""`postil course next`: the same course in another term.

Its first day is another one, and with it every `week 3, Friday`. Dates of the calendar move by
whole weeks, so that a Friday stays one. What the texts and the verdicts are by now is looked at,
too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from postil.anchoring.requote import whole_sentence
from postil.build.survey import Survey
from postil.course.calendar import DateError, When, day_of
from postil.course.loading import Assignment
from postil.edition.entries import Checked
from postil.keeping.saving import save
from postil.keeping.turns import BusyError, turn

from .change import all_waiting
from .fixing import fix
from .locking import lock
from .looking import counted, passages, sound
from .verdicts import NotKnownError, changed, edition_before
from .writing.entries import EntryFile
from .writing.rewrite import RewriteError

_ORDER = ("title", "term", "time_zone", "first_day", "description")
_DATES = ("opens", "due", "reveal")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_HOW_TO_TAKE = "'postil fix' asks about each; with --all, they are taken as they stand now"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the next term is to be."""

    first_day: str
    term: str | None = None
    take_all: bool = False
    """Whether passages that have changed are taken as they stand now."""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _New:
    """A file as it is to be."""

    path: Path
    name: str
    was: bytes
    data: bytes
    said: tuple[str, ...]
    """What is another in it."""


def next_term(config_file: Path, wishes: Wishes) -> bool:
    """Writes the next term, and says what is another in it. Returns whether nothing is left to be
    looked at."""
    try:
        first_day = day_of(wishes.first_day)
    except DateError as error:
        raise click.ClickException(str(error)) from error
    found = sound(config_file)
    term = _Term.of(found, first_day, wishes)
    files = [*term.files()]
    for file in files:
        for said in file.said:
            click.echo(f"{file.name}: {said}")
    is_well = term.tell_dates()
    before = term.before()
    if not wishes.dry_run:
        _save(found, files)
    is_well &= _tell_passages(config_file, found, wishes)
    _tell_verdicts(before, found)
    if wishes.dry_run:
        click.echo("Nothing was written.")
    return is_well


@dataclass(frozen=True, slots=True)
class _Term:
    """A course, and the term that it is to be given in."""

    found: Survey
    file: Checked[Any]
    old: date
    new: date
    wishes: Wishes

    @classmethod
    def of(cls, found: Survey, first_day: date, wishes: Wishes) -> _Term:
        """Raises ClickException where there is no course, or nothing to do."""
        course = found.course
        if course.written is None or course.file is None:
            raise click.ClickException(
                f"there is no {found.folder.name}/course.yml; write one (see 'postil help course')"
            )
        if course.written.first_day is None:
            raise click.ClickException(
                f"{course.file.name} does not say when this term began, by which its dates could "
                "be moved; write 'first_day: …' with that day first"
            )
        if course.written.first_day == first_day:
            raise click.ClickException(
                f"the course begins on {first_day} already; write another --first-day"
            )
        return cls(found, course.file, course.written.first_day, first_day, wishes)

    @property
    def weeks(self) -> timedelta:
        """From Monday to Monday, so that days of the week stay."""
        return _monday(self.new) - _monday(self.old)

    def files(self) -> Iterator[_New]:
        """The files that say something else in the next term."""
        yield self._course()
        for assignment in self.found.course.assignments.values():
            if new := self._assignment(assignment):
                yield new

    def _course(self) -> _New:
        path, data = self._read(self.file)
        written = self.found.course.written
        assert written is not None
        said = [f"first_day is {self.new} (was {self.old})"]
        try:
            text = EntryFile(data).values["first_day"].strip()
            new = EntryFile(data).with_words({"first_day": (text, self.new.isoformat())})
            if self.wishes.term is not None and self.wishes.term != written.term:
                new = EntryFile(new).with_fields({"term": self.wishes.term}, _ORDER)
                was = f" (was {written.term})" if written.term else ""
                said.append(f"term is {self.wishes.term}{was}")
            elif written.term and self.wishes.term is None:
                said.append(f"term still says {written.term}; --term names another one")
        except RewriteError as error:
            raise click.ClickException(f"{self.file.name}: {error}") from error
        return _New(path, self.file.name, data, new, tuple(said))

    def _assignment(self, assignment: Assignment) -> _New | None:
        file = assignment.file
        assert file is not None
        changes, said = {}, []
        for key, when in _dates(assignment):
            if when.day:
                path, data = self._read(file)
                written = _DAY.search(str(EntryFile(data).values.get(key)))
                assert written is not None
                moved = self._moved(when)
                changes[key] = (written[0], str(moved.day))
                said.append(f"{key} is {moved} (was {when})")
        if not changes:
            return None
        try:
            return _New(path, file.name, data, EntryFile(data).with_words(changes), tuple(said))
        except RewriteError as error:
            raise click.ClickException(f"{file.name}: {error}") from error

    def _read(self, file: Checked[Any]) -> tuple[Path, bytes]:
        path = self.found.root / file.name
        data = path.read_bytes()
        if not file.file.is_of(path):
            raise click.ClickException(
                f"{file.name} has changed since it was read; do it again; nothing was written"
            )
        return path, data

    def _moved(self, when: When) -> When:
        return When(day=when.day + self.weeks, at=when.at) if when.day else when

    def tell_dates(self) -> bool:
        """Says when everything is; returns whether there is such a moment for each."""
        is_well = True
        zone = self.found.course.zone
        for assignment in self.found.course.assignments.values():
            dates = [(key, self._moment(key, when, zone)) for key, when in _dates(assignment)]
            if said := [f"{key} {at}" for key, (at, _) in dates if at]:
                click.echo(f"{assignment.id}: {', '.join(said)}")
            for key, (_, wrong) in dates:
                if wrong:
                    is_well = False
                    click.echo(f"{assignment.id}: {key}: {wrong}", err=True)
        return is_well

    def _moment(self, key: str, when: When, zone: ZoneInfo) -> tuple[str, str]:
        """A moment of the next term, or what is wrong with it."""
        try:
            at = self._moved(when).moment(zone, self.new, is_end=key == "due")
        except (DateError, OverflowError) as error:
            return "", str(error)
        return f"{at:%a %Y-%m-%d %H:%M}", ""

    def before(self) -> Any:
        """The edition at the beginning of the last term; why it is not known, where it is not."""
        found = self.found
        try:
            course = Path(self.file.name)
            return edition_before(found.root, found.folder, course, self.old, found.edition)
        except NotKnownError as error:
            return error


def _dates(assignment: Assignment) -> Iterator[tuple[str, When]]:
    for key in _DATES:
        when: When | None = getattr(assignment.written, key)
        if when:
            yield key, when


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _save(found: Survey, files: Sequence[_New]) -> None:
    try:
        with turn(found.folder):
            changed_since = [file.name for file in files if file.path.read_bytes() != file.was]
            if changed_since:
                raise click.ClickException(
                    f"{changed_since[0]} has changed since it was read; do it again; nothing was "
                    "written"
                )
            for file in files:
                save(file.path, file.data)
    except BusyError as error:
        raise click.ClickException(f"{error}; nothing was written") from error
    except OSError as error:
        raise click.ClickException(f"the next term cannot be written: {error}") from error


def _tell_passages(config_file: Path, found: Survey, wishes: Wishes) -> bool:
    """Says which passages stand elsewhere, were changed or are lost; saves where those are that are
    certain. Returns whether none waits for its author."""
    moved: dict[str, int] = {}
    for place, _, passage in passages(found):
        if passage.location.status != "exact" or not (passage.span and passage.saved):
            continue
        if passage.span[0] != passage.saved.position:
            moved[place.article] = moved.get(place.article, 0) + 1
    for article, count in moved.items():
        click.echo(f"{article}: {counted(count, 'passage')} moved with the text")
    waiting = [*all_waiting(found)]
    can_be_taken = [one for one in waiting if whole_sentence(one.anchored, one.passage)]
    if wishes.take_all and can_be_taken:
        is_well = fix(config_file, take_all=True, only=(), dry_run=wishes.dry_run)
    else:
        for _, finding in found.findings:
            if finding.kind in ("missing", "ambiguous", "changed"):
                click.echo(str(finding.problem), err=True)
        is_well = not waiting
        if waiting:
            click.echo(f"{counted(len(waiting), 'passage')} to look at: {_HOW_TO_TAKE}.", err=True)
    if not wishes.dry_run:
        lock(config_file)
    return is_well


def _tell_verdicts(before: Any, found: Survey) -> None:
    if isinstance(before, NotKnownError):
        click.echo(f"{before}.")
        return
    labels: Mapping[str, str] = {
        id: concept.label for id, concept in found.edition.vocabulary.assessments.items()
    }
    verdicts = [*changed(before.edition, found.edition)]
    since = f"since {before.day} (commit {before.commit})"
    if not verdicts:
        click.echo(f"No verdict has changed {since}.")
        return
    click.echo(f"{counted(len(verdicts), 'verdict')} changed {since}:")
    for verdict in verdicts:
        was, now = (labels.get(one, one) or "none" for one in (verdict.was, verdict.now))
        click.echo(f"  {verdict.place.name}: {now} (was {was})")
