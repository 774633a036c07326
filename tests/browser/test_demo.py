"""The demo site in a browser, as a student meets it: without JavaScript and with it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import yaml

from support.builds import Built
from support.web import allow_instant_navigation, await_search

if TYPE_CHECKING:
    from playwright.sync_api import Page

ANNOTATIONS = Path(__file__).parents[2] / "annotations/readings"
READINGS = sorted(path.stem for path in ANNOTATIONS.glob("*.yml"))


@cache
def ids(reading: str) -> list[str]:
    read: dict[str, Any] = yaml.safe_load((ANNOTATIONS / f"{reading}.yml").read_text("utf-8"))
    return [*read.get("claims", {}), *read.get("notes", {})]


@pytest.fixture
def watched(page: Page, searched_demo_address: str) -> Iterator[Page]:
    """A page that must say nothing on its console and ask nobody but the site."""
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"{request.url} {request.failure}"))

    def asked(request: Any) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(
            searched_demo_address
        ):
            wrong.append(f"asked for {request.url}")

    page.on("request", asked)
    page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    yield page
    page.wait_for_load_state("networkidle")
    assert wrong == []


@pytest.mark.parametrize("reading", READINGS)
def test_marks_are_seen_without_script(
    reading: str, plain_page: Page, searched_demo_address: str
) -> None:
    """Every passage looks unlike the text around it, and no annotation is hidden."""
    plain_page.goto(f"{searched_demo_address}readings/{reading}/")
    for id in ids(reading):
        mark = plain_page.locator(f"mark#{id}")
        assert mark.is_visible()
        assert plain_page.locator(f"#note-{id}").is_visible()
        assert mark.evaluate(
            """mark => {
                const own = getComputedStyle(mark)
                const above = getComputedStyle(mark.parentElement.closest(":not(mark)"))
                return own.backgroundColor !== above.backgroundColor
                    || own.textDecorationLine !== above.textDecorationLine
                    || own.textUnderlineOffset !== above.textUnderlineOffset
            }"""
        )


@pytest.mark.parametrize("reading", READINGS)
def test_to_the_note_and_back_without_script(
    reading: str, plain_page: Page, searched_demo_address: str
) -> None:
    plain_page.goto(f"{searched_demo_address}readings/{reading}/")
    for id in ids(reading)[:3]:
        plain_page.locator(f'a.postil-ref[href="#note-{id}"]').click()
        assert plain_page.url.endswith(f"#note-{id}")
        assert plain_page.locator(":target").get_attribute("id") == f"note-{id}"
        assert in_view(plain_page, f"#note-{id}")
        plain_page.locator(f"#note-{id} a[role=doc-backlink]").click()
        assert plain_page.url.endswith(f"#{id}")
        assert in_view(plain_page, f"mark#{id}")


def in_view(page: Page, selector: str) -> bool:
    """Whether the beginning of an element stands in the window."""
    return bool(
        page.locator(selector).first.evaluate(
            """element => {
                const box = element.getClientRects()[0]
                return box.top >= 0 && box.top < innerHeight
            }"""
        )
    )


def test_back_by_the_keyboard(plain_page: Page, searched_demo_address: str) -> None:
    """Where a link leads is where the Tab key goes on from."""
    reading = READINGS[0]
    id = ids(reading)[0]
    plain_page.goto(f"{searched_demo_address}readings/{reading}/")
    plain_page.locator(f'a.postil-ref[href="#note-{id}"]').press("Enter")
    plain_page.keyboard.press("Tab")
    assert plain_page.evaluate("document.activeElement.closest('.postil-note')?.id") == f"note-{id}"


def test_search_finds_a_note_and_opens_at_the_passage(
    watched: Page, searched_demo_address: str
) -> None:
    """By words that stand in the note and nowhere in the article."""
    reading, id, words = words_of_a_note()
    watched.goto(searched_demo_address)
    await_search(watched)
    watched.locator(".md-search__input").click()
    watched.locator(".md-search__input").press_sequentially(words)
    hit = watched.locator(f'.md-search-result a[href*="#{id}"]').first
    hit.wait_for()
    hit.click()
    watched.wait_for_url(f"**/readings/{reading}/**#{id}")
    mark = watched.locator(f"mark#{id}")
    mark.wait_for()
    watched.wait_for_function(
        """id => {
            const box = document.getElementById(id).getClientRects()[0]
            return box.top >= 0 && box.top < innerHeight
        }""",
        arg=id,
    )


def words_of_a_note() -> tuple[str, str, str]:
    """Some words of a note that the site's texts do not hold."""
    texts = " ".join(
        path.read_text(encoding="utf-8").lower()
        for path in (ANNOTATIONS.parents[1] / "docs").rglob("*.md")
    )
    for reading in READINGS:
        read = yaml.safe_load((ANNOTATIONS / f"{reading}.yml").read_text("utf-8"))
        for id, claim in read["claims"].items():
            words = [w for w in claim.get("because", "").split() if w.isalpha() and len(w) > 7]
            rare = [word for word in words if word.lower() not in texts]
            if len(rare) >= 2:
                return reading, id, " ".join(rare[:2])
    raise AssertionError("no note has words of its own")


@pytest.mark.parametrize(
    "path", ["", "claims/", "sources/", "cross-references/", "glossary/", "readings/{}/"]
)
def test_pages_are_quiet(path: str, watched: Page, searched_demo_address: str) -> None:
    """No error on the console, no request that leaves the site, a heading, and text."""
    watched.goto(searched_demo_address + path.format(READINGS[0]))
    assert watched.locator("article h1").first.is_visible()


def test_across_pages_by_a_cross_reference(watched: Page, searched_demo_address: str) -> None:
    """From a note to the passage in the other reading, with instant navigation."""
    first, other = READINGS[:2]
    watched.goto(f"{searched_demo_address}readings/{first}/")
    link = watched.locator(f'.postil-note a[href*="{other}/#"]').first
    href = link.get_attribute("href") or ""
    link.evaluate("link => link.click()")
    id = href.partition("#")[2]
    watched.wait_for_url(f"**/{other}/#{id}")
    watched.locator(f"mark#{id}").wait_for()
    assert watched.locator(f"mark#{id}").is_visible()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("instant", [False, True], ids=["loading", "instant"])
def test_there_and_back(
    width: int, instant: bool, page: Page, demo: Built, searched_demo_address: str
) -> None:
    """From a note that was opened by its passage to a source, from there to another claim that
    rests on it, and back to the first note, which is still open."""
    if instant:
        allow_instant_navigation(page, demo.site, searched_demo_address)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{searched_demo_address}readings/trumputin-pact/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.before = true")
    start = "#note-oral-history-project.postil-open"
    # The passage runs over several lines: the middle of its box need not be in it.
    page.locator("mark#oral-history-project").evaluate("mark => mark.click()")
    page.locator(f"{start} a[href*='smu-oral-history']").click()
    page.wait_for_url("**/sources/smu-oral-history/")
    page.locator(".postil-rests a[href$='#five-witnesses']").click()
    page.locator("#note-five-witnesses.postil-open").wait_for()
    assert page.evaluate("window.before === true") == instant
    page.go_back()
    page.locator(".postil-rests").wait_for()
    page.go_back()
    page.locator(start).wait_for()
    assert page.locator("mark#oral-history-project").first.is_visible()
