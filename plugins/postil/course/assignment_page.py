"""The page of an assignment, that a student works through: readings, tasks, answers, handing in.

Without a script it is a sheet to be read, and printed to be filled in by hand. Model answers, and
what is right, are on it from the first build after `reveal` on; before that, nowhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from postil.edition.edition import Place
from postil.edition.model import Claim
from postil.rendering.site import Site

from .loading import Assignment, Course
from .model import ALL, Task
from .parts import (
    Shown,
    link_to,
    moment,
    plain_number,
    points,
    shown_place,
    teller,
    title_of,
)
from .plans import plan, way_of


@dataclass(frozen=True, slots=True)
class _Reading:
    """A reading of an assignment."""

    article: str
    title: str
    link: str
    """Empty where it has no page yet."""
    claims: str
    """How many claims there are in it."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A task as the page shows it."""

    id: str
    label: str
    points: str
    text: Markup | str
    how: str
    """How its question is answered."""
    way: str
    """The field for it; empty where it is done in the text."""
    items: Sequence[str]
    """What there is to choose from, or to put in order."""
    places: Sequence[Shown]
    """What there is to judge, to compare."""
    begin: str
    """Where it is done in the text."""
    right: str = ""
    right_order: Sequence[str] = ()
    model: Markup | str = ""


def content(site: Site, course: Course, assignment: Assignment, path: str, heading: str) -> Markup:
    """The HTML of the page; without its heading where the site has a page of its own."""
    written = assignment.written
    wrong = teller(site, assignment.file, ("instructions",))
    course_title = course.written.title if course.written else site.say("course")
    link = Markup('<a href="{}">{}</a>').format(
        site.addresses.link(path, site.pages.course), course_title
    )
    is_revealed = assignment.is_revealed and _has_answers(assignment)
    return site.render(
        "assignment",
        title=heading,
        name=written.title,
        course=link,
        course_title=course_title,
        site_name=site.name,
        points=points(site, written.points),
        opens=moment(site, course, assignment.opens),
        due=moment(site, course, assignment.due),
        revealed=moment(site, course, assignment.reveal) if is_revealed else "",
        instructions=site.text(written.instructions, "instructions", path, wrong)
        if written.instructions
        else "",
        readings=[*_readings(site, assignment, path)],
        tasks=[_task(site, assignment, id, path) for id in written.tasks],
        plan=json.dumps(plan(site, assignment, path), ensure_ascii=False) if site.student else "",
        sheet=site.asset(path, "assignment.css"),
        clock=site.asset(path, "dates.js"),
        id=assignment.id,
        arriving=site.asset(path, "arriving.js") if site.student else "",
        script=site.asset(path, "assignment.js") if site.student else "",
        my_notes=site.addresses.link(path, site.pages.my_notes)
        if site.pages.my_notes in site.addresses
        else "",
    )


def _has_answers(assignment: Assignment) -> bool:
    return any(answered(task) for task in assignment.written.tasks.values())


def answered(task: Task) -> bool:
    """Whether there is an answer to a task that may be published."""
    return bool(task.model or task.right or task.order or task.number is not None)


def _readings(site: Site, assignment: Assignment, path: str) -> Iterator[_Reading]:
    for article in assignment.written.readings:
        found = site.edition.articles.get(article)
        annotations = found.annotations.values() if found else ()
        count = sum(isinstance(annotation, Claim) for annotation in annotations)
        yield _Reading(
            article,
            title_of(site, article),
            link_to(site, article, path),
            site.say("claim_count", count=count) if count else "",
        )


def _task(site: Site, assignment: Assignment, id: str, path: str) -> _Task:
    task, places = assignment.written.tasks[id], assignment.places.get(id, ())
    label, how = label_of(site, task, len(places))
    model = _text(site, assignment, id, "model", path)
    shown = assignment.is_revealed
    return _Task(
        id=id,
        label=label,
        points=points(site, task.points),
        text=_text(site, assignment, id, "ask", path),
        how=how,
        way=way_of(task),
        items=task.choices or mixed(task.order),
        places=[*_places(site, task, places, path)],
        begin=_begin(site, assignment, task, places, path),
        right=_right(site, task) if shown else "",
        right_order=task.order if shown else (),
        model=model if shown else "",
    )


def _text(site: Site, assignment: Assignment, id: str, key: str, path: str) -> Markup | str:
    """A text of a task. A model answer that may not be shown yet is made as well: what is wrong
    with it should be known before the day on which it is published."""
    source = getattr(assignment.written.tasks[id], key)
    if not source:
        return ""
    wrong = teller(site, assignment.file, ("tasks", id, key))
    return site.text(source, f"{'task' if key == 'ask' else key}-{id}", path, wrong)


def label_of(site: Site, task: Task, count: int) -> tuple[str, str]:
    """What is to be done, and how."""
    if task.kind == "judge":
        return site.say("task_judge", what=site.say("claim_count", count=count)), ""
    if task.kind == "answer":
        return site.say("task_answer"), ""
    if task.kind == "annotate":
        signs = {
            "mark": site.say("mark_words"),
            "note": site.say("note_words"),
            "question": site.say("question_words"),
        }
        what = ", ".join(signs[one] for one in task.of)
        counts = site.say("what_counts", what=what) if what else ""
        return site.say("task_annotate", count=task.annotate), counts
    if task.kind == "compare":
        return site.say("task_compare"), ""
    if task.kind == "find":
        return site.say("task_find"), ""
    if task.choices:
        return site.say("question"), site.say("answer_choose")
    if task.order:
        return site.say("question"), site.say("answer_order")
    return site.say("question"), site.say("answer_number") if task.number is not None else ""


def _places(site: Site, task: Task, places: Sequence[Place], path: str) -> Iterator[Shown]:
    """What a task lists. All claims of a text are not: they stand in it."""
    if ALL not in (*task.judge, *task.answer):
        for place in places:
            yield shown_place(site, place, path)


def listed(site: Site, task: Task, places: Sequence[Place], path: str) -> Iterator[str | Markup]:
    """What a task lists, where nothing can be written beside it."""
    yield from task.choices or mixed(task.order)
    for place in _places(site, task, places, path):
        yield place.linked


def _begin(
    site: Site, assignment: Assignment, task: Task, places: Sequence[Place], path: str
) -> str:
    if task.kind in ("judge", "answer") and places:
        return shown_place(site, places[0], path).link
    if task.kind == "annotate" and assignment.written.readings:
        return link_to(site, assignment.written.readings[0], path)
    return ""


def mixed(items: Sequence[str]) -> list[str]:
    """Items in an order that is always the same and never the right one."""
    found = sorted(items, key=lambda item: hashlib.sha256(item.encode()).digest())
    return found if found != [*items] else [*found[1:], *found[:1]]


def _right(site: Site, task: Task) -> str:
    """What is right, of one of several and of a number."""
    if task.right:
        return site.say("right_answer", answer=task.right)
    if task.number is None:
        return ""
    number = plain_number(task.number)
    if task.within:
        return site.say("right_within", answer=number, within=plain_number(task.within))
    return site.say("right_answer", answer=number)
