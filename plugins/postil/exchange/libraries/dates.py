"""Dates: what CSL-JSON has, and the EDTF text of our files.

Source: the date variable of the CSL 1.0.2 data schema, in which there is no year 0: -44 is 44 BC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from postil.edition.dates import SEASONS, Day, date_of, days, in_words, is_possible
from postil.edition.free_dates import from_words, is_day


def to_csl(text: str) -> dict[str, Any]:
    """The CSL-JSON date object of an EDTF date or of free text."""
    date = date_of(text)
    # CSL has no words for a decade, nor for what has only an end.
    if date is None or date.is_decade or date.first is None:
        return {"literal": in_words(text)}
    found: dict[str, Any] = {"date-parts": [_csl_parts(day) for day in date.days]}
    if date.is_interval and date.last is None:
        found["date-parts"].append([0])
    if not date.is_interval and date.first.month in SEASONS:
        found = {"date-parts": [[_csl_year(date.first.year)]], "season": date.first.month - 20}
    if any(day.doubtful for day in date.days):
        found["circa"] = True
    return found


def _csl_parts(day: Day) -> list[int]:
    return [_csl_year(day.year), *day.parts[1:]]


def _csl_year(year: int) -> int:
    return year if year > 0 else year - 1


def from_csl(value: Any) -> str:
    """The text of a CSL-JSON date: EDTF where it says a day, a month, a season or a year.

    Reads date objects (`date-parts`, `season`, `circa`, `raw`, `literal`) and plain text, and
    makes the best of objects that are not quite right. Nothing where there is nothing.
    """
    if not isinstance(value, Mapping):
        return from_words(str(value)) if isinstance(value, (str, int)) else ""
    circa = str(value.get("circa", "")).lower() not in ("", "0", "false", "none")
    found = list(_of_parts(value.get("date-parts"), value.get("season"), circa))
    if any(found):
        return "/".join(str(day or "..") for day in found)
    text = from_words(_words(value.get("raw")) or _words(value.get("literal")))
    return f"{text}~" if circa and is_day(text) and text[-1] not in "?~%" else text


def _words(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) else ""


def _of_parts(parts: Any, season: Any, circa: bool) -> Iterator[Day | None]:
    """The ends of a date; None for the open one."""
    if not isinstance(parts, list):
        return
    groups = parts if any(isinstance(p, list) for p in parts) else [parts]
    for group in groups[:2]:
        numbers: list[int] = []
        for part in group if isinstance(group, list) else []:
            if not re.fullmatch(r"\s*-?\d{1,6}\s*", str(part)) or int(part) == 0:
                break
            numbers.append(int(part))
        if len(numbers) == 1 and (number := _season(season)):
            numbers.append(number)
        if numbers:
            year, month, date = (*numbers, 0, 0)[:3]
            # Older programs count the seasons from 13.
            month = month + 8 if 13 <= month <= 16 else month
            day = Day(year if year > 0 else year + 1, month, date, doubtful=circa)
            if is_possible(day):
                yield day
        elif len(groups) > 1:
            yield None


def _season(value: Any) -> int:
    """The EDTF month of a CSL season: 1 to 4, 21 to 24 or a word; 0 where there is none."""
    text = str(value or "").strip().lower()
    if text.isdecimal() and len(text) < 3:
        number = int(text)
        return number + 20 if 1 <= number <= 4 else number if number in SEASONS else 0
    return next((n for n, word in SEASONS.items() if word[:3] == text[:3]), 0)


def as_field(text: str) -> str | dict[str, str]:
    """A date as a source in `sources.yml` takes it: free text that looks like a number is
    marked as such."""
    if re.match(r"-?\d", text) and not days(text):
        return {"literal": text}
    return text
