"""Dates as our files say them: the part of EDTF (ISO 8601-2) that BibLaTeX reads.

Years are counted as there: 0 is 1 BC, -43 is 44 BC. What is read beyond plain days: seasons as
months 21 to 24, `~`, `?` and `%` for doubt, unspecified digits (`199X`, `1999-XX`), intervals with
an open end (`1999/`, `../1999`) and years of more than four digits (`Y-17000`).

The packages that read all of EDTF take a grammar of hundreds of rules and a millisecond for each
date; what bibliographies use of it are these expressions.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from functools import lru_cache

SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
"""What EDTF calls the seasons."""

MONTHS = (
    "January February March April May June July August September October November December"
).split()

_YEAR = r"[Yy]-?\d{5,9}|-?\d{4}|-?\d{3}[XxUu]|-?\d{2}[XxUu]{2}"
_DAY = re.compile(
    rf"(?P<year>{_YEAR})(?:-(?P<month>\d\d|[XxUu]{{2}})(?:-(?P<day>\d\d|[XxUu]{{2}}))?)?"
)
_DOUBT = re.compile(r"[?~%]")
# Seasons of the two halves of the earth are seasons all the same.
_HALF = {25: 21, 26: 22, 27: 23, 28: 24, 29: 21, 30: 22, 31: 23, 32: 24}


@dataclass(frozen=True, slots=True)
class Day:
    """A year, a month, a season (months 21 to 24) or a day; a month or day not known is 0."""

    year: int
    month: int = 0
    day: int = 0
    doubtful: bool = False

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day, as far as they are known."""
        return (self.year, *(n for n in (self.month, self.day) if n))

    def __str__(self) -> str:
        year, *others = self.parts
        first = f"{year:0{5 if year < 0 else 4}d}"
        first = first if abs(year) < 10_000 else f"Y{year}"
        return "-".join([first, *(f"{n:02d}" for n in others)]) + "~" * self.doubtful


@dataclass(frozen=True, slots=True)
class Date:
    """A day, or an interval of two."""

    first: Day | None
    """None where an interval has no beginning."""
    last: Day | None = None
    """None where an interval has no end, and where this is no interval."""
    is_interval: bool = False
    is_decade: bool = False
    """Whether an interval is a decade of which no year is known: the 1990s."""

    @property
    def days(self) -> tuple[Day, ...]:
        """The days that are known, the earlier first."""
        return tuple(day for day in (self.first, self.last) if day)


# Every article that cites a source says its date.
@lru_cache(maxsize=4096)
def date_of(text: str) -> Date | None:
    """The date that an EDTF text says; None where it is free text."""
    parts = text.split("/")
    if len(parts) == 1:
        return _one(text)
    if len(parts) > 2:
        return None
    ends = [None if part in ("", "..") else _one(part) for part in parts]
    unread = any(
        end is None and part not in ("", "..") for end, part in zip(ends, parts, strict=True)
    )
    if unread or not any(ends):
        return None
    first, last = ends
    return Date(first.first if first else None, (last.last or last.first) if last else None, True)


def days(text: str) -> tuple[Day, ...]:
    """The days that an EDTF text knows: none where it is free text, two of a closed interval."""
    date = date_of(text)
    return date.days if date else ()


def _one(text: str) -> Date | None:
    bare = _DOUBT.sub("", text)
    match = _DAY.fullmatch(bare)
    if match is None:
        return None
    doubtful = bare != text
    year = match["year"].upper().removeprefix("Y").replace("U", "X")
    month, day = (int(n) if (n or "").isdecimal() else 0 for n in (match["month"], match["day"]))
    if unknown := year.count("X"):
        low = Day(int(year.replace("X", "0")), doubtful=doubtful)
        high = replace(low, year=int(year.replace("X", "9")))
        first, last = sorted((low, high), key=lambda end: end.year)
        return Date(first, last, True, unknown == 1 and low.year > 0)
    found = Day(int(year), _HALF.get(month, 0 if month > 24 else month), day, doubtful)
    return Date(found) if is_possible(found) and month <= 41 else None


def is_possible(day: Day) -> bool:
    """Whether there was such a day."""
    if day.month in SEASONS or not day.month:
        return not day.day
    if not 1 <= day.month <= 12:
        return False
    # The calendar has no years before 1, and 400 years repeat.
    longest = calendar.monthrange(2000 + day.year % 400, day.month)[1]
    return 0 <= day.day <= longest


def year_in_words(year: int) -> str:
    """`44 BC` for the year -43."""
    return str(year) if year > 0 else f"{1 - year} BC"


def in_words(text: str, *, years_only: bool = False) -> str:
    """`2014-02-13` as `13 February 2014`, `199X` as `1990s`; free text stays as it is.

    With `years_only`, only the years of it, for where there is little room.
    """
    date = date_of(text)
    if date is None:
        return text
    if date.is_decade and date.first:
        return ("c. " if date.first.doubtful else "") + f"{date.first.year}s"
    ends = [_day_in_words(day, years_only) if day else "" for day in (date.first, date.last)]
    if not date.is_interval or (years_only and ends[0] == ends[1]):
        return ends[0]
    return "–".join(ends)


def _day_in_words(day: Day, years_only: bool) -> str:
    name = MONTHS[day.month - 1] if 1 <= day.month <= 12 else SEASONS.get(day.month, "")
    parts = (str(day.day or ""), name) if not years_only else ()
    circa = "c. " if day.doubtful else ""
    return circa + " ".join(filter(None, (*parts, year_in_words(day.year))))
