"""Writing new entries into an annotation file: they are put behind those that are there, and
nothing else in the file is touched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from postil.edition.model import Quote
from postil.edition.yamlfile import SHARED_LIMIT, YamlFile

from .rewrite import NOT_IN_BLOCK, QuoteFile, RewriteError, flow_mapping, scalar

_INDENT = 2
_LINE_END = re.compile(r"\r\n?|\n|\Z")
_REFUSED = "they cannot be put in without changing something else in the file"


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note that is to be written."""

    id: str
    quote: Quote
    note: str
    tags: tuple[str, ...] = ()
    by: str = ""
    """The id of who made it."""
    on: str = ""
    origin: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Its entry, as it is read again."""
        parts = {
            "exact": self.quote.exact,
            "prefix": self.quote.prefix,
            "suffix": self.quote.suffix,
        }
        given = {key: text for key, text in parts.items() if text}
        values: dict[str, Any] = {"quote": given if len(given) > 1 else self.quote.exact}
        values["note"] = f"{self.note}\n" if _is_block(self.note) else self.note
        if self.tags:
            values["tags"] = [*self.tags]
        return values | self._words

    def lines(self) -> list[str]:
        """Its entry in YAML, in lines."""
        lines = [f"{self.id}:", f"  {quote_line(self.quote)}"]
        if _is_block(self.note):
            lines += ["  note: |", *(f"    {line}" if line else "" for line in self._note_lines)]
        else:
            style = '"' if "\n" in self.note else ""
            lines.append(f"  note: {scalar(self.note, style, in_flow=False)}")
        if self.tags:
            lines.append(f"  tags: [{', '.join(scalar(t, '', in_flow=True) for t in self.tags)}]")
        for key, text in self._words.items():
            # What looks like a day is text here, and needs no quotation marks.
            lines.append(f"  {key}: {text if key == 'on' else scalar(text, '', in_flow=False)}")
        return lines

    @property
    def _words(self) -> dict[str, str]:
        """What is a word or an address, by its key."""
        words = {"by": self.by, "on": self.on, "origin": self.origin}
        return {key: text for key, text in words.items() if text}

    @property
    def _note_lines(self) -> list[str]:
        return self.note.split("\n")

    def in_flow(self) -> str:
        """Its entry on one line, for a mapping in brackets."""
        values = {key: value for key, value in self.values.items() if key != "tags"}
        parts = [
            f"{key}: {flow_mapping(self.quote) if isinstance(value, dict) else _quoted(value)}"
            for key, value in values.items()
        ]
        if self.tags:
            parts.append(f"tags: [{', '.join(map(_quoted, self.tags))}]")
        return f"{self.id}: {{{', '.join(parts)}}}"


@dataclass(frozen=True, slots=True)
class NewAnnotator:
    """Somebody who is to be written into the list of annotators."""

    id: str
    name: str

    @property
    def values(self) -> dict[str, Any]:
        """Their entry, as it is read again."""
        return {"name": self.name}

    def lines(self) -> list[str]:
        """Their entry in YAML, in lines."""
        return [f"{self.id}:", f"  name: {scalar(self.name, '', in_flow=False)}"]

    def in_flow(self) -> str:
        """Their entry on one line."""
        return f"{self.id}: {{name: {_quoted(self.name)}}}"


NewEntry = NewNote | NewAnnotator


def quote_line(quote: Quote) -> str:
    """A quote as it is written in an entry, on one line."""
    is_bare = not (quote.prefix or quote.suffix)
    written = scalar(quote.exact, "", in_flow=False) if is_bare else flow_mapping(quote)
    return f"quote: {written}"


def _quoted(text: str) -> str:
    return scalar(text, '"', in_flow=True)


def _is_block(note: str) -> bool:
    """Whether a text can be written in lines of its own, and is better written so."""
    lines = note.split("\n")
    return len(lines) > 1 and not any(map(NOT_IN_BLOCK.search, lines)) and note == note.strip()


def shown(entries: Sequence[NewEntry], section: str = "notes") -> str:
    """Entries as they stand in a file of their own: in a section of it, or by themselves."""
    if not section:
        return "\n".join([*_indented(entries, 0), ""])
    return "\n".join([f"{section}:", *_indented(entries, _INDENT), ""])


def _indented(entries: Sequence[NewEntry], column: int) -> list[str]:
    return [f"{' ' * column}{line}" if line else "" for entry in entries for line in entry.lines()]


def with_entries(data: bytes | None, entries: Sequence[NewEntry], section: str = "notes") -> bytes:
    """A file with new entries; `data` is None where there is no file yet.

    Raises RewriteError where they cannot be put in.
    """
    if data is None or not YamlFile(data, limit=SHARED_LIMIT).values:
        before = (data or b"").decode("utf-8")
        lead = "\n" if before and not before.endswith("\n") else ""
        return f"{before}{lead}{shown(entries, section)}".encode()
    return _EntryFile(data).with_entries(entries, section)


class _EntryFile(QuoteFile):
    """The text of a file that entries are to be put into."""

    def with_entries(self, entries: Sequence[NewEntry], section: str) -> bytes:
        """The file with these entries. Raises RewriteError."""
        before = YamlFile(self.text.encode(), limit=SHARED_LIMIT).values
        new = {entry.id: entry.values for entry in entries}
        wanted = {**before, **new}
        if section:
            wanted = {**before, section: {**(before.get(section) or {}), **new}}
        for text in self._candidates(entries, section):
            if _says(text, wanted):
                return f"{self.mark}{text}".encode()
        raise RewriteError(_REFUSED)

    def _candidates(self, entries: Sequence[NewEntry], name: str) -> list[str]:
        """The text with the entries at the place where they belong; then at its end, if the last
        text of the file has empty lines behind it that count."""
        root = self._values[()]
        at_home = not name or name in root.inside
        section = self._value((name,)) if name and at_home else root
        if section.is_alias:
            raise RewriteError(f"its {name} are written '*{section.name}'; write them out first")
        if section.is_flow:
            inside = ", ".join(entry.in_flow() for entry in entries)
            inside = inside if at_home else f"{name}: {{{inside}}}"
            comma = ", " if section.inside else ""
            # In front of the bracket that closes it; a comma may stand there already.
            at = section.end - 1
            return [
                f"{self.text[:at].rstrip()}{sign}{inside}{self.text[at:]}" for sign in (comma, " ")
            ]
        if at_home and not section.inside:
            raise RewriteError(f"its '{name}:' is empty; delete that line first")
        lines = _indented(entries, section.column if at_home else section.column + _INDENT)
        if not at_home:
            lines.insert(0, f"{' ' * section.column}{name}:")
        end = self._line_behind(section.end, section.column)
        return [self._put_in(lines, at) for at in (end, len(self.text))]

    def _line_behind(self, offset: int, column: int) -> int:
        """Where the line begins behind the one in which a value ends, and behind comments that
        are indented further than its key."""
        offset = self._end_of_line(offset)
        while (line := self.text[offset : self._end_of_line(offset)]).strip().startswith("#"):
            if len(line) - len(line.lstrip(" ")) <= column:
                break
            offset = self._end_of_line(offset)
        return offset

    def _end_of_line(self, offset: int) -> int:
        match = _LINE_END.search(self.text, offset)
        return match.end() if match else len(self.text)

    def _put_in(self, lines: Sequence[str], at: int) -> str:
        match = _LINE_END.search(self.text)
        newline = (match[0] if match else "") or "\n"
        before = self.text[:at]
        lead = "" if not before or before.endswith(("\n", "\r")) else newline
        return f"{before}{lead}{newline.join(lines)}{newline}{self.text[at:]}"


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    """Whether a file says what it is to say, and in the order of its entries."""
    values = YamlFile(text.encode(), limit=SHARED_LIMIT).values
    return bool(values == wanted)
