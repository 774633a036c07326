"""The links of the demo, followed as a reader follows them: each step is one link.

From every annotation to its sources, to the other claims on each source, to the other end of
each cross-reference, and back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from support.builds import Built
from support.trees import parsed
from support.walk import PageOfSite, target, walk

Place = tuple[str, str]
"""A file of the output folder, and an id in it."""


@dataclass(slots=True)
class Step:
    """A part of a page from which a reader goes on: where its links lead."""

    place: Place
    links: set[Place] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Ways:
    """The site as a reader sees it: notes by the place of their passage, and pages."""

    notes: dict[Place, Step]
    pages: dict[str, PageOfSite]

    def on(self, path: str) -> set[Place]:
        """Where the links of a page lead."""
        return {to for a in self.pages[path].addresses() if (to := target(path, a))}

    def sources(self, note: Step) -> list[str]:
        """The pages of sources that a note links to."""
        return sorted(
            {path for path, _ in note.links if path.startswith("sources/") and path.count("/") == 2}
        )

    def passages(self, links: set[Place]) -> set[Place]:
        """Those of the places that are passages with a note."""
        return {to for to in links if to in self.notes}


@pytest.fixture(scope="session")
def ways(demo: Built) -> Ways:
    pages = walk(demo.site)
    notes = {}
    for path in pages:
        if path.startswith("readings/") and path.count("/") == 2:
            notes.update({step.place: step for step in _notes(path, demo.article(path))})
    return Ways(notes, pages)


def _notes(path: str, html: str) -> Iterator[Step]:
    for item in parsed(html).iter("li"):
        if "postil-note" in (item.get("class") or "").split():
            id = item.get("id").removeprefix("note-")
            yield Step((path, id), {to for a in _addresses(item) if (to := target(path, a))})


def _addresses(element: Any) -> Iterator[str]:
    for link in element.iter("a"):
        if link.get("href"):
            yield link.get("href")


def test_between_passage_and_note(ways: Ways) -> None:
    """The reference at a passage leads to its note, and the note back to its passage."""
    assert len(ways.notes) >= 80
    for (path, id), note in ways.notes.items():
        assert (path, f"note-{id}") in ways.on(path)
        assert (path, id) in note.links
        marks = [e for e in ways.pages[path].elements if e.attributes.get("id") == id]
        assert [(mark.tag, mark.attributes["aria-details"]) for mark in marks] == [
            ("mark", f"note-{id}")
        ]


def test_to_the_sources_and_back(ways: Ways) -> None:
    steps = 0
    for place, note in ways.notes.items():
        for source in ways.sources(note):
            assert place in ways.on(source), (place, source)
            steps += 1
    assert steps >= 150


def test_from_each_source_to_every_other_claim(ways: Ways) -> None:
    """What a source page lists are just the annotations whose notes lead to it."""
    shared = 0
    for path in ways.pages:
        if not (path.startswith("sources/") and path.count("/") == 2):
            continue
        resting = {place for place, note in ways.notes.items() if path in ways.sources(note)}
        assert ways.passages(ways.on(path)) == resting, path
        shared += len(resting) > 1
    assert shared >= 20


def test_across_and_back(ways: Ways) -> None:
    """Each note that leads to another passage is led to by the note of that passage."""
    crossings = [
        (place, to)
        for place, note in ways.notes.items()
        for to in ways.passages(note.links)
        if to != place
    ]
    assert len({frozenset(crossing) for crossing in crossings}) >= 15
    assert sum(place[0] != to[0] for place, to in crossings) >= 15
    for place, to in crossings:
        assert place in ways.notes[to].links, (place, to)


def test_every_crossing_is_on_the_page_of_its_pair(ways: Ways) -> None:
    pairs = [path for path in ways.pages if path.startswith("cross-references/")]
    for place, note in ways.notes.items():
        for to in ways.passages(note.links) - {place}:
            assert any({place, to} <= ways.on(path) for path in pairs), (place, to)


def test_from_an_article_to_its_pages_and_back(ways: Ways) -> None:
    """To its evidence, its pairs, and from each of them to the article again."""
    for path in {path for path, _ in ways.notes}:
        around = {
            to
            for to, _ in ways.on(path)
            if to.startswith(("evidence/", "cross-references/")) and to.count("/") == 2
        }
        assert {to.partition("/")[0] for to in around} == {"evidence", "cross-references"}
        for to in around:
            assert any(back == path for back, _ in ways.on(to)), (path, to)


def test_terms_lead_back_to_where_they_are_explained(ways: Ways) -> None:
    glossary = "glossary/index.html"
    explained = {
        (place, to)
        for place, note in ways.notes.items()
        for to in note.links
        if to[0] == glossary and to[1]
    }
    assert len(explained) >= 30
    assert ways.passages(ways.on(glossary)) == {place for place, _ in explained}
