"""Reading the lives of the annotations of a folder from git: whole the first time, and then only
what the commits since the last build have brought."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from postil.edition.loading import is_of_article
from postil.edition.model import composed
from postil.keeping.cache import Cache, Digest, programs

from .git import Change, Commit, Repository
from .lives import FileChange, Lives
from .pieces import BrokenError, Piece, Pieces, pieces

Log = Sequence[tuple[Commit, Sequence[Change]]]


def read(repository: Repository, cache: Cache, *, is_sound: bool = False) -> Lives:
    """The lives of the annotations of a folder. Raises UnknownError where the repository cannot be
    read.

    Args:
        repository: The folder in its repository.
        cache: Where they are kept for the next build.
        is_sound: Whether the files as they are now have no mistakes: then it need not be looked for
            any in what is committed and stands there still.
    """
    folder = str(repository.folder.resolve())
    key = Digest(
        programs(), "history", folder, repository.prefix, *sorted(repository.shallow)
    ).key()
    lives = _kept(cache, key)
    chain = repository.chain()
    if lives.head not in chain:
        # Another branch, or one that was written anew.
        lives = Lives()
    if lives.head != repository.head:
        log = [
            (commit, [change for change in changes if is_of_article(change.path)])
            for commit, changes in repository.log(lives.head)
        ]
        _Reading(repository, lives, trusts=is_sound and not lives.head).take(log)
        lives.head = repository.head
        cache.put(key, lives.values())
    _settle(repository, lives)
    return lives


def _kept(cache: Cache, key: bytes) -> Lives:
    try:
        return Lives.of(cache.get(key) or {})
    except (KeyError, TypeError, ValueError, IndexError):
        return Lives()


class _Reading:
    """One run through commits."""

    def __init__(self, repository: Repository, lives: Lives, *, trusts: bool) -> None:
        self.repository, self.lives = repository, lives
        self._files: dict[str, tuple[str, Pieces]] = {}
        """The files as the last commit that was good left them: the name of their contents, and
        their entries."""
        self._known: set[Piece] = set()
        """Entries that need not be looked at."""
        self._there: dict[str, Pieces] = {}
        """The entries of the files as they are now, by the names of their contents."""
        if trusts:
            names = [name for _, name in _unchanged(repository)]
            for name, data in zip(names, repository.contents(names), strict=True):
                # What cannot be divided is read when its turn comes.
                found = _entries(data)
                self._there[name] = found
                self._known.update(found.values())

    def take(self, log: Log) -> None:
        """Takes over what commits have changed."""
        contents = self.repository.contents([*self._needed(log)])
        for commit, changes in log:
            self.lives.take(commit, [*self._changed(commit, changes, contents)])

    def _needed(self, log: Log) -> Iterator[str]:
        """The names of the contents to be read, in the order in which they are."""
        seen = set()
        for _, changes in log:
            for change in changes:
                before = self.lives.good.get(change.path, change.before)
                if change.path not in seen and before:
                    yield before
                seen.add(change.path)
                if change.after and change.after not in self._there:
                    yield change.after

    def _changed(
        self, commit: Commit, changes: Sequence[Change], contents: Iterator[bytes]
    ) -> Iterator[FileChange]:
        good = self.lives.good
        for change in changes:
            path = change.path
            if path not in self._files:
                name = good.get(path, change.before)
                self._files[path] = name, _entries(next(contents)) if name else {}
            name, before = self._files[path]
            after: Pieces = {}
            if change.after in self._there:
                after = self._there[change.after]
            elif change.after:
                data = next(contents)
                try:
                    after = pieces(data, partial(self._is_known, before))
                except BrokenError as error:
                    good[path] = name
                    self.lives.skip(commit, path, str(error))
                    continue
            good.pop(path, None)
            self._files[path] = change.after, after
            yield FileChange(_stem(path), before, after)

    def _is_known(self, before: Pieces, id: str, piece: Piece) -> bool:
        return before.get(id) == piece or piece in self._known


def _entries(data: bytes) -> Pieces:
    """The entries of a file that is known to be good; none of any other."""
    try:
        return pieces(data, lambda *_: True)
    except BrokenError:
        return {}


def _stem(path: str) -> str:
    return composed(path.rpartition(".")[0])


def _unchanged(repository: Repository) -> Iterator[tuple[str, str]]:
    """The files that stand in the folder as they were committed: path, and name of contents."""
    return (one for one in _committed(repository).items() if _is_there(repository, *one))


def _committed(repository: Repository) -> Mapping[str, str]:
    files = repository.files()
    return {path: name for path, name in files.items() if is_of_article(path)}


def _is_there(repository: Repository, path: str, name: str) -> bool:
    """Whether a file stands in the folder as it was committed."""
    try:
        data = (repository.folder / path).read_bytes()
    except OSError:
        return False
    # The name that git gives to contents; longer ones are of repositories made so.
    digest = hashlib.sha1 if len(name) == 40 else hashlib.sha256
    # On Windows, git may write other line ends than it keeps.
    return any(
        digest(b"blob %d\0" % len(one) + one).hexdigest() == name
        for one in (data, data.replace(b"\r\n", b"\n"))
    )


def _settle(repository: Repository, lives: Lives) -> None:
    """Reads what was committed last in files that say something else now."""
    changed = {
        path: name
        for path, name in _committed(repository).items()
        if not _is_there(repository, path, name)
    }
    for path, data in zip(changed, repository.contents([*changed.values()]), strict=True):
        lives.settle(_stem(path), _entries(data))
