"""The text of a tagged PDF in the order in which it is read aloud, and its notes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


def bare(text: str) -> str:
    """A text without what breaking its lines adds to it, and without what Markdown does."""
    return re.sub(r"[\s\-\u00ad\u200b•‣–*`_“”\"‘’'<>]+", "", text).casefold()


@dataclass(frozen=True)
class Element:
    """An element of the structure."""

    pdf: Tagged
    node: DictionaryObject

    @property
    def tag(self) -> str:
        return str(self.node["/S"]).removeprefix("/")

    @property
    def kids(self) -> list[Any]:
        found = self.node.get("/K", [])
        found = found.get_object()
        return list(found) if isinstance(found, ArrayObject) else [found]

    @property
    def children(self) -> list[Element]:
        kids = (kid.get_object() for kid in self.kids)
        return [Element(self.pdf, k) for k in kids if isinstance(k, DictionaryObject) and "/S" in k]

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def text(self) -> str:
        return "".join(self._texts(frozenset()))

    @property
    def body(self) -> str:
        """What is in it, without notes and numbers of notes and items."""
        return "".join(self._texts(frozenset({"Note", "Lbl"})))

    def _texts(self, without: frozenset[str]) -> Iterator[str]:
        for kid in self.kids:
            one = kid.get_object()
            if isinstance(one, DictionaryObject) and "/S" in one:
                child = Element(self.pdf, one)
                if child.tag not in without:
                    yield from child._texts(without)
            elif isinstance(one, DictionaryObject) and "/MCID" in one:
                page = one.raw_get("/Pg") if "/Pg" in one else self.node.raw_get("/Pg")
                yield self.pdf.pieces.get((page.idnum, int(one["/MCID"])), "")
            elif isinstance(one, int):
                yield self.pdf.pieces.get((self.node.raw_get("/Pg").idnum, int(one)), "")

    @property
    def links(self) -> list[Link]:
        """The links in it that lead to a place in the file."""
        found = []
        for element in self.walk():
            for kid in element.kids:
                one = kid.get_object()
                if isinstance(one, DictionaryObject) and one.get("/Type") == "/OBJR":
                    annotation = one["/Obj"]
                    if "/Dest" in annotation:
                        to = annotation["/Dest"]
                        rect = annotation["/Rect"]
                        here = self.pdf.pages_of_links[one.raw_get("/Obj").idnum]
                        found.append(Link(here, float(rect[3]), _page_of(to), float(to[3])))
        return found


@dataclass(frozen=True)
class Link:
    """A link: the ids of its page and of that to which it leads, and its height on each."""

    page: int
    height: float
    to: int
    height_there: float


def _page_of(destination: ArrayObject) -> int:
    # Taken by its number it would be the page itself.
    return next(iter(list.__iter__(destination))).idnum


class Tagged:
    """A tagged PDF."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(data))
        self.pieces = _pieces(data)
        """What is written, by the ids of a page and of a piece of it."""

    @cached_property
    def root(self) -> Element:
        tree = self.reader.trailer["/Root"]["/StructTreeRoot"]
        return Element(self, tree["/K"] if "/S" in tree["/K"] else tree["/K"][0].get_object())

    @cached_property
    def text(self) -> str:
        return bare(self.root.text)

    @cached_property
    def pages_of_links(self) -> dict[int, int]:
        """The ids of pages, by those of the links on them."""
        return {
            link.idnum: page.indirect_reference.idnum
            for page in self.reader.pages
            for link in page.get("/Annots", ArrayObject()).get_object()
        }

    @property
    def outline(self) -> list[str]:
        def flat(items: list[Any]) -> Iterator[str]:
            for item in items:
                if isinstance(item, list):
                    yield from flat(item)
                else:
                    yield str(item.title)

        return [*flat(self.reader.outline)]


class _Reading(PDFDevice):
    """Gathers what is written between the begin and the end of a piece."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.pieces: dict[tuple[int, int], str] = {}
        self.page = 0
        self.open: list[int | None] = []

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        self.page = page.pageid

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        props = resolve1(props) or {}
        self.open.append(props.get("MCID"))

    def end_tag(self) -> None:
        self.open.pop()

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        piece = next((id for id in reversed(self.open) if id is not None), None)
        if piece is None:
            return
        said = ""
        for part in seq:
            if isinstance(part, bytes):
                for cid in textstate.font.decode(part):
                    with suppress(PDFUnicodeNotDefined):
                        said += textstate.font.to_unichr(cid)
        key = self.page, piece
        self.pieces[key] = self.pieces.get(key, "") + said


def _pieces(data: bytes) -> dict[tuple[int, int], str]:
    manager = PDFResourceManager()
    device = _Reading(manager)
    interpreter = PDFPageInterpreter(manager, device)
    for page in PDFPage.get_pages(io.BytesIO(data)):
        interpreter.process_page(page)
    return device.pieces
