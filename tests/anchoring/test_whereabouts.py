"""Where a passage stands in the Markdown file: its line, or none rather than a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from postil.anchoring.passages import anchor
from postil.anchoring.whereabouts import heading_above, line_of, whereabouts
from postil.edition.edition import Article

SOURCE = """---
title: The harbour was dredged
---
Before all headings.

# Harbour & *town*

The harbour was *dredged*. See [the old
report](https://x.example/the-old-report) on it.

The harbour was dredged. So it was.

| one | two |
"""
HTML = (
    "<p>Before all headings.</p>"
    '<h1 id="h">Harbour &amp; <em>town</em><a class="headerlink" href="#h">¶</a></h1>'
    '<p>The harbour was <em>dredged</em>. See <a href="https://x.example/the-old-report">the old\n'
    "report</a> on it.</p>\n<p>The harbour was dredged. So it was.</p><p>Put in by a plugin.</p>"
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_and_headings(tmp_path: Path, end: str) -> None:
    file = tmp_path / "x.md"
    file.write_bytes(SOURCE.replace("\n", end).encode())
    anchored = anchor(Article("x"), HTML)
    text = anchored.projection.text

    def line(words: str, after: int = 0) -> int:
        return line_of(anchored, text.index(words, after), file)

    assert line("Before") == 4
    assert line("Harbour") == 6
    assert line("The harbour") == 8
    assert line("The harbour", text.index("on it")) == 11
    assert line("the old") == 8
    assert line("So it was") == 11
    assert line("Put in") == 0
    assert line_of(anchored, 0, tmp_path / "nowhere.md") == 0
    assert heading_above(anchored, 0) == ""
    assert heading_above(anchored, text.index("Harbour")) == "Harbour & town"
    shown = [whereabouts(anchored, text.index(w), file, "docs/x.md") for w in ("So it", "Put in")]
    assert shown == ["docs/x.md:11, under “Harbour & town”", "docs/x.md, under “Harbour & town”"]
