"""The two pages of a report: what the class thinks, without names, and a sheet for each student.

Each is one file of HTML that needs nothing else: no script, no network, no other file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from postil.course.acts import Act
from postil.course.loading import Assignment
from postil.edition.edition import Place
from postil.edition.words import direction
from postil.exchange.annotations.remark import seen
from postil.rendering.prose.lines import shortened

from .agreement import Agreement
from .claims import Judged, judged
from .heat import Heat, heat
from .roll import Roll, Student
from .subject import Subject, Text
from .table import free_work, handed_in
from .tasks import Answers, Handing, State, answers, handing, parts_of, state

FIRST = 5
"""How many claims are proposed to be talked about first: more have no place in an hour."""
LONGEST = 20_000
"""How much of one thing that a student wrote is shown, in characters: eight sheets of paper."""
SHORT = 1_200
"""The same where thirty of them stand below each other."""


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """What a class thinks of a text."""

    text: Text
    students: int
    versions: Sequence[tuple[str, int, bool]]
    """Each version that was worked on, by how many, and whether it is that of the site."""
    claims: Sequence[Judged]
    agreed: Agreement
    answered: Sequence[tuple[str, str, Sequence[str]]]
    """Each question of the edition that was answered: its words, itself, the answers."""
    heat: Heat

    @property
    def first(self) -> Sequence[Judged]:
        """The claims to talk about first: those about which the class is most divided."""
        divided = [claim for claim in self.claims if claim.is_divided and claim.part is not None]
        return divided[:FIRST]

    @property
    def differing(self) -> Sequence[Judged]:
        """The claims of which most think otherwise than the edition."""
        return [claim for claim in self.claims if claim.differs]


@dataclass(frozen=True, slots=True)
class AssignmentPart:
    """What became of an assignment."""

    assignment: Assignment
    handed: int
    late: int
    tasks: Sequence[Answers]


def class_page(roll: Roll, subject: Subject, made: datetime) -> str:
    """What the class thinks. There is no name on it, and no name of a file, which may hold one."""
    return _rendered(
        "class.html",
        subject,
        made,
        students=len(roll),
        left_out=len(roll.left_out),
        readings=[*_readings(roll, subject)],
        assignments=[*_assignments(roll, subject)],
    )


def _readings(roll: Roll, subject: Subject) -> Iterator[ReadingPart]:
    for path, text in subject.texts.items():
        here = [one for one in roll.students if any(a.article == path for a in one.work.acts)]
        if not here:
            continue
        claims, agreed = judged(here, path, subject)
        yield ReadingPart(
            text=text,
            students=len(here),
            versions=[*_versions(here, text)],
            claims=claims,
            agreed=agreed,
            answered=[*_answered(here, path, subject)],
            heat=heat(here, text),
        )


def _versions(students: Sequence[Student], text: Text) -> Iterator[tuple[str, int, bool]]:
    found: dict[str, int] = {}
    for student in students:
        for version in {a.version for a in student.work.acts if a.article == text.path}:
            found[version] = found.get(version, 0) + 1
    for version, count in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        yield version, count, version == text.version


def _answered(
    students: Sequence[Student], path: str, subject: Subject
) -> Iterator[tuple[str, str, Sequence[str]]]:
    article = subject.edition.articles.get(path)
    for id, annotation in article.annotations.items() if article else ():
        place = Place(path, id)
        given = [act.text for one in students if (act := one.work.answers.get(place))]
        if given and annotation.question:
            yield (
                subject.words(place),
                subject.question(place),
                sorted(given, key=lambda text: (len(text), text)),
            )


def _assignments(roll: Roll, subject: Subject) -> Iterator[AssignmentPart]:
    for assignment in handed_in(roll, subject):
        here = [student for student in roll.students if assignment.id in student.works]
        handings = [handing(student, assignment, subject) for student in here]
        yield AssignmentPart(
            assignment,
            len(here),
            sum(one.is_late for one in handings),
            [*answers(here, assignment, subject)],
        )


# The sheets


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task on a student's sheet."""

    answers: Answers
    state: State
    points: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """An assignment on a student's sheet."""

    assignment: Assignment
    handing: Handing
    tasks: Sequence[TaskRow]


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A text on a student's sheet."""

    text: Text
    judgements: Sequence[tuple[str, Act, str]]
    """The words of each claim, the judgement, and the verdict of the edition."""
    answers: Sequence[tuple[str, Act]]
    written: Sequence[tuple[str, str, str]]
    """What it is, the words that it is about, what it says."""
    marks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a student did and answered."""

    id: str
    rank: int
    name: str
    number: str
    parts: Sequence[SheetPart]
    free: Mapping[str, Mapping[str, tuple[int, int | None]]]
    readings: Sequence[SheetReading]


def students_page(roll: Roll, subject: Subject, made: datetime, *, anonymous: bool = False) -> str:
    """A sheet for each student; with `anonymous`, without names and without names of files."""
    sheets = [
        _sheet(number, student, roll, subject, anonymous)
        for number, student in enumerate(roll.students, 1)
    ]
    if anonymous:
        sheets.sort(key=lambda sheet: sheet.rank)
    return _rendered(
        "students.html",
        subject,
        made,
        sheets=sheets,
        anonymous=anonymous,
        assignments=handed_in(roll, subject),
        left_out=roll.left_out,
        remarks=roll.remarks,
    )


def _sheet(number: int, student: Student, roll: Roll, subject: Subject, anonymous: bool) -> Sheet:
    return Sheet(
        id=f"sheet-{number}",
        rank=student.rank,
        name=subject.say("report_code", number=student.rank)
        if anonymous
        else student.name or subject.say("report_no_name"),
        number="" if anonymous else student.number,
        parts=[*_parts(student, roll, subject)],
        free=free_work(student, subject),
        readings=[*_of_readings(student, subject)],
    )


def _parts(student: Student, roll: Roll, subject: Subject) -> Iterator[SheetPart]:
    for assignment in handed_in(roll, subject):
        handed = handing(student, assignment, subject)
        rows = []
        for of_task in answers([student], assignment, subject):
            found = state(student, assignment, of_task.id)
            rows.append(TaskRow(of_task, found, _points(of_task, found, handed, subject)))
        yield SheetPart(assignment, handed, rows)


def _points(answers: Answers, state: State, handed: Handing, subject: Subject) -> str:
    given = answers.task.points
    if given is None or handed.at is None:
        return ""
    waiting = "__" if state.count else "0"
    count = waiting if state.points is None else f"{state.points:g}"
    return subject.say("report_of", count=count, all=f"{given:g}")


def _of_readings(student: Student, subject: Subject) -> Iterator[SheetReading]:
    work = student.work
    for path, text in subject.texts.items():
        own = [act for act in work.acts if act.article == path]
        if not own:
            continue
        words = sorted(work.words(path), key=lambda act: (act.words and act.words.start) or 0)
        replies = [act for act in own if act.kind == "reply" and not act.words]
        yield SheetReading(
            text=text,
            judgements=[
                (subject.words(place), act, subject.verdict(place))
                for place, act in work.judgements.items()
                if place.article == path
            ],
            answers=[
                (subject.question(place), act)
                for place, act in work.answers.items()
                if place.article == path
            ],
            written=[
                (act.kind, _about(act, subject), act.text)
                for act in [*words, *replies]
                if act.kind != "mark"
            ],
            marks=[act.words.exact for act in words if act.kind == "mark" and act.words],
        )


def _about(act: Act, subject: Subject) -> str:
    if act.words:
        return act.words.exact
    place = subject.place(act.article, act.on)
    return subject.words(place) if place else act.on


# Rendering


def _rendered(template: str, subject: Subject, made: datetime, **values: Any) -> str:
    environment = Environment(
        loader=PackageLoader("postil.course.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals |= {
        "local": subject.local,
        "label": subject.label,
        "delay": lambda late: _delay(late, subject),
        "called": lambda kind: _called(kind, subject),
        "t": subject.say,
        "language": subject.language,
        "direction": direction(subject.language),
        "line": subject.line,
        "style": Markup(_asset("report.css")),
        "zone": subject.course.zone.key,
        "made": made,
        "handing": handing,
    }
    environment.filters |= {
        "web": web_address,
        "cut": lambda text, most=LONGEST: cut(text, most, subject),
        "short": _short,
        "percent": _percent,
        "together": together,
    }
    written = subject.course.written
    return environment.get_template(template).render(
        title=subject.name,
        term=written.term if written else "",
        **values,
    )


def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("templates").joinpath(name).read_text("utf-8")


def _shown(value: object) -> object:
    """What is put into a page: a text without what nobody sees."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return seen(value)
    return value


def web_address(text: str) -> str:
    """An address that may be followed; empty for anything else, such as a script."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    is_one = parts.scheme in ("http", "https") and bool(parts.netloc)
    return text.strip() if is_one and not any(map(str.isspace, text.strip())) else ""


def _called(kind: str, subject: Subject) -> str:
    """What something that a student wrote is called."""
    names = {
        "mark": subject.say("report_kind_mark"),
        "note": subject.say("report_kind_note"),
        "question": subject.say("report_kind_question"),
        "reply": subject.say("report_kind_reply"),
    }
    return names.get(kind, kind)


def _delay(late: timedelta, subject: Subject) -> str:
    """A delay in words: `2 days 3 h`, `1 h 10 min`."""
    days, hours, minutes = parts_of(late)
    said = [
        subject.say("report_days", count=days) if days else "",
        subject.say("report_hours", count=hours) if hours else "",
        subject.say("report_minutes", count=minutes) if minutes and not days else "",
    ]
    return " ".join(filter(None, said))


def cut(text: str, most: int, subject: Subject) -> str:
    """A text that is not longer than what is shown of one; it is said where it is cut."""
    text = text.strip()
    if len(text) <= most:
        return text
    said = subject.say("report_cut", count=f"{len(text):,}")
    return f"{text[:most].rstrip()} … ({said})"


def _short(text: str, length: int) -> str:
    """A quotation on one line, cut at a word."""
    return shortened(" ".join(text.split()), length)


def together(texts: Sequence[str]) -> Sequence[tuple[str, int]]:
    """Texts in their order, each once, with how often it is there."""
    return [*Counter(text.strip() for text in texts).items()]


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.1f}%" if of else "0%"
