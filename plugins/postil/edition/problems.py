"""A problem is anything wrong that the author of a file can mend.

Problems are data. They are collected over a whole run and reported together, each with its place
and with what to write instead; an exception is for what nobody expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

# Half of the letters right: "gate-duty" for "gates-duty-2014" (0.6) is worth proposing; below
# that the proposals were unrelated words more often than not.
NEAR_ENOUGH = 0.5


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a file, with its place.

    `file` is the path as the author knows it (relative to the project); `line` and `column` count
    from 1, in code points, and are 0 where the problem has no place inside the file.
    """

    file: str
    line: int
    column: int
    what: str
    advice: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return visible(f"{place}: {self.what}" + (f"; {self.advice}" if self.advice else ""))


# Commands of a terminal, and signs that turn round the text behind them.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """A text for a terminal: what would be a command to it, or let a line be read as another,
    stands there as it is written between double quotation marks in YAML."""
    return _UNSEEN.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most probably meant to be, or None if none is near.

    Similarity is 1 minus the Damerau-Levenshtein distance (insert, delete, replace, swap
    neighbours) over the longer length.
    """
    best = process.extractOne(
        word,
        list(known),
        scorer=DamerauLevenshtein.normalized_similarity,
        processor=str.lower,
        score_cutoff=NEAR_ENOUGH,
    )
    return best[0] if best else None


def unknown(thing: str, word: str, known: Iterable[str]) -> tuple[str, str]:
    """The two halves of "unknown source 'x'; did you mean 'y'?", for `Problem`."""
    choices = sorted(set(known))
    what = f"unknown {thing} '{word}'"
    if meant := nearest(word, choices):
        return what, f"did you mean '{meant}'?"
    if not choices:
        return what, f"no {thing} is defined yet"
    if len(choices) <= 12:
        return what, "choose from " + ", ".join(choices)
    return what, ""
