"""Who is cited where: a dot for each pair of somebody who is cited and a text that cites them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from postil.rendering.lettering import in_letters

from .canvas import Canvas, fitted

# How many are shown at most, of those who are cited and of texts.
MOST, MOST_TEXTS = 24, 12

_LABELS, _LINE, _COLUMN = 240.0, 24.0, 44.0


def letter(number: int) -> str:
    """A short name for a text: A, B, …, Z, AA"""
    return in_letters(number).upper()


def draw(
    rows: Sequence[tuple[str, Mapping[int, int]]], texts: int, leftwards: bool, label: str
) -> Markup:
    """The drawing: who is cited, with how often in each text by its number."""
    canvas = Canvas(_LABELS + texts * _COLUMN + 10, 28 + len(rows) * _LINE, leftwards, "postil-who")
    most = max(max(counts.values()) for _, counts in rows)
    for text in range(texts):
        canvas.text(_LABELS + (text + 0.5) * _COLUMN, 14, letter(text), anchor="middle", bold=True)
    for number, (who, counts) in enumerate(rows):
        y = 28 + number * _LINE
        canvas.line(0, y - 4, _LABELS + texts * _COLUMN, y - 4, faint=True)
        canvas.text(0, y + 13, fitted(who, _LABELS - 10))
        for text, count in counts.items():
            x = _LABELS + (text + 0.5) * _COLUMN
            canvas.dot(x - 6, y + 9, 2.5 + 5 * math.sqrt(count / most))
            canvas.text(x + 6, y + 13, str(count), size=11)
    return canvas.svg(label)
