"""Annotations of Hypothesis: the client's JSON export, and rows of the API.

Sources: the export of the client (`{export_date, export_userid, client_version, annotations}`) and
the documentation of the API. A row that the client has imported before carries the id that it had
in `extra.original_id`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .dates import day
from .prose import cleaned
from .remark import Answer, Document, Remark, Remarks, counted, entries, tags_of
from .selectors import id_of, listed, selected, text_of

Row = Mapping[str, Any]
ADDRESS = "https://hypothes.is/a/"


def rows_of(values: Any) -> list[Any] | None:
    """The rows of a file; None where it is none of Hypothesis."""
    if isinstance(values, Mapping):
        if "client_version" in values or "export_userid" in values:
            return listed(values.get("annotations"))
        if isinstance(values.get("rows"), list):
            return [*values["rows"], *listed(values.get("replies"))]
        return [values] if _is_row(values) else None
    if isinstance(values, list) and any(map(_is_row, values)):
        return values
    return None


def _is_row(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and "uri" in value
        and ("target" in value or "references" in value or "group" in value)
        and text_of(value.get("type")) != "Annotation"
    )


def read(values: Any) -> Remarks:
    """The remarks of a file whose JSON has been read."""
    rows, broken = [], 0
    for row in rows_of(values) or ():
        if isinstance(row, Mapping) and ("text" in row or "target" in row):
            rows.append(row)
        else:
            broken += 1
    rows.sort(key=lambda row: text_of(row.get("created")))
    # Whatever is answered, the thread begins with the first reference.
    ids = {id_of(row.get("id")) for row in rows if not row.get("references")}
    threads: dict[str, list[Row]] = {}
    beginnings: list[Row] = []
    for row in rows:
        root = id_of(next(iter(listed(row.get("references"))), ""))
        if root in ids and root:
            threads.setdefault(root, []).append(row)
        else:
            beginnings.append(row)
    left = list(_left(rows))
    if broken:
        left.append(f"{entries(broken)} of the file cannot be read as an annotation.")
    return Remarks(
        "Hypothesis",
        tuple(_remark(row, threads.get(id_of(row.get("id")), [])) for row in beginnings),
        tuple(left),
    )


def _remark(row: Row, answers: list[Row]) -> Remark:
    target: Any = next(iter(listed(row.get("target"))), None)
    found = selected(target.get("selector") if isinstance(target, Mapping) else None)
    quote, why = found.quote, found.why
    if row.get("references"):
        quote, why = None, "it answers a note that is not in the file"
    if row.get("hidden") is True:
        quote, why = None, "a moderator has hidden it"
    shown = (text_of(one.get("text")) for one in answers)
    tags = [tag for one in (row, *answers) for tag in listed(one.get("tags"))]
    return Remark(
        origin=_address(row),
        quote=quote,
        start=found.start,
        start_in_units=found.start,
        why=why,
        text=cleaned(text_of(row.get("text"))),
        by=_who(row),
        on=day(row.get("created")),
        tags=tags_of(*tags),
        document=_document(row),
        answers=tuple(
            Answer(cleaned(text), _who(one), day(one.get("created")))
            for one, text in zip(answers, shown, strict=True)
            if text.strip() and one.get("hidden") is not True
        ),
    )


def _address(row: Row) -> str:
    extra = row.get("extra")
    original = extra.get("original_id") if isinstance(extra, Mapping) else None
    return f"{ADDRESS}{id_of(original) or text_of(row.get('id'))}"


def _who(row: Row) -> str:
    info = row.get("user_info")
    name = text_of(info.get("display_name")) if isinstance(info, Mapping) else ""
    user = text_of(row.get("user")).removeprefix("acct:")
    return name.strip() or user.partition("@")[0]


def _document(row: Row) -> Document:
    document = row.get("document")
    titles = listed(document.get("title")) if isinstance(document, Mapping) else []
    return Document(text_of(row.get("uri")), text_of(next(iter(titles), "")).strip())


def _left(rows: list[Row]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for row in rows:
        permissions = row.get("permissions")
        read = listed(permissions.get("read")) if isinstance(permissions, Mapping) else []
        if read and not any(text_of(who) == "group:__world__" for who in read):
            is_group = any(text_of(who).startswith("group:") for who in read)
            seen["a group" if is_group else "their author alone"] += 1
        if row.get("references") and row.get("hidden") is True:
            seen["hidden"] += 1
    for who in ("their author alone", "a group"):
        if count := seen[who]:
            yield (
                f"{counted(count, 'annotation')} could be read by {who} in Hypothesis: on the "
                "site, everybody reads them."
            )
    if count := seen["hidden"]:
        yield f"{counted(count, 'answer')} that a moderator has hidden: left out."
