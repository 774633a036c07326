"""Words that somebody has selected on a page, as they are quoted in a file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from postil.anchoring.folding import fold
from postil.anchoring.passages import AnchoredArticle
from postil.anchoring.quote import Quote, has_words
from postil.anchoring.requote import LONGEST, written_for
from postil.anchoring.suggestion import has_placeholder
from postil.anchoring.words import is_bound, is_whole, with_whole_numbers
from postil.edition.model import Quote as WrittenQuote

from .ids import new_id


class SelectionError(Exception):
    """A selection cannot be quoted; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was selected. Offsets are code points of the projected text; words come from a page, on
    which white space and a few signs may be others."""

    start: int | None = None
    end: int | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """How a selection is quoted."""

    span: tuple[int, int]
    quote: WrittenQuote
    words: str
    """The words as they are shown."""
    before: str
    """The rest of their sentence."""
    after: str
    id: str
    """The id that is proposed for an annotation on them."""


def quoted(anchored: AnchoredArticle, selection: Selection, taken: Collection[str]) -> Quoted:
    """How a selection is quoted: taken to the ends of its words, and so that nothing else is meant.

    `taken` are ids that an annotation of the article cannot have. Raises SelectionError.
    """
    span = _to_words(anchored, *_placed(anchored, selection))
    words = anchored.words(span)
    if not has_words(words):
        raise SelectionError("no word is selected; select some words of the text")
    if has_placeholder(anchored.projection.text, *span):
        raise SelectionError(
            "not all of these words are in the text yet: another plugin puts some in later; "
            "select words beside them"
        )
    # What was selected is written out, unless it is long: then by its first and last words.
    old = WrittenQuote(exact=words if len(words) <= LONGEST else words[:20].strip())
    quote = written_for(anchored, span, old)
    if quote is None:
        raise SelectionError("no quote names these words alone; select more of the text")
    before, shown, after = anchored.in_sentence(span)
    return Quoted(span, quote, shown, before, after, new_id(words, taken))


def _placed(anchored: AnchoredArticle, selection: Selection) -> tuple[int, int]:
    """Where a selection stands in the text."""
    text = anchored.projection.text
    start, end = selection.start, selection.end
    if not selection.exact.strip():
        if start is None or end is None or not 0 <= start < end <= len(text):
            raise SelectionError("no words of the text are selected")
        return start, end
    if start is not None and end is not None and text[start:end] == selection.exact:
        return start, end
    folded, sought = fold(text), fold(selection.exact).text.strip()
    places = _places(folded.text, sought)
    if places:
        spans = [folded.span(at, at + len(sought)) for at in places]
        return min(spans, key=lambda span: _distance(text, span, selection))
    # With signs of the page between them that are no part of the text.
    located = anchored.index.locate(
        replace(
            Quote(selection.exact),
            prefix=selection.prefix,
            suffix=selection.suffix,
            position=start,
            length=len(text) if start is not None else None,
        )
    )
    if located.start is None or located.end is None:
        raise SelectionError(
            "these words are not in the text as it is now; load the page anew and select them again"
        )
    return located.start, located.end


def _places(text: str, sought: str) -> list[int]:
    places: list[int] = []
    at = text.find(sought) if sought else -1
    while at >= 0:
        places.append(at)
        at = text.find(sought, at + 1)
    return places


def _distance(text: str, span: tuple[int, int], selection: Selection) -> tuple[int, int]:
    """How far a place is from the one that is meant: by the words beside it, then by offset."""
    before = fold(text[: span[0]][-len(selection.prefix) - 8 :]).text.rstrip()
    after = fold(text[span[1] :][: len(selection.suffix) + 8]).text.lstrip()
    prefix, suffix = (fold(part).text.strip() for part in (selection.prefix, selection.suffix))
    alike = _common(before[::-1], prefix[::-1]) + _common(after, suffix)
    far = abs(span[0] - selection.start) if selection.start is not None else 0
    return -alike, far


def _common(text: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b),
                min(len(text), len(other)))  # fmt: skip


def _to_words(anchored: AnchoredArticle, start: int, end: int) -> tuple[int, int]:
    """A span without white space at its ends, with whole words."""
    text = anchored.projection.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise SelectionError("no word is selected; select some words of the text")
    breaks = {*anchored.projection.breaks}
    while start > 0 and start not in breaks and not _may_end(text, start):
        start -= 1
    while end < len(text) and end not in breaks and not _may_end(text, end):
        end += 1
    return with_whole_numbers(text, start, end)


_APOSTROPHE = re.compile(r"\w['’]\w")


def _may_end(text: str, at: int) -> bool:
    """Whether no word goes on at an offset, and no character that is made of several."""
    is_in_word = any(_APOSTROPHE.match(text, begin) for begin in (at - 2, at - 1) if begin >= 0)
    return not is_in_word and is_whole(text, at, at) and not is_bound(text, at)
