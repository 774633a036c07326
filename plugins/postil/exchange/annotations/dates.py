"""The days on which people made their annotations, as programs and devices write them."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
# Year, month, day, as in 2026年3月2日.
_NUMBERS = re.compile(r"(\d{4})\s*[年년.]\s*(\d{1,2})\s*[月월.]\s*(\d{1,2})")
_YEAR = re.compile(r"\b\d{4}\b")
_DAY = re.compile(r"(?<![\d:])\d{1,2}(?![\d:])")
_WORD = re.compile(r"[^\W\d_]+")
# What the names of the months begin with in the languages of the Kindle.
_MONTHS = (
    "jan ene gen янв",
    "feb fév fev фев",
    "mar mär mrt мар",
    "apr avr abr апр",
    "may mai mag mei maj мая май",
    "jun juin giu июн",
    "jul juil lug июл",
    "aug aoû ago авг",
    "sep set сен",
    "oct okt ott out окт",
    "nov ноя",
    "dec dez dic déc дек",
)
# Days of the week that begin like a month.
_WEEKDAYS = ("mardi", "martes", "martedì")


def day(time: object) -> str:
    """The day of a time, `2026-11-28`; a time that is not understood, as it stands. Empty for what
    is no text."""
    text = " ".join(time.split()) if isinstance(time, str) else ""
    if _ISO.match(text):
        return text[:10]
    if match := _NUMBERS.search(text):
        return _day(match[1], int(match[2]), match[3]) or text
    year, number = _YEAR.search(text), _DAY.search(text)
    words = [word for word in _WORD.findall(text.lower()) if word not in _WEEKDAYS]
    months = [
        month
        for word in words
        for month, names in enumerate(_MONTHS, 1)
        if word.startswith(tuple(names.split()))
    ]
    if year and number and months:
        return _day(year[0], months[-1], number[0]) or text
    return text


def _day(year: str, month: int, number: str) -> str:
    is_one = 1 <= month <= 12 and 1 <= int(number) <= 31
    return f"{year}-{month:02}-{int(number):02}" if is_one else ""


def is_day(text: str) -> bool:
    """Whether a text is a day that there is: `2026-11-28`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
