"""How deep passages may lie within each other.

Browsers stop nesting elements at a depth of 512 and put what is deeper somewhere else; and a
hundred passages over one word cannot be told apart by any reader.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

DEEPEST = 100


def buried(spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The spans (start, end) that begin where `DEEPEST` others lie already, by their number.

    The outer ones and the earlier ones are kept.
    """
    ends: list[int] = []
    found: list[int] = []
    for index in sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1], i)):
        start, end = spans[index]
        while ends and ends[0] <= start:
            heapq.heappop(ends)
        if len(ends) < DEEPEST:
            heapq.heappush(ends, end)
        else:
            found.append(index)
    return frozenset(found)
