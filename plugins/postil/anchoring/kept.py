"""Passages as one build keeps them for the next: where each stands, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from postil.edition.edition import Article, Place

from .location import Location, Status
from .lock import Lock
from .passages import AnchoredArticle, Passage

# Equal strings are kept once: a site may have fifty thousand passages.
_STATUS: dict[str, Status] = {status: status for status in get_args(Status)}


def kept(anchored: AnchoredArticle) -> list[list[Any]] | None:
    """The places of an article's passages, in their order; None where something waits for its
    author, who is to be told of it as it is now."""
    found = []
    for passage in anchored.passages.values():
        at = passage.location
        if at.suggestions or not passage.span:
            return None
        found.append(
            [
                passage.id,
                at.status,
                at.start,
                at.end,
                at.confidence,
                at.advice,
                at.moved,
                passage.common,
            ]
        )
    return found


def restored(
    article: Article, html: str, lock: Lock, values: Sequence[Sequence[Any]]
) -> AnchoredArticle:
    """The article as it was when `kept` made these values of it: with the same annotations, the
    same text and the same anchors in the lock file. Raises KeyError or ValueError where the
    values cannot be of this article."""
    if len(values) != len(article.annotations):
        raise ValueError("these are not the passages of this article")
    annotations: Mapping[str, Any] = article.annotations
    ids = {id: id for id in annotations}
    passages = {}
    for number, value in enumerate(values, 1):
        name, status, start, end, confidence, advice, moved, common = value
        id = ids[name]
        annotation = annotations[id]
        location = Location(_STATUS[status], start, end, confidence, advice=advice, moved=moved)
        saved = lock.anchor(Place(article.path, id), annotation.quote)
        passages[id] = Passage(id, annotation, location, number, saved, common)
    return AnchoredArticle(article, html, passages)
