"""Loading an edition: the folder of annotations is read once, and every problem is collected that
can be known without the rendered articles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from postil.keeping.cache import Cache

from .bibliography import Bibliography, from_library, merged
from .edition import Article, Edition, Home, Place, landing_stem
from .entries import Checked, Unread, check
from .inventories import Inventory, read_inventories
from .model import (
    MAX_FIELD,
    MAX_TEXT,
    Annotation,
    AnnotationFile,
    Annotator,
    Id,
    Landing,
    Quote,
    Source,
    SourceId,
    Target,
    Term,
    Vocabulary,
    composed,
)
from .problems import Problem, unknown
from .references import References, ids_written
from .yamlfile import ARTICLE_LIMIT, SHARED_LIMIT, Limit, YamlFile

T = TypeVar("T")

SHARED = ("sources", "glossary", "vocabulary", "annotators")
SUFFIXES = (".yml", ".yaml")
# What is no annotation of an article, and read by the room `course`.
COURSE, ASSIGNMENTS = "course", "assignments"

# `.yml.txt`, `.YML`, `.ymal`.
_ODD_SUFFIX = re.compile(r"\.(?:ya?ml|yam|ymal|ylm)(?:\.txt)?$", re.IGNORECASE)


def load(
    folder: Path,
    articles: Iterable[str],
    root: Path,
    docs: str = "docs",
    library: Bibliography | None = None,
    *,
    complete: bool = True,
    cache: Cache | None = None,
    known: dict[Path, Checked[Any]] | None = None,
    instead: Mapping[Path, bytes] | None = None,
    inventories: Mapping[str, str] | None = None,
    hidden: Collection[str] = (),
) -> Edition:
    """Loads the annotations of a site.

    Args:
        folder: The folder of annotations; it need not exist.
        articles: Paths of all pages under the docs folder, without their suffix.
        root: The project's folder: files are named relative to it in problems.
        docs: What the docs folder is called in problems.
        library: Sources of existing libraries, by id.
        complete: Whether `articles` are all; if they may be more, an unknown one is no problem.
        cache: Where the values of files are kept, so that unchanged ones need not be parsed.
        known: The files as they were checked the last time, for a site that is loaded again and
            again; it is brought up to date.
        instead: What some files are to hold, whatever they hold now and whether they are there: for
            somebody who wants to know what would come of it.
        inventories: Where the inventories of other sites are fetched from, by name.
        hidden: Ids of sources that may stand in libraries and cannot be read there.

    Returns:
        The edition, with all its problems. An edition with problems may lack entries and is
        only good for reporting them.
    """
    found = _Loading(
        folder, articles, root, docs, library or {}, complete, cache, known, instead or {}
    )
    others, problems = read_inventories(folder, inventories or {}, root)
    found.inventories = others
    found.problems.extend(problems)
    if hidden:
        found.unread["sources"] = [Unread(frozenset(hidden))]
    return found.edition()


class _Loading:
    """One run of `load`: reads files and collects problems."""

    def __init__(
        self,
        folder: Path,
        articles: Iterable[str],
        root: Path,
        docs: str,
        library: Bibliography,
        complete: bool,
        cache: Cache | None,
        known: dict[Path, Checked[Any]] | None,
        instead: Mapping[Path, bytes],
    ) -> None:
        self.folder, self.root, self.docs = folder, root, docs
        # In order, and quick to look up: each file and each cross-reference names one.
        self.articles = dict.fromkeys(sorted(articles))
        self.library, self.complete, self.cache, self.known = library, complete, cache, known
        self.instead = instead
        self.problems: list[Problem] = []
        self.unread: dict[str, list[Unread]] = {}
        """What stands in files and cannot be used, by what they define: `sources`, `readings/x`,
        …"""
        self.glossary_file: Checked[dict[str, Term]] | None = None
        self.annotators: Mapping[str, Annotator] = {}
        self.inventories: Mapping[str, Inventory] = {}

    def edition(self) -> Edition:
        vocabulary = self._vocabulary()
        sources = self._sources()
        self.glossary_file = self._shared_file("glossary", dict[Id, Term])
        glossary = (self.glossary_file.entries if self.glossary_file else None) or {}
        self.annotators = self._shared("annotators", dict[Id, Annotator]) or {}
        articles = dict(self._annotated())
        edition = Edition(
            articles,
            sources,
            glossary,
            vocabulary,
            self.annotators,
            inventories=self.inventories,
        )
        if self.library:
            cited = {*edition.cited, *(id for term in glossary.values() for id in term.sources)}
            sources |= from_library(self.library, cited, sources)
        references = References(
            edition,
            self.articles,
            self.unread,
            self.library,
            {stem: self._home(stem) for stem in SHARED},
            complete=self.complete,
        )
        self.problems.extend(references.problems())
        if self.glossary_file:
            self.problems.extend(references.of_glossary(self.glossary_file))
        if not self.problems:
            edition = with_landings(edition)
        return replace(
            edition,
            glossary_file=self.glossary_file,
            unread=self.unread,
            problems=tuple(sorted(set(self.problems))),
        )

    def _home(self, stem: str) -> str:
        """What a shared file is called, whether it is there or not."""
        paths = [self.folder / f"{stem}{suffix}" for suffix in SUFFIXES]
        return self._name(next(filter(Path.exists, paths), paths[0]))

    def _name(self, path: Path) -> str:
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def _check(
        self,
        path: Path,
        model: type[T] | object,
        defines: str,
        empty: str = "",
        over: Bibliography | None = None,
        limit: Limit = ARTICLE_LIMIT,
    ) -> Checked[T]:
        checked: Checked[T] | None = self.known.get(path) if self.known else None
        data = self.instead.get(path)
        # What a library says may have changed, whatever the file says.
        if data is not None or checked is None or over or not checked.file.is_of(path):
            file = YamlFile.of(path, self.cache, limit)
            if data is not None:
                file = YamlFile(data, limit=limit)
            if over:
                file.values, file.rest = merged(file.values, over), merged(file.rest, over)
            checked = check(file, self._name(path), model, empty=empty)
            if self.known is not None and data is None:
                self.known[path] = checked
        self.problems.extend(checked.problems)
        if checked.unread:
            self.unread.setdefault(defines, []).append(checked.unread)
        return checked

    def _sources(self) -> dict[str, Source]:
        checked = self._shared_file("sources", dict[SourceId, Source], self.library)
        sources = dict(checked.entries) if checked and checked.entries else {}
        if checked:
            self.problems.extend(_too_long(checked, sources))
        return sources

    def _shared(self, stem: str, model: type[T]) -> T | None:
        checked = self._shared_file(stem, model)
        return checked.entries if checked else None

    def _shared_file(
        self, stem: str, model: type[T], over: Bibliography | None = None
    ) -> Checked[T] | None:
        paths = [self.folder / f"{stem}{suffix}" for suffix in SUFFIXES]
        paths = [p for p in paths if p in self.instead or p.exists() or p.is_symlink()]
        for other in paths[1:]:
            self._add_double(other, paths[0])
        if not paths:
            return None
        return self._check(paths[0], model, stem, over=over, limit=SHARED_LIMIT)

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
        for article, files in self._files().items():
            checked: dict[str, Checked[AnnotationFile]] = {}
            for part, path in sorted(files.items()):
                file: Checked[AnnotationFile] = self._check(
                    path,
                    AnnotationFile,
                    article,
                    "write 'claims:' or 'notes:' with entries, or delete it",
                )
                if self.complete and article not in self.articles:
                    self._add_homeless(file.name, article)
                if file.entries is not None:
                    checked[part] = file
            if checked:
                yield article, self._article(article, checked)

    def _files(self) -> dict[str, dict[str, Path]]:
        """The files of each article, by what follows its path in their names."""
        seen: dict[str, Path] = {}
        found: dict[str, dict[str, Path]] = {}
        there = [*self.folder.rglob("*")]
        self.problems.extend(self._misnamed(there))
        for path in sorted({*(p for p in there if p.suffix in SUFFIXES), *self.instead}):
            relative = path.relative_to(self.folder)
            stem = composed(relative.with_suffix("").as_posix())
            if stem in (*SHARED, COURSE) or stem.startswith(f"{ASSIGNMENTS}/"):
                continue
            if any(part.startswith(".") for part in relative.parts):
                continue
            if stem in seen:
                self._add_double(path, seen[stem])
                continue
            seen[stem] = path
            article, part = self._article_of(stem)
            found.setdefault(article, {})[part] = path
        return found

    def _misnamed(self, paths: Iterable[Path]) -> Iterator[Problem]:
        """Files that would be read if their names ended otherwise: systems hide how they end, and
        some editors add an end of their own."""
        for path in paths:
            if path.suffix in SUFFIXES or not path.suffix or path.name.startswith("."):
                continue
            stem = _ODD_SUFFIX.sub("", path.name)
            if stem == path.name:
                stem = path.stem if path.suffix.lower() == ".txt" else ""
                whole = path.relative_to(self.folder).with_suffix("").as_posix()
                if not stem or composed(whole) not in {*self.articles, *SHARED, COURSE}:
                    continue
            if path.is_file():
                what = "this file is not read, as its name does not end with '.yml'"
                yield Problem(self._name(path), 0, 0, what, f"rename it '{stem}.yml'")

    def _article_of(self, stem: str) -> tuple[str, str]:
        return article_of(stem, self.articles, self.annotators, complete=self.complete)

    def _add_homeless(self, name: str, article: str) -> None:
        _, advice = unknown("article", article, self.articles)
        what = f"there is no article {self.docs}/{article}.md for these annotations"
        advice = advice if advice.startswith("did") else "rename the file like its article"
        self.problems.append(Problem(name, 0, 0, what, advice))

    def _add_double(self, path: Path, other: Path) -> None:
        what = f"{self._name(other)} is there too"
        self.problems.append(Problem(self._name(path), 0, 0, what, "keep one of the two"))

    def _article(self, path: str, files: Mapping[str, Checked[AnnotationFile]]) -> Article:
        """The article with the annotations of its files, by what follows its path in their
        names."""
        annotations: dict[str, Annotation] = {}
        homes: dict[str, Home] = {}
        # The entries are the article's from now on.
        bare = {part: replace(checked, entries=None) for part, checked in files.items()}
        for part, checked in files.items():
            entries, file = checked.entries, bare[part]
            assert entries is not None
            self._check_annotators(path, part, file, entries)
            for section, own in _sections(entries):
                for id, annotation in own.items():
                    home = Home(file, (section, id))
                    if id in homes:
                        what, advice = _of_double_id(home, homes[id])
                        self.problems.append(file.problem(home.keys, what, advice, key=True))
                        continue
                    by = annotation.by or entries.by or part
                    annotations[id] = annotation if by == annotation.by else annotation.signed(by)
                    homes[id] = home
        there = ids_written(annotations, self.unread.get(path, ()))
        for id, annotation in annotations.items():
            if any(self._is_at_home(link.to, there) for link in annotation.cross_references):
                annotations[id] = self._with_targets_at_home(annotation, there)
        first, *_ = found = tuple(bare.values())
        elsewhere = {id: home.file for id, home in homes.items() if home.file is not first}
        article = Article(path, annotations, found, elsewhere)
        self.problems.extend(_of_old_ids(article))
        return article

    def _check_annotators(
        self, path: str, part: str, file: Checked[AnnotationFile], entries: AnnotationFile
    ) -> None:
        """That whoever is named in a file, or by its name, is known."""
        if entries.by and self._is_unknown(entries.by):
            self.problems.append(file.problem(("by",), *self._unknown_annotator(entries.by)))
        is_signed = True
        for section, own in _sections(entries):
            for id, annotation in own.items():
                by = annotation.by
                is_signed = is_signed and bool(by)
                if by and self._is_unknown(by):
                    place = section, id, "by"
                    self.problems.append(file.problem(place, *self._unknown_annotator(by)))
        if part and self._is_unknown(part) and not (entries.by or is_signed):
            what, advice = self._unknown_annotator(part)
            what = f"{what} in the name of this file, and no article {self.docs}/{path}.{part}.md"
            if self.annotators and not advice.startswith("did"):
                advice += "; or write 'by: …' at its top"
            self.problems.append(Problem(file.name, 0, 0, what, advice))

    def _is_unknown(self, annotator: str) -> bool:
        unread = self.unread.get("annotators", ())
        return annotator not in self.annotators and not any(
            one.may_define(annotator) for one in unread
        )

    def _unknown_annotator(self, by: str) -> tuple[str, str]:
        home = self._home("annotators")
        known = ids_written(self.annotators, self.unread.get("annotators", ()))
        what, advice = unknown("annotator", by, known, home)
        # Many write a name where an id belongs.
        named = (id for id, a in self.annotators.items() if a.name.casefold() == by.casefold())
        if meant := next(named, None):
            advice = f"did you mean '{meant}'?"
        return what, f"{advice} If not, add it to {home}" if advice.startswith("did") else advice

    def _is_at_home(self, to: Target, annotations: Collection[str]) -> bool:
        """Whether a target that reads as an article is an annotation of the same article: to YAML,
        the # of "#id" begins a comment, and many leave it out."""
        if not to.article or to.id or to.quote or to.article in self.articles:
            return False
        return to.article in annotations

    def _with_targets_at_home(
        self, annotation: Annotation, annotations: Collection[str]
    ) -> Annotation:
        links = (
            replace(link, to=Target(id=link.to.article))
            if self._is_at_home(link.to, annotations)
            else link
            for link in annotation.cross_references
        )
        return replace(annotation, cross_references=tuple(links))


def article_of(
    stem: str, articles: Collection[str], annotators: Collection[str], *, complete: bool = True
) -> tuple[str, str]:
    """The article that a file is about, and what follows its path in the name of the file.

    A path that an article has is its own, dots and all: `vol.2.yml` is about `vol.2.md` as long
    as there is one. Else what stands behind the last dot is an annotator.

    Args:
        stem: The path of the file in the folder of annotations, without suffix.
        articles: The paths of the articles.
        annotators: The ids of the annotators.
        complete: Whether these are all articles.
    """
    article, _, part = stem.rpartition(".")
    if stem in articles or not part or "/" in part or not article.rpartition("/")[2]:
        return stem, ""
    if part in annotators or (complete and article in articles):
        return article, part
    return stem, ""


def is_of_article(path: str) -> bool:
    """Whether a file of the folder, by its path in it, may hold annotations of an article."""
    stem, dot, suffix = path.rpartition(".")
    if f"{dot}{suffix}" not in SUFFIXES or any(part.startswith(".") for part in path.split("/")):
        return False
    return stem not in (*SHARED, COURSE) and not stem.startswith(f"{ASSIGNMENTS}/")


def _too_long(file: Checked[Any], sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Fields of sources that would be too much for the pages that show them. (What a library says
    is not the author's to shorten.)"""
    for id, source in sources.items():
        for field in source.model_fields_set:
            value = getattr(source, field)
            most = MAX_TEXT if field in ("abstract", "annote", "note") else MAX_FIELD
            length = len(value) if isinstance(value, str) else _longest_name(value)
            if length > most:
                name = field if field.isupper() else field.replace("_", "-")
                what = f"this text has {length:,} characters, {most:,} are the most that is shown"
                yield file.problem((id, name), what, "shorten it, or put the rest under 'annote'")


def _longest_name(names: Any) -> int:
    """How long the longest of some names is; 0 for what is no names."""
    if not isinstance(names, tuple):
        return 0
    return max((len(n.family) + len(n.given) + len(n.literal) for n in names), default=0)


def _sections(entries: AnnotationFile) -> tuple[tuple[str, Mapping[str, Annotation]], ...]:
    return ("claims", entries.claims), ("notes", entries.notes)


def _of_double_id(home: Home, other: Home) -> tuple[str, str]:
    """What is to be said of an id that stands at two places."""
    (_, id), (other_section, _) = home.keys, other.keys
    if home.file is other.file:
        return f"'{id}' is the id of a claim too", "give one of the two another id"
    line, column = other.file.file.place(other.keys, key=True)
    place = f"{other.file.name}:{line}:{column}" if line else other.file.name
    thing = "claim" if other_section == "claims" else "note"
    return (
        f"'{id}' is the id of a {thing} at {place} too",
        "the files of an article share their ids: give one of the two another",
    )


def _of_old_ids(article: Article) -> Iterator[Problem]:
    """Old ids that would not lead to one annotation."""
    taken: dict[str, str] = {}
    for id, annotation in article.annotations.items():
        for number, old in enumerate(annotation.was):
            if old == id:
                what, advice = f"'{old}' is the id that this annotation has", "leave it out"
            elif old in article.annotations:
                what, advice = f"'{old}' is the id of another annotation", "leave it out"
            elif old in taken:
                other = f"'{taken[old]}'" if taken[old] != id else "this annotation"
                what, advice = f"'{old}' is an old id of {other} already", "keep one of the two"
            else:
                taken[old] = id
                continue
            yield article.problem(id, ("was", number), what, advice)


def with_landings(edition: Edition) -> Edition:
    """The edition with a landing wherever a cross-reference leads to a quote, and with an entry
    for each article that a cross-reference leads to, so that every link shows at both its ends.

    References to the same words share a landing.
    """
    found: dict[str, tuple[dict[str, Annotation], dict[str, Home]]] = {}
    landings: dict[tuple[Place, int], Place] = {}
    known: dict[tuple[str, Quote], Place] = {}
    for link in edition.links:
        annotations, homes = found.setdefault(link.to.article, ({}, {}))
        quote = link.entry.to.quote
        if quote is None:
            continue
        key = (link.to.article, quote)
        if key not in known:
            own = edition.articles.get(link.to.article, Article(link.to.article))
            stem = landing_stem(link.origin)
            id = next(id for id in _numbered(stem) if not own.now(id) and id not in annotations)
            home = edition.articles[link.origin.article].home(link.origin.id)
            annotations[id] = Landing(quote=quote)
            homes[id] = Home(home.file, (*home.keys, "cross_references", link.number, "to"))
            known[key] = Place(link.to.article, id)
        landings[link.origin, link.number] = known[key]
    articles = dict(edition.articles)
    for path, (annotations, homes) in found.items():
        article = articles.setdefault(path, Article(path))
        if annotations:
            together = {**article.annotations, **annotations}
            articles[path] = replace(article, annotations=together, landings=homes)
    return replace(edition, articles=dict(sorted(articles.items())), landings=landings)


def _numbered(stem: str) -> Iterator[str]:
    """The stem, then the stem with 2, 3, …"""
    yield stem
    for number in count(2):
        yield f"{stem}-{number}"
