"""What the chapters of a book share while they are set: images, formulas, labels, remarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from postil.editions.book import Book, digest_of
from postil.editions.formulas import Formulas
from postil.editions.images import embedded, suffix_of


@dataclass
class Materials:
    """What is gathered from all chapters."""

    book: Book
    formulas: Formulas = field(default_factory=Formulas)
    """How Typst writes formulas."""
    files: dict[str, bytes] = field(default_factory=dict)
    """The images, by the names that the book has for them."""
    labels: set[str] = field(default_factory=set)
    """What can be linked to."""
    wanted: set[str] = field(default_factory=set)
    """What links lead to."""
    remarks: list[str] = field(default_factory=list)
    """What could not be set as it is on its page."""
    origins: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The page on which each image is, and its address there."""
    read: dict[str, str] = field(default_factory=dict)
    """The files of images that were looked for, with a digest of each."""
    _names: dict[bytes, str] = field(default_factory=dict)

    def remark(self, page: str, said: str) -> None:
        """Takes note of what could not be set."""
        remark = f"{self.book.docs.name}/{page}: {said}"
        if remark not in self.remarks:
            self.remarks.append(remark)

    def image(self, page: str, source: str) -> tuple[str, str]:
        """The name of an image that a page shows, or else why there is none."""
        name, why = self._image(page, source)
        if name:
            self.origins.setdefault(name, (page, source))
        return name, why

    def _image(self, page: str, source: str) -> tuple[str, str]:
        if source.startswith("data:"):
            return self._named(embedded(source), "it is embedded in a way that cannot be read")
        if urlsplit(source).scheme or source.startswith("//"):
            return "", "it is on another host, and nothing is fetched from there"
        path = self._path(page, source)
        try:
            return self._named(path.read_bytes() if path else None, "there is no such file")
        except OSError as error:
            return "", f"it cannot be read: {error.strerror or error}"

    def drawing(self, page: str, svg: str) -> str:
        """The name of a drawing that stands in the text itself."""
        if "xmlns=" not in svg.partition(">")[0]:
            svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        name = self._named(svg.encode("utf-8", "replace"), "")[0]
        self.origins.setdefault(name, (page, "<svg>"))
        return name

    def label(self, page: str, fragment: str) -> str:
        """What a page of the site is called in the book, or a place on it; empty where it is not
        in it."""
        if label := self._label(page, fragment):
            self.wanted.add(label)
        return label

    def _label(self, page: str, fragment: str) -> str:
        if page in self._sources:
            return source_label(self._sources[page])
        if fragment in self.book.terms and page == self.book.site.term_page(fragment):
            return term_label(fragment)
        chapters = self.book.chapters
        number = next((n for n, chapter in enumerate(chapters, 1) if chapter.page == page), 0)
        if not number:
            return ""
        article = chapters[number - 1].anchored.article
        id = article.now(fragment.removeprefix("note-"))
        return f"c{number}:{id or fragment}" if fragment else f"c{number}"

    @cached_property
    def _sources(self) -> Mapping[str, str]:
        """The sources of the book, by their pages."""
        pages = self.book.site.source_pages
        return {pages[id]: id for id in self.book.sources}

    def _path(self, page: str, source: str) -> Path | None:
        """The file of an image: its address is seen from that of the page, which may be a folder
        deeper than its text."""
        target = self.book.target(page, source)
        docs = self.book.docs.resolve()
        for path in (target.path, unquote(urlsplit(source).path)):
            for folder in (docs, (docs / page).parent):
                found = (folder / path.lstrip("/")).resolve()
                if not (path and found.is_relative_to(docs)):
                    continue
                self.read[str(found)] = digest_of(found)
                if found.is_file():
                    return found
        return None

    def _named(self, data: bytes | None, why: str) -> tuple[str, str]:
        if data is None:
            return "", why
        if not data:
            return "", "it is empty"
        suffix = suffix_of(data)
        if not suffix:
            return "", "it is none of PNG, JPEG, GIF, WebP, SVG and PDF, which Typst reads"
        name = self._names.setdefault(data, f"images/{len(self._names) + 1}{suffix}")
        self.files[name] = data
        return name, ""


def source_label(id: str) -> str:
    """What a source is called in the book."""
    return f"source:{id}"


def term_label(id: str) -> str:
    """What a term is called in the book."""
    return f"term:{id}"
