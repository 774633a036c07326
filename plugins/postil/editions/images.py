"""The images of an edition, which it takes along."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
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

_DATA = re.compile(r"data:([\w/+.-]+)((?:;[^,;]*)*),(.*)$", re.DOTALL)
# Bytes: no image has fewer.
_LEAST = 35


@dataclass
class Images:
    """What was looked for."""

    book: Book
    read: dict[str, str] = field(default_factory=dict)
    """The files that were looked for, with a digest of each."""

    def load(self, page: str, address: str) -> tuple[str, bytes, str]:
        """The image that a page names: its suffix and what is in it; or nothing, and why."""
        if match := _DATA.match(address):
            suffix = next((s for s, kind in KINDS.items() if kind == match[1]), "")
            content, missing = _embedded(match[2], match[3]), "is no image"
        else:
            path = self._path(page, address)
            suffix = path.suffix.lower() if path else PurePosixPath(urlsplit(address).path).suffix
            content, missing = _content(path), "is not in the folder of the texts"
        shown = address if len(address) < 100 else f"{address[:100]}…"
        if len(content) < _LEAST:
            return "", b"", f"the image {shown} {missing}"
        if suffix not in KINDS:
            return "", b"", f"the image {shown} is of no kind that is shown everywhere"
        return suffix, content, ""

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


def _content(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b""
    except OSError:
        return b""


def _embedded(options: str, data: str) -> bytes:
    try:
        return base64.b64decode(unquote(data)) if ";base64" in options else unquote_to_bytes(data)
    except (ValueError, binascii.Error):
        return b""
