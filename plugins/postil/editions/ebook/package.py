"""An EPUB 3 file: its documents in a package that says what they are. From the same site comes the
same file, byte for byte.

Libraries were tried first. ebooklib reads every document anew and writes another (`viewBox` in
small letters, notes listed as pages of print), gives its files the time of day, and its licence is
not ours. pandoc knows footnotes of its own only: of ours it kept the numbers and lost the texts.
"""

from __future__ import annotations

import io
import os
import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from importlib import resources
from pathlib import PurePosixPath

from lxml import etree

from postil.edition.values import day_of
from postil.edition.words import direction
from postil.editions.book import Book, Made
from postil.editions.formulas import Formulas, mathml
from postil.editions.images import KINDS
from postil.rendering.theme import LINES

from .documents import CONTENTS, TITLE, Document, Documents
from .markup import OPS, TYPE, XHTML, XML, Element, new_section

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
SHEET = "style.css"

# What is written from right to left.
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
# The first that an archive knows.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(book: Book) -> Made:
    """An EPUB of an edition."""
    made = Documents(book)
    documents = made.all()
    if asked := made.formulas.asked:
        made = Documents(book, Formulas(mathml(asked)))
        documents = made.all()
    contents = _contents(book, documents)
    files = {
        "META-INF/container.xml": _CONTAINER.encode(),
        "EPUB/package.opf": _package(book, made, documents),
        f"EPUB/{CONTENTS}": contents,
        f"EPUB/{SHEET}": _sheet(book).encode(),
        **{f"EPUB/{document.file}": _written(document) for document in documents},
        **{f"EPUB/{name}": content for name, content in made.images.items()},
    }
    return Made(_archive(files), tuple(made.remarks), made.read)


def _archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # Readers know by its place and form what file this is.
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), b"application/epub+zip")
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def _sheet(book: Book) -> str:
    """The style sheet, with the lines of the site's assessments."""
    text = resources.files("postil.editions").joinpath("assets/ebook.css").read_text("utf-8")
    for number, (id, concept) in enumerate(book.site.edition.vocabulary.assessments.items()):
        line = concept.line or LINES[number % len(LINES)]
        text += f'.passage[data-assessment="{id}"] {{\n  text-decoration-style: {line};\n}}\n'
    return text


def _written(document: Document) -> bytes:
    return _page(document.title, document.language, document.root)


def _page(title: str, language: str, body: Element) -> bytes:
    page = etree.Element(f"{{{XHTML}}}html", nsmap={None: XHTML, "epub": OPS})
    page.set("lang", language)
    page.set(f"{{{XML}}}lang", language)
    page.set("dir", direction(language))
    head = etree.SubElement(page, f"{{{XHTML}}}head")
    etree.SubElement(head, f"{{{XHTML}}}title").text = title
    etree.SubElement(head, f"{{{XHTML}}}link", rel="stylesheet", type="text/css", href=SHEET)
    page.append(body)
    etree.cleanup_namespaces(page, keep_ns_prefixes=["epub"])
    written: bytes = etree.tostring(
        page, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>"
    )
    return written


def _contents(book: Book, documents: Sequence[Document]) -> bytes:
    """The table of contents, and the list of landmarks."""
    say = book.site.say
    body = new_section("body")
    nav = etree.SubElement(body, f"{{{XHTML}}}nav", {TYPE: "toc", "role": "doc-toc", "id": "toc"})
    nav.set("aria-labelledby", "contents")
    heading = etree.SubElement(nav, f"{{{XHTML}}}h1", id="contents")
    heading.text = say("contents")
    entries = etree.SubElement(nav, f"{{{XHTML}}}ol")
    for document in documents:
        entry = _entry(entries, document.file, document.title)
        inner = None
        for level, id, words in document.headings():
            if level == 2 and id and document.type == "chapter":
                inner = etree.SubElement(entry, f"{{{XHTML}}}ol") if inner is None else inner
                _entry(inner, f"{document.file}#{id}", words)
    landmarks = etree.SubElement(body, f"{{{XHTML}}}nav", {TYPE: "landmarks", "hidden": "hidden"})
    landmarks.set("aria-label", say("landmarks"))
    places = etree.SubElement(landmarks, f"{{{XHTML}}}ol")
    _entry(places, f"{CONTENTS}#toc", say("contents"), "toc")
    text = next(document for document in documents if document.type == "chapter")
    _entry(places, text.file, text.title, "bodymatter")
    for document in documents:
        if document.type in ("titlepage", "index", "glossary", "bibliography"):
            _entry(places, document.file, document.title, document.type)
    return _page(f"{book.title}: {say('contents')}", book.site.language, body)


def _entry(entries: Element, address: str, words: str, type: str = "") -> Element:
    entry = etree.SubElement(entries, f"{{{XHTML}}}li")
    link = etree.SubElement(entry, f"{{{XHTML}}}a", href=address)
    link.text = words
    if type:
        link.set(TYPE, type)
    return entry


def _package(book: Book, made: Documents, documents: Sequence[Document]) -> bytes:
    language = book.site.language
    package = etree.Element(f"{{{OPF}}}package", nsmap={None: OPF})
    package.set("version", "3.0")
    package.set("unique-identifier", "id")
    package.set(f"{{{XML}}}lang", language)
    metadata = etree.SubElement(package, f"{{{OPF}}}metadata", nsmap={"dc": DC})
    for name, text in _described(book, documents):
        element = etree.SubElement(metadata, f"{{{DC}}}{name}")
        element.text = text
        if name == "identifier":
            element.set("id", "id")
    for name, text in (("dcterms:modified", _modified(book)), *_accessible(book, made, documents)):
        etree.SubElement(metadata, f"{{{OPF}}}meta", property=name).text = text
    manifest = etree.SubElement(package, f"{{{OPF}}}manifest")
    spine = etree.SubElement(package, f"{{{OPF}}}spine")
    spine.set("page-progression-direction", direction(language))
    _item(manifest, "contents", CONTENTS, "application/xhtml+xml", "nav")
    _item(manifest, "style", SHEET, "text/css")
    for document in documents:
        id = document.file.partition(".")[0]
        _item(manifest, id, document.file, "application/xhtml+xml", document.properties)
        etree.SubElement(spine, f"{{{OPF}}}itemref", idref=id)
        if document.file == TITLE:
            etree.SubElement(spine, f"{{{OPF}}}itemref", idref="contents")
    for number, name in enumerate(made.images, 1):
        _item(manifest, f"image-{number}", name, KINDS[PurePosixPath(name).suffix])
    etree.indent(package, space="  ")
    written: bytes = etree.tostring(package, encoding="utf-8", xml_declaration=True)
    return written


def _item(manifest: Element, id: str, file: str, type: str, properties: str = "") -> None:
    item = etree.SubElement(
        manifest, f"{{{OPF}}}item", {"id": id, "href": file, "media-type": type}
    )
    if properties:
        item.set("properties", properties)


def _described(book: Book, documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """What the book is, in the words of the Dublin Core."""
    place = book.address or book.site.name
    paths = " ".join(chapter.path for chapter in book.chapters)
    yield "identifier", uuid.uuid5(uuid.NAMESPACE_URL, f"{place}#{paths}").urn
    yield "title", book.title
    languages = [book.site.language, *(d.language for d in documents)]
    yield from (("language", language) for language in dict.fromkeys(languages))
    authors = dict.fromkeys(name for c in book.chapters for name in c.published.names)
    yield from (("creator", name) for name in authors)
    annotators = book.site.edition.annotators
    writers = dict.fromkeys(book.annotation(place).by for place in book.places())
    for by in writers:
        if by in annotators and annotators[by].name not in authors:
            yield "contributor", annotators[by].name
    if book.site.name and book.site.name != book.title:
        yield "publisher", book.site.name
    if book.address:
        yield "source", book.chapters[0].published.url if len(documents) == 1 else book.address
    licences = dict.fromkeys(c.published.licence for c in book.chapters if c.published.licence)
    if len(licences) == 1:
        yield "rights", next(iter(licences))


def _modified(book: Book) -> str:
    """When the book was last changed, as its articles and notes say; or as whoever builds it does.
    The time at which it is made would make it another one each time."""
    if (epoch := os.environ.get("SOURCE_DATE_EPOCH", "")).isdigit():
        moment = datetime.fromtimestamp(int(epoch), timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    said = [chapter.published.date for chapter in book.chapters]
    said += [day_of(book.annotation(place).on) for place in book.places()]
    days = [text for text in said if _DAY.fullmatch(text)]
    return f"{max(days, default='2000-01-01')}T00:00:00Z"


def _accessible(
    book: Book, made: Documents, documents: Sequence[Document]
) -> Iterator[tuple[str, str]]:
    """What readers with a disability want to know before they get the book. That it conforms to a
    standard is for somebody to say who has read it."""
    say = book.site.say
    yield "schema:accessMode", "textual"
    if made.images:
        yield "schema:accessMode", "visual"
    has_all = not any(document.conversion.unnamed_images for document in documents)
    yield "schema:accessModeSufficient", "textual" if has_all else "textual,visual"
    features = ["tableOfContents", "readingOrder", "structuralNavigation"]
    features.append("displayTransformability")
    if made.images and has_all:
        features.append("alternativeText")
    if book.claims:
        features.append("index")
    if any(document.conversion.has_formulas for document in documents):
        features.append("MathML")
    yield from (("schema:accessibilityFeature", feature) for feature in features)
    moves = any(name.endswith(".gif") for name in made.images)
    yield "schema:accessibilityHazard", "unknown" if moves else "none"
    summary = say("accessible_edition") if has_all else say("accessible_but_images")
    yield "schema:accessibilitySummary", summary
