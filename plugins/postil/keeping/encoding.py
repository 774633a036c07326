"""Values as JSON: a build writes it by tens of megabytes, and Python's own module takes twenty
times as long.
"""

from __future__ import annotations

import json
from typing import Any

import orjson


def encoded(value: Any) -> bytes:
    """A value as JSON, in UTF-8 and without spaces.

    Raises TypeError or ValueError for what JSON cannot say; but numbers that are none (`.nan`)
    become `null`.
    """
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        # Keys that are numbers, and halves of characters, of which UTF-8 knows nothing.
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass")


def as_json(value: Any) -> str:
    """The same as a text."""
    return encoded(value).decode("utf-8", "surrogatepass")


def decoded(text: str) -> Any:
    """The value that a text in JSON says. Raises ValueError where it says none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # There may be halves of characters in it.
        return json.loads(text)
