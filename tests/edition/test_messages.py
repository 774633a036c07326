"""What an author is told: YAML in, messages out. A case is a file in `cases/`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from postil.edition.loading import load
from support.builds import write

CASES = sorted((Path(__file__).parent / "cases").glob("*.yml"))
ARTICLES = ("index", "readings/x", "readings/y")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_messages(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    write(tmp_path, case["files"])
    edition = load(tmp_path / "annotations", case.get("articles", ARTICLES), tmp_path)
    assert [str(problem) for problem in edition.problems] == case["problems"], case["about"]
