"""The published annotations in other people's hands: libraries that know nothing of Postil find
the same words in the article that our marks show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.packages import scripts
from support.articles import real_articles
from support.builds import Built
from support.marks import marked
from support.npm import NoPackagesError
from support.shared import Shared

if TYPE_CHECKING:
    from playwright.sync_api import Page

READINGS = sorted(
    path.stem for path in (Path(__file__).parents[2] / "annotations/readings").glob("*.yml")
)

# What a reader of the article does not take for its words: links of headings, footnote numbers.
BARE_ARTICLE = """html => {
    document.body.innerHTML = '<div id="article"></div>'
    const article = document.getElementById("article")
    article.innerHTML = html
    const asides = ".headerlink, .footnote-ref, .footnote-backref"
    for (const element of article.querySelectorAll(asides)) element.remove()
}"""

APACHE = """async ([annotations, type, scope]) => {
    const matchers = {
        TextQuoteSelector: ApacheAnnotator.createTextQuoteSelectorMatcher,
        TextPositionSelector: ApacheAnnotator.createTextPositionSelectorMatcher,
    }
    const found = {}
    for (const { id, target } of annotations) {
        const selector = target.selector.find(selector => selector.type === type)
        const matches = []
        const range = document.createRange()
        range.selectNodeContents(document.querySelector(scope))
        for await (const match of matchers[type](selector)(range)) matches.push(String(match))
        found[id] = matches
    }
    return found
}"""

RECOGITO = """annotations => {
    const article = document.getElementById("article")
    const source = annotations[0].target.source
    const annotator = Recogito.createTextAnnotator(article, {
        adapter: Recogito.W3CTextFormat(source, article),
    })
    annotator.setAnnotations(annotations)
    const read = annotator.state.store.all().map(one => Recogito.reviveAnnotation(one, article))
    return Object.fromEntries(
        read.map(({ id, target }) => [id, target.selector.map(part => String(part.range))])
    )
}"""

# What Markdown extensions put between the words of the article. (The numbers of notes are no text.)
WITHOUT_ASIDES = """() => {
    const asides = ".headerlink, .footnote-ref, .footnote-backref"
    for (const element of document.querySelectorAll(asides)) element.remove()
}"""


@pytest.fixture(scope="session")
def libraries(shared: Shared) -> dict[str, str]:
    try:
        return shared.once("npm", lambda: {name: str(path) for name, path in scripts().items()})
    except NoPackagesError as error:
        pytest.skip(f"other readers of annotations cannot be fetched: {error}")


@pytest.fixture
def reader(
    page: Page, libraries: dict[str, str], demo_address: str, reading: str
) -> Iterator[Page]:
    """The page of a reading, with the libraries."""
    page.goto(f"{demo_address}readings/{reading}/")
    for script in libraries.values():
        page.add_script_tag(path=script)
    yield page


def published(demo: Built, reading: str) -> list[dict[str, Any]]:
    read = json.loads((demo.site / f"readings/{reading}/annotations.jsonld").read_text("utf-8"))
    annotations: list[dict[str, Any]] = read["items"]
    return annotations


def expected(demo: Built, reading: str, annotations: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The words of our marks, by the id of the annotation: one passage for each."""
    marks = marked(demo.article(f"readings/{reading}/index.html"))
    words = {item["id"]: [marks[item["id"].partition("#note-")[2]].text] for item in annotations}
    assert len(words) == len(marks) >= 10
    return joined(words)


def joined(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without white space: that between two paragraphs or items of a list bears no mark."""
    return {id: ["".join(words.split()) for words in passages] for id, passages in found.items()}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("selector", ["TextQuoteSelector", "TextPositionSelector"])
def test_apache_annotator(reading: str, selector: str, reader: Page, demo: Built) -> None:
    annotations = published(demo, reading)
    reader.evaluate(BARE_ARTICLE, real_articles()[f"readings/{reading}.md"])
    found = reader.evaluate(APACHE, [annotations, selector, "#article"])
    assert joined(found) == expected(demo, reading, annotations)


@pytest.mark.parametrize("reading", READINGS)
def test_recogito(reading: str, reader: Page, demo: Built) -> None:
    annotations = published(demo, reading)
    reader.evaluate(BARE_ARTICLE, real_articles()[f"readings/{reading}.md"])
    found = reader.evaluate(RECOGITO, annotations)
    assert joined(found) == expected(demo, reading, annotations)


@pytest.mark.parametrize("reading", READINGS)
def test_quotes_on_the_page_itself(reading: str, reader: Page, demo: Built) -> None:
    """Marks and bar do not keep a quote from being found. (Notes may quote it once more.)"""
    annotations = published(demo, reading)
    reader.evaluate(WITHOUT_ASIDES)
    found = reader.evaluate(APACHE, [annotations, "TextQuoteSelector", "article"])
    found = {id: passages[:1] for id, passages in found.items()}
    assert joined(found) == expected(demo, reading, annotations)
