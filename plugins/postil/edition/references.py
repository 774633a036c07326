"""Checks of the ids that annotations name: sources, terms, words, articles, other annotations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from .edition import Article, Edition
from .entries import Checked, Keys
from .model import Annotation, Claim, CrossReference, Note, Term
from .problems import Problem, nearest, unknown

_FILES = {"source": "sources", "term": "glossary"}
_HOMES = {stem: f"{stem}.yml" for stem in ("sources", "glossary", "vocabulary")}


class References:
    """Checks every id that an annotation names: sources, terms, words, other annotations.

    Ids that a file in `unusable` may have defined are left alone: its own problems come first.
    `homes` is what the files are called in which sources, terms and words are written.
    """

    def __init__(
        self,
        edition: Edition,
        articles: Collection[str],
        unusable: Collection[str],
        library: Collection[str] = (),
        homes: Mapping[str, str] = _HOMES,
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
        self.homes = {thing: homes[_FILES.get(thing, "vocabulary")] for thing in self.known}
        self.unsure = {t for t in self.known if _FILES.get(t, "vocabulary") in unusable}

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
        if not word or word in self.known[thing] or thing in self.unsure:
            return None
        return unknown(thing, word, self.known[thing], self.homes[thing])

    def _of(
        self, article: Article, annotation: Annotation
    ) -> Iterator[tuple[Keys, tuple[str, str]]]:
        for number, citation in enumerate(annotation.sources):
            if wrong := self._unknown("source", citation.source):
                yield ("sources", number, "source"), wrong
            if wrong := self._unknown("stance", citation.stance):
                yield ("sources", number, "stance"), wrong
        for number, link in enumerate(annotation.cross_references):
            if wrong := self._target(article, link):
                yield ("cross_references", number, "to"), wrong
            if wrong := self._unknown("relation", link.relation):
                yield ("cross_references", number, "relation"), wrong
        if isinstance(annotation, Claim):
            if wrong := self._unknown("kind", annotation.kind):
                yield ("kind",), wrong
            if wrong := self._unknown("assessment", annotation.assessment):
                yield ("assessment",), wrong
            for number, term in enumerate(annotation.terms):
                if wrong := self._unknown("term", term):
                    yield ("terms", number), wrong
        elif isinstance(annotation, Note) and (wrong := self._unknown("term", annotation.term)):
            yield ("term",), wrong

    def _target(self, article: Article, link: CrossReference) -> tuple[str, str] | None:
        path = link.to.article or article.path
        if path not in self.articles:
            if not self.complete:
                return None
            what, advice = unknown("article", path, self.articles)
            # "open-window" stands for "#open-window".
            meant = None if advice.startswith("did") else nearest(path, article.annotations)
            return what, f"did you mean '{meant}'?" if meant else advice
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
        if other.now(link.to.id):
            return None
        what, advice = unknown("annotation", link.to.id, other.annotations)
        return f"{what} in {path}", advice
