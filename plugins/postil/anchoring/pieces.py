"""Pieces: what still stands of a text, and where a passage must therefore lie.

A piece is a sentence, or a heading, an item, a cell that has no full stop. Its fingerprint says
whether the same words are there again, whatever became of signs, spaces and accents. The pieces of
a text as it was, laid beside those of the text as it is, tell more of a passage than any words
around it: a piece that stood elsewhere in the old text is not where the passage stood, and between
the pieces on both sides of its own, where they stand, it must be, unless it moved.

Of 1,777 edited passages of real revisions all but 12 lay where the pieces left room for them, and
of 727 deleted ones, for 133 there was none. Whole paragraphs tell less: two articles of a law that
differ in a word may share one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from rapidfuzz.distance import LCSseq

SMALLEST = 12
"""A piece of fewer bytes of letters has no fingerprint: "yes", "12" and "Solution" are no one's
own. Four Chinese characters are 12 bytes."""

# In a folded text, where all quotation marks are straight and all signs narrow. That a full stop
# behind an abbreviation ends a piece too does no harm: it did so before. A pattern that begins with
# all signs in one class is searched for three times as fast as one for each kind.
_END = re.compile(
    r"[.!?。।؟۔።։](?:(?<=[.!?])[.!?\"')\]]*(?=[\s\u3040-\u30ff\u3400-\u9fff])"
    r"|(?<![.!?])[\"')\]」』]*)"
)

_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum() and code != ord("\n"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a folded text, and what stands for its words."""

    start: int
    end: int
    fingerprint: str


def cuts_of(text: str, borders: Iterable[int]) -> list[int]:
    """Where the sentences and blocks of a folded text begin, and its end; `borders` are the offsets
    where blocks begin."""
    ends = (match.end() for match in _END.finditer(text))
    return sorted({0, *borders, *ends, len(text)})


def pieces_of(text: str, cuts: Sequence[int]) -> tuple[Piece, ...]:
    """The pieces of a folded, lower-case text that is cut at some offsets."""
    spans = [*pairwise(cuts)]
    # All signs are taken away at once: piece by piece it takes five times as long.
    lines = "\n".join([text[start:end] for start, end in spans])
    for sign in set(lines):
        if not (sign.isascii() or sign.isalnum()):
            lines = lines.replace(sign, "")
    plain = lines.encode("utf-8", "surrogatepass").translate(None, _ASCII_SIGNS)
    pieces = []
    for (start, end), letters in zip(spans, plain.split(b"\n"), strict=True):
        if len(letters) >= SMALLEST:
            pieces.append(Piece(start, end, f"{crc32(letters) & 0xFFFFFF:06x}"))
    return tuple(pieces)


def pieces_at(pieces: Sequence[Piece], start: int, end: int) -> tuple[int, int]:
    """The numbers of the first and the last piece of a passage. What has no piece of its own goes
    with the one before it; -1 in front of the first."""
    first = bisect_right(pieces, start, key=_start) - 1
    return first, max(first, bisect_left(pieces, end, key=_start) - 1)


def _start(piece: Piece) -> int:
    return piece.start


class Standing:
    """What stands of the pieces of an old text in a new one.

    `old` are fingerprints, `size` is the length of the new text.
    """

    def __init__(self, old: Sequence[str], new: Sequence[Piece], size: int) -> None:
        self._new, self._size = new, size
        prints = [piece.fingerprint for piece in new]
        in_order = _in_order(old, prints)
        self._in_order = sorted(in_order)
        self._now = _moved(old, prints) | in_order
        """For the number of each old piece that stands, that of the new one."""
        self._then = {now: then for then, now in self._now.items()}

    def room(self, first: int, last: int) -> Room:
        """Where a passage may stand that stood in the pieces from the first to the last."""
        own = [now for number in range(first, last + 1) if (now := self._now.get(number, -1)) >= 0]
        if len(own) == last - first + 1 and all(b == a + 1 for a, b in pairwise(own)):
            end = self._new[own[-1] + 1].start if own[-1] + 1 < len(self._new) else self._size
            return Room(self._new[own[0]].start, end, True, self, first, last)
        before = bisect_left(self._in_order, first) - 1
        behind = bisect_right(self._in_order, last)
        start, end = 0, self._size
        if before >= 0:
            start = self._new[self._now[self._in_order[before]]].end
        if behind < len(self._in_order):
            end = self._new[self._now[self._in_order[behind]]].start
        return Room(start, max(start, end), False, self, first, last)

    def taken(self, first: int, last: int, start: int, end: int) -> int:
        """How many characters from `start` to `end` are in pieces that stood elsewhere in the old
        text than from the first to the last."""
        taken = 0
        for number in range(max(0, bisect_right(self._new, start, key=_start) - 1), len(self._new)):
            piece = self._new[number]
            if piece.start >= end:
                break
            if not first <= self._then.get(number, first) <= last:
                taken += max(0, min(end, piece.end) - max(start, piece.start))
        return taken


@dataclass(frozen=True, slots=True)
class Room:
    """Where a passage may stand now, in a folded text."""

    start: int
    end: int
    is_own: bool
    """Whether the pieces in which it stood are there, with the same words as then."""
    _standing: Standing
    _first: int
    _last: int

    def holds(self, start: int, end: int) -> bool:
        """Whether the greater part of a place lies in the room."""
        return 2 * (min(end, self.end) - max(start, self.start)) > end - start

    def is_taken(self, start: int, end: int) -> bool:
        """Whether half of a place or more is known to be other words, which stood there before."""
        return 2 * self._standing.taken(self._first, self._last, start, end) >= end - start


def _in_order(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Pieces that stand in their old order.

    Those that stand as often as they stood make a longest common subsequence; between two of them
    the others are compared in the same way, for there they may stand as often as they stood: of
    three equal pieces, the neighbours say which was taken away.
    """
    found: dict[int, int] = {}
    gaps = [(0, len(old), 0, len(new))]
    while gaps:
        first, after, begin, end = gaps.pop()
        then, now = Counter(old[first:after]), Counter(new[begin:end])
        olds = [n for n in range(first, after) if then[old[n]] == now[old[n]]]
        news = [n for n in range(begin, end) if then[new[n]] == now[new[n]]]
        common = LCSseq.opcodes([old[n] for n in olds], [new[n] for n in news])
        for block in common.as_matching_blocks():
            for step in range(block.size):
                a, b = olds[block.a + step], news[block.b + step]
                found[a] = b
                if first < a and begin < b:
                    gaps.append((first, a, begin, b))
                first, begin = a + 1, b + 1
        if olds and first < after and begin < end:
            gaps.append((first, after, begin, end))
    return found


def _moved(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Pieces that stood once and stand once, wherever that is."""
    then, now = Counter(old), Counter(new)
    places = {piece: number for number, piece in enumerate(new)}
    return {n: places[it] for n, it in enumerate(old) if then[it] == now[it] == 1}
