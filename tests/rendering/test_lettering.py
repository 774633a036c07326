"""Numbers as letters."""

from __future__ import annotations

from postil.rendering.drawing.crossing import letter
from postil.rendering.lettering import in_letters


def test_letters_go_on_after_the_last() -> None:
    numbers = (0, 25, 26, 27, 701, 702)
    assert [*map(in_letters, numbers)] == ["a", "z", "aa", "ab", "zz", "aaa"]
    assert [letter(25), letter(26)] == ["Z", "AA"]
