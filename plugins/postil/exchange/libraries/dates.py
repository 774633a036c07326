"""Dates: the EDTF text of our files, and the date objects of CSL-JSON.

Sources: EDTF level 0 and the parts of level 1 that bibliographies use (seasons as months 21 to
24, `~` and `?` for doubt, intervals), and the date variable of the CSL 1.0.2 data schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_DAY = re.compile(r"(?P<year>-?\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<doubt>[?~%]?)")

# What EDTF calls the seasons, and what people write.
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}

MONTHS = (
    "January February March April May June July August September October November December"
).split()
_NUMBERS = {
    word[:3].lower(): number
    for number, word in (*enumerate(MONTHS, 1), *SEASONS.items(), (23, "fall"))
}
_NAMED = re.compile(
    r"(?:(?P<before>\d{1,2})\.?\s+)?(?P<word>[A-Za-z]{3,9})\.?(?:\s+(?P<after>\d{1,2}))?,?\s+"
    r"(?P<year>\d{4})"
)
_CIRCA = re.compile(r"^(?:c\.|ca\.?|circa|about)\s*(?=\d)", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?")
_TIME = re.compile(r"(?<=\d{4}-\d\d-\d\d)[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?$")


@dataclass(frozen=True, slots=True)
class Day:
    """A year, a month, a season (months 21 to 24) or a day; what is not known is 0."""

    year: int
    month: int = 0
    day: int = 0
    doubtful: bool = False

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day, as far as they are known."""
        return tuple(n for n in (self.year, self.month, self.day) if n)

    def __str__(self) -> str:
        year, *others = self.parts
        numbers = [f"{year:0{5 if year < 0 else 4}d}", *(f"{n:02d}" for n in others)]
        return "-".join(numbers) + "~" * self.doubtful


# Every article that cites a source says its date.
@lru_cache(maxsize=4096)
def days(text: str) -> tuple[Day, ...]:
    """The day of an EDTF date, or the two of an interval; nothing where it is free text."""
    matches = [_DAY.fullmatch(part) for part in text.split("/")]
    if not 0 < len(matches) < 3:
        return ()
    found = tuple(
        Day(int(m["year"]), int(m["month"] or 0), int(m["day"] or 0), bool(m["doubt"]))
        for m in matches
        if m
    )
    right = len(found) == len(matches) and all(map(_is_possible, found))
    return found if right else ()


def _is_possible(day: Day) -> bool:
    in_year = 0 <= day.month <= 12 or (day.month in SEASONS and not day.day)
    return in_year and 0 <= day.day <= 31


def to_csl(text: str) -> dict[str, Any]:
    """The CSL-JSON date object of an EDTF date or of free text."""
    found = days(text)
    if not found:
        return {"literal": text}
    parts = [list(day.parts) for day in found]
    date: dict[str, Any] = {"date-parts": parts}
    if len(parts) == 1 and found[0].month in SEASONS:
        date = {"date-parts": [[found[0].year]], "season": found[0].month - 20}
    if any(day.doubtful for day in found):
        date["circa"] = True
    return date


def from_csl(value: Any) -> str:
    """The text of a CSL-JSON date: EDTF where it says a day, a month, a season or a year.

    Reads date objects (`date-parts`, `season`, `circa`, `raw`, `literal`) and plain text, and
    makes the best of objects that are not quite right. Nothing where there is nothing.
    """
    if not isinstance(value, Mapping):
        return from_words(str(value)) if isinstance(value, (str, int)) else ""
    circa = str(value.get("circa", "")).lower() not in ("", "0", "false", "none")
    found = list(_of_parts(value.get("date-parts"), value.get("season"), circa))
    if found:
        return "/".join(map(str, found))
    text = from_words(str(value.get("raw") or value.get("literal") or ""))
    return f"{text}~" if circa and len(days(text)) == 1 and text[-1] not in "?~%" else text


def _of_parts(parts: Any, season: Any, circa: bool) -> Iterator[Day]:
    if not isinstance(parts, list):
        return
    groups = parts if any(isinstance(p, list) for p in parts) else [parts]
    for group in groups[:2]:
        numbers: list[int] = []
        for part in group if isinstance(group, list) else []:
            if not re.fullmatch(r"\s*-?\d{1,4}\s*", str(part)) or int(part) == 0:
                break
            numbers.append(int(part))
        if len(numbers) == 1 and (number := _season(season)):
            numbers.append(number)
        if numbers:
            year, month, date = (*numbers, 0, 0)[:3]
            day = Day(year, month, date, doubtful=circa)
            if _is_possible(day):
                yield day


def _season(value: Any) -> int:
    """The EDTF month of a CSL season: 1 to 4, 21 to 24 or a word; 0 where there is none."""
    text = str(value or "").strip().lower()
    if text.isdecimal():
        number = int(text)
        return number + 20 if 1 <= number <= 4 else number if number in SEASONS else 0
    return next((n for n, word in SEASONS.items() if word[:3] == text[:3]), 0)


def from_words(text: str) -> str:
    """A date as people write it, as EDTF; what is not understood stays as it is.

    Understands `13 February 2014`, `Feb. 13, 2014`, `Spring 2014`, `2014/2/13`, `c. 1848` and
    times of day behind a date. Numbers alone (`2/13/2014`) say no month and stay.
    """
    text = _TIME.sub("", " ".join(text.split()))
    if days(text):
        return text
    if (circa := _CIRCA.sub("", text)) != text and len(days(circa)) == 1:
        return f"{circa}~"
    if match := _SLASHED.fullmatch(text):
        day = Day(int(match[1]), int(match[2]), int(match[3] or 0))
        return str(day) if _is_possible(day) else text
    if match := _NAMED.fullmatch(text):
        month = _NUMBERS.get(match["word"][:3].lower(), 0)
        day = Day(int(match["year"]), month, int(match["before"] or match["after"] or 0))
        if month and _is_possible(day):
            return str(day)
    return text


def as_field(text: str) -> str | dict[str, str]:
    """A date as a source in `sources.yml` takes it: free text that looks like a number is
    marked as such."""
    if text[:1].isdigit() and not days(text):
        return {"literal": text}
    return text
