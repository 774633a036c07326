"""Marks in an article: whatever is marked, the article itself stays what it was."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postil.anchoring.nesting import DEEPEST
from postil.anchoring.projection import Projection, project
from postil.rendering.splice import Mark, splice
from support.articles import ARTICLES, each_real_article, real_articles
from support.marks import marked, remove_marks
from support.trees import complaint, parsed, without_marks

# A link inside these is either forbidden or cannot be pressed.
HOLDERS = frozenset(["a", "button", "label", "code"])


def squeezed(text: str) -> str:
    """Without white space: between blocks it is nobody's words, and no mark need hold it."""
    return "".join(text.split())


def check(html: str, spans: list[tuple[int, int]]) -> None:
    """All that the design promises of the HTML."""
    projection = project(html)
    marks = [
        Mark(f"m{n}", start, end, n, was=(f"old{n}",) * (n % 3 == 0))
        for n, (start, end) in enumerate(spans)
        if squeezed(projection.text[start:end])
    ]
    spliced = splice(projection, marks)
    assert remove_marks(spliced) == html
    if not complaint(html):
        assert not complaint(spliced)
    tree = parsed(spliced)
    assert without_marks(tree) == without_marks(parsed(html))
    check_marks(projection, marks, spliced, tree)


def check_marks(projection: Projection, marks: list[Mark], spliced: str, tree: Any) -> None:
    found = marked(spliced)
    assert found.keys() == {mark.id for mark in marks}
    order = [(element, above) for element, above in _walk(tree, ())]
    for mark in marks:
        segments = found[mark.id]
        assert squeezed(segments.text) == squeezed(projection.text[mark.start : mark.end])
        assert all(segments.texts), "an empty mark"
        first, *others = segments.attributes
        old_ids = [n for n, (e, _) in enumerate(order) if e.get("id") in mark.was]
        assert len(old_ids) == len(mark.was)
        begin = next(n for n, (e, _) in enumerate(order) if e.get("id") == mark.id)
        assert old_ids in ([], [begin + 1]), "right behind the beginning of the mark"
        assert first["id"] == mark.id
        assert first["aria-details"] == f"note-{mark.id}"
        assert not any("id" in other or "aria-details" in other for other in others)
        last = max(n for n, (e, _) in enumerate(order) if e.get("data-postil") == mark.id)
        references = [n for n, (e, _) in enumerate(order) if e.get("href") == f"#note-{mark.id}"]
        assert len(references) == 1
        assert references[0] > last
        element, above = order[references[0]]
        assert element.get("role") == "doc-noteref"
        assert "".join(element.itertext()) == "", "its number is no text"
        assert element.get("data-number") == str(mark.number)
        assert HOLDERS.isdisjoint(above)
    assert spliced.count('<mark class="postil"') == sum(len(m.texts) for m in found.values())


def _walk(element: Any, above: tuple[str, ...]) -> Any:
    for child in element:
        if isinstance(child.tag, str):
            yield child, above
            yield from _walk(child, (*above, child.tag))


@st.composite
def marked_articles(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    html = draw(ARTICLES)
    length = len(project(html).text)
    ends = st.integers(0, length)
    spans = draw(st.lists(st.tuples(ends, ends), min_size=1, max_size=6))
    return html, [(min(span), max(span)) for span in spans]


@given(marked_articles())
@example(("<p>a <em>b</em> c</p>", [(0, 3), (2, 5), (0, 5), (2, 3), (2, 3)]))
@example(("<p><mark>a <b>b</b></mark> c</p>", [(2, 5)]))
@example(("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", [(0, 7)]))
@example(("<pre><code>a\nb</code></pre>", [(0, 1), (2, 3)]))
@example(("<p>a<!-- c -->b</p>", [(0, 2)]))
@example(('<p><a href="x">a <code>b</code></a> c</p>', [(0, 1), (2, 3), (0, 5)]))
@example(("<p>&#x1F642;&amp;&nbsp;x</p>", [(0, 1), (1, 2), (2, 3), (1, 4)]))
def test_any_spans_over_any_article(case: tuple[str, list[tuple[int, int]]]) -> None:
    check(*case)


@pytest.mark.parametrize("path", each_real_article())
def test_spans_over_real_articles(path: str) -> None:
    """Random passages, from a word to a chapter, as many as cross each other often."""
    html = real_articles()[path]
    length = len(project(html).text)
    numbers = random.Random(path)
    for size in (20, 200, length):
        spans = []
        for _ in range(25):
            start = numbers.randrange(length)
            spans.append((start, min(length, start + numbers.randrange(1, size + 1))))
        check(html, spans)


def test_no_marks() -> None:
    html = "<p>a &amp; b</p>"
    assert splice(project(html), []) == html


def test_passages_that_touch() -> None:
    """The reference of the first stands between the two."""
    spliced = splice(project("<p>one two</p>"), [Mark("a", 0, 3, 1), Mark("b", 3, 7, 2)])
    assert re.sub(r' (?:id|aria-details)="[^"]*"', "", spliced) == (
        '<p><mark class="postil" data-postil="a">one</mark>'
        '<a class="postil-ref" role="doc-noteref" href="#note-a" data-number="1"></a>'
        '<mark class="postil" data-postil="b"> two</mark>'
        '<a class="postil-ref" role="doc-noteref" href="#note-b" data-number="2"></a></p>'
    )


def test_references_at_one_place_stand_in_order() -> None:
    """Also behind a link, where those stand that end at different places in it, and with one that
    lies too deep for marks of its own."""
    marks = [Mark("a", 0, 7, 1), Mark("b", 4, 7, 2), Mark("c", 4, 7, 3)]
    spliced = splice(project("<p>one two</p>"), marks)
    assert NUMBERS(spliced) == ["1", "2", "3"]
    html = '<p><a href="/">one two three four</a></p>'
    outer = [Mark(f"o{n}", 0, 18, n + 2) for n in range(DEEPEST)]
    spliced = splice(project(html), [Mark("deep", 12, 13, 1), *outer])
    assert '<a class="postil-ref" role="doc-noteref" href="#note-deep" id="deep"' in spliced
    assert NUMBERS(spliced) == [str(n + 1) for n in range(DEEPEST + 1)]


NUMBERS = re.compile(r'data-number="(\d+)"').findall
