"""Plain texts become what Python-Markdown makes of them, and no others are taken for plain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Extension, Markdown
from markdown.extensions.abbr import AbbrExtension

from postil.rendering.prose.lines import plain
from postil.rendering.prose.plain import PlainProse
from rendering.test_prose import COMMON, SPANS, STARTS

MATERIAL = [
    *COMMON,
    "pymdownx.arithmatex",
    "pymdownx.betterem",
    "pymdownx.caret",
    "pymdownx.critic",
    "pymdownx.emoji",
    "pymdownx.keys",
    "pymdownx.mark",
    "pymdownx.smartsymbols",
    "pymdownx.snippets",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.tilde",
]
OPTIONS: dict[str, dict[str, Any]] = {
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.betterem": {"smart_enable": "all"},
    "pymdownx.snippets": {"base_path": "."},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tasklist": {"custom_checkbox": True},
}
SETS: dict[str, list[Any]] = {
    "none": [],
    "common": COMMON,
    "extra": ["extra", "codehilite", "nl2br", "sane_lists"],
    "material": MATERIAL,
    **{name: [name] for name in MATERIAL if name not in COMMON},
}


def converter(extensions: list[Any], **options: dict[str, Any]) -> Markdown:
    configs = {name: OPTIONS[name] for name in extensions if name in OPTIONS}
    return Markdown(extensions=extensions, extension_configs=configs | options)


MARKDOWN = {name: converter(extensions) for name, extensions in SETS.items()}
PROSE = {name: PlainProse(MARKDOWN[name], SETS[name]) for name in SETS}

PLAIN = (
    "word|Word|é|王|🙂|it's|“so”|'a'|\"b\"|in|(so)|5%|--|-|–|.|,|;|?|!|*em*|*two words*|**strong**"
    "|**two words**|(*em*)|*em*,|“*em*”|`code`|`two words`|`a_b.c`|[text](/x)|[t](mailto:a,b)"
    "|[two words](../a_b.md#c)|[t](https://x.example/~a/?b=c+d)|*a*`b`|`a`*b*|*a*[b](c)|[b](c)`a`"
).split("|")
# What may be something else, for some extensions or beside others.
ODD = (
    ":word:|12:30|1990|a/b|c/o|(c)|(tm)|1/2|2nd|5%|+1|www.x.example|[t](x)[u](y)|!`code`|![a](b)"
    "|**a***b*|*a***b**|*a**b*|`a``b`|*a|a*|*|**|`|[|](|)|:|\t"
).split("|")
pieces = st.sampled_from(PLAIN * 8 + ODD)
lines = st.builds(
    lambda start, pieces, end: start + " ".join(pieces) + end,
    st.sampled_from(["Word ", "“Word ", '"É ', "*em* ", "**b** ", "[a](b) ", "`c` ", "1. "]),
    st.lists(pieces, max_size=6),
    st.sampled_from(["\n", "\n", "\n", "\n\n", "\n\n", "\n\n\n", "  \n", ""]),
)
plain_texts = st.builds("".join, st.lists(lines, min_size=1, max_size=4)).filter(str.strip)
odd_texts = st.builds(
    "{}{} {}{}{}".format,
    st.sampled_from(["", "Word.\n", "Word\n\n"]),
    st.sampled_from(["", "Word", *STARTS]),
    st.sampled_from(["", "words", *SPANS]),
    st.sampled_from(["", "word", " word", *SPANS]),
    st.sampled_from(["", "\n", " \n", "\nWord", "\n: word"]),
)


@pytest.mark.parametrize("name", SETS)
@settings(max_examples=300)
@given(text=st.one_of(plain_texts, plain_texts, odd_texts))
def test_plain_texts_become_what_they_would(name: str, text: str) -> None:
    html = PROSE[name].html(text)
    line = PROSE[name].line(text)
    if html is not None:
        assert html == MARKDOWN[name].reset().convert(text)
        assert line == plain(html)
    else:
        assert line is None


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(
    "text",
    [
        "Words.",
        "Words, *two of them* so; **others** so “more”.\n",
        "See [the text](../text.md#so) or `a_name`,\n\nand more.\n",
        "*First* words.",
        "“Quoted” words; אחרים, 词 – and é.",
    ],
)
def test_plain_texts_are_taken(name: str, text: str) -> None:
    assert PROSE[name].html(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " Words",
        "- Words",
        "1990. Words",
        "(a) Words",
        "Words\n- and",
        "Words\n: and",
        "Words\n---",
        "Words\n    and",
        "Words  \nand",
        "Words \n",
        "Words\tand",
        "Words\r\nand",
        "Words\xa0and",
        "Words <b>and</b>",
        "Words & more",
        "Words \\* more",
        "Words _and_ more",
        "Words * and *",
        "Words *and *",
        "Words *and\nmore*",
        "Words ***and***",
        "Words *and **more** words*",
        "Words*and*more",
        "Words ``and``",
        "Words `<b>`",
        'Words [and](x "y")',
        "Words [and](<x>)",
        "Words [and][x]",
        "Words [*and*](x)",
        "Words ![and](x)",
        "Words [^1]",
        "Words {: .and }",
        "Words | and",
        "Words ==and==",
        "Words ~~and~~",
        "Words ^and^",
        "Words ++and++",
        "Words $and$",
        "# Words",
        "[Words]: /and",
        "*[Words]: and",
        "!!! words",
        "Words \ud800 and",
        "Words \x02and\x03",
    ],
)
def test_no_other_is_taken(text: str) -> None:
    assert PROSE["none"].html(text) is None


@pytest.mark.parametrize(
    ("extension", "text"),
    [
        ("nl2br", "Words\nand"),
        ("pymdownx.emoji", "Words :smile:"),
        ("pymdownx.smartsymbols", "Words (c)"),
        ("pymdownx.smartsymbols", "The 2nd"),
    ],
)
def test_what_an_extension_looks_for_is_not_plain(extension: str, text: str) -> None:
    assert PROSE["none"].html(text) is not None
    assert PlainProse(converter([extension]), [extension]).html(text) is None


class Foreign(Extension):
    """Does nothing, which cannot be known."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        pass


@pytest.mark.parametrize(
    ("extensions", "options"),
    [
        pytest.param([Foreign()], {}, id="unknown"),
        pytest.param(["smarty"], {}, id="looks at quotation marks"),
        pytest.param(["pymdownx.magiclink"], {}, id="looks at addresses"),
        pytest.param([AbbrExtension(glossary={"HTML": "a language"})], {}, id="glossary"),
        pytest.param(["abbr"], {"abbr": {"glossary": {"HTML": "a language"}}}, id="glossary named"),
        pytest.param(
            ["pymdownx.snippets"],
            {"pymdownx.snippets": {"auto_append": ["README.md"]}},
            id="put into every text",
        ),
        pytest.param(
            ["pymdownx.inlinehilite"],
            {"pymdownx.inlinehilite": {"style_plain_text": "python"}},
            id="code of a language",
        ),
    ],
)
def test_nothing_is_plain_where_more_may_be_made_of_it(
    extensions: list[Any], options: dict[str, Any]
) -> None:
    markdown = converter(extensions, **options)
    assert PlainProse(markdown, extensions).html("Words.") is None
