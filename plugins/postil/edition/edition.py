"""All annotations of a site, loaded and linked.

`load` reads the folder of annotations once, collects every problem that can be known without the
rendered articles, and returns an `Edition`. Links back (who cites a source, who refers to a
claim) are derived, never written by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TypeVar

from .entries import Checked, Keys, check
from .model import (
    Annotation,
    AnnotationFile,
    Citation,
    Claim,
    CrossReference,
    Id,
    Note,
    Source,
    SourceId,
    Term,
    Vocabulary,
)
from .problems import Problem, unknown
from .yamlfile import YamlFile

T = TypeVar("T")

SHARED = ("sources", "glossary", "vocabulary")
SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Article:
    """The annotations of one article, in the order of the file.

    `path` is the article's path under the docs folder without its suffix (`readings/x`).
    """

    path: str
    file: Checked[AnnotationFile]
    annotations: Mapping[str, Annotation]

    def keys(self, id: str) -> Keys:
        """Where an annotation stands in the file."""
        return ("claims" if isinstance(self.annotations[id], Claim) else "notes", id)

    def problem(self, id: str, below: Keys, what: str, advice: str = "") -> Problem:
        """A problem with an annotation, at `below` its entry in the file."""
        return self.file.problem((*self.keys(id), *below), what, advice)


@dataclass(frozen=True, slots=True)
class Place:
    """An annotation of the edition: the article it belongs to, and its id there."""

    article: str
    id: str

    @property
    def name(self) -> str:
        """Its full name: `readings/x#id`."""
        return f"{self.article}#{self.id}"


@dataclass(frozen=True, slots=True)
class Link:
    """A cross-reference of the edition, seen from where it is written.

    `to` is the annotation it leads to, or a place with an empty id where it leads to a whole
    article or to a passage (`entry.to.quote`).
    """

    origin: Place
    number: int
    entry: CrossReference
    to: Place


@dataclass(frozen=True)
class Edition:
    """All annotations of a site, linked."""

    articles: Mapping[str, Article] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    problems: tuple[Problem, ...] = field(default=())

    def __bool__(self) -> bool:
        """Whether anything is annotated."""
        return bool(self.articles)

    def annotation(self, place: Place) -> Annotation:
        """The annotation at a place. Raises KeyError where there is none."""
        return self.articles[place.article].annotations[place.id]

    def annotations(self) -> Iterator[tuple[Place, Annotation]]:
        """All annotations, article by article in the order of paths, then of the file."""
        for path, article in self.articles.items():
            for id, annotation in article.annotations.items():
                yield Place(path, id), annotation

    @cached_property
    def cited(self) -> Mapping[str, tuple[tuple[Place, Citation], ...]]:
        """For each source, what rests on it: the places that cite it, and how."""
        found: dict[str, list[tuple[Place, Citation]]] = {id: [] for id in self.sources}
        for place, annotation in self.annotations():
            for citation in annotation.sources:
                found.setdefault(citation.source, []).append((place, citation))
        return {id: tuple(entries) for id, entries in found.items()}

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All cross-references, in the order of the edition."""
        return tuple(
            Link(place, number, entry, Place(entry.to.article or place.article, entry.to.id))
            for place, annotation in self.annotations()
            for number, entry in enumerate(annotation.cross_references)
        )

    @cached_property
    def links_from(self) -> Mapping[Place, tuple[Link, ...]]:
        """The cross-references that are written on an annotation."""
        return _grouped((link.origin, link) for link in self.links)

    @cached_property
    def links_to(self) -> Mapping[Place, tuple[Link, ...]]:
        """The cross-references that lead to an annotation, or (id empty) to an article."""
        return _grouped((link.to, link) for link in self.links)

    @cached_property
    def term_uses(self) -> Mapping[str, tuple[Place, ...]]:
        """For each term of the glossary, the annotations that use it."""
        uses: list[tuple[str, Place]] = []
        for place, annotation in self.annotations():
            terms = annotation.terms if isinstance(annotation, Claim) else []
            if isinstance(annotation, Note) and annotation.term:
                terms = [annotation.term]
            uses.extend((term, place) for term in dict.fromkeys(terms))
        return _grouped(uses)


K = TypeVar("K")
V = TypeVar("V")


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}


def load(folder: Path, articles: Iterable[str], root: Path, docs: str = "docs") -> Edition:
    """Loads the annotations of a site.

    Args:
        folder: The folder of annotations; it need not exist.
        articles: Paths of all pages under the docs folder, without their suffix.
        root: The project's folder: files are named relative to it in problems.
        docs: What the docs folder is called in problems.

    Returns:
        The edition, with all its problems. An edition with problems may lack entries and is
        only good for reporting them.
    """
    return _Loading(folder, sorted(articles), root, docs).edition()


class _Loading:
    """One run of `load`: reads files and collects problems."""

    def __init__(self, folder: Path, articles: list[str], root: Path, docs: str) -> None:
        self.folder, self.articles, self.root, self.docs = folder, articles, root, docs
        self.problems: list[Problem] = []
        self.unusable: set[str] = set()
        """What files with mistakes would have defined: `sources`, `readings/x`, …"""
        self.glossary_file: Checked[dict[str, Term]] | None = None

    def edition(self) -> Edition:
        vocabulary = self._vocabulary()
        sources = self._shared("sources", dict[SourceId, Source]) or {}
        self.glossary_file = self._shared_file("glossary", dict[Id, Term])
        glossary = (self.glossary_file.entries if self.glossary_file else None) or {}
        edition = Edition(dict(self._annotated()), sources, glossary, vocabulary)
        references = _References(edition, self.articles, self.unusable)
        self.problems.extend(references.problems())
        if self.glossary_file:
            self.problems.extend(references.of_glossary(self.glossary_file))
        return Edition(
            edition.articles, sources, glossary, vocabulary, tuple(sorted(set(self.problems)))
        )

    def _name(self, path: Path) -> str:
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def _check(self, path: Path, model: type[T] | object, empty: str = "") -> Checked[T]:
        checked: Checked[T] = check(YamlFile.of(path), self._name(path), model, empty=empty)
        self.problems.extend(checked.problems)
        if checked.entries is None:
            self.unusable.add(path.relative_to(self.folder).with_suffix("").as_posix())
        return checked

    def _shared(self, stem: str, model: type[T]) -> T | None:
        checked = self._shared_file(stem, model)
        return checked.entries if checked else None

    def _shared_file(self, stem: str, model: type[T]) -> Checked[T] | None:
        paths = [self.folder / f"{stem}{suffix}" for suffix in SUFFIXES]
        paths = [path for path in paths if path.exists() or path.is_symlink()]
        for other in paths[1:]:
            self._add_double(other, paths[0])
        return self._check(paths[0], model) if paths else None

    def _vocabulary(self) -> Vocabulary:
        shipped = resources.files(__package__).joinpath("vocabulary.yml").read_bytes()
        default: Checked[Vocabulary] = check(YamlFile(shipped), "vocabulary.yml", Vocabulary)
        assert default.entries is not None, default.problems
        own = self._shared("vocabulary", Vocabulary)
        if own is None:
            return default.entries
        given = {name: getattr(own, name) for name in own.model_fields_set}
        return default.entries.model_copy(update=given)

    def _annotated(self) -> Iterator[tuple[str, Article]]:
        seen: dict[str, Path] = {}
        files = sorted(p for p in self.folder.rglob("*") if p.suffix in SUFFIXES)
        for path in files:
            relative = path.relative_to(self.folder)
            article = relative.with_suffix("").as_posix()
            if article in SHARED or any(part.startswith(".") for part in relative.parts):
                continue
            if article in seen:
                self._add_double(path, seen[article])
                continue
            seen[article] = path
            checked: Checked[AnnotationFile] = self._check(
                path, AnnotationFile, "write 'claims:' or 'notes:' with entries, or delete it"
            )
            if article not in self.articles:
                _, advice = unknown("article", article, self.articles)
                self.problems.append(
                    Problem(
                        checked.name,
                        0,
                        0,
                        f"there is no article {self.docs}/{article}.md for these annotations",
                        advice if advice.startswith("did") else "rename the file like its article",
                    )
                )
            if checked.entries is not None:
                yield article, self._article(article, checked, checked.entries)

    def _add_double(self, path: Path, other: Path) -> None:
        what = f"{self._name(other)} is there too"
        self.problems.append(Problem(self._name(path), 0, 0, what, "keep one of the two"))

    def _article(
        self, path: str, checked: Checked[AnnotationFile], entries: AnnotationFile
    ) -> Article:
        annotations: dict[str, Annotation] = {**entries.claims}
        for id, note in entries.notes.items():
            if id in annotations:
                self.problems.append(
                    checked.problem(
                        ("notes", id),
                        f"'{id}' is the id of a claim too",
                        "give one of the two another id",
                        key=True,
                    )
                )
            annotations[id] = note
        return Article(path, checked, annotations)


class _References:
    """Checks every id that an annotation names: sources, terms, words, other annotations.

    Ids that a file in `unusable` may have defined are left alone: its own problems come first.
    """

    def __init__(self, edition: Edition, articles: list[str], unusable: Collection[str]) -> None:
        self.edition, self.articles, self.unusable = edition, articles, unusable
        self.known: dict[str, Collection[str]] = {
            "source": edition.sources,
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
            short = citation.model_fields_set == {"source"}
            named.append((at if short else (*at, "source"), "source", citation.source))
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
            return unknown("article", path, self.articles)
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
