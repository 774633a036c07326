"""What is left when Postil is killed: a site that the next build makes right, and whole files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postil.desk.cli import main
from support.builds import build, write

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

TESTS = Path(__file__).resolve().parents[1]
ARTICLE = (
    "# Harbour\n\nThe harbour was dredged in 1911, and the town doubled within ten years. "
    "The council called it a triumph of *engineering*.\n"
)
ANNOTATIONS = (
    "\ufeffclaims:   # of the town\r\n"
    "  doubled: {quote: the town doubled within ten years, because: Says *who*?, sources: [book]}"
    "\r\nnotes:\r\n  triumph:\r\n    quote: >-\r\n      called it a triumph of\r\n"
    "      engineering\r\n    term: dredging   # of what?\r\n"
)
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": "site_name: Test\nsite_url: https://test.example/\n"
    "theme: {name: null, custom_dir: theme}\n"
    "plugins: [search, postil]\n",
    "theme/main.html": "<html><head></head><body>{{ page.content }}</body></html>\n",
    "docs/index.md": "# Home\n\n[Harbour](harbour.md), [ship](ship.md)\n",
    "docs/harbour.md": ARTICLE,
    "docs/ship.md": "# Ship\n\nThe ship sank within an hour.\n",
    "annotations/harbour.yml": ANNOTATIONS,
    "annotations/ship.yml": "claims:\n  sank:\n    quote: sank within an hour\n"
    "    cross_references: [{to: harbour#doubled, relation: extends, because: So it goes.}]\n",
    "annotations/sources.yml": "book: {type: book, title: A book, author: [Somebody]}\n",
    "annotations/glossary.yml": "dredging: {term: dredging, definition: To *deepen*.}\n",
}


def crash(root: Path, *arguments: str) -> Any:
    command = [sys.executable, "-m", "support.crashes", str(root), *arguments]
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def annotations(root: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in (root / "annotations").iterdir()}


def edited(root: Path) -> None:
    """A site with a lock file, whose article was edited afterwards."""
    write(root, FILES)
    locked = CliRunner().invoke(main, ["lock", "--config-file", str(root / "mkdocs.yml")])
    assert locked.exit_code == 0, locked.output
    text = ARTICLE.replace("doubled", "has doubled").replace("triumph of", "triumph for")
    (root / "docs/harbour.md").write_text(text, encoding="utf-8")


def test_the_build_after_a_killed_one_is_right(tmp_path: Path) -> None:
    """Many times, at random moments, with what caches there are and without."""
    write(tmp_path, FILES)
    annotations_before = annotations(tmp_path)
    report = crash(tmp_path, "builds", "25")
    assert report["wrong"] == []
    # Most of them were on the way: a kill that comes too late shows nothing.
    assert report["killed"] > 18
    assert report["pages"] > 10
    assert annotations(tmp_path) == annotations_before


def test_a_killed_lock_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    edited(tmp_path)
    (tmp_path / "docs/harbour.md").write_text(f"Before it all.\n\n{ARTICLE}", encoding="utf-8")
    before = annotations(tmp_path)
    seen = crash(tmp_path, "command", "lock")
    assert seen[-1] != before
    # Killed before it made a file, set its permissions, and put it in the place of the old one.
    assert seen[:-1] == [before] * 3


def test_a_killed_fix_leaves_each_file_old_or_new(tmp_path: Path) -> None:
    edited(tmp_path)
    before = annotations(tmp_path)
    seen = crash(tmp_path, "command", "fix", "--all")
    after = seen[-1]
    assert seen[0] == before
    assert len(seen) == 7
    for name in before:
        assert {state[name] for state in seen} == {before[name], after[name]}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"harbour.yml", "anchors.lock.json"}
    # What an editor on Windows made of the file stays: its mark, its line ends, its comments.
    assert after["harbour.yml"] == ANNOTATIONS.replace(
        "the town doubled", "the town has doubled"
    ).replace("called it a triumph of\r\n      engineering", "called it a triumph for engineering")
    files = {f"annotations/{name}": text for name, text in after.items()}
    built = build(tmp_path, {"mkdocs.yml": FILES["mkdocs.yml"], **files}, strict=True)
    assert (built.stopped, built.log) == ("", ())


def test_a_killed_desk_leaves_each_annotation_whole_or_not_at_all(tmp_path: Path) -> None:
    """Fifty times, while twenty annotations are written on a page one after the other."""
    text = "\n\n".join(f"In {1900 + n} it rained {n} times." for n in range(20))
    notes = "\ufeff# of the rain\r\nnotes: {}\r\n"
    write(tmp_path, {**FILES, "docs/index.md": text, "annotations/index.yml": notes})
    report = crash(tmp_path, "edits", "50")
    assert report["wrong"] == []
    assert report["killed"] > 40
    # At most the last one is not in the lock file yet, as if it had been written by hand.
    assert all(0 <= notes - locked <= 1 for notes, locked in report["found"])
    assert len({tuple(state) for state in report["found"]}) > 10
