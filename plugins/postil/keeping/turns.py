"""One writer at a time, among the threads of a program and among programs.

Whoever writes reads first what is there, and must find the same when the new file takes its place.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover
    # Windows.
    fcntl = None  # type: ignore[assignment]
    import msvcrt

PATIENCE = 10.0
"""Seconds for which another writer is waited for; one needs a tenth of a second."""
_PAUSE = 0.01
_within = threading.RLock()
_held: set[Path] = set()
"""The folders of this program; whoever has one may take it again."""


class BusyError(Exception):
    """Somebody else has been writing for all too long."""


@contextmanager
def turn(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Waits until nobody else writes into a folder, and keeps all others from it in the block.

    Those who end, however they do, keep nobody from it. Raises BusyError after `patience` seconds.
    """
    if not _within.acquire(timeout=patience):
        raise BusyError(f"another program has been writing into {folder} for {patience:g} seconds")
    at = folder.resolve()
    if at in _held:
        try:
            yield
        finally:
            _within.release()
        return
    try:
        handle = _opened(folder)
        try:
            _wait(handle, folder, time.monotonic() + patience)
            _held.add(at)
            try:
                yield
            finally:
                _held.discard(at)
                _let_go(handle)
        finally:
            os.close(handle)
    finally:
        _within.release()


def _opened(folder: Path) -> int:
    """What is locked: what the folder stands in, so that no file stands anywhere for it and the
    folder need not be there yet, where the system allows that; else a file among the temporary
    ones."""
    if fcntl:
        above = next(path for path in folder.resolve().parents if path.is_dir())
        return os.open(above, os.O_RDONLY)
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]  # pragma: no cover
    at = Path(tempfile.gettempdir(), f"postil-{name}.lock")  # pragma: no cover
    return os.open(at, os.O_RDWR | os.O_CREAT)  # pragma: no cover


def _wait(handle: int, folder: Path, end: float) -> None:
    while True:
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:  # pragma: no cover
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return
        except OSError as error:  # noqa: PERF203
            if time.monotonic() > end:
                what = f"another program has been writing into {folder} for too long"
                raise BusyError(what) from error
            time.sleep(_PAUSE)


def _let_go(handle: int) -> None:
    if fcntl:
        fcntl.flock(handle, fcntl.LOCK_UN)
    else:  # pragma: no cover
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
