"""W3C Web Annotations, as JSON-LD: one, a list, a page or a collection of them; and those of
Recogito, which are the same or nearly so.

Sources: the Web Annotation Data Model of 2017, and the formats of Recogito's text annotator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .dates import day
from .prose import cleaned, escaped, from_html
from .remark import Answer, Document, Remark, Remarks, entries, named, tags_of, told_apart
from .selectors import id_of, listed, selected, text_of

Annotation = Mapping[str, Any]
# Bodies that are a word for the passage, and no text about it.
_LABELS = ("tagging", "classifying", "identifying")
_ADDRESS = ("http://", "https://")
# Text that does not say what it is, and is nothing else than HTML.
_HTML = re.compile(r"\s*<(p|div|ul|ol|blockquote)\b.*</\1>\s*$", re.DOTALL | re.IGNORECASE)


def annotations_of(values: Any) -> list[Any] | None:
    """The annotations of a file; None where it holds no such thing."""
    if isinstance(values, list):
        found = [annotations_of(value) if isinstance(value, Mapping) else None for value in values]
        if not any(one is not None for one in found):
            return None
        return [one for some in found for one in (some or [None])]
    if not isinstance(values, Mapping):
        return None
    kinds = [text_of(kind).rpartition(":")[2] for kind in listed(_get(values, "type"))]
    if "AnnotationPage" in kinds or ("items" in values and _is_of_the_model(values)):
        return listed(values.get("items"))
    if "AnnotationCollection" in kinds:
        first = values.get("first")
        return annotations_of(first) if isinstance(first, Mapping) else []
    if "@graph" in values:
        return annotations_of(values["@graph"])
    if "Annotation" in kinds or ("target" in values and "uri" not in values):
        return [values]
    return None


def _is_of_the_model(values: Annotation) -> bool:
    return any("anno.jsonld" in text_of(one) for one in listed(values.get("@context")))


def _get(values: Annotation, key: str) -> Any:
    return values.get(key, values.get(f"@{key}"))


def read(values: Any) -> Remarks:
    """The remarks of a file whose JSON has been read. Raises ReadingError."""
    found = annotations_of(values) or []
    annotations = [one for one in found if isinstance(one, Mapping) and "target" in one]
    ids = {id_of(_get(one, "id")) for one in annotations} - {""}
    above = {id_of(_get(one, "id")): to for one in annotations if (to := _answered(one, ids))}
    answers: dict[str, list[Answer]] = {}
    beginnings = []
    for one in annotations:
        if root := _root(_answered(one, ids), above):
            answers.setdefault(root, []).extend(_texts(one))
        else:
            beginnings.append(one)
    remarks = [remark for one in beginnings for remark in _remarks(one, answers)]
    left = []
    if broken := len(found) - len(annotations):
        what = "cannot be read as an annotation: there is no 'target'"
        left.append(f"{entries(broken)} of the file {what}.")
    if isinstance(values, Mapping) and (following := _following(values)):
        left.append(f"The file is one page of several; the next one is {following}.")
    return Remarks("Web Annotation", tuple(told_apart(remarks)), tuple(left))


def _following(values: Annotation) -> str:
    """The page that follows, whose annotations are not in the file."""
    first = values.get("first")
    if isinstance(first, str):
        return first
    page = first if isinstance(first, Mapping) else values
    following = page.get("next")
    return text_of(following.get("id") if isinstance(following, Mapping) else following)


def _answered(annotation: Annotation, ids: set[str]) -> str:
    """The annotation that one answers, or the beginning of its thread; empty if it answers none."""
    for target in listed(annotation.get("target")):
        address = _source(target)
        if address in ids and address != id_of(_get(annotation, "id")):
            return address
    return ""


def _root(id: str, above: Mapping[str, str]) -> str:
    """The annotation that a thread begins with; empty where it leads in a circle."""
    seen = set()
    while id in above and id not in seen:
        seen.add(id)
        id = above[id]
    return "" if id in seen else id


def _source(target: Any) -> str:
    if isinstance(target, Mapping):
        source = target.get("source", target.get("id", ""))
        return id_of(source.get("id") if isinstance(source, Mapping) else source)
    return id_of(target)


def _remarks(annotation: Annotation, answers: Mapping[str, list[Answer]]) -> Iterator[Remark]:
    """The remark of an annotation; several where it has several targets."""
    id = id_of(_get(annotation, "id"))
    texts = _texts(annotation)
    first, others = (texts[0], texts[1:]) if texts else (None, [])
    by = first.by if first else _who(annotation.get("creator"))
    on = first.on if first else day(annotation.get("created"))
    said = first.text if first else ""
    for target in listed(annotation.get("target")) or [{}]:
        fields = target if isinstance(target, Mapping) else {}
        found = selected(fields.get("selector"))
        exact = found.quote.exact if found.quote else ""
        yield Remark(
            origin=id or named("annotation", by, on, said, exact),
            quote=found.quote,
            start=found.start,
            start_in_units=found.start,
            why=found.why,
            text=said,
            by=by,
            on=on,
            tags=tags_of(*_tags(annotation)),
            document=Document(_source(target).partition("#")[0], _title(fields)),
            answers=(*others, *answers.get(id, ())),
        )


def _title(target: Annotation) -> str:
    source = target.get("source")
    fields = source if isinstance(source, Mapping) else target
    return text_of(fields.get("title") or fields.get("dcterms:title"))


def _bodies(annotation: Annotation) -> list[Any]:
    bodies = listed(annotation.get("body", annotation.get("bodies")))
    inside = [
        one for body in bodies if isinstance(body, Mapping) for one in listed(body.get("items"))
    ]
    return [*bodies, *inside]


def _purposes(body: Any) -> list[str]:
    purpose = body.get("purpose") or body.get("role") if isinstance(body, Mapping) else None
    return [text_of(one) for one in listed(purpose)]


def _tags(annotation: Annotation) -> Iterator[str]:
    motivations = [text_of(one) for one in listed(annotation.get("motivation"))]
    for body in _bodies(annotation):
        if _is_label(body, motivations):
            yield _label(body)


def _is_label(body: Any, motivations: list[str]) -> bool:
    """Whether a body is a tag: it says so, or the annotation as a whole is nothing else."""
    purposes = _purposes(body)
    if not purposes and motivations == ["tagging"]:
        return bool(_label(body))
    return any(purpose in _LABELS for purpose in purposes) and bool(_label(body))


def _label(body: Any) -> str:
    if not isinstance(body, Mapping):
        return text_of(body)
    value = body.get("value")
    if isinstance(value, Mapping):
        value = value.get("label")
    return text_of(value) or text_of(body.get("label")) or _source(body)


def _texts(annotation: Annotation) -> list[Answer]:
    """What the bodies of an annotation say, each with who said it and when."""
    motivations = [text_of(one) for one in listed(annotation.get("motivation"))]
    texts = []
    for body in _bodies(annotation):
        if not _is_label(body, motivations) and (text := _text(body)):
            own = body if isinstance(body, Mapping) else {}
            by = _who(own.get("creator")) or _who(annotation.get("creator"))
            on = day(own.get("created") or annotation.get("created"))
            texts.append(Answer(text, by, on))
    if text := text_of(annotation.get("bodyValue")):
        by, on = _who(annotation.get("creator")), day(annotation.get("created"))
        texts.append(Answer(escaped(text), by, on))
    return texts


def _text(body: Any) -> str:
    if isinstance(body, str):
        return f"<{body}>" if body.startswith(_ADDRESS) and " " not in body else escaped(body)
    if not isinstance(body, Mapping):
        return ""
    if value := text_of(body.get("value") or body.get("chars")):
        form = text_of(body.get("format")).partition(";")[0].strip().lower()
        if form in ("text/html", "application/xhtml+xml") or (not form and _HTML.match(value)):
            return from_html(value)
        return cleaned(value) if form in ("text/markdown", "text/x-markdown") else escaped(value)
    address = _source(body)
    if not address.startswith(_ADDRESS):
        return escaped(address)
    label = text_of(body.get("label"))
    return f"[{escaped(label)}](<{address}>)" if label else f"<{address}>"


def _who(creator: Any) -> str:
    names = []
    for one in listed(creator):
        if isinstance(one, Mapping):
            name = one.get("name") or one.get("nickname") or one.get("nick") or one.get("id")
            names.append(" ".join(text_of(part) for part in listed(name)))
        else:
            names.append(text_of(one))
    return ", ".join(filter(None, (_short(name.strip()) for name in names)))


def _short(name: str) -> str:
    """The last part of an address that stands for a person: `ben` of `https://x.org/users/ben`."""
    if not name.startswith((*_ADDRESS, "acct:", "mailto:")):
        return name
    return re.split(r"[/:]", name.rstrip("/"))[-1]
