"""The words of an index of Pagefind, divided anew when all its portions are made.

Pagefind cuts the words of each portion into parts of some 20 kB, of which a search loads one for
each word from each portion. Two things go wrong with that:

- Where a portion does not have a word, Pagefind takes the longest word there that it begins with:
  `putinism` finds `put` there, though other portions have it. So each portion has all words of the
  site, those that it does not use without places.
- A word is looked for in the part where it belongs by its letters, its stem may stand in the part
  before. So parts end where the first letters change, and they are smaller the more portions there
  are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

from .cbor import array, as_text, head

# Bytes of a part, as Pagefind has it where there is one portion. With the number of portions grows
# what a search loads, by its root, and the number of files, by the same.
_PART = 60_000

# Words that have as many first letters in common stand in the same part.
_LETTERS = 3

# After all words that begin with some letters.
_LAST = "\U0010ffff"

_WORD = 0x83
_NO_PLACES = b"\x80\x80"

# Numbers and heads of arrays: all that an index has but texts.
_NO_TEXTS = re.compile(
    rb"(?:[\x00-\x17\x20-\x37\x80-\x97]|[\x18\x38\x98].|[\x19\x39\x99]..|[\x1a\x3a\x9a]....)*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A range of words: those that it has, and the first and last that would belong to it."""

    words: tuple[bytes, ...]
    start: str
    end: str


def words_of(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The words in a part of an index of Pagefind, each with its item: an array of itself, its
    places, and its other spellings with theirs."""
    # An array that holds an array of words.
    _, at = head(data, 0)
    _, at = head(data, at)
    while at < len(data):
        start = at
        length, begin = head(data, at + 1)
        word = data[begin : begin + length]
        at = _next_text(data, begin + length)
        while at < len(data) and data[at] != _WORD:
            length, begin = head(data, at + 1)
            at = _next_text(data, begin + length)
        yield word, data[start:at]


def _next_text(data: bytes, at: int) -> int:
    """Where the array begins whose first item is the next text."""
    found = _NO_TEXTS.match(data, at)
    assert found
    return found.end() - 1 if found.end() < len(data) else len(data)


def parts(sizes: Counter[bytes], portions: int) -> list[Part]:
    """Divides the words of a site, given the bytes that each has in all portions."""
    limit = _PART * sqrt(portions)
    found: list[Part] = []
    group: list[bytes] = []
    size, start, last = 0, "", ""
    for word in sorted(sizes):
        letters = word.decode()[:_LETTERS]
        # What is shorter would begin what follows.
        if size >= limit and letters != last and len(last) == _LETTERS:
            found.append(Part(tuple(group), start, last + _LAST))
            group, size, start = [], 0, letters
        group.append(word)
        size += sizes[word]
        last = letters
    return [*found, Part(tuple(group), start, _LAST)]


def encoded(part: Part, words: Mapping[bytes, bytes]) -> bytes:
    """A part of a portion, given the items of its words."""
    return array([array([words.get(word) or _without_places(word) for word in part.words])])


def _without_places(word: bytes) -> bytes:
    return bytes([_WORD]) + as_text(word.decode()) + _NO_PLACES
