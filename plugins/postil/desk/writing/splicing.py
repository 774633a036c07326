"""Making a value another one where it stands: what stays as it was is not touched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from .manner import Manner, in_flow, may_be_block, may_be_folded
from .places import (
    Edit,
    Item,
    Node,
    comment_behind,
    comments_in,
    end_of_line,
    is_first_in_line,
    next_line,
    start_of_line,
)
from .rewrite import FOLDED, wrapped


class Whole(Exception):  # noqa: N818
    """A value cannot be changed part by part, and is written anew as a whole."""


@dataclass(frozen=True)
class Splicing:
    """Changes to the values of a text. New lines in it end with a line feed."""

    text: str
    manner: Manner

    def field(self, item: Item, old: Any, new: Any, column: int, *, flow: bool) -> list[Edit]:
        """The edits after which a field has another value.

        Args:
            item: The field.
            old: What it says.
            new: What it is to say.
            column: Where its key stands.
            flow: Whether it stands in brackets.
        """
        if _same(old, new):
            return []
        try:
            return [*self._parts(item, old, new, flow=flow)]
        except Whole:
            return [self._whole(item, new, column, flow=flow)]

    def _parts(self, item: Item, old: Any, new: Any, *, flow: bool) -> Iterator[Edit]:
        node = item.value
        if node.kind == "mapping" and isinstance(old, dict) and isinstance(new, dict):
            yield from self.mapping(node, old, new, flow=flow)
        elif node.kind == "list" and isinstance(old, list) and isinstance(new, list) and new:
            yield from self._list(item, old, new, flow=flow)
        elif node.kind == "text" and isinstance(old, str) and isinstance(new, str):
            yield self._text(item, new, flow=flow)
        else:
            raise Whole

    # Mappings

    def mapping(
        self, node: Node, old: Mapping[str, Any], new: Mapping[str, Any], *, flow: bool
    ) -> Iterator[Edit]:
        """The edits after which a mapping says something else."""
        if not new or not node.items or len(old) != len(node.items):
            raise Whole
        if node.is_flow:
            yield from self._flow_mapping(node, old, new)
            return
        gone = [item for item in node.items if item.key not in new]
        if any(not is_first_in_line(self.text, item.start) for item in gone):
            raise Whole
        yield from (self.lines_of(item) for item in gone)
        stay = [item for item in node.items if item.key in new]
        if not stay:
            raise Whole
        for item in stay:
            yield from self.field(item, old[item.key], new[item.key], node.column, flow=flow)
        order = self.manner.ordered(new, [item.key for item in stay])
        yield from self._new_fields(node, stay, order, {k: new[k] for k in order if k not in old})

    def _new_fields(
        self, node: Node, stay: Sequence[Item], order: Sequence[str], added: Mapping[str, Any]
    ) -> Iterator[Edit]:
        places = {item.key: item for item in stay}
        for number, key in enumerate(order):
            if key not in added:
                continue
            line = f"{' ' * node.column}{key}:{self.manner.value(key, added[key], node.column)}"
            before = next((places[k] for k in reversed(order[:number]) if k in places), None)
            if before is None and is_first_in_line(self.text, stay[0].start):
                at = start_of_line(self.text, stay[0].start)
                yield Edit(at, at, f"{line}\n")
            else:
                yield self._behind((before or stay[0]).value.end, line)

    def _behind(self, end: int, line: str) -> Edit:
        """Lines behind the line in which a value ends."""
        at = end_of_line(self.text, end)
        return Edit(at, at, f"\n{line}")

    def lines_of(self, item: Item) -> Edit:
        """The edit that takes away all lines of an item, comments in them included."""
        start = start_of_line(self.text, item.start)
        end = next_line(self.text, max(item.value.end, item.behind))
        if end == len(self.text) and not self.text[start:end].endswith(("\n", "\r")) and start:
            # The last line of a file that does not end with a line break.
            start = end_of_line(self.text, start - 2 if start > 1 else 0)
        return Edit(start, end, "")

    def _flow_mapping(
        self, node: Node, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> Iterator[Edit]:
        stay = [item for item in node.items if item.key in new]
        if not stay:
            raise Whole
        yield from self._out_of_brackets(node, [i.key in new for i in node.items])
        for item in stay:
            yield from self.field(item, old[item.key], new[item.key], node.column, flow=True)
        order = self.manner.ordered(new, [item.key for item in stay])
        places = {item.key: item for item in stay}
        for number, key in enumerate(order):
            if key in old:
                continue
            said = f"{key}: {in_flow(new[key])}"
            before = next((places[k] for k in reversed(order[:number]) if k in places), None)
            if before is None:
                yield Edit(stay[0].start, stay[0].start, f"{said}, ")
            else:
                at = max(before.value.end, before.behind)
                yield Edit(at, at, f", {said}")

    def _out_of_brackets(self, node: Node, stays: Sequence[bool]) -> Iterator[Edit]:
        """Takes items out of brackets, each with the comma that it needs no more."""
        items, first = node.items, next(i for i, stay in enumerate(stays) if stay)
        for number, stay in enumerate(stays):
            if stay:
                continue
            if number < first:
                yield Edit(items[number].start, items[number + 1].start, "")
            else:
                start = max(items[number - 1].value.end, items[number - 1].behind)
                yield Edit(start, max(items[number].value.end, items[number].behind), "")

    # Lists

    def _list(self, item: Item, old: list[Any], new: list[Any], *, flow: bool) -> Iterator[Edit]:
        node = item.value
        if len(old) != len(node.items):
            raise Whole
        before, after = ([json.dumps(v, sort_keys=True) for v in values] for values in (old, new))
        for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            # What stands in the place of another may share most with it.
            for number in range(min(j - i, m - k)):
                yield from self._item(item, node, i + number, old, new[k + number], flow=flow)
            shared = min(j - i, m - k)
            i, k = i + shared, k + shared
            if (i, k) == (j, m):
                continue
            if node.is_flow:
                yield from self._in_brackets(node, i, j, new[k:m])
            else:
                yield from self._in_lines(item.key, node, i, j, new[k:m])

    def _item(
        self, of: Item, node: Node, number: int, old: list[Any], new: Any, *, flow: bool
    ) -> Iterator[Edit]:
        item = node.items[number]
        try:
            yield from [*self._parts(item, old[number], new, flow=flow or node.is_flow)]
        except Whole:
            if node.is_flow or flow:
                yield Edit(item.value.start, item.value.end, in_flow(new))
            else:
                yield from self._in_lines(of.key, node, number, number + 1, [new])

    def _in_brackets(self, node: Node, start: int, end: int, new: list[Any]) -> Iterator[Edit]:
        items, said = node.items, ", ".join(map(in_flow, new))
        if start == end:
            if not items:
                raise Whole
            at = items[start - 1].value.end if start else items[0].start
            yield Edit(at, at, f", {said}" if start else f"{said}, ")
        elif new:
            yield Edit(items[start].start, items[end - 1].value.end, said)
        elif start == 0 and end == len(items):
            raise Whole
        else:
            yield from self._out_of_brackets(
                node, [not start <= number < end for number in range(len(items))]
            )

    def _in_lines(
        self, key: str, node: Node, start: int, end: int, new: list[Any]
    ) -> Iterator[Edit]:
        items = node.items
        lines = [line for one in new for line in self.manner.item(key, one, node.column)]
        touched = [*items[start:end], *items[start - 1 : start]] if start else [*items[: end + 1]]
        if any(not is_first_in_line(self.text, item.start) for item in touched):
            raise Whole
        comments = [c for i in items[start:end] for c in comments_in(self.text, i.value, i.behind)]
        if new:
            lines[:0] = [f"{' ' * node.column}{comment}" for comment in comments]
        said = "\n".join(lines)
        if start == end:
            if start:
                yield self._behind(max(items[start - 1].value.end, items[start - 1].behind), said)
            else:
                at = start_of_line(self.text, items[0].start)
                yield Edit(at, at, f"{said}\n")
        elif not new:
            yield from (self.lines_of(item) for item in items[start:end])
        else:
            last = items[end - 1]
            begin = start_of_line(self.text, items[start].start)
            stop = max(last.value.end, last.behind)
            yield Edit(begin, stop, said)

    # Texts

    def _text(self, item: Item, new: str, *, flow: bool) -> Edit:
        node = item.value
        old = self.text[node.start : node.end]
        if node.style in ("|", ">"):
            return self._block(item, old, new)
        if not flow and item.key and not self._stays_on_its_line(item, new):
            raise Whole
        style = '"' if "\n" in new else node.style
        return Edit(node.start, node.end, self.manner.on_a_line(new, style, in_flow=flow))

    def _stays_on_its_line(self, item: Item, new: str) -> bool:
        """Whether a text that is written on a line, or is at home there, is written so again."""
        node = item.value
        if "\n" in new:
            return not may_be_block(new)
        column = node.start - start_of_line(self.text, node.start)
        is_long = column + len(new) > self.manner.width
        was_long = column + node.end - node.start > self.manner.width
        return was_long or not is_long or not may_be_folded(new)

    def _block(self, item: Item, old: str, new: str) -> Edit:
        """A text in lines of its own in place of another."""
        node = item.value
        header, *lines = old.splitlines()
        filled = [line for line in lines if line.strip()]
        sign, _, comment = header.partition(" ")
        if not filled or not may_be_block(new) or any(c.isdigit() for c in sign) or "+" in sign:
            raise Whole
        if sign[0] == ">" and not may_be_folded(new):
            sign = f"|{sign[1:]}"
        indent = " " * (len(filled[0]) - len(filled[0].lstrip(" ")))
        if sign[0] == ">":
            width = max(FOLDED, *(len(line.strip()) for line in filled))
            written = [*wrapped(new, width)]
        else:
            written = new.rstrip("\n").split("\n")
        header = f"{sign} {comment}".rstrip()
        said = [header, *(f"{indent}{line}" if line else "" for line in written)]
        return Edit(node.start, node.end, "\n".join(said))

    # Anything in place of anything

    def _whole(self, item: Item, new: Any, column: int, *, flow: bool) -> Edit:
        node = item.value
        end = max(node.end, item.behind)
        if flow:
            return Edit(item.behind, end, f" {in_flow(new)}")
        said = self.manner.value(item.key, new, column)
        comments = comments_in(self.text, node, item.behind)
        if "\n" in said and (comment := comment_behind(self.text, end)):
            # It would be taken for a part of what is written now.
            comments.append(comment)
            end = end_of_line(self.text, end)
        first, *others = said.split("\n")
        if comments and not comment_behind(self.text, end):
            first += f"  {comments.pop(0)}"
        own = [f"{' ' * column}{comment}" for comment in comments]
        return Edit(item.behind, end, "\n".join([first, *others, *own]))


def _same(old: Any, new: Any) -> bool:
    """Whether two values say the same: a text in lines of its own ends with a line break."""
    if isinstance(old, str) and isinstance(new, str):
        return old.rstrip("\n") == new.rstrip("\n")
    return bool(old == new)
