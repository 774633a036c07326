"""What a page says of an article to programs: front matter, `<meta>` elements, JSON-LD."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postil.anchoring.passages import AnchoredArticle, anchor
from postil.edition.edition import Edition
from postil.edition.loading import load
from postil.exchange.web.citation_meta import citation_meta
from postil.exchange.web.publication import Publication, Web, publication
from postil.exchange.web.schema_org import claims_of, json_ld, script
from postil.exchange.web.web_annotation import annotation_page
from support.builds import write

FILES = {
    "annotations/sources.yml": """
gates-duty-2014:
  type: book
  title: <i>Duty</i>
  author: [{family: Gates, given: Robert M.}, {literal: Knopf}]
  issued: "2014"
week:
  type: article-newspaper
  title: Over?
  container-title: The Week
  issued: 2025-21
  DOI: 10.1000/1<2>3
  annote: secret
uncited: {type: book, title: Uncited}
""",
    "annotations/glossary.yml": "pact: {term: pact, definition: An *agreement*.}\n",
    "annotations/readings/x.yml": """
claims:
  chemistry:
    quote: overrate what rapport
    kind: interpretation
    assessment: disputed
    because: "Credited to an archive, but </script> …"
    sources:
      - {source: gates-duty-2014, locator: p. 12, stance: supports, quote: the words}
      - {source: gates-duty-2014, stance: disputes}
      - week
    cross_references:
      - {to: readings/y#other, relation: contradicts}
    question: Who gains?
    terms: [pact]
    tags: [rapport]
  bare: {quote: rapport can do}
  gone: {quote: words that are not there, because: Lost., sources: [week]}
notes:
  pact: {quote: 🙂 pact, term: pact}
""",
    "annotations/readings/y.yml": "claims: {other: {quote: otherwise, assessment: supported}}\n",
}
HTML = "<p>Leaders <em>over</em>rate what\n rapport can do &amp; 🙂 pact.</p>"
URL = "https://site.example/readings/x/"
WEB = Web(
    article=lambda path: f"https://site.example/{path}/",
    source=lambda id: f"https://site.example/sources/{id}/",
    term=lambda id: f"https://site.example/glossary/#{id}",
)
ARTICLE = Publication("A & B", URL, ("Ivan Grek",), "2025-09-03", language="en", site="Site")


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    write(tmp_path, FILES)
    loaded = load(tmp_path / "annotations", ["readings/x", "readings/y"], tmp_path)
    assert not loaded.problems
    return loaded


@pytest.fixture
def anchored(edition: Edition) -> AnchoredArticle:
    return anchor(edition.articles["readings/x"], HTML)


def test_front_matter() -> None:
    matter = {
        "title": "A  title",
        "author": ["Ivan Grek", {"family": "Doe", "given": "Jane"}, {"name": "BBC"}, 3.5, None],
        "date": datetime.datetime(2025, 9, 3, 10, 0),
        "license": "CC BY 4.0",
        "tags": ["one", 2],
        "lang": "ru",
    }
    assert publication(matter, title="x", url=URL, language="en", site="Site") == Publication(
        title="A title",
        url=URL,
        authors=("Ivan Grek", "Doe, Jane", "BBC", "3.5"),
        date="2025-09-03",
        licence="CC BY 4.0",
        keywords=("one", "2"),
        language="ru",
        site="Site",
    )


def test_odd_front_matter() -> None:
    matter = {"title": ["x"], "author": {"x": 1}, "date": ["2025"], "tags": {"a": 1}}
    assert publication(matter, title="From the page", url=URL) == Publication("From the page", URL)


def test_meta_elements() -> None:
    article = Publication(
        "A & B", URL, ("Ivan Grek", "Doe, Jane"), "2025-09-03", "What it says.", site="Site",
        keywords=("one", "two"), language="en",
    )  # fmt: skip
    assert citation_meta(article) == [
        ("z:itemType", "webpage"),
        ("citation_title", "A & B"),
        ("citation_author", "Ivan Grek"),
        ("citation_author", "Doe, Jane"),
        ("citation_publication_date", "2025/09/03"),
        ("citation_public_url", URL),
        ("citation_language", "en"),
        ("citation_abstract", "What it says."),
        ("citation_keywords", "one; two"),
        ("og:site_name", "Site"),
    ]
    assert citation_meta(Publication("T", "")) == [
        ("z:itemType", "webpage"),
        ("citation_title", "T"),
    ]


def test_json_ld(edition: Edition, anchored: AnchoredArticle) -> None:
    article, *claims = json_ld(
        anchored, edition, ARTICLE, WEB, claims_of(anchored, edition, ARTICLE, WEB)
    )["@graph"]
    assert article["@type"] == "Article"
    assert article["headline"] == "A & B"
    duty, week = article["citation"]
    assert duty == {
        "@type": "Book",
        "@id": "https://site.example/sources/gates-duty-2014/",
        "name": "Duty",
        "datePublished": "2014",
    }
    assert week["@type"] == "NewsArticle"
    assert week["datePublished"] == "2025"
    assert week["url"] == "https://doi.org/10.1000/1%3C2%3E3"
    assert claims == [
        {
            "@type": "Claim",
            "@id": f"{URL}#chemistry",
            "text": "overrate what rapport",
            "appearance": {"@id": URL},
            "genre": "Interpretation",
            "review": {
                "@type": "Review",
                "reviewRating": {"@type": "Rating", "alternateName": "Disputed"},
            },
            "citation": [
                {"@id": "https://site.example/sources/gates-duty-2014/"},
                {"@id": "https://site.example/sources/week/"},
            ],
            "keywords": ["rapport"],
        },
        {
            "@type": "Claim",
            "@id": f"{URL}#bare",
            "text": "rapport can do",
            "appearance": {"@id": URL},
        },
    ]


def test_json_ld_stays_in_its_element() -> None:
    data = {"name": "</script><script>alert(1)</script> & <!--"}
    text = script(data)
    assert "<" not in text
    assert json.loads(text) == data


def test_annotation_page(edition: Edition, anchored: AnchoredArticle) -> None:
    page = annotation_page(anchored, edition, ARTICLE, WEB, f"{URL}annotations.jsonld")
    conforms(page)
    assert page["partOf"]["total"] == 3
    chemistry, bare, pact = page["items"]
    assert chemistry["id"] == f"{URL}#note-chemistry"
    assert chemistry["motivation"] == ["assessing", "commenting", "questioning"]
    assert [(b["purpose"], b.get("value") or b["source"]) for b in chemistry["body"]] == [
        ("classifying", "Interpretation"),
        ("assessing", "Disputed"),
        ("commenting", "Credited to an archive, but </script> …"),
        ("describing", "https://site.example/glossary/#pact"),
        ("questioning", "Who gains?"),
        ("tagging", "rapport"),
        ("linking", "https://site.example/sources/gates-duty-2014/"),
        ("linking", "https://site.example/sources/gates-duty-2014/"),
        ("linking", "https://site.example/sources/week/"),
        ("linking", "https://site.example/readings/y/#other"),
    ]
    first = chemistry["body"][6]
    assert first["label"] == "supports, p. 12"
    assert first["selector"] == {"type": "TextQuoteSelector", "exact": "the words"}
    assert (bare["motivation"], "body" in bare) == ("commenting", False)
    assert pact["motivation"] == "describing"
    assert pact["body"][0]["value"] == "An *agreement*."


def test_both_ends_of_a_cross_reference(edition: Edition) -> None:
    other = anchor(edition.articles["readings/y"], "<p>It is otherwise.</p>")
    (item,) = annotation_page(other, edition, ARTICLE, WEB, "y")["items"]
    link = item["body"][-1]
    assert (link["source"], link["label"]) == (f"{URL}#chemistry", "Contradicted by")


def test_selectors_say_the_same_words(edition: Edition, anchored: AnchoredArticle) -> None:
    """In code points, also behind characters that take two units of UTF-16."""
    text = anchored.projection.text
    for item in annotation_page(anchored, edition, ARTICLE, WEB, "x")["items"]:
        quote, position = item["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
        assert quote["exact"].split() == (
            edition.articles["readings/x"]
            .annotations[item["id"].partition("#note-")[2]]
            .quote.exact.split()
        )


MOTIVATIONS = frozenset(
    "assessing bookmarking classifying commenting describing editing highlighting identifying "
    "linking moderating questioning replying tagging".split()
)


def conforms(page: dict[str, Any]) -> None:
    """What the JSON Schemas of the Web Annotation model ask of a page."""
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    # The context of the W3C leaves this one motivation out.
    assert page["@context"][1] == {"assessing": "http://www.w3.org/ns/oa#assessing"}
    assert page["type"] == "AnnotationPage"
    assert page["startIndex"] == 0
    assert page["partOf"]["type"] == "AnnotationCollection"
    assert page["partOf"]["total"] == len(page["items"])
    ids = [page["id"], page["partOf"]["id"], *(item["id"] for item in page["items"])]
    assert len(set(ids)) == len(ids)
    assert all(id.startswith("https://") for id in ids)
    for item in page["items"]:
        annotation_conforms(item)


def annotation_conforms(item: dict[str, Any]) -> None:
    assert item.keys() <= {"id", "type", "motivation", "body", "target"}
    assert item["type"] == "Annotation"
    motivation = item["motivation"]
    assert MOTIVATIONS.issuperset([motivation] if isinstance(motivation, str) else motivation)
    for body in item.get("body", ()):
        assert body["purpose"] in MOTIVATIONS
        if body["type"] == "TextualBody":
            assert body["value"] and body["format"] in ("text/plain", "text/markdown")
        else:
            assert body["type"] == "SpecificResource"
            assert body["source"].startswith("https://")
    target = item["target"]
    assert target.keys() == {"source", "selector"}
    quote, position = target["selector"]
    assert quote.keys() == {"type", "exact", "prefix", "suffix"}
    assert quote["type"] == "TextQuoteSelector" and quote["exact"]
    assert position["type"] == "TextPositionSelector"
    assert 0 <= position["start"] < position["end"]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if type(value) is list else ():
        yield from strings(part)


def test_nothing_private_is_published(edition: Edition, anchored: AnchoredArticle) -> None:
    page = annotation_page(anchored, edition, ARTICLE, WEB, "x")
    data = json_ld(anchored, edition, ARTICLE, WEB, claims_of(anchored, edition, ARTICLE, WEB))
    assert "secret" not in {*strings(page), *strings(data)}
