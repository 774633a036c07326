"""Years on a line. Where nothing is dated for long, the line is broken and takes less room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A gap is left out when it is longer than this part of all, and than so many years.
_LONG, _YEARS = 0.3, 15

# What a part of the line takes at least, and what a break does.
_LEAST, _BREAK = 56.0, 26.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the line without a break: its years, and where it stands."""

    first: int
    last: int
    start: float
    end: float


class Scale:
    """Where years stand on a line."""

    def __init__(self, years: Iterable[int], start: float, end: float) -> None:
        self.parts = _parts(sorted(set(years)), start, end)

    def at(self, year: float) -> float:
        """Where a year stands, or a moment in it."""
        for part in self.parts:
            if year < part.last + 1 or part is self.parts[-1]:
                share = (year - part.first) / (part.last + 1 - part.first)
                return part.start + min(1, max(0, share)) * (part.end - part.start)
        return 0

    def ticks(self) -> list[int]:
        """The years that are written below the line: round ones, as far as there is room."""
        found: list[int] = []
        for part in self.parts:
            room = max(1, int((part.end - part.start) / 52))
            span = part.last + 1 - part.first
            steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 5000, 10_000, 100_000)
            step = next((step for step in steps if span / step <= room), steps[-1])
            years = [y for y in range(part.first, part.last + 1) if y % step == 0]
            found += years or [part.first]
        return found


def _parts(years: Sequence[int], start: float, end: float) -> list[Part]:
    span = years[-1] - years[0]
    groups = [[years[0]]]
    for year in years[1:]:
        if year - groups[-1][-1] > max(_YEARS, _LONG * span):
            groups.append([])
        groups[-1].append(year)
    room = end - start - _BREAK * (len(groups) - 1) - _LEAST * len(groups)
    spans = [group[-1] - group[0] + 1 for group in groups]
    found, at = [], start
    for group, own in zip(groups, spans, strict=True):
        width = _LEAST + max(0, room) * own / sum(spans)
        found.append(Part(group[0], group[-1], at, at + width))
        at += width + _BREAK
    return found
