"""When what is claimed happened, as far as it is dated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from postil.edition.dates import Date, date_of

from .canvas import Canvas, fitted
from .scale import Scale

# So many are shown line by line; of more, how many there are in each span of years.
MOST = 40

_WIDTH, _LABELS, _LINE = 720.0, 240.0, 22.0


@dataclass(frozen=True, slots=True)
class Dated:
    """A claim that speaks of a time."""

    label: str
    sign: str
    """What is thought of it, as one character; empty where nothing is."""
    date: Date

    @property
    def ends(self) -> tuple[float, float]:
        """Its first moment and its last, in years."""
        first, last = self.date.days[0], self.date.days[-1]
        begins = first.year + (_month(first.month) - 1) / 12
        if not last.month:
            return begins, last.year + 1.0
        return begins, last.year + _month(last.month) / 12


def _month(month: int) -> float:
    """A month, or the middle of a season."""
    return {21: 4.5, 22: 7.5, 23: 10.5, 24: 1.5}.get(month, month or 1)


def dated(label: str, sign: str, when: str) -> Dated | None:
    """A claim with its date; None where it has none that could be drawn."""
    date = date_of(when) if when else None
    return Dated(label, sign, date) if date and date.days else None


def draw(claims: Sequence[Dated], leftwards: bool, label: str) -> Markup:
    """The drawing."""
    claims = sorted(claims, key=lambda claim: claim.ends)
    return (_lines if len(claims) <= MOST else _counts)(claims, leftwards, label)


def _years(claims: Sequence[Dated]) -> list[int]:
    return [day.year for claim in claims for day in claim.date.days]


def _lines(claims: Sequence[Dated], leftwards: bool, label: str) -> Markup:
    """A line for each claim."""
    height = len(claims) * _LINE + 34
    canvas = Canvas(_WIDTH, height, leftwards, "postil-when")
    scale = Scale(_years(claims), _LABELS + 14, _WIDTH - 22)
    _axis(canvas, scale, height - 26)
    for number, claim in enumerate(claims):
        y = number * _LINE + 16
        canvas.text(0, y, fitted(claim.label, _LABELS))
        begins, ends = map(scale.at, claim.ends)
        # A year or less is a moment.
        if claim.ends[1] - claim.ends[0] > 1:
            canvas.bar(begins, y - 7, ends - begins, 5, 0)
        else:
            ends = (begins + ends) / 2
            canvas.dot(ends, y - 4, 4)
            ends += 4
        canvas.text(ends + 5, y, claim.sign)
    return canvas.svg(label)


def _axis(canvas: Canvas, scale: Scale, y: float) -> None:
    for part in scale.parts:
        canvas.line(part.start, y, part.end, y)
    for before, after in zip(scale.parts, scale.parts[1:], strict=False):
        middle = (before.end + after.start) / 2
        for x in (middle - 4, middle + 2):
            canvas.line(x - 2, y + 5, x + 4, y - 5)
    for year in scale.ticks():
        x = scale.at(year)
        canvas.line(x, 0, x, y + 4, faint=True)
        canvas.text(x, y + 18, str(year), anchor="middle")


def _counts(claims: Sequence[Dated], leftwards: bool, label: str) -> Markup:
    """How many claims speak of each span of years."""
    years = _years(claims)
    span = max(years) - min(years) + 1
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 500, 1000, 10**6) if span / s <= 24)
    counts = Counter(claim.date.days[0].year // step * step for claim in claims)
    spans = sorted(counts)
    height = len(spans) * _LINE + 8
    canvas = Canvas(_WIDTH, height, leftwards, "postil-when")
    for number, first in enumerate(spans):
        y = number * _LINE + 16
        canvas.text(0, y, str(first) if step == 1 else f"{first}–{first + step - 1}")
        width = counts[first] / max(counts.values()) * (_WIDTH - 180)
        canvas.bar(120, y - 11, width, 14, 0)
        canvas.text(126 + width, y, str(counts[first]))
    return canvas.svg(label)
