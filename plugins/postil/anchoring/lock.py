"""The lock file: what was known of each passage when it was last known to be right.

A bare quote is easy to write and fragile to keep. `postil lock` saves, for each annotation, the
exact words, the context on both sides and the position; after an edit of the article, that is the
evidence with which the passage is found again. A build only reads the file.

The file is JSON with one annotation on each line, in the order of names, so that a diff shows
what changed. It is read line by line: what a merge left behind (conflict markers, a missing
comma, both versions of a line) costs at most the annotations concerned their context.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from postil.edition.edition import Place
from postil.edition.model import Quote as WrittenQuote
from postil.edition.problems import Problem
from postil.keeping.saving import save

from .projection import Projection
from .quote import Quote

VERSION = 1
FILE_NAME = "anchors.lock.json"
# 32 characters on each side are close to best: 8 and 16 find fewer edited passages again, and
# more than 64 compared as one string do harm (measured on 10,257 quotes from real revisions).
CONTEXT = 32
# A position only breaks ties, so it may be off by this part of the text before a line is written
# anew for its sake: otherwise one edit at the top of an article would change every line.
DRIFT = 0.02

_VERSION = re.compile(r'^\{? ?"version" ?: ?(\d{1,9}) ?,?$')
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

    def quote(self) -> Quote:
        """The quote with which the passage is looked up."""
        return Quote(
            self.exact,
            prefix=self.prefix,
            suffix=self.suffix,
            position=self.position,
            length=self.length,
        )

    def says_the_same(self, other: Anchor) -> bool:
        """Whether `other` would only write the same line with a position a little off."""
        drift = abs(self.position / max(1, self.length) - other.position / max(1, other.length))
        return (
            (self.exact, self.prefix, self.suffix, self.written)
            == (other.exact, other.prefix, other.suffix, other.written)
            and drift <= DRIFT
        )  # fmt: skip


def anchor_of(projection: Projection, span: tuple[int, int], written: WrittenQuote) -> Anchor:
    """What is to be saved of the passage at `span`."""
    text, (start, end) = projection.text, span
    return Anchor(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        position=start,
        length=len(text),
        written=fingerprint(written),
    )


def fingerprint(written: WrittenQuote) -> str:
    """Eight hexadecimal digits that stand for a quote as it is written."""
    parts = json.dumps([written.exact, written.prefix, written.suffix], ensure_ascii=False)
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@dataclass(frozen=True)
class Lock:
    """The anchors of a site, by the full name of the annotation (`readings/x#id`)."""

    anchors: Mapping[str, tuple[Anchor, ...]] = field(default_factory=dict)
    """More than one for a name only where a merge left both versions in the file."""
    problems: tuple[Problem, ...] = ()

    def anchor(self, place: Place, written: WrittenQuote) -> Anchor | None:
        """What was saved of a passage, if its quote is still written as it was then."""
        for anchor in self.anchors.get(place.name, ()):
            if anchor.written == fingerprint(written):
                return anchor
        return None


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
    problems: list[Problem] = []
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        if (version := _VERSION.match(line)) and int(version[1]) > VERSION:
            problem = Problem(
                name,
                number,
                1,
                f"the lock file was written by a newer Postil (version {version[1]} of the file)",
                "update Postil; until then passages are looked up without their context",
            )
            return Lock(problems=(problem,))
        if entry := _entry(line):
            anchors.setdefault(entry[0], []).append(entry[1])
            continue
        if version or line in ("", "{", "}", "},", '"anchors": {'):
            continue
        problems.append(Problem(name, number, 1, "this line of the lock file is damaged", _REMEDY))
    return Lock({key: tuple(found) for key, found in anchors.items()}, tuple(problems))


_REMEDY = "run 'postil lock' to write it anew; nothing else is lost"


def _entry(line: str) -> tuple[str, Anchor] | None:
    """The annotation and the anchor of a line, if it is one and undamaged.

    Without a regular expression: in a line of signs that nobody closes it would look for hours.
    """
    try:
        name, end = _JSON.raw_decode(line)
        rest = line[end:].lstrip()
        if not (isinstance(name, str) and "#" in name and rest.startswith(":")):
            return None
        values: Any = json.loads(rest[1:].rstrip(", "))
        anchor = Anchor(**values)
    except (ValueError, TypeError, RecursionError):
        return None
    words = (anchor.exact, anchor.prefix, anchor.suffix, anchor.written)
    numbers = (anchor.position, anchor.length)
    sound = all(isinstance(w, str) for w in words) and all(type(n) is int for n in numbers)
    return (name, anchor) if sound and min(numbers) >= 0 else None


def write(path: Path, anchors: Iterable[tuple[str, Anchor]]) -> bool:
    """Writes a lock file at once or not at all. Returns whether its content changed.

    Raises OSError when the folder cannot be written to; the old file is then as it was.
    """
    lines = [
        f"{json.dumps(name, ensure_ascii=False)}: {_json(anchor)}"
        for name, anchor in sorted(anchors, key=lambda item: item[0])
    ]
    text = f'{{\n"version": {VERSION},\n"anchors": {{\n' + ",\n".join(lines) + "\n}\n}\n"
    data = text.encode("utf-8", "backslashreplace")
    # Git writes it with the line ends of the system where it is told to.
    if path.exists() and path.read_bytes().replace(b"\r\n", b"\n") == data:
        return False
    save(path, data)
    return True


def _json(anchor: Anchor) -> str:
    values = {
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "position": anchor.position,
        "length": anchor.length,
        "written": anchor.written,
    }
    return json.dumps(values, ensure_ascii=False)
