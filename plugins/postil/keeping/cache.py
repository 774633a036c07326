"""What one build keeps for the next: values under keys that name everything they depend on.

A value is found only under the very key it was put under, and only as it was put there: the keys
are digests (`Digest`), and each value is stored with a checksum. So a cache may be out of date,
damaged, deleted or used by two builds at once, and the worst that follows is that something is
made anew. Nothing here raises: a folder that cannot be written to is a cache without entries.

It is one SQLite file. A site of a thousand articles keeps some 5,000 values of 20 bytes to some
megabytes; one file for each would take longer to open than to read.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import sys
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from .encoding import as_json, decoded

try:
    import sqlite3
except ImportError:  # pragma: no cover
    # Python can be made without it; then nothing is kept.
    sqlite3 = None  # type: ignore[assignment]

# What SQLite raises. What it says of a damaged file may quote it, and be no text; a number in it
# may be larger than it takes itself.
_ERRORS = (OSError, sqlite3.Error, UnicodeDecodeError, OverflowError) if sqlite3 else (OSError,)

log = logging.getLogger(__name__)

FILE_NAME = "builds.sqlite"

COPIES = "files-"
"""How the name of a folder begins that holds files of one build. What a build leaves there that was
interrupted goes when the cache does."""

# Values that were used in neither of the last builds are dropped. With three, switching between
# two branches keeps both.
BUILDS_KEPT = 3

# Nobody builds a site so often.
_MOST_BUILDS = 10**9

# Values are written in portions: while one is written, another build has to wait. And until it is
# written, it takes memory.
_PORTION = 64
_PORTION_BYTES = 4_000_000
_PATIENCE = 2.0
"""How many seconds a build waits for another one to finish its portion."""

# Of the tables; goes up when they change.
_FORMAT = 1
_TABLES = f"""
PRAGMA user_version = {_FORMAT};
CREATE TABLE IF NOT EXISTS entry (key BLOB PRIMARY KEY, value BLOB, checksum INTEGER);
CREATE TABLE IF NOT EXISTS used (key BLOB PRIMARY KEY, build INTEGER) WITHOUT ROWID;
"""


class Cache:
    """The values that builds keep in a folder; without a folder, none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self.keeps = folder is not None
        """Whether it has a folder."""
        self._is_new = folder is not None and sqlite3 is not None
        self._was_empty = False
        """Whether there is nothing in it but what this build has put there."""
        self._connection: sqlite3.Connection | None = None
        self._build = 0
        self._used: set[bytes] = set()
        self._waiting: list[tuple[bytes, bytes, int]] = []
        self._waiting_bytes = 0

    def get(self, key: bytes) -> Any | None:
        """The value under a key; None if there is none. Values are what JSON can say."""
        try:
            return decoded(texts[0]) if (texts := self.get_texts(key)) else None
        except (ValueError, RecursionError):
            return None

    def put(self, key: bytes, value: Any) -> None:
        """Keeps a value under a key."""
        self.put_texts(key, [as_json(value)])

    def get_texts(self, key: bytes) -> list[str] | None:
        """The texts under a key; None if there are none. Large ones are read several times faster
        than as a value."""
        if self._is_new:
            self._open()
        if self._connection is None or (self._was_empty and key not in self._used):
            return None
        try:
            row = self._connection.execute(
                "SELECT value, checksum FROM entry WHERE key = ?", (key,)
            ).fetchone()
        except _ERRORS as error:
            self._give_up(error)
            return None
        if row is None or not isinstance(row[0], bytes) or _checksum(key, row[0]) != row[1]:
            return None
        self._used.add(key)
        return _unpacked(row[0])

    def put_texts(self, key: bytes, texts: Sequence[str]) -> None:
        """Keeps texts under a key."""
        if self._is_new:
            self._open()
        if self._connection is None:
            return
        stored = _packed(texts)
        self._used.add(key)
        self._waiting.append((key, stored, _checksum(key, stored)))
        self._waiting_bytes += len(stored)
        if len(self._waiting) >= _PORTION or self._waiting_bytes >= _PORTION_BYTES:
            self._write()

    def write(self) -> None:
        """Writes what was put so far, without ending a build."""
        self._write()

    def close(self) -> None:
        """Ends a build: drops what has not been used for some builds."""
        self._write()
        connection = self._connection
        if connection is None:
            return
        used = [(key, self._build) for key in self._used]
        self._used.clear()
        try:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO used VALUES (?, ?)", used)
                oldest = self._build - BUILDS_KEPT
                connection.execute("DELETE FROM used WHERE build <= ?", (oldest,))
                connection.execute("DELETE FROM entry WHERE key NOT IN (SELECT key FROM used)")
        except _ERRORS as error:
            self._give_up(error)
        else:
            connection.close()
        self._connection = None

    def _open(self) -> None:
        # A site without annotations has no use for the folder, and does not get one.
        self._is_new = False
        assert self._folder is not None
        path = self._folder / FILE_NAME
        try:
            make_folder(path.parent)
            try:
                self._connect(path)
            except _ERRORS as error:
                self._give_up(error)
                if not _is_damage(error):
                    return
                self._connect(path)
        except _ERRORS as error:
            self._give_up(error)

    def _connect(self, path: Path) -> None:
        connection = self._connection = sqlite3.connect(path, timeout=_PATIENCE)
        # What a power failure may leave behind is a damaged file, which is noticed.
        connection.execute("PRAGMA synchronous = OFF")
        # Of a new file. A page of the site has some hundreds of kilobytes, read in such pieces.
        connection.execute("PRAGMA page_size = 16384")
        # What is read or written is so once; kept in memory, it would be some megabytes.
        connection.execute("PRAGMA cache_size = -256")
        # A log of what is written would be written twice: most of it is new.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found not in (0, _FORMAT):
            raise sqlite3.DatabaseError(f"its format is {found}")
        if found == 0:
            connection.executescript(_TABLES)
        # Text is more than any number.
        newest = connection.execute("SELECT max(build) FROM used").fetchone()[0] or 0
        if not (isinstance(newest, int) and 0 <= newest < _MOST_BUILDS):
            raise sqlite3.DatabaseError("its builds are not numbered")
        self._build = newest + 1
        self._was_empty = connection.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is None

    def _write(self) -> None:
        if self._connection is None or not self._waiting:
            return
        try:
            with self._connection as connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", self._waiting
                )
        except _ERRORS as error:
            self._give_up(error)
        self._waiting.clear()
        self._waiting_bytes = 0

    def _give_up(self, error: Exception) -> None:
        """Goes on without the cache. A damaged one is of no use to the next build, either."""
        log.debug("the cache in %s is not used: %s", self._folder, error)
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
        self._waiting.clear()
        if self._folder and _is_damage(error):
            _delete(self._folder)


class Digest:
    """A key: the digest of everything that a value depends on, part by part."""

    def __init__(self, *parts: str | bytes) -> None:
        self._hash = hashlib.blake2b(digest_size=20)
        self.add(*parts)

    def add(self, *parts: str | bytes) -> None:
        """Adds parts. Each counts with its length, so that "ab", "c" is not "a", "bc"."""
        for part in parts:
            data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            self._hash.update(b"%d:" % len(data))
            self._hash.update(data)

    def key(self, *parts: str | bytes) -> bytes:
        """The key of what depends on these parts too."""
        found = Digest()
        found._hash = self._hash.copy()
        found.add(*parts)
        return found._hash.digest()


def clean(folder: Path) -> bool:
    """Deletes a cache, and its folder if nothing else is in it. Returns whether there was one.

    Raises OSError where it cannot be deleted.
    """
    found = [path for path in _files(folder) if path.is_file()]
    mark = folder / ".gitignore"
    if mark.is_file() and mark.read_bytes() == _MARK:
        found.append(mark)
    for path in found:
        path.unlink(missing_ok=True)
    for path in folder.glob(f"{COPIES}*"):
        shutil.rmtree(path)
        found.append(path)
    if found and not any(folder.iterdir()):
        folder.rmdir()
    return bool(found)


@lru_cache(maxsize=1)
def programs() -> bytes:
    """A digest of the programs that make the values: this package as its files are now, and the
    names and versions of all other packages."""
    digest = Digest(sys.version)
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.add(path.relative_to(package).as_posix(), path.read_bytes())
    digest.add(*sorted(_installed()))
    return digest.key()


def _installed() -> Iterable[str]:
    for path in map(Path, sys.path):
        with suppress(OSError):
            yield from (
                found.name
                for found in path.iterdir()
                if found.suffix in (".dist-info", ".egg-info", ".egg-link")
            )


def _packed(texts: Sequence[str]) -> bytes:
    """Texts one behind the other, below a line with the number of bytes of each."""
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    return b"".join([b" ".join(b"%d" % len(part) for part in parts), b"\n", *parts])


def _unpacked(stored: bytes) -> list[str] | None:
    """The texts that were packed; None where they cannot be told apart."""
    lengths, _, data = stored.partition(b"\n")
    texts, start = [], 0
    try:
        for length in map(int, lengths.split()):
            texts.append(data[start : start + length].decode("utf-8", "surrogatepass"))
            start += length
    except ValueError:
        return None
    return texts


def _checksum(key: bytes, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key))


# A cache is no part of a site: Git is told to leave it out.
_MARK = b"# Made by builds; 'postil clean' deletes it.\n*\n"


def make_folder(folder: Path) -> None:
    """Makes the folder of a cache. One that holds anything already is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        (folder / ".gitignore").write_bytes(_MARK)


def _is_damage(error: Exception) -> bool:
    """Whether SQLite says that it cannot make sense of its file. All else is for another time:
    another build is writing, or the folder is not ours to write to."""
    if type(error) is sqlite3.OperationalError:
        return str(error).startswith(("no such ", "table ", "malformed"))
    return type(error) in (
        sqlite3.DatabaseError,
        sqlite3.IntegrityError,
        UnicodeDecodeError,
        OverflowError,
    )


def _files(folder: Path) -> list[Path]:
    # The two in the middle are of earlier versions.
    return [folder / f"{FILE_NAME}{suffix}" for suffix in ("", "-wal", "-shm", "-journal")]


def _delete(folder: Path) -> None:
    for path in _files(folder):
        with suppress(OSError):
            path.unlink()
