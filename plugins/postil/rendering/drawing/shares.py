"""How assessments are distributed: a bar for each kind, or for each text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from .canvas import Canvas, fitted, width_of

# How many bars there are at most; what is left stands in the last.
MOST = 20

_WIDTH, _LABELS, _LINE = 720.0, 200.0, 30.0
_ROOM = 9.0


def draw(
    rows: Sequence[tuple[str, Mapping[str, int]]],
    parts: Mapping[str, str],
    leftwards: bool,
    label: str,
    name: str,
) -> Markup:
    """The drawing.

    Args:
        rows: What each bar is called, and how many of each part it has.
        parts: What the parts are called, in their order.
        leftwards: Whether it begins on the right.
        label: What the drawing is called.
        name: A short name for it.
    """
    legend = _legend(parts)
    top = legend[-1][1] + 20
    canvas = Canvas(_WIDTH, top + len(rows) * _LINE, leftwards, name)
    for number, ((x, y), part) in enumerate(zip(legend, parts.values(), strict=True)):
        canvas.bar(x, y - 10, 14, 11, number)
        canvas.box(x, y - 10, 14, 11)
        canvas.text(x + 20, y, part)
    most = max(sum(counts.values()) for _, counts in rows)
    for number, (row, counts) in enumerate(rows):
        y, x = top + number * _LINE, _LABELS
        canvas.text(0, y + 15, fitted(row, _LABELS - 10))
        for fill, id in enumerate(parts):
            width = counts.get(id, 0) / most * (_WIDTH - _LABELS - 40)
            if width:
                canvas.bar(x, y + 8, width, 12, fill)
                canvas.box(x, y + 8, width, 12)
                if width > _ROOM:
                    canvas.text(x + width / 2, y + 5, str(counts[id]), size=10, anchor="middle")
            x += width
        canvas.text(x + 8, y + 18, str(sum(counts.values())), bold=True)
    return canvas.svg(label)


def _legend(parts: Mapping[str, str]) -> list[tuple[float, float]]:
    """Where the parts are explained: from line to line."""
    found, x, y = [], 0.0, 12.0
    for part in parts.values():
        width = 34 + width_of(part)
        if x and x + width > _WIDTH:
            x, y = 0.0, y + 20
        found.append((x, y))
        x += width
    return found
