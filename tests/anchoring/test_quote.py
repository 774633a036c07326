"""How a quote is read as an author writes it."""

from __future__ import annotations

import pytest

from postil.anchoring.quote import Quote


@pytest.mark.parametrize(
    ("written", "exact", "last"),
    [
        ("leaders overrate rapport", "leaders overrate rapport", None),
        ("first words … last words", "first words", "last words"),
        ("first words ... last words", "first words", "last words"),
        ("first words [...] last words", "first words", "last words"),
        ("first words\n  […]\n  last words", "first words", "last words"),
        ("a … b … c", "a", "c"),
        ("trailing off …", "trailing off …", None),
        ("… and then", "… and then", None),
        ("joined...words", "joined...words", None),
        ("no words … !", "no words … !", None),
        ("中文 … 文字", "中文", "文字"),
        ("", "", None),
    ],
)
def test_parse(written: str, exact: str, last: str | None) -> None:
    assert Quote.parse(written) == Quote(exact, last)


def test_bare_is_a_quote_without_context_and_position() -> None:
    assert Quote("words").is_bare
    assert Quote("first", last="last", prefix="  ").is_bare
    assert not Quote("words", suffix="after").is_bare
    assert not Quote("words", position=0).is_bare
