"""Front matter that has not the form that themes take for granted: told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from postil.desk.cli import main
from support.builds import build, write

ANNOTATIONS = "notes:\n  lamp: {quote: The lamp burned oil, note: N.}\n"

WRONG = {
    "search: true": "2:9: 'search' is “true”",
    "search: [no]": "2:9: 'search' is a list",
    "hide: 3": "2:7: 'hide' is “3”",
    "hide:\n  toc: true": "3:3: 'hide' is a mapping",
    "template: 3": "2:11: 'template' is “3”",
    "icon: true": "2:7: 'icon' is “true”",
    "a: 1\ntitle: [x]": "3:8: 'title' is a list",
    "description: {a: 1}": "2:14: 'description' is a mapping",
    "author: [[Doe]]": "2:9: 'author' names nobody",
    "authors: {given: Jane}": "2:10: 'authors' names nobody",
    "date: 2026-13-01": "2:7: 'date' is no date",
    "date: some day": "2:7: 'date' is no date",
    "title: A: b": "2:9: a second ': ' stands in this line (the front matter of the article",
    "title: 'Don't'": "2:12: this apostrophe ends the text",
}
RIGHT = (
    "search: {exclude: true}",
    "hide: [toc]",
    "title: 1984",
    "author: Doe, Jane",
    "authors: [{family: Doe, given: Jane}, {name: Roe}]",
    "date: 2026-11-28",
    "date: 2026-11-28 10:00:00",
    "date: 2026",
    "date: {created: 2026-11-28}",
    "tags: [a, b]",
    "anything: {else: [1]}",
    "description:",
)


def site(root: Path, matter: str) -> Path:
    write(
        root,
        {
            "docs/index.md": "---\nsearch: {boost: 2}\n---\n\n# Home\n",
            "docs/lamp.md": f"---\n{matter}\n---\n\n# Lamp\n\nThe lamp burned oil here.\n",
            "annotations/lamp.yml": ANNOTATIONS.replace("lamp:", "burned:"),
        },
    )
    return root


@pytest.mark.parametrize("matter", WRONG)
def test_wrong(matter: str, tmp_path: Path) -> None:
    """In a build, which goes on, and in a check."""
    root = site(tmp_path, matter)
    built = build(root)
    assert not built.stopped
    (line,) = [line for line in built.log if "docs/lamp.md" in line]
    assert line.startswith(f"docs/lamp.md:{WRONG[matter]}")
    assert '<mark class="postil"' in built.html("lamp/index.html")
    said = CliRunner().invoke(main, ["check", "-f", str(root / "mkdocs.yml")])
    assert f"docs/lamp.md:{WRONG[matter]}" in said.output and said.exit_code == 1


@pytest.mark.parametrize("matter", RIGHT)
def test_right(matter: str, tmp_path: Path) -> None:
    built = build(site(tmp_path, matter), strict=True)
    assert (built.stopped, built.log) == ("", ())


def test_a_rule_is_no_front_matter(tmp_path: Path) -> None:
    root = site(tmp_path, "x: y")
    text = "---\n\nThe lamp burned oil here: and: there.\n\n---\n\nMore.\n"
    write(root, {"docs/lamp.md": text})
    assert build(root, strict=True).log == ()
