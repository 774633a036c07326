"""Where notes stand: none over another or over the text, at any width; what a page weighs."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from support.builds import Built

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (320, 390, 768, 1024, 1220, 1440, 1920, 2560)

# Pixels that boxes may share: they are rounded.
TOLERANCE = 1

BOXES = """() => {
    const box = element => {
        const { left, top, right, bottom } = element.getBoundingClientRect()
        return [left, top, right, bottom]
    }
    const shown = selector =>
        [...document.querySelectorAll(selector)].filter(e => e.checkVisibility())
    return {
        notes: shown(".postil-endnotes .postil-note").map(note => [note.id, ...box(note)]),
        text: shown("article > :not(.postil-endnotes)")
            .map(block => [block.tagName, ...box(block)]),
    }
}"""


@pytest.fixture
def still(page: Page) -> Page:
    """A page on which nothing moves."""
    page.emulate_media(reduced_motion="reduce")
    return page


def meeting(boxes: list[list[Any]], others: list[list[Any]]) -> list[tuple[str, str]]:
    """Which of the boxes share more than a line of pixels with one of the others."""
    return [
        (name, other)
        for name, left, top, right, bottom in boxes
        for other, x0, y0, x1, y1 in others
        if name != other
        and min(right, x1) - max(left, x0) > TOLERANCE
        and min(bottom, y1) - max(top, y0) > TOLERANCE
    ]


def settle(page: Page) -> None:
    """Waits until the notes stand where they are to stand."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
        " requestAnimationFrame(done))))"
    )


@pytest.mark.parametrize("article", ["crowded", "corners"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps(width: int, article: str, still: Page, readings: str) -> None:
    """All notes closed, or a long one open; and the page scrolls up and down only."""
    still.set_viewport_size({"width": width, "height": 800})
    still.goto(f"{readings}{article}/")
    count = still.locator(".postil-endnotes .postil-note").count()
    for steps in (0, 1, 6):
        for _ in range(steps):
            still.keyboard.press("]")
        settle(still)
        boxes = still.evaluate(BOXES)
        assert len(boxes["notes"]) == count
        panel = still.locator(".postil-note[popover]")
        fixed = panel.get_attribute("id") if panel.count() else None
        notes = [box for box in boxes["notes"] if box[0] != fixed]
        assert not meeting(notes, notes)
        assert not meeting(notes, boxes["text"])
        assert still.evaluate("document.documentElement.scrollWidth") <= width
    if width >= 1440:
        tops = [top for _, _, top, _, _ in boxes["notes"]]
        assert tops == sorted(tops)
        assert still.locator(".postil-beside").count() == 1


@pytest.mark.parametrize("width", [1440, 390])
def test_a_changed_width(width: int, still: Page, readings: str) -> None:
    """Turning a tablet keeps the page whole, also with a note open."""
    other = 390 if width == 1440 else 1440
    still.set_viewport_size({"width": other, "height": 800})
    still.goto(f"{readings}corners/#inner")
    settle(still)
    still.set_viewport_size({"width": width, "height": 800})
    settle(still)
    notes = still.evaluate(BOXES)["notes"]
    assert not meeting(notes, notes)
    assert still.locator(".postil-note[popover]").count() == 0
    still.keyboard.press("]")
    assert still.locator(".postil-note.postil-open").is_visible()


def test_a_note_taller_than_the_window_can_be_scrolled(still: Page, readings: str) -> None:
    still.set_viewport_size({"width": 1440, "height": 260})
    still.goto(f"{readings}corners/#last")
    still.goto(f"{readings}crowded/#claim-195")
    settle(still)
    still.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    bottom, height = still.evaluate(
        "[document.querySelector('.postil-open').getBoundingClientRect().bottom, innerHeight]"
    )
    assert bottom <= height


def test_an_unfolded_box_moves_the_notes(still: Page, readings: str) -> None:
    still.set_viewport_size({"width": 1440, "height": 900})
    still.goto(f"{readings}corners/")
    settle(still)
    still.locator("details summary").click()
    settle(still)
    line, note = still.evaluate(
        "['mark#list', '#note-list']"
        ".map(s => document.querySelector(s).getBoundingClientRect().top)"
    )
    assert abs(line - note) < 40
    boxes = still.evaluate(BOXES)["notes"]
    assert not meeting(boxes, boxes)


SHIFTS = """
window.shifts = []
const box = ({x, y, width, height}) => [x, y, width, height].map(Math.round).join(" ")
new PerformanceObserver(list => {
    for (const { value, sources } of list.getEntries()) {
        const moved = ({ node, previousRect, currentRect }) =>
            `${node?.className || node?.nodeName}: ${box(previousRect)} -> ${box(currentRect)}`
        shifts.push([value, ...sources.map(moved)])
    }
}).observe({ type: "layout-shift", buffered: true })
"""


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["crowded/", "corners/", "crowded/#claim-60"])
def test_the_layout_does_not_shift(path: str, width: int, page: Page, readings: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(SHIFTS)
    page.goto(readings + path, wait_until="networkidle")
    page.wait_for_timeout(300)
    shifts = page.evaluate("shifts")
    assert sum(value for value, *_ in shifts) <= 0.02, shifts


def test_weights(demo: Built) -> None:
    """What a reading loads of Postil, gzipped: at most 10 kB of script and 8 kB of style."""
    assets = demo.site / "assets/postil"

    def weight(*names: str) -> int:
        return sum(len(gzip.compress((assets / name).read_bytes())) for name in names)

    assert weight("postil.js") <= 10_000
    assert weight("claims.js") <= 10_000
    assert weight("postil.css", "pages.css", "vocabulary.css") <= 8_000


def test_scripts_are_short(demo: Built) -> None:
    """The modules that the scripts are made of stay readable, and say first what they do."""
    from postil.rendering.bundle import ASSETS

    for module in ASSETS.glob("*.js"):
        lines = module.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "/**", module
        assert len(lines) < 200, module
