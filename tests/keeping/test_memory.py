"""A set of names in little room is a set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.keeping.memory import Names

NAMES = st.lists(st.text(st.characters(exclude_characters="\0"), max_size=3))


@given(NAMES, st.text(st.characters(exclude_characters="\0"), max_size=2))
def test_names(names: list[str], other: str) -> None:
    found = Names(names)
    assert found == set(names)
    assert len(found) == len(set(names))
    assert bool(found) == bool(names)
    assert list(found) == list(dict.fromkeys(names))
    assert all(name in found for name in names)
    assert (other in found) == (other in names)


@pytest.mark.parametrize("name", ["a", "b c", "", "ab"])
def test_a_part_of_a_name_is_no_name(name: str) -> None:
    assert name not in Names(["b", "abc", "c"])
