"""What the guide says of signs in YAML is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from postil.edition.yamlfile import YamlFile

GUIDE = (Path(__file__).parents[2] / "docs/guide/mistakes.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| `(\w+: .+?)` \| .+? \| `(\w+: .+?)`(?:, or `(.+?)`)? \|$", GUIDE, re.MULTILINE
)


def test_all_rows_are_tried() -> None:
    assert len(ROWS) == GUIDE.count("\n| `") == 14


@pytest.mark.parametrize(("wrong", "right", "other"), ROWS)
def test_row(wrong: str, right: str, other: str) -> None:
    assert YamlFile(f"a:\n  {wrong}\n  b: c\n".encode()).mistakes
    key, _, meant = wrong.partition(": ")
    others = [other if ": " in other else f"{key}: {other}"] if other else []
    for text in (right, *others):
        file = YamlFile(f"a:\n  {text}\n  b: c\n".encode())
        assert not file.mistakes
        # The words of what was meant, without the quotation marks around them.
        assert re.findall(r"\w+", file.values["a"][key]) == re.findall(r"\w+", meant)
