"""Whole sentences: a passage that was a sentence, or several, is one when it is found again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .lock import Anchor
from .projection import Projection
from .sentences import sentence_around
from .suggestion import Suggestion

_SENTENCE_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]」』）]*$")


def was_sentence(quoted: str, saved: Anchor | None) -> bool:
    """Whether a passage began and ended as sentences and blocks do. `quoted` are the words of its
    quote, for where nothing was saved of it."""
    if saved is None:
        return not quoted[:1].islower() and bool(_SENTENCE_ENDS.search(quoted))
    begins = not saved.prefix.strip() or saved.prefix.rstrip(" ").endswith("\n")
    begins = begins or bool(_SENTENCE_ENDS.search(saved.prefix.rstrip()))
    ends = not saved.suffix.strip() or saved.suffix.lstrip(" ").startswith("\n")
    return begins and (ends or bool(_SENTENCE_ENDS.search(saved.exact.rstrip())))


def whole(projection: Projection, span: tuple[int, int]) -> tuple[int, int]:
    """The ends of the sentences in which a passage stands; its own, where these are more others'
    words than its own."""
    begin, end = sentence_around(projection, *span)
    text = projection.text
    block, is_cut = projection.block(begin), False
    if begin > block[0] and text[block[0] : begin].strip():
        is_cut = not _SENTENCE_ENDS.search(text[block[0] : begin].rstrip())
    if is_cut or end - begin > 2 * (span[1] - span[0]):
        return span
    return begin, end


def whole_suggestions(
    projection: Projection, suggestions: Sequence[Suggestion]
) -> tuple[Suggestion, ...]:
    """Suggestions for a passage that was a sentence, to the ends of the sentences. A sentence that
    stands in the text once needs nothing beside it."""
    text = projection.text
    widened: dict[tuple[int, int], Suggestion] = {}
    for suggestion in suggestions:
        start, end = whole(projection, (suggestion.start, suggestion.end))
        exact = text[start:end]
        if sentence_around(projection, start, end) == (start, end) and text.count(exact) == 1:
            suggestion = replace(
                suggestion, start=start, end=end, exact=exact, prefix="", suffix=""
            )
        widened.setdefault((suggestion.start, suggestion.end), suggestion)
    return tuple(widened.values())
