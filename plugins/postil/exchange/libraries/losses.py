"""What formats lose of sources: found by reading back what was written.

Most sources of a site are much alike: a type, the same fields, plain words in them. What a format
keeps of one of these it keeps of all, so one of each form is read back, and every other source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from postil.edition.csl import Name
from postil.edition.model import Source

from .csl_json import extra_lines
from .entries import Fields

# Words with signs between them that no format reads. One word alone may be a key, such as
# `mathesis`; `and` parts bodies and people.
_WORD = r"[^\W_][^\W_’'-]*(?:[’-][^\W_’'-]+)*"
_WORDS = re.compile(rf"{_WORD}(?:[,:;]? {_WORD})+")
_BODIES = re.compile(rf"(?!.*\band\b){_WORDS.pattern}", re.IGNORECASE)
_NAME = re.compile(r"(?!(?:and|others)\b)[^\W\d_]+\d*", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_DAY = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1\d|2[0-8]))?)?", re.ASCII)
_PLAIN = {
    "title": _WORDS,
    "container_title": _WORDS,
    "publisher": _BODIES,
    "volume": _NUMBER,
    "issue": _NUMBER,
    "page": re.compile(r"[1-9]\d{0,4}(?:-[1-9]\d{0,4})?", re.ASCII),
    "issued": _DAY,
    "accessed": _DAY,
    "DOI": re.compile(r"10\.\d{4,9}/[A-Za-z\d./-]+", re.ASCII),
    "URL": re.compile(r"https?://[A-Za-z\d][A-Za-z\d./-]+", re.ASCII),
}
_PARTED = {"issued", "accessed", "page"}
_NOT_KEPT = {"type", "reliability", "annote"}


class Losses:
    """What one format loses of some sources."""

    def __init__(self) -> None:
        self._whole: set[tuple[str, ...]] = set()
        """The forms of sources of which nothing is lost."""

    def lines(self, source: Source, read: Callable[[], Fields]) -> list[str]:
        """What is lost of a source, as `extra_lines` says it; `read` reads it in that format."""
        form = _form(source)
        if form in self._whole:
            return []
        lines = extra_lines(source, read())
        if form and not lines:
            self._whole.add(form)
        return lines


def _form(source: Source) -> tuple[str, ...]:
    """What sources have in common that formats treat alike; empty for one that is not plain."""
    form: list[str] = [source.type]
    for name in sorted(source.model_fields_set - _NOT_KEPT):
        value = getattr(source, name)
        if not value:
            continue
        if not (_are_plain(value) if name == "author" else _is_plain(name, value)):
            return ()
        # The parts of a date, and the ends of a range, are kept in fields of their own.
        form += (name, str(value.count("-"))) if name in _PARTED else (name,)
    return tuple(form)


def _is_plain(field: str, value: Any) -> bool:
    pattern = _PLAIN.get(field)
    return bool(pattern and isinstance(value, str) and pattern.fullmatch(value))


def _are_plain(people: tuple[Name, ...]) -> bool:
    """Whether these have a given name and a family name each, and nothing else."""
    return all(
        person.model_fields_set == {"family", "given"}
        and person.family[:1].isupper()
        and person.given[:1].isupper()
        and _NAME.fullmatch(person.family)
        and _NAME.fullmatch(person.given)
        for person in people
    )
