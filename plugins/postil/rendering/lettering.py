"""Numbers as letters, as footnotes and works of one year have them."""

from __future__ import annotations


def in_letters(number: int) -> str:
    """a, b, …, z, aa, ab, … for 0, 1, 2, …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
