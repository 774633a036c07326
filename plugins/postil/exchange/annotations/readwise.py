"""Highlights of Readwise, as CSV: `Highlight, Book Title, Book Author, Amazon Book ID, Note, Color,
Tags, Location Type, Location, Highlighted at, Document tags`. Older files lack the last column."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping

from postil.anchoring.quote import Quote, has_words

from .dates import day
from .prose import escaped
from .remark import (
    Document,
    ReadingError,
    Remark,
    Remarks,
    entries,
    named,
    tags_of,
    told_apart,
)

NEEDED = ("Highlight", "Book Title")


def is_one(text: str) -> bool:
    """Whether a text begins like such a file."""
    first = next(csv.reader(io.StringIO(text[:2000].lstrip("\ufeff"))), [])
    return all(name in [cell.strip() for cell in first] for name in NEEDED)


def read(text: str) -> Remarks:
    """The remarks of a file. Raises ReadingError."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
    remarks, left, broken = [], [], 0
    colours: Counter[str] = Counter()
    document_tags: Counter[str] = Counter()
    try:
        for row in rows:
            if None in row or not any(row.values()):
                broken += None in row
                continue
            cells = {name: (cell or "").strip() for name, cell in row.items()}
            remarks.append(_remark(cells))
            colours.update(filter(None, [cells.get("Color", "")]))
            document_tags.update(_split(cells.get("Document tags", "")))
    except csv.Error as error:
        raise ReadingError(
            f"line {rows.line_num} is not CSV ({error}); export it from Readwise again, and do not "
            "save it in a spreadsheet in between"
        ) from error
    if broken:
        left.append(
            f"{entries(broken)} of the file cannot be read: more cells than there are columns."
        )
    if len(colours) > 1:
        shown = ", ".join(f"{colour} ({count})" for colour, count in colours.most_common())
        left.append(f"The colours of the highlights are not taken over: {shown}.")
    if document_tags:
        left.append(f"Tags of whole documents are not taken over: {', '.join(document_tags)}.")
    return Remarks("Readwise", tuple(told_apart(remarks)), tuple(left))


def _remark(cells: Mapping[str, str]) -> Remark:
    words, note = cells.get("Highlight", ""), escaped(cells.get("Note", ""))
    time, book = cells.get("Highlighted at", ""), cells.get("Book Title", "")
    kind, location = cells.get("Location Type", ""), cells.get("Location", "")
    is_place = location not in ("", "0") and kind in ("page", "location", "")
    return Remark(
        # Its note may change later, and it is the same highlight.
        origin=named("readwise", book, time, words),
        quote=Quote(words) if has_words(words) else None,
        why="" if has_words(words) else "the highlight has no words",
        text=note,
        on=day(time),
        at=f"{kind or 'location'} {location}" if is_place else "",
        tags=tags_of(*_split(cells.get("Tags", ""))),
        document=Document(title=book),
    )


def _split(tags: str) -> list[str]:
    return [tag.strip() for tag in tags.split(",") if tag.strip()]
