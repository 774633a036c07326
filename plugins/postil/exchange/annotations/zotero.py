"""Annotations of Zotero, as JSON: those of its API, of its export, and of Better BibTeX's JSON, in
which they stand under `attachments[].annotations`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .dates import day
from .prose import cleaned, emphasized, escaped
from .remark import Document, Remark, Remarks, named, tags_of, told_apart
from .selectors import Selected, id_of, listed, selected, text_of

Item = Mapping[str, Any]
_KINDS = {
    "note": "it is a note beside the text of a page",
    "image": "it is a picture of a part of a page",
    "ink": "it is a drawing",
    "text": "it is written onto a page",
}
# The little formatting that comments have.
_FORMATS = re.compile(r"<(i|b|sub|sup)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_SIGNS = {"i": "*", "b": "**", "sub": "", "sup": ""}


def items_of(values: Any) -> list[tuple[Item, Document]] | None:
    """The annotations of a file, each with what it was made on; None where it has nothing of
    Zotero."""
    whole = values.get("items") if isinstance(values, Mapping) else values
    if whole is None:
        whole = values
    items = [_data(one) for one in listed(whole) if isinstance(one, Mapping)]
    if not any("itemType" in one or "annotationType" in one for one in items):
        return None
    parents = {text_of(one.get("key") or one.get("itemKey")): one for one in items}
    return [found for item in items for found in _inside(item, Document(), parents)]


def _data(item: Item) -> Item:
    """The fields of an item; the API has them in a mapping of their own."""
    data = item.get("data")
    return {**data, "meta": item.get("meta")} if isinstance(data, Mapping) else item


def _inside(item: Item, document: Document, parents: Mapping[str, Item]) -> Iterator[Any]:
    if _is_annotation(item):
        yield item, _document(item, document, parents)
        return
    own = Document(text_of(item.get("url")), text_of(item.get("title")))
    if document.name and item.get("itemType") in ("attachment", None):
        own = document
    for key in ("attachments", "annotations", "children"):
        for one in listed(item.get(key)):
            if isinstance(one, Mapping):
                yield from _inside(_data(one), own, parents)


def _is_annotation(item: Item) -> bool:
    return item.get("itemType") == "annotation" or "annotationType" in item


def _document(item: Item, document: Document, parents: Mapping[str, Item]) -> Document:
    """What an annotation was made on: the item around it, or the one that it names."""
    if document.name:
        return document
    parent: Item | None = item
    for _ in range(3):
        parent = parents.get(text_of(parent.get("parentItem"))) if parent else None
        if parent and parent.get("itemType") != "attachment":
            return Document(text_of(parent.get("url")), text_of(parent.get("title")))
    key = text_of(item.get("parentItem"))
    return Document(f"zotero:{key}") if key else document


def read(values: Any) -> Remarks:
    """The remarks of a file whose JSON has been read."""
    found = items_of(values) or []
    found.sort(key=lambda pair: text_of(pair[0].get("annotationSortIndex")))
    colours = Counter(text_of(item.get("annotationColor")) for item, _ in found)
    colours.pop("", None)
    left = []
    if len(colours) > 1:
        shown = ", ".join(f"{colour} ({count})" for colour, count in colours.most_common())
        left.append(f"The colours of the marks are not taken over: {shown}.")
    remarks = (_remark(item, document) for item, document in found)
    return Remarks("Zotero", tuple(told_apart(remarks)), tuple(left))


def _remark(item: Item, document: Document) -> Remark:
    kind, words = text_of(item.get("annotationType")), text_of(item.get("annotationText"))
    found = _selected(item, words if kind not in _KINDS else "")
    comment = _comment(text_of(item.get("annotationComment")))
    by, on = _who(item), day(item.get("dateAdded") or item.get("dateModified"))
    key = id_of(item.get("key") or item.get("itemKey"))
    page = text_of(item.get("annotationPageLabel"))
    tags = (one.get("tag") if isinstance(one, Mapping) else one for one in listed(item.get("tags")))
    return Remark(
        origin=f"zotero:{key}" if key else named("zotero", by, on, words, comment),
        quote=found.quote,
        why=_KINDS.get(kind, "it has no words") if found.quote is None else "",
        text=comment,
        by=by,
        on=on,
        at=f"page {page}" if page else "",
        tags=tags_of(*tags),
        document=document,
    )


def _selected(item: Item, words: str) -> Selected:
    """The words of an annotation, with those around them if its position has them: in EPUBs and
    snapshots it may be a selector."""
    try:
        position = json.loads(text_of(item.get("annotationPosition")) or "null")
    except (ValueError, RecursionError):
        position = None
    by_position = selected(position)
    if by_position.quote and by_position.quote.exact.split() == words.split():
        return by_position
    return selected({"exact": words})


def _comment(text: str) -> str:
    """A comment as Markdown: plain text, with a little formatting."""
    parts, done = [], 0
    text = cleaned(text)
    for match in _FORMATS.finditer(text):
        parts += [(text[done : match.start()], ""), (match[2], _SIGNS[match[1].lower()])]
        done = match.end()
    parts.append((text[done:], ""))
    if len(parts) == 1:
        return escaped(text)
    return "".join(
        emphasized(_spaced(part), sign) if sign else _spaced(part) for part, sign in parts
    )


def _spaced(text: str) -> str:
    """Plain text as Markdown, with the white space at its ends."""
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{escaped(text)}{trail}" if text.strip() else text


def _who(item: Item) -> str:
    if name := text_of(item.get("annotationAuthorName")):
        return name.strip()
    meta = item.get("meta")
    user = meta.get("createdByUser") if isinstance(meta, Mapping) else None
    names = (user.get("name"), user.get("username")) if isinstance(user, Mapping) else ()
    return next(filter(None, map(text_of, names)), "")
