"""The text of a BibTeX file as its parser reads it best.

biber allows comments between the fields of an entry, which `bibtexparser` takes for the name of
the next field; and where a comma was forgotten it takes the next field for a part of the value.
Here comments become spaces, and a comma that is missing is put in and reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from postil.edition.problems import Problem

_ENTRY = re.compile(r"@(?P<kind>\w+)[ \t]*[{(]")
# An entry that begins on a line of its own ends any before it, closed or not.
_TOKEN = re.compile(
    r"\\.|(?:(?<=\n)|(?<=\A))[ \t]*@\w+[ \t]*[{(]|@\w+[ \t]*[{(]"
    r"|[%{}()\",=]|\s+|[^\s\\@%{}()\",=]+|@",
    re.DOTALL,
)
# What may be a comment, or a field behind another without a comma. Most files have neither, and the
# walk through one takes as long as its parser.
_SUSPECT = re.compile(
    r"""^[ \t]*%.*@|(?:^|[\s,{}"])%|(?:[}"]\s*|\w\s+)[A-Za-z][\w:+-]*\s*=\s*["{\w]""", re.MULTILINE
)
_NOT_ENTRIES = frozenset(("comment", "preamble", "string"))
_NAME = re.compile(r"[A-Za-z][\w:+-]*")


@dataclass
class _Reading:
    """Where in a file the walk through it stands."""

    pieces: list[str] = field(default_factory=list)
    missing: list[tuple[int, str]] = field(default_factory=list)
    """The offsets of missing commas, and what stands before each."""
    depth: int = 0
    kind: str = ""
    close: str = "}"
    is_comment: bool = False
    is_quoted: bool = False
    is_key: bool = False
    """Whether the next word is the key of an entry."""
    name: str = ""
    """The field, or the key of the entry, that was read last."""
    is_value: bool = False
    """Whether the field has a sign = behind its name."""
    ended: int = -1
    """Which piece ends a value, behind which a comma has to stand; -1 where none does."""
    word: tuple[int, int] = (-1, 0)
    """The piece and the offset of a word that may be the name of the next field."""


def mended(text: str, name: str) -> tuple[str, list[Problem]]:
    """A file without comments inside its entries and with the commas that were forgotten.

    Lines stay the same. `name` is the file's path as the author knows it, for problems.
    """
    if not _SUSPECT.search(text):
        return text, []
    state = _Reading()
    for match in _TOKEN.finditer(text):
        state.pieces.append(_read(state, match[0], match.start()))
    problems = [
        Problem(name, *_place(text, offset), f"a comma is missing behind {what}", "write it there")
        for offset, what in state.missing
    ]
    return "".join(state.pieces), problems


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _read(state: _Reading, token: str, offset: int) -> str:
    """Takes in a token; returns what it becomes."""
    entry = _ENTRY.search(token) if "@" in token and len(token) > 1 else None
    if state.depth == 0 and (state.is_comment or (token == "%" and _is_at_line(state))):
        state.is_comment = "\n" not in token
        return re.sub(r"[^\n]", " ", token)
    if entry and (state.depth == 0 or token.lstrip(" \t") != token or _is_at_line(state)):
        _begin(state, entry["kind"].lower(), "}" if token.endswith("{") else ")")
    elif state.depth == 0 or state.kind in _NOT_ENTRIES:
        _move(state, token)
    elif state.depth > 1 or state.is_quoted:
        _move(state, token)
        if state.depth == 1 and not state.is_quoted and token in '}"':
            state.ended = len(state.pieces)
    elif state.is_comment or token == "%":
        state.is_comment = "\n" not in token
        return re.sub(r"[^\n]", " ", token)
    else:
        _between(state, token, offset)
    return token


def _is_at_line(state: _Reading) -> bool:
    return not state.pieces or state.pieces[-1].rstrip(" \t").endswith("\n")


def _begin(state: _Reading, kind: str, close: str) -> None:
    state.depth, state.kind, state.close = 1, kind, close
    state.is_quoted, state.is_comment, state.is_key, state.is_value = False, False, True, False
    state.name, state.ended, state.word = "", -1, (-1, 0)


def _move(state: _Reading, token: str) -> None:
    """Follows braces and quotation marks."""
    if token == '"' and state.depth == 1 and state.kind != "comment":
        state.is_quoted = not state.is_quoted
    elif token.endswith("{") and token != "\\{" and state.depth:
        # Words such as `@string{` within a value are no more than text and a brace.
        state.depth += 1
    elif token == "}" and state.depth > 1:
        state.depth -= 1
    elif token == state.close and state.depth == 1 and not state.is_quoted:
        state.depth = 0


def _between(state: _Reading, token: str, offset: int) -> None:
    """Takes in what stands between the fields of an entry."""
    if token.isspace():
        return
    if token == ",":
        state.is_key, state.is_value, state.ended, state.word = False, False, -1, (-1, 0)
    elif token == "=":
        _equals(state)
    elif _NAME.fullmatch(token):
        if state.is_key and not state.name:
            state.name, state.ended = token, len(state.pieces)
        else:
            if state.is_value and state.ended < 0 and state.word[0] >= 0:
                # `year = 2001 author = …`: the word before this one was the value.
                state.ended = state.word[0]
            state.word = (len(state.pieces), offset)
    elif token.startswith("#"):
        state.ended, state.word = -1, (-1, 0)
    else:
        if state.is_key and not state.name:
            state.name, state.ended = token, len(state.pieces)
        elif state.is_value and token not in "{}()":
            state.ended, state.word = len(state.pieces), (-1, 0)
        _move(state, token)


def _equals(state: _Reading) -> None:
    number, offset = state.word
    if number >= 0 and 0 <= state.ended < number:
        what = f"the key '{state.name}'" if state.is_key else f"'{state.name}'"
        state.missing.append((offset, what))
        state.pieces[state.ended] += ","
        state.is_key = False
    if number >= 0:
        state.name = state.pieces[number]
    state.is_value, state.ended, state.word = True, -1, (-1, 0)
