"""Dates: what CSL-JSON and people write, and the EDTF text of our files.

Source: the date variable of the CSL 1.0.2 data schema, in which there is no year 0: -44 is 44 BC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from postil.edition.dates import MONTHS, SEASONS, Day, date_of, days, in_words, is_possible

_NUMBERS = {
    word[:3].lower(): number
    for number, word in (*enumerate(MONTHS, 1), *SEASONS.items(), (23, "fall"))
}
_NAMED = re.compile(
    r"(?:(?P<before>\d{1,2})\.?\s+)?(?P<word>[A-Za-z]{3,9})\.?"
    r"(?:\s?(?:[-–—/]|and|&)\s?(?P<until>[A-Za-z]{3,9})\.?)?"
    r"(?:\s+(?P<after>\d{1,2}))?,?\s+(?P<year>\d{4})"
)
_BEFORE = re.compile(r"(\d{1,5})\s?(?:BCE?|B\.\s?C\.(?:\s?E\.)?)")
_SINCE = re.compile(r"(?:(?:AD|A\.\s?D\.)\s?)(\d{1,4})|(\d{1,4})\s?(?:AD|CE|A\.D\.|C\.E\.)")
# `1999--2004`, `1998/99`, `1999-`: a hyphen and two digits would be a month.
_FROM_TO = re.compile(
    r"(\d{4})\s?(?:[–—/]|--)\s?(\d{2}|\d{4})|(\d{4})-(\d{4})|(\d{4})\s?(?:[-–—]|--)"
)
_CIRCA = re.compile(r"^(?:c\.|ca\.?|circa|about)\s*(?=\d)", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?")
_TIME = re.compile(r"(?<=\d{4}-\d\d-\d\d)[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?$")


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
    return f"{text}~" if circa and _is_day(text) and text[-1] not in "?~%" else text


def _words(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) else ""


def _is_day(text: str) -> bool:
    date = date_of(text)
    return date is not None and not date.is_interval


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


def from_words(text: str) -> str:
    """A date as people write it, as EDTF; what is not understood stays as it is.

    Understands `13 February 2014`, `Feb. 13, 2014`, `Spring 2014`, `July/August 2014`, `2014/2/13`,
    `c. 1848`, `44 BC`, `1999–2004`, `1999–`, `1998/99` and times of day behind a date. Numbers
    alone (`2/13/2014`) say no month and stay.
    """
    text = _TIME.sub("", " ".join(text.split()))
    # Older EDTF had words for the ends of intervals.
    text = re.sub(r"^unknown(?=/)|(?<=/)(?:open|unknown)$", "..", text)
    if date_of(text):
        # An open end may be left empty: one way of writing it is enough.
        return re.sub(r"^/", "../", re.sub(r"/$", "/..", text))
    if (circa := _CIRCA.sub("", text)) != text and _is_day(found := from_words(circa)):
        return f"{found}~"
    if match := _SLASHED.fullmatch(text):
        day = Day(int(match[1]), int(match[2]), int(match[3] or 0))
        if day.month and is_possible(day):
            return str(day)
    if found := _years(text):
        return found
    if match := _NAMED.fullmatch(text):
        words = [match["word"], *filter(None, [match["until"]])]
        months = [_NUMBERS.get(word[:3].lower(), 0) for word in words]
        date = int(match["before"] or match["after"] or 0) if len(words) == 1 else 0
        ends = [Day(int(match["year"]), month, date) for month in months]
        if all(months) and all(map(is_possible, ends)):
            return "/".join(map(str, ends))
    return text


def _years(text: str) -> str:
    """`1999–2004`, `1998/99`, `1999–`, `1990s` and `44 BC`; nothing where a text is none of
    these."""
    if match := _BEFORE.fullmatch(text):
        return str(Day(1 - int(match[1])))
    if match := _SINCE.fullmatch(text):
        return str(Day(int(match[1] or match[2])))
    if re.fullmatch(r"\d{3}0s", text):
        return f"{text[:3]}X"
    if re.fullmatch(r"[–—]\s?\d{4}", text):
        return f"../{text[-4:]}"
    if match := _FROM_TO.fullmatch(text):
        first, last = (*filter(None, match.groups()), "")[:2]
        if not last:
            return f"{first}/.."
        last = first[: 4 - len(last)] + last
        return f"{first}/{last}" if first < last else ""
    return ""


def as_field(text: str) -> str | dict[str, str]:
    """A date as a source in `sources.yml` takes it: free text that looks like a number is
    marked as such."""
    if re.match(r"-?\d", text) and not days(text):
        return {"literal": text}
    return text
