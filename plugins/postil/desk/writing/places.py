"""Where everything stands in a YAML file, and how it is written: what a change is made in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

LINE_END = re.compile(r"\r\n?|\n|\Z")

Kind = Literal["text", "list", "mapping", "alias"]


@dataclass(frozen=True, slots=True)
class Node:
    """A value as it stands in a file. Offsets are characters of the text."""

    kind: Kind
    start: int
    end: int
    """Behind its last character: spaces and comments that follow are no part of it."""
    column: int
    """Where its keys or dashes stand, if it is written in lines."""
    style: str = ""
    """Of text: the sign that it begins with, if it is not plain."""
    is_flow: bool = False
    """Whether it is a list or mapping in brackets."""
    items: tuple[Item, ...] = ()

    def item(self, key: str) -> Item | None:
        """The entry of a mapping that has a key."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def spans(self) -> Iterator[tuple[int, int]]:
        """Where its words stand, keys included: all else is signs, spaces and comments."""
        if self.kind in ("text", "alias"):
            yield self.start, self.end
        for item in self.items:
            if item.key_end > item.start:
                yield item.start, item.key_end
            yield from item.value.spans


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a mapping, or of a list."""

    key: str
    """Empty in a list."""
    start: int
    """Where its key begins, or its dash; in a list in brackets, its value."""
    key_end: int
    """Behind the key; in a list, where it starts."""
    behind: int
    """Behind the colon or the dash."""
    value: Node


@dataclass(frozen=True, slots=True)
class Edit:
    """Some characters of a text, and what stands in their place afterwards."""

    start: int
    end: int
    new: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits, of which no two touch the same character."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*parts, text[at:]])


def tree_of(text: str) -> Node | None:
    """What a text says; None where it says nothing. Raises yaml.YAMLError where it is no YAML."""
    # Any: the types of the parser's events leave out what all of them have.
    loader: Any = yaml.CSafeLoader(text)
    while loader.check_event():
        event = loader.get_event()
        if not isinstance(event, _OUTSIDE):
            return _node(text, event, loader.get_event)
    return None


_OUTSIDE = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent)


def _node(text: str, event: Any, get: Callable[[], Any]) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    column = event.start_mark.column
    if isinstance(event, yaml.AliasEvent):
        return Node("alias", start, end, column)
    if isinstance(event, yaml.ScalarEvent):
        style = event.style or ""
        end = start + len(text[start:end].rstrip(" \t\r\n"))
        if style in ("|", ">"):
            # Spaces at the end of its last line belong to it.
            end = end_of_line(text, end)
        return Node("text", start, end, column, style)
    is_list, is_flow = isinstance(event, yaml.SequenceStartEvent), bool(event.flow_style)
    items: list[Item] = []
    while type(inner := get()) not in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
        if not is_list:
            key_start, key_end = inner.start_mark.index, inner.end_mark.index
            key, behind = str(getattr(inner, "value", "")), text.find(":", key_end) + 1
            if not items and not is_flow:
                column = inner.start_mark.column
            items.append(Item(key, key_start, key_end, behind, _node(text, get(), get)))
            continue
        value = _node(text, inner, get)
        at = value.start if is_flow else _dash(text, value.start, column)
        items.append(Item("", at, at, at if is_flow else at + 1, value))
    # What the parser takes for the end of a block is where the next thing begins.
    end = inner.end_mark.index if is_flow else items[-1].value.end
    kind: Kind = "list" if is_list else "mapping"
    return Node(kind, start, end, column, is_flow=is_flow, items=tuple(items))


def _dash(text: str, before: int, column: int) -> int:
    """The nearest dash in front of a value that stands in some column."""
    line = start_of_line(text, before)
    while True:
        at = line + column
        if at < before and text[at : at + 1] == "-":
            return at
        if line == 0:
            return before
        line = start_of_line(text, line - 1)


def start_of_line(text: str, at: int) -> int:
    """Where the line begins in which a character stands."""
    if at > 0 and text[at - 1 : at + 1] == "\r\n":
        at -= 1
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def end_of_line(text: str, at: int) -> int:
    """Where the line ends in which a character stands, in front of its line break."""
    match = LINE_END.search(text, at)
    return match.start() if match else len(text)


def next_line(text: str, at: int) -> int:
    """Where the next line begins; the end of the text, if there is none."""
    match = LINE_END.search(text, at)
    return match.end() if match else len(text)


def is_first_in_line(text: str, at: int) -> bool:
    """Whether nothing but spaces stands before a character in its line."""
    return not text[start_of_line(text, at) : at].strip()


def indentation(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def comment_behind(text: str, at: int) -> str:
    """The comment that follows a value in its line; empty where there is none."""
    rest = text[at : end_of_line(text, at)].strip()
    return rest if rest.startswith("#") else ""


def comments_in(text: str, node: Node, start: int) -> list[str]:
    """The comments from an offset to the end of a value, within which it stands."""
    found, at = [], start
    for begin, end in [*node.spans, (node.end, node.end)]:
        for line in LINE_END.split(text[at:begin]):
            before, sign, comment = line.partition("#")
            if sign and not before.strip(" \t-,:[]{}?"):
                found.append(f"#{comment}".rstrip())
        at = max(at, end)
    header = re.match(r"[|>][-+\d]*[ \t]+(#[^\r\n]*)", text[node.start : node.end])
    return [*found, *([header[1].rstrip()] if header else [])]
