"""The pages of a course: what is due when, and each assignment with its tasks.

They read without a script, and print. Model answers, and what is right, are on none of them before
they may be published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from postil.rendering.pages import GeneratedPage
from postil.rendering.prose.lines import plain
from postil.rendering.searching.entries import SearchEntry
from postil.rendering.site import Assigned, Pages, Site, assignment_page

from . import assignment_page as own_page
from .dates_file import path_of
from .lms import places
from .loading import Assignment, Course
from .parts import day_in_words, moment, points, readings, teller
from .plans import plan

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


def assigned(course: Course, pages: Pages) -> Mapping[str, Assigned]:
    """The assignments, for the pages of what they are about."""
    return {
        id: Assigned(one.written.title, assignment_page(pages, id), one.written.readings)
        for id, one in course.assignments.items()
    }


def title(site: Site, course: Course, page: GeneratedPage) -> str:
    """What a page of the course is called."""
    if page.kind == "assignment":
        return course.assignments[page.subject[0]].written.title
    return course.written.title if course.written else site.say("course")


def content(site: Site, course: Course, page: GeneratedPage, *, titled: bool = True) -> str:
    """The HTML of a page of the course; without its heading where the site has a page of its
    own."""
    heading = title(site, course, page) if titled else ""
    if page.kind == "course":
        html = _course(site, course, page.path, heading)
    else:
        assignment = course.assignments[page.subject[0]]
        html = own_page.content(site, course, assignment, page.path, heading)
    return f'<div class="postil-page" data-page="{page.kind}">\n{html}</div>'


def entry(site: Site, course: Course, page: GeneratedPage, html: str) -> SearchEntry:
    """The hit of a page in the search."""
    return SearchEntry(page.path, "", title(site, course, page), plain(html))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An assignment in a list of them."""

    title: str
    link: str
    due: Markup
    readings: Sequence[Markup]
    points: str
    plan: str
    """What there is to do, for a script that says how much of it is done."""


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
        wrong = teller(site, course.file, ("description",))
        description = site.text(written.description, "course", path, wrong)
    return site.render(
        "course",
        title=heading,
        term=written.term if written else "",
        description=description,
        groups=groups,
        dates=site.addresses.link(path, dates) if dates in site.addresses else "",
        for_lms=[*_for_lms(site, course, path)],
        sheet=site.asset(path, "assignment.css"),
        clock=site.asset(path, "dates.js"),
        script=site.asset(path, "course.js") if site.student else "",
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
        first=day_in_words(site, monday),
        last=day_in_words(site, monday + timedelta(days=6)),
    )


def _entry(site: Site, course: Course, assignment: Assignment, path: str) -> _Entry:
    to_do = json.dumps(plan(site, assignment, path), ensure_ascii=False)
    return _Entry(
        title=assignment.written.title,
        link=site.addresses.link(path, assignment_page(site.pages, assignment.id)),
        due=moment(site, course, assignment.due),
        readings=[*readings(site, assignment, path)],
        points=points(site, assignment.written.points),
        plan=to_do if site.student and assignment.written.tasks else "",
    )
