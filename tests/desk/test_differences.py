"""A change to a passage as it is shown: readable, and nothing in it is untrue."""

from __future__ import annotations

import pytest

from postil.desk.differences import difference, shown

CASES = [
    ("ten years", "ten years", "ten years"),
    ("within ten years.", "within twelve years.", "within [-ten-] {+twelve+} years."),
    ("the town doubled", "the town almost doubled", "the town {+almost+} doubled"),
    ("fell by 1,500, again", "fell by 1,600, again", "fell by [-1,500-] {+1,600+}, again"),
    # A short word between two changes is no island.
    ("ten of years ago", "twelve of months ago", "[-ten of years-] {+twelve of months+} ago"),
    ("it’s so", "it’s thus", "it’s [-so-] {+thus+}"),
    ("町は十年で倍になった", "町は百年で倍になった", "町は[-十-]{+百+}年で倍になった"),
    ("cafe\u0301 noir", "cafe noir", "[-cafe\u0301-] {+cafe+} noir"),
    ("a 👩🏽‍🚀 b c d", "a 👩🏻‍🚀 b c d", "a [-👩🏽‍🚀-] {+👩🏻‍🚀+} b c d"),
    ("all of it", "nothing else remains", "[-all of it-] {+nothing else remains+}"),
    # What would be a command to a terminal is shown as it is written.
    ("a b", "a b \x1b[31m", "a b {+\\x1b[31m+}"),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_differences(old: str, new: str, expected: str) -> None:
    parts = difference(old, new)
    assert shown(parts, colours=False) == expected
    for text, kind in ((old, "old"), (new, "new")):
        words = "".join(part.text for part in parts if part.kind in ("same", kind))
        assert "".join(words.split()) == "".join(text.split())


def test_the_words_of_a_range_between_its_ends_are_not_new() -> None:
    parts = difference("the town … ten years", "the town grew in twelve years", is_range=True)
    assert shown(parts, colours=False) in (
        "the town [-… ten-] {+grew in twelve+} years",
        "the town grew in [-ten-] {+twelve+} years",
    )
    parts = difference("A town … within years", "A town that grew within years", is_range=True)
    assert shown(parts, colours=False) == "A town that grew within years"


def test_colours() -> None:
    parts = difference("within ten years", "within twelve years")
    assert shown(parts, colours=True) == (
        "within \x1b[31m\x1b[9mten\x1b[0m \x1b[32mtwelve\x1b[0m years"
    )
