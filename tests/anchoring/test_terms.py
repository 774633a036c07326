"""First uses of terms: which words are marked, and what is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from postil.anchoring.passages import AnchoredArticle, anchor
from postil.anchoring.terms import with_first_uses
from postil.edition.edition import Article
from postil.edition.model import Annotation, Claim, Note, Quote, Term

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases/terms/first_uses.yml").read_text(encoding="utf-8")
)
PACT = {"pact": Term(term="Pact", definition="An agreement.")}


def article(html: str, **annotations: Annotation) -> AnchoredArticle:
    named = {name.replace("_", "-"): annotation for name, annotation in annotations.items()}
    return anchor(Article("x", named), html)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["html"])
def test_first_use(case: dict[str, Any]) -> None:
    html = case["html"]
    term = Term(term=case["term"], definition="It means.", forms=case.get("forms", []))
    bare = article(html.replace("⟦", "").replace("⟧", ""))
    found = with_first_uses(bare, {"it": term}).passages
    if "⟦" not in html:
        assert found == {}
        return
    signed = article(html).projection.text
    start = signed.index("⟦")
    assert found["term-it"].span == (start, signed.index("⟧") - 1)


def test_what_an_annotation_explains_is_left_alone() -> None:
    html = "<p>A pact is no treaty. A pact holds.</p>"
    gloss = Note(quote=Quote(exact="pact holds"), term="pact")
    claim = Claim(quote=Quote(exact="pact holds"), terms=["pact"])
    for annotation in (gloss, claim):
        assert set(with_first_uses(article(html, one=annotation), PACT).passages) == {"one"}


def test_numbers_follow_the_text() -> None:
    html = "<p>Before. A pact is no treaty. After.</p>"
    before, after = (Claim(quote=Quote(exact=words)) for words in ("Before", "After"))
    gone = Claim(quote=Quote(exact="never said"))
    around = Claim(quote=Quote(exact="A pact is no treaty"))
    read = article(html, gone=gone, after=after, before=before, around=around)
    found = with_first_uses(read, PACT).passages
    assert list(found) == ["before", "term-pact", "around", "after", "gone"]
    assert [passage.number for passage in found.values()] == [1, 2, 3, 4, 5]


def test_ids_that_are_taken() -> None:
    own = Claim(quote=Quote(exact="holds"))
    read = article("<p>A pact holds.</p>", term_pact=own)
    found = with_first_uses(read, PACT, taken={"term-pact-2"}).passages
    assert list(found) == ["term-pact-3", "term-pact"]
