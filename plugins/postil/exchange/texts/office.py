"""Files of word processors, as pandoc reads them."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from pathlib import Path

from lxml import etree

from postil.exchange.pandoc import INSTALL
from postil.exchange.pandoc import program as pandoc_program

from .dates import date_of
from .footnotes import footnotes_found
from .text import Element, Text, TextError
from .tree import made, parsed, removed, tidied, words_of

_SECONDS = 60
_DC = "{http://purl.org/dc/elements/1.1/}"


def pandoc(data: bytes, form: str, *options: str, to: str = "html5") -> str:
    """What pandoc makes of a file. Raises TextError where it cannot read it, or is missing."""
    program = pandoc_program()
    if program is None:
        raise TextError(f"there is no pandoc, which reads such files; {INSTALL}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        command = [
            program,
            "--from",
            form,
            "--to",
            to,
            "--wrap=none",
            "--sandbox",
            *options,
            str(path),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise TextError(f"pandoc did not come to an end with this file: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise TextError(f"pandoc cannot read this file ({said}); open it in the program that made "
                        "it, and save it anew")  # fmt: skip
    return done.stdout.decode("utf-8")


def read_office(data: bytes, form: str) -> Text:
    """Reads a DOCX or ODT file."""
    root = parsed(pandoc(data, form, "--standalone", "--metadata", "pagetitle=-"))
    text = Text(made("body"))
    body = root.find("body")
    for head in root.xpath("//header[@id='title-block-header']"):
        text.title = " ".join(words_of(e) for e in head.xpath(".//*[@class='title']"))
        subtitle = " ".join(words_of(e) for e in head.xpath(".//*[@class='subtitle']"))
        if subtitle:
            head.addnext(made("p", subtitle))
        text.authors = [words_of(e) for e in head.xpath(".//*[@class='author']")]
        date = " ".join(words_of(e) for e in head.xpath(".//*[@class='date']"))
        text.date = date_of(date) or date
        removed(head)
    for contents in root.xpath("//nav[@id='TOC']|//div[@id='TOC']"):
        removed(contents)
    _properties(text, data, form)
    footnotes_found(body)
    images = len(body.xpath(".//img"))
    text.body = tidied(body)
    if images:
        text.guess(
            f"{images} image{'s were' if images > 1 else ' was'} left out; captions are paragraphs",
            "write ![what is to be seen](file) where one belongs",
        )
    if form == "docx" and (count := _comments(data)):
        text.guess(f"{count} comment{'s' if count > 1 else ''} in the file stay there",
                   "bring them in with 'postil import'")  # fmt: skip
    return text


def _properties(text: Text, data: bytes, form: str) -> None:
    """What the program noted of the file, where the text itself says nothing."""
    name = "docProps/core.xml" if form == "docx" else "meta.xml"
    root = part(data, name)
    if root is None:
        return
    said = {child.tag: " ".join((child.text or "").split()) for child in root.iter()
            if isinstance(child.tag, str)}  # fmt: skip
    if not text.title and (title := said.get(f"{_DC}title")):
        text.title = title
        text.guess(f"the title “{title}” stands in the properties of the file", "change 'title'")
    if not text.authors and (author := said.get(f"{_DC}creator")):
        text.authors = [author]
        text.guess(f"“{author}”, who made the file, was taken for the author",
                   "change 'author', or delete it")  # fmt: skip
    text.language = text.language or said.get(f"{_DC}language", "")


def part(data: bytes, name: str) -> Element | None:
    """The root of an XML file in a zip archive, if it is there and can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
            return etree.fromstring(archive.read(name), parser)
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError, RuntimeError):
        return None


def _comments(data: bytes) -> int:
    root = part(data, "word/comments.xml")
    return 0 if root is None else sum(1 for e in root if etree.QName(e).localname == "comment")
