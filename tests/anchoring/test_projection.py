"""The text of an article: what a browser makes of the HTML, and the way back to it."""

from __future__ import annotations

import html
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings

from postil.anchoring.projection import project
from postil.rendering.splice import Mark, splice
from support.articles import ARTICLES, each_real_article, real_articles
from support.trees import UNSEEN, UNSEEN_CLASSES, visible_text

if TYPE_CHECKING:
    from playwright.sync_api import Page


@given(ARTICLES)
@example("<p>a&ampb &notit; &#x80; &nosuch; & &;</p>")
@example("<p>a<!-->b<!--->c<!-- -- > -->d<!-- e --!>f</p>")
@example("<p title=\"a > b\" class=x>a</p><p title='</p>'>b</p>")
@example("<P>a<BR/>b<SCRIPT>'</p>'</SCRIPT >c</P>")
@example("<pre>\n\na\r\nb\rc</pre>")
@example("<p>a</p><textarea>\n<b>x</textarea><title>y</title>b")
@example('<p>a<svg><style/><title/><a xlink:href="x"/></svg>b<math><mi>x</mi></math>c</p>')
@example("<p hidden>a</p><p data-hidden>b</p><p title='hidden'>c</p><p hidden=until-found>d</p>")
@example('<p class="a linenos\nb">a</p><p class=lineno>b</p><p class="linenos-x">c</p>')
@example("<div><template><p>a</p><template>b</template></template>c</div>")
@example("a < b <1 </ c> <? d ?> <!e> </ > f")
@example("<p>𝒳🙂e\u0301\u00a0\u00ad</p>")
@example("")
def test_text_is_that_of_another_parser(source: str) -> None:
    assert project(source).text == visible_text(source)


@given(ARTICLES)
def test_way_back(source: str) -> None:
    """Each character stands in the HTML where the map says."""
    projection = project(source)
    for offset, character in enumerate(projection.text):
        start, end = projection.html_start(offset), projection.html_end(offset + 1)
        assert 0 <= start < end <= len(source)
        written = source[start:end]
        assert character in html.unescape(written) or (character, written) == ("\n", "\r\n")


@settings(max_examples=25)
@given(ARTICLES)
def test_blocks(source: str) -> None:
    """Blocks divide the text, in order and without a gap."""
    projection = project(source)
    assert list(projection.breaks) == sorted(set(projection.breaks))
    at = 0
    while at < len(projection.text):
        start, end = projection.block(at)
        assert start == at < end
        at = end


def test_block_of_a_cell() -> None:
    """Cells are blocks of their own, although no white space stands between them."""
    projection = project("<table><tr><td>one</td><td>two <b>three</b></td></tr></table><p>four</p>")
    assert projection.text == "onetwo threefour"
    assert projection.block(4) == (3, 12)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a<ruby>漢字<rt>かんじ</rt></ruby>b", "a漢字b"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>b", "漢字b"),
        ("<ruby>漢<rt>かん<rp>x</ruby>b", "漢b"),
        ("<ruby>漢<rt><b>か</b>ん</rt></ruby>b", "漢b"),
        ("<p><ruby>漢<rt>かん</p><p>b</p>", "漢b"),
    ],
)
def test_readings_above_characters_are_no_words_of_the_sentence(source: str, text: str) -> None:
    assert project(source).text == text


WALK = """
([html, unseen]) => {
    const root = document.createElement("div")
    root.innerHTML = html
    document.body.replaceChildren(root)
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const marks = {}
    let text = "", length = 0
    while (walker.nextNode()) {
        const node = walker.currentNode
        if (node.parentElement.closest(unseen))
            continue
        const size = [...node.data].length
        let mark = node.parentElement.closest("mark.postil")
        while (mark) {
            (marks[mark.dataset.postil] ??= []).push([length, length + size])
            mark = mark.parentElement.closest("mark.postil")
        }
        text += node.data
        length += size
    }
    return [text, marks]
}
"""
SELECTOR = ",".join([*UNSEEN, "[hidden]", *(f".{name}" for name in UNSEEN_CLASSES)])


@pytest.mark.parametrize("path", each_real_article())
def test_text_is_that_of_the_browser(path: str, page: Page) -> None:
    source = real_articles()[path]
    text, _ = page.evaluate(WALK, [source, SELECTOR])
    assert project(source).text == text


@pytest.mark.parametrize("path", each_real_article())
def test_marks_are_on_their_words_in_the_browser(path: str, page: Page) -> None:
    """Forty passages at a time: each selects its words, at their place, and no others."""
    source = real_articles()[path]
    projection = project(source)
    length = len(projection.text)
    numbers = random.Random(path)
    for _ in range(5):
        spans = {}
        for n in range(40 if length else 0):
            start = numbers.randrange(length)
            end = min(length, start + numbers.choice([1, 10, 100, 1000]))
            if projection.text[start:end].strip():
                spans[f"m{n}"] = start, end
        marks = [Mark(id, *span, n) for n, (id, span) in enumerate(spans.items())]
        text, found = page.evaluate(WALK, [splice(projection, marks), SELECTOR])
        assert text == projection.text
        assert found.keys() == spans.keys()
        for id, (start, end) in spans.items():
            marked = {offset for piece in found[id] for offset in range(*piece)}
            assert marked <= set(range(start, end))
            left_out = set(range(start, end)) - marked
            assert not "".join(text[offset] for offset in left_out).strip()
