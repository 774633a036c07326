"""What became of each task of an assignment: how much of it was done, and what was answered.

Nothing is marked that was not given points. Of what was, a program can tell whether the right one
was chosen, the number is right or the order, and how much there is of what was to be judged or
annotated; what was written in words, somebody has to read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from postil.course.acts import Act
from postil.course.loading import Assignment
from postil.course.model import Task

from .roll import Student, Work, counts_for
from .subject import Subject

WORDS: tuple[str, ...] = ("mark", "note", "question")
_MINUTE = timedelta(minutes=1)
_NOTHING = Work()


@dataclass(frozen=True, slots=True)
class State:
    """What a student has done of a task."""

    count: int
    of: int
    answer: Act | None = None
    """What they wrote on the page of the assignment."""
    is_right: bool | None = None
    """None where that cannot be told, or nothing is right."""
    points: float | None = None
    """None where none were given, or somebody has to read it."""

    @property
    def done(self) -> str:
        """`yes`, `partly` or `no`."""
        return "no" if not self.count else "yes" if self.count >= self.of else "partly"


def state(student: Student, assignment: Assignment, id: str) -> State:
    """What a student has done of a task, and handed in."""
    task = assignment.written.tasks[id]
    places = assignment.places.get(id, ())
    is_handed = assignment.id in student.works
    work = student.works.get(assignment.id, _NOTHING)
    if task.kind == "judge":
        count = sum(place in work.judgements for place in places)
        points = _share(task, count, len(places)) if is_handed else None
        return State(count, len(places), points=points)
    if task.kind == "answer":
        return State(sum(place in work.answers for place in places), len(places))
    if task.annotate is not None:
        readings, kinds = assignment.written.readings, task.of or WORDS
        count = sum(act.article in readings and act.kind in kinds for act in work.acts)
        points = _share(task, count, task.annotate) if is_handed else None
        return State(count, task.annotate, points=points)
    act = work.doings.get((assignment.id, id))
    if act is None or not (act.text.strip() or act.link.strip()):
        is_marked = is_handed and task.points is not None and has_right(task)
        return State(0, 1, points=0 if is_marked else None)
    right = _right(task, act)
    points = None if right is None or task.points is None else task.points * right
    return State(1, 1, act, right, points)


def has_right(task: Task) -> bool:
    """Whether a program can tell if a task is answered rightly."""
    return bool(task.right or task.order or task.number is not None)


def _share(task: Task, count: int, of: int) -> float | None:
    if task.points is None or not of:
        return None
    return round(task.points * min(count, of) / of, 2)


def _right(task: Task, act: Act) -> bool | None:
    """Whether an answer is right; None where that is not to be told, also since what there was to
    choose from has other words now."""
    if task.right:
        is_known = any(_same(act.text, choice) for choice in task.choices)
        return _same(act.text, task.right) if is_known else None
    if task.order:
        is_known = sorted(map(str.split, act.texts)) == sorted(map(str.split, task.order))
        return all(map(_same, act.texts, task.order)) if is_known else None
    if task.number is None:
        return None
    number = number_of(act.text)
    # What is written with a point in it is not always what a computer can hold.
    slack = task.within + 1e-9 * max(1.0, abs(task.number))
    return number is not None and abs(number - task.number) <= slack


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def number_of(text: str) -> float | None:
    """The number that was typed; None where it is none."""
    try:
        number = float(text.strip().replace("\N{MINUS SIGN}", "-")) if len(text) < 50 else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


# When


@dataclass(frozen=True, slots=True)
class Handing:
    """When a student has handed in for an assignment."""

    at: datetime | None
    """None where nothing was handed in."""
    late: timedelta = timedelta(0)

    @property
    def is_late(self) -> bool:
        """Whether it was after the date."""
        return self.late > timedelta(0)


def handing(student: Student, assignment: Assignment, subject: Subject) -> Handing:
    """When a student has handed in for an assignment. The minute in which it is due counts as a
    whole; that clocks change between the two makes no difference."""
    tasks = counts_for(student.handed, assignment.id, subject)
    moments = [student.handed[task].handin.moment for task in tasks]
    at = max(filter(None, moments), default=None)
    if at is None or assignment.due is None:
        return Handing(at)
    # Two moments of one zone are compared by what the clocks show, which is not what has passed.
    due = assignment.due.astimezone(timezone.utc)
    try:
        passed = at.astimezone(timezone.utc) - due
    except OverflowError:
        return Handing(at)
    return Handing(at, passed if passed >= _MINUTE else timedelta(0))


def duration(late: timedelta) -> str:
    """A delay in words: `2 days 3 h`, `1 h 10 min`."""
    days, hours, minutes = parts_of(late)
    if days:
        return f"{days} day{'' if days == 1 else 's'}" + (f" {hours} h" if hours else "")
    return " ".join(
        filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""))
    )


def parts_of(late: timedelta) -> tuple[int, int, int]:
    """The days, hours and minutes of a delay."""
    minutes = int(late.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    return days, *divmod(rest, 60)


# What a class answered


@dataclass(frozen=True, slots=True)
class Count:
    """How many gave an answer."""

    label: str
    count: int
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What a class has done of a task."""

    id: str
    task: Task
    label: str
    about: Sequence[str]
    """The words of the claims that are to be compared, or of the one that lacks a source."""
    done: int
    """How many have done all of it."""
    partly: int
    counts: Sequence[Count] = ()
    """Of a choice, a number or an order: each answer, with how many gave it."""
    right: int | None = None
    places: Sequence[tuple[str, Sequence[int]]] = ()
    """Of an order: each item, with how many put it at each place."""
    texts: Sequence[Act] = ()
    """What was written in words, in no order that would tell whose it is."""


def answers(
    students: Sequence[Student], assignment: Assignment, subject: Subject
) -> Iterator[Answers]:
    """What became of each task of an assignment."""
    for id, task in assignment.written.tasks.items():
        states = [state(one, assignment, id) for one in students if assignment.id in one.works]
        given = [one.answer for one in states if one.answer is not None]
        is_open = not (task.choices or task.order or task.number is not None)
        yield Answers(
            id=id,
            task=task,
            label=_label(task, len(assignment.places.get(id, ())), subject),
            about=[*_about(task, assignment, id, subject)],
            done=sum(one.done == "yes" for one in states),
            partly=sum(one.done == "partly" for one in states),
            counts=[*_counts(task, given, states)],
            right=sum(one.is_right is True for one in states) if has_right(task) else None,
            places=[*_places(task, given)],
            texts=sorted(given, key=lambda act: (len(act.text), act.text)) if is_open else (),
        )


def _label(task: Task, count: int, subject: Subject) -> str:
    """What is asked, or is to be done, as the page of the assignment says it."""
    say = subject.say
    if asked := subject.line(task.ask):
        return asked
    if task.annotate is not None:
        signs = {
            "mark": say("mark_words"),
            "note": say("note_words"),
            "question": say("question_words"),
        }
        what = ", ".join(signs[one] for one in task.of)
        label = say("task_annotate", count=task.annotate)
        return f"{label} ({what})" if what else label
    labels = {
        "judge": say("task_judge", what=say("claim_count", count=count)),
        "answer": say("task_answer"),
        "compare": say("task_compare"),
        "find": say("task_find"),
    }
    return labels.get(task.kind, say("question"))


def _about(task: Task, assignment: Assignment, id: str, subject: Subject) -> Iterator[str]:
    if task.kind in ("compare", "find"):
        for place in assignment.places.get(id, ()):
            # A whole text can be compared, too.
            text = subject.texts.get(place.article)
            yield subject.words(place) if place.id else text.title if text else place.article


def _counts(task: Task, given: Sequence[Act], states: Sequence[State]) -> Iterator[Count]:
    if task.choices:
        found = Counter(" ".join(act.text.split()) for act in given)
        known = [" ".join(choice.split()) for choice in task.choices]
        for choice in [*known, *sorted(found.keys() - {*known})]:
            yield Count(choice, found[choice], _same(choice, task.right))
    elif task.number is not None:
        found = Counter(act.text.strip() for act in given)
        values = {text: number_of(text) for text in found}
        for text in sorted(found, key=lambda one: (values[one] is None, values[one] or 0, one)):
            act = next(act for act in given if act.text.strip() == text)
            yield Count(text, found[text], bool(_right(task, act)))
    elif task.order:
        orders = Counter(act.texts for act in given)
        for order, count in orders.most_common(5):
            right = len(order) == len(task.order) and all(map(_same, order, task.order))
            yield Count(_by_numbers(order, task), count, right)
    elif task.annotate is not None:
        numbers = Counter(one.count for one in states)
        for number in sorted(numbers):
            yield Count(f"{number}", numbers[number], number >= task.annotate)


def _by_numbers(order: Sequence[str], task: Task) -> str:
    """An order by the numbers that its items have in the right one."""
    numbers = {" ".join(item.split()): f"{number}" for number, item in enumerate(task.order, 1)}
    return " → ".join(numbers.get(" ".join(item.split()), "?") for item in order)


def _places(task: Task, given: Sequence[Act]) -> Iterator[tuple[str, Sequence[int]]]:
    for item in task.order:
        where = [
            number for act in given for number, text in enumerate(act.texts) if _same(text, item)
        ]
        yield item, [where.count(number) for number in range(len(task.order))]
