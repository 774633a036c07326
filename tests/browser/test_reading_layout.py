"""Where notes stand: none over another or over the text, at any width; what a page weighs."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from support.axe import SHIFTS
from support.builds import Built

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

WIDTHS = (320, 1440, 390, 768, 925, 926, 1024, 1220, 1440, 1920)

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
        text: shown(".postil-article > :not(.postil-endnotes)")
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
    page.wait_for_selector(".postil-endnotes:not([aria-busy])", state="attached")


@pytest.mark.parametrize("article", ["crowded", "corners"])
def test_nothing_overlaps(article: str, still: Page, readings: str) -> None:
    """All notes closed, or one open; and the page scrolls up and down only."""
    still.set_viewport_size({"width": WIDTHS[0], "height": 800})
    still.goto(f"{readings}{article}/?notes=all")
    count = still.locator(".postil-endnotes .postil-note").count()
    for width in WIDTHS:
        still.set_viewport_size({"width": width, "height": 800})
        still.keyboard.press("Escape")
        for steps in (0, 1, 6):
            for _ in range(steps):
                still.keyboard.press("]")
            settle(still)
            boxes = still.evaluate(BOXES)
            assert len(boxes["notes"]) == count
            panel = still.locator(".postil-note[popover]")
            fixed = panel.get_attribute("id") if panel.count() else None
            notes = [box for box in boxes["notes"] if box[0] != fixed]
            assert not meeting(notes, notes), width
            assert not meeting(notes, boxes["text"]), width
            assert still.evaluate("document.documentElement.scrollWidth") <= width
        tops = [top for _, _, top, _, _ in notes]
        assert tops == sorted(tops)
        assert still.locator(".postil-beside").count() == (width >= 926)


def test_what_is_near_comes_first(fresh_page: Page, readings: str) -> None:
    """In a browser that never has time for the others, notes near the window are there, wherever a
    reader goes; and on paper all of them."""
    fresh_page.emulate_media(reduced_motion="reduce")
    fresh_page.add_init_script("window.requestIdleCallback = () => 0")
    fresh_page.set_viewport_size({"width": 1440, "height": 800})
    fresh_page.goto(f"{readings}crowded/?notes=all")
    notes = fresh_page.locator(".postil-note:visible")
    busy = fresh_page.locator(".postil-endnotes[aria-busy=true]")
    few = notes.count()
    assert 10 < few < 150
    assert busy.count() == 1
    first = fresh_page.locator("mark.postil").first.bounding_box()
    assert first and abs(first["y"] - (notes.first.bounding_box() or first)["y"]) < 40
    fresh_page.locator("#claim-120").scroll_into_view_if_needed()
    expect(fresh_page.locator("#note-claim-120")).to_be_visible()
    fresh_page.locator("[data-postil=claim-199]").first.evaluate("mark => mark.click()")
    expect(fresh_page.locator("#note-claim-199")).to_be_visible()
    assert few < notes.count() < 200
    fresh_page.emulate_media(media="print")
    assert notes.count() == 200


@pytest.mark.parametrize("width", [1440, 390])
def test_a_changed_width(width: int, still: Page, readings: str) -> None:
    """Turning a tablet keeps the page whole, also with a note open."""
    other = 390 if width == 1440 else 1440
    still.set_viewport_size({"width": other, "height": 800})
    still.goto(f"{readings}corners/#inner")
    settle(still)
    still.set_viewport_size({"width": width, "height": 800})
    settle(still)
    boxes = still.evaluate(BOXES)
    assert not meeting(boxes["notes"], boxes["notes"])
    assert still.locator(".postil-note[popover]").count() == 0
    # The notes of a narrow screen are one line after the text.
    if width == 390:
        section = still.locator(".postil-endnotes").bounding_box()
        assert section and section["height"] < 60
    still.keyboard.press("]")
    note = still.locator(".postil-note.postil-open")
    note.wait_for()
    settle(still)
    box = note.bounding_box()
    assert box
    if width == 390:
        assert (box["x"], round(box["y"] + box["height"])) == (0, 800)


def test_closed_notes_are_cut(still: Page, readings: str) -> None:
    """To four lines, whatever they are made of, of which each is whole."""
    still.set_viewport_size({"width": 1440, "height": 800})
    still.goto(f"{readings}corners/?notes=all")
    settle(still)
    lines = still.eval_on_selector_all(
        ".postil-gist",
        """all => all.map(gist => [
            gist.closest(".postil-note").id,
            gist.offsetHeight / parseFloat(getComputedStyle(gist).lineHeight),
            gist.scrollHeight > gist.clientHeight + 2,
            gist.matches(".postil-cut"),
        ])""",
    )
    assert {id: shown for id, shown, *_ in lines}["note-last"] == pytest.approx(4, abs=0.1)
    assert all(shown <= 4.1 and abs(shown - round(shown)) < 0.1 for _, shown, *_ in lines)
    assert all(more == cut for *_, more, cut in lines)
    still.locator("#note-last").click()
    assert still.locator("#note-last li").last.is_visible()
    clipped = "gist => gist.scrollHeight > gist.clientHeight + 2"
    assert not still.locator("#note-last .postil-gist").evaluate(clipped)


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_a_title_that_the_theme_writes(width: int, still: Page, demo_address: str) -> None:
    """It is set like one in the text, and stands above it; and what a filter leaves does not move
    down when the bar says so."""
    still.set_viewport_size({"width": width, "height": 800})
    still.goto(f"{demo_address}readings/strained-rapport/")
    places = """() => ["article > h1", ".postil-article > p:not([class])"]
        .map(s => document.querySelector(s))
        .map(e => [getComputedStyle(e).fontFamily, e.getBoundingClientRect().left, e.offsetTop])"""
    title, text = still.evaluate(places)
    assert title[:2] == text[:2]
    if width == 1440:
        still.locator(".postil-choose[data-group=assessment]").click()
        still.locator("[data-show=contradicted]").click()
        assert still.evaluate(places)[1] == text


@pytest.mark.parametrize("width", [768, 900])
def test_the_panel_stands_below_the_text(width: int, still: Page, readings: str) -> None:
    """Where there is room beside the text, both stand in the middle of it, one below the other."""
    still.set_viewport_size({"width": width, "height": 800})
    still.goto(f"{readings}corners/")
    still.keyboard.press("]")
    article, text, note = still.evaluate(
        """() => ["article", ".postil-article > p", ".postil-open > .postil-gist"]
            .map(s => document.querySelector(s).getBoundingClientRect())"""
    )
    assert abs(note["left"] - text["left"]) < 40
    assert abs(note["right"] - text["right"]) < 2
    assert abs((text["left"] - article["left"]) - (article["right"] - text["right"])) < 2


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


SEEN = """ids => {
    const header = document.querySelector(".md-header").getBoundingClientRect().bottom
    const references = [...document.querySelectorAll(".postil-ref")]
    const failed = []
    let whole = 0
    for (const id of ids) for (const share of [0.1, 0.5, 0.9]) {
        const mark = document.getElementById(id)
        const place = () => mark.getClientRects()[0].top
        scrollBy({ top: place() - innerHeight * share, behavior: "instant" })
        references.find(reference => reference.hash === `#note-${id}`).click()
        const note = document.querySelector(".postil-open")
        const { top, bottom } = note.getBoundingClientRect()
        // Its first two lines, at the height of its passage.
        const begins = note.id === `note-${id}` && top >= header && top + 60 <= innerHeight
        if (!begins || top > place() + 30 || bottom < place()) failed.push([id, share, top, bottom])
        else whole += bottom <= innerHeight
        dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }))
    }
    return [failed, whole]
}"""


# Any two of them meet; all three do so where there is time.
OPENED = [
    pytest.param(reading, choice, size, marks=() if met else pytest.mark.repeated)
    for reading in ("strained-rapport", "trumputin-pact")
    for choice in ("claims", "all")
    for size in ((1440, 900), (1366, 768), (1024, 768))
    for met in [((reading == "trumputin-pact") == (choice == "all")) == (size != (1366, 768))]
]


@pytest.mark.parametrize(("reading", "choice", "size"), OPENED)
def test_what_is_opened_is_seen(
    reading: str, choice: str, size: tuple[int, int], still: Page, demo_address: str
) -> None:
    """Wherever in the window its passage stands, a note that is opened begins beside it, in view;
    and the most of them are seen whole."""
    still.set_viewport_size({"width": size[0], "height": size[1]})
    still.goto(f"{demo_address}readings/{reading}/?notes={choice}")
    still.wait_for_selector(".postil-beside")
    shown = still.eval_on_selector_all(
        ".postil-note:not([data-off])", "notes => notes.map(note => note.id.slice(5))"
    )
    failed, whole = still.evaluate(SEEN, shown)
    assert len(shown) >= 25
    assert failed == []
    assert whole >= 0.85 * 3 * len(shown)


def test_a_note_is_level_with_its_line(still: Page, demo_address: str) -> None:
    """The first line of a note stands on the line on which its passage begins."""
    still.set_viewport_size({"width": 1440, "height": 900})
    still.goto(f"{demo_address}readings/trumputin-pact/")
    settle(still)
    apart = still.evaluate(
        """() => [...document.querySelectorAll(".postil-note:not([data-off])")].map(note => {
            const words = document.createRange(), gist = note.querySelector(".postil-gist")
            words.selectNodeContents(document.createTreeWalker(gist, 4).nextNode())
            const [own] = words.getClientRects()
            const [line] = document.getElementById(note.id.slice(5)).getClientRects()
            const baseline = ({ top, height }) => top + 0.8 * height
            return baseline(own) - baseline(line)
        })"""
    )
    level = [distance for distance in apart if abs(distance) <= 1.5]
    assert len(level) >= 0.5 * len(apart)


def test_an_unfolded_box_moves_the_notes(still: Page, readings: str) -> None:
    still.set_viewport_size({"width": 1440, "height": 900})
    still.goto(f"{readings}corners/")
    settle(still)
    still.get_by_text("A closed box").click()
    settle(still)
    line, note = still.evaluate(
        "['mark#list', '#note-list']"
        ".map(s => document.querySelector(s).getBoundingClientRect().top)"
    )
    assert abs(line - note) < 40
    boxes = still.evaluate(BOXES)["notes"]
    assert not meeting(boxes, boxes)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["crowded/", "corners/", "crowded/#claim-60"])
def test_the_layout_does_not_shift(path: str, width: int, fresh_page: Page, readings: str) -> None:
    page = fresh_page
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(SHIFTS)
    page.goto(readings + path)
    settle(page)
    page.wait_for_timeout(100)  # the browser reports shifts a little later
    shifts = page.evaluate("shifts")
    assert sum(value for value, *_ in shifts) <= 0.02, shifts


# Asks when all that listens for the page to be read has been called.
BEGUN = """document.addEventListener("DOMContentLoaded", () => {
    addEventListener("DOMContentLoaded", () => {
        window.begun = document.querySelector(".postil-bar [aria-pressed=true]") !== null
            && document.querySelector(".postil-beside") === null
    })
})"""


def test_notes_wait_for_the_theme(fresh_page: Page, readings: str) -> None:
    """When a page has been read, it answers at once; the notes come to the margin when the theme
    has begun, or a reader would have to wait for both."""
    fresh_page.set_viewport_size({"width": 1440, "height": 900})
    fresh_page.add_init_script(BEGUN)
    fresh_page.goto(f"{readings}crowded/")
    fresh_page.wait_for_selector(".postil-beside")
    assert fresh_page.evaluate("begun")


def test_weights(demo: Built) -> None:
    """What a reading loads of Postil before its reader does anything, gzipped: 11 kB of script and
    6 kB of style; and never more than 20 kB of script, whatever its reader has of their own."""
    assets = demo.site / "assets/postil"

    def weight(*names: str) -> int:
        return sum(len(gzip.compress((assets / name).read_bytes())) for name in names)

    plain = weight("veil.js", "postil.js")
    assert plain <= 11_200
    assert plain + weight("record.js", "judge.js") <= 14_600
    assert plain + weight("record-progress-judge.js") <= 15_200
    assert plain + weight("record-progress-student.js") <= 19_000
    assert plain + weight("record-progress-student-judge.js") <= 20_000
    assert weight("overview.js") <= 3_000
    assert weight("postil.css", "vocabulary.css") <= 6_000
    # Instant navigation loads the sheet of the pages around, too.
    assert weight("postil.css", "pages.css", "vocabulary.css") <= 9_500


# Keeps a note on the text, and a judgement of its first claim; who did that judges first.
BEGUN_TO_WORK = """async () => {
    const { page } = window["postil-postil"].postil
    const { positions, record, text } = await page.bring("noting")
    const kept = await record.open()
    const { article, version } = page.reading.section.dataset
    const words = new text.Text(page.reading.root)
    const [exact, start] = [words.value.slice(200, 220), 200]
    const selector = [
        { type: "TextQuoteSelector", exact, prefix: "", suffix: "" },
        { type: "TextPositionSelector", start: positions.positionOf(words, start) },
    ]
    await kept.put({
        id: "urn:uuid:own", type: "Annotation", motivation: "commenting", "postil:version": version,
        target: { source: article, selector }, body: { type: "TextualBody", value: "Mine" },
    })
    const source = `${article}#${document.querySelector("mark[data-assessment]").id}`
    await kept.put({
        id: `urn:postil:assessing:${source}`, type: "Annotation", motivation: "assessing",
        target: { source }, body: [],
    })
    localStorage.setItem("postil.judge", JSON.stringify({ everywhere: true, free: [], at: 1 }))
}"""


@pytest.mark.parametrize("width", [390, 1440])
def test_what_is_loaded_for_who_does_nothing(
    width: int, browser: Browser, instant_readings: str
) -> None:
    """Who has notes of their own and judges: no more than 20 kB of script; nor on another page that
    is swapped in. The end of the text is far away."""
    context = browser.new_context(viewport={"width": width, "height": 300})
    begun = context.new_page()
    begun.goto(f"{instant_readings}corners/")
    begun.evaluate(BEGUN_TO_WORK)
    begun.close()
    page = context.new_page()
    loaded: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if "assets/postil/" in response.url and response.url.endswith(".js"):
            name = response.url.rpartition("/")[2]
            loaded[name] = len(gzip.compress(response.body()))

    page.on("response", weigh)
    page.goto(f"{instant_readings}corners/")
    for title in ("Corners", "Crowded"):
        page.wait_for_function(f"document.querySelector('h1').textContent.startsWith('{title}')")
        page.locator("[data-told]").wait_for()
        page.wait_for_load_state("networkidle")
        assert set(loaded) == {"veil.js", "postil.js", "record-progress-student-judge.js"}
        assert sum(loaded.values()) <= 20_000, loaded
        crowded = (
            "[...document.querySelectorAll('.md-nav__link')].find(a => /Crowded/.test(a.text))"
        )
        page.evaluate(f"{crowded}.click()")
    context.close()


def test_scripts_are_short(demo: Built) -> None:
    """The modules that the scripts are made of stay readable, and say first what they do."""
    from postil.rendering.scripts import ASSETS

    for module in ASSETS.glob("*.js"):
        lines = module.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "/**", module
        assert len(lines) < 200, module
