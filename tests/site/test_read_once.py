"""Pages that are as they were are not parsed again for Material's search; and what is found on a
page is never what was found on another one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from material.plugins.search.plugin import Parser

from support.builds import CONFIGURATION, build

BEES = "# Bees\n\nBees dance.\n\n## Ants { #ants }\n\nAnts march.\n"
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": f"{CONFIGURATION}markdown_extensions: [attr_list]\n",
    "docs/bees.md": BEES,
    "docs/index.md": "# Home\n\nTo [bees](bees.md).\n",
    "annotations/bees.yml": "claims: {dance: {quote: Bees dance, because: Reasons.}}\n",
}
LOUDER = """\
from material.plugins.search.plugin import SearchIndex
make = SearchIndex.create_entry_for_section
def louder(self, *about):
    make(self, *about)
    self.entries[-1]["title"] += "!"
def on_startup(command, dirty):
    SearchIndex.create_entry_for_section = louder
def on_shutdown():
    SearchIndex.create_entry_for_section = make
"""
# Files that are others, and what the index has then.
CHANGES: list[tuple[dict[str, str | bytes], Any]] = [
    ({"docs/bees.md": "---\ntitle: Wasps\n---\n\nThey dance: Bees dance.\n"}, "Wasps"),
    *(
        ({"docs/bees.md": f"---\ntitle: {title}\n---\n\nThey dance: Bees dance.\n"}, title)
        # What looks like the place of an object in memory is a word like any other.
        for title in ("Met at 0x1", "Met at 0x2")
    ),
    ({"docs/bees.md": f"---\ntags: [insects]\n---\n{BEES}"}, ["insects"]),
    ({"docs/bees.md": f"---\nsearch: {{boost: 2}}\n---\n{BEES}"}, 2),
    ({"docs/bees.md": BEES.replace("#ants", "#more")}, "bees/#more"),
    ({"docs/bees.md": BEES.replace("march", "run")}, "<p>Ants run.</p>"),
    ({"mkdocs.yml": f"{FILES['mkdocs.yml']!s}hooks: [loud.py]\n", "loud.py": LOUDER}, "Ants!"),
]


def entries(site: Path) -> list[dict[str, Any]]:
    index = json.loads((site / "search/search_index.json").read_bytes())
    found: list[dict[str, Any]] = index["docs"]
    return found


def test_a_page_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    feed = Parser.feed
    monkeypatch.setattr(Parser, "feed", lambda self, html: (parsed.append(html), feed(self, html)))
    first = entries(build(tmp_path, FILES).site)
    assert len(parsed) == 2
    assert entries(build(tmp_path).site) == first
    assert len(parsed) == 2
    for files, seen in CHANGES:
        found = entries(build(tmp_path, {**FILES, **files}).site)
        assert any(seen in entry.values() for entry in found), found
    # None of that is in the way of what was found before.
    assert entries(build(tmp_path, FILES).site) == first
