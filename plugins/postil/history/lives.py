"""The lives of annotations: when each came, what it said from when on, and when it was withdrawn.

What counts as published is what stood on the branch. Commits are followed by their first parents:
of a merge, all that it brought came on the day on which it was merged, for before that no reader
could see it. The day is that of the commit, not of its author: a commit that was picked from
elsewhere may have been written months before.

An annotation is the same one as long as it keeps its id in its file. It is the same one, too, where
a commit takes an entry out and puts one in that has the id of the other and its quote, its reason
or its whole file (it was moved), that has the other's id under `was`, or that says word for word
the same in the same file (it got another id).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from .git import Commit
from .pieces import BrokenError, Piece, Pieces
from .wording import Wording, mark_of

WITHDRAWN, UNREAD = -1, -2
"""In place of the number of a wording: there is none any more; or nobody has needed to read it,
since it stands in the files as it was committed last."""


class Event(NamedTuple):
    """Something that became of an annotation."""

    commit: int
    """The number of the commit."""
    stem: str
    """The file in which it stood then: its path in the folder, without suffix."""
    id: str
    """What it was called then."""
    wording: int
    """The number of what it said from then on, or one of the signs above."""


class Skipped(NamedTuple):
    """A version of a file that was no good, and cannot have been published."""

    commit: int
    path: str
    why: str


class FileChange(NamedTuple):
    """The entries of a file before a commit and after it."""

    stem: str
    before: Pieces
    after: Pieces


Key = tuple[str, str]
"""A file's stem, and an id in it."""


@dataclass
class Lives:
    """The lives of all annotations that a folder has had."""

    head: str = ""
    """The last commit that was read."""
    commits: list[Commit] = field(default_factory=list)
    """Those in which something became of an annotation."""
    lives: list[list[Event]] = field(default_factory=list)
    wordings: list[Wording] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    good: dict[str, str] = field(default_factory=dict)
    """The last good contents of files whose last version is none, by path; empty for none."""
    renamed: dict[str, str] = field(default_factory=dict)
    """What files are called now that had other names: what was withdrawn from one before goes along
    with it."""
    _now: dict[Key, int] = field(default_factory=dict)
    _ended: dict[Key, int] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def take(self, commit: Commit, files: Sequence[FileChange]) -> None:
        """Takes over what became of annotations in a commit."""
        self._commit = commit
        gone = {
            (file.stem, id): piece
            for file in files
            for id, piece in file.before.items()
            if id not in file.after
        }
        come = {
            (file.stem, id): piece
            for file in files
            for id, piece in file.after.items()
            if id not in file.before
        }
        for file in files:
            for id, piece in file.after.items():
                before = file.before.get(id)
                if before is not None and before != piece:
                    self._change((file.stem, id), (file.stem, id), before, piece)
        emptied = {file.stem for file in files if not file.after}
        filled = {file.stem for file in files if not file.before}
        for stem in filled:
            self.renamed.pop(stem, None)
        for new, old in _moved(gone, come, emptied, filled).items():
            self._change(old, new, gone.pop(old), come.pop(new))
            if old[0] in emptied and new[0] in filled:
                self.renamed[old[0]] = new[0]
        for key, piece in gone.items():
            self._end(key, piece)
        for key in come:
            self._begin(key)

    def skip(self, commit: Commit, path: str, why: str) -> None:
        """Notes that a version of a file is no good."""
        self._commit = commit
        self.skipped.append(Skipped(self._number_of_commit(), path, why))

    def settle(self, stem: str, pieces: Pieces) -> None:
        """Reads what the annotations of a file said last, which nobody has needed until now."""
        for id, piece in pieces.items():
            number = self._now.get((stem, id))
            if number is not None:
                self._read(number, piece)

    def now(self) -> Iterator[tuple[Key, int]]:
        """The annotations that there are: where each stands, and the number of its life."""
        # Read from the cache, they come in the same order.
        return iter(sorted(self._now.items(), key=itemgetter(1)))

    def ended(self) -> Iterator[tuple[Key, int]]:
        """The same of those that were withdrawn: where each would stand."""
        for (stem, id), number in sorted(self._ended.items(), key=itemgetter(1)):
            yield (self.now_called(stem), id), number

    def now_called(self, stem: str) -> str:
        """What a file is called now."""
        seen = {stem}
        while (stem := self.renamed.get(stem, stem)) not in seen:
            seen.add(stem)
        return stem

    def values(self) -> dict[str, Any]:
        """All of it, as JSON can say it."""
        stems: dict[str, int] = {}
        lives = [
            [[e.commit, stems.setdefault(e.stem, len(stems)), e.id, e.wording] for e in events]
            for events in self.lives
        ]
        return {
            "head": self.head,
            "commits": self.commits,
            "stems": list(stems),
            "lives": lives,
            "wordings": self.wordings,
            "skipped": self.skipped,
            "good": self.good,
            "renamed": self.renamed,
        }

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Lives:
        """What `values` were made of. Raises KeyError, TypeError or ValueError for others."""
        stems = values["stems"]
        found = cls(
            values["head"],
            [Commit(*one) for one in values["commits"]],
            [
                [Event(commit, stems[stem], id, said) for commit, stem, id, said in events]
                for events in values["lives"]
            ],
            values["wordings"],
            [Skipped(*one) for one in values["skipped"]],
            values["good"],
            values["renamed"],
        )
        for number, events in enumerate(found.lives):
            last = events[-1]
            there = found._ended if last.wording == WITHDRAWN else found._now
            there[last.stem, last.id] = number
        return found

    def _number_of_commit(self) -> int:
        if not self.commits or self.commits[-1].id != self._commit.id:
            self.commits.append(self._commit)
        return len(self.commits) - 1

    def _add(self, number: int, key: Key, said: int) -> None:
        self.lives[number].append(Event(self._number_of_commit(), *key, said))

    def _begin(self, key: Key) -> None:
        number = self._ended.pop(key, None)
        if number is None:
            number = len(self.lives)
            self.lives.append([])
        self._now[key] = number
        self._add(number, key, UNREAD)

    def _end(self, key: Key, piece: Piece) -> None:
        number = self._now.pop(key)
        self._read(number, piece)
        self._ended[key] = number
        self._add(number, key, WITHDRAWN)

    def _change(self, old: Key, new: Key, before: Piece, after: Piece) -> None:
        number = self._now.pop(old)
        self._now[new] = number
        if before.text == after.text and before.section == after.section:
            if old != new:
                self._add(number, new, self.lives[number][-1].wording)
            return
        self._read(number, before)
        said = self._number_of(after.wording())
        if said != self.lives[number][-1].wording or old != new:
            self._add(number, new, said)

    def _read(self, number: int, piece: Piece) -> None:
        """Reads what an annotation has said up to now."""
        events = self.lives[number]
        if events[-1].wording != UNREAD:
            return
        said = self._number_of(piece.wording())
        # A file may have been renamed since.
        for at in range(len(events) - 1, -1, -1):
            if events[at].wording != UNREAD:
                break
            events[at] = events[at]._replace(wording=said)

    def _number_of(self, said: Wording) -> int:
        if not self._numbers:
            self._numbers = {mark_of(one): n for n, one in enumerate(self.wordings)}
        key = mark_of(said)
        if key not in self._numbers:
            self._numbers[key] = len(self.wordings)
            self.wordings.append(said)
        return self._numbers[key]


def _moved(
    gone: Mapping[Key, Piece],
    come: Mapping[Key, Piece],
    emptied: Collection[str],
    filled: Collection[str],
) -> dict[Key, Key]:
    """Of the entries that a commit put in, those that it took out elsewhere: where from.

    Args:
        gone: The entries that it took out.
        come: Those that it put in.
        emptied: The files of which nothing is left.
        filled: The files in which nothing was before.
    """
    if not (gone and come):
        return {}
    found: dict[Key, Key] = {}
    left = dict(gone)

    def take(new: Key, old: Key) -> None:
        found[new] = old
        del left[old]

    by_id: dict[str, list[Key]] = {}
    for key in gone:
        by_id.setdefault(key[1], []).append(key)
    for new, piece in come.items():
        stem, id = new
        same = [
            old
            for old in by_id.get(id, ())
            if old in left
            and ((old[0] in emptied and stem in filled) or _is_same(left[old], piece))
        ]
        if same:
            # Those of another annotator of the same article before all others.
            take(new, max(same, key=lambda old: _common(old[0], stem)))
    for new, piece in come.items():
        if new not in found and "was" in piece.text:
            former = (old for was in _was(piece) for old in by_id.get(was, ()) if old in left)
            if old := next((old for old in former if _beside(old[0], new[0])), None):
                take(new, old)
    stems = {stem for stem, _ in left}
    said = {(k[0], mark_of(piece.wording())): k for k, piece in left.items()}
    for new, piece in come.items():
        if new not in found and new[0] in stems:
            old = said.get((new[0], mark_of(piece.wording())))
            if old in left:
                take(new, old)
    return found


def _is_same(old: Piece, new: Piece) -> bool:
    """Whether two entries with one id are the same annotation, wherever they stand."""
    if old.text == new.text:
        return True
    one, other = old.wording(), new.wording()
    return any(one.get(n) and one.get(n) == other.get(n) for n in ("quote", "because", "note"))


def _was(piece: Piece) -> list[str]:
    try:
        values = piece.values()
    except BrokenError:
        return []
    was = values.get("was") if isinstance(values, dict) else None
    return [str(one) for one in was] if isinstance(was, list) else [str(was)] if was else []


def _beside(stem: str, other: str) -> bool:
    """Whether two files are about one article, by their names: `x` and `x.ben`."""
    return stem == other or stem.partition(".")[0] == other.partition(".")[0]


def _common(one: str, other: str) -> int:
    """How much two names have in common at their beginnings."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
