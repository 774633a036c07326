"""Folding: the text as a reader hears it, with the way back to every original offset.

A quote is copied from a browser, retyped from paper or pasted through a word processor; on the way
quotation marks get straightened, dashes change their length, spaces multiply and invisible
characters come and go. `fold` removes these differences before anything is compared:

- a run of white space becomes one space, and so does a border between blocks (`breaks`);
- typographic quotation marks become ' or ", a run of dashes becomes one hyphen;
- characters that cannot be seen (soft hyphen, zero-width space, direction marks, variation
  selectors) go, and so does the stroke that makes an Arabic word longer;
- white space goes beside Han characters and kana, where it is a matter of taste or of the line;
- the rest is brought to Unicode's compatibility form (NFKC), a character with its combining marks
  at a time: "é" is one thing however it was typed, "ﬁ" is "fi", full-width letters are letters.

Case is kept; `Folded.lower` is the same text without it, character for character.

Most characters fold one to one. Only the places where the length changes are remembered (`_Unit`),
so folding costs little more than the regular expression that looks for them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_REPLACED = {
    # The last of each row are the signs of Hebrew: geresh, gershayim, maqaf.
    **dict.fromkeys("‘’‚‛‹›`´ʻʼʽˈ′‵\u05f3", "'"),
    **dict.fromkeys("“”„‟«»″‶〝〞\u05f4", '"'),
    **dict.fromkeys("‐‑‒–—―−⁃\u05be", "-"),
}
# Apart: the two at once are looked for in three times as long.
_SPACES, _DASHES = re.compile("  +"), re.compile("--+")
# Han characters and kana, of which a line may be broken anywhere: no space stands for a border.
_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BESIDE_HAN = rf"(?<=[{_HAN}]) +(?=[{_HAN}\w])|(?<=\w) +(?=[{_HAN}])"
# Most quotes hold nothing of it, and the context that most do not have.
_CHANGED_IN_ASCII = re.compile(r"[^ -~]|  |--|`")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of the text that folds as a whole, to more or fewer characters than it has."""

    start: int
    end: int
    folded_start: int
    folded_end: int


class Folded:
    """A folded text and its map: offsets in `text` to offsets in the original, in code points.

    `lower` has the length of `text`, so an offset found in one serves in the other.
    """

    __slots__ = ("_borders", "_folded_starts", "_starts", "_units", "lower", "text")

    def __init__(self, text: str, units: list[_Unit], borders: list[int]) -> None:
        self.text = text
        self.lower = _lower(text)
        self._units = units
        self._folded_starts = [unit.folded_start for unit in units]
        self._starts = [unit.start for unit in units]
        self._borders = borders

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the folded characters from `start` up to, not with, `end`.

        A character that stands in the middle of something folded as a whole brings all of it.
        """
        return self._first(start), self._after(end - 1)

    def offset(self, original: int) -> int:
        """The folded offset of an original one: the inverse of `span`, as near as there is one."""
        at = original + bisect_left(self._borders, original) if self._borders else original
        nearest = bisect_right(self._starts, at) - 1
        if nearest < 0:
            return min(at, len(self.text))
        unit = self._units[nearest]
        if at < unit.end:
            return unit.folded_start
        return min(unit.folded_end + at - unit.end, len(self.text))

    def _first(self, folded: int) -> int:
        """Where the original of one folded character begins."""
        unit = self._unit_before(folded)
        if unit is None:
            return self._without_borders(folded)
        if folded < unit.folded_end:
            return self._without_borders(unit.start)
        return self._without_borders(unit.end + folded - unit.folded_end)

    def _after(self, folded: int) -> int:
        """Where the original of one folded character ends."""
        unit = self._unit_before(folded)
        if unit is None:
            return self._without_borders(folded + 1)
        if folded < unit.folded_end:
            return self._without_borders(unit.end)
        return self._without_borders(unit.end + folded - unit.folded_end + 1)

    def _unit_before(self, folded: int) -> _Unit | None:
        nearest = bisect_right(self._folded_starts, folded) - 1
        return self._units[nearest] if nearest >= 0 else None

    def _without_borders(self, bordered: int) -> int:
        return bordered - bisect_left(self._borders, bordered) if self._borders else bordered


def fold(text: str, breaks: Iterable[int] = ()) -> Folded:
    """Fold a text.

    `breaks` are the sorted offsets in `text` where one block ends and the next begins although no
    white space stands there ("a</td><td>b"); folding puts a space there.
    """
    if text.isascii() and not (breaks or _CHANGED_IN_ASCII.search(text)):
        return Folded(text, [], [])
    bordered, borders = _with_borders(text, breaks)
    characters = set(bordered)
    folds = {
        character: folded
        for character in characters
        if (folded := _fold_character(character)) != character
    }
    for character, folded in folds.items():
        if len(folded) == 1:
            bordered = bordered.replace(character, folded)

    pieces: list[str] = []
    units: list[_Unit] = []
    done = length = 0
    for match in _irregular(characters, folds, bordered):
        start, end = match.span()
        pieces.append(bordered[done:start])
        length += start - done
        piece = "" if match.lastgroup else _fold_unit(match[0], folds)
        pieces.append(piece)
        units.append(_Unit(start, end, length, length + len(piece)))
        length += len(piece)
        done = end
    pieces.append(bordered[done:])
    return Folded("".join(pieces), units, borders)


def _with_borders(text: str, breaks: Iterable[int]) -> tuple[str, list[int]]:
    """The text with a space at each break, and the offsets of those spaces in it."""
    pieces: list[str] = []
    borders: list[int] = []
    done = 0
    for offset in breaks:
        if done < offset < len(text) and not (text[offset - 1].isspace() or text[offset].isspace()):
            pieces.append(text[done:offset])
            borders.append(offset + len(borders))
            done = offset
    pieces.append(text[done:])
    return " ".join(pieces), borders


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if character in _REPLACED:
        return _REPLACED[character]
    if character.isascii():
        return character
    if _is_invisible(character):
        return ""
    return _compatible(character)


def _is_invisible(character: str) -> bool:
    """Format characters, the grapheme joiner and variation selectors; Arabic has visible ones."""
    if "\ufe00" <= character <= "\ufe0f" or character in "\u034f\u061c\u0640":
        return True
    return unicodedata.category(character) == "Cf" and not "\u0600" <= character <= "\u08ff"


def _compatible(cluster: str) -> str:
    """NFKC, unless that would bring in white space: "¨" alone is a space with a mark on it."""
    normal = unicodedata.normalize("NFKC", cluster)
    if " " in normal:
        return cluster
    return "".join(_REPLACED.get(character, character) for character in normal)


def _irregular(characters: set[str], folds: dict[str, str], text: str) -> Iterable[re.Match[str]]:
    """What changes its length when folded, in a text that had some characters, of which single ones
    are what they become already.

    The named group is what goes without a trace.
    """
    # To look through the text for them takes a third of the time of folding it.
    has_han = any(map(_is_han, (*characters, *folds.values())))
    invisible = _class(character for character, folded in folds.items() if not folded)
    longer = _class(character for character, folded in folds.items() if len(folded) > 1)
    combining = _class(filter(_combines, characters - folds.keys()))
    if not (invisible or longer or combining or has_han):
        return sorted((*_SPACES.finditer(text), *_DASHES.finditer(text)), key=re.Match.start)
    patterns = ["  +", "--+"]
    if invisible:
        patterns[:1] = [rf"[{invisible}]+(?: [ {invisible}]*)?", rf" [ {invisible}]+"]
    if combining:
        patterns.append(rf"[^ {invisible}][{combining}]+")
    if longer:
        patterns.append(f"[{longer}]")
    if has_han:
        patterns.insert(0, f"(?P<gone>{_BESIDE_HAN})")
    return re.compile("|".join(patterns)).finditer(text)


def _is_han(character: str) -> bool:
    """Whether it is one of `_HAN`; nearly all others stand in front of them."""
    return character >= "\u3040" and re.match(f"[{_HAN}]", character) is not None


def _combines(character: str) -> bool:
    """Whether a character may become one with the character before it; none below U+0300 does."""
    if character < "\u0300":
        return False
    return "\u1160" <= character <= "\u11ff" or unicodedata.category(character)[0] == "M"


def _class(characters: Iterable[str]) -> str:
    return "".join(sorted(map(re.escape, characters)))


def _fold_unit(unit: str, folds: dict[str, str]) -> str:
    if " " in unit:
        return " "
    if unit[0] == "-" and unit[-1] == "-":
        return "-"
    if folds.get(unit[0]) == "":
        return ""
    return _compatible(unit)


def _lower(text: str) -> str:
    """Lower case, a character for a character ("İ" would become two; both forms of sigma one)."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lower.replace("ς", "σ")
