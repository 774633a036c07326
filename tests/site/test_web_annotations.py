"""The published annotations of the demo, held against the W3C Web Annotation Data Model.

The assertions are those that the recommendation of 2017 makes with MUST, and what its JSON-LD
context knows: a key that stands there is a key that other programs read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from support.builds import Built
from support.walk import PageOfSite, target, walk

ROOT = "https://postil.example/"

# Section 3.3.5, and the one that the context leaves out.
MOTIVATIONS = frozenset(
    "assessing bookmarking classifying commenting describing editing highlighting identifying "
    "linking moderating questioning replying tagging".split()
)
# By type, the keys that the context defines and that make sense there; those that are needed.
KEYS = {
    "AnnotationPage": ("@context id type partOf startIndex items next prev", "id type items"),
    "AnnotationCollection": ("id type label total first last", "id type"),
    "Annotation": (
        "@context id type motivation body target creator created modified generator rights",
        "id type target",
    ),
    "TextualBody": ("id type value format language purpose textDirection", "type value"),
    "SpecificResource": ("id type source selector purpose label", "source"),
    "TextQuoteSelector": ("type exact prefix suffix", "type exact"),
    "TextPositionSelector": ("type start end", "type start end"),
}


@pytest.fixture(scope="session")
def published(demo: Built) -> dict[str, dict[str, Any]]:
    """The annotation pages by their paths in the output folder."""
    files = sorted(demo.site.rglob("*annotations.jsonld"))
    return {
        path.relative_to(demo.site).as_posix(): json.loads(path.read_text("utf-8"))
        for path in files
    }


@pytest.fixture(scope="session")
def pages(demo: Built) -> dict[str, PageOfSite]:
    return walk(demo.site)


def resources(thing: Any) -> Iterator[dict[str, Any]]:
    """A resource and all that stand in it."""
    if isinstance(thing, list):
        for part in thing:
            yield from resources(part)
    elif isinstance(thing, dict):
        yield thing
        for key, part in thing.items():
            if key != "@context":
                yield from resources(part)


def annotations(published: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for page in published.values() for item in page["items"]]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def is_address(value: Any) -> bool:
    return isinstance(value, str) and bool(urlsplit(value).scheme and urlsplit(value).netloc)


def test_each_reading_has_its_page_of_annotations(
    published: dict[str, dict[str, Any]], pages: dict[str, PageOfSite]
) -> None:
    readings = {path for path in pages if re.fullmatch(r"readings/[^/]+/index.html", path)}
    assert {path.replace("annotations.jsonld", "index.html") for path in published} == readings
    for path in readings:
        links = [
            target(path, element.attributes["href"])
            for element in pages[path].elements
            if element.tag == "link"
            and "alternate" in element.attributes.get("rel", "").split()
            and element.attributes.get("type") == "application/ld+json"
        ]
        assert links == [(path.replace("index.html", "annotations.jsonld"), "")]


def test_context(published: dict[str, dict[str, Any]]) -> None:
    """It is that of the recommendation, and defines the motivation that is missing there."""
    for page in published.values():
        context, own = page["@context"]
        assert context == "http://www.w3.org/ns/anno.jsonld"
        assert own == {"assessing": "http://www.w3.org/ns/oa#assessing"}
        assert not any("@context" in item for item in page["items"])


def test_keys_are_known_and_complete(published: dict[str, dict[str, Any]]) -> None:
    seen = set()
    for page in published.values():
        for resource in resources(page):
            kind = resource.get("type", "SpecificResource")
            seen.add(kind)
            known, needed = (set(words.split()) for words in KEYS[kind])
            assert resource.keys() <= known, (kind, resource.keys() - known)
            assert resource.keys() >= needed, (kind, needed - resource.keys())
            assert all(value not in ("", [], {}, None) for value in map(_given, resource.items()))
    assert seen == KEYS.keys()


def _given(item: tuple[str, Any]) -> Any:
    # At the ends of a text nothing stands before or after a quote.
    return "…" if item[0] in ("prefix", "suffix") else item[1]


def test_pages(published: dict[str, dict[str, Any]]) -> None:
    for path, page in published.items():
        assert page["type"] == "AnnotationPage"
        assert page["id"] == f"{ROOT}{path}"
        assert page["startIndex"] == 0
        assert page["partOf"]["type"] == "AnnotationCollection"
        assert is_address(page["partOf"]["id"])
        assert page["partOf"]["total"] == len(page["items"])


def test_annotations(published: dict[str, dict[str, Any]]) -> None:
    ids = [item["id"] for item in annotations(published)]
    assert len(set(ids)) == len(ids) >= 80
    for item in annotations(published):
        assert is_address(item["id"])
        assert item["type"] == "Annotation"
        assert set(listed(item["motivation"])) <= MOTIVATIONS
        assert isinstance(item["target"], dict)


def test_bodies(published: dict[str, dict[str, Any]]) -> None:
    purposes = set()
    for item in annotations(published):
        for body in listed(item.get("body", [])):
            purposes.add(body["purpose"])
            if body["type"] == "TextualBody":
                assert isinstance(body["value"], str)
                assert body["format"] in ("text/plain", "text/markdown", "text/html")
                assert re.fullmatch(
                    r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*", body.get("language", "en")
                )
            else:
                assert is_address(body["source"])
    assert purposes <= MOTIVATIONS
    assert purposes >= {"assessing", "classifying", "commenting", "describing", "linking"}


def test_selectors(published: dict[str, dict[str, Any]]) -> None:
    for item in annotations(published):
        assert is_address(item["target"]["source"])
        quote, position = item["target"]["selector"]
        assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert all(isinstance(quote[key], str) for key in ("exact", "prefix", "suffix"))
        assert isinstance(position["start"], int)
        assert isinstance(position["end"], int)
        assert 0 <= position["start"] < position["end"]
        assert position["end"] - position["start"] == len(quote["exact"])


def test_addresses_lead_to_what_they_name(
    published: dict[str, dict[str, Any]], pages: dict[str, PageOfSite]
) -> None:
    """An annotation to its note, its target to the article, its bodies to sources and terms."""
    addresses = [item["id"] for item in annotations(published)]
    for resource in resources(list(published.values())):
        addresses.extend([resource["source"]] if "source" in resource else [])
    for address in addresses:
        assert address.startswith(ROOT)
        to = target("index.html", address.removeprefix(ROOT) or "./")
        assert to
        assert to[0] in pages, address
        assert not to[1] or to[1] in pages[to[0]].ids(), address
