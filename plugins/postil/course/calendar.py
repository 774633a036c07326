"""Days and weeks of a course: `week 3, Friday 23:59`, or a day of the calendar.

Week 1 is the one in which the course begins, from Monday to Sunday. So the next term needs one
changed line: its first day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

FORMS = "write it as 2027-03-19 23:59, or as week 3, Friday 23:59"

_WHEN = re.compile(
    r"(?:(?P<day>\d{4}-\d{1,2}-\d{1,2})|week\s+(?P<week>\d{1,2})(?:\s*,?\s+(?P<name>[a-z]+)\.?)?)"
    r"(?:\s*,?\s+(?:at\s+)?(?P<time>\d{1,2}[:.]\d\d))?",
    re.IGNORECASE | re.ASCII,
)


class DateError(Exception):
    """Something is no date, or there was no such moment: what is wrong, and what to write."""

    def __init__(self, what: str, advice: str = FORMS) -> None:
        super().__init__(f"{what}; {advice}")
        self.what, self.advice = what, advice


@dataclass(frozen=True, slots=True)
class When:
    """A moment of a course as it is written: by its day, or by its week and perhaps its weekday."""

    day: date | None = None
    week: int = 0
    weekday: int | None = None
    """From 0, Monday; None where the week is meant as a whole."""
    at: time | None = None

    @property
    def needs_first_day(self) -> bool:
        """Whether it is known only with the first day of the course."""
        return self.day is None

    def moment(
        self, zone: ZoneInfo, first_day: date | None = None, *, is_end: bool = False
    ) -> datetime:
        """The moment with its distance from UTC.

        Where less is written, a beginning is meant as early as possible, and an end (`is_end`) as
        late: on the last day of a week, at 23:59. The same holds for an hour that comes twice, when
        clocks go back; and where clocks go forward at midnight, for the minute that nobody wrote.
        Raises DateError where there is no such moment, and ValueError where a first day is needed
        and missing.
        """
        day = self.day or self._in_week(first_day, is_end)
        at = self.at or (time(23, 59) if is_end else time(0, 0))
        local = datetime.combine(day, at, zone).replace(fold=int(is_end))
        if self.at is None:
            step = timedelta(minutes=-1 if is_end else 1)
            while not _exists(local):
                local += step
        if not _exists(local):
            later = local.replace(fold=0).astimezone(timezone.utc).astimezone(zone)
            raise DateError(
                f"there is no {at:%H:%M} on {day} in {zone.key}: clocks go forward then",
                f"write {later:%H:%M}",
            )
        return local

    def _in_week(self, first_day: date | None, is_end: bool) -> date:
        if first_day is None:
            raise ValueError("a week is known only with the first day of the course")
        usual = 6 if is_end else 0
        days = 7 * (self.week - 1) + (usual if self.weekday is None else self.weekday)
        return first_day - timedelta(days=first_day.weekday()) + timedelta(days=days)

    def __str__(self) -> str:
        if self.day:
            said = self.day.isoformat()
        else:
            name = "" if self.weekday is None else f", {DAYS[self.weekday]}"
            said = f"week {self.week}{name}"
        return f"{said} {self.at:%H:%M}" if self.at else said


def _exists(local: datetime) -> bool:
    """Whether clocks show a moment at all."""
    back = local.astimezone(timezone.utc).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def when(text: str) -> When:
    """What a text says. Raises DateError where it is no date."""
    found = _WHEN.fullmatch(text.strip())
    if not found:
        raise DateError(f"'{_short(text)}' is no date of a course")
    at = _time(found["time"]) if found["time"] else None
    if found["day"]:
        return When(day=day_of(found["day"]), at=at)
    week = int(found["week"])
    if not week:
        raise DateError("weeks are counted from 1")
    return When(week=week, weekday=_weekday(found["name"]) if found["name"] else None, at=at)


def day_of(text: str) -> date:
    """A day of the calendar. Raises DateError for any other text."""
    try:
        year, month, day = map(int, text.strip().split("-"))
        return date(year, month, day)
    except ValueError as error:
        raise DateError(
            f"'{_short(text)}' is no day of the calendar", "write 2027-03-19"
        ) from error


def _time(text: str) -> time:
    hours, minutes = map(int, re.split("[:.]", text))
    if (hours, minutes) == (24, 0):
        raise DateError("24:00 is the begin of the next day", "write 23:59, or 00:00 of that day")
    try:
        return time(hours, minutes)
    except ValueError as error:
        raise DateError(f"'{text}' is no time of a day", "write 23:59") from error


def _weekday(name: str) -> int:
    # "Mon", "Tues", "Thursday"
    found = [
        n for n, day in enumerate(DAYS) if len(name) > 2 and day.lower().startswith(name.lower())
    ]
    if not found:
        raise DateError(f"'{_short(name)}' is no day of the week", f"choose from {', '.join(DAYS)}")
    return found[0]


def _short(text: str) -> str:
    return " ".join(text.split())[:60]
