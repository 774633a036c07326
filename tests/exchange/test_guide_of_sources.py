"""What the guide says of sources is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
