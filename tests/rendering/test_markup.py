"""Markdown of notes: what a note may hold, and what it must not do to the page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.rendering.prose.markup import HARMLESS, NoteMarkdown, harmless
from support.trees import parsed

EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "meta",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
]
MARKDOWN = NoteMarkdown(EXTENSIONS, {"toc": {"permalink": True}})
SCOPE = "note-one-because"

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</sCrIpT\t>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    '<img src="x" onerror="alert(1)">',
    "<img src=x onerror=alert(1)//",
    '<p onclick="alert(1)" ONMOUSEOVER=alert(1)>x</p>',
    '<details open ontoggle="alert(1)">x</details>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61vascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&NewLine;script&colon;alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)",
    "<x:y href='javascript:alert(1)'>x</x:y>",
    "[x]: javascript:alert(1)\n\n[x] [y][x]",
    "<javascript:alert(1)>",
    '[x](x "onclick=alert(1)"){ onclick="alert(1)" style="position:fixed" }',
    "# heading { id=postil-notes onclick=alert(1) }",
    "<style>body { display: none }</style>",
    '<p style="position:fixed;inset:0">x</p>',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<base href="https://evil.example/">',
    '<iframe src="https://evil.example/"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="x"><embed src="x"></object>',
    '<form action="https://evil.example/"><input name="a"><button formaction="x">x</button></form>',
    '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<svg><animate onbegin="alert(1)" attributeName="x"/></svg>',
    '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)/>#x"/></svg>',
    '<svg><foreignObject><iframe src="javascript:alert(1)"></iframe></foreignObject></svg>',
    "<svg></p><style><a title='</style><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style>"
    '<img title="--&gt;&lt;img src=x onerror=1&gt;">',
    "<math href='javascript:alert(1)'>x</math>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<template><script>alert(1)</script></template>",
    "</li></ol></section><p id='out'>out</p>",
    "</div></div></article></body></html><p>out",
    '<div markdown="1">\n</div></div>\n\nx\n</div>',
    "<table><tr><td></table></td></li>x",
    "<dd>x</dd><dt>y</dt><li><dl><dd>z<dd></dl><ul><li>u<li>v</ul>",
    "<mark class='postil' data-postil='two' id='two'>x</mark>",
    '<li id="note-two" class="postil-note md-header" data-kind="statistic">x</li>',
    '<a class="postil-ref" role="doc-noteref" href="#note-two">x</a>',
    '<dialog open class="md-dialog">x</dialog>',
    '<p class="md-overlay md-search__overlay" hidden popover>x</p>',
    '<p contenteditable autofocus tabindex="1" accesskey="x" slot="x" is="x-y">x</p>',
    '<img src="x" srcset="javascript:alert(1) 1x" usemap="#m" longdesc="javascript:alert(1)">',
    '<a href="x" target="_blank" ping="https://evil.example/" download>x</a>',
    '<video src="x" poster="javascript:alert(1)"><source onerror="alert(1)"></video>',
    "<plaintext>x",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title></title><xmp><img src=x onerror=alert(1)></xmp>",
    "``` { .python onclick=alert(1) }\nx\n```",
    "x[^1]\n\n[^1]: <script>alert(1)</script></li></ol>",
    "\x02wzxhzdk:0\x03 \x02amp\x03",
    "{{ 1 }} {% raw %} &lt;script&gt;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]

# What runs, loads, sends or covers the page.
FORBIDDEN = frozenset(
    "script style link meta base iframe frame object embed form input button select textarea "
    "dialog template noscript math foreignObject use animate set audio video source plaintext xmp "
    "title body html head portal slot".split()
)
ALLOWED_ATTRIBUTES = re.compile(
    r"abbr|align|alt|aria-hidden|cite|class|clip-rule|colspan|d|datetime|dir|fill-rule|height|href"
    r"|id|lang|loading|open|rel|reversed|rowspan|scope|src|start|title|type|value|viewBox|width"
)


def html(source: str) -> str:
    return str(MARKDOWN.html(source, SCOPE, lambda link: f"linked/{link}"))


def check(source: str) -> None:
    """The note as it stands in a page: harmless, and the page goes on behind it."""
    for outer, inner in (("ol", "li"), ("dl", "dd")):
        tree = parsed(
            f'<{outer}><{inner} id="home"><div>{html(source)}</div></{inner}>'
            f'<{inner} id="end">end</{inner}></{outer}>'
        )
        assert [child.tag for child in tree] == [outer]
        assert [child.get("id") for child in tree[0]] == ["home", "end"]
        home, end = tree[0]
        assert [child.tag for child in home] == ["div"]
        assert not (home.text or home[0].tail)
        assert "".join(end.itertext()) == "end"
        for element in home[0].iter():
            if element is not home[0]:
                check_element(element)


def check_element(element: Any) -> None:
    assert isinstance(element.tag, str), "a comment"
    assert element.tag.rpartition("}")[2] not in FORBIDDEN
    for name, value in element.attrib.items():
        assert ALLOWED_ATTRIBUTES.fullmatch(name), name
        if name in ("href", "src", "cite"):
            # As the URL standard reads it: no white space before it, no line ends in it.
            address = re.sub(r"[\t\n\r]", "", re.sub(r"^[\0- ]+", "", value)).lower()
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
            assert scheme is None or scheme[1] in ("http", "https", "mailto"), value
        if name == "id":
            assert value.startswith(f"{SCOPE}--")
        if name == "class":
            assert not re.search(r"(^|\s)(md-|postil)", value)


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_notes(source: str) -> None:
    check(source)


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=5)), max_size=5).map("".join))
def test_hostile_mixtures(source: str) -> None:
    check(source)


def test_harmless_markup_stays() -> None:
    source = (
        "A *b* **c** `d` [e](https://example.org/ 'f') <sub>g</sub> &amp; “h”\n\n"
        "- i\n- j\n\n> k\n\n| l | m |\n|---|--:|\n| n | o |\n\n```python\np = 1\n```\n\n"
        "q\n:   r\n\n!!! note\n\n    s\n\n??? note\n\n    t\n\n<ruby>u<rt>v</rt></ruby>"
    )
    found = {element.tag for element in parsed(html(source)).iter()}
    assert found >= set(
        "p em strong code a sub ul li blockquote table td pre span dl dt dd div details summary "
        "ruby rt".split()
    )
    assert "“h”" in html(source)
    assert 'href="https://example.org/"' in html(source)


TEXTS = st.lists(
    st.sampled_from(
        "word|<p>|</p>|<em>|</em>|<strong>|</strong>|<code>|</code>|<p >|</ p>|<P>|<p id=x>|<a>|<|>"
        "|&|&amp;|\"|'|/|=|\n|\n\n|\r|\0|\xa0|\x0b|\x0c|\x1f|\x7f|\x85|\xad|é|e\u0301|\u200b|\u2028"
        "|\ufeff|\ufffd|\uffff|\U0001f600|\U000e0001|\U0010ffff".split("|")
    ),
    max_size=12,
).map("".join)
LABELS = st.sampled_from("a|ab|b1|x-y|A|xn--a|a--b|-a|a-|1|0x1||é|%41|a:8|u@a".split("|"))
LINKS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["https://", "https://", "http://", "https:/", "https:"]),
    st.lists(st.one_of(st.just("host"), LABELS), max_size=3).map(".".join),
    st.sampled_from(["", "/", "?", "#", ":"]),
    st.lists(
        st.sampled_from("/|a|..|b=c|?|#|:|%|%z|%00|@|;|,|~|+|&amp;|&|é| |(|[".split("|")),
        max_size=3,
    ).map("".join),
)
PARAGRAPHS = st.lists(
    st.one_of(
        TEXTS,
        TEXTS.map("<p>{}</p>\n".format),
        st.builds("<p>{}<em>{}</em>{}</p>".format, TEXTS, TEXTS, TEXTS),
        st.builds("<p><code>{}</code><strong>{}</strong></p>\n".format, TEXTS, TEXTS),
        st.builds('<p>{}<a href="{}">words</a></p>'.format, TEXTS, LINKS),
    ),
    max_size=3,
).map("".join)


@settings(max_examples=500)
@given(html=st.one_of(PARAGRAPHS, st.text().map("<p>{}</p>".format)))
def test_what_is_harmless_would_be_sanitised_to_the_same(html: str) -> None:
    if HARMLESS.fullmatch(html):
        assert MARKDOWN.sanitised(html, SCOPE, str) == harmless(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>word</p>",
        "<p><em>em</em> and <strong>strong</strong></p>",
        "<p><code>x</code>, y.</p>\n<p>z</p>",
        '<p>"a" b/c</p>',
        '<p><a href="https://a.example/b?c=d#e">f</a> g</p>\n',
        '<p>a <a href="http://www.b-c.example">d</a></p>',
    ],
)
def test_prose_is_harmless(html: str) -> None:
    assert HARMLESS.fullmatch(html)


def test_diagrams_only_where_the_site_has_them() -> None:
    """Where a page holds one, Material loads a program from another server."""
    source = '<pre class="mermaid own"><code>graph LR</code></pre>'
    assert 'class="own"' in MARKDOWN.html(source, SCOPE, str)
    fence = {"name": "mermaid", "class": "mermaid"}
    configs = {"pymdownx.superfences": {"custom_fences": [fence]}}
    assert 'class="mermaid own"' in NoteMarkdown(EXTENSIONS, configs).html(source, SCOPE, str)


def test_a_first_line_with_a_colon_is_text() -> None:
    """The extension `meta` would take it for a field of the page."""
    assert "title: x" in html("title: x\n\ny")


def test_headings_have_no_permalink() -> None:
    assert html("## x").strip() == "<h2>x</h2>"


def test_an_empty_note_is_nothing() -> None:
    assert html(" \n ") == ""


def test_footnotes_of_two_notes_have_ids_of_their_own() -> None:
    """Each way of a footnote, and back, stays in its note."""
    source = "x[^1] and y[^a]\n\n[^1]: One.\n[^a]: Two."
    notes = [str(MARKDOWN.html(source, scope, lambda link: link)) for scope in ("s1", "s2")]
    page = parsed("".join(notes))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 8
    for note in notes:
        own = {element.get("id") for element in parsed(note).iter()}
        links = [element.get("href") for element in parsed(note).iter("a")]
        assert len(links) == 4
        assert {link.removeprefix("#") for link in links} <= own


def test_relative_links_go_through_the_site() -> None:
    asked: list[str] = []

    def link(address: str) -> str | None:
        asked.append(address)
        return None if "wrong" in address else "right"

    source = (
        "[a](../x.md#b) [c](wrong.md) ![d](e.png) [f](https://example.org) [g](#h) "
        "<q cite='i'>j</q>"
    )
    made = str(MARKDOWN.html(source, SCOPE, link))
    assert asked == ["../x.md#b", "wrong.md", "e.png", "#h", "i"]
    hrefs = [element.get("href") for element in parsed(made).iter("a")]
    assert hrefs == ["right", None, "https://example.org", "right"]
