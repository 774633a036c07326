"""Existing libraries: the BibTeX and CSL-JSON files of the option `bibliography`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from postil.edition.conflicts import conflict_problems, first_version
from postil.edition.problems import Problem
from postil.edition.yamlfile import undecodable

from . import csl_json
from .entries import Entries, Fields, Read

_Reader = Callable[[str, str], Read]


class Library(Mapping[str, Fields]):
    """The entries of all libraries, by id: fields as they would stand in `sources.yml`.

    An entry is worked out when it is asked for, and always makes a valid source.
    """

    def __init__(
        self,
        entries: Entries | None = None,
        remarks: Iterable[Problem] = (),
        hidden: Iterable[str] = (),
    ) -> None:
        self.remarks = tuple(remarks)
        """What the files hold that is not used: nothing is wrong with them."""
        self.hidden = frozenset(hidden)
        """Ids that stand in files with mistakes, and may be those of entries that cannot be read:
        whoever cites them makes no mistake."""
        self._entries = entries or {}
        self._known: dict[str, Fields] = {}

    def __getitem__(self, id: str) -> Fields:
        if id not in self._known:
            self._known[id] = self._entries[id]()
        return self._known[id]

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def read_bibliography(paths: Iterable[str | Path], root: Path) -> tuple[Library, list[Problem]]:
    """Reads the libraries of a site.

    Args:
        paths: The files, seen from `root`. Where two of them have an id, the first counts.
        root: The project's folder: files are named relative to it in problems.

    Returns:
        The entries, and everything wrong with the files. A broken entry does not lose the others.
    """
    entries: Entries = {}
    problems: list[Problem] = []
    remarks: list[Problem] = []
    hidden: set[str] = set()
    for path in paths:
        name = Path(path).as_posix()
        found = _read(root / path, name)
        if found.problems:
            hidden |= _written_ids(root / path)
        entries = {**found.entries, **entries}
        problems += found.problems
        if found.unused:
            remarks.append(Problem(name, 0, 0, _unused(found.unused)))
    return Library(entries, remarks, hidden - entries.keys()), problems


# How the ids of entries stand in BibTeX, CSL JSON, RIS and EndNote's own format.
_ID = re.compile(
    r"^\s*@?\w+\s*[{(]\s*([^\s,{}]+)|\"(?:id|citation-key)\"\s*:\s*\"([^\"]*)\""
    r"|^ID\s+-\s+(.*\S)|^%F\s+(.*\S)",
    re.MULTILINE,
)


def _written_ids(path: Path) -> set[str]:
    """The ids that stand in a library, as far as that can be told of one that cannot be read."""
    try:
        data = path.read_bytes()
    except OSError:
        return set()
    wide = b"\0" in data[:32]
    text = data.replace(b"\0", b"").decode("latin-1" if wide else "utf-8", "replace")
    return {csl_json.source_id(id) for found in _ID.findall(text) for id in found if id}


def _unused(counts: Mapping[str, int]) -> str:
    """`12 entries have 'usera' and 1 'userb', which are not used`."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    (first, number), *others = ordered
    words = [f"{number} {'entry has' if number == 1 else 'entries have'} '{first}'"]
    words += [f"{number} '{field}'" for field, number in others]
    said = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    return f"{said}, which {'are' if others else 'is'} not used"


def _read(path: Path, name: str) -> Read:
    try:
        status = path.stat()
        return _read_once(path, name, status.st_mtime_ns, status.st_size)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        what = "there is no such file" if missing else f"it cannot be read: {error.strerror}"
        advice = "paths in 'bibliography' are seen from mkdocs.yml" if missing else ""
        return Read({}, [Problem(name, 0, 0, what, advice)])


# A site that is served reads its libraries again at every change of a page.
@lru_cache(maxsize=16)
def _read_once(path: Path, name: str, changed: int, size: int) -> Read:
    reader = _reader(path.suffix.lower())
    if reader is None:
        advice = "export it as BibTeX (.bib), CSL JSON (.json) or RIS (.ris)"
        return Read({}, [Problem(name, 0, 0, "this is not a kind of library that is read", advice)])
    data = path.read_bytes()
    if b"\0" in data[:32] and (wrong := undecodable(data)):
        advice = "export the library with the encoding UTF-8"
        return Read({}, [Problem(name, 1, 1, wrong.what, advice)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        advice = "export the library with the encoding UTF-8"
        return Read({}, [Problem(name, line, 1, "the file is not UTF-8", advice)])
    if found := conflict_problems(text, name):
        # One version is better than a library of which nothing is known.
        read = reader(first_version(text), name)
        return read._replace(problems=[*found, *read.problems])
    return reader(text, name)


def _reader(suffix: str) -> _Reader | None:
    if suffix in (".json", ".csljson"):
        return csl_json.read
    if suffix == ".ris":
        from . import ris

        return ris.read
    if suffix in (".bib", ".bibtex", ".biblatex"):
        # Loads a parser and LaTeX tables, which sites without BibTeX need not wait for.
        from . import bibtex

        return bibtex.read
    return None
