"""The argument around a claim: its sources before it, and what it is joined with behind it, two
steps far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from .canvas import SMALL, Canvas, fitted, lines_of

# How many boxes stand in each column at most, the last of which counts the others.
MOST = 7

_BOX, _GAP, _HEIGHT, _BETWEEN = 172.0, 96.0, 46.0, 12.0


@dataclass(frozen=True, slots=True)
class End:
    """What stands at the end of a line."""

    label: str
    relation: str
    """What the line says."""
    sign: str = ""
    after: Sequence[End] = ()
    """What that is joined with, in turn."""


def draw(
    claim: End, sources: Sequence[End], ends: Sequence[End], leftwards: bool, name: str
) -> Markup:
    """The drawing; `claim.relation` is what it is called."""
    seconds = [len(end.after) for end in ends]
    rows = max(len(sources), sum(max(1, count) for count in seconds), 1)
    step = _HEIGHT + _BETWEEN
    columns = 1 + bool(sources) + bool(ends) + any(seconds)
    width = columns * _BOX + (columns - 1) * _GAP + 4
    canvas = Canvas(width, rows * step + 2, leftwards, name)
    middle = (rows - 1) / 2 * step + 2
    x = 2 + (_BOX + _GAP if sources else 0)
    _box(canvas, x, middle, claim, strong=True)
    start = (rows - len(sources)) / 2 * step + 2
    for number, source in enumerate(sources):
        y = start + number * step
        _box(canvas, 2, y, source)
        _join(canvas, (2 + _BOX, y), (x, middle), source.relation, at_start=True)
    y = (rows - sum(max(1, count) for count in seconds)) / 2 * step + 2
    for end, count in zip(ends, seconds, strict=True):
        own = y + (max(1, count) - 1) / 2 * step
        _box(canvas, x + _BOX + _GAP, own, end)
        _join(canvas, (x + _BOX, middle), (x + _BOX + _GAP, own), end.relation)
        for number, second in enumerate(end.after):
            there = (x + 2 * (_BOX + _GAP), y + number * step)
            _box(canvas, *there, second)
            _join(canvas, (there[0] - _GAP, own), there, second.relation)
        y += max(1, count) * step
    return canvas.svg(claim.relation)


def _box(canvas: Canvas, x: float, y: float, end: End, *, strong: bool = False) -> None:
    canvas.box(x, y, _BOX, _HEIGHT, strong=strong)
    said = lines_of(f"{end.sign} {end.label}".strip(), _BOX - 14, bold=strong)
    for number, line in enumerate(said):
        top = y + (28 if len(said) == 1 else 20)
        canvas.text(x + 7, top + number * 16, line, bold=strong)


def _join(
    canvas: Canvas,
    one: tuple[float, float],
    other: tuple[float, float],
    relation: str,
    *,
    at_start: bool = False,
) -> None:
    """A line from box to box, with what it says beside the box that it is about."""
    (x1, y1), (x2, y2) = one, other
    y1, y2 = y1 + _HEIGHT / 2, y2 + _HEIGHT / 2
    bend = x1 + 4 if not at_start else x2 - 4
    # As far as its words go, it is level.
    level = y1 if at_start else y2
    for (a, b), (c, d) in pairwise([(x1, y1), (bend, level), (x2, y2)]):
        canvas.line(a, b, c, d)
    middle = (x1 + x2) / 2
    canvas.text(
        middle, level - 4, fitted(relation, _GAP - 4, SMALL - 2), size=SMALL - 2, anchor="middle"
    )
