"""Proposals: what to write instead of a quote whose passage was not found, or stands at several
places. Each place is named with its line, and with the shortest quote that names it and no other.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from postil.edition.model import Quote as WrittenQuote
from postil.edition.problems import BREAK

from .index import MOST_SUGGESTIONS
from .passages import AnchoredArticle, Passage
from .requote import LONGEST, written_for
from .suggestion import Suggestion
from .whereabouts import is_in_front_matter, line_of

# What is markup of Markdown, HTML or a template within a quote.
_MARKUP = re.compile(r"[*`]\S|\b_\S|\S_\b|\]\(|\[\^|</?\w|^\s*(?:#|>\s)|\{[{%]", re.MULTILINE)

_GONE = "the passage seems to be gone: delete the annotation, or quote another passage"


@dataclass(frozen=True, slots=True)
class Source:
    """The Markdown file of an article."""

    file: Path
    name: str
    """What it is called in messages."""


def instead(
    anchored: AnchoredArticle, passage: Passage, source: Source | None, *, briefly: bool = False
) -> str:
    """What to write instead of a quote that has no place.

    With `briefly`, the quotes are not made as short as they can be, which takes a look at the whole
    text for each attempt.
    """
    location = passage.location
    if location.why == "later":
        return "quote words beside it"
    if not location.suggestions:
        return _GONE if passage.saved else _elsewhere(passage, source)
    old = passage.annotation.quote
    places = [
        (_place(anchored, one, source), proposed(anchored, one, old, briefly=briefly))
        for one in location.suggestions
    ]
    if location.status == "ambiguous":
        width = max(len(place) for place, _ in places)
        lines = [f"{BREAK}{place:{width}}  {quote}" for place, quote in places]
        if len(places) == MOST_SUGGESTIONS:
            lines.append(f"{BREAK}and perhaps at more places")
        return f"write which of them is meant:{''.join(lines)}"
    place, quote = places[0]
    likely = f"did you mean '{quote}' ({place})?" if place else f"did you mean '{quote}'?"
    return f"{likely} If not, {_GONE}" if passage.saved else likely


def _elsewhere(passage: Passage, source: Source | None) -> str:
    words = passage.annotation.quote.exact
    if _MARKUP.search(words):
        return "quote the article as a reader sees it, without markup"
    if source and is_in_front_matter(source.file, words):
        return f"they stand at the head of {source.name}, which is no part of its text; quote that"
    return "nothing there is like it; copy the words from the page of the article"


def _place(anchored: AnchoredArticle, suggestion: Suggestion, source: Source | None) -> str:
    if source is None:
        return ""
    line = line_of(anchored, suggestion.start, source.file)
    return f"{source.name}:{line}" if line else source.name


def proposed(
    anchored: AnchoredArticle,
    suggestion: Suggestion,
    old: WrittenQuote | None = None,
    *,
    briefly: bool = False,
) -> str:
    """A suggestion as an instructor can paste it into the file; a long one by its first and last
    words. `old` is the quote in whose manner it is written."""
    quote = None
    if not briefly:
        is_long = suggestion.end - suggestion.start > LONGEST
        manner = old if old and not is_long else WrittenQuote(exact="…")
        span = suggestion.start, suggestion.end
        quote = written_for(anchored, span, manner, lasting=True)
    if quote is None:
        return as_yaml(suggestion.exact, suggestion.prefix, suggestion.suffix)
    return as_yaml(quote.exact, quote.prefix, quote.suffix)


def as_yaml(exact: str, prefix: str = "", suffix: str = "") -> str:
    """A quote on one line of YAML."""
    parts = {"exact": exact, "prefix": prefix, "suffix": suffix}
    given = {key: _scalar(text) for key, text in parts.items() if text.strip()}
    if len(given) == 1:
        return f"quote: {given['exact']}"
    return f"quote: {{{', '.join(f'{key}: {text}' for key, text in given.items())}}}"


def _scalar(text: str) -> str:
    """Text as a YAML scalar in double quotation marks, on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
