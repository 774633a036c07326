"""Suggestions: a place in a text, and a quote that would name it beyond doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from .folding import Folded
from .words import Lexicon, can_be_cut, is_bound, with_whole_numbers

CONTEXT = 32
"""How many characters of context are suggested on each side, and saved in the lock file."""

MOST_CONTEXT = 256
"""How many at most, where fewer would not tell the place from others."""


# What a plugin leaves in the text for what it will put in when all pages are known: a long number
# to the base of 16, a word between underscores in angle brackets, a template's braces, a character
# that no text has. To an author it says nothing, and it is another one in the next build.
_PLACEHOLDER = re.compile(
    r"(?=[0-9a-f-]*[0-9][0-9a-f-]*)(?=[0-9a-f-]*[a-f])\b[0-9a-f]{8}[0-9a-f-]{4,}(?::?<[^<>\s]*>)?"
    r"|<?__\w+__>?|\{\{.*?\}\}|\{%.*?%\}|[\x00-\x08\x0e-\x1f\ue000-\uf8ff]+\S*"
    r"|(?:wzxhzdk|klzzwxh):\d+",
    re.IGNORECASE | re.DOTALL,
)


LONGEST_PLACEHOLDER = 128

RECOGNIZED = 16
"""How many characters of what looks like a placeholder, at one end of it, are enough to know that
it stood there before. A number of a plugin differs in them from one build to the next."""


def has_placeholder(text: str, start: int, end: int, known: str = "") -> bool:
    """Whether some of the words from `start` to `end` are put in later.

    What stood in the `known` text of old is what the article says: the number of a revision, the
    braces of a template that is written about.
    """
    begin, stop = max(0, start - LONGEST_PLACEHOLDER), end + LONGEST_PLACEHOLDER
    return any(
        match.start() < end
        and match.end() > start
        and match[0][-RECOGNIZED:] not in known
        and match[0][:RECOGNIZED] not in known
        for match in _PLACEHOLDER.finditer(text, begin, stop)
    )


def beside(text: str, start: int, end: int, size: int) -> tuple[str, str]:
    """Up to `size` characters on both sides of a span, without what is put in later."""
    begin, stop = max(0, start - size), min(len(text), end + size)
    for match in _PLACEHOLDER.finditer(text, max(0, begin - LONGEST_PLACEHOLDER), start):
        begin = max(begin, match.end())
    if later := _PLACEHOLDER.search(text, end, stop + LONGEST_PLACEHOLDER):
        stop = min(stop, later.start())
    return text[begin:start], text[end:stop]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place where a passage may be, with a quote ready to be pasted.

    `exact`, `prefix` and `suffix` together stand in the text once, unless it repeats itself over
    hundreds of characters. White space in the context is one space each.
    """

    start: int
    """Offset in the text, in code points."""
    end: int
    confidence: float
    """The probability that it is the passage, 0 to 1."""
    exact: str
    prefix: str
    suffix: str


def suggest(
    text: str, folded: Folded, lexicon: Lexicon, span: tuple[int, int], confidence: float
) -> Suggestion:
    """The suggestion of a place; `span` is folded, `text` the original."""
    first, after = span = with_whole_numbers(folded.text, *span)
    size = CONTEXT
    begin, stop = _widened(folded.text, span, size)
    while size < MOST_CONTEXT and _is_repeated(lexicon, begin, stop):
        size *= 2
        begin, stop = _widened(folded.text, span, size)
    start, end = folded.span(first, after)
    prefix = text[folded.span(begin, first)[0] : start] if begin < first else ""
    suffix = text[end : folded.span(after, stop)[1]] if after < stop else ""
    return Suggestion(
        start,
        end,
        confidence,
        exact=text[start:end],
        prefix=_spaced(_PLACEHOLDER.split(prefix)[-1]),
        suffix=_spaced(_PLACEHOLDER.split(suffix)[0]),
    )


def _widened(text: str, span: tuple[int, int], size: int) -> tuple[int, int]:
    """A span with up to `size` characters more on each side, whole words where there are any."""
    first, after = span
    before = range(max(0, first - size), first - 1)
    behind = range(min(len(text), after + size), after + 1, -1)
    begins = (at for at in before if text[at] != " " and can_be_cut(text, at))
    stops = (at for at in behind if text[at - 1] != " " and can_be_cut(text, at))
    begin, stop = next(begins, None), next(stops, None)
    if begin is None:
        begin = next((at for at in before if not is_bound(text, at)), first)
    if stop is None:
        stop = next((at for at in behind if not is_bound(text, at)), after)
    return begin, stop


def _is_repeated(lexicon: Lexicon, begin: int, stop: int) -> bool:
    return len(list(islice(lexicon.phrase_offsets(lexicon.text[begin:stop]), 2))) > 1


def _spaced(text: str) -> str:
    return " ".join(text.split())
