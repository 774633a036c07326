"""The reference page of the guide says all that the program knows."""

from __future__ import annotations

import re

import pytest

from postil.build.settings import Settings
from postil.desk.reference import custom_properties, reference
from postil.edition.model import (
    Citation,
    Claim,
    CrossReference,
    Note,
    Quote,
    Source,
    Term,
    fields_of,
)
from postil.edition.words import words
from postil.rendering.scripts import ASSETS


@pytest.mark.parametrize(
    "model", [Settings, Claim, Note, Quote, Citation, CrossReference, Source, Term]
)
def test_every_key_has_its_meaning(model: type) -> None:
    said = dict(re.findall(r"^`([\w-]+)`\n:   \*[^*]+\* *(.*)$", reference(), re.MULTILINE))
    for name, field in fields_of(model).items():
        key = field.alias or name
        assert key in said
        assert said[key], f"'{key}' is not explained"


def test_every_word_of_the_pages_is_listed_with_what_it_says() -> None:
    said = dict(re.findall(r"^\| `(\w+)` \| `(.+)` \|$", reference(), re.MULTILINE))
    assert {key: said.get(key) for key in words("en")} == words("en")


def test_types_and_defaults() -> None:
    page = reference()
    assert "`mark_terms`\n:   *`true` or `false`, `false` by default.*" in page
    assert "`citation_style`\n:   *text, `plain` by default.*" in page
    assert "`bibliography`\n:   *list of words.*" in page
    assert "`search`\n:   *one of `theme`, `pagefind`, `theme` by default.*" in page


def test_every_custom_property_is_explained() -> None:
    """What the style sheets set for the whole page is there for a site to set otherwise."""
    css = "".join(path.read_text(encoding="utf-8") for path in ASSETS.glob("*.css"))
    offered = set(re.findall(r"^  (--postil-[\w-]+):", css, re.MULTILINE))
    # Of single elements: set by the vocabulary, or by the style sheet itself.
    offered -= {"--postil-faint", "--postil-line"}
    page = reference()
    assert {name for name, _, _ in custom_properties()} == offered
    assert not [name for name in offered if f"`{name}`" not in page]


def test_no_custom_property_is_used_that_nobody_sets() -> None:
    css = "".join(path.read_text(encoding="utf-8") for path in ASSETS.glob("*.css"))
    used = set(re.findall(r"var\((--postil-[\w-]+)", css))
    used_without_fallback = set(re.findall(r"var\((--postil-[\w-]+)\)", css))
    known = {name for name, _, _ in custom_properties()}
    by_vocabulary = {"--postil-kind", "--postil-line", "--postil-assessment"}
    by_script = {"--postil-lines", "--postil-rows"}
    assert used - by_vocabulary - by_script - {"--postil-beside-text", "--postil-faint"} <= known
    assert known <= used
    assert used_without_fallback - known <= {
        "--postil-faint",
        "--postil-lines",
        "--postil-beside-text",
    }
