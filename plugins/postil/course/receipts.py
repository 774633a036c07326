"""A receipt: a hand-in as one line of text, to be pasted into any form.

    POSTIL1.<the hand-in>.<checksum>

The hand-in is JSON, deflated without a header (RFC 1951) and written in base64url without padding
(RFC 4648). The checksum is the first eight hexadecimal digits of the SHA-256 of all that stands in
front of its full stop: so there is no letter in a receipt whose change would not be noticed.

The JSON has short keys and no defaults; the guide's page on hand-ins tells of each of them. An item
is a list, from which the same Web Annotation is made again. What does not come out as it went in, a
note with a key that nobody here knows, stands there as it is. `receipt.js` and `dense.js`, of
`rendering/assets`, are the same in the browser: tests hold the two together.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
import uuid
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from .acts import HandInError, Item
from .handins import NUMBERS, HandIn, made, same, sound

PREFIX = "POSTIL1."
LARGEST = 4_000_000
"""How many bytes of JSON a receipt may hold: a hundred times as many as a term's work has."""

_RECEIPT = re.compile(r"POSTIL1\.([A-Za-z0-9_-]+)\.([0-9a-f]{8})")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHORT_UUID = re.compile(r"[A-Za-z0-9_-]{22}")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_ANEW = "ask the student to copy the receipt again, or for the file"

# The keys of a receipt, and what they are called in a hand-in.
_KEYS = {
    "n": "name",
    "o": "number",
    "c": "course",
    "a": "article",
    "t": "assignment",
    "d": "at",
    "b": "started",
    "x": "version",
    "m": "claims",
    "q": "questions",
    "k": "tasks",
    "u": "site",
    "g": "maker",
}

# What begins an item: what makes it the act that it is.
_SIGNS: dict[str, dict[str, Any]] = {
    "h": {"motivation": "highlighting"},
    "n": {"motivation": "commenting"},
    "q": {"motivation": "questioning"},
    "r": {"motivation": "replying"},
    "a": {"motivation": "replying", "postil:question": True},
    "d": {"motivation": "replying", "postil:task": True},
    "j": {"motivation": "assessing"},
    "s": {"motivation": "assessing", "postil:shown": True},
    "k": {"motivation": "bookmarking", "postil:mark": "read"},
    "f": {"motivation": "bookmarking", "postil:mark": "star"},
    "p": {"motivation": "bookmarking", "postil:mark": "place"},
}
_SAID = ("motivation", "postil:question", "postil:task", "postil:shown", "postil:mark")
_KNOWN = {
    *("id", "type", "created", "modified", "target", "body", "postil:version"),
    *_SAID,
}
# Ids that follow from what an item is about: urn:postil:assessing:readings/x#id.
_DERIVED = {
    "j": "assessing",
    "s": "assessing",
    "a": "answer",
    "d": "doing",
    "k": "read",
    "f": "star",
    "p": "place",
}


def written(handin: HandIn) -> str:
    """The receipt of a hand-in."""
    text = json.dumps(dense(handin), ensure_ascii=False, separators=(",", ":"))
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = packer.compress(text.encode("utf-8")) + packer.flush()
    body = f"{PREFIX}{urlsafe_b64encode(data).decode().rstrip('=')}"
    return f"{body}.{checksum(body)}"


def read(text: str) -> HandIn:
    """The hand-in of a receipt from which everything has been taken that is not part of it. Raises
    HandInError where one letter of it is not as it was."""
    found = _RECEIPT.fullmatch(text)
    if not found:
        raise HandInError("this is no whole receipt", _ANEW)
    if not is_right(text):
        raise HandInError("the receipt is damaged: its checksum is another one", _ANEW)
    return of_dense(_unpacked(found[1]))


def is_right(text: str) -> bool:
    """Whether a text is a receipt that agrees with its checksum."""
    found = _RECEIPT.fullmatch(text)
    return bool(found and checksum(f"{PREFIX}{found[1]}") == found[2])


def checksum(body: str) -> str:
    """The end of a receipt that begins so."""
    return hashlib.sha256(body.encode("ascii")).hexdigest()[:8]


def _unpacked(body: str) -> Any:
    """The JSON of a receipt. Raises HandInError where somebody has put something else into it."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        content = unpacker.decompress(data, LARGEST)
        if unpacker.unconsumed_tail:
            raise HandInError(f"the receipt holds more than {LARGEST:,} bytes", _ANEW)
        if not unpacker.eof or unpacker.unused_data:
            raise HandInError("the receipt was not made by Postil", _ANEW)
        return sound(json.loads(content.decode("utf-8")))
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise HandInError("the receipt was not made by Postil", _ANEW) from error


# The dense JSON


def dense(handin: HandIn) -> dict[str, Any]:
    """The JSON of a receipt."""
    fields = {key: getattr(handin, name) for key, name in _KEYS.items()}
    items = [act.item for act in handin.acts]
    since = min((at for item in items if (at := _milliseconds(item.get("created")))), default=0)
    return {
        **{key: value for key, value in fields.items() if value},
        **({"e": since} if since else {}),
        "i": [_packed(item, handin, since) for item in items],
    }


def of_dense(values: Any) -> HandIn:
    """The hand-in of a receipt's JSON. Raises HandInError."""
    if not isinstance(values, Mapping) or not isinstance(values.get("i"), list):
        raise HandInError("the receipt was not made by Postil", _ANEW)
    fields = {name: values.get(key, 0 if name in NUMBERS else "") for key, name in _KEYS.items()}
    article, version, since = fields["article"], fields["version"], values.get("e", 0)
    try:
        items = [_item(packed, article, version, since) for packed in values["i"]]
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise HandInError("the receipt was not made by Postil", _ANEW) from error
    return made(items, **fields)


def _packed(item: Item, handin: HandIn, since: int) -> Any:
    """An item as a list; as it is where the list would not say all of it."""
    try:
        packed = _list(item, handin.article, handin.version, since)
        if same(_item(packed, handin.article, handin.version, since), item):
            return packed
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, StopIteration):
        pass
    return item


def _list(item: Item, article: str, version: str, since: int) -> list[Any]:
    said = {key: item[key] for key in _SAID if key in item}
    sign = next(sign for sign, says in _SIGNS.items() if says == said)
    where = _where(item["target"], article)
    own = item.get("postil:version", "")
    packed = [
        sign,
        _short_id(item["id"], sign, item["target"]["source"]),
        _short_moment(item["created"], since),
        _short_moment(item["modified"], _milliseconds(item["created"]) or since),
        where,
        _value(item, sign),
        0 if own == version else own,
        {key: value for key, value in item.items() if key not in _KNOWN} or 0,
    ]
    while packed[-1] == 0:
        packed.pop()
    return packed


def _item(packed: Any, article: str, version: str, since: int) -> dict[str, Any]:
    """The item of a list."""
    if isinstance(packed, Mapping):
        return dict(packed)
    whole: list[Any] = [*packed, *[0] * (8 - len(packed))]
    sign, id, created, modified, where, value, own, more = whole
    target = _target(where, article)
    moment = _long_moment(created, since)
    item = {
        "id": _long_id(id, sign, target["source"]),
        "type": "Annotation",
        "created": moment,
        "modified": _long_moment(modified, _milliseconds(moment) or since),
        **_SIGNS[sign],
        "target": target,
    }
    if body := _body(value, sign):
        item["body"] = body
    if said := version if own == 0 else own:
        item["postil:version"] = said
    return {**item, **more} if more else item


def _where(target: Item, article: str) -> Any:
    """What an item is about: `#id` and `[exact, prefix, suffix, start, length]`, with the article
    where it is another than that of the hand-in."""
    source = target["source"]
    if "selector" not in target:
        return source.removeprefix(article) if source.startswith(f"{article}#") else source
    quote, position = target["selector"]
    start, end = position["start"], position["end"]
    words = [quote["exact"], quote["prefix"], quote["suffix"], start, end - start]
    return words if source == article else [*words, source]


def _target(where: Any, article: str) -> dict[str, Any]:
    if isinstance(where, str):
        return {"source": article + where if where.startswith("#") else where}
    exact, prefix, suffix, start, length, *other = where
    return {
        "source": other[0] if other else article,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": exact,
                "prefix": prefix,
                "suffix": suffix,
            },
            {"type": "TextPositionSelector", "start": start, "end": start + length},
        ],
    }


def _value(item: Item, sign: str) -> Any:
    """What a student wrote or judged; 0 for nothing."""
    if "body" not in item:
        return 0
    body = item["body"]
    if sign in ("j", "s"):
        return [body[0]["source"], *(one["value"] for one in body[1:])]
    if isinstance(body, list):
        return [[one["source"]] if "source" in one else one["value"] for one in body]
    return body["value"]


def _body(value: Any, sign: str) -> Any:
    if value == 0:
        return None
    if sign in ("j", "s"):
        assessment, *reasons = value
        verdict = {"type": "SpecificResource", "source": assessment, "purpose": "classifying"}
        return [verdict, *map(_textual, reasons)]
    if isinstance(value, list):
        return [_linked(*one) if isinstance(one, list) else _textual(one) for one in value]
    return _textual(value)


def _textual(text: Any) -> dict[str, Any]:
    return {"type": "TextualBody", "value": text, "format": "text/plain"}


def _linked(source: Any) -> dict[str, Any]:
    return {"type": "SpecificResource", "source": source, "purpose": "linking"}


def _short_id(id: str, sign: str, source: str) -> Any:
    if sign in _DERIVED and id == f"urn:postil:{_DERIVED[sign]}:{source}":
        return 0
    if _UUID.fullmatch(id):
        return urlsafe_b64encode(uuid.UUID(id).bytes).decode().rstrip("=")
    return id


def _long_id(id: Any, sign: str, source: str) -> Any:
    if id == 0:
        return f"urn:postil:{_DERIVED[sign]}:{source}"
    if _SHORT_UUID.fullmatch(id):
        return uuid.UUID(bytes=urlsafe_b64decode(f"{id}==")).urn
    return id


def _short_moment(text: str, since: int) -> Any:
    at = _milliseconds(text)
    return text if at is None else at - since


def _long_moment(value: Any, since: int) -> Any:
    if isinstance(value, str):
        return value
    at = _EPOCH + timedelta(milliseconds=value + since)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def _milliseconds(text: Any) -> int | None:
    """A moment as browsers write it, in milliseconds since 1970; None for any other."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return None
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (at - _EPOCH) // timedelta(milliseconds=1)
