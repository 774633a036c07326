"""Where remarks stand in an article: each is placed by the engine, or it is said why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from postil.anchoring.location import Location
from postil.anchoring.passages import AnchoredArticle
from postil.anchoring.quote import Quote
from postil.anchoring.requote import LONGEST, written_for
from postil.edition.model import Quote as WrittenQuote
from postil.exchange.annotations.remark import Remark

# Where a line of a PDF ended within a word, or behind the hyphen of one.
_HYPHEN = re.compile(r"([^\W\d_]+)[-‐\u00ad]\s+([^\W\d_]+)")
# Markdown that some programs write into the words they export.
_MARKDOWN = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"^(?:#{1,6}|>|[-*])\s+", re.MULTILINE), ""),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A remark, and where its words stand."""

    remark: Remark
    location: Location
    quote: WrittenQuote | None = None
    """How its passage is named in the file; None where it has no place, or no quote names it."""

    @property
    def span(self) -> tuple[int, int] | None:
        """Offsets of the passage in the text, or None where it has no place."""
        start, end = self.location.start, self.location.end
        return None if start is None or end is None else (start, end)


def place(anchored: AnchoredArticle, remark: Remark) -> Placed:
    """Looks up the words of a remark that has some."""
    assert remark.quote is not None
    location = _located(anchored, remark, remark.quote)
    if location.start is None or location.end is None:
        return Placed(remark, location)
    span = location.start, location.end
    words = anchored.words(span)
    # What was marked is written out, unless it is long: then by its first and last words.
    old = WrittenQuote(exact=words if len(words) <= LONGEST else words[:20].strip())
    return Placed(remark, location, written_for(anchored, span, old))


def _located(anchored: AnchoredArticle, remark: Remark, quote: Quote) -> Location:
    found = []
    for spelling in _spellings(quote, anchored.projection.text):
        location = anchored.index.locate(spelling)
        if location.status == "exact":
            return location
        if location.status == "ambiguous" and (span := _by_position(anchored, remark)):
            return Location("exact", *span, 1.0)
        found.append(location)
    return next((location for location in found if location.start is not None), found[0])


def _spellings(quote: Quote, text: str) -> Iterator[Quote]:
    """A quote as it is; then without what programs have put into its words."""
    yield quote
    words = text.casefold()

    def healed(match: re.Match[str]) -> str:
        with_hyphen = f"{match[1]}-{match[2]}"
        return with_hyphen if with_hyphen.casefold() in words else f"{match[1]}{match[2]}"

    for spelling in (_HYPHEN.sub(healed, quote.exact), _without_markdown(quote.exact)):
        if spelling.strip() and spelling != quote.exact:
            yield replace(quote, exact=spelling)


def _without_markdown(text: str) -> str:
    for pattern, instead in _MARKDOWN:
        text = pattern.sub(instead, text)
    return text


def _by_position(anchored: AnchoredArticle, remark: Remark) -> tuple[int, int] | None:
    """The place of a remark whose words stand exactly where they began in its own text: of several
    places that look the same, it is that one."""
    text = anchored.projection.text
    for start in (remark.start, _code_points(text, remark.start_in_units)):
        if start is None or remark.quote is None:
            continue
        exact = remark.quote.exact
        words = text[start : start + len(exact)]
        if words and words.split() == exact.split():
            lead = len(words) - len(words.lstrip())
            return start + lead, start + len(words.rstrip())
    return None


def _code_points(text: str, units: int | None) -> int | None:
    """An offset in code points, given in UTF-16 code units; None where it is not known."""
    if units is None:
        return None
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))
