"""Checks of the ids that annotations name: sources, terms, words, articles, other annotations."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .edition import Article, Edition
from .entries import Checked, Keys
from .model import Annotation, Claim, CrossReference, Note, Term
from .problems import Problem, unknown


class References:
    """Checks every id that an annotation names: sources, terms, words, other annotations.

    Ids that a file in `unusable` may have defined are left alone: its own problems come first.
    """

    def __init__(
        self,
        edition: Edition,
        articles: Collection[str],
        unusable: Collection[str],
        library: Collection[str] = (),
        *,
        complete: bool = True,
    ) -> None:
        self.edition, self.articles, self.unusable = edition, articles, unusable
        self.complete = complete
        self.known: dict[str, Collection[str]] = {
            "source": {*edition.sources, *library},
            "term": edition.glossary,
            "kind": edition.vocabulary.kinds,
            "assessment": edition.vocabulary.assessments,
            "relation": edition.vocabulary.relations,
            "stance": edition.vocabulary.stances,
        }
        files = {"source": "sources", "term": "glossary"}
        self.unsure = {thing for thing in self.known if files.get(thing, "vocabulary") in unusable}

    def problems(self) -> Iterator[Problem]:
        for article in self.edition.articles.values():
            for id, annotation in article.annotations.items():
                for keys, (what, advice) in self._of(article, annotation):
                    yield article.problem(id, keys, what, advice)

    def of_glossary(self, file: Checked[dict[str, Term]]) -> Iterator[Problem]:
        """The sources that definitions name."""
        for id, term in self.edition.glossary.items():
            for number, source in enumerate(term.sources):
                if wrong := self._unknown("source", source):
                    yield file.problem((id, "sources", number), *wrong)

    def _unknown(self, thing: str, word: str) -> tuple[str, str] | None:
        if not word or thing in self.unsure or word in self.known[thing]:
            return None
        return unknown(thing, word, self.known[thing])

    def _of(
        self, article: Article, annotation: Annotation
    ) -> Iterator[tuple[Keys, tuple[str, str]]]:
        named: list[tuple[Keys, str, str]] = []
        for number, citation in enumerate(annotation.sources):
            at: Keys = ("sources", number)
            named.append(((*at, "source"), "source", citation.source))
            named.append(((*at, "stance"), "stance", citation.stance))
        for number, link in enumerate(annotation.cross_references):
            at = ("cross_references", number)
            named.append(((*at, "relation"), "relation", link.relation))
            if wrong := self._target(article, link):
                yield (*at, "to"), wrong
        if isinstance(annotation, Claim):
            named.append((("kind",), "kind", annotation.kind))
            named.append((("assessment",), "assessment", annotation.assessment))
            named.extend((("terms", n), "term", term) for n, term in enumerate(annotation.terms))
        elif isinstance(annotation, Note):
            named.append((("term",), "term", annotation.term))
        for keys, thing, word in named:
            if problem := self._unknown(thing, word):
                yield keys, problem

    def _target(self, article: Article, link: CrossReference) -> tuple[str, str] | None:
        path = link.to.article or article.path
        if path not in self.articles:
            return unknown("article", path, self.articles) if self.complete else None
        if not link.to.id:
            return None
        other = self.edition.articles.get(path)
        if path in self.unusable:
            return None
        if other is None:
            return (
                f"'{path}' has no annotations, so there is no '#{link.to.id}'",
                f"write 'to: {path}', or {{article: {path}, quote: …}}",
            )
        if link.to.id in other.annotations:
            return None
        what, advice = unknown("annotation", link.to.id, other.annotations)
        return f"{what} in {path}", advice
