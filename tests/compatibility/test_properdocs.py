"""ProperDocs, which goes on where MkDocs 1.x stopped, builds the demo as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.builds import Built, write
from support.marks import marked
from support.walk import walk

PROJECT = Path(__file__).resolve().parents[2]


def test_the_demo(demo: Built, tmp_path: Path) -> None:
    """Strictly, with the same pages and the same marks as MkDocs makes."""
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = walk(tmp_path)
    assert pages.keys() == walk(demo.site).keys()
    for path in pages:
        assert (
            marked((tmp_path / path).read_text(encoding="utf-8")).keys()
            == marked(demo.html(path)).keys()
        )


def test_what_is_wrong_is_said_at_every_build(tmp_path: Path) -> None:
    """It is said to loggers of another name; what was kept would keep silent."""
    text = "# Home\n\nBees dance in [their hive](hive.md).\n"
    claims = "claims: {bees: {quote: Bees dance, because: So.}}\n"
    write(tmp_path, {"docs/index.md": text, "annotations/index.yml": claims})
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    for _ in range(2):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert "hive.md" in done.stdout + done.stderr
        assert done.returncode != 0
