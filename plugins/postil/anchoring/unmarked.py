"""Letters without their marks: vowel signs, accents, breathings; without signs and spaces too.

Whoever quotes pointed Hebrew, Arabic with its vowels or the Greek of an edition from memory leaves
the marks away. That proves no passage, for marks tell words apart; but it is worth a suggestion.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import accumulate

from .words import is_whole

MARKED = 0.01
"""From which part of letters beyond ASCII on plain words are looked up too. Elsewhere "cafe" is
like enough to "café" to be suggested without a second look at all of the text."""


class Unmarked:
    """The letters of a folded, lower-case text, and the way back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_marked = len(text.encode("utf-8", "replace")) > (1 + MARKED) * len(text)

    @cached_property
    def _bare(self) -> str:
        return unmarked(self._text)

    @cached_property
    def _ends(self) -> list[int]:
        """How many plain letters there are up to each character, with its own."""
        return list(accumulate(map(len, map(_without_marks, self._text))))

    def places(self, words: str) -> Iterator[tuple[int, int]]:
        """Where words stand, whatever marks are on them and between them: spans of the text."""
        if words.isascii() and not self._is_marked:
            return
        bare = unmarked(words)
        if not bare:
            return
        at = self._bare.find(bare)
        if at < 0:
            return
        ends = self._ends
        while at >= 0:
            start, end = bisect_right(ends, at), bisect_left(ends, at + len(bare)) + 1
            while (
                end < len(self._text) and ends[end] == ends[end - 1] and _is_mark(self._text[end])
            ):
                end += 1
            if is_whole(self._text, start, end):
                yield start, end
            at = self._bare.find(bare, at + 1)


def unmarked(text: str) -> str:
    """The letters and digits of a text, without marks."""
    return text.translate({ord(letter): _without_marks(letter) for letter in set(text)})


@lru_cache(maxsize=4096)
def _without_marks(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    return "".join(filter(str.isalnum, parts))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"
