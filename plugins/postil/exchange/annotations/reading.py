"""Files of annotations, of whatever program: told by what is in them, not by their names."""

from __future__ import annotations

import json
from typing import Any

from postil.edition.conflicts import conflicts
from postil.exchange.json_mistakes import said_of

from . import hypothesis, kindle, readwise, web_annotation, word, zotero
from .remark import ReadingError, Remarks, seen

KNOWN = (
    "Hypothesis (JSON), Word and Google Docs (.docx), W3C Web Annotations and Recogito (JSON), "
    "Zotero (JSON), Readwise (CSV), Kindle (My Clippings.txt)"
)


def read(data: bytes) -> Remarks:
    """The remarks of a file. Raises ReadingError where it is none that is known, or damaged."""
    try:
        return _read(data)
    except RecursionError as error:
        raise ReadingError("the file is nested too deep to be read; export it again") from error


def _read(data: bytes) -> Remarks:
    if not data.strip():
        raise ReadingError("the file is empty; export the annotations again")
    if data.startswith(b"PK"):
        return word.read(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadingError(
            "this is a .doc of an old Word, or one with a password; save it as .docx, without one"
        )
    if data.startswith(b"%PDF"):
        raise ReadingError(
            "notes in a PDF are not read; open it in Zotero and export its annotations as JSON"
        )
    text = _decoded(data)
    if text.lstrip().startswith(("{", "[")):
        return _read_json(text)
    if kindle.is_one(text):
        return kindle.read(text)
    if readwise.is_one(text):
        return readwise.read(text)
    raise ReadingError(f"this is no file of annotations that is known; these are: {KNOWN}")


def _decoded(data: bytes) -> str:
    """Text in UTF-8, or in UTF-16 with its mark. Raises ReadingError."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return seen(data.decode("utf-16"))
        return seen(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ReadingError(
            f"line {line} is not UTF-8; export the annotations again, or save the file as UTF-8"
        ) from error


def _read_json(text: str) -> Remarks:
    try:
        values: Any = json.loads(text)
    except ValueError as error:
        where = ""
        if isinstance(error, json.JSONDecodeError):
            where = f"line {error.lineno}, column {error.colno}: "
        is_merge = bool(conflicts(text))
        why = "a merge conflict of Git stands in it" if is_merge else "the JSON is damaged"
        what = ""
        if isinstance(error, json.JSONDecodeError) and not is_merge:
            what = f": {said_of(error)}"
        raise ReadingError(f"{where}{why}{what}; export the annotations again") from error
    if hypothesis.rows_of(values) is not None:
        return hypothesis.read(values)
    if zotero.items_of(values) is not None:
        return zotero.read(values)
    if web_annotation.annotations_of(values) is not None:
        return web_annotation.read(values)
    if values in ([], {}):
        raise ReadingError("there are no annotations in the file; export them again")
    raise ReadingError(f"this JSON holds no annotations that are known; these are: {KNOWN}")
