"""What the pages around the readings say: of a source, of the evidence, of both ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from postil.exchange.libraries.downloads import NAMES as DOWNLOADS
from postil.rendering.pages.sources import text_fragment
from support.builds import Built, build
from support.trees import parsed
from support.walk import target

FILES = {
    "docs/index.md": "# Home\n",
    "docs/one.md": "# One\n\nBees dance, and they dance well. Ants march. Owls watch by night. "
    "Cats purr.\n",
    "docs/two.md": "# Two\n\nIn the north wolves howl. Foxes wait.\n",
    "annotations/one.yml": """claims:
  bees:
    quote: they dance well
    kind: generalisation
    assessment: disputed
    sources:
      - source: hive
        stance: supports
        locator: 12
        quote: the dance of the bee is among the finest things that we were given to see
      - {source: essay, stance: disputes}
    cross_references:
      - {to: two#wolves, relation: contradicts, because: One sings.}
  ants: {quote: Ants march, sources: [hive]}
  owls: {quote: Owls watch, kind: statistic}
notes:
  cats: {quote: Cats purr, note: They do., sources: [essay]}
""",
    "annotations/two.yml": """claims:
  wolves:
    quote: wolves howl
    cross_references: [{to: one, relation: extends}]
notes:
  foxes: {quote: Foxes, term: fox}
""",
    "annotations/sources.yml": """hive:
  type: book
  title: The Hive
  author: [{family: Zeidler, given: Ada}]
  issued: "1901"
  URL: https://hive.example/book?page=1&part=2#top
  reliability: By a beekeeper.
essay:
  type: article-journal
  title: On Dancing
  author: [{family: Óbuda, given: Jan}]
  issued: "1950"
  container-title: Steps
unused: {type: book, title: Unused, author: [{family: Nobody}]}
""",
    "annotations/glossary.yml": """fox: {term: “Fox”, definition: A *red* animal.}
eagle: {term: Eagle, definition: A bird.}
eclair: {term: Éclair, definition: A cake., sources: [essay]}
""",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    made = build(tmp_path_factory.mktemp("pages"), FILES, strict=True)
    assert (made.stopped, made.log) == ("", ())
    return made


def text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def of_class(element: Any, name: str) -> list[Any]:
    return [e for e in element.iter() if name in (e.get("class") or "").split()]


def items(element: Any, name: str) -> list[Any]:
    """The items of the one list of a class."""
    (found,) = of_class(element, name)
    return [item for item in found if item.tag == "li"]


def test_a_source(built: Built) -> None:
    """What is known of it, and each claim that rests on it in its sentence, with its stance."""
    page = parsed(built.article("sources/hive/index.html"))
    said = text(page)
    assert "Reliability: By a beekeeper." in said
    assert said.count("https://hive.example") == 1
    bees, ants = items(page, "postil-rests")
    assert text(bees).startswith("✓ supports, 12 Bees dance, and they dance well.")
    assert text(bees).endswith("Generalisation · ⇄ Disputed · One")
    assert text(ants) == "cited Ants march. Claim · One"
    (quote,) = of_class(bees, "postil-source-quote")
    (link,) = quote.iter("a")
    address, _, directive = link.get("href").partition("#:~:text=")
    assert address == "https://hive.example/book?page=1&part=2"
    assert unquote(directive) == "the dance of the bee,we were given to see"
    essay = text(parsed(built.article("sources/essay/index.html")))
    assert "✗ disputes Bees dance" in essay
    assert "cited Cats purr. Context · One" in essay
    assert "Terms defined from this source Éclair" in essay
    unused = text(parsed(built.article("sources/unused/index.html")))
    assert "No annotation cites it." in unused


def test_sources_on_several_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part leads to all of them and has the files of all; a source leads to the part that
    lists it."""
    monkeypatch.setattr("postil.rendering.pages.sources.MOST", 2)
    built = build(tmp_path, FILES, strict=True)
    assert not built.log
    first, second = (
        parsed(built.article(f"sources/{name}index.html")) for name in ("", "parts/2/")
    )
    for number, page in enumerate((first, second), 1):
        (nav,) = of_class(page, "postil-parts")
        assert [text(part) for part in nav.iter("li")] == [
            "Nobody n.d. – Óbuda 1950",
            "Zeidler 1901",
        ]
        assert nav.find(f"ol/li[{number}]/strong").get("aria-current") == "page"
        address = ("sources/index.html", "sources/parts/2/index.html")[number - 1]
        (files,) = of_class(page, "postil-files")
        assert {target(address, a.get("href"))[0] for a in files.iter("a")} == {
            f"sources/{name}" for name in DOWNLOADS
        }
    assert [text(e) for e in of_class(first, "postil-short")] == ["Nobody n.d.", "Óbuda 1950"]
    assert [text(e) for e in of_class(second, "postil-short")] == ["Zeidler 1901"]
    assert text(next(second.iter("h1"))) == "Sources, part 2"
    (onward,) = of_class(first, "postil-onward")
    assert text(onward) == "Sources, part 2: Zeidler 1901"
    assert not [*of_class(second, "postil-onward")]
    for source, part in (("essay", ""), ("hive", "parts/2/")):
        page = parsed(built.article(f"sources/{source}/index.html"))
        (back,) = of_class(page, "postil-onward")
        (link,) = back.iter("a")
        address = target(f"sources/{source}/index.html", link.get("href"))[0]
        assert address == f"sources/{part}index.html"


def test_the_glossary_on_several_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part leads to all of them; what names a term leads to the part that explains it."""
    for module in ("site", "pages.glossary"):
        monkeypatch.setattr(f"postil.rendering.{module}.MOST_TERMS", 2)
    terms = "".join(
        f"{t.lower()}: {{term: {t}, definition: A {t}.}}\n" for t in ("Cat", "Ant", "Bee")
    )
    notes = "notes: {n: {quote: Home, term: cat}, m: {quote: words, term: bee}}\n"
    notes += "claims: {c: {quote: Some, terms: [cat]}}\n"
    files = {
        "mkdocs.yml": "site_name: Test\nsite_url: https://x.example/\nplugins: [search, postil]\n",
        "docs/index.md": "# Home\n\nSome words.\n",
        "annotations/index.yml": notes,
        "annotations/glossary.yml": terms,
    }
    built = build(tmp_path, files, strict=True)
    assert (built.stopped, built.log) == ("", ())
    first, second = (parsed(built.article(f"glossary{name}/index.html")) for name in ("", "-2"))
    assert [text(e) for e in first.iter("dt")] == ["Ant", "Bee"]
    assert [text(e) for e in second.iter("dt")] == ["Cat"]
    for page in (first, second):
        (nav,) = of_class(page, "postil-parts")
        assert [text(part) for part in nav.iter("li")] == ["Ant – Bee", "Cat"]
    (onward,) = of_class(first, "postil-onward")
    assert text(onward) == "Glossary, part 2: Cat"
    assert not [*of_class(second, "postil-onward")]
    home = built.html("index.html")
    assert 'href="glossary-2/#cat"' in home
    assert 'href="glossary/#bee"' in home
    files_of_home = home + built.html("annotations.jsonld")
    assert "https://x.example/glossary-2/#cat" in files_of_home
    index = json.loads(built.html("search/search_index.json"))
    found = {entry["location"] for entry in index["docs"]}
    assert {"glossary/#ant", "glossary/#bee", "glossary-2/#cat"} <= found


@pytest.mark.parametrize(
    ("words", "directive"),
    [
        ("well-known, he said", "well%2Dknown%2C%20he%20said"),
        ("50 % & more", "50%20%25%20%26%20more"),
        ("a b c d e f g h i j k l m", "a%20b%20c%20d%20e,i%20j%20k%20l%20m"),
        ("  two\n words ", "two%20words"),
    ],
)
def test_text_fragments(words: str, directive: str) -> None:
    assert text_fragment("https://x.example/a", words) == f"https://x.example/a#:~:text={directive}"


def test_no_text_fragment_without_address_or_words() -> None:
    assert text_fragment("", "words") == text_fragment("https://x.example/", " ") == ""


def test_the_index_of_sources(built: Built) -> None:
    """In the order of what notes call them, accents aside; with files to take them away."""
    page = parsed(built.article("sources/index.html"))
    shorts = [text(e) for e in of_class(page, "postil-short")]
    assert shorts == ["Nobody n.d.", "Óbuda 1950", "Zeidler 1901"]
    lines = [[text(cell) for cell in row] for row in page.iter("tr")]
    assert lines[0] == ["Source", "Kind", "Date", "Cited"]
    assert [line[1:] for line in lines[1:]] == [
        ["Book", "n.d.", "No annotation cites it."],
        ["Journal article", "1950", "cited 2 times"],
        ["Book", "1901", "cited 2 times"],
    ]
    assert lines[3][0].endswith("By a beekeeper.")
    choices = {s.get("name"): [text(o) for o in s] for s in page.iter("select")}
    assert choices == {
        "kind": ["All", "Book (2)", "Journal article (1)"],
        "year": ["All", "1950 (1)", "1901 (1)", "n.d. (1)"],
        "cited": ["All", "not at all (1)", "several times (2)"],
    }
    (files,) = of_class(page, "postil-files")
    names = [text(link) for link in files.iter("a")]
    assert names == ["sources.bib", "sources.ris", "sources.json"]
    taken = json.loads(built.html("sources/sources.json"))
    assert [source["id"] for source in taken] == ["essay", "hive"]
    assert "@book{hive," in built.html("sources/sources.bib")
    assert "ID  - hive" in built.html("sources/sources.ris")


def test_the_evidence(built: Built) -> None:
    """Each claim with its sources by stance, counted; the sources that claims share; and below
    those claims to be careful with, each in its sentence."""
    page = parsed(built.article("evidence/one/index.html"))
    claims, shared = page.iter("table")
    assert [[text(cell) for cell in row] for row in claims.iter("tr")] == [
        ["Claim", "Support", "✓ supports", "✗ disputes", "cited"],
        [
            "1 they dance well ⇄ Disputed",
            "2 sources sources disagree",
            "✓ supports: 1Zeidler 1901, 12",
            "✗ disputes: 1Óbuda 1950",
            "",
        ],
        ["2 Ants march", "1 source", "", "", "cited: 1Zeidler 1901"],
        ["3 Owls watch", "0 sources", "", "", ""],
    ]
    keys = [int(row[1].get("data-key")) for row in claims.find("tbody")]
    assert keys == sorted(keys, reverse=True)
    assert [[text(cell) for cell in row] for row in shared.iter("tr")] == [
        ["Source", "1 they dance well", "2 Ants march"],
        ["Zeidler 1901", "1 they dance well ✓ supports, 12", "2 Ants march cited"],
        ["Óbuda 1950", "1 they dance well ✗ disputes", ""],
    ]
    lists = {
        heading.get("id"): [text(item) for item in following]
        for heading, following in zip(
            [*page.iter("h2")][1:], of_class(page, "postil-list"), strict=True
        )
    }
    assert lists == {
        "postil-disagree": [
            "Bees dance, and they dance well.Generalisation · ⇄ Disputed",
        ],
        "postil-none": ["Owls watch by night."],
        "postil-single": ["Ants march."],
    }
    index = parsed(built.article("evidence/index.html"))
    (one,) = (row for row in index.iter("tr") if text(row).startswith("One"))
    assert [text(cell) for cell in one] == ["One", "3", "1", "1", "1"]
    leads = [target("evidence/index.html", a.get("href")) for a in one.iter("a")]
    assert leads == [
        ("evidence/one/index.html", ""),
        ("evidence/one/index.html", "postil-disagree"),
        ("evidence/one/index.html", "postil-none"),
        ("evidence/one/index.html", "postil-single"),
    ]


def test_cross_references(built: Built) -> None:
    """By relation, and by pair: both passages in their sentences, the relation, the reason."""
    index = parsed(built.article("cross-references/index.html"))
    assert [h.get("id") for h in index.iter("h2")] == ["contradicts", "extends", "postil-pairs"]
    page = parsed(built.article("cross-references/one--two/index.html"))
    for found in (index, page):
        said = {text(pair) for pair in of_class(found, "postil-pair")}
        assert said == {
            "Bees dance, and they dance well.One · ⇄ Disputed ⇄ Contradicts "
            "In the north wolves howl.Two One sings. Permanent link",
            "In the north wolves howl.Two ↗ Extends One · the whole article Permanent link",
        }


def test_each_cross_reference_has_an_address(tmp_path: Path) -> None:
    """On the page of its two articles; also where several join the same two annotations."""
    files = {
        **FILES,
        "annotations/two.yml": """claims:
  wolves:
    quote: wolves howl
    cross_references:
      - {to: one#bees, relation: extends}
      - {to: one#bees, relation: corroborates}
      - {to: one, relation: extends}
""",
    }
    built = build(tmp_path, files, strict=True)
    assert (built.stopped, built.log) == ("", ())
    names = ["bees--wolves", "wolves--bees", "wolves--bees--2", "wolves--text"]
    page = parsed(built.article("cross-references/one--two/index.html"))
    assert sorted(pair.get("id") for pair in of_class(page, "postil-pair")) == names
    index = parsed(built.article("cross-references/index.html"))
    links = [
        target("cross-references/index.html", link.get("href"))
        for pair in of_class(index, "postil-pair")
        for link in pair.iter("a")
        if text(link) == "Permanent link"
    ]
    assert sorted(links) == [("cross-references/one--two/index.html", name) for name in names]


def test_cross_references_on_several_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part leads to all of them; the pairs are listed on the first."""
    monkeypatch.setattr("postil.rendering.pages.cross_references.MOST", 1)
    built = build(tmp_path, FILES, strict=True)
    assert not built.log
    first, second = (
        parsed(built.article(f"cross-references/{name}index.html")) for name in ("", "parts/2/")
    )
    for number, page in enumerate((first, second), 1):
        (nav,) = of_class(page, "postil-parts")
        assert [text(part) for part in nav.iter("li")] == ["Contradicts (1)", "Extends (2)"]
        assert len([*nav.iter("a")]) == 1
        assert nav.find(f"ol/li[{number}]/strong").get("aria-current") == "page"
        assert len([*of_class(page, "postil-pair")]) == 1
    assert [h.get("id") for h in first.iter("h2")] == ["contradicts", "postil-pairs"]
    assert [h.get("id") for h in second.iter("h2")] == ["extends"]
    assert text(next(second.iter("h1"))) == "Cross-references, part 2"
    (onward,) = of_class(first, "postil-onward")
    assert text(onward) == "Cross-references, part 2: Extends (2)"
    assert not [*of_class(second, "postil-onward")]


def test_the_glossary(built: Built) -> None:
    page = parsed(built.article("glossary/index.html"))
    assert [text(term) for term in page.iter("dt")] == ["Eagle", "Éclair", "“Fox”"]
    assert [text(definition) for definition in page.iter("dd")] == [
        "A bird.",
        "A cake. Sources: Óbuda 1950",
        "A red animal. Explained in: Foxes wait. Two",
    ]
    assert {target("glossary/index.html", a.get("href")) for a in page.iter("a")} == {
        ("sources/essay/index.html", ""),
        ("two/index.html", "foxes"),
        ("two/index.html", ""),
    }
