"""The files of what is shown of hits, and of what they can be chosen by."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

# Hits of a file of those that are shown. More make fewer files, and more to load for each list.
TOGETHER = 16

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Hits:
    """Writes the files of a site.

    A hit has a number, and stands in a file with its neighbours as a list: address, title, text,
    article. Of each facet there are the values, of which the first is none, and for each hit the
    number of its value.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[list[str]] = []
        self._facets: dict[str, list[str]] = {}
        self._version = hashlib.sha256()
        self.count = 0

    def add(self, fragment: dict[str, Any]) -> str:
        """Adds a hit as Pagefind has it; returns its name, which is its number."""
        facets = {name: value for name, (value, *_) in fragment["filters"].items()}
        for name in facets:
            self._facets.setdefault(name, [""] * self.count)
        for name, values in self._facets.items():
            values.append(facets.get(name, ""))
        title, article = fragment["meta"]["title"], facets.get("article", "")
        self._waiting.append([fragment["url"], title, fragment["content"], article])
        name = _in_36(self.count)
        self.count += 1
        if len(self._waiting) == TOGETHER:
            self._write_waiting()
        return name

    def end(self, portions: int) -> None:
        """Writes what is left to be written when all hits are added."""
        if self._waiting:
            self._write_waiting()
        facets = {}
        for name, values in sorted(self._facets.items()):
            labels = ["", *sorted({*values} - {""})]
            numbers = {label: number for number, label in enumerate(labels)}
            facets[name] = {"labels": labels, "of": [numbers[value] for value in values]}
        self._write("facets.packed", facets)
        about = {
            "version": self._version.hexdigest()[:16],
            "portions": portions,
            "count": self.count,
            "together": TOGETHER,
        }
        write_file(self._folder / "hits.json", json.dumps(about).encode())

    def changed_by(self, data: bytes) -> None:
        """Takes other data of the index into its version."""
        self._version.update(data)

    def _write_waiting(self) -> None:
        self._write(f"hits/{(self.count - 1) // TOGETHER}.packed", self._waiting)
        self._waiting = []

    def _write(self, name: str, content: Any) -> None:
        data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        self._version.update(data)
        write_file(self._folder / name, gzip.compress(data, 9, mtime=0))


def write_file(path: Path, data: bytes) -> None:
    """Writes a file, and the folders in which it stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _in_36(number: int) -> str:
    """A number as JavaScript reads it with `parseInt(…, 36)`."""
    digits = ""
    while number >= 36:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return _DIGITS[number] + digits
