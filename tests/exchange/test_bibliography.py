"""A library and `sources.yml` together: an entry of ours adds to one there, or corrects it."""

from __future__ import annotations

from typing import Any

import pytest

from postil.edition.bibliography import from_library, merged
from postil.edition.model import Source
from postil.exchange.libraries.library import Library

LIBRARY = Library(
    {
        "gates": lambda: {"type": "book", "title": "Dutty", "container-title": "Series"},
        "hill": lambda: {"type": "book", "title": "Hill"},
        "broken": lambda: pytest.fail("an entry that nobody asks for is not worked out"),
    }
)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param(
            {"gates": {"title": "Duty", "reliability": "A memoir."}},
            {
                "gates": {
                    "type": "book",
                    "title": "Duty",
                    "container-title": "Series",
                    "reliability": "A memoir.",
                }
            },
            id="corrects and adds",
        ),
        pytest.param(
            {"gates": {"container_title": "Other", "title": None}},
            {"gates": {"type": "book", "container-title": "Other"}},
            id="underscores, and a field taken away",
        ),
        pytest.param({"hill": None}, {"hill": {"type": "book", "title": "Hill"}}, id="empty"),
        pytest.param({"own": {"type": "book"}}, {"own": {"type": "book"}}, id="ours alone"),
        pytest.param({"hill": ["x"], "own": None}, {"hill": ["x"], "own": None}, id="no mapping"),
        pytest.param(["gates"], ["gates"], id="no entries"),
        pytest.param(None, None, id="empty file"),
    ],
)
def test_merged(own: Any, expected: Any) -> None:
    assert merged(own, LIBRARY) == expected


def test_cited_from_the_library() -> None:
    own = {"gates": Source(type="book")}
    found = from_library(LIBRARY, ["hill", "nobody", "gates", "hill"], own)
    assert {id: source.title for id, source in found.items()} == {"hill": "Hill"}
