"""`--dirty`, by which MkDocs leaves pages as they are whose own text did not change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.builds import write
from support.output import contents

TEXT = {"docs/index.md": "# Page\n\nHere are some words.\n"}
NOTE = {"annotations/index.yml": "claims: {one: {quote: some words, because: A reason.}}\n"}


def built(site: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", *options]
    return subprocess.run(command, cwd=site, capture_output=True, text=True)


@pytest.mark.parametrize("is_built", [False, True], ids=["new", "built before"])
def test_it_is_refused_with_a_reason_and_the_last_site_stays(
    tmp_path: Path, is_built: bool
) -> None:
    write(tmp_path, {**TEXT, **NOTE})
    if is_built:
        assert built(tmp_path).returncode == 0
    before = contents(tmp_path / "site") if is_built else None
    refused = built(tmp_path, "--dirty")
    assert refused.returncode == 1
    assert "leave it out" in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    assert (contents(tmp_path / "site") if is_built else None) == before


def test_a_site_without_annotations_may_have_it(tmp_path: Path) -> None:
    write(tmp_path, TEXT)
    assert built(tmp_path, "--dirty").returncode == 0
