"""The entries of a file of annotations, each with its bytes: made, changed, taken out, put back.

Nothing but the entry changes, byte for byte. Whoever changes one names what they have seen of it by
its hash, as Fava does, so that what somebody else wrote meanwhile is not lost; what else changed in
the file does not matter. What is to be written is read back first: all else has to mean the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from postil.edition.yamlfile import SHARED_LIMIT, YamlFile

from .manner import Manner, in_flow
from .places import (
    LINE_END,
    Edit,
    Item,
    Node,
    edited,
    end_of_line,
    indentation,
    is_first_in_line,
    next_line,
    start_of_line,
    tree_of,
)
from .rewrite import RewriteError
from .splicing import Splicing, Whole

Values = Mapping[str, Any]

_TOUCHES = "it cannot be put in without changing something else in the file: write it by hand"


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it stands in a file."""

    text: str
    """Its lines, with the comments in them; in brackets, no more than itself."""
    line: int
    """The line in which it begins, from 1."""
    values: Any
    """What it says."""

    @property
    def hash(self) -> str:
        """Stands for its bytes."""
        return hash_of(self.text)


def hash_of(text: str) -> str:
    """Sixteen hexadecimal digits that stand for the bytes of an entry."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class EntryFile:
    """A file of entries. All that changes it returns the data of another file.

    `section` is where entries stand: `claims`, `notes`; empty where the file has no sections.
    """

    def __init__(self, data: bytes) -> None:
        """Raises RewriteError where the file is no YAML that can be used."""
        file = _read(data)
        if file.mistakes:
            first = file.mistakes[0]
            raise RewriteError(
                f"the file has a mistake in line {first.line}, column {first.column}: {first.what}"
            )
        self.data = data
        self.values: dict[str, Any] = file.values or {}
        text = data.decode("utf-8")
        # The parser does not count the mark that some editors put first.
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        self._text = text.removeprefix("\ufeff")
        match = LINE_END.search(self._text)
        self._newline = (match[0] if match else "") or "\n"
        try:
            self._tree = tree_of(self._text)
        except (yaml.YAMLError, AssertionError) as error:
            raise RewriteError("the file cannot be read as YAML") from error
        if self._tree and self._tree.kind != "mapping" and file.values is not None:
            raise RewriteError("the file is no mapping of entries")
        if file.values is None:
            self._tree = None

    # What there is

    def get(self, section: str, id: str) -> Written | None:
        """An entry; None where there is none."""
        item = self._item(section, id)
        if item is None:
            return None
        start, end = self._span(section, item)
        line = 1 + len(LINE_END.findall(self._text, 0, start)) - 1
        values = self._entries(section)[id]
        return Written(self._text[start:end].rstrip("\r\n"), line, values)

    def ids(self, section: str) -> list[str]:
        """The ids of the entries of a section, in their order."""
        return [*self._entries(section)]

    def section_of(self, id: str, sections: tuple[str, ...] = ("claims", "notes")) -> str:
        """The section in which an entry stands; empty where there is none."""
        return next((name for name in sections if id in self._entries(name)), "")

    def _entries(self, section: str) -> Mapping[str, Any]:
        found = self.values.get(section) if section else self.values
        return found if isinstance(found, dict) else {}

    def _section(self, section: str) -> Node | None:
        if self._tree is None:
            return None
        if not section:
            return self._tree
        item = self._tree.item(section)
        return item.value if item else None

    def _item(self, section: str, id: str) -> Item | None:
        node = self._section(section)
        if node is not None and node.kind == "alias":
            raise RewriteError(f"'{section}' is written as an alias; write it out first")
        return node.item(id) if node and id in self._entries(section) else None

    def _span(self, section: str, item: Item) -> tuple[int, int]:
        """Where an entry stands. One in lines has these whole, and the comments behind them that
        are indented further than its key."""
        node = self._section(section)
        assert node is not None
        end = max(item.value.end, item.behind)
        if node.is_flow or not is_first_in_line(self._text, item.start):
            return item.start, end
        end = next_line(self._text, end)
        at = end
        while at < len(self._text):
            line = self._text[at : end_of_line(self._text, at)]
            if line.strip() and not line.strip().startswith("#"):
                break
            at = next_line(self._text, at)
            if line.strip():
                if indentation(line) <= node.column:
                    break
                end = at
        return start_of_line(self._text, item.start), end

    def _manner(self, section: str) -> Manner:
        """The manner of the neighbours: those of the section, then those of the file."""
        own = self._section(section)
        others = [] if not section or self._tree is None else self._tree.items
        nodes = [own, *(i.value for i in others if i.key != section)]
        return Manner.of(self._text, [n for n in nodes if n and n.kind == "mapping"])

    # What becomes of it

    def with_entry(self, section: str, id: str, values: Values, after: str | None = None) -> bytes:
        """The file with a new entry: behind the one called `after`; in front of all others, if that
        is empty; behind all others, if it is None. Raises RewriteError."""
        if id in self._entries(section):
            raise RewriteError(f"'{id}' is there already")
        manner = self._manner(section)
        values = {key: values[key] for key in manner.ordered(values)}
        node = self._section(section)
        if node is not None and node.kind == "alias":
            raise RewriteError(f"'{section}' is written as an alias; write it out first")
        if node is not None and node.is_flow and node.items:
            edit = self._in_brackets(node, f"{id}: {in_flow(values)}", after)
        elif node is not None and node.kind == "mapping" and node.items:
            edit = self._between(section, node, manner.entry(id, values, node.column), after)
        else:
            edit = self._first(section, manner, id, values)
        wanted = self._wanted(section, {**self._entries(section), id: values})
        return self._checked([edit], wanted, (section, id))

    def with_lines(
        self, section: str, id: str, text: str, values: Values, after: str | None
    ) -> bytes:
        """The file with an entry in the lines in which it stood once (`lines_of`), where there are
        others in lines; else as `with_entry` writes it. Raises RewriteError."""
        node, entries = self._section(section), self._entries(section)
        if node is None or node.is_flow or not node.items or id in entries:
            return self.with_entry(section, id, values, after)
        if after == "":
            at = self._above_comments(start_of_line(self._text, node.items[0].start))
        else:
            before = (node.item(after) if after else None) or node.items[-1]
            at = self._span(section, before)[1]
        is_open = at > 0 and not self._text[:at].endswith(("\n", "\r"))
        edit = Edit(at, at, ("\n" if is_open else "") + "\n".join(text.splitlines()) + "\n")
        try:
            wanted = self._wanted(section, {**entries, id: values})
            return self._checked([edit], wanted, (section, id))
        except RewriteError:
            return self.with_entry(section, id, values, after)

    def lines_of(self, section: str, id: str) -> str:
        """The lines that go with an entry: its own, and the empty one that divides it from
        another."""
        item, node = self._there(section, id), self._section(section)
        assert node is not None
        start, end = self._span(section, item)
        if len(node.items) > 1 and not node.is_flow and is_first_in_line(self._text, item.start):
            edit = self._without_lines(node, item, start, end)
            start, end = edit.start, edit.end
        return self._text[start:end]

    def _wanted(self, section: str, entries: Values) -> dict[str, Any]:
        return {**self.values, section: dict(entries)} if section else dict(entries)

    def _in_brackets(self, node: Node, said: str, after: str | None) -> Edit:
        if after == "":
            return Edit(node.items[0].start, node.items[0].start, f"{said}, ")
        before = (node.item(after) if after else None) or node.items[-1]
        at = max(before.value.end, before.behind)
        return Edit(at, at, f", {said}")

    def _between(self, section: str, node: Node, lines: list[str], after: str | None) -> Edit:
        """An entry in lines among others."""
        text, is_spaced = self._text, self._manner(section).is_spaced
        if after == "":
            at = self._above_comments(start_of_line(text, node.items[0].start))
            return Edit(at, at, "\n".join([*lines, *([""] if is_spaced else []), ""]))
        before = (node.item(after) if after else None) or node.items[-1]
        if not is_first_in_line(text, before.start):
            raise RewriteError("two entries stand on one line; write each on lines of its own")
        at = self._span(section, before)[1]
        lead = "" if text[:at].endswith(("\n", "\r")) or not at else "\n"
        end = "\n" if text[:at].endswith(("\n", "\r")) or at < len(text) else ""
        space = [""] if is_spaced else []
        return Edit(at, at, f"{lead}{chr(10).join([*space, *lines])}{end}")

    def _above_comments(self, at: int) -> int:
        """Where the comments begin that stand directly above a line."""
        while at > 0:
            before = start_of_line(self._text, at - 1)
            if not self._text[before:at].strip().startswith("#"):
                break
            at = before
        return at

    def _first(self, section: str, manner: Manner, id: str, values: Values) -> Edit:
        """The first entry of a section, or of a file."""
        text = self._text
        item = self._tree.item(section) if section and self._tree else None
        lines = manner.entry(id, values, 2 if section else 0)
        if item is not None:
            # It stands there empty.
            if item.value.kind not in ("text", "mapping"):
                raise RewriteError(f"'{section}' is no mapping of entries")
            end = max(item.value.end, item.behind)
            comment = text[end : end_of_line(text, end)].strip()
            said = "\n".join([f"  {comment}" if comment else "", *lines])
            return Edit(item.behind, end_of_line(text, end), said)
        if self._tree is not None and self._tree.is_flow:
            said = f"{section}: {{{id}: {in_flow(values)}}}" if section else ""
            items = self._tree.items
            if not items:
                start, end = self._tree.start + 1, self._tree.end - 1
                return Edit(start, end, said or f"{id}: {in_flow(values)}")
            return self._in_brackets(self._tree, said, None)
        if section:
            lines.insert(0, f"{section}:")
        is_spaced = self._tree is not None and section
        lead = "" if not text or text.endswith(("\n", "\r")) else "\n"
        lines = [*([""] if is_spaced and manner.is_spaced else []), *lines]
        return Edit(len(text), len(text), f"{lead}{chr(10).join(lines)}\n")

    def changed(self, section: str, id: str, values: Values, name: str = "") -> bytes:
        """The file with other values of an entry, or with another id of it. What it says that it
        said before stays as it is written. Raises RewriteError."""
        item, name = self._there(section, id), name or id
        if name != id and name in self._entries(section):
            raise RewriteError(f"'{name}' is there already")
        node = self._section(section)
        assert node is not None
        old = self._entries(section)[id]
        splicing = Splicing(self._text, self._manner(section))
        edits = splicing.field(
            Item("", item.start, item.key_end, item.behind, item.value),
            old,
            _ordered(values, old, splicing.manner),
            node.column,
            flow=node.is_flow,
        )
        if name != id:
            edits.append(Edit(item.start, item.key_end, name))
        entries = {name if key == id else key: v for key, v in self._entries(section).items()}
        wanted = self._wanted(section, {**entries, name: dict(values)})
        return self._checked(edits, wanted, (section, name))

    def with_words(self, changes: Mapping[str, tuple[str, str]]) -> bytes:
        """The file with other words in the texts of some of its fields: by field, what stands there
        once and what is to stand in its place. Nothing else changes, quotation marks neither.
        Raises RewriteError."""
        edits, wanted = [], dict(self.values)
        for field, (old, new) in changes.items():
            node = self._there("", field).value
            written = self._text[node.start : node.end]
            if written.count(old) != 1 or not isinstance(wanted[field], str):
                raise RewriteError(_TOUCHES)
            at = node.start + written.index(old)
            edits.append(Edit(at, at + len(old), new))
            wanted[field] = wanted[field].replace(old, new)
        return self._checked(edits, wanted, ("", ""))

    def with_fields(self, values: Values, order: Sequence[str] = ()) -> bytes:
        """The file with other values of some of its fields, or with new ones, which stand in some
        order among the others. Raises RewriteError."""
        manner = replace(self._manner(""), orders=(tuple(order),))
        wanted = {**self.values, **values}
        if self._tree is None:
            raise RewriteError("the file is empty")
        try:
            found = Splicing(self._text, manner).mapping(
                self._tree, self.values, wanted, flow=self._tree.is_flow
            )
            edits = [*found]
        except Whole as error:
            raise RewriteError(_TOUCHES) from error
        return self._checked(edits, wanted, ("", ""))

    def without(self, section: str, id: str) -> bytes:
        """The file without an entry. Raises RewriteError."""
        item, text = self._there(section, id), self._text
        node = self._section(section)
        assert node is not None
        entries = {key: v for key, v in self._entries(section).items() if key != id}
        start, end = self._span(section, item)
        if not entries:
            edit = self._emptied(section, node, start, end)
        elif node.is_flow:
            splicing = Splicing(text, Manner())
            stays = [other.key != id for other in node.items]
            edit, *_ = splicing._out_of_brackets(node, stays)
        elif not is_first_in_line(text, item.start):
            raise RewriteError("another entry stands on its line; write each on lines of its own")
        else:
            edit = self._without_lines(node, item, start, end)
        return self._checked([edit], self._wanted(section, entries), (section, id))

    def _emptied(self, section: str, node: Node, start: int, end: int) -> Edit:
        """Without its last entry a section stays, empty: its comments do."""
        if node.is_flow:
            return Edit(start, end, "")
        home = self._tree.item(section) if section and self._tree else None
        if home is None:
            return Edit(start, end, "")
        between = self._text[home.behind : start]
        tail = "\n" if self._text[start:end].endswith(("\n", "\r")) else ""
        if not tail and between.strip():
            tail = "\n"
        return Edit(home.behind, end, f" {{}}{between.rstrip() or ''}{tail}")

    def _without_lines(self, node: Node, item: Item, start: int, end: int) -> Edit:
        """Takes out lines, and with them the empty line that divided them from a neighbour."""
        text = self._text
        above = start_of_line(text, start - 1) if start else 0
        if item is not node.items[0] and start and not text[above:start].strip():
            start = above
        elif item is node.items[0] and not text[end : end_of_line(text, end)].strip():
            end = next_line(text, end)
        return Edit(start, end, "")

    def _there(self, section: str, id: str) -> Item:
        item = self._item(section, id)
        if item is None:
            raise RewriteError("it is not in the file any more")
        return item

    def _checked(self, edits: list[Edit], wanted: Any, keys: tuple[str, str]) -> bytes:
        """The file with some edits, in its own line ends. Raises RewriteError where it would then
        not say what is wanted and nothing else."""
        newline = self._newline
        own = [Edit(e.start, e.end, e.new.replace("\n", newline)) for e in edits]
        data = f"{self._mark}{edited(self._text, own)}".encode()
        after = _read(data)
        if after.mistakes or not _says(after.values, wanted, keys):
            raise RewriteError(self._repeated(edits) or _TOUCHES)
        return data

    def _repeated(self, edits: Sequence[Edit]) -> str:
        """That something which edits change is repeated elsewhere; empty where nothing is."""
        named: dict[str, tuple[int, int, int]] = {}
        opened: list[tuple[str, int, int]] = []
        event: Any
        for event in yaml.parse(self._text):
            name, line = getattr(event, "anchor", None) or "", event.start_mark.line + 1
            start, end = event.start_mark.index, event.end_mark.index
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append((name, line, start))
            elif isinstance(event, yaml.CollectionEndEvent):
                name, line, start = opened.pop()
                named[name] = line, start, end
            elif isinstance(event, yaml.ScalarEvent):
                named[name] = line, start, end
            elif isinstance(event, yaml.AliasEvent) and name in named:
                first, start, end = named[name]
                if any(edit.start < end and start < edit.end for edit in edits):
                    return (
                        f"what is called &{name} in line {first} is repeated as *{name} in line "
                        f"{line}, which would change with it: write it out there first"
                    )
        return ""


def _read(data: bytes) -> YamlFile:
    """A file as it is read as soon as something follows: text in lines of its own then ends with a
    line break."""
    whole = data if data.endswith((b"\n", b"\r")) else data + b"\n"
    return YamlFile(whole, limit=SHARED_LIMIT)


def _ordered(values: Values, old: Any, manner: Manner) -> dict[str, Any]:
    there = [key for key in old if key in values] if isinstance(old, dict) else []
    return {key: values[key] for key in manner.ordered(values, there)}


def _says(found: Any, wanted: Any, keys: tuple[str, ...]) -> bool:
    """Whether a file says what it is to say. In the entry at `keys` a text may end with a line
    break more, as it does in lines of its own; there are no entries where a file is empty."""
    keys = tuple(filter(None, keys))
    if not keys:
        return _means(found, wanted)
    found, wanted = found or {}, wanted or {}
    if not isinstance(found, dict) or {*found} != {*wanted}:
        return False
    return all(
        _says(found[key], wanted[key], keys[1:]) if key == keys[0] else found[key] == wanted[key]
        for key in wanted
    )


def _means(found: Any, wanted: Any) -> bool:
    if isinstance(found, str) and isinstance(wanted, str):
        return found.rstrip("\n") == wanted.rstrip("\n")
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {*found} == {*wanted} and all(_means(found[key], wanted[key]) for key in wanted)
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(_means, found, wanted))
    return bool(found == wanted)
