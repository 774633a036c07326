"""Who wrote a reading, when and where it was published first: below its title, and in citations."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from support.builds import build
from support.trees import parsed

TEXT = "# Lamps\n\nThe lamp burned oil here.\n"


def files(matter: str, text: str = TEXT, style: str = "plain") -> dict[str, str]:
    return {
        "mkdocs.yml": (
            "site_name: Test\ntheme: {name: material, font: false}\n"
            f"plugins: [search, postil: {{citation_style: {style}}}]\n"
        ),
        "docs/index.md": "# Home\n",
        "docs/reading.md": f"---\n{matter}\n---\n\n{text}",
        "annotations/reading.yml": "notes:\n  oil: {quote: The lamp burned oil, note: N.}\n",
    }


def page(root: Path, matter: str, text: str = TEXT, style: str = "plain") -> str:
    built = build(root, files(matter, text, style), strict=True)
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


@pytest.mark.parametrize(
    ("style", "text", "note"),
    [
        (
            "plain",
            "“{words}” Doe, Jane (28 November 2026). “Lamps”. Test. {address}",
            "“Note {note}, on ‘{words}’, in ‘{title}’”. Test. ({year}). {address}",
        ),
        (
            "chicago",
            "“{words}” Doe, Jane. 2026. “Lamps.” Test, November 28. {address}.",
            "Test. {year}. “Note {note}, on ‘{words},’ in ‘{title}’.” {address}.",
        ),
        (
            "apa",
            "“{words}” Doe, J. (2026, November 28). Lamps. Test. {address}",
            "Note {note}, on “{words},” in “{title}”. ({year}). Test. {address}",
        ),
    ],
)
def test_citing_is_in_the_style_of_the_site(
    style: str, text: str, note: str, tmp_path: Path
) -> None:
    """A text with its author and date, and a note by its name: its number shifts when another is
    added."""
    matter = "author: 'Doe, Jane'\ndate: 2026-11-28\ntitle: Lamps"
    found = forms(page(tmp_path, matter, style=style))
    assert found == {"text": text, "note": note}
    # Kept from the build before, and made anew for another author.
    assert forms(page(tmp_path, matter, style=style)) == found
    assert "Roe" in forms(page(tmp_path, matter.replace("Doe", "Roe"), style=style))["text"]


def test_a_style_that_is_missing_is_told_without_sources(tmp_path: Path) -> None:
    built = build(tmp_path, files("title: Lamps", style="chikago"))
    assert "did you mean 'chicago'" in "\n".join(built.log)
    assert forms(built.html("reading/index.html"))["text"].startswith("“{words}” “Lamps”. Test.")


def forms(html: str) -> dict[str, str]:
    found = re.search(r'data-cite="([^"]*)"', html)
    assert found
    read: dict[str, str] = json.loads(unescape(found[1]))
    return read


def test_the_address_of_a_script_is_no_link(tmp_path: Path) -> None:
    html = page(tmp_path, "source: 'javascript:alert(1)'")
    assert 'href="javascript' not in html
