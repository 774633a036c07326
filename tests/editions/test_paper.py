"""The demo and every construct on paper: nothing is lost, all is tagged, and links lead there and
back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from markupsafe import Markup

from postil.build.books import ReadSite, book, chosen
from postil.desk.cli import main
from postil.editions.book import Book, EditionError
from postil.editions.paper import pdf
from postil.editions.paper.annotations import content
from postil.editions.paper.fonts import missing
from postil.editions.paper.materials import Materials
from postil.editions.paper.tree import Node, parsed
from postil.hosts.mkdocs.survey import read_site
from postil.rendering.notes import ReferenceView
from postil.rendering.past import EarlierView, SinceView
from support.builds import write
from support.pictures import DOT
from support.tagged import Element, Tagged, bare

PROJECT = Path(__file__).parents[2]
CONSTRUCTS = PROJECT / "tests/anchoring/constructs"
FILES = {path.stem: path for path in (PROJECT / "annotations/readings").glob("*.yml")}


@dataclass(frozen=True)
class Printed:
    """The demo, read and set."""

    site: ReadSite
    book: Book
    data: bytes
    remarks: tuple[str, ...]
    pdf: Tagged


@pytest.fixture(scope="module")
def demo_book() -> Printed:
    site = read_site(PROJECT / "mkdocs.yml")
    whole = book(site, chosen(site, []))
    made = pdf(whole, "a4")
    return Printed(site, whole, made.data, made.remarks, Tagged(made.data))


@pytest.fixture(scope="module")
def notes(demo_book: Printed) -> dict[str, str]:
    """What each note of the demo says on paper, by the full name of its annotation."""
    said = [bare(note.text) for note in demo_book.pdf.root.walk() if note.tag == "Note"]
    own = [text for text in said if re.match("[a-z]", text)]
    numbered = [text for text in said if text not in own]
    places = list(demo_book.book.places())
    assert len(numbered) == len(places)
    found = {}
    # Both are in the order of the texts.
    for place in places:
        number = demo_book.book.number(place)
        text = next(t for t in numbered if re.match(rf"{number}(?!\d)", t))
        numbered.remove(text)
        found[place.name] = text
    return found


def entries() -> list[Any]:
    """All claims and notes as their author wrote them."""
    found = []
    for name, file in FILES.items():
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
        for section in ("claims", "notes"):
            for id, entry in written.get(section, {}).items():
                found.append(pytest.param(f"readings/{name}#{id}", entry, id=f"{name}-{id}"))
    return found


def paragraphs(markdown: str) -> list[str]:
    """The words of Markdown, paragraph by paragraph."""
    unlinked = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return [bare(part) for part in re.split(r"\n\s*\n", unlinked)]


def test_each_annotation_is_printed_with_all_that_its_file_says(
    demo_book: Printed, notes: dict[str, str]
) -> None:
    glossary = yaml.safe_load((PROJECT / "annotations/glossary.yml").read_text("utf-8"))
    short = demo_book.book.site.short
    whole = demo_book.pdf.text
    lost = []
    for parameter in entries():
        name, entry = parameter.values
        said = notes[name]
        wanted = [entry.get("title", ""), entry.get("question", "")]
        wanted += [entry.get(key, "") for key in ("because", "note")]
        wanted += [one.get("because", "") for one in entry.get("cross_references", [])]
        for source in entry.get("sources", []):
            source = source if isinstance(source, dict) else {"source": source}
            wanted += [short[source["source"]], source.get("locator", ""), source.get("quote", "")]
        if "term" in entry:
            wanted.append(glossary[entry["term"]]["definition"])
        lost += [(name, part) for text in wanted for part in paragraphs(text) if part not in said]
        # Those are in the lists at the end.
        listed = [*entry.get("tags", []), *(glossary[t]["term"] for t in entry.get("terms", []))]
        lost += [(name, word) for word in listed if bare(word) not in whole]
    assert not lost
    assert not demo_book.remarks


def test_texts_are_read_in_their_order(demo_book: Printed) -> None:
    body = bare(demo_book.pdf.root.body)
    at = 0
    for chapter in demo_book.book.chapters:
        text, breaks = chapter.anchored.projection.text, chapter.anchored.projection.breaks
        own = bare("".join(node.text for node in chapter_footnotes(chapter.anchored.html)))
        blocks = [bare(text[begin:end]) for begin, end in pairwise((0, *breaks, len(text)))]
        for block in filter(None, blocks):
            if re.sub(r"\d+$", "", block) in own:
                continue
            # Marks of footnotes are numbers on the page.
            begin = body.find(re.split(r"\d", block)[0], at)
            assert begin >= 0, block
            at = begin


def chapter_footnotes(html: str) -> list[Node]:
    """The article's own footnotes."""
    return [n for n in parsed(html).walk() if n.tag == "div" and "footnote" in n.classes]


def test_each_note_and_its_reference_lead_to_each_other(demo_book: Printed) -> None:
    pairs = [
        (before, note)
        for parent in demo_book.pdf.root.walk()
        for before, note in pairwise(parent.children)
        if note.tag == "Note"
    ]
    assert len(pairs) == sum(e.tag == "Note" for e in demo_book.pdf.root.walk())
    for reference, note in pairs:
        there, back = reference.links[0], _label(note).links[0]
        assert _label(note).text == reference.text
        assert (there.to, back.to) == (back.page, there.page), note.text
        # Within a line or two.
        assert abs(there.height_there - back.height) < 30
        assert abs(back.height_there - there.height) < 30


def _label(note: Element) -> Element:
    return next(element for element in note.walk() if element.tag == "Lbl")


def test_cross_references_name_the_page(demo_book: Printed, notes: dict[str, str]) -> None:
    said = notes["readings/strained-rapport#rapport-strained"]
    number, page = re.search(r"see(\d+)inthetrumputinpact,p.(\d+)", said).groups()  # type: ignore[union-attr]
    there = demo_book.pdf.reader.pages[int(page) - 1].extract_text()
    assert re.search(rf"(^|\n){number}\D", there)


def test_the_file_says_what_it_is_and_is_the_same_each_time(demo_book: Printed) -> None:
    root = demo_book.pdf.reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in demo_book.data
    information = demo_book.pdf.reader.metadata
    assert information and (information.title, information.author) == (
        "Postil",
        "Postil demo edition",
    )
    outline = demo_book.pdf.outline
    assert outline[:2] == ["The strained rapport", "A friendship in public"]
    assert outline[-4:] == ["Claims", "Sources", "Glossary", "Tags"]
    assert pdf(demo_book.book, "a4").data == demo_book.data


def test_notes_tell_of_their_past_and_of_other_sites(demo_book: Printed) -> None:
    chapter = demo_book.book.chapters[0]
    verdict = Markup('<span aria-hidden="true">✗</span> Disputed')
    there = ReferenceView(
        place="town:streets#quieter", relation="Contradicts", relation_id="contradicts", icon="",
        title="Streets", link="https://town.example/streets/#quieter", before="",
        words="no quieter", after="", because=Markup("<p>Why.</p>"), backward=False, said=verdict,
        site="Town",
    )  # fmt: skip
    past = SinceView("Since 3 March", (EarlierView("until 3 March", verdict, "It was so", ""),), "")
    view = next(demo_book.book.notes(chapter))._replace(references=(there,), since=past)
    made = content(Materials(demo_book.book), chapter, view)
    said = "".join(re.findall(r'#(?:address\()?"((?:[^"\\]|\\.)*)"', made))
    assert (
        "Contradicts: see Streets on the site “Town” (https://town.example/streets/#quieter) · "
        "Disputed: no quieter. Why." in said
    )
    assert "Since 3 March; until 3 March · Disputed: It was so" in said


def test_articles_are_chosen_by_what_their_author_calls_them(demo_book: Printed) -> None:
    both = ("readings/strained-rapport", "readings/trumputin-pact")
    for names, wanted in (
        ([], both),
        (["readings"], both),
        (["docs/readings/trumputin-pact.md"], both[1:]),
        (["readings/trumputin-pact", "readings/strained-rapport/"], both),
    ):
        assert chosen(demo_book.site, names) == wanted
    with pytest.raises(EditionError, match="did you mean 'readings/trumputin-pact'"):
        chosen(demo_book.site, ["readings/trumputin-pct"])


CLAIMS = {
    "title": "Every construct",
    "crossing": "strength, both, code",
    "heading": "code and emphasis",
    "code": "indented code",
    "head": "Right code",
    "cell": "c | d",
    "admonition": "One inside",
    "details": "Hidden at first",
    "tab": "Second tab",
    "keyword": "return x < 1 and",
    "formula": "a < b",
    "abbreviation": "W3C",
    "task": "below",
    "key": "My key",
    "critic": "deleted",
    "right-to-left": "הדגשה",
    "footnote": "The second note",
    "caption": "A caption",
    "button": "a button",
    "gone": "words that stand nowhere",
}


def test_every_construct_is_printed_with_its_notes_or_told(tmp_path: Path) -> None:
    configuration = (CONSTRUCTS / "mkdocs.yml").read_text("utf-8")
    claims = {id: {"quote": q, "because": f"Said of {id}."} for id, q in CLAIMS.items()}
    claims["cell"]["because"] += " $e^2$ So.[^own]\n\n[^own]: Below it."
    text = (CONSTRUCTS / "docs/index.md").read_text("utf-8")
    text += (
        "\n\n![a dot](dot.png) ![no dot](broken.png)\n"
        '\n\n<video src="film.mp4"></video> ![there](drawing.svg) ![far](https://x.example/a.png)\n'
        # What Typst or PDF/UA would fail over.
        '\n\n<h2 id="h"><br></h2>\n\n<p><a href="https://x.example">word &shy;</a></p>\n'
    )
    write(
        tmp_path,
        {
            "mkdocs.yml": configuration.replace("plugins: []", "plugins: [postil]"),
            "docs/index.md": text,
            "docs/dot.png": DOT,
            "docs/broken.png": DOT[:9],
            "docs/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
            "annotations/index.yml": yaml.safe_dump({"claims": claims}),
        },
    )
    file = tmp_path / "made" / "all.pdf"
    arguments = [
        "edition",
        "-f",
        str(tmp_path / "mkdocs.yml"),
        "-o",
        str(file),
        "--paper",
        "letter",
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1, result.output
    printed = Tagged(file.read_bytes())
    assert printed.reader.pages[0].mediabox.width == pytest.approx(612)
    said = printed.text
    assert [id for id in CLAIMS if bare(f"Said of {id}.") not in said] == []
    for words in (
        "The first note, with markup", "In two paragraphs", "indented code &amp;", "First tab",
        "Its definition", "Ctrl+Alt+My key", "old", "a remark", "65 per cent", "(kan)", "one",
        "طرقسكت"[:0], "A quotation over two lines", "A caption", "With text", "The end",
        "W3C World Wide Web Consortium", "\\sum_{i=1}^{n}"[:0], "So.1", "1. Below it.",
    ):  # fmt: skip
        assert bare(words) in said, words
    formulas = [e.node.get("/Alt") for e in printed.root.walk() if e.tag == "Formula"]
    assert sorted(formulas) == ["\\sum_{i=1}^{n} x_i < y", "a < b", "e^2"]
    assert "a dot" in [e.node.get("/Alt") for e in printed.root.walk() if e.tag == "Figure"]
    told = [
        "docs/index.md: the image 'data:image/gif",
        "docs/index.md: the image 'https://x.example/a.png' is not set: it is on another host",
        "docs/index.md: the image 'broken.png' is not set: Typst cannot read it",
        "docs/index.md: <video> is set as its address",
    ]
    assert [line for line in told if line not in result.output] == []


def test_what_no_font_has_is_named_with_what_to_install() -> None:
    arabic, chinese, emoji, sign = missing(["عربي", "漢字", "「」《", "🙂✅", "𐀀"])
    assert "fonts-noto-core" in arabic and "Noto Naskh Arabic" in arabic
    assert "fonts-noto-cjk" in chinese and "漢 字 「 」 《" in chinese
    assert "🙂 ✅" in emoji and "signs" in sign
