"""An edition as one HTML file, which works from a disk: with its notes, filters, and judging.

All that a page loads on the site stands in the file, and it forbids the browser to load anything
else. Several texts are in one file, too: each is taken out of it when it is asked for, as the
scripts of a page are made for one text, whose notes have the addresses that they have on the site.
Without scripts they stand one after the other.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from postil.edition.words import direction
from postil.editions.book import Book, Chapter, Made
from postil.editions.formulas import Formulas, left, mathml, replaced
from postil.editions.images import KINDS, Images
from postil.rendering import bundle, scripts
from postil.rendering.notes import annotated

from .rewriting import Rewriting

_ONWARDS = re.compile(r'<p class="postil-after postil-onwards">.*?</p>', re.DOTALL)
# The file of earlier wordings, which stands beside a page of the site.
_BESIDE = re.compile(r' data-wordings="[^"]*"')
# The end of the script that holds it, and what makes a browser overlook that end.
_ENDS = re.compile(r"<(?=/script|!--)", re.IGNORECASE)
# Of other pages, or of the head of this one.
_ELSEWHERE = ("veil", "notebook", "continue", "arriving", "assignment", "submit", "course")
_DARK = "#only-dark"


def html(book: Book) -> Made:
    """The file of an edition."""
    made = _File(book)
    page = made.page()
    if asked := made.formulas.asked:
        made = _File(book, Formulas(mathml(asked)))
        page = made.page()
    return Made(page.encode("utf-8", "replace"), tuple(made.remarks), made.images.read)


class _File:
    """A file in the making."""

    def __init__(self, book: Book, formulas: Formulas | None = None) -> None:
        self.book, self.site = book, book.site
        self.formulas = formulas or Formulas()
        self.images = Images(book)
        self.remarks: dict[str, None] = {}
        self.numbers = {chapter.page: n for n, chapter in enumerate(book.chapters, 1)}
        self.is_single = len(book.chapters) == 1

    def page(self) -> str:
        """The page that the file holds."""
        site, book = self.site, self.book
        files = bundle.files(
            site.edition.vocabulary,
            site.words,
            with_annotators=bool(site.edition.annotators),
            with_student=site.student,
        )
        return self._templates.get_template("onefile/page.html").render(
            title=book.title,
            name=site.name,
            address=book.address,
            language=site.language,
            direction=direction(site.language),
            canonical=book.chapters[0].published.url if self.is_single and book.address else "",
            texts=[self._text(chapter) for chapter in book.chapters],
            sheet=Markup(self._sheet(files)),
            veil=Markup(_inert(files["veil.js"])) if "veil.js" in files else "",
            script=Markup(_inert(files["postil.js"])),
            held=Markup(_inert(_asset("held.js"))),
            showing="" if self.is_single else Markup(_inert(_asset("onefile.js"))),
            files=self._held(files),
            is_single=self.is_single,
        )

    @property
    def _templates(self) -> Environment:
        return self.site.environment.overlay(loader=PackageLoader("postil.editions"), cache_size=0)

    def _sheet(self, files: Mapping[str, str]) -> str:
        return "\n".join([_asset("onefile.css"), files["postil.css"], files["vocabulary.css"]])

    def _held(self, files: Mapping[str, str]) -> dict[str, Markup]:
        """The files that the scripts of the page load when there is use for them."""
        names = [f"{n}.js" for n in (*scripts.STUDENT, *scripts.LATER) if n not in _ELSEWHERE]
        names += ["judge.css", "student.css", "everywhere.css", "handin.css"]
        return {name: Markup(_inert(files[name])) for name in names if name in files}

    def _text(self, chapter: Chapter) -> dict[str, Any]:
        """A text with its notes, its terms and its sources, for the template."""
        site, book = self.site, self.book
        rewriting = self._rewriting(chapter)
        article = annotated(
            site, chapter.anchored, chapter.published, judges_first=chapter.judges_first
        )
        article = _BESIDE.sub("", _ONWARDS.sub("", article))
        title = site.titles[chapter.page]
        if "<h1" not in article:
            article = f"<h1>{escape(title)}</h1>\n{article}"
        after = self._templates.get_template("onefile/after.html").render(
            terms=[
                (site.edition.glossary[id].term, f"postil-term-{id}", site.definition(id, page))
                for page in (chapter.page,)
                for id in self._terms(chapter)
            ],
            sources=[
                (f"postil-source-{number}", full, "" if escape(address) in full else address)
                for id, number in self._sources(chapter).items()
                for full, address in [(site.bibliography.entries[id], site.source_addresses[id])]
            ],
        )
        return {
            "path": chapter.path,
            "number": self.numbers[chapter.page],
            "title": title,
            "html": Markup(rewriting.html(self._with_formulas(chapter, article + after))),
            "address": chapter.published.url if book.address else "",
            "names": chapter.published.names,
            "date": chapter.published.date,
            "language": chapter.published.language or site.language,
            "notes": len(chapter.anchored.passages),
        }

    def _with_formulas(self, chapter: Chapter, html: str) -> str:
        unknown = Formulas(self.formulas.known)
        made = replaced(html, unknown)
        self.formulas.asked |= unknown.asked
        for latex, _ in unknown.asked:
            self.remarks[f"{chapter.path}: {left(latex)}"] = None
        return made

    def _terms(self, chapter: Chapter) -> list[str]:
        return [
            id
            for id, places in self.book.terms.items()
            if any(place.article == chapter.path for place in places)
        ]

    def _sources(self, chapter: Chapter) -> dict[str, int]:
        """The sources on which the notes and terms of a text rest, with their numbers."""
        book = self.book
        found = {
            id for term in self._terms(chapter) for id in self.site.edition.glossary[term].sources
        }
        for id, places in book.cited.items():
            if any(place.article == chapter.path for place in places):
                found.add(id)
        return {id: number for number, id in enumerate(book.sources, 1) if id in found}

    def _rewriting(self, chapter: Chapter) -> Rewriting:
        prefix = "" if self.is_single else f"{self.numbers[chapter.page]}."
        site, page = self.site, chapter.page
        terms = {(site.term_page(id), id): f"postil-term-{id}" for id in self._terms(chapter)}
        sources = {
            site.source_pages[id]: f"postil-source-{number}"
            for id, number in self._sources(chapter).items()
        }

        def remark(what: str) -> None:
            self.remarks[f"{chapter.path}: {what}"] = None

        def link(address: str) -> str | None:
            target = self.book.target(page, address)
            if target.page == site.pages.my_notes and target.page:
                return None
            if number := self.numbers.get(target.page):
                if self.is_single:
                    return f"#{target.fragment}"
                return f"#{number}.{target.fragment}"
            here = terms.get((target.page, target.fragment)) or sources.get(target.page)
            return f"#{prefix}{here}" if here else target.address

        def image(address: str) -> str:
            if address.endswith(_DARK):
                return ""
            suffix, content, why = self.images.load(page, address)
            if why:
                remark(f"{why}; its description stands there")
                return ""
            return f"data:{KINDS[suffix]};base64,{base64.b64encode(content).decode('ascii')}"

        return Rewriting(link, image, remark, prefix)


def _asset(name: str) -> str:
    return resources.files("postil.editions").joinpath(f"assets/{name}").read_text("utf-8")


def _inert(text: str) -> str:
    """A script or style sheet as it may stand in a page: nothing in it ends the element."""
    return _ENDS.sub(r"\\x3c", text)
