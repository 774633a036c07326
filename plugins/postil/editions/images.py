"""The images of an edition, which it takes along."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from .book import Book, digest_of

KINDS = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""The kinds of image that every browser and every e-reader shows."""

# Bytes: no image has fewer.
_LEAST = 35
_BEGINS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"%PDF": ".pdf"}


@dataclass
class Images:
    """What was looked for."""

    book: Book
    read: dict[str, str] = field(default_factory=dict)
    """The files that were looked for, with a digest of each."""

    def load(self, page: str, address: str) -> tuple[str, bytes, str]:
        """The image that a page names: its suffix and what is in it; or nothing, and why."""
        content, why = self._content(page, address)
        if not why and not content:
            why = "is empty"
        suffix = suffix_of(content)
        if not why and (suffix not in KINDS or len(content) < _LEAST):
            why = "is none of those that are shown everywhere: PNG, JPEG, GIF, WebP or SVG"
        if why:
            shown = address if len(address) < 100 else f"{address[:100]}…"
            return "", b"", f"the image {shown} {why}"
        return suffix, content, ""

    def _content(self, page: str, address: str) -> tuple[bytes, str]:
        """What is in an image, or why that is not known."""
        if address.startswith("data:"):
            content = embedded(address)
            return content or b"", "cannot be read" if content is None else ""
        try:
            parts = urlsplit(address)
        except ValueError:
            return b"", "has no address"
        if parts.scheme or parts.netloc:
            return b"", "is on another host, and nothing is fetched from there"
        path = self._path(page, address)
        if path is None:
            return b"", "is not in the folder of the texts"
        try:
            return path.read_bytes(), ""
        except OSError as error:
            return b"", f"cannot be read: {error.strerror or error}"

    def _path(self, page: str, address: str) -> Path | None:
        """The file in the folder of the texts; None where there is none."""
        docs = self.book.docs.resolve()
        target = self.book.target(page, address)
        written = unquote(urlsplit(address).path).lstrip("/") if not target.page else ""
        # What is written as HTML leads from the text as often as from its page.
        for found in (docs / target.page, docs / written, (docs / page).parent / written):
            found = found.resolve()
            if found.is_relative_to(docs) and found != docs:
                self.read[str(found)] = digest_of(found)
                if found.is_file():
                    return found
        return None


def suffix_of(content: bytes) -> str:
    """What an image is, by what is in it, whatever its name says; empty for what is none."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    found = next((suffix for begin, suffix in _BEGINS.items() if content.startswith(begin)), "")
    return found or (".svg" if b"<svg" in content[:4096] else "")


def embedded(address: str) -> bytes | None:
    """The data of a `data:` address; None where they cannot be read."""
    kind, comma, data = address.removeprefix("data:").partition(",")
    if not comma:
        return None
    try:
        decoded = base64.b64decode(unquote(data)) if kind.endswith(";base64") else None
    except (ValueError, binascii.Error):
        return None
    return unquote_to_bytes(data) if decoded is None else decoded
