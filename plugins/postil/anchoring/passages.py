"""Finding the passages of an article: its annotations, set on its rendered text.

This is where what is said (edition) meets where it stands. The result keeps every annotation: a
passage that cannot be placed stays in the list without a span, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from postil.edition.edition import Article
from postil.edition.model import Annotation
from postil.edition.model import Quote as WrittenQuote
from postil.edition.problems import Problem

from .index import Location, Suggestion, TextIndex
from .projection import Projection, project
from .quote import Quote
from .sentences import sentence_around


@dataclass(frozen=True, slots=True)
class Passage:
    """An annotation and where it stands. `number` counts from 1 in the order of the text;
    passages without a place come last."""

    id: str
    annotation: Annotation
    location: Location
    number: int

    @property
    def span(self) -> tuple[int, int] | None:
        """Offsets of the passage in the projected text, or None where it has no place."""
        start, end = self.location.start, self.location.end
        return None if start is None or end is None else (start, end)


@dataclass(frozen=True)
class AnchoredArticle:
    """An article whose annotations were looked up in its text."""

    article: Article
    projection: Projection
    index: TextIndex
    passages: Mapping[str, Passage]
    """By id, in the order of the text."""

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

    def in_sentence(self, span: tuple[int, int]) -> tuple[str, str, str]:
        """The sentence around a span, on one line: before, the passage itself, after."""
        left, right = sentence_around(self.projection, *span)
        text = self.projection.text
        parts = text[left : span[0]], text[slice(*span)], text[span[1] : right]
        before, words, after = (_on_one_line(part) for part in parts)
        return before.lstrip(), words, after.rstrip()


def _on_one_line(text: str) -> str:
    """White space folded; a space at either end stays, as it divides words."""
    lead, trail = text[:1].isspace(), text[-1:].isspace()
    return " " * lead + " ".join(text.split()) + " " * (trail and bool(text.strip()))


def quote_of(written: WrittenQuote) -> Quote:
    """The quote of an annotation as the engine takes it.

    Only a bare quote may be a range: in `{exact, prefix, suffix}` an ellipsis is an ellipsis.
    """
    if written.prefix or written.suffix:
        return Quote(written.exact, prefix=written.prefix, suffix=written.suffix)
    return Quote.parse(written.exact)


def anchor(article: Article, html: str) -> AnchoredArticle:
    """Looks up all annotations of an article in its rendered HTML."""
    projection = project(html)
    index = TextIndex(projection.text, projection.breaks)
    found = [
        (id, annotation, index.locate(quote_of(annotation.quote)))
        for id, annotation in article.annotations.items()
    ]
    # A passage that holds another comes first, so that its mark is the outer one.
    last = len(projection.text)
    found.sort(
        key=lambda item: (
            (last + 1, 0)
            if item[2].start is None or item[2].end is None
            else (item[2].start, -item[2].end)
        )
    )
    passages = {
        id: Passage(id, annotation, location, number)
        for number, (id, annotation, location) in enumerate(found, 1)
    }
    return AnchoredArticle(article, projection, index, passages)


def misplaced(
    anchored: AnchoredArticle, taken: Collection[str] = ()
) -> Iterator[tuple[str, Problem]]:
    """What is wrong with the places of an article's annotations, as (kind, problem).

    Kinds are `missing`, `ambiguous` and `id`. `taken` are the ids that the page has already.
    """
    article = anchored.article
    for passage in anchored.passages.values():
        location = passage.location
        if location.status == "missing":
            what = "the words of this quote are not in the article"
            advice = "was the text changed? Quote it as a reader sees it, without markup"
            if location.suggestions:
                advice = f"did you mean {as_yaml(location.suggestions[0])}"
            yield "missing", article.problem(passage.id, ("quote",), what, advice)
        elif location.status == "ambiguous":
            what = f"the words of this quote stand in the article {_times(passage)}"
            shown = " or ".join(as_yaml(s) for s in location.suggestions[:2])
            yield "ambiguous", article.problem(passage.id, ("quote",), what, f"write {shown}")
        if passage.id in taken or f"note-{passage.id}" in taken:
            yield (
                "id",
                article.file.problem(
                    article.keys(passage.id),
                    f"'{passage.id}' is the id of a heading too",
                    "give the annotation another id",
                    key=True,
                ),
            )


def as_yaml(suggestion: Suggestion) -> str:
    """A suggestion as an instructor can paste it into the file."""
    parts = [
        ("exact", suggestion.exact),
        ("prefix", suggestion.prefix),
        ("suffix", suggestion.suffix),
    ]
    written = ", ".join(f"{key}: {_scalar(text)}" for key, text in parts if text.strip())
    return f"quote: {{{written}}}"


def _scalar(text: str) -> str:
    """Text as a YAML scalar in double quotation marks, on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _times(passage: Passage) -> str:
    count = len(passage.location.suggestions)
    return "twice" if count == 2 else "more than once"
