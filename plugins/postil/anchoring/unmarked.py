"""Words without their marks: vowel signs, accents, breathings.

Whoever quotes pointed Hebrew, Arabic with its vowels or the Greek of an edition from memory leaves
the marks away. That proves no passage, for marks tell words apart; but it is worth a suggestion.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

MARKED = 0.01
"""From which part of letters beyond ASCII on plain words are looked up too. Elsewhere "cafe" is
like enough to "café" to be suggested without a second look at all of the text."""


class Unmarked:
    """A folded, lower-case text without its marks, and the way back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bare = unmarked(text)
        self._is_marked = len(text.encode("utf-8", "replace")) > (1 + MARKED) * len(text)

    def places(self, words: str) -> Iterator[tuple[int, int]]:
        """Where words stand, whatever marks are on them: spans of the text with its marks."""
        bare = unmarked(words)
        if not bare or (words.isascii() and not self._is_marked):
            return
        at = self._bare.find(bare)
        if at < 0:
            return
        ends = list(accumulate(map(len, map(_without_marks, self._text))))
        while at >= 0:
            # A mark brings nothing: the first character that brings more than so much.
            yield bisect_right(ends, at), bisect_right(ends, at + len(bare))
            at = self._bare.find(bare, at + 1)


def unmarked(text: str) -> str:
    """A text without marks."""
    return text.translate({ord(letter): _without_marks(letter) for letter in set(text)})


@lru_cache(maxsize=4096)
def _without_marks(character: str) -> str:
    if character.isascii():
        return character
    parts = unicodedata.normalize("NFD", character)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")
