"""What a student did on a page: marks, notes, judgements, answers.

Each act is an item of its own, a W3C Web Annotation, as the page keeps it and hands it in. Such
items come from outside: whatever is asked of one here has been checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Item = Mapping[str, Any]
Kind = Literal[
    "mark", "note", "reply", "question", "judgement", "look", "answer", "doing", "read", "star",
    "place", "deleted", "other",
]  # fmt: skip

LONGEST_TEXT = 1_000_000
"""How long what was written or marked may be, in characters: whoever pastes a whole book has done
nothing that all else should be refused for. A page shows the beginning."""
LONGEST_NAME = 1_000
"""The same of names and ids."""

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)", re.ASCII)


class HandInError(Exception):
    """Something cannot be read as it was handed in: what is wrong, and what to do."""

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(f"{what}; {advice}" if advice else what)
        self.what, self.advice = what, advice


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an article, by themselves, their surroundings and their place in its text."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    """Offset in the readable text, in code points; None where it was not known."""
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a student did."""

    kind: Kind
    """`look` is a claim whose verdict was shown without a judgement; `doing` is what was written
    for a task of an assignment; `place` is where the student stopped; `other` is what this version
    of Postil does not know."""
    id: str
    article: str
    """Path of the article, as in ids: `readings/x`. Of a doing: `assignments/<id>`."""
    on: str = ""
    """The id of the editors' claim or note that it is about, if it is about one; of a doing, that
    of its task."""
    words: Words | None = None
    """The words of the text that it is about, if it is about some."""
    text: str = ""
    """What the student wrote."""
    texts: tuple[str, ...] = ()
    """The same by parts: of what was put in order, each of the items."""
    link: str = ""
    """Of a source that was found: its address, or what the student wrote in its place."""
    assessment: str = ""
    """Of a judgement: its id in the vocabulary."""
    first: str = ""
    """What was judged before anything was shown, where the student has changed it since."""
    created: str = ""
    modified: str = ""
    version: str = ""
    """The version of the text that the student had before them; empty where it is not said."""
    item: Item = field(default_factory=dict, repr=False)
    """All of it, as it was handed in."""

    @classmethod
    def of(cls, item: object) -> Act:
        """The act that an item tells of. Raises HandInError where it is none."""
        if not isinstance(item, Mapping):
            raise HandInError("it is no annotation")
        if item.get("type") != "Annotation":
            raise HandInError("it does not say that it is an annotation ('type': 'Annotation')")
        article, on, words = _target(item.get("target"))
        motivation = _name(item, "motivation")
        texts, assessment, link = _bodies(item.get("body"))
        if item.get("postil:deleted") is True:
            kind: Kind = "deleted"
        else:
            kind = _kind(item, motivation, on, assessment)
        return cls(
            kind=kind,
            id=_name(item, "id"),
            article=article,
            on=on,
            words=words,
            text="\n\n".join(texts),
            texts=tuple(texts),
            link=link,
            assessment=assessment,
            first=_name(item, "postil:first"),
            created=moment(item, "created"),
            modified=moment(item, "modified"),
            version=_name(item, "postil:version"),
            item=item,
        )


def _kind(item: Item, motivation: str, on: str, assessment: str) -> Kind:
    if motivation == "assessing":
        if assessment:
            return "judgement"
        return "look" if item.get("postil:shown") is True else "other"
    if motivation == "replying":
        if item.get("postil:task") is True:
            return "doing"
        return "answer" if item.get("postil:question") is True else "reply"
    if motivation == "bookmarking":
        marks: dict[str, Kind] = {"read": "read", "star": "star", "place": "place"}
        return marks.get(_name(item, "postil:mark"), "other")
    kinds: dict[str, Kind] = {
        "highlighting": "mark",
        "commenting": "reply" if on else "note",
        "questioning": "question",
    }
    return kinds.get(motivation, "other")


def _target(target: object) -> tuple[str, str, Words | None]:
    """Article, id of the editors' annotation, and words of a target."""
    if target is None:
        return "", "", None
    if isinstance(target, str):
        target = {"source": target}
    if not isinstance(target, Mapping):
        raise HandInError("its 'target' is no mapping")
    article, _, on = _name(target, "source").partition("#")
    selectors = target.get("selector") or []
    if isinstance(selectors, Mapping):
        selectors = [selectors]
    if not isinstance(selectors, list) or not all(isinstance(one, Mapping) for one in selectors):
        raise HandInError("its 'selector' is no list of selectors")
    by_type = {_name(one, "type"): one for one in selectors}
    quote = by_type.get("TextQuoteSelector")
    if quote is None:
        return article, on, None
    position = by_type.get("TextPositionSelector", {})
    words = Words(
        _text(quote, "exact"),
        _text(quote, "prefix"),
        _text(quote, "suffix"),
        _offset(position, "start"),
        _offset(position, "end"),
    )
    return article, on, words


def _bodies(body: object) -> tuple[list[str], str, str]:
    """The texts of a body, the assessment in it, and what it links."""
    bodies = body if isinstance(body, list) else [] if body is None else [body]
    texts, assessment, link = [], "", ""
    for one in bodies:
        if not isinstance(one, Mapping):
            raise HandInError("its 'body' is no mapping")
        if _name(one, "purpose") == "classifying":
            assessment = _name(one, "source")
        elif _name(one, "purpose") == "linking":
            # The address of a search, or through a library's door, has thousands of letters.
            link = _text(one, "source")
        elif text := _text(one, "value"):
            texts.append(text)
    return texts, assessment, link


def _text(values: Item, key: str, longest: int = LONGEST_TEXT) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise HandInError(f"its '{key}' is no text")
    if len(value) > longest:
        raise HandInError(f"its '{key}' has {len(value):,} characters; {longest:,} are read")
    return value


def _name(values: Item, key: str) -> str:
    return _text(values, key, LONGEST_NAME)


def _offset(values: Item, key: str) -> int | None:
    value = values.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise HandInError(f"its '{key}' is no position in a text")
    return value


def moment(values: Item, key: str) -> str:
    """A date with its time and its distance from UTC; empty where there is none. Raises
    HandInError for what is no date."""
    value = _name(values, key)
    if value and as_moment(value) is None:
        raise HandInError(f"its '{key}' is no date with a time: write 2027-03-01T10:15:00Z")
    return value


def as_moment(text: str) -> datetime | None:
    """What a date with a time says; None where it is none."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    seconds, fraction, zone = found.groups()
    # Python 3.10 reads three or six digits, and no Z.
    fraction = f".{(fraction or '0'):0<6.6}"
    try:
        return datetime.fromisoformat(f"{seconds}{fraction}{'+00:00' if zone == 'Z' else zone}")
    except ValueError:
        return None
