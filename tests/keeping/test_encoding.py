"""Values as JSON, and back."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from postil.keeping.encoding import as_json, encoded

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=3), each),
    max_leaves=8,
)


@given(VALUES)
def test_any_value_comes_back(value: Any) -> None:
    """With halves of characters and with numbers that have more digits than other programs take."""
    assert json.loads(as_json(value)) == value
    assert encoded(value) == as_json(value).encode("utf-8", "surrogatepass")


def test_keys_that_are_numbers_are_texts() -> None:
    assert as_json({1: ("é", None)}) == '{"1":["é",null]}'
