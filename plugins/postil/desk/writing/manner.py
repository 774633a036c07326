"""How the entries of a file are written, so that a new one looks like its neighbours.

What the neighbours leave open is written as the guide does: text on a line, or folded where it is
too long for one; Markdown of several lines behind a `|`; words in brackets; sources each on a line
of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .places import Item, Node, next_line, start_of_line
from .rewrite import NOT_IN_BLOCK, scalar, wrapped

# Fields whose text may have several lines: Markdown, and what a library says at length.
_PROSE = frozenset(
    "because note question definition abstract annote reliability title publisher".split()
)
_LISTS_IN_BRACKETS = frozenset("tags terms was forms".split())
_MAPPINGS_IN_LINES = frozenset(["cross_references"])
# In which order the fields of an entry are written, where its neighbours do not say otherwise.
_ORDER = (
    "quote kind term assessment because note sources cross_references question terms tags when "
    "was by on origin"
).split()
# Lines are no longer than the longest of the file, within these bounds.
_NARROW, _WIDE = 80, 120
_STEP = 2
# Brackets, commas and quotation marks of any kind are none.
_HARMLESS = re.compile('[\\w#/.*(][^,\\[\\]{}\\n"“”„«»‚‹›]*')
_SIGNS = ("'", '"')


@dataclass(frozen=True)
class Manner:
    """The manner of a file."""

    width: int = 100
    step: int = _STEP
    """By how many columns the fields of an entry are indented."""
    dash: int = _STEP
    """The same of the dashes of a list."""
    is_spaced: bool = False
    """Whether an empty line stands between entries."""
    orders: tuple[tuple[str, ...], ...] = ()
    """The keys of the entries."""
    lists: Mapping[str, bool] = field(default_factory=dict)
    """Whether lists are written in brackets, by field."""
    items: Mapping[str, bool] = field(default_factory=dict)
    """The same of mappings in lists."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The style in which texts are written that have no need of it, by field; those of the items
    of a list by both: `cross_references.because`."""
    sign: str = "'"
    """The quotation mark of texts that need some."""

    @classmethod
    def of(cls, text: str, sections: Sequence[Node]) -> Manner:
        """The manner of the entries of some sections, the nearest first."""
        entries = [item for section in sections for item in section.items]
        lines = [len(line) for line in text.splitlines()]
        inner = [e.value for e in entries if e.value.kind == "mapping" and not e.value.is_flow]
        lists: dict[str, list[bool]] = {}
        items: dict[str, list[bool]] = {}
        texts: dict[str, list[str]] = {}
        dashes: list[int] = []
        for entry in (e.value for e in entries if e.value.kind == "mapping"):
            for part in entry.items:
                for name, node in _texts(part):
                    texts.setdefault(name, []).append(node.style)
                if part.value.kind != "list" or entry.is_flow:
                    continue
                lists.setdefault(part.key, []).append(part.value.is_flow)
                if not part.value.is_flow:
                    dashes.append(part.value.column - entry.column)
                    kinds = [i.value.is_flow for i in part.value.items if i.value.items]
                    items.setdefault(part.key, []).extend(kinds)
        home = next((s for s in sections if not s.is_flow and s.items), None)
        steps = [node.column - home.column for node in inner] if home else []
        spaces = [
            _has_empty_line(text[next_line(text, a.value.end) : start_of_line(text, b.start)])
            for section in sections
            if not section.is_flow
            for a, b in zip(section.items, section.items[1:], strict=False)
        ]
        return cls(
            width=max([_NARROW, *(n for n in lines if n <= _WIDE)]),
            step=_usual(steps, _STEP),
            dash=_usual(dashes, _STEP),
            is_spaced=_usual(spaces, otherwise=False),
            orders=tuple(
                tuple(i.key for i in e.value.items) for e in entries if e.value.kind == "mapping"
            ),
            lists={key: _usual(found, otherwise=False) for key, found in lists.items()},
            items={k: _usual(found, otherwise=True) for k, found in items.items() if found},
            texts={key: _usual(found, "") for key, found in texts.items()},
            sign=_usual([s for found in texts.values() for s in found if s in _SIGNS], "'"),
        )

    def ordered(self, keys: Iterable[str], there: Sequence[str] = ()) -> list[str]:
        """Keys in the order in which they are written; those that are there stay in theirs."""
        order = list(there)
        usual = {key: number for number, key in enumerate(_ORDER)}
        known = {key for keys in self.orders for key in keys}
        new = (key for key in keys if key not in order)
        # First those of which the neighbours tell where they belong.
        for key in sorted(new, key=lambda k: (k not in known, usual.get(k, 99))):
            order.insert(self._place(key, order, usual), key)
        return order

    def _place(self, key: str, order: Sequence[str], usual: Mapping[str, int]) -> int:
        """Behind the last key that is written before this one."""
        for number in range(len(order), 0, -1):
            if self._is_before(order[number - 1], key, usual):
                return number
        return 0

    def _is_before(self, key: str, other: str, usual: Mapping[str, int]) -> bool:
        votes = [keys.index(key) < keys.index(other) for keys in self.orders
                 if key in keys and other in keys]  # fmt: skip
        if votes:
            return sum(votes) * 2 >= len(votes)
        return usual.get(key, 99) <= usual.get(other, 99)

    # Values, as they stand behind the colon of their key

    def value(self, key: str, value: Any, column: int, of: str = "") -> str:
        """What stands behind the colon of a key in some column, on its line or on the next; the key
        may belong to an item `of` a list."""
        if isinstance(value, str):
            return f" {self.text(key, value, column, of)}"
        if isinstance(value, list):
            if self._is_in_brackets(key, value, column):
                return f" {in_flow(value)}"
            return "".join(f"\n{line}" for item in value for line in self._item(key, item, column))
        if key and (self._fits(key, value, column) or key in ("quote", "to")):
            return f" {in_flow(value)}"
        return "".join(f"\n{line}" for line in self._fields(value, column + self.step))

    def text(self, key: str, value: str, column: int, of: str = "") -> str:
        """A text in the manner of its field, for a key in some column."""
        style = self.texts.get(f"{of}.{key}" if of else key, "")
        indent = " " * (column + self.step)
        is_block = key in _PROSE and may_be_block(value)
        room = self.width - column - len(key) - 2
        if is_block and ("\n" in value or (style == "|" and len(value) <= room)):
            return "|\n" + "\n".join(f"{indent}{line}" if line else "" for line in _lines(value))
        if is_block and len(value) > room and may_be_folded(value):
            width = self.width - len(indent)
            return ">-\n" + "\n".join(f"{indent}{line}" for line in wrapped(value, width))
        style = style if style in _SIGNS else ""
        return self.on_a_line(value, '"' if "\n" in value else style)

    def on_a_line(self, value: str, style: str = "", *, in_flow: bool = False) -> str:
        """A text on one line, in quotation marks where it needs some."""
        if in_flow:
            return text_in_flow(value, style)
        said = scalar(value, style, in_flow=False)
        return said if style or said[:1] != "'" else scalar(value, self.sign, in_flow=False)

    def entry(self, key: str, values: Mapping[str, Any], column: int) -> list[str]:
        """An entry in lines, for a key in some column."""
        return [f"{' ' * column}{key}:", *self._fields(values, column + self.step)]

    def item(self, key: str, value: Any, column: int) -> list[str]:
        """An item of the list of a key, for dashes in some column, in lines."""
        lead, inner = " " * column, " " * (column + 2)
        if isinstance(value, str):
            return [f"{lead}- {self.on_a_line(value)}"]
        if isinstance(value, list):
            return [f"{lead}- {in_flow(value)}"]
        is_flow = self.items.get(key, key not in _MAPPINGS_IN_LINES)
        if is_flow and self._fits("", value, column) and "\n" not in str(in_flow(value)):
            return [f"{lead}- {in_flow(value)}"]
        first, *others = "\n".join(self._fields(value, column + 2, key)).split("\n")
        return [f"{lead}- {first.removeprefix(inner)}", *others]

    def _item(self, key: str, value: Any, column: int) -> list[str]:
        return self.item(key, value, column + self.dash)

    def _fields(self, values: Mapping[str, Any], column: int, of: str = "") -> list[str]:
        lead = " " * column
        return [
            line
            for key, value in values.items()
            for line in f"{lead}{key}:{self.value(key, value, column, of)}".split("\n")
        ]

    def _is_in_brackets(self, key: str, value: list[Any], column: int) -> bool:
        if not all(isinstance(item, str) for item in value):
            return False
        return self.lists.get(key, key in _LISTS_IN_BRACKETS) and self._fits(key, value, column)

    def _fits(self, key: str, value: Any, column: int) -> bool:
        return column + len(key) + 2 + len(in_flow(value)) <= self.width


def _texts(item: Item) -> Iterator[tuple[str, Node]]:
    """The texts of a field, and of the items of a list, by what they are called."""
    if item.value.kind == "text":
        yield item.key, item.value
    for one in item.value.items:
        for part in one.value.items if not one.value.is_flow else ():
            if part.value.kind == "text" and not one.key:
                yield f"{item.key}.{part.key}", part.value


def in_flow(value: Any) -> str:
    """A value on one line, for brackets."""
    if isinstance(value, str):
        return text_in_flow(value)
    if isinstance(value, list):
        return f"[{', '.join(map(in_flow, value))}]"
    if value.keys() <= {"exact", "prefix", "suffix"}:
        # Words beside a passage begin and end with anything.
        parts = (f"{key}: {scalar(text, chr(34), in_flow=True)}" for key, text in value.items())
        return f"{{{', '.join(parts)}}}"
    return f"{{{', '.join(f'{key}: {in_flow(inner)}' for key, inner in value.items())}}}"


def text_in_flow(text: str, style: str = "") -> str:
    """A text for brackets. What may be misread there, by people too, stands in quotation marks."""
    return scalar(text, style or ("" if _HARMLESS.fullmatch(text) else '"'), in_flow=True)


def may_be_block(text: str) -> bool:
    """Whether a text can be written in lines of its own."""
    lines = _lines(text)
    return bool(text.strip()) and not any(map(NOT_IN_BLOCK.search, lines)) and (
        not lines[0].startswith(" ") and lines[0] != "" and lines[-1].strip() != ""
    )  # fmt: skip


def may_be_folded(text: str) -> bool:
    """Whether a text can be divided at its spaces and is the same when they are joined again."""
    return "\n" not in text and "" not in text.split(" ")


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def _has_empty_line(text: str) -> bool:
    return any(not line.strip() for line in text.splitlines())


def _usual(found: Sequence[Any], otherwise: Any) -> Any:
    """What most are; of as many, the first."""
    return Counter(found).most_common(1)[0][0] if found else otherwise
