"""What is known of the lives of a site's annotations, for its pages: by article, and by day."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from postil.edition.edition import Edition, Place
from postil.edition.loading import article_of
from postil.edition.model import Annotation
from postil.keeping.cache import Cache

from .git import Commit, Repository, UnknownError
from .lives import UNREAD, WITHDRAWN, Event, Lives, Skipped
from .reading import read
from .wording import Wording, differences, mark_of, wording_of

Sort = Literal["new", "changed", "withdrawn", "back"]


class Turn(NamedTuple):
    """What an annotation said from some commit on."""

    commit: Commit
    wording: Wording | None
    """None where it was withdrawn."""
    is_first_known: bool
    """Whether it may have said so before: this clone does not know."""
    name: str
    """What it was called: `readings/x#id`."""


@dataclass(frozen=True, slots=True)
class Life:
    """The life of an annotation that there is."""

    turns: tuple[Turn, ...]
    """What is known of it, the oldest first; the last is what it says now."""
    is_dated: bool
    """Whether what it says now is committed. If not, the last turn is what was."""
    mark: str
    """The short hash of what it says now."""

    @property
    def earlier(self) -> Sequence[Turn]:
        """What it said before."""
        return self.turns[:-1] if self.is_dated else self.turns


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An annotation that there is no more."""

    place: Place
    wording: Wording
    """What it said last."""
    commit: Commit
    """The commit that took it out."""
    names: tuple[str, ...]
    """Other ids that it had in the article."""


class Happening(NamedTuple):
    """Something that became of an annotation in a commit."""

    sort: Sort
    commit: Commit
    place: Place
    """Where it stands now, or stood last."""
    name: str
    """What it was called then."""
    before: Wording | None
    after: Wording | None
    """What it said from then on; of a new one None where it says so still."""
    is_there: bool
    """Whether it is there now."""

    @property
    def differences(self) -> tuple[str, ...]:
        """What it says differently, by the names of `wording.FIELDS`."""
        return tuple(differences(self.before or {}, self.after or {}))


class History:
    """The lives of the annotations of a site, as far as they are known."""

    def __init__(
        self,
        lives: Lives,
        shallow: Collection[str],
        edition: Edition,
        articles: Collection[str],
        hidden: Collection[str] = (),
    ) -> None:
        """
        Args:
            lives: What git tells.
            shallow: The commits of which it is not known what was before them.
            edition: The annotations as they are now.
            articles: The paths of all pages.
            hidden: Articles of which nothing is to be told, such as drafts.
        """
        self._lives, self._shallow, self._hidden = lives, shallow, hidden
        self._marks: dict[int, str] = {}
        self._articles, self._annotators = articles, edition.annotators
        self._of: dict[Place, list[Event]] = {}
        """The events of each annotation that is committed, by its place now."""
        self._ended: dict[Place, list[Event]] = {}
        for key, number in lives.ended():
            place, events = self._place(*key), lives.lives[number]
            known = self._ended.get(place)
            if not known or known[-1].commit < events[-1].commit:
                self._ended[place] = events
        for key, number in lives.now():
            self._of[self._place(*key)] = lives.lives[number]
        for place in self._of.keys() & self._ended.keys():
            # It was taken out of one file and put into another later on.
            self._join(place, self._ended.pop(place))
        for place, annotation in edition.annotations():
            for old in annotation.was:
                if ended := self._ended.pop(Place(place.article, old), None):
                    self._join(place, ended)

    def _join(self, place: Place, before: list[Event]) -> None:
        after = self._of.get(place)
        if after is None or after[0].commit >= before[-1].commit:
            self._of[place] = [*before, *(after or ())]

    def _place(self, stem: str, id: str) -> Place:
        return Place(article_of(stem, self._articles, self._annotators)[0], id)

    def skipped(self) -> Iterator[tuple[str, Skipped, Commit]]:
        """The versions of files that were no good, each with its article and its commit."""
        for one in self._lives.skipped:
            stem = self._lives.now_called(one.path.rpartition(".")[0])
            yield self._place(stem, "").article, one, self._lives.commits[one.commit]

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self._lives.commits)

    @cached_property
    def begins(self) -> Commit | None:
        """The commit before which nothing is known, though there was something."""
        first = next(iter(self._lives.commits), None)
        return first if first and first.id in self._shallow else None

    def settle(self, edition: Edition) -> None:
        """Reads what all annotations say now: for a site that is served, whose files may change
        while it is."""
        for place, annotation in edition.annotations():
            events = self._of.get(place)
            if events and events[-1].wording == UNREAD:
                number = len(self._lives.wordings)
                self._lives.wordings.append(wording_of(annotation))
                self._of[place] = [
                    e._replace(wording=number) if e.wording == UNREAD else e for e in events
                ]

    def life(self, place: Place, annotation: Annotation) -> Life | None:
        """The life of an annotation; None where nothing is known of it."""
        events = self._of.get(place)
        if not events:
            return None
        said = wording_of(annotation)
        turns = tuple(self._turns(events, said))
        mark, last = mark_of(said), events[-1].wording
        return Life(turns, last == UNREAD or (last >= 0 and self._mark(last) == mark), mark)

    def _mark(self, number: int) -> str:
        if number not in self._marks:
            self._marks[number] = mark_of(self._lives.wordings[number])
        return self._marks[number]

    def is_as_it_came(self, place: Place) -> bool:
        """Whether it is plain that an annotation has never said anything else."""
        events = self._of.get(place)
        return not events or (len(events) == 1 and events[0].wording == UNREAD)

    def _turns(self, events: Sequence[Event], now: Wording | None) -> Iterator[Turn]:
        """What an annotation said, each time that it said something else."""
        last: int | None = None
        for number, event in enumerate(events):
            # Those that say the same have one number.
            if event.wording == last:
                continue
            last, said = event.wording, self._said(event, now)
            commit = self._lives.commits[event.commit]
            is_first = not number and commit.id in self._shallow
            yield Turn(commit, said, is_first, self._place(event.stem, event.id).name)

    def _said(self, event: Event, now: Wording | None) -> Wording | None:
        if event.wording == WITHDRAWN:
            return None
        return now if event.wording == UNREAD else self._lives.wordings[event.wording]

    def former(self, place: Place) -> tuple[str, ...]:
        """The other ids that an annotation had in its article."""
        events = self._of.get(place) or self._ended.get(place) or ()
        if len(events) < 2:
            return ()
        stems = {event.stem: self._lives.now_called(event.stem) for event in events}
        names = (self._place(stems[event.stem], event.id) for event in events)
        return tuple(
            dict.fromkeys(n.id for n in names if n.article == place.article and n.id != place.id)
        )

    @cached_property
    def _ended_in(self) -> Mapping[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place in self._ended:
            found.setdefault(place.article, []).append(place)
        return found

    def withdrawn(self, article: str) -> list[Withdrawn]:
        """The annotations of an article that were withdrawn, in the order in which they were."""
        found = [
            Withdrawn(place, before, self._lives.commits[events[-1].commit], self.former(place))
            for place in self._ended_in.get(article, ())
            if (before := self._last_said(events := self._ended[place]))
        ]
        return sorted(found, key=lambda one: (one.commit.moment, one.place.id))

    def _last_said(self, events: Sequence[Event]) -> Wording | None:
        said = (self._said(event, None) for event in reversed(events))
        return next((one for one in said if one is not None), None)

    @cached_property
    def happenings(self) -> Sequence[Happening]:
        """All that became of annotations, the newest first. What is known since the first commit of
        a clone may be older, and is left out."""
        found: list[tuple[int, Happening]] = []
        for is_there, lives in ((True, self._of), (False, self._ended)):
            for place, events in lives.items():
                if place.article not in self._hidden:
                    found.extend(self._happened(place, events, is_there=is_there))
        found.sort(key=lambda one: (-one[0], one[1].place.article))
        return [happening for _, happening in found]

    def _happened(
        self, place: Place, events: Sequence[Event], *, is_there: bool
    ) -> Iterator[tuple[int, Happening]]:
        before: Wording | None = None
        was_there = False
        for event in events:
            commit = self._lives.commits[event.commit]
            after = self._said(event, None)
            is_new = not was_there and event.wording != WITHDRAWN
            if event is events[0] and commit.id in self._shallow:
                sort: Sort | None = None
            elif event.wording == WITHDRAWN:
                sort = "withdrawn" if was_there else None
            elif is_new:
                sort = "new" if event is events[0] else "back"
            else:
                is_known = before is not None and after is not None
                sort = "changed" if is_known and after is not before else None
            if sort:
                name = self._place(event.stem, event.id).name
                happening = Happening(sort, commit, place, name, before, after, is_there)
                yield event.commit, happening
            was_there = event.wording != WITHDRAWN
            before = after

    def digest(self, article: str) -> str:
        """What changes when the life of any annotation of an article does."""
        return self._digests.get(article, "")

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        found: dict[str, list[str]] = {}
        for lives in (self._of, self._ended):
            for place, events in lives.items():
                found.setdefault(place.article, []).append(f"{place.id}{self._state(events)}")
        return {
            article: hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
            for article, texts in found.items()
        }

    def _state(self, events: Sequence[Event]) -> str:
        commits = self._lives.commits
        return repr(
            [
                (
                    commits[e.commit].moment,
                    e.id,
                    self._mark(e.wording) if e.wording >= 0 else e.wording,
                )
                for e in events
            ]
        )

    @property
    def state(self) -> str:
        """What changes when anything becomes of any annotation."""
        digests = sorted(self._digests.items())
        return hashlib.sha256(repr(digests).encode()).hexdigest()[:16]


UNKNOWN = History(Lives(), (), Edition(), ())


def history_of(
    folder: Path,
    edition: Edition,
    articles: Collection[str],
    cache: Cache,
    *,
    hidden: Collection[str] = (),
    is_sound: bool = True,
) -> History:
    """The history of a site. Raises UnknownError where none can be known.

    Args:
        folder: The folder of annotations.
        edition: The annotations as they are now.
        articles: The paths of all pages.
        cache: What is kept from build to build.
        hidden: Articles of which nothing is to be told.
        is_sound: Whether the files have no mistakes.
    """
    repository = Repository.of(folder)
    lives = read(repository, cache, is_sound=is_sound)
    if not lives.commits:
        raise UnknownError("the annotations are not committed", is_expected=True)
    return History(lives, repository.shallow, edition, articles, hidden)
