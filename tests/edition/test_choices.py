"""Ids to choose from, however many and whatever signs are in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from postil.edition.choices import FEW, choice

IDS = st.text(st.sampled_from("ab-.+(]$^#/é"), min_size=1, max_size=6)


def takes(schema: dict[str, Any], word: str) -> bool:
    """Whether a text is valid, as far as these schemas go."""
    if "pattern" in schema and not re.search(schema["pattern"], word):
        return False
    if "anyOf" in schema and word not in [part["const"] for part in schema["anyOf"]]:
        return False
    return all(
        takes(part["then"], word)
        for part in schema.get("allOf", [])
        if re.search(part["if"]["pattern"], word)
    )


def leaves(schema: dict[str, Any]) -> Iterator[int]:
    """How many ids each group has."""
    if "anyOf" in schema:
        yield len(schema["anyOf"])
    for part in schema.get("allOf", []):
        yield from leaves(part["then"])


@given(st.sets(IDS, min_size=1, max_size=4 * FEW), st.lists(IDS))
def test_each_id_is_taken_and_no_other_word(ids: set[str], others: list[str]) -> None:
    schema = choice(dict.fromkeys(ids, "label"), "wrong")
    for word in (*ids, *others):
        assert takes(schema, word) == (word in ids)


@given(st.sets(IDS, min_size=FEW + 1, max_size=4 * FEW))
def test_many_ids_are_all_completed_and_each_is_compared_with_few(ids: set[str]) -> None:
    schema = choice(dict.fromkeys(ids, "label"), "wrong")
    assert {snippet["label"] for snippet in schema["defaultSnippets"]} == ids
    assert max(leaves(schema)) <= FEW


def test_an_edition_without_any_takes_all() -> None:
    assert takes(choice({}, "wrong"), "anything")
