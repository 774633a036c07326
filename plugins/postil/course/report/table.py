"""What a class has done, as a table for the gradebook: one line for each student and task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from postil.course.loading import Assignment
from postil.course.tables import MARK, table

from .roll import Roll, Student, counts_for
from .subject import Subject
from .tasks import State, duration, handing, state

COLUMNS = (
    *("student", "number", "assignment", "task", "kind", "done", "count", "of", "late"),
    *("late by", "handed in", "right", "points", "of points"),
)
TOTALS = (
    *("student", "number", "assignment", "tasks done", "tasks", "late", "late by", "handed in"),
    *("points", "of points", "to be read"),
)


def tasks_table(roll: Roll, subject: Subject, *, anonymous: bool = False) -> str:
    """A line for each student and task; of a text that no assignment is about, one for each."""
    return _csv(COLUMNS, _tasks(roll, subject, anonymous))


def totals_table(roll: Roll, subject: Subject, *, anonymous: bool = False) -> str:
    """A line for each student and assignment."""
    return _csv(TOTALS, _totals(roll, subject, anonymous))


def _csv(columns: Sequence[str], lines: Iterator[Sequence[Any]]) -> str:
    return MARK + table([columns, *lines])


def _who(student: Student, anonymous: bool) -> tuple[str, str]:
    return (student.code, "") if anonymous else (student.name, student.number)


def _when(student: Student, assignment: Assignment, subject: Subject) -> tuple[str, str, str]:
    """Whether they are late, by how much, and when it was."""
    handed = handing(student, assignment, subject)
    if handed.at is None:
        return "", "", ""
    at = subject.clock(handed.at)
    if assignment.due is None:
        return "", "", at
    return "yes" if handed.is_late else "no", duration(handed.late), at


def _tasks(roll: Roll, subject: Subject, anonymous: bool) -> Iterator[Sequence[Any]]:
    for student in roll.students:
        who = _who(student, anonymous)
        for assignment in handed_in(roll, subject):
            late, by, at = _when(student, assignment, subject)
            for id, task in assignment.written.tasks.items():
                found = state(student, assignment, id)
                right = {True: "yes", False: "no", None: ""}[found.is_right]
                yield (
                    *(*who, assignment.id, id, task.kind, found.done, found.count, found.of),
                    *(late, by, at, right, _number(found.points), _number(task.points)),
                )
        for path, counts in free_work(student, subject).items():
            moment = student.handed[path].handin.moment
            at = subject.clock(moment) if moment else ""
            for what, (count, of) in counts.items():
                done = "" if of is None else State(count, of).done
                yield (*who, path, "", what, done, count, of or "", "", "", at, "", "", "")


def free_work(
    student: Student, subject: Subject
) -> Mapping[str, Mapping[str, tuple[int, int | None]]]:
    """What a student has handed in for texts and counts for no assignment: by text and kind of work
    how much there is, and of how much."""
    counting = {task for id in student.works for task in counts_for(student.handed, id, subject)}
    found = {}
    for path, read in student.handed.items():
        if path in counting or not subject.knows(path):
            continue
        handin = read.handin
        judged = sum(place.article == path for place in student.work.judgements)
        answered = sum(place.article == path for place in student.work.answers)
        found[path] = {
            "judge": (judged, handin.claims or None),
            "answer": (answered, handin.questions or None),
            "annotate": (len(student.work.words(path)), None),
        }
    return found


def handed_in(roll: Roll, subject: Subject) -> list[Assignment]:
    """The assignments that somebody has handed in."""
    known = {id for student in roll.students for id in student.works}
    return [one for id, one in subject.course.assignments.items() if id in known]


def _totals(roll: Roll, subject: Subject, anonymous: bool) -> Iterator[Sequence[Any]]:
    for student in roll.students:
        for assignment in handed_in(roll, subject):
            late, by, at = _when(student, assignment, subject)
            states = {id: state(student, assignment, id) for id in assignment.written.tasks}
            points = [one.points for one in states.values() if one.points is not None]
            waiting = [
                id
                for id, task in assignment.written.tasks.items()
                if task.points is not None and states[id].points is None and states[id].count
            ]
            yield (
                *_who(student, anonymous),
                assignment.id,
                sum(one.done == "yes" for one in states.values()),
                len(states),
                *(late, by, at),
                _number(round(sum(points), 2) if points else None),
                _number(assignment.written.points),
                " ".join(waiting),
            )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
