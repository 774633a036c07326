"""The page of figures in a browser: in each dress, from the left and from the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Texts that stand on one another, or beside their drawing.
CROWDED = """() => [...document.querySelectorAll(".postil-drawing svg")].flatMap(svg => {
    const around = svg.getBoundingClientRect()
    const texts = [...svg.querySelectorAll("text")].map(text => [text.textContent,
        text.getBoundingClientRect()]).filter(([said]) => said)
    const out = texts.filter(([, { left, right }]) => left < around.left - 1 ||
        right > around.right + 1)
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 &&
        a.top < b.bottom - 4 && b.top < a.bottom - 4
    const over = texts.filter(([, a], n) => texts.slice(n + 1).some(([, b]) => meet(a, b)))
    return [...out, ...over].map(([said]) => said)
})"""


def test_figures_are_legible_and_have_tables(page: Page, demo_address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{demo_address}figures/")
    assert page.locator(".postil-figure").count() > 6
    assert page.evaluate(CROWDED) == []
    for summary in page.locator(".postil-figure summary").all():
        summary.click()
    assert not Axe().run(page).response["violations"]
    first = page.locator(".postil-figure").first
    assert first.locator("tbody tr").count() == 16
    first.get_by_role("link", name="Its American producer registered").click()
    page.wait_for_url("**/readings/trumputin-pact/#rt-registration-2017")
    page.go_back()
    # On a phone a drawing keeps its size, and is moved sideways.
    page.set_viewport_size({"width": 390, "height": 800})
    drawing = page.locator(".postil-drawing").first
    assert drawing.evaluate("box => box.scrollWidth > box.clientWidth + 200")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ink = "getComputedStyle(document.querySelector('.postil-drawing text')).fill"
    light = page.evaluate(ink)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    assert page.evaluate(ink) != light
    found = Axe().run(page, ".postil-page").response["violations"]
    assert not [(one["id"], node["html"]) for one in found for node in one["nodes"]]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.evaluate(
        "[...document.querySelectorAll('.postil-drawing svg')]"
        ".every(svg => svg.getBoundingClientRect().right <= innerWidth)"
    )
