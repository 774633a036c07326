"""All annotations of a site, and how they are linked.

Only the links that an author wrote are stored. Everything else is derived from them: who cites a
source, who refers to a claim, where a term is used.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, TypeVar

from .entries import Checked, Unread
from .inventories import Inventory, foreign
from .model import (
    Annotation,
    AnnotationFile,
    Annotator,
    Citation,
    Claim,
    CrossReference,
    Note,
    Source,
    Term,
    Vocabulary,
)
from .problems import Problem
from .yamlfile import Keys

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Home:
    """Where an annotation is written."""

    file: Checked[AnnotationFile]
    keys: Keys


class Place(NamedTuple):
    """An annotation of the edition: the article it belongs to, and its id there.

    There are as many as annotations, and each is looked up many times: a tuple is the key that
    costs least.
    """

    article: str
    id: str

    @property
    def name(self) -> str:
        """Its full name: `readings/x#id`."""
        return f"{self.article}#{self.id}"


@dataclass(frozen=True)
class Article:
    """The annotations of one article: those of its files in their order, then its landings.

    `path` is the article's path under the docs folder without its suffix (`readings/x`).
    """

    path: str
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    files: tuple[Checked[AnnotationFile], ...] = ()
    """None where the article has landings alone."""
    elsewhere: Mapping[str, Checked[AnnotationFile]] = field(default_factory=dict)
    """The file of each annotation that is not written in the first."""
    landings: Mapping[str, Home] = field(default_factory=dict)
    """Where the cross-references stand that its landings were made for."""

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The places of its annotations, in their order."""
        return tuple(Place(self.path, id) for id in self.annotations)

    def now(self, id: str) -> str | None:
        """What the annotation is called now that has an id, or had it once; None if there is
        none."""
        if id in self.annotations:
            return id
        return next((name for name, a in self.annotations.items() if id in a.was), None)

    def home(self, id: str) -> Home:
        """Where an annotation is written. Raises KeyError where there is none."""
        if id in self.landings:
            return self.landings[id]
        section = "claims" if isinstance(self.annotations[id], Claim) else "notes"
        return Home(self.elsewhere.get(id) or self.files[0], (section, id))

    def problem(
        self, id: str, below: Keys, what: str, advice: str = "", *, key: bool = False
    ) -> Problem:
        """A problem with an annotation, at `below` its entry in the file (or at its key)."""
        home = self.home(id)
        return home.file.problem((*home.keys, *below), what, advice, key=key)


def landing_stem(origin: Place) -> str:
    """The id of a landing for an annotation's cross-reference; a number may follow it."""
    name = f"{origin.article.rpartition('/')[2]}-{origin.id}"
    return "from-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Link:
    """A cross-reference of the edition, seen from where it is written.

    `to` is the annotation or landing it leads to; its id is empty where it leads to a whole
    article.
    """

    origin: Place
    number: int
    entry: CrossReference
    to: Place

    @property
    def pair(self) -> tuple[str, ...]:
        """The articles that it joins, in the order of their paths; one where it stays within."""
        return tuple(sorted({self.origin.article, self.to.article}))


@dataclass(frozen=True, slots=True)
class OutwardLink:
    """A cross-reference to another site."""

    origin: Place
    number: int
    entry: CrossReference
    site: Inventory
    article: str
    """The path of the article there."""
    id: str
    """The id that the annotation there has or had; empty for a whole article."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What rests on a source. A large site has a hundred thousand citations, and a pair for each
    takes more room than the citation."""

    places: tuple[Place, ...] = ()
    """The annotations that cite it, in the order of the edition."""
    citations: tuple[Citation, ...] = ()
    """How, one for each."""

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[tuple[Place, Citation]]:
        return zip(self.places, self.citations, strict=True)


@dataclass(frozen=True)
class Edition:
    """All annotations of a site, linked."""

    articles: Mapping[str, Article] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    annotators: Mapping[str, Annotator] = field(default_factory=dict)
    landings: Mapping[tuple[Place, int], Place] = field(default_factory=dict)
    """Where the cross-references arrive that lead to a quote: by annotation and number."""
    glossary_file: Checked[dict[str, Term]] | None = None
    """The file of the glossary, for problems with its entries."""
    problems: tuple[Problem, ...] = ()
    unread: Mapping[str, Sequence[Unread]] = field(default_factory=dict, compare=False)
    """What stands in files and cannot be used, by what they define: `vocabulary`, `readings/x`."""
    inventories: Mapping[str, Inventory] = field(default_factory=dict)
    """What other sites have that can be referred to, by the names that the options give them."""
    left_out: frozenset[str] = frozenset()
    """Articles that are written and not part of the build, such as drafts."""

    def __bool__(self) -> bool:
        """Whether anything is annotated."""
        return bool(self.articles)

    def may_define(self, home: str, id: str) -> bool:
        """Whether an id may stand in what cannot be used of the files of `home`."""
        return any(one.may_define(id) for one in self.unread.get(home, ()))

    def without(self, left_out: Collection[str]) -> Edition:
        """The edition without some of its articles, and without every link that leads there."""
        articles = {path: a for path, a in self.articles.items() if path not in left_out}
        return replace(self, articles=articles, left_out=frozenset(left_out))

    def annotation(self, place: Place) -> Annotation:
        """The annotation at a place. Raises KeyError where there is none."""
        return self.articles[place.article].annotations[place.id]

    def annotations(self) -> Iterator[tuple[Place, Annotation]]:
        """All annotations, article by article in the order of paths, then of the file."""
        for article in self.articles.values():
            yield from zip(article.places, article.annotations.values(), strict=True)

    @cached_property
    def cited(self) -> Mapping[str, Uses]:
        """For each source, what rests on it."""
        found: dict[str, tuple[list[Place], list[Citation]]] = {id: ([], []) for id in self.sources}
        for place, annotation in self.annotations():
            for citation in annotation.sources:
                places, citations = found.setdefault(citation.source, ([], []))
                places.append(place)
                citations.append(citation)
        return {id: Uses(tuple(places), tuple(how)) for id, (places, how) in found.items()}

    @cached_property
    def cited_sources(self) -> frozenset[str]:
        """The sources on which something rests, terms of the glossary included."""
        cited = {id for id, uses in self.cited.items() if uses}
        cited.update(id for term in self.glossary.values() for id in term.sources)
        return frozenset(cited & self.sources.keys())

    @cached_property
    def tags_of_claims(self) -> frozenset[str]:
        """The tags by which claims can be chosen."""
        annotations = (annotation for _, annotation in self.annotations())
        return frozenset(tag for a in annotations if isinstance(a, Claim) for tag in a.tags)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All cross-references within the site, in the order of the edition."""
        return tuple(
            Link(place, number, entry, to)
            for place, annotation in self.annotations()
            for number, entry in enumerate(annotation.cross_references)
            if (to := self._arrival(place, number, entry)).article not in self.left_out
            and not self.is_outward(entry)
        )

    def is_outward(self, entry: CrossReference) -> bool:
        """Whether a cross-reference leads to another site."""
        return bool(self.inventories) and foreign(entry.to.article, self.inventories) is not None

    @cached_property
    def outward(self) -> tuple[OutwardLink, ...]:
        """The cross-references to other sites, in the order of the edition."""
        return tuple(
            OutwardLink(place, number, entry, *found, entry.to.id)
            for place, annotation in self.annotations()
            for number, entry in enumerate(annotation.cross_references)
            if (found := foreign(entry.to.article, self.inventories))
        )

    @cached_property
    def outward_from(self) -> Mapping[Place, tuple[OutwardLink, ...]]:
        """The cross-references to other sites that are written on an annotation."""
        return _grouped((link.origin, link) for link in self.outward)

    def _arrival(self, place: Place, number: int, entry: CrossReference) -> Place:
        if landing := self.landings.get((place, number)):
            return landing
        path, id = entry.to.article or place.article, entry.to.id
        article = self.articles.get(path) if id else None
        return Place(path, (article and article.now(id)) or id)

    @cached_property
    def links_from(self) -> Mapping[Place, tuple[Link, ...]]:
        """The cross-references that are written on an annotation."""
        return _grouped((link.origin, link) for link in self.links)

    @cached_property
    def links_to(self) -> Mapping[Place, tuple[Link, ...]]:
        """The cross-references that lead to an annotation, or (id empty) to an article."""
        return _grouped((link.to, link) for link in self.links)

    @cached_property
    def links_by_relation(self) -> tuple[Link, ...]:
        """The cross-references in the order of their relations."""
        order = {id: number for number, id in enumerate(self.vocabulary.relations)}
        return tuple(sorted(self.links, key=lambda link: order[link.entry.relation]))

    @cached_property
    def links_of_pair(self) -> Mapping[tuple[str, ...], tuple[Link, ...]]:
        """The cross-references of each pair of articles, in the order of the pairs."""
        return dict(sorted(_grouped((link.pair, link) for link in self.links).items()))

    @property
    def pairs(self) -> tuple[tuple[str, ...], ...]:
        """The pairs of articles that cross-references join."""
        return tuple(self.links_of_pair)

    @cached_property
    def pairs_of(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """For each article, the pairs that it is part of."""
        return _grouped((article, pair) for pair in self.links_of_pair for article in pair)

    @cached_property
    def cited_articles(self) -> Collection[str]:
        """The articles with a claim that cites a source, in the order of the edition."""
        # Each article asks whether it is one of them.
        return dict.fromkeys(
            path
            for path, article in self.articles.items()
            if any(isinstance(a, Claim) and a.sources for a in article.annotations.values())
        )

    @property
    def names_annotators(self) -> bool:
        """Whether each annotation says who wrote it: where there are several who do."""
        return len(self.annotators) > 1

    @cached_property
    def written_by(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """What each annotator wrote: the ids of annotations, by article."""
        found: dict[str, dict[str, list[str]]] = {id: {} for id in self.annotators}
        for place, annotation in self.annotations():
            if annotation.by in found:
                found[annotation.by].setdefault(place.article, []).append(place.id)
        return {
            annotator: {article: tuple(ids) for article, ids in articles.items()}
            for annotator, articles in found.items()
        }

    @cached_property
    def term_uses(self) -> Mapping[str, tuple[Place, ...]]:
        """For each term of the glossary, the annotations that use it."""
        uses: list[tuple[str, Place]] = []
        for place, annotation in self.annotations():
            terms = annotation.terms if isinstance(annotation, Claim) else ()
            if isinstance(annotation, Note) and annotation.term:
                terms = (annotation.term,)
            uses.extend((term, place) for term in dict.fromkeys(terms))
        return _grouped(uses)


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
