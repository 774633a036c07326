"""The lock file: what was known of each passage when it was last known to be right.

A bare quote is easy to write and fragile to keep. `postil lock` saves, for each annotation, the
exact words, the context on both sides, the position, how often the words stood in the article and
what tells their sentence from others built like it (`siblings`); and for each article the
fingerprints of its pieces (`pieces`), its sentences and headings. After an edit of the article,
that is the evidence with which the passage is found again. A build only reads the file.

The file is JSON with one annotation or article on each line, in the order of names, so that a diff
shows what changed. It is read line by line: what a merge left behind (conflict markers, a missing
comma, both versions of a line) costs at most the annotations concerned their context.

An article has the pieces of its text as it is, and those of older texts for as long as a passage
that was last right in them waits for review: what is known of a passage is not forgotten because
another one was locked.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from postil.edition.conflicts import conflicts, is_sign
from postil.edition.edition import Place
from postil.edition.model import Quote as WrittenQuote
from postil.edition.problems import Problem
from postil.keeping.saving import save

from .index import TextIndex
from .quote import Quote
from .suggestion import beside

VERSION = 2
"""Of the file. The first had no pieces and no counts; it is read as it is. Lines of the second may
lack `unlike`."""
FILE_NAME = "anchors.lock.json"
# 32 characters on each side are close to best: 8 and 16 find fewer edited passages again, and
# more than 64 compared as one string do harm (measured on 10,257 quotes from real revisions).
CONTEXT = 32
# A position only breaks ties, so it may be off by this part of the text before a line is written
# anew for its sake: otherwise one edit at the top of an article would change every line.
DRIFT = 0.02

_T = TypeVar("_T")
_VERSION = re.compile(r'^\{? ?"version" ?: ?(\d{1,9}) ?,?$')
_WRITTEN_VERSION = re.compile(rb'^\{? ?"version" ?: ?(\d{1,9}) ?,?\r?$', re.MULTILINE)
_FRONT = "-"
_JSON = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is saved of a passage. Offsets are code points of the projected text."""

    exact: str
    prefix: str
    suffix: str
    position: int
    length: int
    written: str
    """Fingerprint of the quote in the YAML: an author who changes the quote means other words,
    and what was saved for the old ones counts no more."""
    count: int | None = None
    """How often the words stood in the text; None where an older Postil saved the passage."""
    pieces: str = ""
    """The first and the last piece in which it stood, one if they are the same: "b0a1f2 77c3d0".
    Of equal pieces of a text, "b0a1f2.2" is the second; "-" is what stands in front of the first.
    "@5c8dcdc9" behind them names the text (`text_name`) where it is not the one that was locked
    last, in which the same pieces may be others. Empty where that is not known."""
    unlike: str = ""
    """Words that tell its sentence from others built like it, and words of these: "lamp | whistle".
    Empty where there are none, or an older Postil saved the passage."""

    def quote(self, versions: Iterable[str] = ()) -> Quote:
        """The quote with which the passage is looked up, given the pieces of its article, in one or
        more versions."""
        quote = Quote(
            self.exact,
            prefix=self.prefix,
            suffix=self.suffix,
            position=self.position,
            length=self.length,
            count=self.count,
            unlike=self.unlike,
        )
        for pieces in versions:
            if within := self.within(pieces):
                return replace(quote, pieces=pieces, within=within)
        return quote

    def within(self, pieces: str) -> tuple[int, int] | None:
        """The numbers of its pieces in a version of the text; None if it was in another one."""
        written, _, text = self.pieces.partition("@")
        names = written.split()
        if not names or (text and text != text_name(pieces)):
            return None
        numbered = pieces.split()
        first, last = (_number(name, numbered) for name in (names[0], names[-1]))
        return None if first is None or last is None or last < first else (first, last)

    def of_text(self, pieces: str) -> Anchor:
        """The same with the name of the text in which the passage was last right, given its pieces;
        with that of none, where they are empty."""
        names = self.pieces.partition("@")[0].strip()
        return replace(self, pieces=f"{names} @{text_name(pieces)}" if pieces else names)

    def says_the_same(self, other: Anchor) -> bool:
        """Whether `other` would only write the same line with a position a little off."""
        drift = abs(self.position / max(1, self.length) - other.position / max(1, other.length))
        return (
            replace(self, position=0, length=0) == replace(other, position=0, length=0)
            and drift <= DRIFT
        )  # fmt: skip


def anchor_of(index: TextIndex, span: tuple[int, int], written: WrittenQuote) -> Anchor:
    """What is to be saved of the passage at `span`."""
    text, (start, end) = index.text, span
    prefix, suffix = beside(text, start, end, CONTEXT)
    return Anchor(
        exact=text[start:end],
        prefix=prefix,
        suffix=suffix,
        position=start,
        length=len(text),
        written=fingerprint(written),
        count=index.count(text[start:end]),
        pieces=_names(index.fingerprints.split(), index.pieces_at(start, end)),
        unlike=index.unlike(start, end),
    )


def text_name(pieces: str) -> str:
    """Eight hexadecimal digits that stand for a text, by its pieces."""
    return f"{crc32(pieces.encode()):08x}"


def _names(pieces: list[str], within: tuple[int, int]) -> str:
    """How the first and the last piece of a passage are called in the file."""
    if not pieces:
        return ""
    names = []
    for number in dict.fromkeys(within):
        if number < 0:
            names.append(_FRONT)
            continue
        name = pieces[number]
        equal = pieces[: number + 1].count(name)
        names.append(name if equal == 1 else f"{name}.{equal}")
    return " ".join(names)


def _number(name: str, pieces: list[str]) -> int | None:
    """The number of a piece that is called so; None if there is none."""
    if name == _FRONT:
        return -1
    fingerprint, _, which = name.partition(".")
    equal = [number for number, piece in enumerate(pieces) if piece == fingerprint]
    place = int(which) if which.isdecimal() else 1
    return equal[place - 1] if 0 < place <= len(equal) else None


def fingerprint(written: WrittenQuote) -> str:
    """Eight hexadecimal digits that stand for a quote as it is written."""
    parts = json.dumps([written.exact, written.prefix, written.suffix], ensure_ascii=False)
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@dataclass(frozen=True)
class Lock:
    """The anchors of a site, by the full name of the annotation (`readings/x#id`)."""

    anchors: Mapping[str, tuple[Anchor, ...]] = field(default_factory=dict)
    """More than one for a name only where a merge left both versions in the file."""
    pieces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By article: the fingerprints of the pieces of its text when it was locked, with spaces
    between, then those of older texts in which passages were last right that wait for review."""
    problems: tuple[Problem, ...] = ()
    is_newer: bool = False
    """Whether a newer Postil wrote the file; then it is neither read nor overwritten."""
    former: Mapping[str, str] = field(default_factory=dict)
    """The names in the file of annotations that are called otherwise now."""

    def anchor(self, place: Place, written: WrittenQuote) -> Anchor | None:
        """What was saved of a passage, if its quote is still written as it was then."""
        for anchor in self.anchors.get(place.name, ()):
            if anchor.written == fingerprint(written):
                return anchor
        return None

    def renamed(self, articles: Mapping[str, str], names: Mapping[str, str]) -> Lock:
        """The same with new names by old ones: the paths of articles, then the full names of
        annotations. What is known under a new name already comes first."""
        anchors: dict[str, tuple[Anchor, ...]] = {}
        pieces: dict[str, tuple[str, ...]] = {}
        former: dict[str, str] = {}
        followed = []
        for old, saved in self.anchors.items():
            path, _, id = old.partition("#")
            name = f"{articles[path]}#{id}" if path in articles else old
            if (new := names.get(name, name)) == old:
                anchors[old] = saved
            else:
                followed.append((old, new, saved))
        for old, new, saved in followed:
            if new not in anchors:
                former[new] = old
            anchors[new] = (*anchors.get(new, ()), *saved)
        for path, versions in sorted(self.pieces.items(), key=lambda entry: entry[0] in articles):
            new = articles.get(path, path)
            pieces[new] = (*pieces.get(new, ()), *versions)
        return replace(self, anchors=anchors, pieces=pieces, former=former)

    def quote(self, article: str, anchor: Anchor) -> Quote:
        """The quote with which the passage of an anchor is looked up in its article."""
        return anchor.quote(self.pieces.get(article, ()))

    def waiting(self, article: str, anchor: Anchor, now: str) -> Anchor:
        """An anchor as it is kept for review while its article is locked with the pieces of `now`:
        with the name of the text in which its passage was last right."""
        versions = self.pieces.get(article, ())
        then = next((pieces for pieces in versions if anchor.within(pieces)), None)
        if then is None:
            return replace(anchor, pieces="")
        return anchor.of_text("" if then == now else then)

    def pieces_with(
        self, fresh: Mapping[str, str], anchors: Mapping[str, Anchor]
    ) -> dict[str, tuple[str, ...]]:
        """The pieces to be saved: those of the articles as they are, and older ones in which some
        of the anchors were last right. `fresh` has the articles by their path."""
        kept = {article: {pieces: None} for article, pieces in fresh.items() if pieces}
        for name, anchor in anchors.items():
            article = name.partition("#")[0]
            for pieces in (*kept.get(article, ()), *self.pieces.get(article, ())):
                if anchor.within(pieces):
                    kept.setdefault(article, {})[pieces] = None
                    break
        return {article: tuple(versions) for article, versions in kept.items()}


def read(path: Path, name: str) -> Lock:
    """Reads a lock file; a missing one is an empty lock.

    Args:
        path: The file.
        name: What it is called in problems.

    Returns:
        What could be read, with a problem for each line that could not.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Lock()
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        problem = Problem(name, 0, 0, f"the lock file cannot be read: {why}", _REMEDY)
        return Lock(problems=(problem,))
    anchors: dict[str, list[Anchor]] = {}
    pieces: dict[str, dict[str, None]] = {}
    problems: list[Problem] = []
    if merged := conflicts(text):
        line_of_first, what = merged[0]
        others = f" (and {len(merged) - 1} more below)" if len(merged) > 1 else ""
        problems.append(Problem(name, line_of_first, 1, what + others, _REMEDY))
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        if (version := _VERSION.match(line)) and int(version[1]) > VERSION:
            problem = Problem(
                name,
                number,
                1,
                f"the lock file was written by a newer Postil (version {version[1]} of the file)",
                "update Postil; until then passages are looked up without their context",
            )
            return Lock(problems=(problem,), is_newer=True)
        match _entry(line):
            case place, Anchor() as anchor:
                anchors.setdefault(place, []).append(anchor)
                continue
            case article, versions:
                pieces.setdefault(article, {}).update(dict.fromkeys(versions))
                continue
        if version or line in _FRAME or (merged and is_sign(line)):
            continue
        problems.append(Problem(name, number, 1, "this line of the lock file is damaged", _REMEDY))
    lines = [line.strip() for line in text.split("\n")]
    is_cut = sum(line[-1:] == "{" for line in lines) > sum(line[:1] == "}" for line in lines)
    if is_cut and not problems:
        last = len(text.rstrip().split("\n"))
        problems.append(Problem(name, last, 1, "the lock file breaks off after this line", _REMEDY))
    return Lock(
        {key: tuple(found) for key, found in anchors.items()},
        {key: tuple(found) for key, found in pieces.items()},
        tuple(problems),
    )


_FRAME = frozenset(["", "{", "}", "},", '"anchors": {', '"pieces": {'])
_REMEDY = "run 'postil lock' to write it anew; nothing else is lost"


def _entry(line: str) -> tuple[str, Anchor | tuple[str, ...]] | None:
    """The annotation and the anchor of a line, or the article and its pieces, if it is one of these
    and undamaged.

    Without a regular expression: in a line of signs that nobody closes it would look for hours.
    """
    try:
        name, end = _JSON.raw_decode(line)
        rest = line[end:].lstrip()
        if not (isinstance(name, str) and rest.startswith(":")):
            return None
        values: Any = json.loads(rest[1:].rstrip(", "))
        if isinstance(values, list):
            return name, tuple(" ".join(version.split()) for version in values)
        anchor = Anchor(**values)
    except (AttributeError, ValueError, TypeError, RecursionError):
        return None
    saved = (anchor.exact, anchor.prefix, anchor.suffix, anchor.written)
    words = (*saved, anchor.pieces, anchor.unlike)
    numbers = (anchor.position, anchor.length, anchor.count or 0)
    sound = all(isinstance(w, str) for w in words) and all(type(n) is int for n in numbers)
    return (name, anchor) if sound and "#" in name and min(numbers) >= 0 else None


class NewerLockError(Exception):
    """The lock file was written by a newer Postil and must not be written over."""


def write(
    path: Path,
    anchors: Iterable[tuple[str, Anchor]],
    pieces: Iterable[tuple[str, tuple[str, ...]]] = (),
) -> bool:
    """Writes a lock file at once or not at all. Returns whether its content changed.

    Args:
        path: The file.
        anchors: By the full names of the annotations.
        pieces: The versions of the articles' pieces, by their paths.

    Raises:
        NewerLockError: A newer Postil wrote the file that is there.
        OSError: The folder cannot be written to; the old file is then as it was.
    """
    old = path.read_bytes() if path.exists() else b""
    if any(int(version) > VERSION for version in _WRITTEN_VERSION.findall(old)):
        raise NewerLockError(f"{path.name} was written by a newer Postil: update Postil first")
    written = [_lines(anchors, _json), _lines(pieces, _versions)]
    text = (
        f'{{\n"version": {VERSION},\n"anchors": {{\n{written[0]}\n}},\n'
        f'"pieces": {{\n{written[1]}\n}}\n}}\n'
    )
    data = text.encode("utf-8", "backslashreplace")
    # Git writes it with the line ends of the system where it is told to.
    if old.replace(b"\r\n", b"\n") == data:
        return False
    save(path, data)
    return True


def _lines(entries: Iterable[tuple[str, _T]], as_json: Callable[[_T], str]) -> str:
    return ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {as_json(value)}"
        for name, value in sorted(entries, key=lambda entry: entry[0])
    )


def _versions(versions: tuple[str, ...]) -> str:
    return json.dumps(versions)


def _json(anchor: Anchor) -> str:
    values: dict[str, str | int] = {
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "position": anchor.position,
        "length": anchor.length,
        "written": anchor.written,
    }
    if anchor.count is not None:
        values["count"] = anchor.count
    if anchor.pieces:
        values["pieces"] = anchor.pieces
    if anchor.unlike:
        values["unlike"] = anchor.unlike
    return json.dumps(values, ensure_ascii=False)
