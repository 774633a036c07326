"""HTML articles for the tests: made up by hypothesis, and rendered from Markdown."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from hypothesis import strategies as st
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.pages import Page

TESTS = Path(__file__).parents[1]

_WORDS = "word and of Ünï שלום 日本語 🙂 e\u0301 “so” it’s a-b 1 x".split()
_ENTITIES = "&amp; &lt; &gt; &nbsp; &mdash; &#8217; &#x1F642; &quot; &shy;".split()
WORDS = st.sampled_from(_WORDS)
ENTITIES = st.sampled_from(_ENTITIES)

# One choice among all, and not first of which kind: most of what Hypothesis draws is this.
_PARTS = st.sampled_from([*_WORDS * 2, *_ENTITIES, " ", " ", " ", "\n", "  ", ""])
TEXT = st.lists(_PARTS, min_size=1, max_size=6).map(
    lambda parts: " ".join(filter(None, parts)) + (" " if len(parts) % 2 else "")
)


_LEAVES = st.one_of(
    TEXT,
    TEXT,
    TEXT.map(lambda text: f"<code>{text}</code>"),
    st.sampled_from(
        [
            "<br>",
            "<br />",
            '<img src="a.png" alt="a > b">',
            "<!-- a <mark> in a comment -->",
            "<script>if (a < b) { '<p>' }</script>",
            '<span hidden>not <b title="</span>">seen</b></span>',
            '<svg viewBox="0 0 1 1"><title>drawn</title><path d="M0"/></svg>',
            "<em></em>",
            '<svg><defs><style type="text/css"/></defs><title/><text>drawn</text></svg>',
            '<button type="button">press</button>',
            "<wbr>",
        ]
    ),
)
_FOOTNOTE = st.just('<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>')
_INLINE_TAGS = st.sampled_from(
    [
        ("em", ""),
        ("strong", ""),
        ("mark", ""),
        ("mark", ' class="critic"'),
        ("span", " class='a \"b'"),
        ("del", ""),
        ("sup", ""),
        ("q", ""),
        ("kbd", ""),
        ("abbr", ' title="a <b> c"'),
        ("label", ""),
    ]
)


def _inline(link: bool) -> st.SearchStrategy[str]:
    """Inline content; a link must hold no other."""

    def extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        several = st.lists(inner, min_size=1, max_size=3).map("".join)
        wrapped = st.builds(
            lambda tag, content: f"<{tag[0]}{tag[1]}>{content}</{tag[0]}>", _INLINE_TAGS, several
        )
        if not link:
            return wrapped
        links = _inline(False).map(lambda content: f'<a href="x?a=1&amp;b">{content}</a>')
        return st.one_of(wrapped, wrapped, links)

    leaves = st.one_of(_LEAVES, _LEAVES, _FOOTNOTE) if link else _LEAVES
    pieces = st.recursive(leaves, extend, max_leaves=5)
    return st.lists(pieces, min_size=1, max_size=3).map("".join)


INLINE = _inline(True)

_LEAF_BLOCKS = st.one_of(
    INLINE.map(lambda x: f"<p>{x}</p>"),
    INLINE.map(lambda x: f"<p>{x}</p>"),
    INLINE.map(lambda x: f'<h2 id="h">{x}<a class="headerlink" href="#h">¶</a></h2>'),
    INLINE.map(lambda x: f"<pre>\n<code>{x}\n</code></pre>"),
    INLINE.map(lambda x: f"<p>{x}</p>\r\n<hr>"),
    st.lists(st.lists(INLINE, min_size=2, max_size=2), min_size=1, max_size=2).map(
        lambda rows: (
            "<table>\n<thead>\n<tr><th>a</th><th>b</th></tr>\n</thead>\n<tbody>"
            + "".join("<tr>" + "".join(f"<td>{c}</td>\n" for c in row) + "</tr>\n" for row in rows)
            + "</tbody>\n</table>"
        )
    ),
    st.builds(lambda a, b: f"<dl>\n<dt>{a}</dt>\n<dd>{b}</dd>\n</dl>", INLINE, INLINE),
)


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3).map("\n".join)
    items = st.lists(st.one_of(several, INLINE), min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda x: f"<blockquote>\n{x}\n</blockquote>"),
        items.map(lambda xs: "<ul>\n" + "\n".join(f"<li>{x}</li>" for x in xs) + "\n</ul>"),
        items.map(lambda xs: "<ol>" + "".join(f"<li>\n{x}\n</li>" for x in xs) + "</ol>"),
        several.map(lambda x: f"<details><summary>more</summary>\n{x}</details>"),
        several.map(lambda x: f'<div class="admonition"><p>Note</p>{x}</div>'),
    )


ARTICLES = st.lists(st.recursive(_LEAF_BLOCKS, _blocks, max_leaves=4), min_size=1, max_size=4).map(
    "\n".join
)
"""Well-formed articles with everything that a passage may cross."""


@cache
def real_articles() -> dict[str, str]:
    """The HTML of the demo's pages and of a page with every construct of Markdown, by path."""
    pages = rendered(TESTS.parent / "mkdocs.yml")
    pages["every construct"] = rendered(TESTS / "anchoring/constructs/mkdocs.yml")["index.md"]
    return pages


def each_real_article() -> list[ParameterSet]:
    """Their paths as parameters; most pages of the guide repeat what others have."""
    of_its_own = ("guide/annotating.md", "guide/look.md", "guide/sources.md")
    docs = TESTS.parent / "docs"
    paths = sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
    return [
        pytest.param(path, marks=pytest.mark.repeated)
        if path.startswith("guide/") and path not in of_its_own
        else pytest.param(path)
        for path in [*paths, "every construct"]
    ]


def rendered(configuration: Path) -> dict[str, str]:
    """The HTML of all pages of a site as Markdown makes it, before any plugin: path to HTML."""
    config = load_config(str(configuration))
    files = get_files(config)
    pages: dict[str, str] = {}
    for file in files.documentation_pages():
        page = Page(None, file, config)
        page.read_source(config)
        page.render(config, files)
        pages[file.src_uri] = page.content or ""
    return pages
