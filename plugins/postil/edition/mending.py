"""Texts in which a slip is out of the way, so that what follows it can be read.

YAML ends at its first mistake, and nobody knows for certain what its author had in mind. So
several changes are tried, the smallest first: another value on the line, none, a line that begins
in another column, an entry left out. The first is taken behind which the text can be read, or goes
wrong further down with something that is wrong by itself: what comes of a change is no mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import yaml

from .slips import KEY, Mistake, explained, lines_of

LOST = "\ue0f0"
"""What stands in such a text where a slip was: its author's words are not known."""

MOST_BYTES = 4_000_000
"""How much may be read to find out what is wrong behind a mistake, in characters: four seconds."""

_ENTRY = re.compile(rf"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>{KEY}):(?:[ \t]+(?P<value>.*\S))?\s*$")
_ITEM = re.compile(r"(?P<lead>[ \t]*(?:-[ \t]+)*-)(?:[ \t]+(?P<value>.*\S))?\s*$")
_NOTHING = re.compile(r":[ \t]+(?:\[\s*\]|\{\s*\})\s*(?:#.*)?$")
_INDENT = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


TAG = "tag:yaml.org,2002:"
_TAGS = {
    yaml.ScalarNode: f"{TAG}str",
    yaml.SequenceNode: f"{TAG}seq",
    yaml.MappingNode: f"{TAG}map",
}


class Loader(yaml.CSafeLoader):
    """The C loader without resolvers: every plain scalar arrives as a string."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return _TAGS[kind]


def mistake_of(text: str) -> Mistake | None:
    """What keeps a text from being read; None where it can be."""
    try:
        yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        return explained(error, text)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        return Mistake(
            before.count("\n") + 1,
            error.position - before.rfind("\n"),
            "the file holds a control character",
            "delete it; it is invisible in most editors",
        )
    return None


def column_as_written(written: str, mended: str, line: int, column: int) -> int:
    """The column of a place whose line has another indentation in a mended text."""
    if written == mended or not line:
        return column
    lines = [(*lines_of(text), "")[min(line - 1, text.count("\n"))] for text in (written, mended)]
    before, now = (len(one) - len(one.lstrip()) for one in lines)
    return max(1, column + before - now) if column > now else column


class Mending:
    """Finds the mistakes of a text, one behind the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        """What was made of it. Its lines are where they were."""
        self.mistakes: list[Mistake] = []
        self._left, self._written = MOST_BYTES, text

    def is_mended(self, most: int) -> bool:
        """Looks for mistakes until the text can be read, or no more can be known; for `most` at
        most. Whether it can be read now."""
        mistake = mistake_of(self.text)
        while mistake:
            self.mistakes.append(self.as_written(mistake))
            if len(self.mistakes) == most:
                return False
            found = self._behind(mistake)
            if found is None:
                return False
            self.text, mistake = found
        return True

    def emptied(self) -> set[int]:
        """The lines, from 0, of keys that have lost their text, for entries stand below them."""
        if self.text == self._written:
            return set()
        pairs = zip(lines_of(self._written), lines_of(self.text), strict=False)
        return {
            number
            for number, (before, now) in enumerate(pairs)
            if before != now and now.endswith(":") and not _NOTHING.search(before)
        }

    def as_written(self, mistake: Mistake) -> Mistake:
        """A mistake of the text as it is now, where it stands in the one that was written."""
        column = column_as_written(self._written, self.text, mistake.line, mistake.column)
        return replace(mistake, column=column)

    def _behind(self, mistake: Mistake) -> tuple[str, Mistake | None] | None:
        """A text in which a mistake is out of the way, and the next one in it."""
        lines = lines_of(self.text)
        at = min(mistake.line, len(lines)) - 1
        tried = set()
        for other in _others(lines, at):
            text = "\n".join(other)
            if self._left < len(text):
                return None
            if text in tried:
                continue
            tried.add(text)
            self._left -= len(text)
            following = mistake_of(text)
            if following is None:
                return text, None
            if following.line > mistake.line and _is_wrong_itself(other, following.line - 1):
                return text, following
        return None


def _is_wrong_itself(lines: Sequence[str], at: int) -> bool:
    """Whether the line of an entry or item cannot be read, even where nothing stands around it."""
    if at >= len(lines):
        return False
    if entry := _ENTRY.match(lines[at]):
        column = len(entry["lead"])
    elif _ITEM.match(lines[at]):
        column = _indent(lines[at])
    else:
        return False
    own = [lines[at], *(lines[n] for n in _below(lines, at, column))]
    found = mistake_of("\n".join(line[min(column, _indent(line)) :] for line in own))
    return found is not None and found.line == 1


def _others(lines: Sequence[str], at: int) -> Iterator[list[str]]:
    """Other lines in place of some with a mistake on one of them, the smallest change first."""
    yield from _with_spaces(lines, at)
    yield from _without_value(lines, at)
    before = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), -1)
    if before >= 0:
        if not _ENTRY.match(lines[before]):
            if _indent(lines[before]) < _indent(lines[at]):
                yield _with(lines, before, f"{lines[before].rstrip()}:")
            yield from _without_value(lines, before)
        if _NOTHING.search(lines[before]):
            yield from _without_value(lines, before)
        yield from _in_other_columns(lines, at, before)
        yield from _without_value(lines, before)
    above = at
    while (above := _parent(lines, above)) >= 0:
        entry, item = _ENTRY.match(lines[above]), _ITEM.match(lines[above])
        if entry:
            yield _without(lines, above, f"{entry['lead']}{entry['key']}: {LOST}")
        if item:
            yield _without(lines, above, f"{item['lead']} {LOST}", len(item["lead"]) - 1)


def _with_spaces(lines: Sequence[str], at: int) -> Iterator[list[str]]:
    """Where a sign that is no space indents a line, or nobody sees a sign in it."""
    indent = _INDENT.match(lines[at])
    assert indent is not None
    if "\t" in indent[0]:
        yield [re.sub(r"^[ \t]+", lambda tabs: tabs[0].replace("\t", "  "), line) for line in lines]
        yield [re.sub(r"^[ \t]+", lambda tabs: tabs[0].expandtabs(2), line) for line in lines]
    elif indent[0].strip(" "):
        width = len(re.sub(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]", "", indent[0]))
        yield _with(lines, at, " " * width + lines[at][indent.end() :])
    if _CONTROLS.search(lines[at]):
        yield _with(lines, at, _CONTROLS.sub(LOST, lines[at]))


def _without_value(lines: Sequence[str], at: int) -> Iterator[list[str]]:
    """Another value on a line, or none, with what stands below it or without."""
    if match := _ENTRY.match(lines[at]):
        key = f"{match['lead']}{match['key']}:"
        values = [f"{key} {LOST}"]
        if match["value"]:
            # Where entries stand below, they are the value.
            values.insert(0 if _has_entries(lines, at) else 1, key)
    else:
        indent = lines[at][: _indent(lines[at])]
        item = _ITEM.match(lines[at])
        values = [f"{item['lead']} {LOST}"] if item else []
        values += [f"{indent}{LOST}: {LOST}", f"{indent}{LOST}"]
    for value in values:
        yield _with(lines, at, value)
        if value.endswith(LOST):
            yield _without(lines, at, value)


def _in_other_columns(lines: Sequence[str], at: int, before: int) -> Iterator[list[str]]:
    """A line in the column of one above it."""
    if not (match := _ENTRY.match(lines[at])):
        return
    columns, above = set(), before
    while above >= 0:
        columns |= {_column(lines[above]), _indent(lines[above])}
        above = _parent(lines, above)
    here = len(match["lead"])
    for column in sorted(columns - {here}, key=lambda other: abs(other - here)):
        yield _with(lines, at, f"{' ' * column}{match['key']}: {LOST}")
        yield _without(lines, at, f"{' ' * column}{match['key']}: {LOST}")


def _with(lines: Sequence[str], at: int, line: str) -> list[str]:
    """The lines with another one."""
    return [*lines[:at], line, *lines[at + 1 :]]


def _without(lines: Sequence[str], at: int, line: str, column: int | None = None) -> list[str]:
    """The lines with another one, and without what stands below it."""
    others = _with(lines, at, line)
    for n in _below(lines, at, column):
        others[n] = ""
    return others


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _column(line: str) -> int:
    """Where the key of a line stands, or what else it begins with."""
    entry = _ENTRY.match(line)
    return len(entry["lead"]) if entry else _indent(line)


def _below(lines: Sequence[str], at: int, column: int | None = None) -> Iterator[int]:
    """The lines that belong to the value on a line, whose key stands in a column."""
    column = _column(lines[at]) if column is None else column
    for n in range(at + 1, len(lines)):
        indent = _indent(lines[n])
        # The dashes of a list may stand below the first letter of its key.
        is_item = indent == column and lines[n][indent : indent + 2] == "- "
        if (
            lines[n].strip()
            and indent <= column
            and not (is_item and lines[at][column : column + 1] != "-")
        ):
            return
        yield n


def _has_entries(lines: Sequence[str], at: int) -> bool:
    first = next((lines[n] for n in _below(lines, at) if lines[n].strip()), "")
    return bool(_ENTRY.match(first) or _ITEM.match(first))


def _parent(lines: Sequence[str], at: int) -> int:
    """The line of the entry or item that a line stands in; -1 where it stands in none."""
    indent = _indent(lines[at])
    is_item = bool(_ITEM.match(lines[at]))
    for n in range(at - 1, -1, -1):
        other = _indent(lines[n])
        if lines[n].strip() and (
            other < indent or (is_item and other == indent and not _ITEM.match(lines[n]))
        ):
            return n
    return -1
