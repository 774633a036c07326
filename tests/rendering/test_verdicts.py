"""When two annotators assess the same passage."""

from __future__ import annotations

import pytest

from postil.anchoring.passages import anchor
from postil.edition.edition import Article
from postil.edition.model import Claim, Quote
from postil.rendering.annotators import assessed_together

HTML = "<p>Bees dance very well, they say. Ants march at night, and nobody hears them.</p>"


def claim(quote: str, by: str, assessment: str = "supported") -> Claim:
    return Claim(quote=Quote(exact=quote), by=by, assessment=assessment)


def together(**claims: Claim) -> dict[str, tuple[str, ...]]:
    return dict(assessed_together(anchor(Article("x", claims), HTML)))


@pytest.mark.parametrize(
    "quote",
    [
        "Ants march at night, and nobody hears them",
        "Ants march at night, and nobody hears",
        "march at night … nobody hears them.",
    ],
)
def test_the_same_or_nearly_the_same_words(quote: str) -> None:
    first = claim("Ants march at night, and nobody hears them", "ana")
    assert together(a=first, b=claim(quote, "ben")) == {"a": ("b",), "b": ("a",)}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(claim("Ants march at night", "ben"), id="a half of it"),
        pytest.param(claim("Bees dance", "ben"), id="another passage"),
        pytest.param(claim("Ants march at night, and nobody", "ana"), id="the same annotator"),
        pytest.param(claim("Ants march at night, and nobody", ""), id="nobody"),
        pytest.param(claim("Ants march at night, and nobody", "ben", ""), id="no verdict"),
    ],
)
def test_others_do_not_stand_together(other: Claim) -> None:
    first = claim("Ants march at night, and nobody hears them", "ana")
    assert together(a=first, b=other) == {}


def test_three_verdicts() -> None:
    three = {by: claim("Bees dance very well", by) for by in ("ana", "ben", "dora")}
    assert together(**three) == {
        "ana": ("ben", "dora"),
        "ben": ("ana", "dora"),
        "dora": ("ana", "ben"),
    }
