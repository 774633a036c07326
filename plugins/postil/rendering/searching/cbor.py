"""Arrays and texts in CBOR (RFC 8949), the form of the index of Pagefind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count


def items(data: bytes) -> Iterator[bytes]:
    """The items of an array, each as it is encoded."""
    number, at = head(data, 0)
    for _ in range(number):
        end = _end(data, at)
        yield data[at:end]
        at = end


def array(items: Sequence[bytes]) -> bytes:
    """An array of items that are encoded."""
    return _headed(0x80, len(items)) + b"".join(items)


def text(data: bytes) -> str:
    """What a text says."""
    length, at = head(data, 0)
    return data[at : at + length].decode()


def as_text(words: str) -> bytes:
    """A text."""
    data = words.encode()
    return _headed(0x60, len(data)) + data


def _headed(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind + size])
    width = next(w for w in count() if size < 1 << (8 << w))
    return bytes([kind + 24 + width]) + size.to_bytes(1 << width, "big")


def head(data: bytes, at: int) -> tuple[int, int]:
    """The number in the head of an item, and where the head ends."""
    short = data[at] & 31
    if short < 24:
        return short, at + 1
    width = 1 << (short - 24)
    return int.from_bytes(data[at + 1 : at + 1 + width], "big"), at + 1 + width


def _end(data: bytes, at: int) -> int:
    """Where an item ends: a number, a text or an array. Pagefind writes nothing else."""
    kind = data[at] >> 5
    number, end = head(data, at)
    if kind in (2, 3):
        return end + number
    if kind == 4:
        for _ in range(number):
            end = _end(data, end)
    return end
