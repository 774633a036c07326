"""What has become of a passage: its old words and its new ones, shown as one text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import click

from postil.anchoring.words import can_be_cut
from postil.edition.problems import visible

# Between two changes, a word of so few letters reads better as a part of one.
_SHORT = 3
_OPENING = re.compile(r"[(\[{“‘\"'«„「『（¿¡]+(?=.)")
_CLOSING = re.compile(r"(?<=.)[.,;:!?)\]}”’\"'»…。，、；：！？」』）]+$")
_ELLIPSES = frozenset(["…", "...", "[…]", "[...]", "(…)", "(...)"])


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a difference: those of both texts, or of one of them."""

    kind: Literal["same", "old", "new"]
    text: str
    space: str
    """What stands before them."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    space: str


def difference(old: str, new: str, *, is_range: bool = False) -> tuple[Part, ...]:
    """The words of two texts in one. Where the old one is a range, its ellipsis stands for any
    words, and they are not shown as new."""
    before, after = _words(old), _words(new)
    matcher = SequenceMatcher(
        None, [word.text for word in before], [word.text for word in after], autojunk=False
    )
    parts: list[Part] = []
    for same, i, j, k, m in _joined(matcher, before):
        gone, come = before[i:j], after[k:m]
        if is_range and gone and all(word.text in _ELLIPSES for word in gone):
            gone, same = [], True
        if same:
            parts += _part("same", come)
        else:
            parts += [*_part("old", gone), *_part("new", come)]
    return tuple(parts)


def shown(parts: Sequence[Part], *, colours: bool) -> str:
    """A difference for a terminal: what is gone struck out in red, what is new in green; without
    colours between [- -] and {+ +}."""
    said = ""
    for part in parts:
        text = visible(part.text)
        if part.kind == "old":
            text = click.style(text, fg="red", strikethrough=True) if colours else f"[-{text}-]"
        elif part.kind == "new":
            text = click.style(text, fg="green") if colours else f"{{+{text}+}}"
        said += (part.space if said else "") + text
    return said


def _joined(
    matcher: SequenceMatcher[str], before: Sequence[_Word]
) -> list[tuple[bool, int, int, int, int]]:
    """What is the same and what is not, in turns; next to nothing between two changes is part of
    them."""
    turns: list[tuple[bool, int, int, int, int]] = []
    codes = matcher.get_opcodes()
    for number, (tag, i, j, k, m) in enumerate(codes):
        same = tag == "equal"
        if same and 0 < number < len(codes) - 1:
            words = before[i:j]
            same = len(words) > 1 or len(words[0].text) > _SHORT
        if turns and not same and not turns[-1][0]:
            turns[-1] = (False, turns[-1][1], j, turns[-1][3], m)
        else:
            turns.append((same, i, j, k, m))
    return turns


def _part(kind: Literal["same", "old", "new"], words: Sequence[_Word]) -> list[Part]:
    if not words:
        return []
    first, *others = words
    return [Part(kind, first.text + "".join(w.space + w.text for w in others), first.space)]


def _words(text: str) -> list[_Word]:
    """The words of a text, punctuation beside them on its own."""
    words: list[_Word] = []
    for chunk in text.split():
        space = " "
        cuts = [at for at in range(1, len(chunk)) if can_be_cut(chunk, at)]
        for begin, end in zip([0, *cuts], [*cuts, len(chunk)], strict=True):
            for piece in _apart(chunk[begin:end]):
                words.append(_Word(piece, space))
                space = ""
    return words


def _apart(word: str) -> list[str]:
    """A word, and the punctuation at its ends."""
    opening = _OPENING.match(word)
    front = opening[0] if opening else ""
    word = word.removeprefix(front)
    closing = _CLOSING.search(word)
    back = closing[0] if closing else ""
    return [piece for piece in (front, word.removesuffix(back), back) if piece]
