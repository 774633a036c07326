"""Annotations set on the text of an article, and the sentence shown of them elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from postil.anchoring import passages
from postil.anchoring.passages import AnchoredArticle, anchor
from postil.anchoring.projection import project
from postil.anchoring.sentences import sentence_around
from postil.edition.loading import load
from support.builds import write

HTML = """<h2 id="h">A heading<a class="headerlink" href="#h">¶</a></h2>
<p>Leaders overrate what <em>rapport</em> can do&mdash;and say “so” often. They say so
often<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>, as <code>always</code>.</p>
<ul>
<li>one item</li>
<li>another item … and more</li>
</ul>
<table><tr><td>left cell</td><td>right cell</td></tr></table>
"""


@pytest.fixture
def anchored(tmp_path: Path, request: pytest.FixtureRequest) -> AnchoredArticle:
    """The article with a claim for each of the quotes that a test is given."""
    claims = {f"c{n}": {"quote": quote} for n, quote in enumerate(request.param)}
    write(tmp_path, {"annotations/x.yml": yaml.safe_dump({"claims": claims})})
    edition = load(tmp_path / "annotations", ["x"], tmp_path)
    assert not edition.problems
    return anchor(edition.articles["x"], HTML)


FOUND = [
    ("what rapport can do", "what rapport can do"),
    ("what  rapport\ncan do", "what rapport can do"),
    ('can do - and say "so" often', "can do—and say “so” often"),
    ("do–and", "do—and"),
    ("say so often, as always", "say so often, as always"),
    (
        "Leaders overrate … say “so” often",
        "Leaders overrate what rapport can do—and say “so” often",
    ),
    ("Leaders overrate ... can do", "Leaders overrate what rapport can do"),
    ("one item another", "one item another"),
    ("left cell right", "left cellright"),
    ("item … and more", "item … and more"),
    ("A heading Leaders", "A heading Leaders"),
    ({"exact": "often", "prefix": "say “so” "}, "often"),
    ({"exact": "say", "suffix": " so often"}, "say"),
]


@pytest.mark.parametrize(
    ("anchored", "words"), [([quote], words) for quote, words in FOUND], indirect=["anchored"]
)
def test_found(anchored: AnchoredArticle, words: str) -> None:
    (passage,) = anchored.placed
    assert passage.span
    assert anchored.words(passage.span) == words


@pytest.mark.parametrize(
    ("anchored", "status"),
    [
        (["what rapport could never do for them"], "missing"),
        (["1, as always"], "missing"),
        (["¶"], "missing"),
        (["often"], "ambiguous"),
        (["often … often"], "exact"),
        ([{"exact": "Leaders … can do", "prefix": "heading"}], "exact"),
    ],
    indirect=["anchored"],
)
def test_status(anchored: AnchoredArticle, status: str) -> None:
    (passage,) = anchored.passages.values()
    assert passage.location.status == status
    assert bool(passage.span) == (status == "exact")


@pytest.mark.parametrize(
    "anchored",
    [["nowhere at all in it", "one item", "overrate", "Leaders overrate what", "Leaders overrate"]],
    indirect=True,
)
def test_order(anchored: AnchoredArticle) -> None:
    """As they end in the text, where their references stand; those without a place last."""
    assert [(p.id, p.number) for p in anchored.passages.values()] == [
        ("c4", 1),
        ("c2", 2),
        ("c3", 3),
        ("c1", 4),
        ("c0", 5),
    ]
    assert [p.id for p in anchored.unplaced] == ["c0"]


SENTENCES = [
    ("<p>One is. Two [are] here! Three?</p>", "Two [are] here!"),
    ("<p>Dr. Smith met [Mr. J. Jones] in the U.S. in Jan. 2014. Then no.</p>",
     "Dr. Smith met [Mr. J. Jones] in the U.S. in Jan. 2014."),
    ("<p>One. “Is [it] so?” he asked. Two.</p>", "“Is [it] so?”"),
    ("<p>It is 3.5 or [so] of it. Two.</p>", "It is 3.5 or [so] of it."),
    ("<p>One [two. Three] four. Five.</p>", "One [two. Three] four."),
    ("<p>One.</p><ul><li>no stop</li><li>an [item] here</li></ul><p>Two.</p>", "an [item] here"),
    ("<p>一つ目です。二つ目の[文]です。三つ目。</p>", "二つ目の[文]です。"),
    ("<p>One.</p>\n<p>[Two.]</p>\n<p>Three.</p>", "[Two.]"),
    ("<p>A [bar</p><p>cab] dim. End.</p>", "A [barcab] dim."),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "sentence"), SENTENCES)
def test_sentence(marked: str, sentence: str) -> None:
    """The passage stands in square brackets, which are taken out first."""
    start = len(project(marked[: marked.index("[")]).text)
    end = len(project(marked[: marked.index("]")].replace("[", "")).text)
    projection = project(marked.replace("[", "").replace("]", ""))
    left, right = sentence_around(projection, start, end)
    text = projection.text
    assert f"{text[left:start]}[{text[start:end]}]{text[end:right]}" == sentence


def test_a_sentence_without_end_is_cut_at_words() -> None:
    words = [f"word{n}" for n in range(400)]
    projection = project(f"<p>{' '.join(words)}</p>")
    start = projection.text.index("word200")
    left, right = sentence_around(projection, start, start + 7)
    shown = projection.text[left:right].split()
    assert shown == words[words.index(shown[0]) : words.index(shown[-1]) + 1]
    assert 500 < right - left < 1000


@pytest.mark.parametrize(
    ("anchored", "words"),
    [
        (["one item another item"], "one item / another item"),
        (["left cell right cell"], "left cell / right cell"),
        (["A heading Leaders overrate"], "A heading / Leaders overrate"),
        (["what rapport can do"], "what rapport can do"),
    ],
    indirect=["anchored"],
)
def test_quoted_blocks_are_divided(anchored: AnchoredArticle, words: str) -> None:
    (passage,) = anchored.placed
    assert passage.span
    assert anchored.quoted(passage.span) == words
    assert anchored.excerpt(passage)[1] == words


@pytest.mark.parametrize("anchored", [["what rapport can do", "one item"]], indirect=True)
def test_what_is_kept_of_an_article(anchored: AnchoredArticle) -> None:
    """When its own page is made: excerpts, and no text from which others could be taken wrongly."""
    kept = anchored.without_text()
    assert not kept.html
    for passage in kept.placed:
        assert kept.excerpt(passage) == anchored.excerpt(passage)
        assert passage.span
        with pytest.raises(ValueError, match="not kept"):
            kept.words(passage.span)
    unread = AnchoredArticle(anchored.article, HTML, anchored.passages)
    assert unread.without_text() is unread


@pytest.mark.parametrize("anchored", [["what rapport can do"]], indirect=True)
def test_text_is_read_once_until_the_page_is_made(
    anchored: AnchoredArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand = anchored.projection
    passages._projected.cache_clear()
    read: list[str] = []
    monkeypatch.setattr(passages, "project", lambda html: read.append(html) or project(html))
    assert anchored.with_passages(anchored.passages.values()).projection is at_hand
    assert not read
    anchored.rest()
    assert anchored.projection == at_hand
    assert read == [anchored.html]
