"""Krippendorff's alpha, against what others have published."""

from __future__ import annotations

import pytest

from postil.course.report.agreement import agreement

# Observers in rows, what they judged in columns; a full stop is a judgement that is missing.
# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): four observers, with the
# published figures for nominal and for ordinal data.
FOUR = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
# The example of the article on it in Wikipedia. The ordinal figure is that of the package
# `krippendorff` 0.9.0, which also gives the nominal one.
THREE = """
. . . . . 3 4 1 2 1 1 3 3 . 3
1 . 2 1 3 3 4 3 . . . . . . .
. . 2 1 3 4 4 . 2 1 1 3 3 . 4
"""
# The first example of the same paper: two observers, two values.
TWO = """
0 1 0 0 0 0 0 0 1 0
1 1 1 0 0 1 0 0 0 0
"""


def columns(rows: str) -> list[list[str]]:
    table = [row.split() for row in rows.strip().splitlines()]
    return [[value for value in column if value != "."] for column in zip(*table, strict=True)]


@pytest.mark.parametrize(
    ("rows", "is_ordinal", "published"),
    [(TWO, False, 0.095), (FOUR, False, 0.743), (FOUR, True, 0.815), (THREE, False, 0.691),
     (THREE, True, 0.807)],
)  # fmt: skip
def test_published_examples(rows: str, is_ordinal: bool, published: float) -> None:
    found = agreement(columns(rows), list("012345"), is_ordinal=is_ordinal)
    assert found.alpha == pytest.approx(published, abs=0.0005)


@pytest.mark.parametrize("is_ordinal", [False, True])
def test_alpha_is_the_average_of_its_parts(is_ordinal: bool) -> None:
    claims = columns(FOUR)
    found = agreement(claims, list("12345"), is_ordinal=is_ordinal)
    parts = [
        (len(claim), part)
        for claim, part in zip(claims, found.of_each, strict=True)
        if part is not None
    ]
    assert found.values == 40 == sum(count for count, _ in parts)
    assert found.alpha == pytest.approx(sum(count * part for count, part in parts) / 40)
    # The one on which nobody agrees has the least; one that a single observer judged has none.
    assert min(part for _, part in parts) == found.of_each[5]
    assert found.of_each[11] is None


@pytest.mark.parametrize("claims", [[], [["a"]], [[], ["a"], ["b"]], [["a", "a"], ["a", "a"]]])
def test_where_it_is_not_defined(claims: list[list[str]]) -> None:
    found = agreement(claims, ["a", "b"], is_ordinal=False)
    assert found.alpha is None
    assert found.of_each == (None,) * len(claims)


def test_what_is_on_no_scale_stands_behind_it() -> None:
    near = agreement([["a", "b"], ["c", "c"]], ["a", "b", "c"], is_ordinal=True).of_each[0]
    far = agreement([["a", "odd"], ["c", "c"]], ["a", "b", "c"], is_ordinal=True).of_each[0]
    assert near is not None and far is not None and near > far
