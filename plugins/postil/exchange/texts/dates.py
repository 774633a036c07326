"""Dates as people write them, as programs read them."""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier", "february feb februar février", "march mar märz mars",
            "april apr avril", "may mai", "june jun juni juin", "july jul juli juillet",
            "august aug août", "september sep sept septembre", "october oct oktober octobre",
            "november nov novembre", "december dec dezember décembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)(?:-(?P<d>\d\d))?(?:[T ][\d:.+Z -]*)?"),
    re.compile(rf"(?:\w+,? )?(?P<n>{_NAME})\.? {_DAY},? (?P<y>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?:\w+,? )?{_DAY}\.? (?P<n>{_NAME})\.?,? (?P<y>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<n>{_NAME})\.?,? (?P<y>\d{{4}})", re.IGNORECASE),
    re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})"),
    re.compile(r"(?P<y>(?:1[5-9]|20)\d\d)"),
)  # fmt: skip


def without_month(name: str) -> str:
    """A name behind which a date began, without the month."""
    return re.sub(rf"(?:^|,?\s+)(?:{_NAME})\.?$", "", name, flags=re.IGNORECASE)


def date_of(text: str) -> str:
    """A date as `2025-09-03` or less of it; empty where the whole text is none.

    What may be read in two ways, as 3/9/2025, is none.
    """
    text = re.sub(r"^(?:published|posted|updated|date)(?: on)?:?\s+", "", text.strip(), flags=re.I)
    for form in _FORMS:
        if match := form.fullmatch(text.strip(" .|·•—–-")):
            said = match.groupdict()
            month = _MONTHS[said["n"].lower()] if said.get("n") else int(said.get("m") or 0)
            day = int(said.get("d") or 0)
            if month > 12 or day > 31:
                return ""
            return "-".join([said["y"], *(f"{n:02}" for n in (month, day) if n)])
    return ""
