"""Which files have changed, for a site that is served.

Systems that tell of changes at once are asked to; some file systems (shared folders, containers)
never tell, so the files are looked at now and then, too. What counts is how they look: a report
that turns out to be about nothing, or comes twice, builds nothing.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from watchdog.events import (
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

log = logging.getLogger(__name__)

State = dict[Path, tuple[int, int]]

# Seconds after which files are looked at though nobody told of a change: as often as MkDocs does.
_PATIENCE = 0.5

# Not of files that are opened or read: a build reads all of them.
_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


def state_of(paths: Iterable[Path]) -> State:
    """Time of change and size of files, and of all files in folders. Hidden ones are left out:
    editors keep theirs there."""
    found: State = {}
    for path in paths:
        for file in _files(path):
            with suppress(OSError):
                state = file.stat()
                found[file] = state.st_mtime_ns, state.st_size
    return found


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in names if not name.startswith("."))


def differences(old: State, new: State) -> set[Path]:
    """The files that came, went or changed."""
    return {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


class Watch:
    """Calls somebody when files in a folder have changed."""

    def __init__(self, folder: Path, changed: Callable[[], None]) -> None:
        self._folder, self._changed = folder, changed
        self._told, self._ended = threading.Event(), threading.Event()
        self._observer = Observer()
        self._seen: State = {}
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Begins to watch: whatever changes from now on is noticed."""
        # Not in the thread, which may begin later than somebody writes.
        self._seen = state_of([self._folder])
        handler = FileSystemEventHandler()
        handler.on_any_event = lambda event: self._told.set()  # type: ignore[method-assign]
        try:
            self._observer.schedule(
                handler, str(self._folder), recursive=True, event_filter=_EVENTS
            )
            self._observer.start()
        except OSError as error:
            # A system tells of so many folders only.
            log.debug("%s is looked at now and then: %s", self._folder, error)
        self._thread.start()

    def stop(self) -> None:
        """Ends watching."""
        self._ended.set()
        self._told.set()
        if self._observer.is_alive():
            self._observer.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        while True:
            self._told.wait(_PATIENCE)
            self._told.clear()
            if self._ended.is_set():
                return
            now = state_of([self._folder])
            if now != self._seen:
                self._seen = now
                self._changed()
