"""A reading on a phone, or in a window as small as one: the panel, what stands under the text, the
way to the bar; and what is one touch away from a verdict at every width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from support.axe import SHIFTS
from support.web import Held, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from support.builds import Built

PHONE = {"width": 390, "height": 844}
READING = "readings/trumputin-pact/"
OPEN = ".postil-note.postil-open"

# The boxes of the panel's buttons, by what they do.
BUTTONS = """() => [...document.querySelectorAll(".postil-open .postil-tools button")]
    .map(button => button.getBoundingClientRect())
    .map(({ x, y, width, height }) => [x, y, width, height].map(Math.round))"""

COVERED = """() => {
    const panel = document.querySelector(".postil-open").getBoundingClientRect()
    const header = document.querySelector(".md-header").getBoundingClientRect()
    const id = document.querySelector(".postil-open").id.slice(5)
    const marks = [...document.querySelectorAll(`mark[data-postil="${id}"]`)]
    const lines = marks.flatMap(mark => [...mark.getClientRects()])
    const [first] = lines
    // A passage that is longer than what the panel leaves shows its beginning.
    const room = panel.top - header.bottom
    const height = lines.at(-1).bottom - first.top
    return [first.top >= header.bottom && first.bottom <= panel.top,
        lines.at(-1).bottom <= panel.top || height > room - 24]
}"""

NOT_BALANCED = """
const plain = new CSSStyleSheet()
plain.replaceSync("* { text-wrap: wrap !important }")
document.adoptedStyleSheets = [plain]
"""

# Opens each note from the lower edge of the window; gives those that cover their references.
LOW = """() => [...document.querySelectorAll(".postil-ref")].filter(reference => {
    if (!reference.checkVisibility()) return false
    const at = () => reference.getBoundingClientRect().bottom
    scrollTo({ top: scrollY + at() - innerHeight, behavior: "instant" })
    reference.click()
    return at() > document.querySelector(".postil-open").getBoundingClientRect().top
}).map(({ hash }) => hash)"""


def settle(page: Page) -> None:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))")


@pytest.mark.parametrize(
    "size", [(390, 844), (844, 390), (320, 256)], ids=["upright", "rotated", "enlarged"]
)
def test_the_panel(size: tuple[int, int], page: Page, demo_address: str) -> None:
    """Its buttons stay in one place from note to note, large enough for a thumb; it never covers
    the passage."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(demo_address + READING)
    page.keyboard.press("]")
    page.locator(f"{OPEN}:popover-open").wait_for()
    places = page.evaluate(BUTTONS)
    assert len(places) == 3
    assert all(width >= 44 and height >= 44 for _, _, width, height in places)
    for _ in range(24):
        page.locator(f"{OPEN} [data-step='1']").click()
        assert page.evaluate(BUTTONS) == places
        assert page.evaluate(COVERED) == [True, True], page.locator(OPEN).get_attribute("id")


def test_a_passage_low_in_the_window(page: Page, readings: str) -> None:
    """A short note makes room for itself with all that it has when it is open."""
    page.set_viewport_size(PHONE)
    page.goto(f"{readings}corners/")
    assert page.evaluate(LOW) == []


def test_a_phone_that_is_turned(page: Page, demo_address: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{demo_address}{READING}#gates-chemistry")
    for width, height in ((844, 390), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert page.evaluate(COVERED)[0]


def test_what_stands_under_the_text(page: Page, demo_address: str) -> None:
    """One line, which unfolds. The search of the browser, an address and a printer reach what is
    folded."""
    page.set_viewport_size(PHONE)
    page.goto(f"{demo_address}{READING}?notes=all")
    section = page.locator(".postil-endnotes")
    box = section.bounding_box()
    assert box and box["height"] < 80
    assert page.evaluate("document.documentElement.scrollHeight") < 9_000
    hidden = page.locator(".postil-note[hidden='until-found']")
    assert hidden.count() == page.locator(".postil-note").count()
    # As the browser does when it finds words there.
    page.evaluate(
        """() => document.querySelector("#note-gates-chemistry")
            .dispatchEvent(new Event("beforematch", { bubbles: true }))"""
    )
    page.locator(f"#note-gates-chemistry{OPEN} .postil-body").wait_for()
    page.keyboard.press("Escape")
    assert hidden.count() == page.locator(".postil-note").count()
    unfold = page.locator(".postil-unfold")
    assert unfold.get_attribute("aria-expanded") == "false"
    unfold.click()
    assert unfold.get_attribute("aria-expanded") == "true"
    assert page.locator("#note-gates-chemistry .postil-body").is_visible()
    unfold.click()
    assert page.locator("#note-gates-chemistry .postil-body").is_hidden()
    page.emulate_media(media="print")
    assert page.locator("#note-gates-chemistry .postil-body").is_visible()
    page.emulate_media(media="screen")
    # In the margin they are all there again.
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_selector(".postil-beside")
    assert hidden.count() == 0


def test_the_bar_is_reached_from_everywhere(page: Page, demo_address: str) -> None:
    """While one scrolls up it stands below the header, and covers nothing while one reads on."""
    page.set_viewport_size(PHONE)
    page.goto(demo_address + READING)
    top = "document.querySelector('.postil-bar').getBoundingClientRect().top"
    page.evaluate("scrollTo({ top: 3000, behavior: 'instant' })")
    settle(page)
    assert page.evaluate(top) < -1000
    page.evaluate("scrollBy({ top: -120, behavior: 'instant' })")
    settle(page)
    assert 0 < page.evaluate(top) < 80
    page.locator("[data-notes=all]").click()
    assert page.locator("[data-notes=all]").get_attribute("aria-pressed") == "true"
    page.evaluate("scrollBy({ top: 120, behavior: 'instant' })")
    settle(page)
    assert page.evaluate(top) < -1000
    # Nor does it cover the passage of a note.
    page.evaluate("scrollBy({ top: -120, behavior: 'instant' })")
    settle(page)
    page.keyboard.press("]")
    settle(page)
    assert page.evaluate(top) < -1000


NEAR = """() => {
    const targets = [...document.querySelectorAll(
        ".postil-bar button, .postil-open :is(button, summary, .postil-tags a)")]
        .filter(e => e.checkVisibility({ visibilityProperty: true }))
    const centre = e => {
        const { x, y, width, height } = e.getBoundingClientRect()
        return [x + width / 2, y + height / 2, width, height]
    }
    const small = targets.filter(e => Math.min(...centre(e).slice(2)) < 24)
    return small.filter(one => targets.some(other => {
        const [x, y] = centre(one), [a, b] = centre(other)
        return one !== other && Math.hypot(x - a, y - b) < 24
    })).map(e => e.outerHTML)
}"""


@pytest.mark.parametrize("size", [(390, 844), (320, 568), (1440, 900)])
def test_targets_are_apart(size: tuple[int, int], page: Page, demo_address: str) -> None:
    """24 pixels, or so large themselves."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{demo_address}{READING}#gates-chemistry")
    page.wait_for_selector(OPEN)
    assert page.evaluate(NEAR) == []


@pytest.mark.parametrize("size", [PHONE, {"width": 1440, "height": 900}], ids=["phone", "wide"])
def test_what_a_verdict_means(size: Any, page: Page, demo_address: str) -> None:
    """A touch on it says so, and leaves the note as it is; Escape closes the explanation first."""
    page.set_viewport_size(size)
    page.goto(f"{demo_address}readings/strained-rapport/#crs-quotation")
    verdict = page.locator(f"{OPEN} .postil-label button")
    assert verdict.inner_text().split()[-1] == "Unverifiable"
    verdict.click()
    meaning = page.locator("#postil-means-unverifiable")
    assert meaning.is_visible()
    assert "does not make it false" in meaning.inner_text()
    box = meaning.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
    meaning.click()
    assert page.locator(OPEN).count() == 1
    page.keyboard.press("Escape")
    assert meaning.is_hidden() and page.locator(OPEN).count() == 1
    page.keyboard.press("Escape")
    assert page.locator(OPEN).count() == 0
    if size != PHONE:
        page.locator("#note-crs-quotation .postil-label button").click()
        assert meaning.is_visible() and page.locator(OPEN).count() == 0


def test_what_a_verdict_means_without_script(plain_page: Page, demo_address: str) -> None:
    plain_page.goto(f"{demo_address}readings/strained-rapport/")
    plain_page.locator("#note-crs-quotation .postil-label button").click()
    assert plain_page.locator("#postil-means-unverifiable").is_visible()
    # And what unfolds by touch is unfolded.
    assert plain_page.locator("#note-hill-quotation .postil-fold q").first.is_visible()


def test_tags_lead_to_claims(page: Page, demo_address: str) -> None:
    page.goto(f"{demo_address}readings/strained-rapport/#crs-quotation")
    page.locator(f"{OPEN} .postil-tags a", has_text="congress").click()
    page.wait_for_url(re.compile(r"/claims/\?tag=congress$"))
    shown = page.locator(".postil-claims tbody tr:visible")
    assert 0 < shown.count() < page.locator(".postil-claims tbody tr").count()


def test_the_table_of_contents_gives_way(page: Page, demo_address: str) -> None:
    """To the notes, on a laptop whose letters are enlarged or a tablet on its side; it is in the
    drawer, as on a phone."""
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(demo_address + READING)
    page.wait_for_selector(".postil-beside")
    assert page.locator(".md-sidebar--secondary").is_hidden()
    page.locator("label[for=__drawer]:visible").first.click()
    page.locator(".md-nav--primary label[for=__toc]:visible").first.click()
    link = page.locator(".md-nav--primary .md-nav--secondary a", has_text="The verdict")
    link.wait_for(state="visible")


def test_the_title_stands_over_the_text(plain_page: Page, demo_address: str) -> None:
    """Also without a script, where no notes stand beside it."""
    for width in (390, 820, 1024, 1440, 1920):
        plain_page.set_viewport_size({"width": width, "height": 900})
        plain_page.goto(f"{demo_address}readings/strained-rapport/")
        title, text = plain_page.evaluate(
            """() => ["article > h1", ".postil-article > p:not([class])"]
                .map(s => document.querySelector(s).getBoundingClientRect().left)"""
        )
        assert title == text, width


def test_a_closed_note_is_a_button(page: Page, demo_address: str) -> None:
    """To a screen reader, which says whether it is open."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(demo_address + READING)
    page.wait_for_selector(".postil-beside")
    button = page.get_by_role("button", name="Note 29, Partly supported", exact=True)
    assert button.get_attribute("aria-expanded") == "false"
    button.dispatch_event("click")
    assert page.locator(OPEN).get_attribute("id") == "note-gates-chemistry"
    assert button.get_attribute("aria-expanded") == "true"
    button.dispatch_event("click")
    assert page.locator(OPEN).count() == 0
    assert button.get_attribute("aria-expanded") == "false"
    page.set_viewport_size(PHONE)
    page.wait_for_selector(".postil-beside", state="detached")
    assert button.count() == 0


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_the_readings_do_not_shift(width: int, browser: Browser, demo_address: str) -> None:
    """As they begin, where an address asks for more numbers than one sees at first, and where they
    were chosen on another page."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    for query, kept in (("", ""), ("?notes=all", ""), ("", '["all"]')):
        page.goto(demo_address)
        page.evaluate("kept => localStorage.setItem('postil.v2', kept)", kept)
        page.goto(f"{demo_address}{READING}{query}")
        page.wait_for_timeout(200)
        shifts = page.evaluate("shifts")
        assert sum(value for value, *_ in shifts) <= 0.001, (query, kept, shifts)
    context.close()


def test_a_reading_that_comes_slowly_does_not_shift(browser: Browser, demo: Built) -> None:
    """What stands around the text is painted before it has come. Only where lines end may change
    while a paragraph comes, since its last ones are balanced; that is left out here."""
    with served(demo.site, slowly=True) as address:
        for width in (390, 1024, 1440):
            context = browser.new_context(viewport={"width": width, "height": 900})
            page = context.new_page()
            page.add_init_script(SHIFTS + NOT_BALANCED)
            page.goto(address + READING)
            page.locator(".postil-beside, .postil-bar").first.wait_for(state="attached")
            page.wait_for_load_state("load")
            page.wait_for_timeout(200)
            assert page.evaluate("shifts") == []
            context.close()


@pytest.mark.parametrize("width", [390, 1024])
def test_a_bar_that_has_not_come_keeps_its_place(width: int, page: Page, demo_address: str) -> None:
    """Browsers paint what follows it before they show it."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(demo_address + READING)
    seen, cut = page.locator(".postil-bar").evaluate(
        """bar => {
            const look = () => [bar.offsetHeight, getComputedStyle(bar).visibility]
            const whole = look()
            while (bar.nextSibling) bar.nextSibling.remove()
            return [whole, look()]
        }"""
    )
    assert seen == [cut[0], "visible"]
    assert cut[1] == "hidden"


def test_a_panel_that_comes_late(page: Page, demo_address: str) -> None:
    """It shows the note that was asked for meanwhile, and Back closes it; where it does not come,
    one is led to the note among the others."""
    page.set_viewport_size(PHONE)
    panel = Held(page, "**/panel.js")
    page.goto(demo_address + READING)
    reference = page.locator(".postil-ref:visible").first
    assert panel.routes == []
    reference.click()
    panel.let_go(page)
    page.locator(f"{OPEN}:popover-open .postil-actions > a").wait_for()
    assert page.evaluate(COVERED) == [True, True]
    page.go_back()
    page.locator(OPEN).wait_for(state="detached")
    assert page.evaluate("location.hash") == ""
    page.route("**/panel.js", lambda route: route.abort())
    page.reload()
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    reference.click()
    page.wait_for_url("**#note-*")
    id = (reference.get_attribute("href") or "").rpartition("#")[2]
    page.locator(f"#{id} .postil-body").wait_for()
    page.wait_for_function(
        """id => {
            const { y } = document.getElementById(id).getBoundingClientRect()
            return 0 <= y && y < innerHeight / 2
        }""",
        arg=id,
    )
