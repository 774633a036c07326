"""Folding: what is left out of a comparison, and the way back to the original offsets."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.anchoring.folding import fold

# Text in which everything that folds is frequent.
TEXTS = st.text(
    st.one_of(
        st.sampled_from(
            " \t\n\u00a0\u2003ab-‐—–\"“”'’´`\u00ad\u200b\u200d\ufe0f\u061c…ﬁ½é\u0301\u0327"
            "ΣσςİßA中가각¨🙂\ud800"
        ),
        st.characters(),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a  b\n\tc\u00a0d", "a b c d"),
        ("“it’s”", '"it\'s"'),
        ("a — b -- c–d", "a - b - c-d"),
        ("co\u00adoperate\u200bd", "cooperated"),
        ("wait…", "wait..."),
        ("ﬁne ｆｕｌｌ", "fine full"),
        ("cafe\u0301", "café"),
        ("한글", "한글"),
        ("❤\ufe0f", "❤"),
        ("a ¨ b", "a ¨ b"),
        (" \u200b x", " x"),
        ("על\u05beפה לד\u05f4ר צ\u05f3", "על-פה לד\"ר צ'"),
        ("كـــتب", "كتب"),
        ("用 Rust\n写 程序 in C", "用Rust写程序in C"),
        ("한국 사람", "한국 사람"),
        ("中。 A", "中。 A"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_break_is_a_space_that_is_not_there() -> None:
    folded = fold("one\ntwothree", breaks=[3, 4, 7])
    assert folded.text == "one two three"
    assert folded.span(8, 13) == (7, 12)
    assert folded.span(0, 13) == (0, 12)


@given(TEXTS)
def test_lower_case_has_the_same_offsets(text: str) -> None:
    folded = fold(text)
    assert len(folded.lower) == len(folded.text)


@given(TEXTS)
def test_folding_leaves_no_differences(text: str) -> None:
    folded = fold(text).text
    assert "  " not in folded and "--" not in folded
    assert not any(unicodedata.category(letter) == "Zs" for letter in folded if letter != " ")


@given(TEXTS, st.data())
def test_map_covers_the_original_in_order(text: str, data: st.DataObject) -> None:
    breaks = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=5)))
    folded = fold(text, breaks)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(here <= there for here, there in pairwise(spans))
    for (start, end), letter in zip(spans, folded.text, strict=True):
        original = text[start:end]
        if letter == " ":
            assert not original.strip() or not fold(original).text.strip()
        else:
            assert letter in fold(original).text
            assert original == original.strip()


@given(TEXTS)
def test_offset_is_the_way_back(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        start, _ = folded.span(at, at + 1)
        assert folded.span(folded.offset(start), at + 1)[0] == start
