"""The dates of a course as calendars on the web read them, with ical.js: over both changes of
clocks, in two zones; and what they go by when a date moves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from postil.course.calendar import when
from postil.course.dates_file import calendar_of
from postil.course.loading import Assignment, Course
from postil.course.model import AssignmentFile, CourseFile
from support.npm import NoPackagesError, fetched

WORDS = {"opens": "Opens", "due": "Due"}
READER = Path(__file__).parents[1] / "site/calendar"

# The moment as an author writes it, and in UTC.
MOMENTS = {
    "Europe/Berlin": {
        "2027-03-27 23:59": "2027-03-27T22:59",
        "2027-03-28 03:00": "2027-03-28T01:00",
        "2027-10-30 23:59": "2027-10-30T21:59",
        # It comes twice, and a task is due at the second.
        "2027-10-31 02:30": "2027-10-31T01:30",
        "2027-10-31 03:00": "2027-10-31T02:00",
    },
    "America/New_York": {
        "2027-03-13 23:59": "2027-03-14T04:59",
        "2027-03-14 03:00": "2027-03-14T07:00",
        "2027-11-07 01:30": "2027-11-07T06:30",
        "2027-11-07 23:59": "2027-11-08T04:59",
    },
    # Without a change, and by half an hour.
    "Asia/Kolkata": {"2027-03-28 02:30": "2027-03-27T21:00"},
}


def course(zone: str, moments: list[str]) -> Course:
    assignments = {}
    for number, text in enumerate(moments):
        due = when(text).moment(ZoneInfo(zone), is_end=True)
        written = AssignmentFile(title=f"{zone} {text}")
        assignments[f"a{number}"] = Assignment(f"a{number}", written, due=due)
    return Course(CourseFile(title="Zürich, “Ö”, 中文 " * 9, time_zone=zone), assignments)


def file(course: Course, site: str = "https://site.example/") -> str:
    return calendar_of(course, site, WORDS, lambda id: f"{site}{id}/")


def test_calendars_on_the_web_read_the_moment(tmp_path: Path) -> None:
    try:
        packages = fetched(READER / "package.json")
    except NoPackagesError as error:
        pytest.skip(str(error))
    shutil.copy(READER / "read.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    for zone, moments in MOMENTS.items():
        path = tmp_path / "course.ics"
        path.write_bytes(file(course(zone, [*moments])).encode())
        # Wherever the reader is.
        done = subprocess.run(
            ["node", "read.mjs", str(path)],
            cwd=tmp_path,
            env={**os.environ, "TZ": "Pacific/Auckland"},
            capture_output=True,
            text=True,
        )
        assert json.loads(done.stdout) == [
            [f"Due: {zone} {text}", f"{utc}:00.000Z"] for text, utc in moments.items()
        ]


def test_an_event_that_moves_is_the_same_one() -> None:
    def ids(text: str) -> list[str]:
        return [str(event["uid"]) for event in Calendar.from_ical(text).walk("VEVENT")]

    before = course("Europe/Berlin", ["2027-03-27 23:59", "2027-03-28 03:00"])
    (one, *others) = before.assignments.values()
    # Another title, another date, and it stands behind the other.
    moved = replace(
        one,
        written=AssignmentFile(title="Anew"),
        due=datetime(2028, 1, 1, tzinfo=ZoneInfo("Europe/Berlin")),
    )
    after = replace(before, assignments={**{o.id: o for o in others}, moved.id: moved})
    assert sorted(ids(file(before))) == sorted(ids(file(after)))
    assert len({*ids(file(before))}) == 2
    # Of another site, none is.
    assert not {*ids(file(before))} & {*ids(file(before, "https://other.example/"))}


def test_what_is_to_be_done_stands_there_without_markup() -> None:
    written = AssignmentFile(
        title="One", instructions="Read *it* [here](readings/x.md).\n\n1. A & B\n2. C"
    )
    due = when("2027-03-12").moment(ZoneInfo("UTC"), is_end=True)
    (event,) = Calendar.from_ical(
        file(Course(None, {"one": Assignment("one", written, due=due)}))
    ).walk("VEVENT")
    assert str(event["description"]) == "Read it here.\nA & B\nC"
