"""Reading a YAML file into plain values, and finding the place of a value when one is wrong.

PyYAML's C parser reads the file; the values are made here, because the annotation files follow
YAML 1.2 (`no` and `12:30` are text), refuse a key that is given twice, and may come from people
who do not mean well (aliases that expand without end). Files without names, tags and mistakes, as
almost all are, become values straight from the parser's events: to compose them takes twice as
long.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic_core import from_json, to_json

from postil.keeping.cache import Cache, Digest, programs

from .conflicts import ADVICE, conflicts
from .mending import LOST, TAG, Loader, Mending, column_as_written, mistake_of
from .slips import Mistake, may_be_silent, silent

Keys = tuple[str | int, ...]


class Limit(NamedTuple):
    """How many bytes a file may have, and what to do about one that has more."""

    most: int
    advice: str


# An annotation takes about 800 bytes: room for 2,500 of them in one article.
ARTICLE_LIMIT = Limit(2_000_000, "divide the article and its annotations")
# A source takes about 250 bytes: room for 40,000 of them.
SHARED_LIMIT = Limit(
    10_000_000,
    "take out what is not used; sources may stand in libraries, named under 'bibliography'",
)
# The format needs eight levels; libyaml itself recurses and must not be let far.
MAX_DEPTH = 40
# What the aliases of a file may expand to, unless it has more bytes, and so may have more values of
# its own.
MAX_VALUES = 500_000
MADE = "zz-unnamed-"
"""How ids begin that entries get whose own cannot be theirs, so that they can be looked at. Nobody
names them."""

# Entries stand in the file, or in a section of it.
_DEPTH_OF_ENTRIES = 2
# What names and aliases may add to a file, in characters: nobody repeats a hundred pages. Each
# value is kept, checked and shown as if it had been written out: a tag of a megabyte with 1,500
# aliases took 5 GB.
MAX_REPEATED = 200_000
# How many mistakes of a file are looked for: with each it is read several times more.
MOST_MISTAKES = 20

_COMMENT = re.compile(r"\b(?:quote|exact):[ \t].* #")
_REPEATED = (
    "names and aliases ('&', '*') repeat more text than a file may hold; this one is among it",
    "shorten it, or write it once",
)
_NESTED = "entries are nested too deeply here", "an annotation file needs eight levels at most"
# What an author may write before a value and mean no more than that. Every other tag is text that
# happens to begin with an exclamation mark.
_NAMES = "str", "int", "float", "bool", "null", "seq", "map"
_HARMLESS_TAGS = frozenset(["!", *(f"{TAG}{name}" for name in _NAMES)])
# Null in the core schema of YAML 1.2.2, section 10.3.2. The entries of the format hold no numbers
# and no truth values, so every other scalar stays the text that was written: `1.10`, `no`, `012`.
_NULL = frozenset(["", "~", "null", "Null", "NULL"])


class YamlFile:
    """A YAML file: its values, and the places of its values.

    `values` is None and `mistakes` is not empty when the file cannot be used. What can be read of
    it all the same is its `rest`. Where there is a cache, the values are `json` until somebody asks
    for them: to check them as it takes less time than to make them of it first.
    """

    __slots__ = (
        "_mended",
        "_source",
        "_values",
        "digest",
        "has_comments",
        "ids",
        "json",
        "lost",
        "mistakes",
        "rest",
    )

    def __init__(
        self,
        data: bytes,
        cache: Cache | None = None,
        path: Path | None = None,
        limit: Limit = ARTICLE_LIMIT,
    ) -> None:
        """`path` is where the data was read, and can be read again when a place is asked for: few
        places ever are, and the texts of a large site would take more memory than all else about
        its files."""
        self._values: Any = None
        self.json: str | None = None
        """The values, as long as they are nothing else."""
        self.rest: Any = None
        """The values of a file with mistakes, without those on whose lines these stand."""
        self.lost: list[Keys] = []
        """The keys of these."""
        self.ids: dict[str, str] = {}
        """What is written in place of ids that entries have got because theirs are none."""
        self._mended = ""
        self.mistakes: list[Mistake] = []
        self._source = path or data
        self.digest = Digest(data).key()
        """That of the data."""
        self.has_comments = False
        """Whether it may hold a comment behind a quote."""
        if len(data) > limit.most:
            self._add_size(len(data), limit)
            return
        key = Digest(programs(), "yaml", self.digest).key() if cache else b""
        if cache and (kept := cache.get_texts(key)):
            (self.json,) = kept
            self.has_comments = b" #" in data and _may_comment(_text_of(data))
            return
        if wrong := undecodable(data):
            self.mistakes.append(wrong)
            return
        text = _text_of(data)
        self.has_comments = _may_comment(text)
        self._read(text)
        if cache and self.values is not None:
            self.json = to_json(self.values).decode()
            cache.put_texts(key, [self.json])

    @property
    def values(self) -> Any:
        """What the file says, as plain values."""
        if self.json is not None:
            self.values = from_json(self.json)
        return self._values

    @values.setter
    def values(self, values: Any) -> None:
        self._values, self.json = values, None

    @classmethod
    def of(cls, path: Path, cache: Cache | None = None, limit: Limit = ARTICLE_LIMIT) -> YamlFile:
        """Reads a file. One that cannot be read has a mistake that says so."""
        try:
            if path.is_fifo():
                # To read it is to wait for somebody who writes.
                raise OSError("it is a pipe")
            return cls(path.read_bytes(), cache, path, limit)
        except OSError as error:
            file = cls(b"")
            if path.is_dir():
                file._add(0, 0, "this is a folder with the name of a file", "rename the folder")
            elif path.is_symlink() and not path.exists():
                file._add(0, 0, "this link leads to no file", "delete it, or mend where it leads")
            else:
                reason = (error.strerror or str(error)).lower()
                file._add(0, 0, f"the file cannot be read: {reason}", "is it yours to read?")
            return file

    def place(self, keys: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of the value at `keys`, or with `key` of its key; 0 where the
        file has changed since it was read.

        Follows `keys` as far as they lead, so that a missing entry is reported at its parent.
        """
        places = _places(self)
        keys = [self.ids.get(step, step) if isinstance(step, str) else step for step in keys]
        line, column = places.of(keys, key=key) if places else (0, 0)
        if line and self._mended:
            column = column_as_written(self.text() or "", self._mended, line, column)
        return line, column

    def comment(self, keys: Sequence[str | int]) -> str:
        """The comment behind the text at `keys`, on its line; empty where there is none."""
        text = self.text() if self.has_comments else None
        line, column = self.place(keys)
        if text is None or not line:
            return ""
        written = text.split("\n")[line - 1][column - 1 :]
        if written.startswith(("'", '"', "|", ">")):
            return ""
        return written.partition(" #")[2].strip()

    def is_of(self, path: Path) -> bool:
        """Whether a file can be read and holds what was read here."""
        try:
            return Digest(path.read_bytes()).key() == self.digest
        except OSError:
            return False

    def text(self) -> str | None:
        """The text that was read; None where the file has changed since then."""
        try:
            source = self._source
            data = source if isinstance(source, bytes) else source.read_bytes()
        except OSError:
            return None
        return _text_of(data) if Digest(data).key() == self.digest else None

    def readable_text(self) -> str | None:
        """The text that was read; None where there is none."""
        try:
            return self.text()
        except UnicodeDecodeError:
            return None

    def _add_size(self, size: int, limit: Limit) -> None:
        self._add(
            0,
            0,
            f"the file has {size / 1e6:.1f} MB; {limit.most / 1e6:g} MB is the most that is read",
            limit.advice,
        )

    def _read(self, text: str) -> None:
        if self._is_hopeless(text):
            return
        if not may_be_silent(text):
            with suppress(_OddError, yaml.YAMLError):
                self.values = _plain_values(text)
                return
        mending = Mending(text)
        is_mended = mending.is_mended(MOST_MISTAKES)
        self.mistakes += mending.mistakes
        if not is_mended:
            return
        node = yaml.compose(mending.text, Loader=Loader)
        if node is None:
            return
        told = {mistake.line for mistake in self.mistakes}
        slips = list(silent(mending.text, node)) if may_be_silent(mending.text) else []
        slips = [slip for slip in slips if slip.line not in told]
        self.mistakes += slips
        lost = [*_at_lines(node, {slip.line for slip in slips})] if slips else []
        self.mistakes += _divided(node)
        most = max(MAX_VALUES, len(mending.text))
        values = self._value(node, most, lost, mending.emptied())
        if not self.mistakes:
            self.values = values
            return
        self._mended = mending.text
        known = len(mending.mistakes)
        self.mistakes[known:] = map(mending.as_written, self.mistakes[known:])
        self.mistakes.sort(key=lambda one: (one.line, one.column))
        self.lost = list(dict.fromkeys(lost))
        for keys in self.lost:
            _take_out(values, keys)
        self.rest = values

    def _is_hopeless(self, text: str) -> bool:
        """Whether nothing good can come of parsing it: then a mistake says why."""
        # Between quotation marks a conflict is good YAML, elsewhere no more than bad indentation.
        for line, what in conflicts(text):
            self._add(line, 1, what, ADVICE)
        if not self.mistakes and (deep := _too_deep(text)) is not None:
            self._add(*_line_and_column(text, deep), *_NESTED)
        return bool(self.mistakes)

    def _add(self, line: int, column: int, what: str, advice: str = "") -> None:
        self.mistakes.append(Mistake(line, column, what, advice))

    def _value(self, node: yaml.Node, left: int, lost: list[Keys], emptied: Collection[int]) -> Any:
        """The plain value of a composed node, with a bound on depth and on what aliases add: `left`
        values, and some characters. The keys of what is wrong are added to those of what is lost;
        some more is lost of what stands at keys in `emptied` lines."""
        open_nodes: set[int] = set()
        known: set[int] = set()
        repeated = 0

        def value(node: yaml.Node, keys: Keys) -> Any:
            nonlocal left, repeated
            left -= 1
            if node.tag not in _HARMLESS_TAGS:
                self._add_tag(node)
                lost.append(_in_mapping(keys))
            if isinstance(node, yaml.ScalarNode):
                if LOST in node.value:
                    lost.append(_in_mapping(keys))
                if id(node) in known:
                    repeated += len(node.value)
                    if repeated > MAX_REPEATED:
                        raise _TooMuchError(node, *_REPEATED)
                known.add(id(node))
                return None if node.value in _NULL and not node.style else node.value
            if left < 0 or id(node) in open_nodes:
                raise _TooMuchError(
                    node, "names and aliases ('&', '*') expand without end here", "write them out"
                )
            if len(keys) >= MAX_DEPTH:
                raise _TooMuchError(node, *_NESTED)
            open_nodes.add(id(node))
            result: Any
            if isinstance(node, yaml.SequenceNode):
                result = [value(item, (*keys, number)) for number, item in enumerate(node.value)]
            else:
                result = {}
                for key_node, value_node in node.value:
                    key = key_node.value
                    if not isinstance(key, str) or key == "<<":
                        key, is_odd = self._odd_key(key_node)
                        if is_odd:
                            lost.append((*keys, key) if key else _in_mapping(keys))
                    if key_node.start_mark.line in emptied:
                        # Items may be those of another list; entries are what they were.
                        is_list = isinstance(value_node, yaml.SequenceNode)
                        lost.append((*keys, key) if is_list else (*keys, key, LOST))
                    if LOST in key:
                        lost.append((*keys, key))
                    result[key] = value(value_node, (*keys, key))
            open_nodes.discard(id(node))
            return result

        try:
            return value(node, ())
        except _TooMuchError as error:
            mark = error.node.start_mark
            self._add(mark.line + 1, mark.column + 1, error.what, error.advice)
            return None

    def _add_tag(self, node: yaml.Node) -> None:
        mark = node.start_mark
        self._add(
            mark.line + 1,
            mark.column + 1,
            f"'{node.tag.replace(TAG, '!!')}' is taken for a tag of YAML",
            "put text that begins with '!' in quotation marks",
        )

    def _odd_key(self, node: yaml.Node) -> tuple[str, bool]:
        """A key that means something else to others, or is no word; and whether that is wrong."""
        mark = node.start_mark
        if isinstance(node, yaml.ScalarNode):
            if not node.style:
                self._add(
                    mark.line + 1,
                    mark.column + 1,
                    "'<<' merges entries in older YAML only",
                    "write the entries out",
                )
            return str(node.value), not node.style
        self._add(
            mark.line + 1,
            mark.column + 1,
            "a key must be a word",
            "put text that begins with '{' or '[' in quotation marks",
        )
        return "", True


# Ends of lines to older YAML and to libyaml, not to YAML 1.2 nor to editors.
_OLD_BREAKS = re.compile("[\x85\u2028\u2029]")


def _text_of(data: bytes) -> str:
    """The text of a file, in which lines end where its author sees them end."""
    text = data.decode("utf-8-sig")
    return text if text.isascii() else _OLD_BREAKS.sub(" ", text)


def _may_comment(text: str) -> bool:
    """Whether a text may hold a comment behind a quote."""
    return " #" in text and bool(_COMMENT.search(text))


def _wide(data: bytes) -> str:
    """What a file is that has two or four bytes for each letter; empty for any other."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    begin = data[:32]
    if len(begin) < 4 or b"\0" not in begin:
        return ""
    if not any(begin[0::4] + begin[1::4]) or not any(begin[2::4] + begin[3::4]):
        return "UTF-32"
    return "UTF-16" if not any(begin[0::2]) or not any(begin[1::2]) else ""


def undecodable(data: bytes) -> Mistake | None:
    """What keeps the bytes of a file from being text; None if they are UTF-8."""
    if wide := _wide(data):
        return Mistake(1, 1, f"the file is {wide}", "save it as UTF-8")
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        return Mistake(
            *_line_and_column(before, len(before)),
            f"byte 0x{data[error.start]:02X} is not UTF-8",
            "save the file as UTF-8 (in Windows editors: 'Save as', encoding UTF-8)",
        )
    return None


def unreadable(path: Path) -> Mistake | None:
    """What keeps a file from being read as YAML, whatever its tags and keys; None if nothing
    does."""
    file = YamlFile.of(path)
    if file.mistakes:
        text = file.readable_text() if path.is_file() else None
        file.mistakes = [] if text is not None else file.mistakes
        if text is not None and not file._is_hopeless(text) and (wrong := mistake_of(text)):
            return wrong
    return file.mistakes[0] if file.mistakes else None


class _OddError(Exception):
    """A file has what only its composed nodes can tell."""


def _plain_values(text: str) -> Any:
    """The values of a file of plain entries. Raises _OddError for any other, and YAMLError where it
    is no YAML."""
    event: Callable[[], Any] = Loader(text).get_event
    event()
    if type(event()) is yaml.StreamEndEvent:
        return None
    values = _plain_value(event(), event, 1)
    event()
    if type(event()) is not yaml.StreamEndEvent:
        raise _OddError
    return values


# Not a function within the other: that would keep itself, and so the parser with its text, until
# garbage is looked for, which is not while a site is loaded.
def _plain_value(begin: Any, event: Callable[[], Any], depth: int) -> Any:
    """The value that begins with an event; `event` returns the next one."""
    if type(begin) is yaml.AliasEvent or begin.anchor or begin.tag or depth > MAX_DEPTH:
        raise _OddError
    if type(begin) is yaml.ScalarEvent:
        return None if begin.value in _NULL and not begin.style else begin.value
    if type(begin) is yaml.SequenceStartEvent:
        items = []
        while type(item := event()) is not yaml.SequenceEndEvent:
            items.append(_plain_value(item, event, depth + 1))
        return items
    entries: dict[str, Any] = {}
    while type(key := event()) is not yaml.MappingEndEvent:
        if type(key) is not yaml.ScalarEvent or key.anchor or key.tag:
            raise _OddError
        if key.value in entries or key.value == "<<":
            raise _OddError
        entries[key.value] = _plain_value(event(), event, depth + 1)
    return entries


class _Places:
    """Where the values of a composed file stand."""

    def __init__(self, root: yaml.Node | None) -> None:
        self._root = root
        self._entries: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = {}
        """The entries of mappings whose places were asked for: there may be thousands."""

    def of(self, keys: Sequence[str | int], *, key: bool) -> tuple[int, int]:
        node = self._root
        if node is None:
            return 1, 1
        mark = node.start_mark
        for step in keys:
            found = self._child(node, step)
            if found is None:
                break
            key_node, node = found
            mark = (key_node if key and key_node is not None else node).start_mark
        return mark.line + 1, mark.column + 1

    def _child(self, node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
        """The key node (None in a list) and value node that `step` leads to."""
        if isinstance(node, yaml.MappingNode):
            if id(node) not in self._entries:
                # The last of equal keys is put in first: the first of them is the one to show.
                pairs = reversed(node.value)
                self._entries[id(node)] = {str(pair[0].value): pair for pair in pairs}
            return self._entries[id(node)].get(str(step))
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            return (None, node.value[step]) if step < len(node.value) else None
        return None


@lru_cache(maxsize=4)
def _places(file: YamlFile) -> _Places | None:
    """The places of a file, which is composed again for this: they are only needed when something
    is wrong. What is wrong comes file by file, so the last few are enough."""
    text = file._mended or file.text()
    if text is None:
        return None
    node = yaml.compose(text, Loader=Loader)
    # Entries with the same id have got different ones.
    deque(_divided(node) if node and file._mended else (), maxlen=0)
    return _Places(node)


def _divided(root: yaml.Node) -> Iterator[Mistake]:
    """The keys that are given twice. Of what stands at them all is kept that can be: sections are
    put together, entries with one id get two."""
    waiting, seen = [(root, 0)], set()
    while waiting:
        node, depth = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            yield from _with_keys_once(node, depth)
            waiting += [(value, depth + 1) for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(item, depth + 1) for item in node.value]


def _with_keys_once(node: yaml.MappingNode, depth: int) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or LOST in key.value or key.value not in first:
            if isinstance(key, yaml.ScalarNode):
                first.setdefault(key.value, len(pairs))
            pairs.append((key, value))
            continue
        mark = key.start_mark
        yield Mistake(
            mark.line + 1,
            mark.column + 1,
            f"'{key.value}' is given twice",
            "keep one of the two, or give them different names",
        )
        other_key, other = pairs[first[key.value]]
        if _is_section(other) and _is_section(value):
            other.value.extend(value.value)
        elif _is_nothing(other):
            pairs[first[key.value]] = other_key, value
            if other.value == LOST and isinstance(value, yaml.MappingNode):
                # More stood there than is here.
                value.value.append((yaml.ScalarNode(TAG + "str", LOST, mark, mark), other))
        elif isinstance(value, yaml.MappingNode) and depth < _DEPTH_OF_ENTRIES:
            key.value = f"{MADE}{key.value}"
            pairs.append((key, value))
    node.value = pairs


def _is_section(node: yaml.Node) -> bool:
    """Whether it holds entries, such as the claims of an article."""
    return isinstance(node, yaml.MappingNode) and all(
        isinstance(value, yaml.MappingNode) or _is_nothing(value) for _, value in node.value
    )


def _is_nothing(node: yaml.Node) -> bool:
    """Whether nothing stands there, or nothing that can be read."""
    return isinstance(node, yaml.ScalarNode) and (node.value == LOST or node.value in _NULL)


def _take_out(values: Any, keys: Keys) -> None:
    """Takes a value out of others, if it is there."""
    with suppress(KeyError, IndexError, TypeError):
        for key in keys[:-1]:
            values = values[key]
        del values[keys[-1]]


def _in_mapping(keys: Keys) -> Keys:
    """The keys of a value, or of the list of which it is an item: a list without one of its items
    would have others at their places."""
    while keys and isinstance(keys[-1], int):
        keys = keys[:-1]
    return keys


def _at_lines(node: yaml.Node, lines: Collection[int], keys: Keys = ()) -> Iterator[Keys]:
    """The keys of the innermost values of mappings that stand on some lines."""
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            if isinstance(item, yaml.ScalarNode) and item.start_mark.line + 1 in lines:
                yield _in_mapping(keys)
            else:
                yield from _at_lines(item, lines, (*keys, number))
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            path = (*keys, str(key.value))
            if isinstance(value, yaml.ScalarNode) and key.start_mark.line + 1 in lines:
                yield path
            else:
                yield from _at_lines(value, lines, path)


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


_REPEATED = (
    "names and aliases ('&', '*') repeat more text than a file may hold; this one is among it",
    "shorten it, or write it once",
)


class _TooMuchError(Exception):
    def __init__(self, node: yaml.Node, what: str, advice: str) -> None:
        self.node, self.what, self.advice = node, what, advice


# The C parser recurses on what it composes and ends the process when it runs out of stack: at
# 100,000 levels it did, at 3,000 it did not. Both bounds are far above any sane file.
_MAX_BRACKETS = 1_000
_MAX_INDENT = 400
_LEVELS = re.compile(r"[\[\]{}]|^[ \t]*(?:[-?][ \t]+)*", re.MULTILINE)


def _too_deep(text: str) -> int | None:
    """Offset where brackets or indentation nest deeper than any sane file, or None.

    Brackets in plain text count too, but those close again. Each level of a block begins at
    least one column further right than the last but one, so the column bounds the depth.
    """
    long = [line for line in text.split("\n") if len(line) > _MAX_INDENT]
    if text.count("[") + text.count("{") <= _MAX_BRACKETS and not any(
        not line[: _MAX_INDENT + 1].strip(" \t-?") for line in long
    ):
        # As in every file that somebody wrote: to look at each level takes ten times as long.
        return None
    depth = 0
    for match in _LEVELS.finditer(text):
        sign = match[0]
        if sign in ("[", "{"):
            depth += 1
            if depth > _MAX_BRACKETS:
                return match.start()
        elif sign in ("]", "}"):
            depth = max(0, depth - 1)
        elif len(sign) > _MAX_INDENT:
            return match.start()
    return None
