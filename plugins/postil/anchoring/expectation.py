"""Expectations: where a passage would stand now, judged by its position in the old text."""

from __future__ import annotations

from dataclasses import dataclass

from .folding import Folded
from .quote import Quote


@dataclass(frozen=True, slots=True)
class Expectation:
    """Where a passage would begin now. Offsets are folded; distances are parts of the text."""

    first: int
    """If the text changed only on one side of it, the one way,"""
    last: int
    """or the other: between the two nothing speaks against a place."""
    proportional: int
    """If the changes were spread evenly over the text."""
    size: int
    """The length of the text, at least 1."""

    @classmethod
    def of(cls, quote: Quote, text: str, folded: Folded) -> Expectation | None:
        """The expectation for a quote in a text; None if its old position is not known."""
        if quote.position is None:
            return None
        length = len(text) if quote.length is None else quote.length
        ends = sorted((quote.position, quote.position + len(text) - length))
        first, last = (folded.offset(max(0, end)) for end in ends)
        proportional = folded.offset(max(0, quote.position * len(text) // max(1, length)))
        return cls(first, last, proportional, max(1, len(folded.text)))

    def distance(self, start: int) -> int:
        """How many characters a place lies outside of what changes on one side would explain."""
        return max(0, self.first - start, start - self.last)

    def shift(self, start: int) -> float:
        """The same as a part of the text."""
        return self.distance(start) / self.size

    def drift(self, start: int) -> float:
        """How far a place is from where even changes would have it, as a part of the text."""
        return abs(start - self.proportional) / self.size
