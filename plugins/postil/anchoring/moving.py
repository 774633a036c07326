"""Names that have changed: what the lock file knows of an article and its annotations under their
old names goes on under the new ones.

An annotation says itself what it was called (`was`). That an article has another path is seen from
what is in it: its text, by the pieces that the lock file saves, and its annotations, by id and
quote. An article is only looked at where the lock file knows nothing of it, and knows annotations
of its under a path that is gone, or where another article stands now. Between two articles that
may both be the old one there is no guess: their annotations are new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from postil.edition.edition import Article, Edition, Place, landing_stem
from postil.edition.problems import Problem

from .findings import Finding
from .lock import Anchor, Lock, fingerprint
from .passages import AnchoredArticle

ENOUGH = 0.5
"""How alike an old and a new article must be: the mean of the shares of their text and of their
annotations that are equal. A text that was only moved has 1, one in which every second sentence was
rewritten on the way 0.75, and one of which nearly all annotations were renamed a little more than
0.5. Below that, most of the text and of the annotations are others. Chance brings nothing near it:
annotations are equal only if both the id and the quote are."""

TEXT = 0.2
"""The share of the text alone. Annotations that were copied to another text as a pattern are
equal, and say nothing of what stands there."""

RIVAL = 0.5
"""How alike another article may be, as a part of the likeness of the best, for there to be no
doubt. Of an article that was divided, the part with two thirds goes on under its name; of two
copies, or two halves, neither does."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Old paths and articles between which there is no telling which is which."""

    old: tuple[str, ...]
    new: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{' or '.join(self.old)} may now be {' or '.join(self.new)}: what was saved of it is "
            "used for none, and their annotations are new"
        )


@dataclass(frozen=True)
class Moves:
    """Articles that have other paths than the lock file knows."""

    moved: Mapping[str, str] = field(default_factory=dict)
    """The new path by the old one."""
    doubts: tuple[Doubt, ...] = ()

    @property
    def old(self) -> Mapping[str, str]:
        """The old path by the new one."""
        return {new: old for old, new in self.moved.items()}

    def advice(self, article: Article, lock: str) -> Iterator[Finding]:
        """What is to be said of an article by its new path; `lock` is the name of the lock file."""
        if old := self.old.get(article.path):
            file = article.files[0].name if article.files else lock
            what = f"{old} is now {article.path}, and its passages are found as before"
            advice = "run 'postil lock' to save it under its new name"
            yield Finding("advice", "", Problem(file, 0, 0, what, advice))
        for doubt in self.doubts:
            if article.path == doubt.new[0]:
                yield Finding("advice", "", Problem(lock, 0, 0, str(doubt), _SETTLE))


_SETTLE = (
    "if one of them is the old one, give it the old name, run 'postil lock', and move it again"
)


@dataclass(frozen=True)
class Strays:
    """Annotations in the lock file that belong to no article, and articles to which they may
    belong."""

    old: Mapping[str, Mapping[str, tuple[Anchor, ...]]] = field(default_factory=dict)
    """The anchors of each old path, by id."""
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each old path, the articles that share an annotation with it; then the one that has the
    path now, if there is one."""

    articles: frozenset[str] = frozenset()
    """The articles whose passages cannot be looked up before it is known what has moved: the
    candidates, and those to which their cross-references lead."""


def strays(edition: Edition, lock: Lock) -> Strays:
    """What may have moved. Without a text: in almost every build it is nothing."""
    known = {path for path, article in edition.articles.items() if _is_known(article, lock)}
    old: dict[str, dict[str, tuple[Anchor, ...]]] = {}
    for name, anchors in lock.anchors.items():
        path, _, id = name.partition("#")
        if path not in known and path not in edition.left_out:
            old.setdefault(path, {})[id] = anchors
    if not old:
        return Strays()
    at: dict[tuple[str, str], list[str]] = {}
    for path, anchored in old.items():
        for id, anchors in anchored.items():
            for anchor in anchors:
                at.setdefault((id, anchor.written), []).append(path)
    found: dict[str, dict[str, None]] = {}
    for path, article in edition.articles.items():
        if path not in known:
            for pair in _pairs(article):
                for other in at.get(pair, ()):
                    found.setdefault(other, {})[path] = None
    for path, paths in found.items():
        if path in edition.articles:
            paths[path] = None
    candidates = {path for paths in found.values() for path in paths}
    led_to = (to.article for (origin, _), to in edition.landings.items()
              if origin.article in candidates)  # fmt: skip
    return Strays(
        old,
        {path: tuple(paths) for path, paths in found.items()},
        frozenset({*candidates, *led_to}),
    )


def _is_known(article: Article, lock: Lock) -> bool:
    """Whether the lock file knows an annotation of an article under its path."""
    return any(
        lock.anchor(Place(article.path, name), annotation.quote)
        for id, annotation in article.annotations.items()
        for name in (id, *annotation.was)
    )


def _pairs(article: Article) -> Iterator[tuple[str, str]]:
    """The ids of an article's annotations, old ones included, each with its quote."""
    for id, annotation in article.annotations.items():
        written = fingerprint(annotation.quote)
        for name in (id, *annotation.was):
            yield name, written


def moves(strays: Strays, lock: Lock, read: Mapping[str, AnchoredArticle]) -> Moves:
    """Where the articles of old paths are now. `read` has the candidates with their texts."""
    alike: dict[tuple[str, str], float] = {}
    for old, paths in strays.candidates.items():
        for path in paths:
            if article := read.get(path):
                alike[old, path] = _likeness(strays.old[old], lock.pieces.get(old, ()), article)
    enough = {pair: likeness for pair, likeness in alike.items() if likeness >= ENOUGH}
    rivals = {
        (old, new): [
            pair
            for pair, other in alike.items()
            if (pair[0] == old) != (pair[1] == new) and other > likeness * RIVAL
        ]
        for (old, new), likeness in enough.items()
    }
    clear = dict(pair for pair, others in rivals.items() if not others)
    doubts: dict[Doubt, None] = {}
    for (old, new), others in rivals.items():
        if old not in clear and new not in clear.values():
            olds = {old, *(other for other, path in others if path == new)}
            news = {new, *(path for other, path in others if other == old)}
            doubts[Doubt(tuple(sorted(olds)), tuple(sorted(news)))] = None
    moved = {old: new for old, new in clear.items() if old != new}
    return Moves(moved, tuple(doubts))


def _likeness(
    anchors: Mapping[str, tuple[Anchor, ...]], pieces: Sequence[str], read: AnchoredArticle
) -> float:
    """How alike an article is to one of which the anchors and the pieces were saved."""
    of_text = _share_of_text(anchors, pieces, read)
    if of_text < TEXT:
        return 0.0
    pairs = {*_pairs(read.article)}
    equal = sum(any((id, a.written) in pairs for a in saved) for id, saved in anchors.items())
    return (of_text + equal / max(len(anchors), len(read.article.annotations))) / 2


def _share_of_text(
    anchors: Mapping[str, tuple[Anchor, ...]], pieces: Sequence[str], read: AnchoredArticle
) -> float:
    """The share of equal pieces. Where an older Postil has saved none: of passages whose words
    stand in the text."""
    if pieces:
        now = Counter(read.pieces.split())
        return max(_share_of_pieces(Counter(version.split()), now) for version in pieces)
    text = read.projection.text
    return sum(any(a.exact in text for a in saved) for saved in anchors.values()) / len(anchors)


def _share_of_pieces(old: Counter[str], new: Counter[str]) -> float:
    return (old & new).total() / max(old.total(), new.total(), 1)


def followed(lock: Lock, edition: Edition, moves: Moves) -> Lock:
    """The lock file with what it knows of old names under the new ones."""
    names = {
        Place(place.article, id).name: place.name
        for place, annotation in edition.annotations()
        for id in annotation.was
    }
    if not lock.anchors or not (names or moves.moved):
        return lock
    return lock.renamed(moves.moved, {**names, **dict(_landings(edition, moves))})


def _landings(edition: Edition, moves: Moves) -> Iterator[tuple[str, str]]:
    """The names that landings had and have: each is called after the annotation for which it was
    made."""
    for (origin, _), landing in edition.landings.items():
        stem, article = landing_stem(origin), moves.old.get(origin.article, origin.article)
        if origin.article not in edition.articles or not landing.id.startswith(stem):
            continue
        for id in (origin.id, *edition.annotation(origin).was):
            if (former := landing_stem(Place(article, id))) != stem:
                name = Place(landing.article, former + landing.id.removeprefix(stem)).name
                yield name, landing.name


def outdated(edition: Edition, article: Article) -> Iterator[Finding]:
    """That a cross-reference of an article names an annotation as it was called once."""
    for id, annotation in article.annotations.items():
        for number, link in enumerate(annotation.cross_references):
            other = edition.articles.get(link.to.article or article.path)
            if other and link.to.id and (now := other.now(link.to.id)) not in (None, link.to.id):
                what, advice = f"'{link.to.id}' is called '{now}' now", f"write '{now}'"
                problem = article.problem(id, ("cross_references", number, "to"), what, advice)
                yield Finding("advice", id, problem)
