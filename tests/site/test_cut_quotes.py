"""A quote that a comment cuts off, and the article goes on with its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.builds import build

TEXT = "# Home\n\nWe met in room # 5 on Monday. The lamp burned oil there.\n"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("quote: We met in room # 5 on Monday", "“5 on Monday”"),
        ("{quote: {exact: We met in room # 5 on Monday\n      }}", "“5 on Monday”"),
        ("quote: We met in room # look this up", ""),
        ("quote: 'We met in room # 5 on Monday'", ""),
        ("quote: The lamp burned oil # there", "“there”"),
        ("quote: The lamp burned oil there # 5 on Monday", ""),
    ],
)
def test_a_comment_that_is_none(written: str, said: str, tmp_path: Path) -> None:
    annotation = f"claims:\n  one:\n    {written}\n"
    built = build(tmp_path, {"docs/index.md": TEXT, "annotations/index.yml": annotation})
    lines = [line for line in built.log if "which is a comment to YAML" in line]
    assert len(lines) == bool(said)
    if said:
        assert "annotations/index.yml:3:1" in lines[0]
        assert f"the article goes on with {said}" in lines[0]
