"""A problem is anything wrong that the author of a file can mend.

Problems are data. They are collected over a whole run and reported together, each with its place
and with what to write instead; an exception is for what nobody expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, Prefix

LONGEST = 60
"""How much of what somebody has written is repeated in a message, in characters."""

# What people write who know other tools, and what it is called here.
MEANT = {
    "year": "issued",
    "date": "issued",
    "published": "issued",
    "website": "webpage",
    "web": "webpage",
    "site": "webpage",
    "article": "article-journal",
    "journal": "container-title",
    "newspaper": "container-title",
    "booktitle": "container-title",
    "place": "publisher-place",
    "pages": "page",
    "link": "URL",
    "reason": "because",
    "why": "because",
    "verdict": "assessment",
    "rating": "assessment",
    "comment": "note",
    "note": "because",
    "explanation": "because",
    "because": "note",
    "text": "note",
    "quotation": "quote",
    "passage": "quote",
    "links": "cross_references",
    "references": "cross_references",
    "xref": "cross_references",
    "label": "term",
    "author": "by",
    "annotator": "by",
    "creator": "by",
    "created": "on",
    "url": "address",
    "homepage": "address",
    "institution": "affiliation",
    "first": "given",
    "firstname": "given",
    "last": "family",
    "lastname": "family",
}

# What it is called where the first is not known.
_OR_ELSE = {"text": "quote", "comment": "because"}


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
        said = f"{place}: {self.what}" + (f"; {self.advice}" if self.advice else "")
        # What begins a line begins a problem: no value may do so.
        return BREAK.join(map(visible, said.split(BREAK)))


BREAK = "\n    "
"""What stands before each of several things that an advice lists."""

# Commands of a terminal, ends of lines, signs that turn round the text behind them, and halves of
# characters.
_UNSEEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """A text for a terminal: what would be a command to it, or let a line be read as another,
    stands there as it is written between double quotation marks in YAML."""
    return _UNSEEN.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most probably meant to be, or None if none is nearer than
    chance would have it.

    Near is a word with two letters more, less, others or in other order (the Damerau-Levenshtein
    distance), in long words; one that begins so; and one whose parts are near, as "gate-duty" is
    to "gates-duty-2014". Half of the letters are not enough: "contrasts" is not "contradicts".
    """
    choices = list(known)
    for meanings in (MEANT, _OR_ELSE):
        if (meant := meanings.get(word.lower())) in choices:
            return meant
    if "/" in word:
        # The path of an article that stands in another folder now.
        same = [c for c in choices if c.rpartition("/")[2] == word.rpartition("/")[2]]
        if len(same) == 1:
            return same[0]
    found = process.extract(
        word,
        choices,
        scorer=DamerauLevenshtein.distance,
        processor=str.lower,
        score_cutoff=min(2, len(word) // 3),
        limit=5,
    )
    near = [choice for choice, _, _ in found if not _is_another_name(word, choice)]
    if near:
        return near[0]
    begun = [
        choice for choice in choices if len(word) > 2 and choice.lower().startswith(word.lower())
    ]
    if begun:
        return begun[0] if len(begun) == 1 else None
    return next((choice for choice in choices if _has_near_parts(word, choice)), None)


def _is_another_name(word: str, choice: str) -> bool:
    """Whether two words differ in a letter that carries a mark in one of them: Möller is somebody
    else than Müller, while Muller may be."""
    pairs = [(a, b) for a, b in zip(word, choice, strict=False) if a != b]
    if len(word) != len(choice) or len(pairs) != 1:
        return False
    (one, other), bare = pairs[0], [normalize("NFD", letter)[0] for letter in pairs[0]]
    return bare[0].lower() != bare[1].lower() and not (one.isascii() and other.isascii())


_PARTS = re.compile(r"[^\W_]+")


def _has_near_parts(word: str, choice: str) -> bool:
    parts, others = _PARTS.findall(word.lower()), _PARTS.findall(choice.lower())
    # They have the same order in both.
    remaining = iter(others)
    if len(parts) < 2:
        return bool(parts) and len(parts[0]) > 2 and parts[0] in others
    return all(any(_is_near(part, other) for other in remaining) for part in parts)


def _is_near(part: str, other: str) -> bool:
    if part == other:
        return True
    if min(len(part), len(other)) < 4 or part.isdecimal():
        return False
    return (
        Prefix.similarity(part, other) >= 0.75 * len(part)
        or DamerauLevenshtein.distance(part, other) <= 1
    )


def shortened(word: str) -> str:
    """What was written, on one line; no more than the begin of it where it is long."""
    line = " ".join(word.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()}…"


def unknown(thing: str, word: str, known: Iterable[str], home: str = "") -> tuple[str, str]:
    """The two halves of "unknown source 'x'; did you mean 'y'?", for `Problem`.

    `home` is the file in which such things are written, if there is one for all.
    """
    choices = sorted(set(known))
    what = f"unknown {thing} '{shortened(word)}'"
    if meant := nearest(word, choices):
        return what, f"did you mean '{meant}'?"
    if not choices:
        return what, f"no {thing} is defined yet" + (f": write it into {home}" if home else "")
    if len(choices) <= 12:
        return what, "choose from " + ", ".join(choices) + (
            f", or add it to {home}" if home else ""
        )
    if home:
        return what, f"look for it in {home}, or add it there"
    # So that it can be seen how they are written.
    return what, f"choose from {', '.join(choices[:3])} and {len(choices) - 3} others"
