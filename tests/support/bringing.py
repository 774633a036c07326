"""How much of a text `postil add` brings in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml import html as parser
from markdown import Markdown
from rapidfuzz.distance import LCSseq

from postil.desk.adding import written_text
from postil.exchange.texts.reading import decoded, read
from postil.exchange.texts.remains import Remains, remains, stretches
from postil.exchange.texts.text import Text, TextError
from postil.exchange.texts.tree import parsed
from support.dresses import Plain

EXTENSIONS = ["toc", "tables", "fenced_code", "footnotes"]


@dataclass(frozen=True)
class Score:
    """What came out of a file, beside what had to."""

    words: int
    found: int
    out: int
    missing: list[str]
    strange: list[str]
    forms: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def kept(self) -> float:
        """The share of the words of the body that came out in order."""
        return self.found / self.words

    @property
    def foreign(self) -> float:
        """The share of what came out that is none of the body's."""
        return len(self.strange) / max(1, self.out)


@cache
def _markdown() -> Markdown:
    return Markdown(extensions=EXTENSIONS)


def converted(source: str) -> str:
    """Markdown to HTML, as a site with footnotes does it."""
    return _markdown().reset().convert(source)


def measured(text: Plain, data: bytes, name: str) -> Score:
    """Brings a file in, and compares what stands on the page with the text."""
    found = read(data, name, convert=converted)
    matter, body = written_text(found, converted)
    page = parser.fragment_fromstring(converted(body), create_parent="div")
    forms = _forms(text, page)
    forms["title"] = int(_plain(found.title) == _plain(text.title) or text.title in matter), 1
    if text.authors[0].encode() in data or found.authors:
        forms["author"] = int(tuple(found.authors) == text.authors), 1
    if found.date:
        forms["date"] = int(found.date == text.date), 1
    return scored(text, _words(page), forms)


def _plain(said: str) -> str:
    return " ".join(said.split())


def _words(page: Any) -> list[str]:
    for back in page.xpath("//a[@class='footnote-backref']|//sup[starts-with(@id,'fnref')]"):
        back.drop_tree()
    for element in page.iter():
        if element.tag in (
            "p",
            "li",
            "td",
            "th",
            "br",
            "h2",
            "h3",
            "h4",
            "blockquote",
            "div",
            "tr",
        ):
            element.tail = f" {element.tail or ''}"
    return str(page.text_content()).split()


def scored(text: Plain, out: list[str], forms: dict[str, tuple[int, int]] | None = None) -> Score:
    """Compares words."""
    return compared(text.words, out, forms)


def compared(
    wanted: list[str], out: list[str], forms: dict[str, tuple[int, int]] | None = None
) -> Score:
    """Compares words with those that are wanted."""
    same = LCSseq.editops(wanted, out)
    missing = [wanted[op.src_pos] for op in same if op.tag == "delete"]
    strange = [out[op.dest_pos] for op in same if op.tag == "insert"]
    return Score(len(wanted), len(wanted) - len(missing), len(out), missing, strange, forms or {})


def _forms(text: Plain, page: Any) -> dict[str, tuple[int, int]]:
    def count(*tags: str) -> int:
        return sum(1 for _ in page.iter(*tags))

    notes = len(page.xpath("//div[@class='footnote']/ol/li"))
    return {
        "headings": (count("h2", "h3"), text.count("h2", "h3")),
        "items": (count("li") - notes, text.count("li")),
        "quotations": (count("blockquote"), text.count("blockquote")),
        "cells": (len(page.xpath(".//td|.//th")), text.count("td", "th")),
        "notes": (notes, text.count("fn")),
        "emphases": (count("em", "strong"), text.count("em", "strong")),
        "verse lines": (count("br"), text.count("br")),
        "paragraphs": (len(page.xpath("./p")), sum(b.tag == "p" for b in text.blocks)),
    }


def words_of_page(html: str) -> list[str]:
    """The words of a piece of HTML, without punctuation."""
    page = parser.fragment_fromstring(html, create_parent="div")
    for code in page.xpath("//script|//style|//noscript"):
        code.drop_tree()
    return re.findall(r"\w+", " ".join(_words(page)))


def pages_by_all(data: bytes) -> dict[str, list[str]]:
    """What `postil add` and two libraries make of a page, as words."""
    from readability import Document
    from trafilatura import extract

    try:
        _, body = written_text(read(data, "page.html", convert=converted), converted)
        own = words_of_page(converted(body))
    except TextError:
        own = []
    return {
        "postil add": own,
        "trafilatura": re.findall(r"\w+", extract(data, include_comments=False) or ""),
        "readability-lxml": words_of_page(Document(data.decode("utf-8", "replace")).summary()),
    }


def peers(text: Plain, data: bytes, kind: str) -> dict[str, Score]:
    """What libraries make of a file on their own, as text."""
    found: dict[str, str] = {}
    if kind == "html":
        from readability import Document
        from trafilatura import extract

        page = data.decode("cp1252" if text.number == 7 else "utf-8")
        found["trafilatura"] = extract(page, include_comments=False) or ""
        summary = parser.fragment_fromstring(Document(page).summary(), create_parent="div")
        found["readability-lxml"] = " ".join(_words(summary))
    elif kind in ("docx", "odt", "epub"):
        from postil.exchange.texts.office import pandoc

        found["pandoc"] = pandoc(data, kind, to="plain")
    elif kind == "pdf":
        import io

        from pdfminer.high_level import extract_text

        found["pdfminer.six"] = extract_text(io.BytesIO(data))
    return {
        name: scored(text, re.sub(r"\[\d+\]", "", said).split()) for name, said in found.items()
    }


def told(data: bytes) -> tuple[list[Remains], str]:
    """What is told of a page that was left out, and the article that was made of it."""
    return _told(data)[:2]


def untold(data: bytes) -> tuple[Counter[str], Counter[str]]:
    """The words of a page, and those that stand neither in the article nor in the report."""
    remains, body, text = _told(data)
    tree = parsed(decoded(data, is_page=True)[0]).find("body")
    for code in list(tree.iter("script", "style", "noscript", "template", "svg")):
        code.drop_tree()
    kept = parser.fragment_fromstring(converted(body), create_parent="div").text_content()
    known = [kept, text.title, *text.authors, text.date, text.licence, *text.taken]
    known += [piece for one in remains for piece in one.pieces]
    page = _counted(" ".join(tree.xpath(".//text()[not(parent::comment())]")))
    return page, page - _counted(" ".join(known))


def _told(data: bytes) -> tuple[list[Remains], str, Text]:
    text = read(data, "page.html", convert=converted)
    _, body = written_text(text, converted)
    kept = [stretch.said for stretch in stretches(parsed(f"<body>{converted(body)}</body>"))]
    kept += [text.title, *text.authors, text.date, text.licence, *text.taken]
    return remains(text.page, kept)[0], body, text


def _counted(text: str) -> Counter[str]:
    # Numbers alone are marks of notes, and parts of dates that stand otherwise in the article.
    words = re.findall(r"[^\W_]+", text.casefold())
    return Counter(word for word in words if not word.isdecimal())
