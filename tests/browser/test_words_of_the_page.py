"""What a browser takes for the words of a page: to copy, to find, to lead to, to read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from browser.packages import scripts
from browser.test_reading_access import PAGES
from support.npm import NoPackagesError
from support.shared import Shared

if TYPE_CHECKING:
    from playwright.sync_api import Page

READINGS = ["readings/strained-rapport/", "readings/trumputin-pact/"]

# The words around each reference of the text, within its block, as the article has them.
AROUND = """() => {
    const flat = text => text.replace(/\\s+/g, " ")
    const found = []
    for (const reference of document.querySelectorAll("article .postil-ref")) {
        const block = reference.closest("p, li, th, td, dd, h1, h2, h3")
        const before = new Range(), after = new Range()
        before.setStart(block, 0)
        before.setEndBefore(reference)
        after.setStartAfter(reference)
        after.setEnd(block, block.childNodes.length)
        const left = flat(before.cloneContents().textContent).slice(-24)
        found.push(left + flat(after.cloneContents().textContent).slice(0, 24).split(" ↩")[0])
    }
    return found
}"""

COPIED = """() => {
    const flat = text => text.replace(/\\s+/g, " ").trim()
    const chosen = getSelection()
    return [...document.querySelectorAll("article :is(p, li):has(mark.postil)")].map(block => {
        const range = document.createRange()
        range.selectNodeContents(block)
        chosen.removeAllRanges()
        chosen.addRange(range)
        return [flat(chosen.toString()), flat(block.textContent)]
    })
}"""

FOUND = """words => {
    getSelection().collapse(document.body, 0)
    return words.filter(some => !find(some, true, false, true))
}"""

# The words that a reader view shows and the page does not have.
NEW_WORDS = """() => {
    const words = text => text.match(/[\\p{L}\\p{N}]+/gu) ?? []
    const read = new Readability.Readability(document.cloneNode(true)).parse()
    const there = new Set(words(document.title))
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) for (const word of words(texts.currentNode.data)) there.add(word)
    for (const word of words(document.body.innerText)) there.add(word)
    const view = document.body.appendChild(document.createElement("div"))
    view.innerHTML = read.content
    const shown = words(view.innerText)
    return { shown: shown.length, strange: shown.filter(word => !there.has(word)) }
}"""


@pytest.fixture
def page_of_words(page: Page) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    return page


@pytest.mark.parametrize("reading", READINGS)
def test_copied_words_are_those_of_the_text(
    reading: str, page_of_words: Page, demo_address: str
) -> None:
    page_of_words.goto(demo_address + reading)
    copied = page_of_words.evaluate(COPIED)
    assert len(copied) > 8
    for copy, text in copied:
        assert copy == text


@pytest.mark.parametrize("reading", READINGS)
def test_words_are_found_across_references(
    reading: str, page_of_words: Page, demo_address: str
) -> None:
    page_of_words.goto(demo_address + reading)
    around = page_of_words.evaluate(AROUND)
    assert len(around) > 20
    assert page_of_words.evaluate(FOUND, [words.strip() for words in around]) == []
    assert page_of_words.evaluate(FOUND, ["words that nobody wrote"]) != []


@pytest.mark.parametrize("reading", READINGS)
def test_fragments_lead_to_passages(reading: str, page_of_words: Page, demo_address: str) -> None:
    """Of the passages that lie below the first screen; each ends where a number stands."""
    page_of_words.goto(demo_address + reading)
    passages: list[Any] = page_of_words.evaluate(
        """() => [...document.querySelectorAll("article mark.postil[id]")]
            .filter(mark => mark.getBoundingClientRect().top > innerHeight)
            .filter(mark => document.querySelectorAll(`[data-postil="${mark.id}"]`).length === 1)
            .map(mark => [mark.id, mark.textContent.replace(/\\s+/g, " ")])"""
    )
    assert len(passages) > 8
    for id, words in passages[:: len(passages) // 6]:
        page_of_words.goto("about:blank")
        page_of_words.goto(f"{demo_address}{reading}#:~:text={fragment(words)}")
        page_of_words.wait_for_function("scrollY > 0", timeout=5000)
        top = page_of_words.locator(f"mark[id='{id}']").evaluate(
            "e => e.getBoundingClientRect().top"
        )
        assert 0 <= top <= 900


def fragment(words: str) -> str:
    """As the address of a text fragment takes it: hyphens are signs of its own."""
    return quote(words, safe="").replace("-", "%2D")


@pytest.mark.parametrize("path", PAGES)
def test_reader_view_makes_no_new_words(
    path: str, shared: Shared, page_of_words: Page, demo_address: str
) -> None:
    """Neither of a word and a number, nor of two labels."""
    try:
        packages = shared.once("npm", lambda: {name: str(at) for name, at in scripts().items()})
    except NoPackagesError as error:
        pytest.skip(f"Readability cannot be fetched: {error}")
    page_of_words.goto(demo_address + path)
    page_of_words.add_script_tag(path=packages["Readability"])
    read = page_of_words.evaluate(NEW_WORDS)
    assert read["strange"] == []
    assert read["shown"] > 40
