"""A class of thirty, one of whom means harm: whole builds of hostile annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib
import pytest

from postil.anchoring.nesting import DEEPEST
from postil.edition.model import MAX_LABEL
from support.builds import Built, build
from support.marks import marked
from support.walk import walk
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Fires in a browser wherever markup of it is taken for markup, or its address is followed.
EVIL = (
    "'\"></title></script></style></textarea></li></ol></section></article><script>fired(1)</script>"
    "<img src=x onerror=fired(2)><svg onload=fired(3)><a href=javascript:fired(4)>x</a> {{ 7*7 }}"
)
# By which the themes put things over or beside what they stand in.
COVERING = (
    "md-overlay fixed-top affix bs-sidebar btn-close card-img-overlay carousel-caption "
    "carousel-control-next carousel-indicators modal show offcanvas popover sticky-top tooltip "
    "valid-tooltip position-absolute translate-middle shift wy-nav-side rst-versions"
)
ADDRESSES = [
    "javascript:fired(5)",
    " JavaScript:fired(5)",
    "java\tscript:fired(5)",
    "data:text/html,<script>fired(6)</script>",
    "vbscript:fired(7)",
    "file:///etc/passwd",
    "https://x.example/'\"><script>fired(8)</script>",
]
CONFIGURATION = """site_name: Test
site_url: https://test.example/
theme: {name: THEME, font: false, features: [navigation.instant, content.tooltips]}
plugins: [search, {postil: {citation_style: STYLE, bibliography: [refs.bib, refs.json]}}]
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - md_in_html
  - pymdownx.snippets
  - pymdownx.superfences:
      custom_fences:
        - name: python
          class: python
          format: !!python/name:evil.run
"""


def text(value: str) -> str:
    return json.dumps(value)


def annotations() -> str:
    claims = []
    for number, address in enumerate(ADDRESSES):
        because = (
            f"{EVIL}\n\n[x]({address}) ![y]({address}) <a href={text(address)}>z</a>\n\n"
            f"<div class='{COVERING}' style='position:fixed;inset:0'>covers</div>\n\n"
            "<p id='note-honest'>forged</p> <mark class=postil data-postil=honest>forged</mark>\n\n"
            '--8<-- "secret.txt"\n\n```python\nprint(1)\n```\n'
        )
        claims.append(
            f"  evil-{number}:\n    quote: {{exact: often, prefix: {text('so ' * number)}}}\n"
            f"    kind: bad\n    assessment: bad\n    because: {text(because)}\n"
            f"    question: {text(EVIL)}\n    tags: [{text(EVIL)}, {text(address)}]\n"
            f"    terms: [bad]\n"
            f"    sources: [{{source: s{number}, stance: bad, locator: {text(EVIL)}, "
            f"quote: {text(EVIL)}}}, b{number}, j{number}]\n"
            f"    cross_references: [{{to: 'other', relation: bad, because: {text(because)}}}]\n"
        )
    return (
        "claims:\n"
        + "".join(claims)
        + "  honest:\n    quote: overrate\n    because: An honest note.\n"
        "notes:\n  gloss:\n    quote: Leaders\n    term: bad\n"
    )


def source(address: str) -> str:
    fields = (
        "title container-title publisher publisher-place volume issue page number genre note "
        "reliability language abstract archive archive_location event-title collection-title "
        "edition section medium version status keyword title-short"
    ).split()
    return (
        "  type: article-journal\n"
        f"  author: [{{family: {text(EVIL)}, given: {text(EVIL)}}}, {{literal: {text(EVIL)}}}]\n"
        f"  issued: {text('x' + EVIL)}\n  URL: {text(address)}\n  ISBN: {text(EVIL)}\n"
        + "".join(f"  {field}: {text(EVIL)}\n" for field in fields)
    )


def libraries() -> dict[str, str | bytes]:
    """The same in files that a library program has written."""
    evil = EVIL.replace("{", "\\{").replace("}", "\\}").replace("&", "\\&")
    bib = "".join(
        f"@article{{b{n},\n  url = {{{address}}},\n  doi = {{{address}}},\n"
        + "".join(f"  {field} = {{{evil}}},\n" for field in ("title", "author", "journal", "note"))
        + "}\n"
        for n, address in enumerate(ADDRESSES)
    )
    entries = [
        {"id": f"j{n}", "type": "book", "title": EVIL, "URL": address, "DOI": address,
         "author": [{"literal": EVIL}], "note": EVIL}
        for n, address in enumerate(ADDRESSES)
    ]  # fmt: skip
    return {"refs.bib": bib, "refs.json": json.dumps(entries)}


def files(theme: str = "material", style: str = "plain") -> dict[str, str | bytes]:
    concept = (
        f"{{label: {text(EVIL)}, description: {text(EVIL)}, icon: {text(EVIL)}, "
        f"inverse: {text(EVIL)}, colour: rgb(1 2 3 / 50%)}}"
    )
    # What themes print themselves (`author`, `tags`) is left out: they print it as HTML.
    matter = "".join(
        f"{key}: {text(EVIL)}\n" for key in ("authors", "date", "licence", "lang", "item_type")
    )
    article = f"---\n{matter}---\n\n# An article\n\n"
    article += "Leaders overrate it so so so so so so often.\n"
    configuration = CONFIGURATION.replace("THEME", theme).replace("STYLE", style)
    if theme != "material":
        configuration = configuration.replace(
            ", font: false, features: [navigation.instant, content.tooltips]", ""
        )
    return {
        "mkdocs.yml": configuration,
        **libraries(),
        "secret.txt": "THE SECRET OF THE SITE",
        "docs/index.md": "# Home\n\n[article](a&b'c/article.md)\n",
        "docs/a&b'c/article.md": article,
        "docs/other.md": "# Other &lt;script&gt;fired(9)&lt;/script&gt;\n\nSomething else.\n",
        "annotations/a&b'c/article.yml": annotations(),
        "annotations/sources.yml": "".join(
            f"s{n}:\n{source(address)}" for n, address in enumerate(ADDRESSES)
        ),
        "annotations/glossary.yml": f"bad: {{term: {text(EVIL)}, definition: {text(EVIL)}, "
        "sources: [s0]}\n",
        "annotations/vocabulary.yml": "".join(
            f"{name}: {{bad: {concept}}}\n"
            for name in ("kinds", "assessments", "relations", "stances")
        ),
    }


@pytest.fixture(autouse=True)
def evil_formatter(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fence of the site that runs what stands in it, as some extensions do."""
    folder = tmp_path_factory.mktemp("modules")
    (folder / "evil.py").write_text(
        "def run(source, *args, **kwargs):\n    raise SystemExit('a note ran code')\n"
    )
    monkeypatch.syspath_prepend(str(folder))


def check_element(path: str, element: Any) -> None:
    if not isinstance(element.tag, str):
        return
    if element.tag == "script" and element.get("type") != "application/ld+json":
        # `readthedocs` gives titles to its script as JSON, which escapes them.
        assert not re.search(r"[<>]fired", element.text or ""), path
    assert not [name for name in element.attrib if name.startswith("on")], path
    for name in ("href", "src", "action", "cite"):
        address = re.sub(r"[\s\0]", "", element.get(name, "")).lower()
        assert not address.startswith(("javascript:", "data:text", "vbscript:", "file:")), path
    assert "position" not in element.get("style", ""), path


def check(built: Built) -> None:
    assert not built.stopped, built.log
    assert len(list(walk(built.site))) > 10
    for path, page in walk(built.site).items():
        assert "THE SECRET" not in built.html(path)
        for element in html5lib.parse(built.html(path), namespaceHTMLElements=False).iter():
            check_element(path, element)
        ids = page.ids()
        assert len(ids) == len(set(ids)), path
    css = (built.site / "assets/postil/vocabulary.css").read_text(encoding="utf-8")
    assert "fired" not in css
    index = (built.site / "search/search_index.json").read_text(encoding="utf-8")
    assert "THE SECRET" not in index
    if '"text":"' in index and "material" in built.html("index.html"):
        # Material shows what stands there as HTML.
        assert "<img" not in index
        assert "<script" not in index


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_hostile_values_everywhere(theme: str, tmp_path: Path) -> None:
    check(build(tmp_path, files(theme)))


def test_hostile_values_in_styled_citations(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    check(build(tmp_path, files(style="chicago")))


@pytest.fixture
def page(fresh_page: Page) -> Page:
    """Functions are put into it that stay there."""
    return fresh_page


@pytest.fixture
def fired(page: Page) -> Iterator[list[str]]:
    """What hostile values managed to run, and where the page tried to go."""
    calls: list[str] = []
    page.expose_function("fired", lambda *said: calls.append(str(said)))
    page.on("dialog", lambda dialog: (calls.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: calls.append(f"popup {popup.url}"))
    yield calls
    assert calls == []


@pytest.mark.parametrize(
    "theme", ["material", "mkdocs", pytest.param("readthedocs", marks=pytest.mark.repeated)]
)
def test_nothing_executes(theme: str, tmp_path: Path, page: Page, fired: list[str]) -> None:
    """Pages of every kind are visited, every note opened, every annotation searched for."""
    built = build(tmp_path, files(theme))
    assert not built.stopped, built.log
    with served(built.site) as address:
        page.route("https://**", lambda route: route.abort())
        for path in walk(built.site):
            if re.match(r"sources/\w[1-5]/", path):
                # Of the pages of sources some will do.
                continue
            page.goto(address + path.replace("&", "%26"))
            page.evaluate(
                "document.querySelectorAll('.postil-ref, .postil-bar button')"
                ".forEach(e => e.click())"
            )
            if page.locator("#note-honest").count():
                note = page.locator("#note-honest")
                said = note.text_content() or ""
                assert "An honest note." in said
                assert "covers" not in said
                assert page.locator("mark[data-postil=honest]").count() == 1
                assert page.locator("[id=note-honest]").count() == 1
                # What somebody has written reaches out of no box.
                assert page.evaluate(
                    "[...document.querySelectorAll('.postil-body *')].every("
                    "e => ['static', 'relative'].includes(getComputedStyle(e).position))"
                )
        if theme == "material":
            page.goto(address)
            page.keyboard.press("f")
            for words in ("fired", "covers", "honest"):
                page.locator("input.md-search__input").fill(words)
                page.wait_for_timeout(400)
        else:
            page.goto(f"{address}search.html?q=fired")
            page.wait_for_timeout(400)


def claims(count: int, quote: str = "overrate", because: str = "x") -> str:
    entry = f"quote: {quote}, because: {text(because)}"
    return "claims:\n" + "".join(f"  c{n}: {{{entry}}}\n" for n in range(count))


PLAIN = "site_name: Test\ntheme: material\nplugins: [search, postil]\n"
ARTICLE = "# An article\n\nLeaders overrate it so often.\n\nAnd more.\n"


def crowd(count: int, **more: str) -> dict[str, str | bytes]:
    return {
        "mkdocs.yml": PLAIN,
        "docs/index.md": ARTICLE,
        "annotations/index.yml": claims(count, **more),
    }


LONG = 100_000
PUMPED = {
    "spaces in a quote": ("a" + " " * LONG + "b", "term"),
    "ellipses in a quote": ("a … " * (LONG // 4), "term"),
    "a long term": ("Leaders overrate", "-" * MAX_LABEL),
    "an empty term": ("Leaders overrate", '""'),
    "spaces in a term": ("Leaders overrate", "a" + " " * (MAX_LABEL - 2) + "b"),
}


@pytest.mark.parametrize("name", PUMPED)
def test_long_texts(name: str, tmp_path: Path) -> None:
    """What took minutes, once: an hour of work is no more than some letters in a file."""
    quote, term = PUMPED[name]
    built = build(
        tmp_path,
        {
            **crowd(1, quote=text(quote)),
            "mkdocs.yml": PLAIN.replace("postil]", "postil: {mark_terms: true}]"),
            "annotations/glossary.yml": f"t: {{term: {text(term)}, definition: x}}\n",
        },
    )
    assert not built.stopped, built.log
    assert 'id="note-c0"' in built.html("index.html")


def test_messages_are_no_commands_to_the_terminal(tmp_path: Path) -> None:
    """Nor does a line of them read as another than it is."""
    wrong = 'claims:\n  a: {quote: Leaders, kind: "\\e]0;x\\a\\u202egnorw"}\n'
    built = build(tmp_path, {**crowd(1), "annotations/index.yml": wrong})
    assert built.stopped
    (message,) = built.log
    assert r"unknown kind '\x1b]0;x\x07\u202egnorw'" in message


def test_ten_thousand_annotations_on_one_word(tmp_path: Path) -> None:
    """Marks nest as deep as a browser can; the others have a number and a note all the same."""
    configuration = "site_name: Test\ntheme: mkdocs\nplugins: [postil: {cache: ''}]\n"
    built = build(tmp_path, {**crowd(10_000), "mkdocs.yml": configuration}, strict=True)
    assert not built.stopped, built.log
    html = built.html("index.html")
    assert html.count('<mark class="postil"') == DEEPEST
    assert html.count('role="doc-noteref"') == 10_000
    # A parser takes longer for this page than the build did.
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {f"c{n}" for n in range(10_000)} <= set(ids)


def test_a_crowd_in_the_browser(tmp_path: Path, page: Page) -> None:
    """Three hundred students, one word: each note can be reached, and leads back."""
    built = build(tmp_path, crowd(300))
    assert len(marked(built.article("index.html"))) == DEEPEST
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with served(built.site) as address:
        page.set_viewport_size({"width": 1600, "height": 900})
        page.goto(f"{address}#c299")
        page.wait_for_function("document.querySelector('#note-c299.postil-open')")
        assert page.locator("#c299").is_visible()
        depth = page.evaluate(
            "Math.max(...[...document.querySelectorAll('mark')].map(e => {"
            "let n = 0; while (e) { n++; e = e.parentElement } return n }))"
        )
        assert DEEPEST < depth < 200
    assert errors == []


BOMBS = {
    "aliases": "b0: &b0 [x]\n"
    + "".join(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 40)),
    "brackets": "claims: " + "[" * 100_000,
    "long text": claims(1, because="x" * 30_000),
    "signs": claims(1, because="[" * 5_000),
    "critic": claims(1, because="{~~a~>" * 2_000),
    "big file": "claims:\n" + "#" * 3_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused(name: str, tmp_path: Path) -> None:
    """The build stops with a place and a reason, and the last site is still there."""
    build(tmp_path, crowd(1))
    before = (tmp_path / "site/index.html").read_bytes()
    built = build(tmp_path, {**crowd(1), "annotations/index.yml": BOMBS[name]})
    assert built.stopped
    assert all(message.startswith("annotations/index.yml:") for message in built.log)
    assert (tmp_path / "site/index.html").read_bytes() == before


@pytest.mark.parametrize(
    "because", ["1. " * 3_000, "a\n: b\n" * 2_500, "> " * 9_000 + "x", "- " * 9_000]
)
def test_deep_markdown_is_shown_as_it_is_written(because: str, tmp_path: Path) -> None:
    """The note and those beside it stand in the page, whatever the converter makes of it."""
    annotated = claims(1, because=because) + "  after: {quote: so often, because: And *then*.}\n"
    configuration = PLAIN + "markdown_extensions: [def_list]\n"
    built = build(
        tmp_path,
        {**crowd(1), "mkdocs.yml": configuration, "annotations/index.yml": annotated},
    )
    assert not built.stopped
    page = built.html("index.html")
    assert 'id="note-c0"' in page
    assert "And <em>then</em>." in page
    for message in built.log:
        assert re.match(
            r"annotations/index\.yml:2:\d+: .* (nested too deeply|take too long)", message
        )


def test_a_text_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    """With arithmatex, 20,000 characters of these take half a minute: the time grows with the
    cube. Its author is told, and it is shown as it is written."""
    text = ("$$:" * 10_000)[:20_000]
    files: dict[str, str | bytes] = {
        "mkdocs.yml": "site_name: x\ntheme: material\nplugins: [search, postil]\n"
        "markdown_extensions: [pymdownx.arithmatex]\n",
        "docs/index.md": "# Home\n\nSome words.\n",
        "annotations/index.yml": f"notes:\n  one:\n    quote: Some words\n    note: '{text}'\n",
    }
    built = build(tmp_path, files)
    (line,) = built.log
    assert line.startswith("annotations/index.yml:4:11: the Markdown of this text would take too")
    assert "$$:" * 1000 in built.html("index.html")
