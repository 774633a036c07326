"""The data of a site: its claims, sources and relations as tables, and as linked data."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from postil.exchange.web.tables import TABLES
from support.builds import Built, build

PROJECT = Path(__file__).resolve().parents[2]


def table(built: Built, name: str) -> list[dict[str, str]]:
    text = (built.site / "data" / name).read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def graph(built: Built, path: str = "data/edition.jsonld") -> dict[str, dict[str, Any]]:
    """The things in a file of linked data, by their ids."""
    nodes = json.loads(built.html(path))["@graph"]
    assert len({node["@id"] for node in nodes}) == len(nodes)
    return {node["@id"]: node for node in nodes}


def test_tables_and_linked_data_of_the_demo_say_the_same(demo: Built) -> None:
    claims, relations = table(demo, "claims.csv"), table(demo, "relations.csv")
    sources = {row["id"]: row for row in table(demo, "sources.csv")}
    things = graph(demo)
    assert [row["id"] for row in claims] and {row["state"] for row in claims} == {"found"}
    for row in claims:
        thing = things[row["address"]]
        assert "dgc:Claim" in thing["@type"]
        assert thing["text"] == row["words"].replace(" / ", " ")
        assert thing["genre"] == row["kind_label"]
        assert thing["review"]["reviewRating"]["alternateName"] == row["assessment_label"]
        assert set(row["sources"].split()) <= sources.keys()
    addresses = {row["id"]: row["address"] for row in claims}
    for row in relations:
        if row["type"] == "citation":
            assert row["to_address"] == sources[row["to"]]["address"]
            assert "dgc:SourceDocument" in things[row["to_address"]]["@type"]
            end = {"@id": addresses.get(row["from"])}
            assert row["from"] not in addresses or any(
                node.get(f"cito:{row['cito']}") == end
                for node in things.values()
                if node.get("isBasedOn") == row["to_address"]
            )
        elif row["from"] in addresses:
            ends = things[addresses[row["from"]]][f"cito:{row['cito']}"]
            assert {"@id": row["to_address"]} in ends
    # What is referred to is there.
    named = {
        end["@id"]
        for node in things.values()
        for key, ends in node.items()
        if key.startswith(("cito:", "dgc:"))
        for end in (ends if isinstance(ends, list) else [ends])
    }
    assert named <= things.keys()
    article = graph(demo, "readings/strained-rapport/edition.jsonld")
    assert {id: things[id] for id in article} == article


def test_columns_are_described(demo: Built) -> None:
    said = json.loads(demo.html("data/csv-metadata.json"))["tables"]
    guide = (PROJECT / "docs/guide/data.md").read_text(encoding="utf-8")
    for described, (name, columns) in zip(said, TABLES.items(), strict=True):
        assert described["url"] == name
        names = [column["name"] for column in described["tableSchema"]["columns"]]
        assert names == list(table(demo, name)[0]) == list(columns)
        for column, text in columns.items():
            assert f"| `{column}` | {text} |" in guide
    links = demo.article("claims/index.html").partition("as data:")[2]
    assert all(f'href="../data/{name}" download' in links for name in [*TABLES, "edition.jsonld"])


FILES = {
    "mkdocs.yml": """\
site_name: =Test
site_url: https://test.example/
plugins:
  - postil: {licence: "https://licence.example/", claim_reviews: true, cache: ""}
""",
    "docs/index.md": "# Home\n",
    "docs/x.md": '# +X\n\n-5 degrees, "it" says, and rising.\n\nMore.\n',
    "annotations/annotators.yml": "ana: {name: '@Ana', orcid: 0000-0002-1694-233X}\n",
    "annotations/sources.yml": 'a:b: {type: book, title: "=SUM(1)", author: [{literal: "@Me"}]}\n',
    "annotations/vocabulary.yml": """\
stances:
  for: {label: for it, cito: agreesWith}
  corrects: {label: corrects it}
  sideways: {label: beside it}
""",
    "annotations/x.yml": """\
by: ana
claims:
  cold:
    quote: -5 degrees, "it" says
    title: =HYPERLINK("x")
    assessment: disputed
    because: "+1, because"
    question: "@so?"
    sources:
      - {source: "a:b", stance: for, quote: -6, locator: p. 3}
      - {source: "a:b", stance: corrects}
      - {source: "a:b", stance: sideways}
  gone: {quote: words that went, assessment: supported}
""",
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("odd"), FILES)


def test_no_cell_is_a_formula(odd: Built) -> None:
    for name in TABLES:
        for row in table(odd, name):
            assert [cell for cell in row.values() if cell[:1] in ("=", "+", "-", "@")] == []
    cold, gone = table(odd, "claims.csv")
    assert cold["words"] == "'-5 degrees, “it” says" or cold["words"] == '\'-5 degrees, "it" says'
    assert cold["annotator"] == "'@Ana"
    assert (gone["state"], gone["address"]) == ("lost", "https://test.example/x/#note-gone")


def test_what_the_options_and_the_vocabulary_say(odd: Built) -> None:
    said = [row["cito"] for row in table(odd, "relations.csv")]
    assert said == ["agreesWith", "corrects", "cites"]
    assert [row["discourse"] for row in table(odd, "relations.csv")] == [
        "supports",
        "opposes",
        "informs",
    ]
    things = graph(odd)
    address = "https://test.example/x/#cold"
    assert things["https://test.example/data/edition.jsonld"]["license"] == (
        "https://licence.example/"
    )
    first, second = things[f"{address}--a%3Ab"], things[f"{address}--a%3Ab--2"]
    assert first["cito:agreesWith"] == {"@id": address}
    assert (first["text"], first["position"]) == ("-6", "p. 3")
    assert second["cito:corrects"] == {"@id": address}
    assert things[address]["dgc:addresses"] == {"@id": f"{address}--question"}
    review = things[address]["review"]
    assert (review["@type"], review["url"]) == ("ClaimReview", address)
    assert review["author"]["@id"] == "https://orcid.org/0000-0002-1694-233X"
    # Nothing is to be found at an address where nothing stands.
    assert "https://test.example/x/#gone" not in things
    assert '"@type":"ClaimReview"' in odd.html("x/index.html")


def test_files_of_the_site_stay(tmp_path: Path) -> None:
    files = {
        "docs/index.md": "# Home\n",
        "docs/data/claims.csv": "mine\n",
        "docs/x.md": "# X\n\nSome words.\n",
        "annotations/x.yml": "claims: {one: {quote: Some words}}\n",
    }
    built = build(tmp_path, files)
    assert built.html("data/claims.csv") == "mine\n"
    assert "the site has a file of its own at docs/data/claims.csv, which stays" in built.log[0]
    assert (built.site / "data/relations.csv").is_file()
    assert not build(
        tmp_path,
        {
            "mkdocs.yml": "site_name: Test\nplugins: [postil: {data: ''}]\n",
        },
        site=tmp_path / "none",
    ).log
    assert [path.name for path in (tmp_path / "none/data").iterdir()] == ["claims.csv"]
