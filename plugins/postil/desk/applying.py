"""Writing the changes that were taken: each file at once or not at all, and only where it is still
the file that was read."""

from __future__ import annotations

import signal
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from postil.anchoring.lock import FILE_NAME, Anchor
from postil.anchoring.lock import read as read_lock
from postil.anchoring.moving import followed
from postil.build.survey import Survey
from postil.edition.edition import Home
from postil.edition.model import Quote
from postil.edition.yamlfile import Keys
from postil.keeping.saving import save
from postil.keeping.turns import BusyError, turn

from .change import Change
from .locking import write_anchors
from .looking import counted, passages
from .writing.anchors import as_saved
from .writing.rewrite import QuoteFile


class Files:
    """The annotation files of a site, as they were when it was looked at."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._files: dict[str, QuoteFile | None] = {}

    def get(self, home: Home) -> QuoteFile | None:
        """The file of an annotation; None if it has changed since it was read."""
        name = home.file.name
        if name not in self._files:
            path = self.root / name
            data = path.read_bytes() if home.file.file.is_of(path) else None
            self._files[name] = None if data is None else QuoteFile(data)
        return self._files[name]


def apply(found: Survey, files: Files, taken: Sequence[Change]) -> tuple[int, bool]:
    """Writes changes into their files and into the lock file, and says what was written and what
    was not. Returns how many changes were made, and whether that is all there was to write."""
    with _uninterrupted():
        try:
            with turn(found.folder):
                return _apply(found, files, taken)
        except BusyError as error:
            raise click.ClickException(f"{error}; nothing was written") from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ignores Ctrl+C: to write all files takes a moment, and of some of them alone the lock file
    would not be true."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


def _apply(found: Survey, files: Files, taken: Sequence[Change]) -> tuple[int, bool]:
    written: list[str] = []
    homes = {home.file.name: home for change in taken for home in change.waiting.homes}
    left = {
        change.waiting.place.name: _changed(name)
        for name, home in homes.items()
        if not home.file.file.is_of(found.root / name)
        for change in taken
        if name in dict(change.targets)
    }
    texts, refused = _texts(files, homes, taken, left)
    left |= refused
    for name, data in texts.items():
        count = sum(
            name == target
            for change in taken
            if change.waiting.place.name not in left
            for target, _ in change.targets
        )
        try:
            save(found.root / name, data)
        except OSError as error:
            why = f"{name} cannot be written: {error.strerror}"
            so_far = f"nothing but {' and '.join(written)}" if written else "nothing"
            raise click.ClickException(f"{why}; {so_far} was written") from error
        written.append(name)
        click.echo(f"{name}: {counted(count, 'quote')} rewritten")
    made = [change for change in taken if change.waiting.place.name not in left]
    is_locked = _lock(found, made)
    for name, why in left.items():
        click.echo(f"{name}: not written: {why}", err=True)
    return len(made), is_locked and not left


def _changed(name: str) -> str:
    return f"{name} has changed since it was read, and is left alone"


def _texts(
    files: Files, homes: dict[str, Home], taken: Sequence[Change], left: dict[str, str]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """The new data of the files, and which changes cannot be made and why. A change to several
    files is made in all of them or in none."""
    refused: dict[str, str] = {}
    while True:
        quotes: dict[str, dict[Keys, Quote]] = {}
        names: dict[tuple[str, Keys], str] = {}
        for change in taken:
            name = change.waiting.place.name
            if name not in left and name not in refused:
                for target, keys in change.targets:
                    quotes.setdefault(target, {})[keys] = change.quote
                    names[target, keys] = name
        texts: dict[str, bytes] = {}
        before = len(refused)
        for file_name, wanted in quotes.items():
            file = files.get(homes[file_name])
            if file is None:
                refused |= {names[file_name, keys]: _changed(file_name) for keys in wanted}
                continue
            texts[file_name], why = file.rewritten(wanted)
            refused |= {names[file_name, keys]: reason for keys, reason in why.items()}
        if len(refused) == before:
            return texts, refused


def _unread(found: Survey) -> dict[str, Anchor]:
    """What was saved of annotations that may stand where mistakes kept them from being read."""
    read = {place.name for place, _, _ in passages(found)}
    anchors = {}
    for name, (anchor, *_) in found.lock.anchors.items():
        if name not in read:
            path = name.partition("#")[0]
            article = found.anchored.get(path)
            now = article.pieces if article and article.placed else ""
            anchors[name] = found.lock.waiting(path, anchor, now) if now else anchor
    return anchors


def _lock(found: Survey, made: Collection[Change]) -> bool:
    """Saves the anchors of changes that were made, unless the lock file is another one by now."""
    if not made:
        return True
    path = found.folder / FILE_NAME
    name = path.relative_to(found.root) if path.is_relative_to(found.root) else path
    now = followed(read_lock(path, str(name)), found.edition, found.moves)
    if (now.anchors, now.pieces) != (found.lock.anchors, found.lock.pieces):
        click.echo(f"{_changed(str(name))}: run 'postil lock'", err=True)
        return False
    anchors = _unread(found) if found.edition.problems else {}
    anchors |= {
        place.name: anchor
        for place, anchored, passage in passages(found)
        if (anchor := as_saved(found.lock, anchored, passage))
    }
    anchors |= {change.waiting.place.name: change.anchor for change in made}
    write_anchors(found, anchors)
    they = "it is" if len(made) == 1 else "they are"
    click.echo(f"{name}: {counted(len(made), 'passage')} saved as {they} now")
    return True
