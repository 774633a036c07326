"""Finding the passages of an article: its annotations, set on its rendered text.

This is where what is said (edition) meets where it stands. The result keeps every annotation: a
passage that cannot be placed stays in the list without a span, with the reason.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from postil.edition.edition import Article, Place
from postil.edition.model import Annotation
from postil.edition.model import Quote as WrittenQuote

from .excerpts import Excerpts
from .index import FEW_BITS, Location, TextIndex
from .lock import Anchor, Lock
from .projection import Projection, project
from .quote import Quote
from .sentences import sentence_around
from .whole import was_sentence, whole_suggestions


@dataclass(frozen=True, slots=True)
class Passage:
    """An annotation and where it stands. `number` counts from 1 in the order of the text, by where
    passages end; those without a place come last."""

    id: str
    annotation: Annotation
    location: Location
    number: int
    saved: Anchor | None = None
    """What the lock file knew of it, if anything: the location was found with its help."""
    common: bool = False
    """Whether it stands exactly there, and yet its words alone would not find it again after an
    edit, being few or common in the article."""

    @property
    def is_changed(self) -> bool:
        """Whether it was found again in a text that has changed."""
        return self.location.status == "changed"

    @property
    def old_words(self) -> str:
        """The words that its note was written on, on one line: as they were saved, or quoted."""
        return " ".join((self.saved.exact if self.saved else self.annotation.quote.exact).split())

    @property
    def span(self) -> tuple[int, int] | None:
        """Offsets of the passage in the projected text, or None where it has no place."""
        start, end = self.location.start, self.location.end
        return None if start is None or end is None else (start, end)


@dataclass(frozen=True)
class AnchoredArticle:
    """An article whose annotations were looked up in its text."""

    article: Article
    html: str
    """The rendered article."""
    passages: Mapping[str, Passage]
    """By id, in the order of the text."""
    _excerpts: list[Excerpts] = field(default_factory=list, repr=False, compare=False)
    """The excerpts, once they are worked out."""
    _text: list[Projection] = field(default_factory=list, repr=False, compare=False)
    """The text, if it is at hand: see `rest`."""

    @property
    def projection(self) -> Projection:
        """The text of the article. Raises ValueError where it is not kept: see `without_text`."""
        if self._text:
            return self._text[0]
        if not self.html and self.placed:
            raise ValueError(f"the text of {self.article.path} is not kept")
        return _projected(self.html)

    @property
    def index(self) -> TextIndex:
        """The text made ready for looking up quotes. It takes ten times the memory of the article,
        so one at a time is kept."""
        return _indexed(self.html)

    @cached_property
    def pieces(self) -> str:
        """The fingerprints of the pieces of the text, as the lock file saves them."""
        return self.index.fingerprints

    def with_passages(self, passages: Iterable[Passage]) -> AnchoredArticle:
        """The article with these passages, put in order and numbered."""

        def place(passage: Passage) -> tuple[int, int]:
            # Its reference stands where it ends, and references count upwards.
            return (passage.span[1], passage.span[0]) if passage.span else (len(self.html) + 1, 0)

        ordered = enumerate(sorted(passages, key=place), 1)
        numbered = {
            p.id: Passage(p.id, p.annotation, p.location, number, p.saved, p.common)
            for number, p in ordered
        }
        return AnchoredArticle(self.article, self.html, numbered, _text=self._text)

    def rest(self) -> None:
        """Keeps no more of the text than its HTML. Who looked up the passages goes on to make the
        page, and needs the text for both; who comes later reads it again."""
        self._text.clear()

    def without_text(self) -> AnchoredArticle:
        """The article as other pages need it, which show no more than its excerpts; the article
        itself where these have not been worked out."""
        if not self._excerpts:
            return self
        return AnchoredArticle(self.article, "", self.passages, self._excerpts)

    @cached_property
    def placed(self) -> tuple[Passage, ...]:
        """The passages that have a place, in the order of the text."""
        return tuple(p for p in self.passages.values() if p.span)

    @cached_property
    def unplaced(self) -> tuple[Passage, ...]:
        """The passages that have none."""
        return tuple(p for p in self.passages.values() if not p.span)

    def words(self, span: tuple[int, int]) -> str:
        """The words at a span, on one line."""
        return " ".join(self.projection.text[slice(*span)].split())

    def quoted(self, span: tuple[int, int]) -> str:
        """The words at a span as they are quoted: on one line, with a slash between paragraphs,
        items and cells."""
        return _quoted(self.projection, span)

    def excerpt(self, passage: Passage) -> tuple[str, str, str]:
        """A placed passage in its sentence, on one line: before, the passage itself, after."""
        if not self._excerpts:
            self.take_excerpts()
        before, words, after = self._excerpts[0][passage.number]
        return before, words or passage.annotation.quote.exact, after

    def excerpt_words(self, passage: Passage) -> str:
        """The same passage alone."""
        if not self._excerpts:
            self.take_excerpts()
        return self._excerpts[0].words(passage.number) or passage.annotation.quote.exact

    def take_excerpts(self) -> None:
        """Works out the excerpts of all passages. Claims, sources, matrices and pairs show the same
        lines again and again, and the text from which they are taken is not kept."""
        self._excerpts[:] = [Excerpts(map(self._in_short, self.placed))]

    def _in_short(self, passage: Passage) -> tuple[str, str, str]:
        before, words, after = _in_sentence(self.projection, passage.span or (0, 0))
        # Most passages are as they are quoted; then one string does for both.
        return before, "" if words == passage.annotation.quote.exact else words, after

    def in_sentence(self, span: tuple[int, int]) -> tuple[str, str, str]:
        """The sentence around a span, on one line: before, the passage itself, after."""
        return _in_sentence(self.projection, span)


def _in_sentence(projection: Projection, span: tuple[int, int]) -> tuple[str, str, str]:
    left, right = sentence_around(projection, *span)
    text, (start, end) = projection.text, span
    before, after = _on_one_line(text[left:start]), _on_one_line(text[end:right])
    return before.lstrip(), _quoted(projection, span), after.rstrip()


def _quoted(projection: Projection, span: tuple[int, int]) -> str:
    breaks, text = projection.breaks, projection.text
    inner = breaks[bisect_right(breaks, span[0]) : bisect_left(breaks, span[1])]
    parts = pairwise((span[0], *inner, span[1])) if inner else [span]
    return " / ".join(filter(None, (" ".join(text[start:end].split()) for start, end in parts)))


@lru_cache(maxsize=4)
def _projected(html: str) -> Projection:
    """The projection of an article. What needs it comes article by article: a page, what other
    pages show of it."""
    return project(html)


@lru_cache(maxsize=1)
def _indexed(html: str) -> TextIndex:
    projection = _projected(html)
    return TextIndex(projection.text, projection.breaks)


def _on_one_line(text: str) -> str:
    """White space folded; a space at either end stays, as it divides words."""
    lead, trail = text[:1].isspace(), text[-1:].isspace()
    return " " * lead + " ".join(text.split()) + " " * (trail and bool(text.strip()))


def quote_of(written: WrittenQuote) -> Quote:
    """The quote of an annotation as the engine takes it."""
    quote = Quote.parse(written.exact)
    if not (written.prefix or written.suffix):
        return quote
    return replace(quote, prefix=written.prefix, suffix=written.suffix)


def anchor(article: Article, html: str, lock: Lock | None = None) -> AnchoredArticle:
    """Looks up all annotations of an article in its rendered HTML."""
    anchored = AnchoredArticle(article, html, {}, _text=[_projected(html)])
    index = anchored.index
    found: list[tuple[str, Annotation, Location, Anchor | None, bool]] = []
    for id, annotation in article.annotations.items():
        saved = lock.anchor(Place(article.path, id), annotation.quote) if lock else None
        quote = lock.quote(article.path, saved) if lock and saved else quote_of(annotation.quote)
        location = index.locate(quote)
        if location.suggestions and was_sentence(annotation.quote.exact, saved):
            places = whole_suggestions(anchored.projection, location.suggestions)
            location = replace(location, suggestions=places)
        common = location.status == "exact" and saved is None and is_common(index, quote, location)
        found.append((id, annotation, location, saved, common))
    passages = [
        Passage(id, annotation, location, 0, saved, common)
        for id, annotation, location, saved, common in found
    ]
    anchored = anchored.with_passages(passages)
    # While the text is at hand.
    anchored.take_excerpts()
    return anchored


def is_common(index: TextIndex, quote: Quote, location: Location) -> bool:
    """Whether the words of a quote alone would not find its passage again after an edit."""
    if not quote.is_bare:
        return False
    # The index has weighed the words already, but not those of a range.
    return bool(location.advice) or (quote.last is not None and index.bits(quote) < FEW_BITS)
