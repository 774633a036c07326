"""Annotations as the interface has them, and as they stand in a file.

The terms are those of the W3C Web Annotation Data Model where it has one: `target`, `selector`,
`body`, `creator`, `created`. What an instructor writes keeps the names that it has in the files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from postil.anchoring.passages import Passage
from postil.build.build import Build
from postil.desk.writing.selecting import Selection
from postil.desk.writing.writer import Stored
from postil.edition.model import Claim, Note, fields_of
from postil.edition.problems import Problem

SECTIONS = {"Claim": "claims", "Note": "notes"}
_TYPES = {section: type for type, section in SECTIONS.items()}
# In which order the parts of a field are written.
_PARTS = (
    ("source", "locator", "stance", "quote"),
    ("to", "relation", "because"),
    ("article", "id", "quote"),
    ("exact", "prefix", "suffix"),
)
_RANKS = {part: rank for parts in _PARTS for rank, part in enumerate(parts)}
# They stand outside of the body.
_OUTSIDE = ("quote", "by", "on")


class FormError(Exception):
    """A request says something that cannot be understood; the message says what."""


def section_of(body: Mapping[str, Any]) -> str:
    """The section of a file in which an annotation stands. Raises FormError."""
    kind = body.get("type")
    if not isinstance(kind, str) or kind not in SECTIONS:
        raise FormError("'body.type' is 'Claim' or 'Note'")
    return SECTIONS[kind]


def values_of(request: Mapping[str, Any], section: str) -> dict[str, Any]:
    """What a request says of an annotation, as it is written in a file; None for what is taken
    away. Raises FormError."""
    found: dict[str, Any] = {}
    target = _mapping(request, "target")
    if target and (quote := _quote(target)):
        found["quote"] = quote
    body = _mapping(request, "body")
    known = fields_of(Claim if section == "claims" else Note).keys() - {*_OUTSIDE}
    for key, value in body.items():
        if key == "type":
            continue
        if key not in known:
            raise FormError(f"'body.{key}' is unknown; there are {', '.join(sorted(known))}")
        found[key] = _value(value, f"body.{key}")
    for key, name in (("creator", "by"), ("created", "on")):
        if key in request:
            found[name] = _value(request[key], key)
    return found


def selection_of(request: Mapping[str, Any]) -> Selection:
    """What was selected. Raises FormError."""
    target = _mapping(request, "target")
    found: dict[str, Any] = {}
    for selector in _selectors(target):
        if selector.get("type") == "TextQuoteSelector":
            found |= {k: _text(selector, k) for k in ("exact", "prefix", "suffix")}
        elif selector.get("type") == "TextPositionSelector":
            found |= {k: _number(selector, k) for k in ("start", "end")}
    return Selection(**found)


def article_of(request: Mapping[str, Any]) -> str:
    """The article that a request is about. Raises FormError."""
    return _text(_mapping(request, "target"), "source")


def annotation(build: Build, stored: Stored) -> dict[str, Any]:
    """An annotation that stands in a file."""
    values = stored.written.values if isinstance(stored.written.values, dict) else {}
    anchored = build.anchored.get(stored.place.article)
    passage = anchored.passages.get(stored.place.id) if anchored else None
    signed = stored.annotation.by if stored.annotation else ""
    return {
        "id": stored.place.name,
        "type": "Annotation",
        "etag": stored.written.hash,
        "creator": values.get("by") or signed,
        "created": values.get("on", ""),
        "target": {"source": stored.place.article, **_target(values.get("quote"), passage)},
        "body": {
            "type": _TYPES[stored.section],
            **{key: value for key, value in values.items() if key not in _OUTSIDE},
        },
        "file": stored.file,
        "line": stored.written.line,
        "yaml": stored.written.text,
    }


def _target(quote: Any, passage: Passage | None) -> dict[str, Any]:
    parts = quote if isinstance(quote, dict) else {"exact": quote}
    selectors: list[dict[str, Any]] = [{"type": "TextQuoteSelector", **parts}]
    if passage and passage.span:
        start, end = passage.span
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    status = {"status": passage.location.status} if passage else {}
    return {"selector": selectors, **status}


def problem(found: Problem) -> dict[str, Any]:
    """A problem, with its place."""
    return {
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "what": found.what,
        "advice": found.advice,
    }


def quote_selector(quote: Any) -> dict[str, Any]:
    """A quote as it would be written."""
    parts = {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
    return {"type": "TextQuoteSelector", **{key: text for key, text in parts.items() if text}}


def _quote(target: Mapping[str, Any]) -> Any:
    for selector in _selectors(target):
        if selector.get("type") == "TextQuoteSelector":
            parts = {k: _text(selector, k).strip() for k in ("exact", "prefix", "suffix")}
            given = {key: " ".join(text.split()) for key, text in parts.items() if text}
            return given if len(given) > 1 else given.get("exact")
    return None


def _selectors(target: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = target.get("selector", [])
    selectors = found if isinstance(found, list) else [found]
    if not all(isinstance(selector, dict) for selector in selectors):
        raise FormError("'target.selector' is a selector, or a list of them")
    return selectors


def _value(value: Any, name: str) -> Any:
    """A value as it is written: without what is empty, in the order in which it is written."""
    if value is None:
        return None
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").rstrip()
        return text.lstrip("\n") or None
    if isinstance(value, list):
        items = [_value(item, f"{name}.{number}") for number, item in enumerate(value)]
        return [item for item in items if item is not None] or None
    if isinstance(value, dict):
        parts = {key: _value(part, f"{name}.{key}") for key, part in value.items()}
        given = sorted((k for k in parts if parts[k] is not None), key=lambda k: _RANKS.get(k, 9))
        if given == ["source"]:
            # The short form.
            return parts["source"]
        return {key: parts[key] for key in given} or None
    raise FormError(f"'{name}' is no text, list or object")


def _mapping(request: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = request.get(key, {})
    if not isinstance(found, dict):
        raise FormError(f"'{key}' is no object")
    return found


def _text(request: Mapping[str, Any], key: str) -> str:
    found = request.get(key, "")
    if not isinstance(found, str):
        raise FormError(f"'{key}' is no text")
    return found


def _number(request: Mapping[str, Any], key: str) -> int | None:
    found = request.get(key)
    if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
        raise FormError(f"'{key}' is no number")
    return found
