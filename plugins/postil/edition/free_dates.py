"""Dates as people write them, read as the EDTF of our files (`dates`)."""

from __future__ import annotations

import re

from .dates import MONTHS, SEASONS, Day, date_of, is_possible

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
    if (circa := _CIRCA.sub("", text)) != text and is_day(found := from_words(circa)):
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


def is_day(text: str) -> bool:
    """Whether a text is the date of a day, a month, a season or a year."""
    date = date_of(text)
    return date is not None and not date.is_interval
