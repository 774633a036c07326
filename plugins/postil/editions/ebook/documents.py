"""The documents of an e-book: title, chapters with their notes, claims, glossary, sources."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from postil.edition.edition import Place
from postil.editions.book import Book, Chapter
from postil.editions.formulas import Formulas
from postil.editions.images import Images
from postil.rendering.notes import assessment_of, marked, references
from postil.rendering.pages.rows import gist, row

from .markup import OPS, XHTML, Conversion, Element, fit_address, new_section

TITLE, CLAIMS, GLOSSARY, SOURCES, CONTENTS = (
    f"{name}.xhtml" for name in ("title", "claims", "glossary", "sources", "contents")
)

_DARK = "#only-dark"
_TITLED = f"{{{XHTML}}}h1"


@dataclass
class Document:
    """One of the files that are read one after the other."""

    file: str
    title: str
    type: str
    """What it is in the words of EPUB, for the list of landmarks."""
    root: Element
    language: str
    conversion: Conversion
    page: str = ""
    """The page of the site that it is made from; empty for our own."""

    @property
    def properties(self) -> str:
        """What the package has to say of it."""
        found = {"mathml": self.conversion.has_formulas, "svg": self.conversion.has_drawings}
        return " ".join(name for name, has in found.items() if has)

    def headings(self) -> Iterator[tuple[int, str, str]]:
        """Level, id and words of its headings, those of notes left out."""
        for element in self.root.iter(*(f"{{{XHTML}}}h{n}" for n in (2, 3))):
            if words := " ".join("".join(_read(element)).split()):
                yield int(element.tag[-1]), element.get("id") or "", words


def _read(element: Element) -> Iterator[str]:
    """The words of a heading, without the numbers of notes."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.get("role") != "doc-noteref":
            yield from _read(child)
        yield child.tail or ""


@dataclass
class Documents:
    """All documents of an edition, the images that stand in them, and what could not be set."""

    book: Book
    formulas: Formulas = field(default_factory=Formulas)
    images: dict[str, bytes] = field(default_factory=dict)
    remarks: dict[str, None] = field(default_factory=dict)

    @cached_property
    def _images(self) -> Images:
        return Images(self.book)

    @property
    def read(self) -> Mapping[str, str]:
        """The files of images that were looked for, with a digest of each."""
        return self._images.read

    @cached_property
    def chapter_files(self) -> Mapping[str, str]:
        """The file of each chapter, by the page of its article."""
        width = len(str(len(self.book.chapters)))
        return {
            chapter.page: f"chapter-{number:0{width}}.xhtml"
            for number, chapter in enumerate(self.book.chapters, 1)
        }

    @cached_property
    def source_ids(self) -> Mapping[str, int]:
        """The sources that are cited by a note or a term, each with its number in the list."""
        return {id: number for number, id in enumerate(self.book.sources, 1)}

    @cached_property
    def _pages(self) -> Mapping[str, Mapping[str, str]]:
        """For the generated pages of the site that stand in the book: file and fragment, by the
        fragment of the page; `*` for all others."""
        site = self.book.site
        found: dict[str, dict[str, str]] = {}
        for id in self.book.terms:
            page = found.setdefault(site.term_page(id), {"*": GLOSSARY})
            page[id] = f"{GLOSSARY}#term-{id}"
        for id, number in self.source_ids.items():
            found[site.source_pages[id]] = {"*": f"{SOURCES}#source-{number}"}
        found.setdefault(site.pages.sources, {"*": SOURCES if self.source_ids else ""})
        found.setdefault(site.pages.claims, {"*": CLAIMS if self.book.claims else ""})
        return found

    @cached_property
    def _templates(self) -> Environment:
        return self.book.site.environment.overlay(
            loader=PackageLoader("postil.editions"), cache_size=0
        )

    def all(self) -> list[Document]:
        """The documents in the order in which they are read."""
        book = self.book
        made = [self._title()]
        made += [self._chapter(chapter) for chapter in book.chapters]
        if book.claims:
            made.append(self._claims())
        if book.terms:
            made.append(self._glossary())
        if self.source_ids:
            made.append(self._sources())
        self._settle(made)
        return made

    def _settle(self, documents: Sequence[Document]) -> None:
        """Lets no link lead to what is not there."""
        ids = {document.file: document.conversion.ids for document in documents}
        for document in documents:
            for link in document.root.iter(f"{{{XHTML}}}a"):
                file, _, fragment = (link.get("href") or "").partition("#")
                there = ids.get(file or document.file)
                if there is None or not fragment or unquote(fragment) in there:
                    continue
                if file and file != document.file:
                    link.set("href", file)
                else:
                    link.tag = f"{{{XHTML}}}span"
                    for name in ("href", "role", f"{{{OPS}}}type"):
                        link.attrib.pop(name, None)

    def _conversion(self, file: str, page: str, name: str) -> Conversion:
        def remark(what: str) -> None:
            self.remarks[f"{name}: {what}"] = None

        def image(address: str) -> str:
            return self._image(page, address, remark)

        return Conversion(
            link=lambda address: self._link(file, page, address),
            image=image,
            remark=remark,
            say=self.book.site.say,
            formulas=self.formulas,
        )

    def _link(self, file: str, page: str, address: str) -> str:
        """Where a link of a page leads in the book, as seen from one of its files."""
        target = self.book.target(page, address)
        if target.page in self.chapter_files:
            there = self.chapter_files[target.page]
            found = f"{there}#{target.fragment}" if target.fragment else there
        elif target.page in self._pages:
            to = self._pages[target.page]
            found = to.get(target.fragment) or to["*"]
        else:
            found = ""
        if not found:
            return fit_address(target.address)
        there, _, fragment = found.partition("#")
        return f"#{fragment}" if there == file and fragment else found

    def _image(self, page: str, address: str, remark: Callable[[str], None]) -> str:
        """The file of an image in the book; empty where it has none."""
        if address.endswith(_DARK):
            return ""
        suffix, content, why = self._images.load(page, address)
        if why:
            remark(f"{why}; its description stands there")
            return ""
        name = f"images/{hashlib.sha256(content).hexdigest()[:12]}{suffix}"
        self.images[name] = content
        return name

    def _document(
        self, file: str, title: str, type: str, parts: Sequence[Element], conversion: Conversion
    ) -> Document:
        root = new_section("body")
        root.extend(parts)
        return Document(file, title, type, root, self.book.site.language, conversion)

    def _own(self, file: str, title: str, type: str, template: str, /, **values: Any) -> Document:
        """A document that is made from one of our templates."""
        conversion = self._conversion(file, self.book.chapters[0].page, title)
        html = self._templates.get_template(f"ebook/{template}.html").render(values)
        parts = conversion.body(html, own=True)
        return self._document(file, title, type, parts, conversion)

    def _title(self) -> Document:
        book = self.book
        only = book.chapters[0].published if len(book.chapters) == 1 else None
        licences = dict.fromkeys(c.published.licence for c in book.chapters if c.published.licence)
        return self._own(
            TITLE,
            book.title,
            "titlepage",
            "title",
            title=book.title,
            name=book.site.name,
            authors=only.names if only else (),
            date=only.date if only else "",
            texts=len(book.chapters),
            notes=sum(1 for _ in book.places()),
            address=(only.url if only else "") or book.address,
            licences=licences if len(licences) == 1 else (),
        )

    def _chapter(self, chapter: Chapter) -> Document:
        book, site, page = self.book, self.book.site, chapter.page
        file, title = self.chapter_files[page], site.titles[page]
        conversion = self._conversion(file, page, chapter.path)
        notes = list(book.notes(chapter))
        placed = [note for note in notes if note.placed]
        section = new_section("section", type="chapter", role="doc-chapter", aria_label=title)
        section.extend(conversion.body(marked(site, chapter.anchored, placed)))
        if section.find(f".//{_TITLED}") is None:
            section[:0] = conversion.body(f"<h1>{escape(title)}</h1>")
        if byline := _byline(chapter):
            at = 1 if section[0].tag == _TITLED else 0
            section[at:at] = conversion.body(byline, own=True)
        after = self._templates.get_template("ebook/notes.html").render(
            placed=placed,
            unplaced=[note for note in notes if not note.placed],
            referred=list(references(site, Place(chapter.path, ""), page)),
            numbers=self._numbers,
        )
        section.extend(conversion.body(after, own=True))
        document = self._document(file, title, "chapter", [section], conversion)
        document.page = page
        document.language = chapter.published.language or site.language
        return document

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """The number of each note, by the full name of its annotation."""
        return {place.name: self.book.number(place) for place in self.book.places()}

    def _claims(self) -> Document:
        book, site = self.book, self.book.site
        page = book.chapters[0].page
        groups = []
        for id, concept in [*site.edition.vocabulary.assessments.items(), ("", None)]:
            rows = [
                (found, gist(site, place), book.number(place))
                for place in book.claims
                if assessment_of(book.annotation(place)) == id and (found := row(site, place, page))
            ]
            if rows:
                groups.append({"concept": concept, "rows": rows})
        return self._own(CLAIMS, site.say("claims"), "index", "claims", groups=groups)

    def _uses(self, places: Sequence[Place]) -> list[tuple[str, list[tuple[str, int]]]]:
        """Where something is used: titles of articles, each with links to notes and their
        numbers."""
        site, page = self.book.site, self.book.chapters[0].page
        found: dict[str, list[tuple[str, int]]] = {}
        for place in sorted(places, key=self.book.order.__getitem__):
            link = site.link(page, place), self.book.number(place)
            found.setdefault(place.article, []).append(link)
        return [(site.title_of(article), links) for article, links in found.items()]

    def _glossary(self) -> Document:
        book, site = self.book, self.book.site
        page = book.chapters[0].page
        entries = [
            {
                "id": f"term-{id}",
                "term": term.term,
                "definition": site.definition(id, page),
                "sources": [(site.short[s], site.source_link(page, s)) for s in term.sources],
                "uses": self._uses(places),
            }
            for id, places in book.terms.items()
            for term in (site.edition.glossary[id],)
        ]
        return self._own(GLOSSARY, site.say("glossary"), "glossary", "glossary", entries=entries)

    def _sources(self) -> Document:
        book, site = self.book, self.book.site
        entries = []
        for id, number in self.source_ids.items():
            full, address = site.bibliography.entries[id], site.source_addresses[id]
            entries.append(
                {
                    "number": number,
                    "full": full,
                    "address": "" if escape(address) in full else address,
                    "source": site.edition.sources[id],
                    "uses": self._uses(book.cited.get(id, ())),
                }
            )
        return self._own(SOURCES, site.say("sources"), "bibliography", "sources", entries=entries)


def _day(date: str) -> Markup:
    """A date, whose numbers would change places among letters that run from right to left."""
    return Markup("<bdi>{}</bdi>").format(date) if date else Markup("")


def _byline(chapter: Chapter) -> str:
    """The line below a title: who wrote the text, when, and where it stood first."""
    published = chapter.published
    source = escape(published.source)
    if published.source_address:
        source = Markup('<a href="{}">{}</a>').format(published.source_address, source)
    parts = [*map(escape, published.names), *filter(None, [_day(published.date), source])]
    return Markup('<p class="byline">{}</p>').format(Markup(" · ").join(parts)) if parts else ""
