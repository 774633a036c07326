"""The body of a request: JSON, and within bounds in every respect.

An annotation has a few kilobytes. Whoever sends more, or slower than anybody types, or nests what
nobody nests, holds up a thread of the server or its memory; Python's own reader of JSON ends at
its depth of recursion only.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import Any

from .guard import Forbidden

MOST_BYTES = 262_144
"""A text of an annotation has 20,000 characters at most, of four bytes each; a library that is
pasted may have a hundred entries."""
MOST_SECONDS = 10.0
"""For the whole body. It comes from the same machine."""
MOST_DEPTH = 12
"""An annotation has eight levels."""
_CHUNK = 65_536
_SIGNS = re.compile(r'\\.|["\[\]{}]', re.DOTALL)
_LENGTH = re.compile(r"\d{1,9}")


def body_of(environ: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a body. Raises Forbidden where it is none that is taken."""
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().casefold()
    # A form can be sent by any page of the web without a question; this cannot.
    if kind != "application/json":
        raise Forbidden("415 Unsupported Media Type", "send application/json")
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not _LENGTH.fullmatch(length):
        raise Forbidden("411 Length Required", "say how long the body is: send Content-Length")
    if int(length) > MOST_BYTES:
        raise Forbidden(
            "413 Content Too Large", f"a body of more than {MOST_BYTES:,} bytes is not taken"
        )
    return _values(_received(environ["wsgi.input"], int(length)))


def _received(stream: Any, length: int) -> bytes:
    """Reads as many bytes, but no longer than is patient."""
    parts, left, end = [], length, time.monotonic() + MOST_SECONDS
    # `read` waits for all of it, however slowly it comes; `read1` returns what has come.
    read = getattr(stream, "read1", stream.read)
    while left:
        try:
            part = read(min(left, _CHUNK))
        except (TimeoutError, OSError):
            part = b""
        if not part:
            raise Forbidden("408 Request Timeout", "the body did not come, or not whole")
        parts.append(part)
        left -= len(part)
        if left and time.monotonic() > end:
            raise Forbidden("408 Request Timeout", "the body comes too slowly")
    return b"".join(parts)


def _values(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Forbidden("400 Bad Request", "the body is not UTF-8") from error
    if _depth(text) > MOST_DEPTH:
        raise Forbidden("400 Bad Request", "the body is nested too deeply")
    try:
        values = json.loads(text, object_pairs_hook=_mapping, parse_constant=_refuse)
        # Halves of characters can be written in JSON, and in no file.
        json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Forbidden("400 Bad Request", f"the body is no JSON: {_said(error)}") from error
    if not isinstance(values, dict):
        raise Forbidden("400 Bad Request", "the body is no object")
    return values


def _said(error: Exception) -> str:
    return "half a character" if isinstance(error, UnicodeEncodeError) else str(error)


def _depth(text: str) -> int:
    deepest = depth = 0
    is_inside = False
    # One look at each sign: a pattern of whole strings would look again and again at an open one.
    for sign in _SIGNS.findall(text):
        if sign == '"':
            is_inside = not is_inside
        elif not is_inside and sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif not is_inside and sign in "]}":
            depth -= 1
    return deepest


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a name is given twice")
    return values


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no number")
