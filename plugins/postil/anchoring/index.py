"""The index of a text, and the search for a passage in it (first version: exact words only)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from postil.anchoring.folding import fold
from postil.anchoring.quote import ELLIPSES, Quote, has_words

WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿]|[^\W぀-ヿ㐀-䶿一-鿿]+")
FEW_BITS = 25.0
"""Below this a bare quote is short or common: advise to add context (`TextIndex.bits`)."""
MOST_HITS = 200
MOST_SUGGESTIONS = 5
CONTEXT = 32
RANGE = 20_000
"""How far apart, in characters, the ends of a range may stand."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place where the passage may be, and a quote that would name it."""

    start: int
    end: int
    confidence: float
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Location:
    """Where a quote stands, or that it cannot be told."""

    status: Literal["exact", "changed", "ambiguous", "missing"]
    start: int | None
    end: int | None
    confidence: float
    suggestions: tuple[Suggestion, ...] = ()
    advice: str = ""


class TextIndex:
    """A text made ready for finding quotes in it."""

    def __init__(self, text: str, breaks: Iterable[int] = ()) -> None:
        self.text = text
        self._folded = fold(text, breaks)
        self._counts = Counter(WORD.findall(self._folded.lower))
        self._total = sum(self._counts.values())

    def bits(self, quote: Quote) -> float:
        """How much the words of a quote say in this text, in bits."""
        words = WORD.findall(fold(f"{quote.exact} {quote.last or ''}").lower)
        return sum(math.log2(max(self._total, 1) / max(self._counts[w], 1)) for w in words)

    def locate(self, quote: Quote) -> Location:
        """Find the passage of a quote."""
        if not has_words(quote.exact):
            return Location("missing", None, None, 0.0, advice="quote some words of the passage")
        hits = self._hits(quote)
        if not hits:
            return Location("missing", None, None, 0.0, self._similar(quote))
        best, *others = sorted(hits, key=lambda hit: -self._context(quote, hit))
        lead = self._context(quote, best) - (self._context(quote, others[0]) if others else 0)
        if others and (quote.is_bare or lead < 0.08):
            found = [best, *others][:MOST_SUGGESTIONS]
            return Location(
                "ambiguous", None, None, 0.0, tuple(self._suggest(hit, 0.5) for hit in found)
            )
        start, end = self._folded.span(*best)
        same = (
            quote.last is not None
            or self._folded.text[slice(*best)] == fold(quote.exact).text.strip()
        )
        advice = ""
        if quote.is_bare and self.bits(quote) < FEW_BITS:
            advice = "these words are few or common here: add a prefix or suffix"
        return Location("exact" if same else "changed", start, end, 1.0, advice=advice)

    def _hits(self, quote: Quote) -> list[tuple[int, int]]:
        first = fold(quote.exact).lower.strip()
        if quote.last is None:
            return [(at, at + len(first)) for at in self._find(first)]
        last = fold(quote.last).lower.strip()
        for ellipsis in ELLIPSES:
            literal = f"{first} {fold(ellipsis).lower} {last}"
            if places := self._find(literal):
                return [(at, at + len(literal)) for at in places]
        hits = []
        for at in self._find(first):
            end = self._folded.lower.find(last, at + len(first), at + RANGE)
            if end >= 0:
                hits.append((at, end + len(last)))
        return hits

    def _find(self, words: str) -> list[int]:
        places: list[int] = []
        at = self._folded.lower.find(words)
        while at >= 0 and len(places) < MOST_HITS:
            places.append(at)
            at = self._folded.lower.find(words, at + 1)
        return places

    def _context(self, quote: Quote, hit: tuple[int, int]) -> float:
        prefix, suffix = fold(quote.prefix).lower.strip(), fold(quote.suffix).lower.strip()
        before = self._folded.lower[max(0, hit[0] - len(prefix) - 1) : hit[0]].strip()
        after = self._folded.lower[hit[1] : hit[1] + len(suffix) + 1].strip()
        sides = [fuzz.ratio(a, b) / 100 for a, b in ((prefix, before), (suffix, after)) if a]
        return max(sides, default=0.0)

    def _similar(self, quote: Quote) -> tuple[Suggestion, ...]:
        words = fold(quote.exact).lower.strip()[:1000]
        found = fuzz.partial_ratio_alignment(words, self._folded.lower[:1_000_000], score_cutoff=50)
        if found is None or found.dest_end <= found.dest_start:
            return ()
        return (self._suggest((found.dest_start, found.dest_end), found.score / 200),)

    def _suggest(self, hit: tuple[int, int], confidence: float) -> Suggestion:
        start, end = self._folded.span(*hit)
        while end > start and self.text[end - 1].isspace():
            end -= 1
        while start < end and self.text[start].isspace():
            start += 1
        prefix, suffix = self.text[max(0, start - CONTEXT) : start], self.text[end : end + CONTEXT]
        return Suggestion(start, end, confidence, self.text[start:end], prefix, suffix)
