"""The tasks of a course as tables: for any table program, and in the shapes of gradebooks.

A gradebook has a row for each student, and whoever makes these files knows none. So those for
gradebooks have their columns only: the rows come from the platform.
"""

from __future__ import annotations

from collections.abc import Sequence

from postil.course.loading import Course
from postil.course.model import Task
from postil.course.tables import MARK, table

from .lessons import Lesson

# As Canvas exports them, and wants them back.
_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
# By any of these Moodle finds a student.
_MOODLE = ("First name", "Last name", "ID number", "Email address")


def tasks(course: Course) -> str:
    """Each task of each assignment in a row, for people: Excel knows its signs."""
    rows: list[Sequence[object]] = [
        ("assignment", "title", "opens", "due", "task", "what", "question", "points")
    ]
    for assignment in course.assignments.values():
        written = assignment.written
        moments = (assignment.opens, assignment.due)
        dates = (moment.isoformat(" ", "minutes") if moment else "" for moment in moments)
        about = (assignment.id, written.title, *dates)
        rows.extend(
            (*about, id, _kind(task), " ".join(task.ask.split()), _points(task.points))
            for id, task in written.tasks.items()
        )
        if not written.tasks:
            rows.append((*about, "", "", "", ""))
    return MARK + table(rows)


def for_canvas(lessons: Sequence[Lesson]) -> str:
    """The columns of a Canvas gradebook, with the row that says how many points there are."""
    marked = [lesson for lesson in lessons if lesson.points]
    names = [*_CANVAS, *(lesson.title for lesson in marked)]
    points = ["Points Possible", *[""] * (len(_CANVAS) - 1), *(_points(a.points) for a in marked)]
    return table([names, points])


def for_moodle(lessons: Sequence[Lesson]) -> str:
    """The columns of a table for the import of grades into Moodle."""
    return table([[*_MOODLE, *(lesson.title for lesson in lessons if lesson.points)]])


def _kind(task: Task) -> str:
    """What is to be done, and of a question how it is answered."""
    ways = (
        name for name in ("choices", "order", "number") if getattr(task, name) not in ((), None)
    )
    return " with ".join([task.kind, *ways])


def _points(points: float | None) -> float | int | str:
    if points is None:
        return ""
    return int(points) if points == int(points) else points
