"""What an annotation says, as its readers understand it: two wordings are the same if nobody could
tell by reading them which is which.

So the order of keys, white space, comments, short forms and tags are nothing; nor is an annotation
another one because it moves to another file, or what it leads to does. The short hash of a wording
stands in addresses that people have written down: what it is made of must stay as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from postil.edition.model import Annotation, Claim, Note, Target

Wording = Mapping[str, Any]
"""What is said, by what it is, without what is empty; Markdown with its lines."""

# In the order in which a change of them is told.
FIELDS = (
    "section",
    "assessment",
    "kind",
    "title",
    "because",
    "note",
    "term",
    "quote",
    "question",
    "sources",
    "cross_references",
)
_TEXTS = ("kind", "assessment", "title", "term")
_MARKDOWN = ("because", "note", "question")
_OF_SOURCE = ("source", "locator", "stance", "quote")
_LENGTH = 8


def wording(section: str, values: Any) -> Wording:
    """The wording of an entry of a file.

    Args:
        section: The section in which it stands: `claims` or `notes`.
        values: Its values as they are read.
    """
    entry = values if isinstance(values, Mapping) else {}
    found: dict[str, Any] = {name: _text(entry.get(name)) for name in _TEXTS}
    found |= {name: _markdown(entry.get(name)) for name in _MARKDOWN}
    # Most are claims.
    found["section"] = "notes" if section == "notes" else ""
    found["quote"] = _exact(entry.get("quote"))
    found["sources"] = [_source(one) for one in _listed(entry.get("sources"))]
    links = _listed(entry.get("cross_references"))
    found["cross_references"] = [_link(one) for one in links if isinstance(one, Mapping)]
    return {name: value for name, value in found.items() if value}


def wording_of(annotation: Annotation) -> Wording:
    """The wording of an annotation as it was loaded."""
    is_claim = isinstance(annotation, Claim)
    values: dict[str, Any] = {
        "quote": annotation.quote.exact,
        "question": annotation.question,
        "sources": [
            {name: getattr(one, name) for name in _OF_SOURCE} for one in annotation.sources
        ],
        "cross_references": [
            {"to": _target(one.to), "relation": one.relation, "because": one.because}
            for one in annotation.cross_references
        ],
    }
    if isinstance(annotation, Claim):
        values |= {n: getattr(annotation, n) for n in ("kind", "assessment", "title", "because")}
    if isinstance(annotation, Note):
        values |= {"note": annotation.note, "term": annotation.term}
    return wording("claims" if is_claim else "notes", values)


def mark_of(said: Wording) -> str:
    """The short hash of a wording: the same for those that say the same."""
    plain = _without_lines(said)
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def differences(one: Wording, other: Wording) -> Iterator[str]:
    """What two wordings say differently, by its names."""
    return (n for n in FIELDS if _without_lines(one.get(n)) != _without_lines(other.get(n)))


def _without_lines(value: Any) -> Any:
    """A value in whose texts all white space is one space."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Mapping):
        return {name: _without_lines(one) for name, one in value.items()}
    return [_without_lines(one) for one in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def _markdown(value: Any) -> str:
    return str(value).strip() if isinstance(value, (str, int, float)) else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _exact(quote: Any) -> str:
    return _text(quote.get("exact") if isinstance(quote, Mapping) else quote)


def _source(value: Any) -> dict[str, str]:
    entry = value if isinstance(value, Mapping) else {"source": value}
    return {name: text for name in _OF_SOURCE if (text := _text(entry.get(name)))}


def _link(entry: Mapping[str, Any]) -> dict[str, str]:
    to = entry.get("to")
    found = {
        "to": _place(to),
        "relation": _text(entry.get("relation")),
        "because": _markdown(entry.get("because")),
    }
    return {name: text for name, text in found.items() if text}


def _place(to: Any) -> str:
    """What a cross-reference leads to, without the folder and the file in which it stands: both may
    be renamed, and it still leads there."""
    if isinstance(to, Mapping):
        place = _text(to.get("id")) or _exact(to.get("quote")) or _text(to.get("article"))
    else:
        place = _text(to)
    if "#" in place:
        place = place.rpartition("#")[2].strip()
    return place.rpartition("/")[2].removesuffix(".md") if not isinstance(to, Mapping) else place


def _target(to: Target) -> Any:
    if to.quote:
        return {"quote": to.quote.exact}
    return f"#{to.id}" if to.id else to.article
