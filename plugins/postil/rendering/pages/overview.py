"""Tables in which one chooses, by words and by what their rows hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """Something by which rows can be chosen, with its values: id, label, number of rows."""

    name: str
    label: str
    values: tuple[tuple[str, str, int], ...]


def choosing(filters: Iterable[Filter], rows: int, *, is_part: bool = False) -> list[Filter]:
    """Those of the filters that leave something out: with several values, or one that not all of
    the rows have. On a part of an overview, other parts have other values."""
    return [
        filter
        for filter in filters
        if len(filter.values) > 1 or any(is_part or count < rows for _, _, count in filter.values)
    ]
