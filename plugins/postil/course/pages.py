"""The pages of a course: what is due when, and each assignment with its tasks.

They read without a script, and print. Model answers, and what is right, are on none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from postil.edition.dates import in_words
from postil.edition.edition import Place
from postil.edition.entries import Checked
from postil.rendering.notes import passage_words
from postil.rendering.pages import GeneratedPage
from postil.rendering.prose.lines import plain
from postil.rendering.searching.entries import SearchEntry
from postil.rendering.site import Pages, Site, assignment_page

from .dates_file import path_of
from .lms import places
from .loading import Assignment, Course
from .model import ALL, Task

KINDS = ("course", "assignment")


def generated(course: Course, pages: Pages) -> dict[str, GeneratedPage]:
    """The pages that a course needs, by path; none without a course."""
    if not course:
        return {}
    # What is kept of a page is made anew when anything of the course changes.
    state = hashlib.sha256(repr((course.written, [*course.assignments.values()])).encode())
    digest = state.hexdigest()[:16]
    found = [GeneratedPage(pages.course, "course", ("", digest))]
    found.extend(
        GeneratedPage(assignment_page(pages, id), "assignment", (id, digest))
        for id in course.assignments
    )
    return {page.path: page for page in found}


def title(site: Site, course: Course, page: GeneratedPage) -> str:
    """What a page of the course is called."""
    if page.kind == "assignment":
        return course.assignments[page.subject[0]].written.title
    return course.written.title if course.written else site.say("course")


def content(site: Site, course: Course, page: GeneratedPage, *, titled: bool = True) -> Markup:
    """The HTML of a page of the course; without its heading where the site has a page of its
    own."""
    heading = title(site, course, page) if titled else ""
    if page.kind == "course":
        html = _course(site, course, page.path, heading)
    else:
        html = _assignment(site, course, course.assignments[page.subject[0]], page.path, heading)
    return Markup('<div class="postil-page" data-page="{}">\n{}</div>').format(page.kind, html)


def entry(site: Site, course: Course, page: GeneratedPage, html: str) -> SearchEntry:
    """The hit of a page in the search."""
    return SearchEntry(page.path, "", title(site, course, page), plain(html))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An assignment in a list of them."""

    title: str
    link: str
    due: Markup
    opens: Markup
    readings: Sequence[Markup]
    points: str


def _course(site: Site, course: Course, path: str, heading: str) -> Markup:
    written = course.written
    groups: dict[str, list[_Entry]] = {}
    for assignment in course.assignments.values():
        groups.setdefault(_week(site, course, assignment), []).append(
            _entry(site, course, assignment, path)
        )
    dates = path_of(site.pages.course)
    description = ""
    if written and written.description:
        wrong = _teller(site, course.file, ("description",))
        description = site.text(written.description, "course", path, wrong)
    return site.render(
        "course",
        title=heading,
        term=written.term if written else "",
        description=description,
        groups=groups,
        dates=site.addresses.link(path, dates) if dates in site.addresses else "",
        for_lms=[*_for_lms(site, course, path)],
    )


def _for_lms(site: Site, course: Course, path: str) -> Iterator[Markup]:
    """Links to the files for learning platforms, those that there are."""
    pages = site.pages
    named = {
        "Common Cartridge 1.1": places.cartridge_file(pages, "1.1"),
        "Common Cartridge 1.3": places.cartridge_file(pages, "1.3"),
        **{
            f"SCORM 1.2: {assignment.written.title}": places.scorm_package(pages, id)
            for id, assignment in course.assignments.items()
        },
        site.say("tasks_as_table"): places.tasks_table(pages),
    }
    for name, file in named.items():
        if file in site.addresses:
            link = site.addresses.link(path, file)
            yield Markup('<a href="{}" download>{}</a>').format(link, name)


def _week(site: Site, course: Course, assignment: Assignment) -> str:
    """The week in which an assignment is due, as a heading; empty where weeks are not counted."""
    first_day = course.written.first_day if course.written else None
    if assignment.due is None:
        return site.say("undated")
    if first_day is None:
        return ""
    begin = first_day - timedelta(days=first_day.weekday())
    number = (assignment.due.date() - begin).days // 7
    monday = begin + timedelta(days=7 * number)
    return site.say(
        "week_of",
        number=number + 1,
        first=_day(monday),
        last=_day(monday + timedelta(days=6)),
    )


def _day(day: date) -> str:
    return in_words(day.isoformat())


def _entry(site: Site, course: Course, assignment: Assignment, path: str) -> _Entry:
    points = assignment.written.points
    return _Entry(
        title=assignment.written.title,
        link=site.addresses.link(path, assignment_page(site.pages, assignment.id)),
        due=_moment(site, course, assignment.due),
        opens=_moment(site, course, assignment.opens),
        readings=[*_readings(site, assignment, path)],
        points=_points(site, points),
    )


def _points(site: Site, points: float | None) -> str:
    return "" if points is None else site.say("point_count", count=_plain(points))


def _plain(number: float) -> int | float:
    """A number without a fraction that is none."""
    return int(number) if number == int(number) else number


def _moment(site: Site, course: Course, moment: datetime | None) -> Markup:
    """A moment by the clocks of the course."""
    if moment is None:
        return Markup("")
    said = site.say("in_zone", when=f"{_day(moment.date())}, {moment:%H:%M}", zone=course.zone.key)
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), said)


def _readings(site: Site, assignment: Assignment, path: str) -> Iterator[Markup]:
    for article in assignment.written.readings:
        page = site.article_pages.get(article, f"{article}.md")
        # A draft has no page yet.
        if page in site.addresses:
            link = site.addresses.link(path, page)
            yield Markup('<a href="{}">{}</a>').format(link, site.titles.get(page, article))


@dataclass(frozen=True, slots=True)
class _Shown:
    """A task as a page shows it."""

    id: str
    label: str
    points: str
    text: Markup | str = ""
    how: str = ""
    """How its question is answered."""
    items: Sequence[str | Markup] = ()
    """What there is to choose from, to judge, to compare."""


def _assignment(
    site: Site, course: Course, assignment: Assignment, path: str, heading: str
) -> Markup:
    written = assignment.written
    wrong = _teller(site, assignment.file, ("instructions",))
    return site.render(
        "assignment",
        title=heading,
        course=Markup('<a href="{}">{}</a>').format(
            site.addresses.link(path, site.pages.course),
            course.written.title if course.written else site.say("course"),
        ),
        entry=_entry(site, course, assignment, path),
        instructions=site.text(written.instructions, "instructions", path, wrong)
        if written.instructions
        else "",
        tasks=[_shown(site, assignment, id, path) for id in written.tasks],
    )


def _shown(site: Site, assignment: Assignment, id: str, path: str) -> _Shown:
    task, places = assignment.written.tasks[id], assignment.places.get(id, ())
    label, how = _label(site, task, len(places))
    text: Markup | str = ""
    if task.ask:
        wrong = _teller(site, assignment.file, ("tasks", id, "ask"))
        text = site.text(task.ask, f"task-{id}", path, wrong)
    return _Shown(
        id=id,
        label=label,
        points=_points(site, task.points),
        text=text,
        how=how,
        items=[*_items(site, task, places, path)],
    )


def _label(site: Site, task: Task, count: int) -> tuple[str, str]:
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


def _items(site: Site, task: Task, places: Sequence[Place], path: str) -> Iterator[str | Markup]:
    """What a task lists. All claims of a text are not: they stand in it."""
    if task.choices:
        yield from task.choices
    elif task.order:
        yield from _mixed(task.order)
    elif ALL not in (*task.judge, *task.answer):
        for place in places:
            yield _link(site, place, path)


def _mixed(items: Sequence[str]) -> list[str]:
    """Items in an order that is always the same and never the right one."""
    mixed = sorted(items, key=lambda item: hashlib.sha256(item.encode()).digest())
    return mixed if mixed != [*items] else [*mixed[1:], mixed[0]]


def _link(site: Site, place: Place, path: str) -> Markup:
    """The words of a passage, or the title of a text, with a link to it."""
    anchored = site.anchored.get(place.article)
    if not place.id or anchored is None or place.id not in anchored.passages:
        page = site.article_pages.get(place.article, f"{place.article}.md")
        link = site.addresses.link(path, page) if page in site.addresses else ""
        said = site.titles.get(page, place.article)
    else:
        link = site.link(path, place)
        said = passage_words(anchored, anchored.passages[place.id])
    return Markup('<a href="{}">{}</a>').format(link, said) if link else Markup.escape(said)


def _teller(
    site: Site, file: Checked[object] | None, keys: tuple[str, ...]
) -> Callable[[str, str], None]:
    """Takes note of what is wrong with a text of a file."""

    def wrong(what: str, advice: str) -> None:
        if file:
            site.problems.append(file.problem(keys, what, advice))

    return wrong
