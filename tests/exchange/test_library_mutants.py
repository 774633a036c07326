"""Whatever a library holds, the answer is its sources and problems with their place."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.edition.model import Source
from postil.exchange.libraries import bibtex, bibtex_export, csl_json, ris
from postil.exchange.libraries.entries import Read

ENTRIES = r"""@article{a, title = {On \emph{E. coli} and H$_2$O},
  author = {Mu\~noz, Jos\'e and {BBC}},
  journal = "Review", year = 2014, month = jan, pages = {1--2}, crossref = {b} }
@book{b, title = {{\TeX}: A book}, date = {199X/..}, publisher = knopf # { and sons}, xdata = {a}}
@string{knopf = {Knopf}}
TY  - JOUR
ID  - c
AU  - van Berg, Jan
DA  - 2014/02/13/
ER  -
"""
SIGNS = [*'{}"\\%#=,@~$()\r\0', "\\~", "\\enquote{", "\\href{", "\\char ", "\\verb|", "$_", "^{"]
SIGNS += [" and ", "\n@book{", "\u202e"]


def sources(read: Read) -> dict[str, Source]:
    """The sources of a library; everything that is said of it can be printed."""
    assert all(problem.file and str(problem).encode() for problem in read.problems)
    found = {id: Source.model_validate(fields()) for id, fields in read.entries.items()}
    for writer in (bibtex_export, ris, csl_json):
        assert writer.write(found).encode() or not found
    return found


@pytest.mark.parametrize("seed", range(150))
def test_mutants(seed: int) -> None:
    dice = random.Random(seed)
    text = ENTRIES
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(SIGNS) + text[at + dice.randint(0, 4) :]
    sources(bibtex.read(text, "x.bib"))
    sources(ris.read(text, "x.ris"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("family", "literal", "raw", "date-parts")), inner)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(("type", "title", "author", "issued", "note", "page", "editor", "custom"))


@given(st.lists(st.dictionaries(FIELDS, VALUES, max_size=4), max_size=3))
def test_any_values_of_csl_json(items: list[dict[str, Any]]) -> None:
    given = [{"id": f"k{number}", **item} for number, item in enumerate(items)]
    read = csl_json.read(json.dumps(given), "x.json")
    assert len(sources(read)) == len(given)
    assert all(problem.what.startswith("entry ") for problem in read.problems)


@pytest.mark.parametrize(
    "text", ["[1e999, NaN]", "[" + "9" * 5000 + "]", '{"items": {"a": 1}}', "\0"]
)
def test_odd_json(text: str, tmp_path: Path) -> None:
    read = csl_json.read(text, "x.json")
    assert read.problems and not read.entries
