"""What the guide says of sources is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from postil.edition import csl
from postil.edition.csl import COMMON_TYPES, SourceType, type_meant
from postil.edition.dates import in_words
from postil.exchange.libraries import bibtex

GUIDE = (Path(__file__).parents[2] / "docs/guide/sources.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`[-\d.~?X/`, ]+`) \| ([^|`]+) \|$", GUIDE, re.MULTILINE)


def test_all_rows_are_tried() -> None:
    assert len(ROWS) == 4


@pytest.mark.parametrize(("dates", "words"), ROWS)
def test_dates(dates: str, words: str) -> None:
    said = [in_words(date) for date in re.findall(r"`([^`]+)`", dates)]
    assert list(dict.fromkeys(said)) == words.strip().split(", ")


def test_forgotten_comma() -> None:
    text = "\n" * 12 + "@book{a, title = {No comma after} author = {Doe, J.}}"
    (problem,) = bibtex.read(text, "refs.bib").problems
    assert f"`{problem}`" in GUIDE


def test_types() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| [^|]+ \| `([\w-]+)` \| [^|]+ \|$", GUIDE, re.MULTILINE)
    assert {type for row in rows for type in row} - {"type"} == set(COMMON_TYPES)
    assert set(COMMON_TYPES) <= set(get_args(SourceType))


@pytest.mark.parametrize(
    ("word", "type"),
    [
        ("letter", "personal_communication"),
        ("Web Page", "webpage"),
        ("blog_post", "post-weblog"),
        ("film", "motion_picture"),
        ("newspaper", "article-newspaper"),
        ("judgement", "legal_case"),
        ("e-mail", "personal_communication"),
    ],
)
def test_common_words_are_understood(word: str, type: str) -> None:
    assert type_meant(word) == type


def test_each_word_means_one_type() -> None:
    words = [word for words in csl._MEANT.values() for word in words.split()]
    assert len(words) == len(set(words)) and not set(words) & set(get_args(SourceType))
