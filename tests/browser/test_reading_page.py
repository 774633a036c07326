"""The reading page by mouse, finger and keyboard: opening, walking, filtering, closing notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

READINGS = ("readings/strained-rapport/", "readings/trumputin-pact/")
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 800}
BOTH = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])

OPEN = ".postil-note.postil-open"
FOCUS = "document.activeElement"


@pytest.fixture
def sound(page: Page) -> Iterator[Page]:
    """A page on which our script may throw nothing."""
    with silent(page):
        yield page


@contextmanager
def silent(page: Page) -> Iterator[None]:
    wrong: list[str] = []

    def thrown(error: Any) -> None:
        # Material itself throws where the storage is blocked.
        if "assets/postil/" in (error.stack or ""):
            wrong.append(error.stack)

    page.on("pageerror", thrown)
    yield
    assert wrong == []


def opened(page: Page) -> str:
    """The id of the open note; nothing if all are closed."""
    note = page.locator(OPEN)
    return (note.get_attribute("id") or "").removeprefix("note-") if note.count() else ""


def ids(page: Page) -> list[str]:
    """The annotations of a page, in the order of the notes."""
    found: list[str] = page.eval_on_selector_all(
        ".postil-endnotes .postil-note", "notes => notes.map(n => n.id.replace('note-', ''))"
    )
    return found


# All notes of the page, whatever a reader sees first.
ALL = "?notes=all"

# What has the focus, which note is open, and what can be reached in it by Tab.
STATE = """() => {
    const at = document.activeElement, open = document.querySelector(".postil-note.postil-open")
    const name = e => e.tagName + (e.getAttribute("href") ?? "")
    return {
        reference: at.matches(".postil-ref") ? at.hash.slice(6) : "",
        within: at.closest(".postil-note")?.id.slice(5) ?? "",
        at: at.id,
        open: open?.id.slice(5) ?? "",
        stops: open ? [...open.querySelectorAll("a, button, summary")]
            .filter(e => e.checkVisibility()).map(name) : [],
        met: (window.met ?? []).splice(0).map(name),
    }
}"""
MET = """addEventListener("focusin", ({ target }) => (window.met ??= []).push(target))"""


@pytest.mark.parametrize(
    ("reading", "size"),
    [(READINGS[0], WIDE), pytest.param(READINGS[1], NARROW, marks=pytest.mark.repeated)],
    ids=["wide", "narrow"],
)
def test_every_note_by_keyboard(reading: str, size: Any, sound: Page, demo_address: str) -> None:
    """Tab goes from reference to reference in the order of the text; Enter opens a note and leads
    into it, Tab then reaches each of its links, and Escape leads back to the reference."""
    sound.set_viewport_size(size)
    sound.goto(demo_address + reading + ALL)
    sound.evaluate(MET)
    sound.locator("article .postil-ref").first.focus()
    # What an open note offers comes when its reader turns to it.
    sound.evaluate("window['postil-postil'].postil.page.bring('using').then(() => {})")
    met = []
    while id := sound.evaluate(STATE)["reference"]:
        met.append(id)
        sound.keyboard.press("Enter")
        state = sound.evaluate(STATE)
        assert (state["open"], state["at"]) == (id, f"note-{id}")
        for _ in state["stops"]:
            sound.keyboard.press("Tab")
        reached = sound.evaluate(STATE)
        assert reached["within"] == id
        assert reached["met"] == state["stops"]
        sound.keyboard.press("Escape")
        state = sound.evaluate(STATE)
        assert (state["open"], state["reference"]) == ("", id)
        for _ in range(9):  # links of the text may stand between
            sound.keyboard.press("Tab")
            if sound.evaluate(f"Boolean({FOCUS}.closest('.postil-ref, .postil-endnotes'))"):
                break
    assert met == [hash.removeprefix("#note-") for hash in hashes(sound)]
    assert sorted(met) == sorted(ids(sound))


def hashes(page: Page) -> list[str]:
    """Where the references of the text lead, in its order."""
    found: list[str] = page.eval_on_selector_all(
        "article .postil-ref", "all => all.map(a => a.hash)"
    )
    return found


@BOTH
@pytest.mark.parametrize("address", ["across", "note-over", "closed"])
def test_an_old_address_opens_the_note(size: Any, address: str, sound: Page, readings: str) -> None:
    """By its old id a note opens as by its own, and the address becomes the new one."""
    id = "folded" if address == "closed" else "crossing"
    sound.set_viewport_size(size)
    sound.goto(f"{readings}corners/#{address}")
    assert opened(sound) == id
    assert sound.url.endswith(f"/corners/#{id}")
    assert sound.evaluate(IN_VIEW, f"mark#{id}")
    sound.evaluate("location.hash = 'inner'")
    sound.wait_for_selector("#note-inner.postil-open")
    sound.evaluate(f"location.hash = '{address}'")
    sound.wait_for_selector(f"#note-{id}.postil-open")


def test_an_old_address_without_script(plain_page: Page, readings: str) -> None:
    """It leads to the passage or the note, which looks like the one that was asked for."""
    plain_page.set_viewport_size({"width": 1440, "height": 200})
    paint = "e => getComputedStyle(e).backgroundColor"
    for address, element in (("over", "mark#crossing"), ("note-across", "#note-crossing")):
        plain_page.goto(f"{readings}corners/")
        before = plain_page.locator(element).first.evaluate(paint)
        plain_page.goto(f"{readings}corners/#{address}")
        assert plain_page.evaluate(IN_VIEW, element)
        assert plain_page.locator(element).first.evaluate(paint) != before


# Whether an element begins within the window, below the header.
IN_VIEW = """selector => {
    const top = document.querySelector(selector).getBoundingClientRect().top
    const header = document.querySelector(".md-header").getBoundingClientRect().bottom
    return top >= header - 1 && top < innerHeight
}"""


@BOTH
def test_walking(size: Any, sound: Page, readings: str) -> None:
    """`]` and `[` go from note to note in the order of the text, round the end; the passage is in
    view, and on a narrow screen the panel does not cover it."""
    sound.set_viewport_size(size)
    sound.goto(f"{readings}corners/{ALL}")
    order = ids(sound)
    for id in [*order, order[0]]:
        sound.keyboard.press("]")
        assert opened(sound) == id
        assert uncovered(sound, id), id
        assert sound.evaluate(f"{FOCUS}.hash") == f"#note-{id}"
    for id in [order[-1], order[-2]]:
        sound.keyboard.press("[")
        assert opened(sound) == id


def uncovered(page: Page, id: str) -> bool:
    """Whether the beginning of a passage can be seen, with nothing over it."""
    return bool(
        page.locator(f"mark#{id}").evaluate(
            """mark => {
                const box = mark.getClientRects()[0]
                const at = document.elementFromPoint(box.left + 2, box.top + box.height / 2)
                return Boolean(at) && (mark.contains(at) || at.contains(mark))
                    && !at.closest(".postil-note")
            }"""
        )
    )


def test_brackets_where_they_need_alt(sound: Page, readings: str) -> None:
    """German and French keyboards type brackets with Alt or AltGr."""
    sound.goto(f"{readings}corners/")
    sound.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: ']', altKey: true}))")
    assert opened(sound) == "inner"
    sound.evaluate(
        "dispatchEvent(new KeyboardEvent('keydown',"
        " {key: ']', altKey: true, ctrlKey: true, modifierAltGraph: true}))"
    )
    assert opened(sound) == "middle"
    sound.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: ']', ctrlKey: true}))")
    assert opened(sound) == "middle"


def test_material_keeps_its_keys(sound: Page, readings: str) -> None:
    sound.goto(f"{readings}corners/")
    sound.keyboard.press("/")
    assert sound.evaluate(f"{FOCUS}.matches('.md-search__input')")
    sound.keyboard.type("a]b[")
    assert sound.locator(".md-search__input").input_value() == "a]b["
    assert opened(sound) == ""
    sound.keyboard.press("Escape")
    sound.keyboard.press("n")
    sound.wait_for_url("**/crowded/")


def _press_begin(mark: Locator, far: int = 5) -> None:
    """Clicks on the first words of a passage, which may stand at the end of a line."""
    mark.scroll_into_view_if_needed()
    x, y = mark.evaluate(
        "mark => { const {left, top} = mark.getClientRects()[0]; return [left, top + 8] }"
    )
    mark.page.mouse.click(x + far, y)


@BOTH
def test_three_passages_over_one_sentence(size: Any, sound: Page, readings: str) -> None:
    """Each click on the same words opens the next passage that holds them, the last closes; each
    can be pointed at where it is alone, and its reference opens it."""
    sound.set_viewport_size(size)
    sound.goto(f"{readings}corners/")
    words = sound.locator("mark#inner")
    for id in ["inner", "middle", "outer", "", "inner"]:
        _press_begin(words)
        assert opened(sound) == id
    sound.keyboard.press("Escape")
    for id in ["outer", "middle", "inner"]:
        box = sound.locator(f"mark#{id}").evaluate(
            "mark => { const {left, top} = mark.getClientRects()[0]; return [left + 3, top + 8] }"
        )
        sound.mouse.move(*box)
        assert painted(sound) == {id}
        sound.locator(f".postil-ref[href='#note-{id}']").click()
        assert opened(sound) == id
        sound.keyboard.press("Escape")


def painted(page: Page) -> set[str]:
    """The annotations whose passages are painted."""
    marks = page.locator("mark.postil-active")
    return set(marks.evaluate_all("marks => marks.map(mark => mark.dataset.postil)"))


def test_a_link_in_a_passage_is_a_link(sound: Page, readings: str) -> None:
    sound.goto(f"{readings}corners/")
    sound.locator("mark a", has_text="link to the other text").or_(
        sound.locator("a:has(mark)", has_text="link to the other text")
    ).first.click()
    sound.wait_for_url("**/other/")


@BOTH
@pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "there"])
def test_addresses_open_notes(fresh: bool, size: Any, sound: Page, readings: str) -> None:
    """Also in a closed box or a tab that is not chosen; on arrival, and on the page itself."""
    sound.set_viewport_size(size)
    if not fresh:
        sound.goto(f"{readings}corners/")
    for prefix, id in (("", "inner"), ("note-", "folded"), ("", "second"), ("note-", "last")):
        if fresh:
            sound.goto("about:blank")
        sound.goto(f"{readings}corners/#{prefix}{id}")
        sound.wait_for_selector(f"#note-{id}.postil-open")
        assert uncovered(sound, id)
        assert sound.url.endswith(f"#{id}")


@BOTH
def test_an_address_opens_what_is_hidden(size: Any, sound: Page, readings: str) -> None:
    """Whoever follows a link to an annotation means this one, whatever was chosen before."""
    sound.set_viewport_size(size)
    for choice in ("none", "opinion"):
        sound.goto(f"{readings}corners/?notes={choice}")
        assert not sound.locator(".postil-ref[href$='#note-inner']").is_visible()
        sound.evaluate("location.hash = '#inner'")
        sound.wait_for_selector("#note-inner.postil-open:visible")
        assert uncovered(sound, "inner")
        assert sound.locator(".postil-ref[href$='#note-inner']").is_visible()
        left = {"inner"} if choice == "none" else {"inner", "middle"}
        assert sound.locator(".postil-bar output").inner_text() == f"{len(left)} of 14 notes"
        # For all others the choice holds.
        walked = set()
        for _ in range(3):
            sound.keyboard.press("]")
            walked.add(opened(sound))
        assert walked == left
    sound.goto(f"{readings}lost/?notes=none")
    sound.goto(f"{readings}lost/?notes=none#note-gone")
    expect(sound.locator("#note-gone")).to_be_visible()


def test_strange_addresses(sound: Page, readings: str) -> None:
    for hash in ("#", "#corners", "#note-nobody", "#100%", "#%E0%A4%A"):
        sound.goto("about:blank")
        sound.goto(f"{readings}corners/{hash}")
        assert opened(sound) == ""
        sound.keyboard.press("]")
        assert opened(sound) == "inner"


@pytest.mark.parametrize("instant", [False, True], ids=["plain", "instant"])
def test_back_closes_the_panel(instant: bool, sound: Page, request: pytest.FixtureRequest) -> None:
    """And leaves the reader where she is, on a page that is not loaded anew; so do the button and
    Escape."""
    readings = request.getfixturevalue("instant_readings" if instant else "readings")
    sound.set_viewport_size(NARROW)
    sound.goto(readings)
    sound.goto(f"{readings}crowded/")
    sound.evaluate("document.querySelector('article').dataset.same = 'yes'")
    for close in ("back", "button", "key"):
        sound.evaluate("scrollTo(0, 900)")
        sound.locator(".postil-ref").nth(30).click()
        for _ in range(3):
            sound.keyboard.press("]")
        assert opened(sound) == "claim-33"
        place = sound.evaluate("scrollY")
        if close == "back":
            sound.go_back()
        elif close == "button":
            sound.locator(".postil-close").click()
        else:
            sound.keyboard.press("Escape")
        sound.wait_for_function(f"!document.querySelector('{OPEN}')")
        sound.wait_for_timeout(200)  # for a jump that would come late
        assert abs(sound.evaluate("scrollY") - place) < 2
        assert sound.url.endswith("/crowded/")
        assert sound.locator("article").get_attribute("data-same") == "yes"
    sound.go_back()
    sound.wait_for_url(readings)


def test_panel_buttons(sound: Page, readings: str) -> None:
    """They keep the focus while the panel changes its note, and say where one is."""
    sound.set_viewport_size(NARROW)
    sound.goto(f"{readings}corners/{ALL}#inner")
    forward = sound.locator(f"{OPEN} [data-step='1']")
    forward.focus()
    sound.keyboard.press("Enter")
    sound.keyboard.press("Enter")
    assert opened(sound) == "outer"
    assert sound.locator(".postil-place").inner_text() == "3 / 14"
    assert sound.evaluate(f"{FOCUS}.dataset.step") == "1"
    sound.locator("h1").click()
    assert opened(sound) == ""


def choose(page: Page, group: str, *words: str) -> None:
    """Presses buttons in one of the lists of the bar."""
    page.locator(f".postil-choose[data-group={group}]").click()
    for word in words:
        page.locator(f"[data-show={word}]").click()
    page.keyboard.press("Escape")


def test_filters(sound: Page, readings: str) -> None:
    """The choice hides other notes with their numbers, stands in the address, and is remembered; on
    a page where it was not made, that is said."""
    sound.set_viewport_size(WIDE)
    sound.goto(f"{readings}crowded/")
    said, notes = sound.locator(".postil-said"), sound.locator(".postil-note:visible")
    choose(sound, "assessment", "disputed")
    expect(notes).to_have_count(52)
    assert said.inner_text() == "52 of 200 notes"
    choose(sound, "kind", "analogy")
    expect(notes).to_have_count(13)
    assert "notes=disputed+analogy" in sound.url
    sound.keyboard.press("]")
    note = sound.locator(OPEN)
    assert note.get_attribute("data-kind") == "analogy"
    sound.goto(f"{readings}crowded/")
    expect(notes).to_have_count(13)
    assert said.inner_text() == "13 of 200 notes, as chosen before"
    sound.locator("[data-notes=all]").click()
    expect(notes).to_have_count(200)
    assert said.inner_text() == ""
    assert "?" not in sound.url
    sound.goto(f"{readings}crowded/?notes=contradicted")
    expect(notes).to_have_count(48)
    choose(sound, "assessment", "contradicted")
    expect(notes).to_have_count(200)


@BOTH
def test_few_before_many(size: Any, sound: Page, readings: str) -> None:
    """Where a text has many notes, claims come first; what is not shown leaves a trace without a
    number, which opens its note for as long as it is read. The choice is kept."""
    sound.set_viewport_size(size)
    sound.goto(f"{readings}corners/")
    pressed = sound.locator(".postil-density [aria-pressed=true]")
    assert pressed.inner_text() == "Claims 11"
    numbers = sound.locator(".postil-ref:not([data-off])")
    assert numbers.count() == 11
    trace = sound.locator("mark#last")
    line = "mark => getComputedStyle(mark).textDecorationLine"
    assert trace.evaluate(line) == "underline"
    _press_begin(trace)
    assert opened(sound) == "last"
    expect(sound.locator("#note-last")).to_be_visible()
    assert numbers.count() == 11
    sound.keyboard.press("Escape")
    assert not sound.locator("#note-last:visible").count()
    sound.locator("[data-notes=all]").click()
    assert numbers.count() == 14
    assert sound.url.endswith("/corners/?notes=all")
    sound.goto(f"{readings}corners/")
    assert pressed.inner_text() == "All notes 14"
    assert sound.locator(".postil-said").inner_text() == ""
    # Few notes, or claims only: all of them.
    sound.goto(f"{readings}other/")
    assert pressed.inner_text() == "All notes 1"


def test_words_with_a_trace_and_a_passage(sound: Page, demo_address: str) -> None:
    """A click means the passage that is shown first, and then the one that left a trace."""
    sound.set_viewport_size(WIDE)
    sound.goto(f"{demo_address}readings/strained-rapport/")
    words = sound.locator("mark#unnamed-official")
    for id in ("state-official-cooling", "unnamed-official", ""):
        _press_begin(words, 20)
        assert opened(sound) == id


def test_bare_text(sound: Page, readings: str) -> None:
    sound.goto(f"{readings}crowded/")
    sound.locator("[data-notes=none]").click()
    assert sound.locator(".postil-note:visible, .postil-ref:visible").count() == 0
    sound.locator("mark#claim-3").click()
    sound.keyboard.press("]")
    assert opened(sound) == ""
    assert (
        sound.locator("mark#claim-3").evaluate("mark => getComputedStyle(mark).textDecorationLine")
        == "none"
    )
    sound.goto(f"{readings}corners/")
    assert sound.locator(".postil-ref:visible").count() == 0
    assert sound.locator(".postil-kept").is_visible()
    sound.locator("[data-notes=none]").click()
    assert sound.locator(".postil-ref:not([data-off])").count() == 11


@pytest.mark.parametrize(
    "storage",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})",
        "Storage.prototype.setItem = () => {"
        " throw new DOMException('full', 'QuotaExceededError') }",
    ],
    ids=["blocked", "full"],
)
def test_storage_that_fails(storage: str, fresh_page: Page, readings: str) -> None:
    fresh_page.add_init_script(storage)
    fresh_page.set_viewport_size(WIDE)
    with silent(fresh_page):
        fresh_page.goto(f"{readings}corners/")
        assert fresh_page.locator(".postil-note:visible").count() == 11
        choose(fresh_page, "assessment", "disputed")
        assert fresh_page.locator(".postil-note:visible").count() == 1


def test_storage_of_another_version(sound: Page, readings: str) -> None:
    """Or of anybody else: the page is as if nothing had been stored."""
    sound.set_viewport_size(WIDE)
    sound.goto(f"{readings}corners/")
    for stored in (
        "{",
        "null",
        "5",
        "[]",
        '{"show": 7, "bare": "x", "new": {}}',
        '[null, {"a": 1}, "gone"]',
    ):
        sound.evaluate("stored => localStorage.setItem('postil.v2', stored)", stored)
        sound.goto(f"{readings}corners/")
        assert sound.locator(".postil-note:visible").count() == 11, stored
        choose(sound, "assessment", "disputed")
        assert sound.locator(".postil-note:visible").count() == 1, stored


def test_cite(browser: Browser, readings: str) -> None:
    """The words of the citation are on the clipboard, or where that is refused, in the note."""
    context = browser.new_context(viewport={"width": 1440, "height": 500})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{readings}corners/#inner")
    for button, wanted in {
        "Permanent link": f"{readings}corners/#inner",
        "Cite the passage": f"“five six” “Corners”. Test. (n.d.). {readings}corners/#inner",
        "Cite the claim": (
            f"“Claim inner, ‘five six’, in ‘Corners’”. Test. (n.d.). {readings}corners/#inner"
        ),
    }.items():
        page.evaluate("navigator.clipboard.writeText('nothing yet')")
        page.evaluate("document.querySelector('.postil-open output').value = ''")
        asked = page.locator(f"{OPEN} .postil-actions", has_text=button).get_by_text(button)
        asked.scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        asked.click()
        page.wait_for_selector(f"{OPEN} output:has-text('Copied')")
        assert page.evaluate("navigator.clipboard.readText()") == wanted
        assert page.evaluate("scrollY") == before
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error('no')) }")
    page.locator(f"{OPEN} .postil-actions button:visible").last.click()
    page.wait_for_selector(f"{OPEN} output:has-text('five six')")
    assert page.locator(f"{OPEN} output").inner_text() == wanted
    context.close()


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("so-called “Western propaganda”", "‘so-called “Western propaganda”’"),
        ('a "straight" one', "‘a “straight” one’"),
        ("don’t", "‘don’t’"),
    ],
)
def test_quotations_within_a_citation(words: str, cited: str, sound: Page, readings: str) -> None:
    """Within ‘these’, quotation marks are “these”; and around the words of a passage they turn."""
    sound.set_viewport_size(WIDE)
    sound.goto(f"{readings}corners/#inner")
    sound.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error('no')) }")
    sound.evaluate(
        "words => document.querySelector('#note-inner .postil-quote q').textContent = words", words
    )
    output = sound.locator(f"{OPEN} [data-form=claim] ~ output")
    sound.locator(f"{OPEN} [data-form=claim]").click()
    expect(output).to_contain_text(f"Claim inner, {cited}, in")
    sound.locator(f"{OPEN} [data-form=text]").click()
    expect(output).not_to_contain_text("Claim inner")
    turned = re.sub('[“"]([^”"]*)[”"]', r"‘\1’", words)
    assert output.inner_text().startswith(f"“{turned}” ")


@BOTH
def test_only_lost_annotations(size: Any, sound: Page, readings: str) -> None:
    """The words that the passage had and its note are there to read."""
    sound.set_viewport_size(size)
    sound.goto(f"{readings}lost/#note-gone")
    expect(sound.locator("#note-gone")).to_be_visible()
    assert "the words that were" in sound.locator("#note-gone").inner_text()
    sound.keyboard.press("]")
    sound.locator("#note-gone").click()
    assert opened(sound) == ""
