"""A site that several people annotate: their names, their pages, two verdicts on one passage."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from support.builds import Built, build
from support.trees import parsed

FILES: dict[str, str | bytes] = {
    "docs/index.md": "# Home\n",
    "docs/bees.md": "# Bees\n\nBees dance very well, they say. Ants march at night. Owls watch.\n",
    "docs/cats.md": "# Cats\n\nCats purr.\n",
    "docs/owls.md": "# Owls\n\nOwls wait.\n",
    "annotations/owls.ben.yml": "claims: {wait: {quote: Owls wait}}\n",
    "annotations/annotators.yml": """ana:
  name: Ana <Silva>
  affiliation: University of Example
  orcid: 0000-0002-1825-0097
  address: https://ana.example/
ben: {name: Ben Okri}
""",
    "annotations/sources.yml": "hive: {type: book, title: The Hive}\n",
    "annotations/bees.yml": """by: ana
claims:
  dance:
    quote: Bees dance very well
    kind: generalisation
    assessment: disputed
    sources: [hive]
    on: 2026-11-28
  march: {quote: Ants march, assessment: supported}
""",
    "annotations/bees.ben.yml": """claims:
  dance-well:
    quote: Bees dance very well, they say
    assessment: supported
    on: 2026-11-29T10:30:00+01:00
  night: {quote: Ants march at night}
notes:
  owls: {quote: Owls, note: By night., by: ana}
""",
    "annotations/cats.yml": "notes:\n  purr: {quote: Cats purr, note: They do.}\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    made = build(tmp_path_factory.mktemp("annotators"), FILES, strict=True)
    assert (made.stopped, made.log) == ("", ())
    return made


def text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def of_class(element: Any, name: str) -> list[Any]:
    return [e for e in element.iter() if name in (e.get("class") or "").split()]


def note(built: Built, id: str, page: str = "bees/index.html") -> Any:
    return next(e for e in parsed(built.html(page)).iter() if e.get("id") == f"note-{id}")


def test_names_at_notes(built: Built) -> None:
    by = {id: of_class(note(built, id), "postil-by") for id in ("dance", "dance-well", "owls")}
    assert {id: text(found[0]) for id, found in by.items()} == {
        "dance": "Ana <Silva> · 2026-11-28",
        "dance-well": "Ben Okri · 2026-11-29",
        "owls": "Ana <Silva>",
    }
    assert by["dance-well"][0].find("a").get("href") == "../annotators/ben/"
    assert not of_class(note(built, "purr", "cats/index.html"), "postil-by")


def test_both_verdicts(built: Built) -> None:
    """Each note shows that of the other; who assesses another passage is not among them."""
    ids = ("dance", "dance-well", "march", "night")
    found = {id: of_class(note(built, id), "postil-others") for id in ids}
    assert {id: [text(e) for e in others] for id, others in found.items()} == {
        "dance": ["Ben Okri: ✓ Supported"],
        "dance-well": ["Ana <Silva>: ⇄ Disputed"],
        "march": [],
        # Says nothing of how well it stands.
        "night": [],
    }
    (link,) = [e for e in found["dance"][0].iter() if e.get("href")]
    assert link.get("href") == "#note-dance-well"


def test_notes_on_one_passage_stand_together(built: Built) -> None:
    ids = re.findall(r'<li id="note-([\w-]+)"', built.html("bees/index.html"))
    assert ids.index("dance") - ids.index("dance-well") in (1, -1)


def test_bar(built: Built) -> None:
    groups = of_class(parsed(built.html("bees/index.html")), "postil-choices")
    (choices,) = [e for e in groups if e.get("data-group") == "annotator"]
    assert [(e.get("data-show"), text(e)) for e in choices] == [
        ("ana", "Ana <Silva> 3"),
        ("ben", "Ben Okri 2"),
    ]
    assert all(e.get("data-word") is None for e in choices)
    # Nobody is named on one article, and there is nobody to choose from on another.
    assert 'data-group="annotator"' not in built.html("cats/index.html")
    assert 'data-group="annotator"' not in built.html("owls/index.html")


def test_an_annotator_may_be_called_as_a_kind_is(tmp_path: Path) -> None:
    files = {
        "docs/bees.md": "# Bees\n\nBees dance very well. Bees march at night.\n",
        "annotations/annotators.yml": "statistic: {name: Stat}\nnone: {name: Nobody}\n",
        "annotations/bees.yml": "claims:\n"
        "  a: {quote: dance very well, kind: statistic, by: none}\n"
        "  b: {quote: march at night, kind: analogy, by: statistic}\n",
    }
    page = parsed(build(tmp_path, files).html("bees/index.html"))
    shows = [e for e in page.iter() if e.get("data-show")]
    words = {(e.get("data-group"), e.get("data-show")): e.get("data-word") for e in shows}
    assert words["kind", "statistic"] == "kind-statistic"
    assert words["annotator", "statistic"] == "annotator-statistic"
    assert words["annotator", "none"] == "annotator-none"
    assert words["kind", "analogy"] is None


def test_tables(built: Built) -> None:
    rows = [
        row for row in parsed(built.html("claims/index.html")).iter() if row.get("data-article")
    ]
    said = {
        (row.get("data-annotator"), text(row[0])): [
            text(e) for e in of_class(row, "postil-verdict")
        ]
        for row in rows
    }
    both = ["⇄ Disputed Ana <Silva>", "✓ Supported Ben Okri"]
    bees, ants = "Bees dance very well, they say.", "Ants march at night."
    assert said == {
        ("ana", bees): both,
        ("ben", bees): both[::-1],
        ("ana", ants): ["✓ Supported Ana <Silva>"],
        ("ben", ants): [],
        ("ben", "Owls wait."): [],
    }
    assert "Not assessed Ben Okri" in [text(row[1]) for row in rows]
    for page in ("evidence/bees/index.html", "sources/hive/index.html"):
        found = [text(e) for e in of_class(parsed(built.html(page)), "postil-verdict")]
        assert sorted(found[:2]) == sorted(both), page
    filters = [e for e in parsed(built.html("claims/index.html")).iter() if e.tag == "select"]
    assert "annotator" in [e.get("name") for e in filters]


def test_pages_of_annotators(built: Built) -> None:
    index = parsed(built.html("annotators/index.html"))
    (listed,) = of_class(index, "postil-list")
    assert [text(e) for e in listed] == [
        "Ana <Silva>University of Example · 3 notes on 1 text",
        "Ben Okri3 notes on 2 texts",
    ]
    ana = parsed(built.html("annotators/ana/index.html"))
    (person,) = of_class(ana, "postil-person")
    assert text(person) == "University of Example ORCID 0000-0002-1825-0097 https://ana.example/"
    links = [e.get("href") for e in of_class(ana, "postil-passage")]
    assert links == ["../../bees/#dance", "../../bees/#march", "../../bees/#owls"]
    assert "✓ Supported Ben Okri" in [text(e) for e in of_class(ana, "postil-verdict")]


def test_search_finds_names(built: Built) -> None:
    docs = json.loads((built.site / "search/search_index.json").read_text())["docs"]
    found = {doc["location"] for doc in docs if "Ben Okri" in doc["title"] + doc["text"]}
    assert found == {"bees/#dance-well", "bees/#night", "owls/#wait", "annotators/ben/"}


def test_what_machines_read(built: Built) -> None:
    page = json.loads((built.site / "bees/annotations.jsonld").read_text(encoding="utf-8"))
    items = {item["id"].partition("#note-")[2]: item for item in page["items"]}
    assert items["dance"]["creator"] == {
        "id": "https://orcid.org/0000-0002-1825-0097",
        "type": "Person",
        "name": "Ana <Silva>",
    }
    assert items["dance"]["created"] == "2026-11-28T00:00:00Z"
    assert items["dance-well"]["creator"]["id"].endswith("annotators/ben/")
    assert items["dance-well"]["created"] == "2026-11-29T10:30:00+01:00"
    assert "created" not in items["owls"]
    data = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', built.html("bees/index.html")
    )
    assert data
    graph = {thing["@id"].partition("#")[2]: thing for thing in json.loads(data[1])["@graph"]}
    review = graph["dance"]["review"]
    assert review["dateCreated"] == "2026-11-28"
    assert review["author"] == {
        "@type": "Person",
        "@id": "https://orcid.org/0000-0002-1825-0097",
        "name": "Ana <Silva>",
        "affiliation": {"@type": "Organization", "name": "University of Example"},
        "url": "https://ana.example/",
    }
    cats = json.loads((built.site / "cats/annotations.jsonld").read_text(encoding="utf-8"))
    assert "creator" not in cats["items"][0]


def test_one_annotator_is_not_named(tmp_path: Path) -> None:
    """There is nobody to be told apart from; the page and the data are there."""
    files = {name: FILES[name] for name in ("docs/index.md", "docs/cats.md")}
    made = build(
        tmp_path,
        {
            **files,
            "annotations/annotators.yml": "ben: {name: Ben Okri}\n",
            "annotations/cats.ben.yml": FILES["annotations/cats.yml"],
        },
        strict=True,
    )
    assert (made.stopped, made.log) == ("", ())
    assert "Ben Okri" not in made.html("cats/index.html")
    assert '"name":"Ben Okri"' in (made.site / "cats/annotations.jsonld").read_text()
    assert "Cats purr" in made.html("annotators/ben/index.html")
    assert not (made.site / "annotators/index.html").exists()


def test_whose_a_note_is_may_stand_in_the_name_of_its_file_alone(tmp_path: Path) -> None:
    """What was kept of the last build is not shown under another name."""
    assert not build(tmp_path, FILES).log
    file = tmp_path / "annotations/cats.yml"
    for name in ("ana", "ben"):
        file = file.rename(tmp_path / f"annotations/cats.{name}.yml")
        made = build(tmp_path)
        assert (made.stopped, made.log) == ("", ())
        assert f'data-annotator="{name}"' in made.html("cats/index.html")
        assert f"../annotators/{name}/" in made.html("cats/index.html")


def test_a_large_share_is_divided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.rendering.pages.annotators.MOST", 1)
    more = {**FILES, "annotations/cats.yml": "by: ana\nnotes: {p: {quote: Cats purr, note: So.}}\n"}
    made = build(tmp_path, more, strict=True)
    assert (made.stopped, made.log) == ("", ())
    pages = [parsed(made.html(f"annotators/ana{part}/index.html")) for part in ("", "-2")]
    headings = [[text(e) for e in page.iter() if e.tag == "h2"] for page in pages]
    assert [said[-1] for said in headings] == ["Bees", "Cats"]
    (next_part,) = [
        e for e in pages[0].iter() if e.get("rel") == "next" and "ana-2" in e.get("href")
    ]
    assert text(next_part) == "Part 2: Cats"
    assert "Ana <Silva>, part 2" in text(pages[1])
