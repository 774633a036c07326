"""A hand-in: what a student did on one article or for one assignment, with their name.

As a file it is an AnnotationCollection of the W3C model, with an entry `postil:handIn` of our own.
The same stands in a receipt (`receipts`). Nothing proves who made it: it is as good as a sheet of
paper with a name on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .acts import LONGEST_NAME, Act, HandInError, Item, Kind, as_moment

CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"postil": "urn:postil:", "assessing": "http://www.w3.org/ns/oa#assessing"},
]

NUMBERS = ("claims", "questions", "tasks")
"""The fields of a hand-in that are numbers: how much there was to do."""

MOST_ACTS = 10_000
"""A student who does something each second of three hours does as much."""
DEEPEST = 20
"""How deep the mappings and lists of a hand-in may be nested; ours are nested six deep."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a student has handed in."""

    name: str
    at: str
    """When, as ISO 8601 with the distance from UTC."""
    number: str = ""
    """The student's own number or code, where they gave one."""
    course: str = ""
    article: str = ""
    """Path of the article, as in ids; empty if it is for an assignment of several."""
    assignment: str = ""
    started: str = ""
    """When the first of the acts was."""
    version: str = ""
    """The version of the text that the page had."""
    claims: int = 0
    """How many claims there were to be judged."""
    questions: int = 0
    """How many questions there were to be answered."""
    tasks: int = 0
    """How many tasks of an assignment there were that are answered on its page."""
    site: str = ""
    """The address of the site."""
    maker: str = ""
    """The version of Postil that the page was made with."""
    acts: tuple[Act, ...] = field(default=(), repr=False)

    @property
    def moment(self) -> datetime | None:
        """When it was handed in."""
        return as_moment(self.at)

    @property
    def task(self) -> str:
        """The assignment, or the article."""
        return self.assignment or self.article

    def count(self, *kinds: Kind) -> int:
        """How many acts are of some kinds."""
        return sum(act.kind in kinds for act in self.acts)

    @property
    def judged(self) -> int:
        """How many claims were judged."""
        return len({(act.article, act.on) for act in self.acts if act.kind == "judgement"})

    @property
    def answers(self) -> int:
        """How many questions of the editors were answered."""
        return len({(act.article, act.on) for act in self.acts if act.kind == "answer"})

    @property
    def done(self) -> int:
        """How many tasks were answered on the page of the assignment."""
        return len({(act.article, act.on) for act in self.acts if act.kind == "doing"})

    @property
    def notes(self) -> int:
        """How many notes, questions and replies the student wrote."""
        return self.count("note", "question", "reply")


def of_values(values: Mapping[str, Any]) -> HandIn:
    """The hand-in that the JSON of a file tells of. Raises HandInError."""
    head = values.get("postil:handIn")
    if not isinstance(head, Mapping):
        raise HandInError(
            "these are notes that a student has saved, and no hand-in: there is no name in them",
            "ask for the file that 'Hand in', at the end of the text, makes",
        )
    first = values.get("first")
    items = first.get("items") if isinstance(first, Mapping) else None
    generator = values.get("generator")
    made_by = generator if isinstance(generator, Mapping) else {}
    return made(
        items,
        **{key: head.get(key, "") for key in ("name", "number", "course", "article", "assignment")},
        **{key: head.get(key, "") for key in ("at", "started", "version")},
        **{key: head.get(key, 0) for key in NUMBERS},
        site=values.get("postil:site", ""),
        maker=made_by.get("postil:version", ""),
    )


def made(items: object, **fields: Any) -> HandIn:
    """A hand-in of fields that come from outside. Raises HandInError where one is not as it should
    be."""
    for key, value in fields.items():
        if key in NUMBERS:
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**6:
                raise HandInError(f"its '{key}' is no number of {key}", _AGAIN)
        elif not isinstance(value, str):
            raise HandInError(f"its '{key}' is no text", _AGAIN)
        elif len(value) > LONGEST_NAME:
            raise HandInError(f"its '{key}' has {len(value):,} characters", _AGAIN)
    for key in ("at", "started"):
        if fields.get(key) and as_moment(fields[key]) is None:
            raise HandInError(f"its '{key}' is no date with a time", _AGAIN)
    if not fields.get("at"):
        raise HandInError("it does not say when it was handed in", _AGAIN)
    if not fields.get("article") and not fields.get("assignment"):
        raise HandInError("it does not say which text or assignment it is for", _AGAIN)
    if not isinstance(items, list):
        raise HandInError("there is no list of annotations in it", _AGAIN)
    if len(items) > MOST_ACTS:
        raise HandInError(f"it has {len(items):,} annotations; {MOST_ACTS:,} are read", _AGAIN)
    acts = tuple(_act(item, number) for number, item in enumerate(items, 1))
    return HandIn(acts=acts, **fields)


def _act(item: object, number: int) -> Act:
    try:
        return Act.of(item)
    except HandInError as error:
        raise HandInError(f"annotation {number}: {error.what}", _AGAIN) from error


_AGAIN = "ask the student to hand in again"


def as_values(handin: HandIn) -> dict[str, Any]:
    """The JSON of a hand-in's file."""
    head = {
        "name": handin.name,
        "number": handin.number,
        "course": handin.course,
        "article": handin.article,
        "assignment": handin.assignment,
        "at": handin.at,
        "started": handin.started,
        "version": handin.version,
        "claims": handin.claims,
        "questions": handin.questions,
        "tasks": handin.tasks,
    }
    items = [act.item for act in handin.acts]
    made_with = {"postil:version": handin.maker} if handin.maker else {}
    return {
        "@context": CONTEXT,
        "type": "AnnotationCollection",
        "label": handin.course,
        "generator": {"type": "Software", "name": "Postil", **made_with},
        "modified": handin.at,
        "total": len(items),
        "postil:site": handin.site,
        "postil:handIn": {key: value for key, value in head.items() if value},
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def sound(value: Any, depth: int = 0) -> Any:
    """The same JSON with whole characters only. Raises HandInError where it is nested too deep, or
    has a number that is none."""
    if depth > DEEPEST:
        raise HandInError(f"it is nested more than {DEEPEST} deep", _AGAIN)
    if isinstance(value, str):
        # A half of a character, of a text that was cut in the middle of one.
        return (
            value
            if value.isascii()
            else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise HandInError("it has a number that is none", _AGAIN)
    if isinstance(value, list):
        return [sound(one, depth + 1) for one in value]
    if isinstance(value, Mapping):
        return {sound(key, depth + 1): sound(one, depth + 1) for key, one in value.items()}
    return value


def same(one: Item, other: Item) -> bool:
    """Whether two items say the same."""
    return bool(_canonical(one) == _canonical(other))


def _canonical(value: Any) -> Any:
    # To Python, 1 and True are equal.
    if isinstance(value, Mapping):
        return {key: _canonical(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_canonical(one) for one in value]
    return (type(value).__name__, value)
