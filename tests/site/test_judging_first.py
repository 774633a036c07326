"""Which articles ask their readers before they tell: by an option, by front matter; and a site that
wants none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.builds import build
from support.judging import files

ASKING = "assets/postil/asking.js"
ASKS = 'window["postil:asking"] = '


def of(said: str, matter: str = "") -> dict[str, str | bytes]:
    """The site of `support.judging` with options, and the front matter of its first text."""
    site = files(f"---\n{matter}\n---\n" if matter else "")
    configuration = str(site["mkdocs.yml"]).replace("missing: inform", f"missing: inform, {said}")
    return {**site, "mkdocs.yml": configuration}


@pytest.mark.parametrize(
    ("said", "matter", "first"),
    [
        ("judge: free", "", []),
        ("judge: free", "judge: first", ["tower"]),
        ("judge: first", "", ["other", "tower"]),
        ("judge: first", "judge: free", ["other"]),
        ("judge: first, student: false", "judge: first", []),
    ],
)
def test_who_asks_first(said: str, matter: str, first: list[str], tmp_path: Path) -> None:
    built = build(tmp_path, of(said, matter))
    pages = {name: built.html(f"{name}/index.html") for name in ("tower", "other")}
    assert sorted(name for name, html in pages.items() if f'data-first="{name}"' in html) == first
    for html in pages.values():
        here = "student: false" not in said
        assert ("postil/veil.js" in html) is here
        assert ("postil-judging" in html) is here
        assert ("data-state" in html) is here
    assert "postil-judging" not in built.html("index.html")
    # Elsewhere the search is veiled, too: where a text asks, and for readers who chose it.
    for page, root in (("index", ""), ("404", "/")):
        veil = f'<script src="{root}assets/postil/veil.js"'
        assert (veil in built.html(f"{page}.html")) is here
        assert (f"{veil} data-" in built.html(f"{page}.html")) is bool(first)
    some = first == ["tower"]
    for html in (*pages.values(), built.html("404.html")):
        assert ('postil/asking.js"></script><script' in html) is some
    assert (built.site / ASKING).exists() is some


def test_a_text_that_asks_changes_no_page_but_its_own(tmp_path: Path) -> None:
    """Which texts ask stands in a file that all pages load; also when little is built anew."""
    site = of("judge: free", "judge: first")
    one = build(tmp_path, site)
    names = ("index", "tower/index", "404")
    before = {name: one.html(f"{name}.html") for name in names}
    assert (one.site / ASKING).read_text("utf-8") == f'{ASKS}{{"tower":"tower/"}};\n'
    other = f"---\njudge: first\n---\n{site['docs/other.md']}"
    two = build(tmp_path, {**site, "docs/other.md": other})
    assert {name: two.html(f"{name}.html") for name in names} == before
    both = f'{ASKS}{{"other":"other/","tower":"tower/"}};\n'
    assert (two.site / ASKING).read_text("utf-8") == both


def test_an_assignment_asks_first(tmp_path: Path) -> None:
    """In its readings, where these do not say otherwise themselves; also when that changes."""
    for judge, matter, is_first in (
        ("free", "", False),
        ("first", "", True),
        ("first", "judge: free", False),
    ):
        assignment = f"title: One\nreadings: [tower]\njudge: {judge}\n"
        site = {**of("judge: free", matter), "annotations/assignments/one.yml": assignment}
        built = build(tmp_path, site)
        assert ('data-first="tower"' in built.html("tower/index.html")) is is_first
        assert "data-first" not in built.html("other/index.html")


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    built = build(tmp_path, of("judge: free", "judge: often"))
    assert any(
        "docs/tower.md:2:8: 'judge' is “often”, which is no way to read a text" in line
        and "write 'judge: first' to have readers judge first, or 'judge: free'" in line
        for line in built.log
    )


def test_a_note_that_says_something_else_is_known_by_it(tmp_path: Path) -> None:
    """And one that stands on other words, or was written on another day, is not."""

    def states(**more: str) -> list[str]:
        built = build(tmp_path, {**files(), **more})
        return [p.split('"')[0] for p in built.html("tower/index.html").split('data-state="')[1:]]

    site = files()
    before = states()
    assert len({*before}) == len(before) == 8
    text = str(site["annotations/tower.yml"])
    corrected = {"docs/tower.md": str(site["docs/tower.md"]).replace("three hundred", "300")}
    quoted = text.replace("tower has three hundred", "tower has 300")
    dated = quoted.replace("title: TELLS-title", "title: TELLS-title\n    on: 2026-11-28")
    now = states(**corrected, **{"annotations/tower.yml": dated})
    assert {*before} - {*now} == set()
    other = text.replace("because: TELLS-bell", "because: On second thoughts.")
    changed = states(**{"annotations/tower.yml": other})
    assert [one != then for one, then in zip(changed, before, strict=True)].count(True) == 1
