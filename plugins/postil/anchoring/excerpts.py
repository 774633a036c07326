"""What other pages show of an article, in little room: its passages, each in its sentence."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate, chain


class Excerpts:
    """Texts by threes, by number from 1: what stands before a passage, the passage, what stands
    after it. As strings of their own they take four times the room, and a large site has fifty
    thousand of them."""

    __slots__ = ("_ends", "_text")

    def __init__(self, excerpts: Iterable[tuple[str, str, str]] = ()) -> None:
        texts = tuple(chain.from_iterable(excerpts))
        self._text = "".join(texts)
        self._ends = array("I", accumulate(map(len, texts), initial=0))

    def __getitem__(self, number: int) -> tuple[str, str, str]:
        """Raises ValueError where there is none of this number."""
        start, words, after, end = self._ends[3 * number - 3 : 3 * number + 1]
        text = self._text
        return text[start:words], text[words:after], text[after:end]

    def words(self, number: int) -> str:
        """The passage alone."""
        start, end = self._ends[3 * number - 2 : 3 * number]
        return self._text[start:end]
