"""Selectors of the W3C Web Annotation model, which Hypothesis, Recogito and Zotero use too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from postil.anchoring.quote import Quote, has_words

from .remark import seen


@dataclass(frozen=True, slots=True)
class Selected:
    """What the selectors of a target say together."""

    quote: Quote | None = None
    start: int | None = None
    why: str = ""
    """Why there are no words."""


def listed(value: Any) -> list[Any]:
    """One thing or several, as JSON has them: a list in any case."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: Any) -> str:
    """A text of JSON; empty for anything else but numbers."""
    if isinstance(value, bool):
        return ""
    return seen(str(value)) if isinstance(value, (str, int, float)) else ""


def id_of(value: Any) -> str:
    """An id of JSON, on one line."""
    return " ".join(text_of(value).split())


def selected(selector: Any) -> Selected:
    """What some selectors say, one or a list of them, each refined by others or not."""
    quote, start, kinds = None, None, []
    for one in _all(selector):
        kind = text_of(one.get("type"))
        kinds.append(kind or "no known kind")
        # Recogito's own form has no type.
        exact = text_of(one.get("exact") or one.get("quote"))
        if quote is None and has_words(exact):
            prefix = text_of(one.get("prefix") or one.get("quotePrefix"))
            suffix = text_of(one.get("suffix") or one.get("quoteSuffix"))
            quote = Quote(exact, prefix=prefix, suffix=suffix)
        at = one.get("start")
        if start is None and isinstance(at, int) and not isinstance(at, bool) and at >= 0:
            start = at
    why = "" if quote else "it is about the whole document"
    if kinds and not quote:
        why = "its place is given without words (" + ", ".join(dict.fromkeys(kinds)) + ")"
    return Selected(quote, start, why)


def _all(selector: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    for one in listed(selector):
        if isinstance(one, Mapping) and depth < 8:
            yield one
            yield from _all(one.get("refinedBy"), depth + 1)
            if one.get("type") == "Choice" or "items" in one:
                yield from _all(one.get("items"), depth + 1)
