"""The sentence around a passage: what a reader is shown of another article.

Sentences end at full stops, question and exclamation marks (also those of Chinese and Japanese)
before white space or the end of a block. An initial or a common abbreviation ends none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .projection import Projection

# Longer than any sentence a note should repeat: beyond it the excerpt is cut at a word.
LONGEST = 400

# A pattern that begins with all signs in one class is searched for six times as fast as one for
# each kind.
_END = re.compile(
    r"[.!?…。！？](?:(?<=[.!?…])[.!?…]*[\"'”’»)\]]*(?=\s)|(?<=[。！？])[。！？]*[」』”’）]*)"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|St|No|Nos|vs|etc|cf|al|ed|eds|vol|pp|p|ca"
    r"|fig|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|U\.S|U\.K|U\.N))$"
)


def sentence_around(projection: Projection, start: int, end: int) -> tuple[int, int]:
    """The span of the sentences that a passage touches, within its blocks.

    `start`, `end` and the result are offsets in `projection.text`, without white space at the
    ends. At most about `LONGEST` code points more than the passage itself.
    """
    text = projection.text
    block_start, block_end = projection.block(start)[0], projection.block(max(start, end - 1))[1]
    before, after = max(block_start, start - LONGEST), min(block_end, end + LONGEST)
    left = next(_ends(text, reversed([*_END.finditer(text, before, start)])), before)
    right = next(_ends(text, _END.finditer(text, max(start, end - 1), after)), after)
    if left == before > block_start:
        left = max(before, text.find(" ", before, start))
    if right == after < block_end:
        right = max(end, text.rfind(" ", end, after))
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


def _ends(text: str, matches: Iterable[re.Match[str]]) -> Iterator[int]:
    """Where sentences end, of the places where they may."""
    for match in matches:
        at = match.start()
        if not (match[0] == "." and _ABBREVIATED.search(text, max(0, at - 8), at)):
            yield match.end()
