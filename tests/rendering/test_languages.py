"""The words of the interface in other languages than English."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import get_args

import pytest
import yaml

from postil.edition.csl import SourceType
from postil.edition.model import Vocabulary
from postil.edition.translation import translated
from postil.edition.words import words
from postil.rendering.pages import Kind
from postil.rendering.pages.search import FACETS

FOLDER = Path(str(resources.files("postil.edition.words")))
LANGUAGES = sorted(p.stem for p in FOLDER.glob("*.yml") if "." not in p.stem and p.stem != "en")
ENGLISH = yaml.safe_load((FOLDER / "en.yml").read_text(encoding="utf-8"))
SHIPPED = yaml.safe_load(
    resources.files("postil.edition").joinpath("vocabulary.yml").read_text(encoding="utf-8")
)
TEMPLATES = [
    template
    for folder in ("rendering", "course/report")
    for template in (Path(str(resources.files("postil"))) / folder / "templates").rglob("*.html")
]


def placeholders(text: str) -> set[str]:
    """The names in braces of a text."""
    return set(re.findall(r"\{(\w*)\}", text))


def test_there_is_a_language_that_is_written_from_right_to_left() -> None:
    assert {"ar", "he", "fa"} & set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete(language: str) -> None:
    own = yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    assert own.keys() == ENGLISH.keys()
    for key, text in ENGLISH.items():
        # "1 claim" need not name its number, whatever the language.
        assert placeholders(own[key]) == placeholders(text), key
        assert own[key].strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_vocabulary_is_complete(language: str) -> None:
    own = yaml.safe_load((FOLDER / f"vocabulary.{language}.yml").read_text(encoding="utf-8"))
    assert own.keys() == SHIPPED.keys()
    for section, concepts in SHIPPED.items():
        assert own[section].keys() == concepts.keys()
        for id, concept in concepts.items():
            said = {key for key in ("label", "description", "inverse") if key in concept}
            assert own[section][id].keys() == said, id


# Keys that are put together: what calls a kind of annotation or of page, a filter, a gap.
COMPOSED = {
    *("claim", "gloss", "question", "context", "referred"),
    *(
        name.replace("-", "_")
        for name in get_args(Kind)
        if name not in ("source", "pair", "matrix", "assignment")
    ),
    *(*FACETS, "source", "tag"),
    *("gap_disagree", "gap_none", "gap_single"),
    *("claims_part", "sources_part", "glossary_part", "cross_references_part", "annotator_part"),
    "what_changed_part",
    *("changed", "changed_lead", "differs", "differs_lead"),
    *("cited_never", "cited_once", "cited_often"),
    *(f"type_{type.replace('-', '_')}" for type in get_args(SourceType)),
}


def test_every_word_is_said_and_every_word_that_is_said_is_there() -> None:
    folder = Path(str(resources.files("postil.rendering")))
    sources = [*TEMPLATES, *folder.rglob("*.js"), *folder.parent.rglob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in sources)
    said = set(re.findall(r'\b(?:t|say)\(\s*"(\w+)"[,)]', code)) | COMPOSED
    assert said == {key.removesuffix("_one") for key in ENGLISH}


def test_only_the_shipped_vocabulary_is_translated() -> None:
    vocabulary = Vocabulary.model_validate(
        {"kinds": {"statistic": {"label": "Number"}}, "stances": SHIPPED["stances"]}
    )
    arabic = translated(vocabulary, "ar-EG")
    assert arabic.kinds["statistic"].label == "Number"
    assert arabic.stances["supports"].label == "يؤيد"
    assert arabic.stances["supports"].icon == "✓"
    assert translated(vocabulary, "xx") == vocabulary


def test_unknown_languages_read_english() -> None:
    assert words("xx") == words("en") == ENGLISH
    assert words("../../secret") == ENGLISH


@pytest.mark.parametrize("template", sorted(TEMPLATES), ids=lambda path: path.name)
def test_templates_hold_no_words(template: Path) -> None:
    """What a reader sees comes from the words of the interface or from the annotations."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text("utf-8"), flags=re.S)
    texts = re.findall(r">([^<]*)", text)
    said = re.findall(r'(?:title|aria-label|alt|placeholder)="([^"]*)"', text)
    assert not [part for part in texts + said if re.search(r"[^\W\d_]{2,}", part)]
