"""ProperDocs, which goes on where MkDocs 1.x stopped, builds the demo as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.builds import Built
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
