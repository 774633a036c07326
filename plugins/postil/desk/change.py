"""A change to a quote: what it becomes, and where that has to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from postil.anchoring.lock import Anchor, anchor_of
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.anchoring.requote import written_for
from postil.build.survey import Survey
from postil.edition.edition import Home, Place
from postil.edition.model import Quote
from postil.edition.yamlfile import Keys

from .looking import passages


@dataclass(frozen=True, slots=True)
class Waiting:
    """A passage that waits for its author: it has changed, or has no place."""

    place: Place
    anchored: AnchoredArticle
    passage: Passage
    homes: tuple[Home, ...]
    """Where its quote is written: cross-references to the same words share a landing."""

    @property
    def has_changed(self) -> bool:
        """Whether it has a place: in other words than before."""
        return self.passage.span is not None

    @property
    def at(self) -> str:
        """File and line of its quote."""
        return _at(self.homes[0])

    @property
    def also_at(self) -> tuple[str, ...]:
        """The same of all other places where it is written."""
        return tuple(map(_at, self.homes[1:]))


def _at(home: Home) -> str:
    line = home.file.file.place((*home.keys, "quote"), key=True)[0]
    return f"{home.file.name}:{line}" if line else home.file.name


@dataclass(frozen=True)
class Change:
    """A new quote for a passage that waits."""

    waiting: Waiting
    quote: Quote
    anchor: Anchor

    @property
    def is_rewritten(self) -> bool:
        """Whether the quote is another one now: a range may name its passage as before."""
        return self.quote != self.waiting.passage.annotation.quote

    @cached_property
    def targets(self) -> tuple[tuple[str, Keys], ...]:
        """The files and the keys at which the quote is to be written."""
        homes = self.waiting.homes if self.is_rewritten else ()
        return tuple((home.file.name, (*home.keys, "quote")) for home in homes)


def change(waiting: Waiting, span: tuple[int, int]) -> Change | None:
    """The change that sets an annotation on the words at a span; None where no quote names these
    alone."""
    quote = written_for(waiting.anchored, span, waiting.passage.annotation.quote)
    if quote is None:
        return None
    return Change(waiting, quote, anchor_of(waiting.anchored.index, span, quote))


def all_waiting(found: Survey) -> Iterable[Waiting]:
    """All passages of a site that wait for their author, in the order of the articles, first those
    of an article that have changed."""
    homes: dict[Place, list[Home]] = {}
    for (origin, number), landing in found.edition.landings.items():
        home = found.edition.articles[origin.article].home(origin.id)
        keys = (*home.keys, "cross_references", number, "to")
        homes.setdefault(landing, []).append(Home(home.file, keys))
    for place, anchored, passage in passages(found):
        if passage.location.status != "exact":
            own = homes.get(place) or [anchored.article.home(place.id)]
            yield Waiting(place, anchored, passage, tuple(own))
