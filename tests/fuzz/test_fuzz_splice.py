"""Marks in HTML that is no HTML: nothing is lost, nothing ends up outside its place.

`POSTIL_FUZZ=100000 pytest tests/fuzz` tries as many examples of each; found cases are kept in
`cases`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postil.anchoring.index import TextIndex
from postil.anchoring.projection import Projection, project
from postil.anchoring.quote import Quote
from postil.rendering.splice import Mark, splice
from support.marks import remove_marks
from support.soup import SOUP
from support.trees import visible_text

EXAMPLES = int(os.environ.get("POSTIL_FUZZ", "80"))
CASES = sorted((Path(__file__).parent / "cases/html").iterdir())


def spans_of(projection: Projection, ends: list[tuple[int, int]]) -> list[tuple[int, int]]:
    size = len(projection.text) + 1
    pairs = (sorted((one % size, other % size)) for one, other in ends)
    return [(one, other) for one, other in pairs if projection.text[one:other].strip()]


def check(source: str, ends: list[tuple[int, int]]) -> None:
    projection = project(source)
    for offset in range(0, len(projection.text), 7):
        start, end = projection.html_start(offset), projection.html_end(offset + 1)
        assert 0 <= start < end <= len(source)
    marks = [Mark(f"p{n}", *span, n) for n, span in enumerate(spans_of(projection, ends), 1)]
    spliced = splice(projection, marks)
    # Nothing but our tags was put in, and every one that opens is closed.
    assert remove_marks(spliced) == source
    assert spliced.count("</mark>") - source.count("</mark>") == spliced.count(
        '<mark class="postil" data-postil="p'
    )
    # Another parser reads the article as before.
    assert _unnumbered(visible_text(spliced)) == _unnumbered(visible_text(source))
    assert project(spliced).text == projection.text


def _unnumbered(text: str) -> str:
    return text.replace("\x00", "\ufffd")


@settings(max_examples=EXAMPLES)
@given(SOUP, st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=5))
@example('<mark title=x"y>word<a title="a > b">', [(0, 1)])
def test_soup(source: str, ends: list[tuple[int, int]]) -> None:
    check(source, ends)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases(path: Path) -> None:
    source = path.read_bytes().decode("utf-8", "surrogatepass")
    check(source, [(0, 400), (1, 4), (2, 9), (0, 3)])


@settings(max_examples=EXAMPLES)
@given(SOUP, st.text(min_size=1, max_size=20), st.text(max_size=5), st.text(max_size=5))
def test_quotes_in_soup(source: str, exact: str, prefix: str, suffix: str) -> None:
    """Whatever is quoted: the words that are found are those of the quote, or nothing is."""
    projection = project(source)
    index = TextIndex(projection.text, projection.breaks)
    location = index.locate(Quote(exact, prefix=prefix, suffix=suffix))
    if location.start is not None and location.end is not None:
        assert 0 <= location.start < location.end <= len(projection.text)


NESTED = ["<b>", "<div>", "<p>", "<a>", "<ul><li>", "<table>", "<svg>", "<template>", "<!--", "<"]
NESTED += ["<b></i>", "<b hidden>", "<script>", "&", "<a title='", "<p class=", "</p>", "<pre>\r"]


@pytest.mark.parametrize("piece", NESTED)
def test_deep_and_long(piece: str) -> None:
    """A quarter of a million characters of it: over at once, not in an hour."""
    source = "word " + piece * (250_000 // len(piece)) + " word" + "</i>" * 20_000
    projection = project(source)
    assert projection.text.startswith("word ")
    spliced = splice(projection, [Mark("p1", 0, 4, 1)])
    assert spliced.startswith("<mark")
    assert spliced.endswith("</a>" + source[4:])
