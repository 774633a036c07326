"""The titles of what libraries hold, for editors.

To work out an entry of BibTeX takes half a millisecond, and a library may have thousands that
nobody has cited yet: their titles are kept until a file of the libraries changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from postil.edition.bibliography import Bibliography
from postil.keeping.cache import Digest
from postil.keeping.saving import save

FILE_NAME = "titles.json"


class Titles(Mapping[str, str]):
    """The title of each entry, by id. They are worked out when one is asked for."""

    def __init__(self, library: Bibliography, files: Iterable[Path], folder: Path | None) -> None:
        """
        Args:
            library: The entries of all libraries.
            files: The files that they are from.
            folder: Where the titles are kept; None for nowhere.
        """
        self._library, self._files = library, tuple(files)
        self._kept = folder / FILE_NAME if folder else None

    def __getitem__(self, id: str) -> str:
        return self._titles[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._library)

    def __len__(self) -> int:
        return len(self._library)

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        state = self._state()
        # It may be damaged in any way.
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            kept = json.loads(self._kept.read_bytes()) if self._kept else {}
            if kept["state"] == state and kept["titles"].keys() == self._library.keys():
                return {id: str(title) for id, title in kept["titles"].items()}
        titles = {id: str(fields.get("title", "")) for id, fields in self._library.items()}
        if self._kept:
            with suppress(OSError):
                self._kept.parent.mkdir(parents=True, exist_ok=True)
                data = json.dumps({"state": state, "titles": titles}, ensure_ascii=False)
                save(self._kept, data.encode("utf-8", "replace"), lasting=False)
        return titles

    def _state(self) -> str:
        digest = Digest(version("postil"))
        for file in self._files:
            with suppress(OSError):
                digest.add(file.read_bytes())
        return digest.key().hex()
