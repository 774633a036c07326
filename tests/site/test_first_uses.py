"""The option `mark_terms`: first uses of terms on the pages of a site."""

from __future__ import annotations

import json
from pathlib import Path

from support.builds import CONFIGURATION, build
from support.marks import marked
from support.walk import dead_links, target, walk

FILES = {
    "docs/index.md": "# A pact\n\nThe pact of two. Every pact ends.\n\n"
    "## term-treaty\n\nA treaty.\n",
    "docs/other.md": "# Other\n\nA pact, and the treaty.\n",
    "docs/plain.md": "# Plain\n\nA pact that nobody annotates.\n",
    "annotations/index.yml": "claims: {ends: {quote: Every pact ends}}\n",
    "annotations/other.yml": "notes: {pact: {quote: A pact, term: pact}}\n",
    "annotations/glossary.yml": "pact: {term: Pact, definition: An agreement of states.}\n"
    "treaty: {term: Treaty, definition: A pact in writing.}\n",
}
MARKING = CONFIGURATION.replace("postil]", "{postil: {mark_terms: true}}]")


def test_first_uses_are_marked(tmp_path: Path) -> None:
    built = build(tmp_path, {"mkdocs.yml": MARKING, **FILES}, strict=True)
    assert (built.stopped, built.log) == ("", ())
    pages = walk(built.site)
    assert dead_links(built.site, pages) == []
    assert {id: mark.text for id, mark in marked(built.article("index.html")).items()} == {
        "term-pact": "pact",
        "ends": "Every pact ends",
        "term-treaty-2": "treaty",
    }
    assert {id: mark.text for id, mark in marked(built.article("other/index.html")).items()} == {
        "pact": "A pact",
        "term-treaty": "treaty",
    }
    assert marked(built.article("plain/index.html")) == {}
    assert "An agreement of states." in built.article("index.html")
    glossary = {target("glossary/index.html", a) for a in pages["glossary/index.html"].addresses()}
    assert {
        ("index.html", "term-pact"),
        ("other/index.html", "pact"),
        ("index.html", "term-treaty-2"),
        ("other/index.html", "term-treaty"),
    } <= glossary
    index = json.loads((built.site / "search/search_index.json").read_text(encoding="utf-8"))
    assert not [entry for entry in index["docs"] if "#term-pact" in entry["location"]]


def test_without_the_option_nothing_is_marked(tmp_path: Path) -> None:
    built = build(tmp_path, {"mkdocs.yml": CONFIGURATION, **FILES})
    assert set(marked(built.article("index.html"))) == {"ends"}


def test_a_comment_among_the_annotations_stops_nothing(tmp_path: Path) -> None:
    """A quote may have been cut short by one; first uses of terms are quoted in no file."""
    files = {**FILES, "annotations/index.yml": "claims: {ends: {quote: Every pact ends}}  # true\n"}
    built = build(tmp_path, {"mkdocs.yml": MARKING, **files}, strict=True)
    assert (built.stopped, built.log) == ("", ())
    assert marked(built.article("index.html")).keys() == {"term-pact", "ends", "term-treaty-2"}
