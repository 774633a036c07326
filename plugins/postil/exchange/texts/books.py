"""EPUB: the pages of a book, in the order of reading.

They are web pages, so nothing but their order has to be found out. pandoc reads them too, but does
not say where one ends, and keeps the pages of contents and of the publisher.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from .dates import date_of
from .footnotes import footnotes_found
from .office import part
from .text import Element, Text, TextError
from .tree import HEADINGS, made, parsed, tidied, words_of

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_AROUND = frozenset(
    "toc cover titlepage halftitlepage copyright-page landmarks loi lot index imprint colophon "
    "backlink".split()
)


@dataclass(slots=True)
class _Chapter:
    name: str
    title: str
    body: Element
    only_notes: bool = False


def read_book(data: bytes, chapter: str = "") -> Text:
    """Reads a book, or one chapter of it: by its number, or by words of its title."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise TextError("this EPUB is damaged: it is no zip archive; fetch it again") from error
    with archive:
        if _is_locked(archive, data):
            raise TextError("this EPUB is encrypted (DRM), so its text cannot be read; "
                            "ask its publisher for a file without")  # fmt: skip
        package, folder = _package(archive, data)
        text = Text(made("body"))
        _described(text, package)
        chapters = list(_chapters(archive, package, folder))
    return _taken(text, chapters, chapter)


def _is_locked(archive: zipfile.ZipFile, data: bytes) -> bool:
    """Whether more than fonts is encrypted."""
    root = (
        part(data, "META-INF/encryption.xml") if _has(archive, "META-INF/encryption.xml") else None
    )
    names = [] if root is None else [e.get("URI", "") for e in root.iter("{*}CipherReference")]
    return any(name.lower().endswith((".xhtml", ".html", ".htm", ".xml")) for name in names)


def _has(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist()


def _package(archive: zipfile.ZipFile, data: bytes) -> tuple[Element, str]:
    container = part(data, "META-INF/container.xml")
    found = None if container is None else next(container.iter("{*}rootfile"), None)
    name = found.get("full-path", "") if found is not None else ""
    package = part(data, name) if name else None
    if package is None:
        raise TextError("this EPUB is damaged: it does not say what is in it; fetch it again")
    return package, posixpath.dirname(name)


def _described(text: Text, package: Element) -> None:
    def said(name: str) -> list[str]:
        found = (" ".join((e.text or "").split()) for e in package.iter(f"{_DC}{name}"))
        return [value for value in found if value]

    text.title = next(iter(said("title")), "")
    text.authors = said("creator")
    date = next(iter(said("date")), "")
    text.date = date_of(date) or date
    text.language = next(iter(said("language")), "")
    text.licence = next((r for r in said("rights") if "creativecommons" in r.lower() or
                         r.lower().startswith(("cc ", "public domain"))), "")  # fmt: skip
    text.source = next((s for s in said("source") if s.startswith("http")), "")


def _chapters(archive: zipfile.ZipFile, package: Element, folder: str) -> Iterator[_Chapter]:
    items = {e.get("id"): e for e in package.iter(f"{_OPF}item")}
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        if not _has(archive, name) or "html" not in (item.get("media-type") or ""):
            continue
        root = parsed(archive.read(name).decode("utf-8-sig", "replace"))
        body = root.find("body")
        if body is None or _kinds(body) & _AROUND or _is_contents(body):
            continue
        _named(body, name)
        head = next((h for h in body.iter(*HEADINGS) if words_of(h)), None)
        title = words_of(head) if head is not None else ""
        only_notes = bool(_kinds(body) & {"endnotes", "footnotes", "rearnotes"})
        yield _Chapter(name, title, body, only_notes)


def _kinds(body: Element) -> set[str]:
    found = (body.get("epub:type") or "").split()
    children = [child for child in body if isinstance(child.tag, str)]
    if len(children) == 1:
        found += (children[0].get("epub:type") or "").split()
    return set(found)


def _is_contents(body: Element) -> bool:
    """Whether a page is nothing but links to others."""
    links = sum(
        len(words_of(a)) for a in body.iter("a") if not (a.get("href") or "").startswith("#")
    )
    heads = sum(len(words_of(h)) for h in body.iter(*HEADINGS))
    whole = len(words_of(body))
    return whole == 0 or links > 0.6 * (whole - heads or 1)


def _named(body: Element, name: str) -> None:
    """Makes ids and the links to them good for a page of all chapters."""
    folder = posixpath.dirname(name)
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        for key in ("id", "name"):
            if element.get(key) and (key == "id" or element.tag == "a"):
                element.set(key, f"{name}:{element.get(key)}")
        href = element.get("href") if element.tag == "a" else None
        if href and "://" not in href and not href.startswith("mailto:"):
            page, _, place = href.partition("#")
            there = posixpath.normpath(posixpath.join(folder, unquote(page))) if page else name
            element.set("href", f"#{there}:{place}" if place else "#")


def _taken(text: Text, chapters: list[_Chapter], wanted: str) -> Text:
    readings = [chapter for chapter in chapters if not chapter.only_notes]
    if not readings:
        raise TextError("this EPUB has no text: its pages are images; a program for text "
                        "recognition can make one of them")  # fmt: skip
    listed = ", ".join(f"{n} “{c.title or c.name}”" for n, c in enumerate(readings, 1))
    taken = readings
    if wanted:
        taken = [c for n, c in enumerate(readings, 1) if wanted == str(n)] or [
            c for c in readings if wanted.lower() in c.title.lower()
        ]
        if len(taken) != 1:
            raise TextError(f"--chapter {wanted} names {'several' if taken else 'no'} chapters; "
                            f"there are: {listed}")  # fmt: skip
        text.title = taken[0].title or text.title
    elif len(readings) > 1:
        text.guess(f"all {len(readings)} chapters were taken", f"take one with --chapter: {listed}")
    whole = made(
        "body", *(_as_div(c.body) for c in (*taken, *(c for c in chapters if c.only_notes)))
    )
    footnotes_found(whole)
    kept = len(taken)
    for rest in [e for e in list(whole)[kept:] if e.tag == "div"]:
        whole.remove(rest)
    text.body = tidied(whole)
    used = {mark.get("name") for mark in text.body.iter("fn")}
    for note in text.body.findall("footnote"):
        if note.get("name") not in used:
            text.body.remove(note)
    return text


def _as_div(body: Element) -> Element:
    body.tag = "div"
    body.attrib.clear()
    return body
