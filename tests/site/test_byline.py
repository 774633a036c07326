"""Who wrote a reading, when and where it was published first: below its title, and in citations."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support.builds import build
from support.trees import parsed


def page(root: Path, matter: str, text: str = "# Lamps\n\nThe lamp burned oil here.\n") -> str:
    built = build(
        root,
        {
            "docs/index.md": "# Home\n",
            "docs/reading.md": f"---\n{matter}\n---\n\n{text}",
            "annotations/reading.yml": "notes:\n  oil: {quote: The lamp burned oil, note: N.}\n",
        },
        strict=True,
    )
    assert (built.stopped, built.log) == ("", ())
    return built.html("reading/index.html")


@pytest.mark.parametrize(
    ("matter", "line"),
    [
        ("author: Jane Doe\ndate: 2026-11-28", "Jane Doe · 2026-11-28"),
        ("author: [Doe, Jane Roe]", "Doe, Jane Roe"),
        ("author: {family: Doe, given: Jane}", "Jane Doe"),
        ('author: ["Doe, Jane", "Roe, Jo"]\ndate: 2026', "Jane Doe, Jo Roe · 2026"),
        ("date: 2026-11-28\nsource: The Harbour Times", "2026-11-28 · The Harbour Times"),
        ("source: https://times.example/lamp", "times.example"),
        ("author: Doe\nsource: {title: 'A <b>', url: 'https://x.example/'}", "Doe · A <b>"),
    ],
)
def test_byline(matter: str, line: str, tmp_path: Path) -> None:
    html = page(tmp_path, matter)
    (found,) = [e for e in parsed(html).iter("p") if e.get("class") == "postil-byline"]
    assert "".join(found.itertext()) == line
    assert html.index("<h1") < html.index("postil-byline") < html.index('class="postil-bar"')
    if "https" in matter:
        (link,) = found.iter("a")
        assert link.get("href").startswith("https://")
        script = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
        assert script
        article = json.loads(script[1])["@graph"][0]
        assert article["isBasedOn"] == link.get("href")


def test_no_byline_where_nothing_is_known(tmp_path: Path) -> None:
    assert "postil-byline" not in page(tmp_path, "title: Lamps")


def test_a_note_is_cited_by_its_name(tmp_path: Path) -> None:
    """Numbers shift when a note is added."""
    html = page(tmp_path, "author: 'Doe, Jane'\ndate: 2026-11-28\ntitle: Lamps")
    cited = 'data-cite="Doe, Jane (2026). Lamps. Test. Note “{note}”, on “{words}”. {address}"'
    assert cited in html


def test_the_address_of_a_script_is_no_link(tmp_path: Path) -> None:
    html = page(tmp_path, "source: 'javascript:alert(1)'")
    assert 'href="javascript' not in html
