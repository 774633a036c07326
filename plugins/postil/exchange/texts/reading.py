"""From a file to its text: which kind it is, and who reads it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any

from .text import Text, TextError

KINDS = ("text", "html", "markdown", "docx", "odt", "epub", "pdf")
_SUFFIXES = {
    ".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".shtml": "html", ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown",
    ".docx": "docx", ".odt": "odt", ".epub": "epub", ".pdf": "pdf",
}  # fmt: skip
# What people try, and what helps.
_OTHERS = {
    ".doc": "open it in a word processor and save it as .docx",
    ".rtf": "open it in a word processor and save it as .docx or .odt",
    ".pages": "export it as Word or EPUB",
    ".gdoc": "it is only a link: download the document as .docx",
    ".mobi": "convert it to EPUB, with Calibre for example",
    ".azw3": "convert it to EPUB, with Calibre for example",
    ".mht": "save the page as HTML only",
    ".mhtml": "save the page as HTML only",
    ".webarchive": "save the page as HTML only",
    ".tex": "convert it to HTML with pandoc, and add that",
    ".png": "it is an image: a program for text recognition can make a text of it",
    ".jpg": "it is an image: a program for text recognition can make a text of it",
}
_NEEDED = {
    "text": ("lxml",),
    "html": ("lxml", "trafilatura"),
    "markdown": ("lxml",),
    "docx": ("lxml",),
    "odt": ("lxml",),
    "epub": ("lxml",),
    "pdf": ("lxml", "pdfminer"),
}
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype html|html|head|body|article|main|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_LARGEST = 2**30
"""Bytes of an unpacked archive; there are some that are made to fill a disk."""
_ODT = b"application/vnd.oasis.opendocument.text"


def kind_of(data: bytes, name: str) -> str:
    """The kind of a file, by its begin, or else by its name. Raises TextError for one that is not
    read."""
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _of_archive(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        advice = "take its password off" if suffix in (".docx", ".odt") else _OTHERS[".doc"]
        raise TextError(f"{name} is encrypted, or a file of an old word processor; {advice}")
    if suffix in _OTHERS:
        raise TextError(f"files with the ending {suffix} are not read; {_OTHERS[suffix]}")
    if suffix in (".docx", ".odt", ".epub", ".pdf"):
        raise TextError(f"{name} is no {suffix[1:].upper()} file, whatever its name says; "
                        "fetch or save it again")  # fmt: skip
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TextError(f"{name} is no text; these are read: {', '.join(KINDS)}")
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if _PAGE.match(data[:2048]):
        return "html"
    if suffix and suffix not in (".log", ".asc"):
        raise TextError(f"it is not known what files with the ending {suffix} are; say it with "
                        f"--kind, which is one of {', '.join(KINDS)}")  # fmt: skip
    return "text"


def _of_archive(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                raise TextError(f"{name} would unpack to more than a gigabyte, and is left alone; "
                                "save it without its images")  # fmt: skip
            names = set(archive.namelist())
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read(
                "META-INF/manifest.xml"
            ):
                raise TextError(f"{name} is encrypted; save it without a password")
            mime = archive.read("mimetype").strip() if "mimetype" in names else b""
            if broken := archive.testzip():
                raise zipfile.BadZipFile(broken)
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError) as error:
        raise TextError(
            f"{name} is damaged, or was not fetched to its end; fetch it again"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if mime == _ODT:
        return "odt"
    if mime == b"application/epub+zip" or "META-INF/container.xml" in names:
        return "epub"
    raise TextError(f"{name} is an archive of a kind that is not read; unpack it, and add the text")


def read(
    data: bytes, name: str, kind: str = "", *, chapter: str = "", address: str = "",
    convert: Callable[[str], str],
) -> Text:  # fmt: skip
    """Reads a text.

    Args:
        data: The content of the file.
        name: What it is called in messages.
        kind: One of `KINDS`; found out where it is empty.
        chapter: Which chapter of a book is meant; all of them where it is empty.
        address: Where a page comes from, for links in it that name only files.
        convert: The site's Markdown to HTML.

    Raises TextError where the file cannot be read, with what to do.
    """
    kind = kind or kind_of(data, name)
    if chapter and kind != "epub":
        raise TextError(f"--chapter is for books; {name} is read as {kind}")
    if missing := [package for package in _NEEDED[kind] if find_spec(package) is None]:
        verb = "is" if len(missing) == 1 else "are"
        raise TextError(f"{', '.join(missing)} {verb} not installed, which this needs; "
                        "pip install 'postil[import]'")  # fmt: skip
    from .finishing import finish
    from .tree import words_of

    text = _reader(kind, chapter, address, convert)(data)
    if address:
        text.source = address
    if text.markdown:
        return text
    finish(text)
    if not words_of(text.body):
        raise TextError(f"no text was found in {name}; if there is one, save it as plain text and "
                        "add that")  # fmt: skip
    return text


def _reader(
    kind: str, chapter: str, address: str, convert: Callable[[str], str]
) -> Callable[[bytes], Text]:
    if kind == "pdf":
        from .pdf import read_pdf

        return read_pdf
    if kind == "epub":
        from .books import read_book

        return lambda data: read_book(data, chapter)
    if kind in ("docx", "odt"):
        from .office import read_office

        return lambda data: read_office(data, kind)
    return lambda data: _of_text(data, kind, address, convert)


def _of_text(data: bytes, kind: str, address: str, convert: Callable[[str], str]) -> Text:
    source, guessed = decoded(data, is_page=kind == "html")
    if kind == "html":
        from .pages import read_page

        text = read_page(source, address)
    elif kind == "markdown":
        from .other_markdown import read_markdown

        text = read_markdown(source, convert)
    else:
        from .plain import read_plain

        text = read_plain(source)
    if guessed:
        text.guess(
            f"the encoding {guessed} was guessed", "save the file as UTF-8 if signs are wrong"
        )
    return text


def decoded(data: bytes, *, is_page: bool = False) -> tuple[str, str]:
    """The text of a file, and its encoding where it was guessed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    said = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096]) if is_page else None
    if said:
        try:
            # What browsers take it for, whatever it says.
            name = said[1].decode()
            name = "cp1252" if name.lower() in ("iso-8859-1", "latin1", "ascii", "utf-8") else name
            return data.decode(name, "replace"), ""
        except LookupError:
            pass
    found: Any = None
    try:
        from charset_normalizer import from_bytes

        found = from_bytes(data, cp_isolation=["cp1252", "cp1250", "cp1251", "mac_roman"]).best()
    except ImportError:
        pass
    name = found.encoding if found else "cp1252"
    return data.decode(name, "replace"), name
