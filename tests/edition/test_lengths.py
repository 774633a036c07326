"""Texts that are too long for where they stand: a small file must not make a large site."""

from __future__ import annotations

from pathlib import Path

import pytest

from postil.edition.loading import load
from postil.edition.model import MAX_FIELD, MAX_LABEL, MAX_LINE, MAX_TEXT
from postil.edition.yamlfile import MAX_REPEATED
from support.builds import write

CLAIM = "claims:\n  a: {quote: words, sources: [book], "
SOURCE = "book: {type: book, title: A"

# The file, what stands before the text and behind it, and how long it may be.
PLACES: dict[str, tuple[str, str, str, int]] = {
    "locator": (
        "x",
        "claims:\n  a: {quote: words, sources: [{source: book, locator: ",
        "}]}",
        MAX_LINE,
    ),
    "tag": ("x", f"{CLAIM}tags: [", "]}", MAX_LABEL),
    "origin": ("x", f"{CLAIM}origin: ", "}", MAX_LINE),
    "label": ("vocabulary", "kinds: {k: {label: ", "}}", MAX_LABEL),
    "description": ("vocabulary", "kinds: {k: {label: K, description: ", "}}", MAX_LINE),
    "inverse": ("vocabulary", "relations: {k: {label: K, inverse: ", "}}", MAX_LABEL),
    "word": ("vocabulary", "words: {claims: ", "}", MAX_LINE),
    "term": ("glossary", "t: {definition: x, term: ", "}", MAX_LABEL),
    "form": ("glossary", "t: {definition: x, term: t, forms: [", "]}", MAX_LABEL),
    "definition": ("glossary", "t: {term: x, definition: ", "}", MAX_TEXT),
    "annotator": ("annotators", "a: {name: ", "}", MAX_LABEL),
    "affiliation": ("annotators", "a: {name: A, affiliation: ", "}", MAX_LINE),
    "publisher": ("sources", f"{SOURCE}, publisher: ", "}", MAX_FIELD),
    "author": ("sources", f"{SOURCE}, author: [{{family: ", "}]}", MAX_FIELD),
    "note": ("sources", f"{SOURCE}, note: ", "}", MAX_TEXT),
}


def problems(folder: Path, name: str, text: str) -> list[str]:
    files = {"x": f"{CLAIM}}}\n", "sources": f"{SOURCE}}}\n", name: text}
    write(folder, {f"annotations/{stem}.yml": text for stem, text in files.items()})
    return [str(problem) for problem in load(folder / "annotations", ["x"], folder).problems]


@pytest.mark.parametrize("place", PLACES)
def test_the_longest_text(place: str, tmp_path: Path) -> None:
    """May stand there; one that is longer is told with its line."""
    name, before, closing, most = PLACES[place]
    assert problems(tmp_path, name, f"{before}{'x' * most}{closing}\n") == []
    (said,) = problems(tmp_path, name, f"{before}{'x' * (most + 1)}{closing}\n")
    line = before.count("\n") + 1
    assert said.startswith(f"annotations/{name}.yml:{line}:")
    assert f"{most:,}" in said
    assert "characters" in said


def test_what_aliases_add(tmp_path: Path) -> None:
    """Is bounded for each file, however it is divided; the author is told which text it is."""
    one, many = MAX_TEXT, MAX_REPEATED // MAX_TEXT
    entries = "".join(f"  a{n}: {{quote: words, because: *long}}\n" for n in range(many))
    said = f"claims:\n  first: {{quote: words, because: &long {'x' * one}}}\n{entries}"
    assert problems(tmp_path, "x", said) == []
    (found,) = problems(tmp_path, "x", f"{said}  more: {{quote: words, because: *long}}\n")
    assert found.startswith("annotations/x.yml:2:34: names and aliases ('&', '*') repeat more text")
    lists = (
        f"claims:\n  a: {{quote: words, tags: &t [{', '.join(['x' * 100] * 100)}]}}\n"
        + "".join(f"  b{n}: {{quote: words, tags: *t}}\n" for n in range(many * 2 + 1))
    )
    (found,) = problems(tmp_path, "x", lists)
    assert "repeat more text" in found
