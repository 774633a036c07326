"""The dates of a course as iCalendar (RFC 5545), for calendars of any kind.

Each date is an event that takes no time, with an id that stays as long as the site stands where it
is and the assignment is called as it is: so a calendar that reads the file again moves an event,
and does not add a second one. Moments are in UTC, which every calendar knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from markdown import Markdown

from postil.rendering.prose.lines import plain

from .loading import Assignment, Course

if TYPE_CHECKING:
    from icalendar import Event

# When the events were made is asked for, and would be another moment at each build.
_MADE = datetime(2000, 1, 1, tzinfo=timezone.utc)

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|pre|blockquote)>")


def path_of(page: str) -> str:
    """Where the file stands: beside the page of the course."""
    return PurePosixPath(page).with_suffix(".ics").as_posix()


def has_dates(course: Course) -> bool:
    """Whether there is a date for a calendar."""
    return any(a.opens or a.due for a in course.assignments.values())


def calendar_of(
    course: Course, site: str, words: Mapping[str, str], address_of: Callable[[str], str]
) -> str:
    """The file.

    Args:
        course: The course.
        site: What tells the site from all others: its address, or else its name.
        words: The words of the interface.
        address_of: The address of an assignment's page by its id; empty where it is not known.
    """
    # Here and below: most builds have no use for it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Postil//Postil//EN")
    calendar.add("version", "2.0")
    if course.written:
        calendar.add("x-wr-calname", course.written.title)
    for assignment in course.assignments.values():
        for key, at in (("opens", assignment.opens), ("due", assignment.due)):
            if at:
                event = _event(assignment, key, at, site, f"{words[key]}: ")
                if address := address_of(assignment.id):
                    event.add("url", address)
                calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data.decode("utf-8")


def _event(assignment: Assignment, key: str, at: datetime, site: str, label: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{site}#{assignment.id}/{key}")))
    event.add("dtstamp", _MADE)
    event.add("dtstart", at.astimezone(timezone.utc))
    event.add("summary", f"{label}{assignment.written.title}")
    if assignment.written.instructions:
        event.add("description", _lines(assignment.written.instructions))
    # It is a reminder, and nobody is busy then.
    event.add("transp", "TRANSPARENT")
    return event


def _lines(markdown: str) -> str:
    """A text in Markdown as calendars show it: without markup, a line for each paragraph."""
    html = Markdown().convert(markdown)
    return "\n".join(filter(None, map(plain, _BLOCK_END.split(html))))
