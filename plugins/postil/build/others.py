"""What a site tells other programs of its articles, gathered while their pages are made.

A site has as much of it as it has text, and none of it is needed before all pages are there: so it
waits in a file, and is put together piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile

# What waits in memory, in bytes.
_SMALL = 4_000_000


class Told:
    """Texts of each article, which can be read again by their number."""

    def __init__(self) -> None:
        self._file: SpooledTemporaryFile[bytes] | None = None
        self._places: dict[str, list[tuple[int, int]]] = {}
        self._is_closed = False

    def __bool__(self) -> bool:
        return bool(self._places)

    def put(self, article: str, texts: Sequence[str]) -> None:
        """Takes the texts of an article in place of what there was, until all is put together."""
        if self._is_closed:
            return
        if self._file is None:
            self._file = SpooledTemporaryFile(max_size=_SMALL)  # noqa: SIM115
        self._file.seek(0, 2)
        at = self._file.tell()
        places = []
        for text in texts:
            data = text.encode("utf-8", "replace")
            self._file.write(data)
            places.append((at, len(data)))
            at += len(data)
        self._places[article] = places

    def drop(self, article: str) -> None:
        """Forgets an article."""
        self._places.pop(article, None)

    def texts(self, number: int) -> Iterator[str]:
        """The texts of this number, in the order of the paths of articles."""
        for article in sorted(self._places) if self._file else ():
            assert self._file is not None
            at, size = self._places[article][number]
            self._file.seek(at)
            yield self._file.read(size).decode("utf-8")

    def close(self) -> None:
        """Forgets all, for good."""
        self._is_closed = True
        self._places.clear()
        if self._file:
            self._file.close()
            self._file = None
