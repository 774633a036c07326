"""ProperDocs, which goes on where MkDocs 1.x stopped. How it builds the demo is in `test_hosts`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.builds import write


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
