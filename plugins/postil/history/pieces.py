"""The entries of an annotation file as pieces of its text, which are read one by one.

Of a file that was changed, almost all entries are as they were, which their text shows: reading it
whole would take fifty times as long as reading the one that is another. A file that is written in
any other way than almost all are is read whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from postil.edition.yamlfile import YamlFile

from .wording import Wording, wording

# A line that begins a section, or says whose the entries are.
_TOP = re.compile(r"(?:(claims|notes):[ ]*(?:#.*)?|by:.*)$")
# The first entry of the first section.
_FIRST = re.compile(r"^(?:claims|notes):[ ]*(?:#.*)?\n(?:[ ]*(?:#.*)?\n)*([ ]+)[^ ]", re.MULTILINE)
_ID = re.compile(r"([ ]+)([a-z0-9]+(?:-[a-z0-9]+)*):(?=[ ]|$)")
# The name that an alias stands for may be given in another entry.
_NAME = re.compile(r"(?:^|[\s\[{,:-])&\w")


class Piece(NamedTuple):
    """An entry of a file."""

    section: str
    text: str
    """As it is written, or, of a file that was read whole, its values as JSON."""

    def values(self) -> Any:
        """What it says. Raises BrokenError where it is no YAML."""
        if self.text.startswith("{"):
            return json.loads(self.text)
        file = YamlFile(self.text.encode())
        if file.mistakes or not isinstance(file.values, dict):
            raise BrokenError(str(file.mistakes[0].what) if file.mistakes else "no entry")
        return next(iter(file.values.values()))

    def wording(self) -> Wording:
        """What it says to readers. Raises BrokenError where it is no YAML."""
        return wording(self.section, self.values())


class BrokenError(Exception):
    """A file, or a piece of one, has mistakes; the message says what is wrong."""


Pieces = Mapping[str, Piece]
"""The entries of a file by their ids."""


def pieces(data: bytes, is_known: Callable[[str, Piece], bool]) -> Pieces:
    """The entries of a file. Raises BrokenError where it has mistakes.

    Args:
        data: The file.
        is_known: Whether an entry has been read before; then it is not read again.
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BrokenError("it is not UTF-8") from error
    found = _divided(text)
    try:
        for id, piece in (found or {}).items():
            if not is_known(id, piece):
                piece.values()
    except BrokenError:
        # A text may have lines that look like the beginning of an entry.
        found = None
    return found if found is not None else _read(data)


def _read(data: bytes) -> Pieces:
    """The entries of a file that is read whole."""
    file = YamlFile(data)
    if file.mistakes:
        raise BrokenError(file.mistakes[0].what)
    sections = file.values if isinstance(file.values, dict) else {}
    return {
        id: Piece(section, json.dumps(values if isinstance(values, dict) else {}))
        for section in ("claims", "notes")
        if isinstance(sections.get(section), dict)
        for id, values in sections[section].items()
    }


def _divided(text: str) -> Pieces | None:
    """The entries of a file in which each begins with its id on a line; None of any other."""
    if "\t" in text or ("&" in text and _NAME.search(text)):
        return None
    found: dict[str, Piece] = {}
    first = _FIRST.search(text)
    # All that is further in belongs to an entry.
    lines = _upto(len(first[1]) if first else 0).finditer(text)
    sections: set[str] = set()
    section, id, start = "", "", 0
    for line in lines:
        said = line[0]
        is_top = said[0] != " "
        if said.lstrip(" ")[0] == "#":
            continue
        match = (_TOP if is_top else _ID).match(said)
        if not match:
            return None
        if id:
            found[id] = Piece(section, text[start : line.start()].rstrip())
        if is_top:
            section, id = match[1] or "", ""
            if section in sections:
                return None
            sections.update(filter(None, [section]))
        else:
            id, start = match[2], line.start()
            if id in found or not section or match[1] != (first and first[1]):
                return None
    if id:
        found[id] = Piece(section, text[start:].rstrip())
    return found


@cache
def _upto(indent: int) -> re.Pattern[str]:
    """Lines that begin at a column or before it."""
    return re.compile(rf"^[ ]{{0,{indent}}}[^ \n].*", re.MULTILINE)
