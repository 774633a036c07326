"""The short cuts of a converter: they change nothing of what any extension makes of any text."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor as TreeInlines

from postil.rendering.prose.paragraphs import with_short_cuts

COMMON = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.superfences",
]
SETS: dict[str, list[Any]] = {
    "none": [],
    "common": COMMON,
    "extra": ["extra", "codehilite", "nl2br", "sane_lists", "smarty", "wikilinks", "toc"],
    "signs": [
        *COMMON,
        "pymdownx.arithmatex",
        "pymdownx.betterem",
        "pymdownx.caret",
        "pymdownx.critic",
        "pymdownx.emoji",
        "pymdownx.escapeall",
        "pymdownx.keys",
        "pymdownx.magiclink",
        "pymdownx.mark",
        "pymdownx.progressbar",
        "pymdownx.quotes",
        "pymdownx.saneheaders",
        "pymdownx.smartsymbols",
        "pymdownx.striphtml",
        "pymdownx.tabbed",
        "pymdownx.tasklist",
        "pymdownx.tilde",
    ],
    "letters": [*COMMON, "pymdownx.fancylists", "pymdownx.blocks.admonition"],
}
OPTIONS = {
    # What a mark puts into the text may be for other patterns.
    "footnotes": {"SUPERSCRIPT_TEXT": "*{}*"},
    "toc": {"permalink": True},
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.tabbed": {"alternate_style": True},
}

# What blocks and spans of any extension begin and end with, and what may stand between.
STARTS = (
    '* |- |+ |1. |12. |a. |i) |(a) |# |## |#|> |: |:   |    |   |!!! note|!!! note "T"|??? note'
    '|???+ "T"|=== "Tab"|```|``` py|~~~|=|===|---|- - -|***|___|*[word]: |[^1]: |[word]: /x'
    "|[word]:|    !!! note|        |$$|\\begin{a}|\\[|/// admonition|///|> [!note]|- [ ] |<div>"
    '|</div>|<div markdown="1">|<p markdown="span">|<!-- |--> |<br>|| |---|---|\t|“|"|(|\\|{: #id }'
).split("|")
SPANS = (
    "word|Word|words of a line|two  |word.|1.|1990|*em*|**strong**|_em_|*|_|`code`|``|`|\\|\\`|\\["
    "|[text](/x)|[text][word]|[word]|![alt](/i.png)|![word]|[^1]|^[|<https://x.example>|<a@b.example>"
    "|<b>|</b>|<p>|<hr>|&amp;|&#38;|&|<|>|a | b|:|::|{: .c }|{ #i }|!|!!!|???|===|#|$x$|$|~~del~~|~"
    "|^|^^|==mark==|=|++ctrl++|:smile:|{++add++}|{--|(c)|1/2|--|...|\"|'|www.x.example|@user|[[w]]"
    "|ß|é|王|٣|²|\u2028|\x0c|\x02|\x03|\x02wzxhzdk:0\x03|\x02klzzwxh:0000\x03|\xa0"
).split("|")

lines = st.builds(
    lambda start, spans: start + " ".join(spans),
    # Every other line begins like prose.
    st.one_of(st.sampled_from(["Word ", "“Words ", "é"]), st.sampled_from(STARTS)),
    st.lists(st.sampled_from(SPANS), max_size=5),
)
texts = st.builds(
    "".join,
    st.lists(
        st.builds(
            "".join, st.tuples(lines, st.sampled_from(["\n", "\n", "\n\n", "\n    ", "\r\n"]))
        ),
        min_size=1,
        max_size=8,
    ),
).filter(str.strip)


def converter(extensions: list[Any]) -> Markdown:
    configs = {name: OPTIONS[name] for name in extensions if name in OPTIONS}
    return Markdown(extensions=extensions, extension_configs=configs)


PAIRS = {
    name: (converter(extensions), with_short_cuts(converter(extensions)))
    for name, extensions in SETS.items()
}


def converted(markdown: Markdown, text: str) -> str:
    return str(markdown.reset().convert(text))


@pytest.mark.parametrize("name", PAIRS)
@settings(max_examples=200)
@given(text=texts)
def test_no_text_becomes_anything_else(name: str, text: str) -> None:
    plain, short = PAIRS[name]
    assert converted(short, text) == converted(plain, text)


SIGNS_ALONE = [
    "a * b",
    "*",
    "_ a",
    "a *em* *",
    "a **\nb *em*",
    "*em* a_ b",
    "a ***",
    "![a](/b) [c](/d)",
    "\\![a](/b) and ![[c](/d)](/e)",
    "!\n[a](/b)",
    "[a]!",
]


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("text", SIGNS_ALONE)
def test_signs_that_stand_alone_stay(name: str, text: str) -> None:
    plain, short = PAIRS[name]
    assert converted(short, text) == converted(plain, text)


class Spy(BlockProcessor):
    """A block of somebody else's making that begins with letters."""

    def test(self, parent: Any, block: str) -> bool:
        return block.startswith("Exercise")

    def run(self, parent: Any, blocks: list[str]) -> None:
        self.parser.md.asked = blocks.pop(0)


class Foreign(Extension):
    """Registers it."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.parser.blockprocessors.register(Spy(md.parser), "exercise", 65)


def test_blocks_of_unknown_extensions_are_asked_for() -> None:
    markdown = with_short_cuts(converter([Foreign()]))
    assert converted(markdown, "Exercise 1") == ""
    assert markdown.asked == "Exercise 1"


def test_prose_is_looked_through_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    markdown = with_short_cuts(converter(COMMON))
    asked: list[str] = []
    _, *others = markdown.parser.blockprocessors
    for processor in others:
        if processor is not markdown.parser.blockprocessors["empty"]:
            monkeypatch.setattr(processor, "test", lambda _, block: bool(asked.append(block)))
    assert converted(markdown, "Words,\nand more.\n\nAnd *more*.") == (
        "<p>Words,\nand more.</p>\n<p>And <em>more</em>.</p>"
    )
    assert set(asked) == {""}


def test_html_is_read_only_where_it_is() -> None:
    class Reader(Preprocessor):
        __module__ = "markdown.preprocessors"

        def run(self, lines: list[str]) -> list[str]:
            return [line.upper() for line in lines]

    markdown = Markdown()
    markdown.preprocessors.register(Reader(markdown), "html_block", 20)
    with_short_cuts(markdown)
    assert converted(markdown, "no tag") == "<p>no tag</p>"
    assert converted(markdown, "a &amp; b") == "<p>A &AMP; B</p>"


@pytest.mark.parametrize("extensions", [[], ["pymdownx.inlinehilite"]])
def test_code_and_links_are_looked_for_only_where_their_signs_are(extensions: list[str]) -> None:
    markdown = with_short_cuts(converter(extensions))
    for name in ("backtick", "reference", "link", "short_reference"):
        expression: Any = markdown.inlinePatterns[name].getCompiledRegExp()
        assert expression.signs
    assert converted(markdown, "a `b` [c](/d)") == '<p>a <code>b</code> <a href="/d">c</a></p>'


def test_patterns_are_tried_only_on_texts_with_their_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    markdown = with_short_cuts(converter(COMMON))
    tried: list[str] = []
    for name in ("footnote", "link", "html", "em_strong"):
        pattern: Any = markdown.inlinePatterns[name]
        compiled = pattern.getCompiledRegExp
        monkeypatch.setattr(
            pattern, "getCompiledRegExp", lambda n=name, f=compiled: tried.append(n) or f()
        )
    assert converted(markdown, "Words.") == "<p>Words.</p>"
    tried.clear()
    assert converted(markdown, "Words again.") == "<p>Words again.</p>"
    assert not tried
    assert converted(markdown, "[*a*](/b)") == '<p><a href="/b"><em>a</em></a></p>'
    assert {"link", "em_strong"} <= set(tried)


def test_paragraphs_without_a_sign_are_tried_with_no_pattern(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    markdown = with_short_cuts(converter(COMMON))
    tried: list[str] = []
    apply = TreeInlines._InlineProcessor__applyPattern  # type: ignore[attr-defined]
    monkeypatch.setattr(
        TreeInlines,
        "_InlineProcessor__applyPattern",
        lambda self, pattern, data, *at: tried.append(data) or apply(self, pattern, data, *at),
    )
    assert converted(markdown, "Words.\n\n`a` b") == "<p>Words.</p>\n<p><code>a</code> b</p>"
    assert tried
    assert "Words." not in tried


@pytest.mark.parametrize(
    "text",
    [
        "The HTML of it.\n\n*Some* HTML.\n\n*[HTML]: Language",
        "- HTML\n- *a*\n\n*[HTML]: Language",
        "> HTML\n\nHTML <b>\n\n*[HTML]: Language",
        "# HTML {#here}\n\nHTML[^1] *a*\n\n[^1]: HTML\n\n*[HTML]: Language",
        "| HTML | *b* |\n|---|---|\n| c | HTML |\n\n*[HTML]: Language",
        "Words <b>in</b> HTML\n\nWords\n\n*[HTML]: Language",
    ],
)
@pytest.mark.parametrize("name", PAIRS)
def test_other_extensions_look_through_paragraphs_without_a_sign(name: str, text: str) -> None:
    plain, short = PAIRS[name]
    assert converted(short, text) == converted(plain, text)


class Shouting(InlineProcessor):
    """A pattern of somebody else's making: what it puts into the text is for other patterns."""

    def handleMatch(self, m: Any, data: str) -> Any:  # type: ignore[override]  # noqa: N802
        element = Element("span")
        element.text = "*loud*"
        return element, m.start(0), m.end(0)


def test_what_unknown_patterns_put_in_is_looked_through() -> None:
    markdown = with_short_cuts(converter(COMMON))
    text = "Words: shout."
    assert converted(markdown, text) == "<p>Words: shout.</p>"
    markdown.inlinePatterns.register(Shouting("shout"), "shouting", 300)
    assert converted(markdown, text) == "<p>Words: <span><em>loud</em></span>.</p>"


def test_processors_stay_what_extensions_ask_for() -> None:
    markdown = converter(["attr_list", "md_in_html", "pymdownx.superfences"])
    names = ("inline", "attr_list")
    before = [markdown.treeprocessors[name] for name in names]
    fences = markdown.preprocessors["fenced_code_block"]
    with_short_cuts(markdown)
    assert [markdown.treeprocessors[name] for name in names] == before
    assert markdown.preprocessors["fenced_code_block"] is fences


def test_what_an_extension_takes_away_stays_away() -> None:
    markdown = Markdown()
    markdown.preprocessors.deregister("html_block")
    markdown.parser.blockprocessors.deregister("paragraph")
    with_short_cuts(markdown)
    assert "html_block" not in markdown.preprocessors
    assert converted(markdown, "# Heading") == "<h1>Heading</h1>"
