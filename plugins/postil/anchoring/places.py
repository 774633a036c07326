"""Places: where in a text a passage may be, before any of them is weighed.

Two searches, both bounded whatever the text and the quote are: places where the exact words stand,
and regions that share rare words with the snippet, which is where edited words are found again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from .words import Lexicon, Snippet

MOST_HITS = 5_000
"""How many places of the exact words are looked at. A quote that stands more often cannot be told
apart by 32 characters of context in any text met so far."""

MOST_VOTES = 240
"""How many places of words vote for regions, those of the rarest words first."""

MOST_SEEDS = 10
"""How many words of the snippet vote at most. Between 8 and 14 the figures are the same."""

MOST_REGIONS = 6
"""How many regions are weighed: the bound on the work. Mostly it is one or two (`WORTH`)."""

WORTH = 0.4
"""A region that shares less than this part of what the best one shares is not weighed. It halves
the time of a search and changed no figure."""

MARGIN = 16
"""Characters on each side of a region, room for a word that was put in."""


class Region(NamedTuple):
    """A stretch of the folded text, from and up to an offset."""

    start: int
    end: int


def exact_places(lexicon: Lexicon, words: str) -> list[int]:
    """Where words stand in a text, at most `MOST_HITS`; overlapping ones too."""
    return list(islice(lexicon.phrase_offsets(words), MOST_HITS)) if words else []


def similar_regions(
    lexicon: Lexicon, snippet: Snippet, seeds: int = MOST_SEEDS, votes: int = MOST_VOTES
) -> list[Region]:
    """Regions that share words with a snippet, those that share most bits first.

    Each place of each of its rarer words votes for the offset at which the snippet would then
    begin. Votes that agree, give or take what an edit may have put in or taken out, make a region.
    `seeds` and `votes` bound the number of words and of their places.
    """
    cast = sorted(_votes(lexicon, snippet, seeds, votes))
    tolerance = min(60 + 0.4 * snippet.length, 400)
    regions: list[Region] = []
    begins: list[int] = []
    windows = _windows(cast, snippet.bits, tolerance)
    for shared, first, after in windows:
        if shared < WORTH * windows[0][0]:
            break
        begin = cast[first][0]
        if any(abs(begin - other) < tolerance / 2 for other in begins):
            continue
        begins.append(begin)
        end = cast[after - 1][0] + snippet.length
        regions.append(_region(lexicon.text, begin - MARGIN, end + MARGIN))
        if len(regions) == MOST_REGIONS:
            break
    return regions


def _region(text: str, start: int, end: int) -> Region:
    """A region from about `start` to about `end`, not beginning or ending within a word."""
    start, end = max(0, start), min(len(text), end)
    if start and (space := text.find(" ", start, start + MARGIN)) >= 0:
        start = space
    if end < len(text) and (space := text.rfind(" ", end - MARGIN, end)) >= 0:
        end = space
    return Region(start, end)


def _votes(lexicon: Lexicon, snippet: Snippet, seeds: int, votes: int) -> Iterable[tuple[int, int]]:
    """For each place of each seed: where the snippet would begin, and which word says so."""
    known = [index for index, word in enumerate(snippet.words) if lexicon.count(word)]
    for index in sorted(known, key=lambda index: -snippet.bits[index])[:seeds]:
        votes -= lexicon.count(snippet.words[index])
        if votes < 0:
            return
        for offset in lexicon.offsets(snippet.words[index]):
            yield offset - snippet.offsets[index], index


def _windows(
    votes: Sequence[tuple[int, int]], bits: Sequence[float], tolerance: float
) -> list[tuple[float, int, int]]:
    """Stretches of votes that lie within `tolerance`, with their bits, those of most bits first.

    A word counts once in a window, however often it stands there.
    """
    windows: list[tuple[float, int, int]] = []
    voters = [0] * len(bits)
    lacking = 0.0
    after = 0
    for first, (begin, voter) in enumerate(votes):
        limit = begin + tolerance
        while after < len(votes) and votes[after][0] <= limit:
            index = votes[after][1]
            if not voters[index]:
                lacking -= bits[index]
            voters[index] += 1
            after += 1
        windows.append((lacking, first, after))
        voters[voter] -= 1
        if not voters[voter]:
            lacking += bits[voter]
    windows.sort()
    return [(-lacking, first, after) for lacking, first, after in windows]
