"""Remarks: annotations as people have made them in other programs, whatever the program."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from postil.anchoring.quote import Quote


class ReadingError(Exception):
    """A file cannot be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a remark was made on, as far as its file says."""

    address: str = ""
    title: str = ""

    @property
    def name(self) -> str:
        """How it is called in messages; empty where nothing is known of it."""
        return " ".join(filter(None, (f"“{self.title}”" if self.title else "", self.address)))


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to a remark."""

    text: str
    """In Markdown."""
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One annotation."""

    origin: str
    """The address or the name that it has where it comes from, the same in every export."""
    quote: Quote | None = None
    """The words it is about, with what is known of their place; None where it has no words."""
    start: int | None = None
    """Where they began in the text that they were taken from, in code points."""
    start_in_units: int | None = None
    """The same in UTF-16 code units, in which scripts of browsers count."""
    why: str = ""
    """Why it has none."""
    text: str = ""
    """What it says, in Markdown; empty where words are only highlighted."""
    by: str = ""
    """Who made it; empty where the file does not say."""
    on: str = ""
    """The day: `2026-11-28`, or as the file has it where it cannot be read."""
    at: str = ""
    """Where in the document, in the words of its program: `page 12`, `location 170-171`."""
    tags: tuple[str, ...] = ()
    document: Document = field(default_factory=Document)
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a file holds."""

    program: str
    """Where it comes from, as people call it."""
    remarks: tuple[Remark, ...]
    left: tuple[str, ...] = ()
    """What of it is not taken over, in sentences."""


# What YAML cannot hold, and nobody sees.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def seen(text: str) -> str:
    """A text without what nobody sees and no file of annotations can hold."""
    return _UNSEEN.sub("", text)


def named(program: str, *parts: str) -> str:
    """A name for a remark that has none in its file, from all that will not change about it."""
    known = "\x1f".join(" ".join(part.split()) for part in parts)
    return f"{program}:{hashlib.sha256(known.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def told_apart(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """The same remarks; of those that have the same name, the second has a 2 behind it."""
    seen: Counter[str] = Counter()
    for remark in remarks:
        seen[remark.origin] += 1
        number = seen[remark.origin]
        # An address leads where it led before.
        sign = "#" if "://" in remark.origin and "#" not in remark.origin else "-"
        name = f"{remark.origin}{sign}{number}"
        yield replace(remark, origin=name) if number > 1 else remark


def tags_of(*tags: object) -> tuple[str, ...]:
    """Tags in their order, each once, without white space at their ends."""
    return tuple(dict.fromkeys(filter(None, (" ".join(str(tag).split()) for tag in tags))))


def counted(count: int, thing: str) -> str:
    """A number of things, such as "1 colour" or "2 colours"."""
    return f"{count} {thing}" + ("" if count == 1 else "s")


def entries(count: int) -> str:
    """A number of entries of a file."""
    return "1 entry" if count == 1 else f"{count} entries"
