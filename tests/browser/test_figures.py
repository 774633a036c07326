"""The page of figures in a browser: in each dress, from the left and from the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from postil.rendering.drawing.canvas import fitted, lines_of

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


LABELS = (
    "the treaty that was signed in Prague and of which nothing is left by now",
    "WWW AND NATO AND MMM IN CAPITALS AND WIDE ONES",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwe",
    "これは条約が署名された都市であり現在は何も残っていません",
    "이 조약은 프라하에서 서명되었으며 지금은 남아 있지 않습니다",
    "المعاهدة التي وُقّعت في براغ ولم يبق منها شيء حتى الآن",
    " ".join(["e\u0301te\u0301"] * 6),
)


@pytest.mark.parametrize("family", ["DejaVu Sans", "Verdana", "Arial", "sans-serif"])
def test_labels_fit_whatever_the_typeface(family: str, page: Page) -> None:
    """Those that the system has not are measured as the one that stands for them."""
    width = 158
    lines = [(fitted(label, width), "400") for label in LABELS]
    lines += [(line, "600") for label in LABELS for line in lines_of(label, width, bold=True)]
    page.set_content(f"<svg width=9 height=9 font-size=12 font-family='{family}'></svg>")
    measure = """lines => lines.map(([said, weight]) => {
        const text = document.createElementNS("http://www.w3.org/2000/svg", "text")
        text.append(said)
        text.setAttribute("font-weight", weight)
        document.querySelector("svg").append(text)
        return text.getComputedTextLength()
    })"""
    for (line, weight), found in zip(lines, page.evaluate(measure, lines), strict=True):
        assert found <= width * 1.02, (line, weight, found)
        # And no more is cut off than has to be, in a script that every system has.
        cut = line.endswith("…") and line[:-1].isascii()
        assert not cut or found > width * 0.7, (line, weight, found)
