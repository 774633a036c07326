"""Texts as lines: where they are cut."""

from __future__ import annotations

import pytest

from postil.rendering.prose.lines import plain, shortened


@pytest.mark.parametrize(
    ("text", "length", "line"),
    [
        ("Bees dance.", 40, "Bees dance."),
        ("Bees dance, and they dance well.", 14, "Bees dance…"),
        ("Met, and on 20 January 2021 they parted.", 19, "Met, and on…"),
        ("Met, and on 20 January 2021 they parted.", 23, "Met, and on…"),
        ("Met, and on 20 January 2021 they parted.", 29, "Met, and on 20 January 2021…"),
        ("Donaudampfschifffahrt", 10, "Donaudampf…"),
        ("1999 2000 2001 2002", 12, "1999…"),
    ],
)
def test_a_line_ends_at_a_word_and_not_within_a_date(text: str, length: int, line: str) -> None:
    assert shortened(text, length) == line


def test_html_as_a_line() -> None:
    html = "<p>One &amp; <em>two</em>.</p>\n<ul>\n<li>Three</li></ul>"
    assert plain(html) == "One & two. Three"
