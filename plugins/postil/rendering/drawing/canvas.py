"""Drawing in SVG, from left to right or from right to left.

All ink is `currentColor`: a figure is as light or dark as the text around it, in print and where
the reader's system chooses the colours. What tells things apart is form: patterns, and signs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markupsafe import Markup, escape

# What letters take in a wide typeface such as DejaVu Sans or Verdana, as parts of the size of the
# text: what a reader's system has is not known.
_NARROW, _LOWER, _CAPITAL, _WIDE, _FULL = 0.36, 0.61, 0.69, 0.92, 1.0
_NARROW_LETTERS = frozenset("fijlrtI .,:;!|'’‘()[]{}/-·")
_WIDE_LETTERS = frozenset("mwMW@%—…")
_BOLD = 1.12

# Categories of signs that no line begins with.
_ENDS = ("Pe", "Pf", "Po")

SMALL, MEDIUM = 12, 14

# Of a script that is written from right to left.
_LEFTWARDS = ("ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi")

# What fills the parts of a bar, in their order; after the last the first comes again. In a tile of
# 8 by 8: full, slanting lines, dots, empty, upright lines, crossing lines, flat lines, half.
_FILLS: Sequence[str] = (
    '<rect width="8" height="8" fill-opacity=".75" stroke="none"/>',
    '<path d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4" stroke-width="1.6"/>',
    '<circle cx="2" cy="2" r="1.3"/><circle cx="6" cy="6" r="1.3"/>',
    "",
    '<path d="M2,0 v8 M6,0 v8" stroke-width="1.2"/>',
    '<path d="M0,0 l8,8 M8,0 l-8,8" stroke-width="1"/>',
    '<path d="M0,2 h8 M0,6 h8" stroke-width="1.6"/>',
    '<rect width="8" height="8" fill-opacity=".3" stroke="none"/>',
)


def is_leftwards(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language.replace("_", "-").partition("-")[0].lower() in _LEFTWARDS


def width_of(text: str, size: int = SMALL, *, bold: bool = False) -> float:
    """What a line takes at most, roughly, in the units of a drawing."""
    return sum(map(_part_of, text)) * size * (_BOLD if bold else 1)


@cache
def _part_of(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    if _is_full(letter):
        return _FULL
    if letter in _NARROW_LETTERS:
        return _NARROW
    if letter in _WIDE_LETTERS:
        return _WIDE
    return _CAPITAL if letter.isupper() else _LOWER


def _is_full(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in ("W", "F")


def fitted(text: str, width: float, size: int = SMALL, *, bold: bool = False) -> str:
    """A text on one line that is no wider than this."""
    text = " ".join(text.split())
    if width_of(text, size, bold=bold) <= width:
        return text
    kept, room = "", width - width_of("…", size, bold=bold)
    for letter in text:
        room -= width_of(letter, size, bold=bold)
        if room < 0:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def lines_of(
    text: str, width: float, size: int = SMALL, most: int = 2, *, bold: bool = False
) -> list[str]:
    """A text on a few lines that are no wider than this."""
    found = [""]
    pieces = [*_pieces(text)]
    for number, piece in enumerate(pieces):
        line = f"{found[-1]}{piece}".lstrip()
        if width_of(line, size, bold=bold) <= width or not found[-1]:
            found[-1] = line
        elif len(found) < most:
            found.append(piece.lstrip())
        else:
            found[-1] = "".join([found[-1], *pieces[number:]])
            break
    return [fitted(line, width, size, bold=bold) for line in found if line]


def _pieces(text: str) -> Iterator[str]:
    """What a line may break before: words, with the space before them, and within words the letters
    of scripts that have no spaces, but for what ends a sentence or a bracket."""
    for word in text.split():
        piece = " "
        for letter in word:
            if piece.strip() and _is_full(letter) and unicodedata.category(letter) not in _ENDS:
                yield piece
                piece = ""
            piece += letter
        yield piece


@dataclass
class Canvas:
    """A drawing. Its begin is on the left, or on the right where a language is written so."""

    width: float
    height: float
    leftwards: bool = False
    name: str = ""
    """Keeps the ids of what fills bars apart from those of another drawing on the page."""
    _parts: list[str] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _fills: set[int] = field(default_factory=set)

    def _x(self, x: float, width: float = 0) -> str:
        return f"{self.width - x - width if self.leftwards else x:g}"

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = SMALL,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Writes a line; `anchor` says which part of it stands at `x`: start, middle or end."""
        said = ' font-weight="600"' if bold else ""
        self._texts.append(
            f'<text x="{self._x(x)}" y="{y:g}" font-size="{size}" text-anchor="{anchor}"{said}>'
            f"{escape(text)}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, *, faint: bool = False) -> None:
        """Draws a line."""
        said = ' stroke-opacity=".35"' if faint else ""
        self._parts.append(
            f'<line x1="{self._x(x1)}" y1="{y1:g}" x2="{self._x(x2)}" y2="{y2:g}"{said}/>'
        )

    def box(self, x: float, y: float, width: float, height: float, *, strong: bool = False) -> None:
        """Draws the frame of a box."""
        said = ' stroke-width="2"' if strong else ""
        self._parts.append(
            f'<rect x="{self._x(x, width)}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" '
            f'fill="none"{said}/>'
        )

    def bar(self, x: float, y: float, width: float, height: float, fill: int) -> None:
        """Draws a part of a bar; `fill` is its number among the parts."""
        fill %= len(_FILLS)
        self._fills.add(fill)
        self._parts.append(
            f'<rect x="{self._x(x, width)}" y="{y:g}" width="{width:g}" height="{height:g}" '
            f'fill="url(#{self.name}-{fill})"/>'
        )

    def dot(self, x: float, y: float, radius: float) -> None:
        """Draws a dot."""
        self._parts.append(
            f'<circle cx="{self._x(x)}" cy="{y:g}" r="{radius:g}" fill="currentColor" '
            'stroke="none"/>'
        )

    def svg(self, label: str) -> Markup:
        """The drawing as an element; `label` is what it is called for those who do not see it."""
        patterns = "".join(
            f'<pattern id="{self.name}-{n}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<g fill="currentColor" stroke="currentColor">{_FILLS[n]}</g></pattern>'
            for n in sorted(self._fills)
        )
        return Markup(
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" '
            f'height="{self.height:g}" role="img" aria-label="{escape(label)}" '
            f'fill="none" stroke="currentColor"><title>{escape(label)}</title>'
            f"{f'<defs>{patterns}</defs>' if patterns else ''}{''.join(self._parts)}"
            f'<g fill="currentColor" stroke="none">{"".join(self._texts)}</g></svg>'
        )
