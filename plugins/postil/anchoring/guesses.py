"""Guesses: places to suggest for a passage that was not proven anywhere, the likeliest first.

An author looks at a suggestion before anything is done with it, so it may be bolder than a
placement: the search is wider, longer insertions are bridged, and circumstances count that prove
nothing. When a living passage is refused, the first suggestion is right in 84% of the 97 cases
that `evidence` tells of (one repository left out at a time); in the order of `Match.rank` and
without the wider search in 72%. In 8% the passage is not among the places found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from rapidfuzz.distance import Postfix, Prefix

from .evidence import Match, match_region
from .expectation import Expectation
from .pieces import Room
from .places import similar_regions
from .words import CONTEXT, Lexicon, Snippet

SEEDS = 25
"""How many words of the snippet vote for regions. What is left of a passage may be its commoner
words, which the search for a proven place leaves out."""

VOTES = 300
"""How many places of words vote at most: the bound on the work. With 240, as in `places`, 2% fewer
are right; with 600 no more."""

GAP_COST = 3.0
"""As in `evidence`, where it is 5. With 1, spans grow beyond the passage: 2% fewer are right."""

IN_ROOM = 1.0
"""What it adds to the odds that a place is where the standing pieces leave room for the passage."""

SIBLING = 3.0
"""What it takes from them that the sentence is a sibling: the passage is gone, most likely."""

PUNCTUATION = " .,;:!?()\"'"
"""What is passed over between a passage and its context: it changes with every edit."""


def guess(
    lexicon: Lexicon,
    snippet: Snippet,
    matches: Sequence[Match],
    expected: Expectation | None,
    room: Room | None = None,
    is_sibling: Callable[[int, int], bool] = lambda start, end: False,
) -> list[tuple[Match, float]]:
    """The places that may be meant, each with its probability, none overlapping a likelier one.

    `matches` are the places that were weighed already; `room` is where the passage may stand;
    `is_sibling` says of a place whether its sentence is another that was built like the passage's.
    """
    regions = similar_regions(lexicon, snippet, SEEDS, VOTES)
    found = [
        match_region(lexicon, snippet, *region, gap_cost=GAP_COST, tight=False)
        for region in regions
    ]
    if len(snippet.words) == snippet.after - snippet.first:
        # Of a bare quote the words that stand for lost ones belong to what is suggested.
        matches = [match for match in matches if match.is_exact]
    candidates = [*matches, *(match.compared_with(expected) for match in found if match)]
    guesses = [
        (
            match,
            _probability(
                lexicon.text, snippet, match, room, sibling=is_sibling(match.start, match.end)
            ),
        )
        for match in candidates
        if not (room and room.is_taken(match.start, match.end))
    ]
    guesses.sort(key=lambda candidate: (-candidate[1], candidate[0].start))
    apart: list[tuple[Match, float]] = []
    for match, probability in guesses:
        if not any(match.overlaps(other) for other, _ in apart):
            apart.append((match, probability))
    return apart


def _probability(
    text: str, snippet: Snippet, match: Match, room: Room | None, *, sibling: bool
) -> float:
    """The probability that a refused place is the passage after all.

    The evidence counts, and where even growth of the text would have moved the passage (with it,
    6% more first suggestions are right), and untouched context beside it (2%). The weights are
    those of a logistic choice between the candidates of a case; the scale is fitted to all refused
    quotes, 19 in 20 of which name a passage that was deleted.
    """
    near = math.exp(-match.drift / 0.1)
    odds = 0.4 * (match.strength + 5.0 * near + 0.12 * _untouched(text, snippet, match)) - 3.0
    if room and room.holds(match.start, match.end):
        odds += IN_ROOM
    if sibling:
        odds -= SIBLING
    return 1 / (1 + math.exp(-odds))


def _untouched(text: str, snippet: Snippet, match: Match) -> int:
    """How many characters right before and behind a place are those of the context."""
    before = text[max(0, match.start - CONTEXT) : match.start].rstrip(PUNCTUATION)
    behind = text[match.end : match.end + CONTEXT].lstrip(PUNCTUATION)
    prefix, suffix = snippet.prefix.rstrip(PUNCTUATION), snippet.suffix.lstrip(PUNCTUATION)
    return Postfix.similarity(before, prefix) + Prefix.similarity(behind, suffix)
