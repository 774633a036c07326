"""Checks of the ids that annotations name: sources, terms, words, articles, other annotations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from .edition import Article, Edition
from .entries import Checked, Unread
from .inventories import foreign, unknown_site
from .model import Annotation, Claim, CrossReference, Note, Term
from .problems import Problem, nearest, unknown
from .yamlfile import MADE, Keys

_FILES = {"source": "sources", "term": "glossary"}
_HOMES = {stem: f"{stem}.yml" for stem in ("sources", "glossary", "vocabulary")}


def ids_written(known: Collection[str], unread: Sequence[Unread]) -> set[str]:
    """The ids that stand in files, those of entries that cannot be used among them."""
    wrong = chain.from_iterable(one.names - one.no_ids for one in unread)
    return {*(id for id in known if not id.startswith(MADE)), *wrong}


class References:
    """Checks every id that an annotation names: sources, terms, words, other annotations.

    What stands in a file and cannot be used (`unread`, by what the file defines) is not unknown:
    its own problems come first.
    `homes` is what the files are called in which sources, terms and words are written.
    """

    def __init__(
        self,
        edition: Edition,
        articles: Collection[str],
        unread: Mapping[str, Sequence[Unread]],
        library: Collection[str] = (),
        homes: Mapping[str, str] = _HOMES,
        *,
        complete: bool = True,
    ) -> None:
        self.edition, self.articles, self.unread = edition, articles, unread
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
        if not word or word in self.known[thing]:
            return None
        home = _FILES.get(thing, "vocabulary")
        if self._may_stand_in(home, word):
            return None
        known = ids_written(self.known[thing], self.unread.get(home, ()))
        return unknown(thing, word, known, self.homes[thing])

    def _may_stand_in(self, home: str, id: str) -> bool:
        """Whether an id may stand in what cannot be read."""
        return any(one.may_define(id) for one in self.unread.get(home, ()))

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
        if found := foreign(path, self.edition.inventories):
            if link.to.quote:
                what = "the words of a passage cannot be looked up on another site"
                return what, "write the id of a claim or note there: " + f"{path}#…"
            site, there = found
            return site.wrong(there, link.to.id)
        if path not in self.articles:
            if wrong := unknown_site(path, self.edition.inventories):
                return wrong
            if not self.complete:
                return None
            what, advice = unknown("article", path, self.articles)
            own = ids_written(article.annotations, self.unread.get(article.path, ()))
            meant = None if advice.startswith("did") else nearest(path, own)
            if meant:
                advice = f"write '#{meant}', with the quotation marks, for what this article has"
            return what, advice
        if not link.to.id:
            return None
        other = self.edition.articles.get(path)
        if self._may_stand_in(path, link.to.id):
            return None
        if other is None:
            return (
                f"'{path}' has no annotations, so there is no '#{link.to.id}'",
                f"write 'to: {path}', or {{article: {path}, quote: …}}",
            )
        if other.now(link.to.id):
            return None
        known = ids_written(other.annotations, self.unread.get(path, ()))
        what, advice = unknown("annotation", link.to.id, known)
        return f"{what} in {path}", advice
