"""References that are easily got wrong: each is built, and looked at on every page it shows on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from support.builds import Built, build
from support.trees import parsed
from support.walk import dead_links, read_page, target, walk

CONFIGURATION = (
    "site_name: Test\ntheme: material\nplugins: [search, postil]\n"
    "validation: {omitted_files: warn, absolute_links: warn, unrecognized_links: warn,"
    " anchors: warn}\n"
)
DOCS = {
    "docs/index.md": "# Home\n",
    "docs/one.md": "# One\n\nBees dance. Ants march. Owls watch, it is said, by night.\n",
    "docs/two.md": "# Two\n\nWolves howl. Foxes wait.\n",
}


def site(root: Path, **files: str) -> Built:
    """A strict build of the articles `one` and `two` with these annotation files."""
    written = {f"annotations/{name}.yml": text for name, text in files.items()}
    return build(root, {"mkdocs.yml": CONFIGURATION, **DOCS, **written}, strict=True)


def well_built(root: Path, **files: str) -> Built:
    built = site(root, **files)
    assert (built.stopped, built.log) == ("", ())
    pages = walk(built.site)
    assert dead_links(built.site, pages) == []
    for path, page in pages.items():
        assert len(page.ids()) == len(set(page.ids())), path
    return built


def text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def part(built: Built, page: str, id: str) -> Any:
    """The element of a page that has an id."""
    return next(e for e in parsed(built.article(page)).iter() if e.get("id") == id)


def items(element: Any, name: str) -> list[str]:
    """The texts of the items of the lists of a class."""
    lists = (e for e in element.iter("ul") if name in (e.get("class") or "").split())
    return [text(item) for found in lists for item in found.iter("li")]


def links(built: Built, page: str) -> set[tuple[str, str]]:
    found = {target(page, a) for a in read_page(page, built.article(page)).addresses()}
    return {to for to in found if to}


def test_a_reference_to_an_id_that_was_renamed(tmp_path: Path) -> None:
    """The build stops and says which id is meant."""
    built = site(
        tmp_path,
        one="claims: {bees: {quote: Bees dance, cross_references: "
        "[{to: 'two#wolf-song', relation: contradicts}]}}\n",
        two="claims: {wolves-song: {quote: Wolves howl}}\n",
    )
    assert built.stopped
    (problem,) = (line for line in built.log if "wolf-song" in line)
    assert problem.startswith("annotations/one.yml:1:")
    assert "wolves-song" in problem.partition("wolf-song")[2]
    assert not (tmp_path / "site").exists()


def test_locators_that_are_numbers(tmp_path: Path) -> None:
    built = well_built(
        tmp_path,
        one="""claims:
  page: {quote: Bees dance, sources: [{source: book, locator: 12}]}
  time: {quote: Ants march, sources: [{source: book, locator: 12:30}]}
  part: {quote: Owls watch, sources: [{source: book, locator: 3.10}]}
""",
        sources="book: {type: book, title: The Book, author: [{family: Lovelace}], issued: 1843}\n",
    )
    expected = {"page": "12", "time": "12:30", "part": "3.10"}
    for id, locator in expected.items():
        note = part(built, "one/index.html", f"note-{id}")
        assert items(note, "postil-sources") == [f"Lovelace 1843, {locator}"]
    source = text(parsed(built.article("sources/book/index.html")))
    matrix = text(parsed(built.article("evidence/one/index.html")))
    assert all(f"cited, {locator}" in source for locator in expected.values())
    assert all(f"cited, {locator}" in matrix for locator in expected.values())


def test_two_sources_of_one_author_and_year(tmp_path: Path) -> None:
    """They are told apart by letters, in the order of their titles, wherever they are named."""
    built = well_built(
        tmp_path,
        one="claims: {bees: {quote: Bees dance, sources: [zoo, ark]}}\n",
        sources="""zoo: {type: book, title: Zoo, author: [{family: Lovelace}], issued: 1843}
ark: {type: book, title: Ark, author: [{family: Lovelace}], issued: 1843}
""",
    )
    note = part(built, "one/index.html", "note-bees")
    assert items(note, "postil-sources") == ["Lovelace 1843b", "Lovelace 1843a"]
    for id, title, letter in (("zoo", "Zoo", "b"), ("ark", "Ark", "a")):
        page = text(parsed(built.article(f"sources/{id}/index.html")))
        assert f"Lovelace 1843{letter}" in page
        assert title in page
    index = text(parsed(built.article("sources/index.html")))
    assert index.index("Ark") < index.index("Zoo")


def test_a_source_without_author_and_date(tmp_path: Path) -> None:
    """It is named by its title, and one without that in words: no page has an empty name."""
    built = well_built(
        tmp_path,
        one="claims: {bees: {quote: Bees dance, sources: [leaflet, nothing]}}\n",
        sources="leaflet: {type: webpage, title: How bees dance}\nnothing: {type: webpage}\n",
    )
    named = items(part(built, "one/index.html", "note-bees"), "postil-sources")
    assert "How bees dance" in named[0]
    assert named[1] == "Anonymous n.d."
    for id, name in (("leaflet", "How bees dance"), ("nothing", "Anonymous n.d.")):
        html = built.html(f"sources/{id}/index.html")
        assert re.search(rf"<title>[^<]*{name}[^<]*</title>", html)
        assert re.search(rf"<h1>[^<]*{name}[^<]*</h1>", html)


def test_a_claim_that_cites_a_source_twice(tmp_path: Path) -> None:
    """Both citations show; it is one source, and what it says on either side is a disagreement."""
    built = well_built(
        tmp_path,
        one="""claims:
  bees:
    quote: Bees dance
    sources:
      - {source: book, locator: p. 1, stance: supports}
      - {source: book, locator: p. 9, stance: disputes}
""",
        sources="book: {type: book, title: The Book, author: [{family: Lovelace}], issued: 1843}\n",
    )
    assert len(items(part(built, "one/index.html", "note-bees"), "postil-sources")) == 2
    page = parsed(built.article("sources/book/index.html"))
    uses = items(page, "postil-rests")
    assert len(uses) == 2
    assert "p. 1" in uses[0]
    assert "p. 9" in uses[1]
    support, *stances, shared = map(
        text, parsed(built.article("evidence/one/index.html")).iter("td")
    )
    assert support == "1 source sources disagree"
    assert stances == ["✓ supports: 1Lovelace 1843, p. 1", "✗ disputes: 1Lovelace 1843, p. 9"]
    assert "supports, p. 1" in shared
    assert "disputes, p. 9" in shared
    assert text(part(built, "evidence/one/index.html", "postil-single")) != ""
    assert text(part(built, "evidence/one/index.html", "postil-disagree")) != ""
    index = text(parsed(built.article("sources/index.html")))
    assert "cited once" in index


def test_circular_cross_references(tmp_path: Path) -> None:
    """A claim to another and back, and one to itself: each shows once at each of its ends."""
    built = well_built(
        tmp_path,
        one="""claims:
  bees:
    quote: Bees dance
    cross_references:
      - {to: two#wolves, relation: corroborates, because: Thus.}
      - {to: "#bees", relation: extends, because: Itself.}
""",
        two="""claims:
  wolves:
    quote: Wolves howl
    cross_references: [{to: one#bees, relation: corroborates, because: So.}]
""",
    )
    bees = items(part(built, "one/index.html", "note-bees"), "postil-references")
    assert len(bees) == 4
    assert sum("Thus." in item for item in bees) == sum("So." in item for item in bees) == 1
    assert sum("Itself." in item for item in bees) == 2
    wolves = items(part(built, "two/index.html", "note-wolves"), "postil-references")
    assert len(wolves) == 2
    index = parsed(built.article("cross-references/index.html"))
    pairs = [e for e in index.iter("div") if "postil-pair" in (e.get("class") or "").split()]
    assert len(pairs) == 3


def test_many_claims_on_one_source(tmp_path: Path) -> None:
    count = 500
    numbers = range(1, count + 1)
    built = build(
        tmp_path,
        {
            "mkdocs.yml": CONFIGURATION,
            **DOCS,
            "docs/one.md": "# One\n\n" + "\n\n".join(f"Claim number {n} stands." for n in numbers),
            "annotations/one.yml": "claims:\n"
            + "".join(
                f"  c{n}: {{quote: number {n} stands, sources: [{{source: book, locator: {n}}}]}}\n"
                for n in numbers
            ),
            "annotations/sources.yml": "book: {type: book, title: The Book, issued: 1843}\n",
        },
        strict=True,
    )
    assert (built.stopped, built.log) == ("", ())
    places = {("one/index.html", f"c{n}") for n in numbers}
    assert places <= links(built, "sources/book/index.html")
    assert places <= links(built, "claims/index.html")
    assert places <= links(built, "evidence/one/index.html")
    assert dead_links(built.site, walk(built.site)) == []
    assert f"cited {count} times" in text(parsed(built.article("sources/index.html")))


QUOTING = """claims:
  bees:
    quote: Bees dance
    cross_references:
      - {to: {article: two, quote: Foxes wait}, relation: corroborates, because: Foxes too.}
  ants:
    quote: Ants march
    cross_references:
      - {to: {article: two, quote: Foxes wait}, relation: contradicts, because: Foxes not.}
      - {to: two, relation: gives-context, because: All of it.}
"""


def test_references_to_a_passage_and_to_an_article(tmp_path: Path) -> None:
    """They show on both ends, though the other article has no annotations of its own."""
    built = well_built(tmp_path, one=QUOTING)
    two = "two/index.html"
    (mark,) = (e for e in parsed(built.article(two)).iter("mark") if e.get("id"))
    assert text(mark) == "Foxes wait"
    landing = (two, mark.get("id"))
    assert landing in links(built, "one/index.html")
    references = items(part(built, two, f"note-{mark.get('id')}"), "postil-references")
    assert len(references) == 2
    assert any("Bees dance" in item and "Foxes too." in item for item in references)
    assert any("Ants march" in item and "Foxes not." in item for item in references)
    referred = next(
        e for e in parsed(built.article(two)).iter("section") if "postil-referred" in str(e.attrib)
    )
    assert "All of it." in text(referred)
    assert ("one/index.html", "ants") in links(built, two)
    pair = "cross-references/one--two/index.html"
    assert {landing, ("one/index.html", "bees"), ("one/index.html", "ants"), (two, "")} <= links(
        built, pair
    )
    claims = links(built, "claims/index.html")
    assert landing not in claims


def test_references_to_a_passage_that_is_gone(tmp_path: Path) -> None:
    """The problem names the file where the reference is written."""
    built = site(tmp_path, one=QUOTING.replace("Foxes wait", "Foxes sleep"))
    assert [line.partition(":")[0] for line in built.log] == ["annotations/one.yml"]
    assert "Foxes wait" in built.log[0]


def test_an_annotated_home_page(tmp_path: Path) -> None:
    """Its pages are beside the indexes, and not in their place."""
    built = build(
        tmp_path,
        {
            "mkdocs.yml": CONFIGURATION,
            "docs/index.md": "# Home\n\nBees dance. Ants march.\n",
            "annotations/index.yml": "claims:\n"
            "  bees: {quote: Bees dance, sources: [index], cross_references: "
            "[{to: '#ants', relation: contradicts}]}\n"
            "  ants: {quote: Ants march, sources: [index]}\n",
            "annotations/sources.yml": "index: {type: book, title: The Index}\n",
        },
        strict=True,
    )
    assert (built.stopped, built.log) == ("", ())
    assert dead_links(built.site, walk(built.site)) == []
    for folder in ("evidence", "cross-references", "sources"):
        index = f"{folder}/index.html"
        beside = {p for p, _ in links(built, index) if p.startswith(folder) and p != index}
        beside = {path for path in beside if path.endswith(".html")}
        assert len(beside) == 1, folder
        assert {("index.html", "bees"), ("index.html", "ants")} <= links(built, beside.pop())


def test_old_ids_lead_to_the_annotation_in_links_and_references(tmp_path: Path) -> None:
    """In a strict build, in which MkDocs checks every address."""
    built = well_built(
        tmp_path,
        one="""claims:
  bees:
    quote: Bees dance
    was: bienen
    because: See [ants](#ameisen) and [wolves](two.md#pack).
  ants:
    quote: Ants march
    was: ameisen
    cross_references: [{to: two#pack, relation: extends}, {to: "#bienen", relation: extends}]
notes:
  owls: {quote: Owls watch, note: Hm., was: [uhus, eulen]}
""",
        two="""claims:
  wolves:
    quote: Wolves howl
    was: [pack]
    because: See [the note](one.md#note-uhus).
""",
    )
    note = part(built, "one/index.html", "note-ants")
    assert {("two/index.html", "wolves"), ("one/index.html", "bees")} <= {
        target("one/index.html", link.get("href")) for link in note.iter("a")
    }
    (back,) = items(part(built, "two/index.html", "note-wolves"), "postil-references")
    assert "Ants march" in back
    owls = part(built, "one/index.html", "owls")
    assert [e.get("id") for e in owls] == ["uhus", "eulen"]
    annotations = (built.site / "two/annotations.jsonld").read_text()
    assert "wolves" in annotations and "pack" not in annotations


def test_an_old_id_that_something_else_on_the_page_has(tmp_path: Path) -> None:
    built = site(tmp_path, one="claims:\n  bees:\n    quote: Bees dance\n    was: [one]\n")
    assert any("one.yml:4:11: 'one' is the id of something else on the page" in m
               for m in built.log)  # fmt: skip
