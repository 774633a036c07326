"""Values that have a form of their own: days, ORCIDs, addresses on the web.

Sources: XML Schema part 2 (dates, and times with their zone); ISO 7064, MOD 11-2, whose check sign
is the last one of an ORCID.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
_ORCID = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx])/?", re.ASCII
)


def _moment(text: str) -> str:
    if not (text := text.strip()):
        return ""
    found = _MOMENT.fullmatch(text)
    try:
        if found:
            datetime.date.fromisoformat(found["day"])
            datetime.time.fromisoformat(found["time"] or "00:00")
            return text
    except ValueError:
        pass
    raise PydanticCustomError(
        "not_a_day",
        "'{text}' is no {day}; write year, month and day: 2026-11-28",
        {"text": text[:60], "day": "day of the calendar" if found else "date"},
    )


def as_moment(text: str) -> str:
    """A day, or a day with a time, as `xsd:dateTime` has it; in UTC where nothing else is said."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return ""
    time = found["time"] or "00:00:00"
    return f"{found['day']}T{time if len(time) > 5 else f'{time}:00'}{found['zone'] or 'Z'}"


def day_of(text: str) -> str:
    """The day alone."""
    return text[:10]


def _orcid(text: str) -> str:
    if not (text := text.strip()):
        return ""
    found = _ORCID.fullmatch(text)
    if not found:
        raise PydanticCustomError(
            "not_an_orcid",
            "'{text}' is no ORCID; write its sixteen signs as 0000-0002-1825-0097",
            {"text": text[:60]},
        )
    signs = found[1].replace("-", "").upper()
    if _check_sign(signs[:-1]) != signs[-1]:
        raise PydanticCustomError(
            "not_an_orcid",
            "'{text}' is no ORCID: its last sign does not fit the others; one of the sixteen is "
            "wrong, so copy it from orcid.org",
            {"text": text[:60]},
        )
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def _check_sign(digits: str) -> str:
    """The check sign of a row of digits, by ISO 7064, MOD 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)


def _web_address(text: str) -> str:
    if (text := text.strip()) and not re.fullmatch(
        r"https?://[^\s/?#.]+\.[^\s]+|https?://localhost\S*", text
    ):
        raise PydanticCustomError(
            "not_an_address",
            "'{text}' is no address on the web; write it whole: https://…",
            {"text": text[:60]},
        )
    return text


Moment = Annotated[str, AfterValidator(_moment)]
"""A day, or a day with a time."""

Orcid = Annotated[str, AfterValidator(_orcid)]

WebAddress = Annotated[str, AfterValidator(_web_address)]
