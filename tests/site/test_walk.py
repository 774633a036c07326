"""The demo site, walked from the files of its annotations to every place where they show."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.articles import real_articles
from support.builds import Built
from support.marks import marked, remove_marks
from support.trees import parsed
from support.walk import PageOfSite, dead_links, target, walk

PROJECT = Path(__file__).parents[2]
ANNOTATIONS = PROJECT / "annotations"


@cache
def written() -> dict[str, dict[str, dict[str, Any]]]:
    """The annotations as PyYAML reads them: article, id, entry (with `type`)."""
    articles: dict[str, dict[str, dict[str, Any]]] = {}
    for path in sorted(ANNOTATIONS.glob("readings/**/*.yml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        article = path.relative_to(ANNOTATIONS).with_suffix("").as_posix()
        articles[article] = {
            id: {**entry, "type": section}
            for section in ("claims", "notes")
            for id, entry in (read.get(section) or {}).items()
        }
    return articles


@cache
def sources() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ANNOTATIONS / "sources.yml").read_text("utf-8"))
    return read


def places() -> list[tuple[str, str]]:
    return [(article, id) for article, entries in written().items() for id in entries]


def file_of(article: str) -> str:
    return f"{article}/index.html"


def cited(entry: dict[str, Any]) -> list[str]:
    return [s if isinstance(s, str) else s["source"] for s in entry.get("sources", [])]


@pytest.fixture(scope="session")
def pages(demo: Built) -> dict[str, PageOfSite]:
    return walk(demo.site)


@pytest.fixture(scope="session")
def search(demo: Built) -> list[dict[str, str]]:
    index = json.loads((demo.site / "search/search_index.json").read_text(encoding="utf-8"))
    entries: list[dict[str, str]] = index["docs"]
    return entries


def links(page: PageOfSite) -> set[tuple[str, str]]:
    """Where the links of a page lead: file and fragment."""
    found = {target(page.path, address) for address in page.addresses()}
    return {to for to in found if to}


def test_the_demo_is_annotated() -> None:
    assert len(places()) >= 25


def test_every_annotation_has_its_mark_and_its_note(demo: Built) -> None:
    for article, entries in written().items():
        page = demo.article(file_of(article))
        marks = marked(page)
        assert marks.keys() == entries.keys()
        notes = {e.get("id"): e for e in parsed(page).iter("li") if "postil-note" in _classes(e)}
        assert notes.keys() == {f"note-{id}" for id in entries}
        for id, entry in entries.items():
            assert _same(marks[id].text, entry["quote"]), id
            note = notes[f"note-{id}"]
            assert [a.get("href") for a in note.iter("a") if a.get("role") == "doc-backlink"] == [
                f"#{id}"
            ]
            assert note.get("data-assessment") == entry.get("assessment")


def _classes(element: Any) -> list[str]:
    return (element.get("class") or "").split()


def _same(words: str, quote: str | dict[str, str]) -> bool:
    """Whether words are those of a quote; white space and signs aside."""

    def letters(text: str) -> str:
        return re.sub(r"[\W_]+", "", text).lower()

    exact = quote["exact"] if isinstance(quote, dict) else quote
    first, *last = map(letters, re.split(r" (?:…|\.{3}) ", exact))
    found = letters(words)
    return found == letters(exact) or bool(
        last and found.startswith(first) and found.endswith(last[-1])
    )


def test_notes_are_numbered_as_their_references(demo: Built) -> None:
    for article, entries in written().items():
        page = demo.article(file_of(article))
        references = re.findall(
            r'class="postil-ref" role="doc-noteref" href="#note-([^"]+)"[^>]* data-number="(\d+)"',
            page,
        )
        values = [
            (e.get("id").removeprefix("note-"), number.get("data-number"))
            for e in parsed(page).iter("li")
            for number in e.iter()
            if "postil-note" in _classes(e) and "postil-number" in _classes(number)
        ]
        assert references == values
        assert [number for _, number in values] == [str(n + 1) for n in range(len(entries))]


def test_every_annotation_is_a_search_entry(search: list[dict[str, str]]) -> None:
    by_location = {entry["location"]: entry for entry in search}
    for article, id in places():
        entry = by_location[f"{article}/#{id}"]
        text = html.unescape(entry["text"])
        reasons = written()[article][id].get("because") or written()[article][id].get("note") or ""
        for word in re.findall(r"(?<![\[(*_`/])\b[a-z]{5,}\b(?![\])*_`/])", reasons)[:3]:
            assert word in text, (id, word)


def test_search_entries_lead_somewhere_and_are_there_once(
    search: list[dict[str, str]], demo: Built, pages: dict[str, PageOfSite]
) -> None:
    locations = Counter(entry["location"] for entry in search)
    assert [location for location, count in locations.items() if count > 1] == []
    for location in locations:
        to = target("index.html", location or "./")
        assert to
        assert (demo.site / to[0]).is_file()
        assert not to[1] or to[1] in pages[to[0]].ids()


def test_every_claim_has_its_row(pages: dict[str, PageOfSite]) -> None:
    claims = {place for place in places() if written()[place[0]][place[1]]["type"] == "claims"}
    rows = links(pages["claims/index.html"])
    for article, id in places():
        assert ((file_of(article), id) in rows) == ((article, id) in claims), id


def test_every_source_lists_what_cites_it(demo: Built) -> None:
    citing: dict[str, set[tuple[str, str]]] = {id: set() for id in sources()}
    for article, id in places():
        for source in cited(written()[article][id]):
            citing[source].add((file_of(article), id))
    pages = walk(demo.site)
    annotations = {(file_of(article), id) for article, id in places()}
    for source, expected in citing.items():
        page = pages[f"sources/{source}/index.html"]
        assert links(page) & annotations == expected, source


def test_every_note_links_its_sources(pages: dict[str, PageOfSite], demo: Built) -> None:
    for article, entries in written().items():
        for note in parsed(demo.article(file_of(article))).iter("li"):
            if "postil-note" not in _classes(note):
                continue
            entry = entries[note.get("id").removeprefix("note-")]
            to = {target(file_of(article), a.get("href")) for a in note.iter("a") if a.get("href")}
            for source in cited(entry):
                assert (f"sources/{source}/index.html", "") in to


def test_every_cross_reference_shows_at_both_ends(
    pages: dict[str, PageOfSite], demo: Built
) -> None:
    listed = {to for path in pages if path.startswith("cross-ref") for to in links(pages[path])}
    notes = {}
    for article in written():
        for note in parsed(demo.article(file_of(article))).iter("li"):
            if "postil-note" in _classes(note):
                place = (file_of(article), note.get("id").removeprefix("note-"))
                notes[place] = {
                    target(place[0], a.get("href")) for a in note.iter("a") if a.get("href")
                }
    count = 0
    for article, id in places():
        for entry in written()[article][id].get("cross_references", []):
            to = entry["to"]
            if not isinstance(to, str):
                continue
            other, _, fragment = to.partition("#")
            ends = (file_of(article), id), (file_of(other or article), fragment)
            assert ends[1] in notes[ends[0]]
            assert ends[0] in listed
            assert ends[1] in listed
            if fragment:
                assert ends[0] in notes[ends[1]]
            count += 1
    assert count >= 18


def test_no_link_is_dead(demo: Built, pages: dict[str, PageOfSite]) -> None:
    assert len(pages) > len(sources())
    assert dead_links(demo.site, pages) == []


def test_ids_are_unique(pages: dict[str, PageOfSite]) -> None:
    for path, page in pages.items():
        assert [id for id, count in Counter(page.ids()).items() if count > 1] == [], path


def test_articles_are_as_without_their_marks(demo: Built) -> None:
    """Taking the marks out gives back what Markdown made, byte for byte."""
    for article in written():
        page = demo.html(file_of(article))
        assert real_articles()[f"{article}.md"] in remove_marks(page)


def test_pages_of_their_own_need_no_network(pages: dict[str, PageOfSite]) -> None:
    """Style sheets, scripts and pictures come with the site."""
    for page in pages.values():
        for element in page.elements:
            if element.tag in ("script", "img", "iframe") or (
                element.tag == "link" and element.attributes.get("rel") in ("stylesheet", "preload")
            ):
                address = element.attributes.get("src") or element.attributes.get("href") or ""
                assert not re.match(r"https?:|//", address), (page.path, address)
