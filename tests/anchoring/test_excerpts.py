"""Excerpts are read as they were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.anchoring.excerpts import Excerpts
from postil.build import build
from support.written import Site

if TYPE_CHECKING:
    from pathlib import Path


@given(st.lists(st.tuples(st.text(), st.text(), st.text())))
def test_each_is_what_was_put_in(texts: list[tuple[str, str, str]]) -> None:
    excerpts = Excerpts(texts)
    assert [excerpts[number] for number in range(1, len(texts) + 1)] == texts
    assert [excerpts.words(n) for n in range(1, len(texts) + 1)] == [words for _, words, _ in texts]


@pytest.mark.parametrize("number", [0, 2, 3])
def test_there_is_none_of_another_number(number: int) -> None:
    with pytest.raises(ValueError, match="unpack"):
        Excerpts([("a", "b", "c")])[number]


def test_texts_stay_at_hand_in_small_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = "notes:\n  here:\n    quote: a ferry\n    note: It sank.\n"
    site = Site.begun(tmp_path, {"a": "On the river a ferry went."}, {"annotations/a.yml": notes})
    whole = site.build.anchored["a"]
    monkeypatch.setattr(build, "_AT_HAND", 0)
    bare = site.build.anchored["a"]
    assert (bool(whole._text), bool(bare._text)) == (True, False)
    assert bare.projection == whole.projection
    (passage,) = bare.placed
    assert bare.excerpt(passage) == ("On the river ", "a ferry", " went.")
