"""The order of names and titles in lists that people look things up in."""

from __future__ import annotations

import unicodedata


def alphabetical(text: str) -> tuple[str, str]:
    """A key that sorts as an index does: by letters and digits, whatever their case or accents and
    whatever quotation marks stand before them."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in plain.casefold())
    return " ".join(words.split()), text
