"""Writing new quotes into an annotation file, touching nothing else in it.

A YAML library that loads and dumps a whole file re-wraps lines and moves comments. So the places
of the old quotes are looked up among the parser's events, ruamel.yaml writes the new words in the
style of the old ones, and only those characters are replaced; afterwards the file is read again to
make sure that nothing else has changed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from postil.edition.model import Quote
from postil.edition.yamlfile import Keys, YamlFile

# Lines of a folded text are made as long as its longest one was, or so long.
FOLDED = 60

_STYLES = {"'": SingleQuotedScalarString, '"': DoubleQuotedScalarString}
# What may stand before a value: its name, its tag.
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_BLOCK = re.compile(
    r"(?P<header>[|>][^\r\n]*(?P<end>\r\n?|\n))(?:[ \t]*(?:\r\n?|\n))*(?P<indent> *)"
)
_COMMENT = re.compile(r"\s+#.*")
# What a block of text cannot hold, and what the first words of a plain one in brackets cannot be.
NOT_IN_BLOCK = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff]")
_NOT_FIRST = ("?", ":", "-")


class RewriteError(Exception):
    """A quote cannot be put in without touching something else; the message says why."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value as it stands in a file: where, and how it is written."""

    start: int
    end: int
    column: int
    style: str = ""
    """Of text: the sign it begins with, if it is not plain."""
    name: str = ""
    """What it is called for aliases; of an alias, what that calls."""
    is_alias: bool = False
    in_flow: bool = False
    is_flow: bool = False
    """Whether it is a list or mapping in brackets."""
    inside: tuple[str, ...] = ()
    """The keys of a mapping, in their order."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    new: str


class QuoteFile:
    """The text of an annotation file whose quotes are to be replaced."""

    def __init__(self, data: bytes) -> None:
        """Raises UnicodeDecodeError or yaml.YAMLError where the data is no annotation file."""
        text = data.decode("utf-8")
        # The parser does not count the mark that some editors put first.
        self.mark = "\ufeff" if text.startswith("\ufeff") else ""
        self.text = text.removeprefix("\ufeff")
        self._values: dict[Keys, _Value] = {}
        self._aliases: list[tuple[Keys, _Value]] = []
        self._read()

    def shown(self, keys: Keys, quote: Quote) -> str:
        """How the entry of a quote will stand in the file. Raises RewriteError."""
        value = self._value(keys)
        edits = self._edits(keys, quote)
        start, end = value.start, max(value.end, *(edit.end for edit in edits))
        first, *others = _edited(self.text[start:end], edits, start).splitlines()
        if value.style in ("|", ">"):
            first = _COMMENT.sub("", first)
        margin = min((len(line) - len(line.lstrip()) for line in others), default=0)
        lead = "\n  " if value.inside and not value.is_flow else ""
        return f"quote: {lead}" + "\n  ".join([first, *(line[margin:] for line in others)])

    def rewritten(self, quotes: Mapping[Keys, Quote]) -> tuple[bytes, dict[Keys, str]]:
        """The file with these quotes, and why some of them could not be put in."""
        refused: dict[Keys, str] = {}
        edits: dict[Keys, list[_Edit]] = {}
        for keys, quote in quotes.items():
            try:
                edits[keys] = self._edits(keys, quote, quotes)
            except RewriteError as error:  # noqa: PERF203
                refused[keys] = str(error)
        new = self._checked(edits, quotes)
        if new is None:
            # One of them changes something else: which one, shows when each is put in alone.
            for keys in tuple(edits):
                if self._checked({keys: edits[keys]}, quotes) is None:
                    refused[keys] = _TOUCHES
                    del edits[keys]
            new = self._checked(edits, quotes)
        if new is None:
            refused |= dict.fromkeys(edits, _TOUCHES)
            new = self.text
        return f"{self.mark}{new}".encode(), refused

    def _checked(
        self, edits: Mapping[Keys, list[_Edit]], quotes: Mapping[Keys, Quote]
    ) -> str | None:
        """The text with some edits; None where it would then say anything else than their quotes
        and what it has said before."""
        new = _edited(self.text, (edit for group in edits.values() for edit in group))
        before, after = (YamlFile(text.encode()).values for text in (self.text, new))
        for keys in edits:
            _taken(before, keys)
            if _taken(after, keys) != quotes[keys]:
                return None
        return new if before == after else None

    # Where the values stand

    def _read(self) -> None:
        # Any: the types of the parser's events leave out what all of them have.
        loader: Any = yaml.CSafeLoader(self.text)
        while loader.check_event():
            event = loader.get_event()
            if not isinstance(event, _OUTSIDE):
                self._take_in((), event, loader.get_event, in_flow=False)

    def _take_in(self, keys: Keys, event: Any, get: Callable[[], Any], *, in_flow: bool) -> None:
        """Notes where the value stands that begins with an event, and all that it holds."""
        value = _Value(
            event.start_mark.index,
            event.end_mark.index,
            event.start_mark.column,
            name=getattr(event, "anchor", None) or "",
            in_flow=in_flow,
        )
        if isinstance(event, yaml.AliasEvent):
            value = replace(value, is_alias=True)
            self._aliases.append((keys, value))
        elif isinstance(event, yaml.ScalarEvent):
            end = value.start + len(self.text[value.start : value.end].rstrip(" \t\r\n"))
            value = replace(value, style=event.style or "", end=end)
        else:
            value = self._take_in_all(keys, event, get, value)
        self._values[keys] = value

    def _take_in_all(self, keys: Keys, event: Any, get: Callable[[], Any], value: _Value) -> _Value:
        """The same for what a list or a mapping holds; returns it with its end and its keys."""
        is_list = isinstance(event, yaml.SequenceStartEvent)
        flow = bool(event.flow_style)
        inside: list[Keys] = []
        while type(item := get()) not in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            key = len(inside) if is_list else str(getattr(item, "value", ""))
            if not inside:
                value = replace(value, column=item.start_mark.column)
            inside.append((*keys, key))
            self._take_in(
                inside[-1], item if is_list else get(), get, in_flow=flow or value.in_flow
            )
        # What the parser takes for the end of a block is where the next thing begins.
        last = max((self._values[path].end for path in inside), default=value.end)
        names = () if is_list else tuple(str(path[-1]) for path in inside)
        end = item.end_mark.index if flow else last
        return replace(value, end=end, is_flow=flow, inside=names)

    def _value(self, keys: Keys) -> _Value:
        for depth in range(1, len(keys) + 1):
            value = self._values.get(keys[:depth])
            if value is None:
                break
            if value.is_alias and depth < len(keys):
                raise RewriteError(
                    f"its entry is written '*{value.name}', and stands elsewhere in the file: "
                    "write it out, or rewrite the quote by hand"
                )
            if depth == len(keys):
                return value
        raise RewriteError("it is not in the file any more")

    # What is put in their place

    def _edits(
        self, keys: Keys, quote: Quote, quotes: Mapping[Keys, Quote] | None = None
    ) -> list[_Edit]:
        """What is to be replaced for a quote; `quotes` are all that are replaced."""
        value = self._value(keys)
        self._make_sure_of_names(value, quotes)
        if value.inside:
            return list(self._edits_inside(keys, value, quote))
        old = self.text[value.start : value.end]
        properties = "" if value.is_alias else _PROPERTIES.match(old)[0]  # type: ignore[index]
        old = old.removeprefix(properties)
        if quote.prefix or quote.suffix:
            new = flow_mapping(quote) + _comment_of(old)
        else:
            new = _text_like(old, quote.exact, value)
        return [_Edit(value.start + len(properties), value.end, new)]

    def _make_sure_of_names(self, value: _Value, quotes: Mapping[Keys, Quote] | None) -> None:
        if value.is_alias or not value.name or quotes is None:
            return
        for keys, alias in self._aliases:
            if alias.name == value.name and keys not in quotes:
                line = self.text.count("\n", 0, alias.start) + 1
                raise RewriteError(
                    f"its quote has the name '&{value.name}', and '*{value.name}' in line {line} "
                    "would change with it: write that one out first"
                )

    def _edits_inside(self, keys: Keys, value: _Value, quote: Quote) -> Iterable[_Edit]:
        """What is to be replaced in a quote that is a mapping: its words one by one."""
        added = []
        for key in ("exact", "prefix", "suffix"):
            text = getattr(quote, key)
            if key not in value.inside:
                if text:
                    added.append((key, scalar(text, '"', in_flow=True)))
                continue
            part = self._value((*keys, key))
            self._make_sure_of_names(part, {})
            old = self.text[part.start : part.end]
            properties = "" if part.is_alias else _PROPERTIES.match(old)[0]  # type: ignore[index]
            old = old.removeprefix(properties)
            if key != "exact" and part.style in ("|", ">"):
                new = scalar(text, '"', in_flow=True)
            else:
                new = _text_like(old, text, part)
            yield _Edit(part.start + len(properties), part.end, new)
        if not added:
            return
        last = max((self._value((*keys, key)) for key in value.inside), key=lambda v: v.end)
        if value.is_flow:
            yield _Edit(last.end, last.end, "".join(f", {key}: {text}" for key, text in added))
            return
        line_end = re.compile(r"\r\n?|\n|\Z").search(self.text, last.end)
        assert line_end is not None
        newline = line_end[0] or "\n"
        lines = "".join(f"{newline}{' ' * value.column}{key}: {text}" for key, text in added)
        yield _Edit(line_end.start(), line_end.start(), lines)


_OUTSIDE = (
    yaml.StreamStartEvent,
    yaml.StreamEndEvent,
    yaml.DocumentStartEvent,
    yaml.DocumentEndEvent,
)
_TOUCHES = (
    "its quote cannot be put in without changing something else in the file: write it by hand"
)


def _edited(text: str, edits: Iterable[_Edit], offset: int = 0) -> str:
    """A text with some edits; `offset` is where it begins in the file."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start - offset] + edit.new + text[edit.end - offset :]
    return text


def _taken(values: Any, keys: Keys) -> Quote | None:
    """Takes a quote out of the values of a file; None where there is none."""
    try:
        for key in keys[:-1]:
            values = values[key]
        value = values.pop(keys[-1])
        parts = value if isinstance(value, dict) else {"exact": value}
        return Quote(**{key: part or "" for key, part in parts.items()})
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        return None


def _text_like(old: str, text: str, value: _Value) -> str:
    """A text in the style in which the old one is written."""
    block = _BLOCK.match(old) if value.style in ("|", ">") else None
    if block and NOT_IN_BLOCK.search(text):
        return scalar(text, '"', in_flow=False) + _comment_of(old)
    if block is None:
        style = "" if value.is_alias else value.style
        if value.in_flow and not style and text.startswith(_NOT_FIRST):
            style = '"'
        return scalar(text, style, in_flow=value.in_flow)
    lines = [text]
    if value.style == ">":
        longest = max(len(line.strip()) for line in old[block.end() :].splitlines())
        lines = list(wrapped(text, max(longest, FOLDED)))
    return block["header"] + block["end"].join(f"{block['indent']}{line}" for line in lines)


def _comment_of(old: str) -> str:
    """The comment beside the sign that a block of text begins with."""
    block = _BLOCK.match(old)
    comment = _COMMENT.search(block["header"]) if block else None
    return comment[0].rstrip() if comment else ""


def wrapped(text: str, width: int) -> Iterable[str]:
    """Lines of whole words, which a folded block joins again with one space each."""
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def scalar(text: str, style: str, *, in_flow: bool) -> str:
    """A text as ruamel.yaml writes it on one line, in other quotation marks where it must."""
    if NOT_IN_BLOCK.search(text):
        # ruamel.yaml leaves some of these as they are elsewhere, and YAML reads them otherwise.
        style = '"'
    shown = _STYLES.get(style, str)(text)
    if not in_flow:
        return _dumped(CommentedMap({"quote": shown})).removeprefix("quote:").strip(" \n")
    items = CommentedSeq([shown])
    items.fa.set_flow_style()
    return _dumped(items).strip("\n")[1:-1]


def flow_mapping(quote: Quote) -> str:
    parts = {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
    shown = CommentedMap({k: DoubleQuotedScalarString(text) for k, text in parts.items() if text})
    shown.fa.set_flow_style()
    return _dumped(shown).strip()


def _dumped(value: Any) -> str:
    writer = YAML()
    writer.width = 1_000_000
    writer.allow_unicode = True
    stream = io.StringIO()
    writer.dump(value, stream)
    return stream.getvalue()
