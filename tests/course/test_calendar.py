"""Days and weeks of a course, and the hours of the year at which clocks change."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from postil.course.calendar import DateError, when

FIRST = date(2027, 3, 3)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("2027-03-19", "2027-03-19T00:00:00+01:00", "2027-03-19T23:59:00+01:00"),
        ("2027-3-9 8:05", "2027-03-09T08:05:00+01:00", "2027-03-09T08:05:00+01:00"),
        ("week 1", "2027-03-01T00:00:00+01:00", "2027-03-07T23:59:00+01:00"),
        ("Week 3, friday 12:00", "2027-03-19T12:00:00+01:00", "2027-03-19T12:00:00+01:00"),
        ("week 3 Fri 12.00", "2027-03-19T12:00:00+01:00", "2027-03-19T12:00:00+01:00"),
        ("week 3, Tues", "2027-03-16T00:00:00+01:00", "2027-03-16T23:59:00+01:00"),
        # Clocks have gone forward on the Sunday of week 4.
        ("week 5, Monday", "2027-03-29T00:00:00+02:00", "2027-03-29T23:59:00+02:00"),
        # The hour that comes twice: a beginning is the first, an end is the second.
        ("2027-10-31 02:30", "2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"),
    ],
)
def test_moments(text: str, begin: str, end: str) -> None:
    zone, said = ZoneInfo("Europe/Berlin"), when(text)
    assert said.moment(zone, FIRST).isoformat() == begin
    assert said.moment(zone, FIRST, is_end=True).isoformat() == end
    assert when(str(said)) == said


@pytest.mark.parametrize(
    ("zone", "day", "begin", "end"),
    [
        ("Africa/Cairo", "2027-04-30", "01:00:00+03:00", "23:59:00+03:00"),
        ("America/Nuuk", "2027-03-27", "00:00:00-02:00", "22:59:00-02:00"),
        # 23:00 to 23:59 come twice.
        ("Africa/Cairo", "2027-10-28", "00:00:00+03:00", "23:59:00+02:00"),
    ],
)
def test_clocks_that_change_at_midnight(zone: str, day: str, begin: str, end: str) -> None:
    # Nobody has written the minute that there is not.
    said, where = when(day), ZoneInfo(zone)
    ends = said.moment(where).isoformat(), said.moment(where, is_end=True).isoformat()
    assert ends == (f"{day}T{begin}", f"{day}T{end}")


@pytest.mark.parametrize(
    ("zone", "text", "instead"),
    [
        ("Europe/Berlin", "2027-03-28 02:30", "03:30"),
        ("America/New_York", "2027-03-14 02:00", "03:00"),
        # Half an hour only.
        ("Australia/Lord_Howe", "2027-10-03 02:15", "02:45"),
    ],
)
def test_an_hour_that_is_left_out(zone: str, text: str, instead: str) -> None:
    for is_end in (False, True):
        with pytest.raises(DateError, match=f"clocks go forward then; write {instead}"):
            when(text).moment(ZoneInfo(zone), is_end=is_end)
