"""Readers who judge first: nothing tells them what the editors think until they have said what they
do; then both verdicts stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from support.axe import OF_COLOURS, SHIFTS, complaints, violations
from support.builds import build
from support.judging import MEANINGS, NOTHING, VERDICTS, files, told
from support.shared import Shared
from support.web import Held, await_search, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {
    "phone": {"width": 390, "height": 844},
    "tablet": {"width": 820, "height": 1100},
    "desktop": {"width": 1440, "height": 900},
}

# What stands at the end of the text comes when its reader comes near it.
NEAR_THE_END = """() => {
    const last = document.querySelector(".postil-endnotes").previousElementSibling
    const { top } = last.getBoundingClientRect()
    scrollBy({ top: top - 1.5 * innerHeight, behavior: "instant" })
}"""

# A reader does it 25 times; the path is the same each time.
CHOICES = (0, 3, 0, 1)
FEW = len(CHOICES)


@pytest.fixture(scope="module")
def tower(shared: Shared) -> Iterator[str]:
    """The site of `support.judging`, served."""
    built = shared.site("tower", lambda folder: build(folder, files()))
    assert not built.stopped, built.log
    with served(built.site) as address:
        yield address


def opened(page: Page, id: str) -> None:
    page.evaluate(f"location.hash = '{id}'")
    page.locator(f"#note-{id}.postil-open").wait_for()


def judge(page: Page, id: str, verdict: str, why: str = "") -> None:
    opened(page, id)
    note = page.locator(f"#note-{id}")
    note.locator("fieldset").get_by_text(verdict, exact=True).click()
    if why:
        note.locator("textarea").fill(why)
    note.locator("[type=submit]").click()
    note.locator(".postil-both").wait_for()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_nothing_is_told_before_it_is_judged(size: str, fresh_page: Page, tower: str) -> None:
    page = fresh_page
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    # While the scripts have yet to come.
    reading = Held(page, "**/postil.js")
    page.goto(f"{tower}tower/?notes=all", wait_until="commit")
    page.locator("script[src$='postil.js']").wait_for(state="attached")
    page.wait_for_timeout(100)
    assert page.evaluate("document.readyState") == "loading"
    assert told(page) == NOTHING
    judging = Held(page, "**/judge.js")
    reading.let_go(page)
    page.locator(".postil-first[aria-pressed=true]").wait_for()
    assert told(page) == NOTHING
    judging.first(page)
    page.wait_for_timeout(100)
    judging.let_go(page)
    page.locator(".postil-compared").wait_for()
    assert told(page) == NOTHING
    # What is asked about a claim tells nothing of it; all that can be said is there, and what it
    # means.
    for id in ("steps", "bell", "clock", "three-hundred"):
        opened(page, id)
        page.locator(f"#note-{id} .postil-judge").wait_for()
        found = told(page, prints=id == "steps")
        assert {*found["seen"]} == {*VERDICTS}
        assert {*found["heard"]} == {*VERDICTS, *MEANINGS}
        assert found["printed"] == found["lines"] == []
    page.keyboard.press("Escape")
    page.unroute_all()
    # Nor does a choice in the address, nor the search.
    page.goto(f"{tower}tower/?notes=fallen")
    page.locator(".postil-compared").wait_for()
    assert page.locator(".postil-note:not([data-off])").count() > 1
    opener = "label[for=__search].md-header__button" if size == "phone" else ".md-search__input"
    await_search(page)
    page.locator(opener).click()
    page.locator(".md-search__input").press_sequentially("tells")
    page.locator(".md-search-result__more summary").first.click()
    page.locator(".md-search-result").get_by_text("Claim: The bell").wait_for()
    found = told(page, prints=False)
    assert found["seen"] == found["heard"] == []
    assert "The tower has three hundred steps" in page.locator(".md-search-result").inner_text()


def test_what_is_told_when_one_is_judged(page: Page, tower: str) -> None:
    """Of that one all, and of others nothing: neither by what refers to them, nor by the words of
    other annotators."""
    page.set_viewport_size(SIZES["desktop"])  # type: ignore[arg-type]
    page.goto(f"{tower}tower/?notes=all")
    opened(page, "steps")
    note = page.locator("#note-steps")
    note.locator("textarea").fill("I counted them.")
    note.locator("[type=submit]").click()
    # Without a word for it nothing is judged; what was written is there when one comes back.
    page.reload()
    note.locator(".postil-judge").wait_for()
    judge(page, "steps", "Leaning")
    own = note.locator(".postil-both").inner_text()
    assert own.split("\n")[:4] == ["You", "◐ Leaning", "The editors", "○ Fallen down"]
    assert "I counted them." in own and "worth a second look" in own
    assert not page.locator(".postil-first").get_by_text("error").count()
    said = note.inner_text()
    for part in ("title", "reason", "page", "quote", "because", "question", "tag"):
        assert f"TELLS-{part}" in note.evaluate("note => note.textContent"), part
    assert "Leaning" not in said.replace(own, "")
    assert "TELLS-bell" not in page.locator("body").inner_text()
    assert page.evaluate("document.activeElement.className") == "postil-both"
    assert page.locator("#steps + *, a[href='#note-steps']").first.get_attribute("aria-label") == (
        "Note 1, Fallen down"
    )
    # The one that agrees is no second look; what it is compared with is known then.
    judge(page, "bell", "Leaning")
    assert not page.locator("#note-bell .postil-second").is_visible()
    opened(page, "steps")
    assert "Leaning" in page.locator("#note-steps .postil-references summary").first.inner_text()
    # Who wants to be shown has judged nothing.
    opened(page, "three-hundred")
    page.locator("#note-three-hundred [data-do=show]").click()
    page.locator("#note-three-hundred").get_by_text("TELLS-ben").wait_for()
    assert page.locator("#note-three-hundred dt").all_inner_texts() == ["The editors"]
    end = page.locator(".postil-compared")
    both = "You judged 2 of 4. You were only shown one."
    assert end.inner_text().startswith(f"{both} On this one you and the editors differ:")
    assert page.locator(".postil-choose[data-group=assessment]").is_hidden()
    # Another look may end otherwise.
    opened(page, "steps")
    page.locator("#note-steps [data-do=again]").click()
    page.locator("#note-steps fieldset").get_by_text("Fallen down", exact=True).click()
    page.locator("#note-steps [type=submit]").click()
    page.wait_for_function(
        "said => document.querySelector('.postil-compared').innerText.trim() === said", arg=both
    )
    judge(page, "clock", "Rock solid")
    page.reload()
    page.locator(".postil-compared").wait_for()
    assert page.locator(".postil-first").inner_text().split() == "Judge first 3 of 4".split()


@pytest.mark.parametrize("size", SIZES)
def test_a_reading_is_judged(size: str, browser: Browser, demo_address: str) -> None:
    """The demo, which leaves it to its readers: with a keyboard, or with a finger; what was judged
    is there when one comes back, and nothing moves by itself. Axe finds nothing."""
    touch = size != "desktop"
    context = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        has_touch=touch,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.add_init_script(SHIFTS)
    wrong = complaints(page, demo_address)
    page.goto(f"{demo_address}readings/strained-rapport/")
    first = page.locator(".postil-first")
    assert not page.evaluate(
        "performance.getEntriesByType('resource').some(r => /judge/.test(r.name))"
    )
    if touch:
        first.tap()
    else:
        first.focus()
        page.keyboard.press("Enter")
    page.locator("[data-told]").wait_for()
    assert not page.locator(".postil-compared").count()
    page.keyboard.press("]") if not touch else page.locator(".postil-ref:visible").first.tap()
    for number, choice in enumerate(CHOICES):
        note = page.locator(".postil-open")
        note.locator(".postil-judge").wait_for()
        if number == 0 and size != "tablet":
            page.add_style_tag(content="* { transition: none !important }")
            violations(page)
        if touch:
            note.locator("fieldset label").nth(choice).tap()
            note.locator("[type=submit]").tap()
        else:
            note.locator("input").first.focus()
            for _ in range(choice):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
        note.locator(".postil-both").wait_for()
        following = note.locator("[data-do=next]")
        following.tap() if touch else following.press("Enter")
    if size != "tablet":
        page.keyboard.press("[")
        page.locator(".postil-open .postil-both").wait_for()
        violations(page)
        page.locator("[data-md-component=palette] label:visible").click()
        page.wait_for_selector("body[data-md-color-scheme=slate]")
        violations(page, runOnly=OF_COLOURS)
        page.keyboard.press("]")
        violations(page, runOnly=OF_COLOURS)
    page.keyboard.press("Escape")
    # Where there was a panel, one has gone back.
    page.wait_for_function("history.scrollRestoration === 'auto'")
    end = page.locator(".postil-compared")
    assert end.inner_text().startswith(f"You judged {FEW} of 25. On these 3 ")
    end.locator("li a").first.click()
    page.locator(".postil-open .postil-second").wait_for()
    # It moves only what the reader moves.
    page.goto(f"{demo_address}readings/strained-rapport/")
    page.locator("[data-told]").wait_for()
    page.evaluate(NEAR_THE_END)
    end.wait_for()
    page.wait_for_timeout(300)
    shifts = page.evaluate("shifts")
    assert sum(value for value, *_ in shifts) <= 0.001, shifts
    assert first.inner_text().split() == f"Judge first {FEW} of 25".split()
    # Switched off, all is as for everybody.
    first.click()
    assert end.count() == page.locator(".postil-both").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    assert wrong == []
    context.close()


def test_who_judges_first_does_so_on_each_page(page: Page, instant_readings: str) -> None:
    """Also on those that are swapped in, of which nothing is seen before; or on none."""
    page.goto(f"{instant_readings}corners/")
    page.locator(".postil-first").click()
    page.locator("[data-told]").wait_for()
    # Looks at each frame.
    page.evaluate(
        """() => {
            window.leaks = 0;
            const look = () => {
                for (const note of document.querySelectorAll(".postil-note:not([data-aside])"))
                    leaks += !note.closest("[data-veiled]");
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    page.locator(".md-nav__link", has_text="Crowded").first.click()
    page.wait_for_function("document.querySelector('h1').textContent.startsWith('Crowded')")
    page.locator("[data-told]").wait_for()
    assert page.evaluate("leaks") == 0
    page.locator(".postil-first").click()
    page.locator(".postil-first[aria-pressed=false]").wait_for()
    page.reload()
    page.locator(".postil-beside .postil-gist").first.wait_for()
    assert not page.locator("[data-veiled], .postil-compared").count()


def test_an_article_that_asks_for_it_can_be_read_freely(page: Page, tower: str) -> None:
    page.goto(f"{tower}tower/")
    page.locator(".postil-compared").wait_for()
    page.locator(".postil-first").click()
    page.locator(".postil-first[aria-pressed=false]").wait_for()
    assert "TELLS-title" in page.locator("#note-steps").inner_text()
    assert page.locator("[href='#note-steps']").first.get_attribute("aria-label") == (
        "Note 1, Fallen down"
    )
    page.reload()
    page.locator("#note-steps .postil-gist:visible").wait_for()
    # Another article is left to its readers.
    page.goto(f"{tower}other/")
    assert "TELLS-cock" in page.locator("#note-cock").inner_text()
    assert page.locator(".postil-first").get_attribute("aria-pressed") == "false"


def test_a_text_that_asks_for_it_is_not_told_elsewhere(page: Page, tower: str) -> None:
    """Neither by the search of other pages nor by what refers to it, until it is judged, or read
    freely."""

    def said(words: str) -> str:
        await_search(page)
        # One question, and one answer.
        page.locator(".md-search__input").fill(words)
        page.locator(".md-search__input").press("End")
        page.locator(".md-search-result__item", has_text="Other").wait_for()
        more = page.locator(".md-search-result__more summary")
        more.first.click() if more.count() else None
        hits = page.locator(".md-search-result__list").inner_text()
        page.keyboard.press("Escape")
        return hits

    for address in ("", "404.html"):
        page.goto(tower + address)
        hits = said("tells")
        assert "Claim: The bell" in hits and "TELLS-bell" not in hits and "Leaning" not in hits
        assert "Claim · Fallen down: The weathercock" in hits and "TELLS-cock" in hits
    page.goto(f"{tower}other/#cock")
    told = page.locator("#note-cock .postil-judged", has_text="Leaning")
    page.locator("#note-cock.postil-open").wait_for()
    assert told.count() == 1 and not told.is_visible()
    page.goto(f"{tower}tower/")
    judge(page, "bell", "Leaning")
    page.goto(f"{tower}other/#cock")
    told.wait_for()
    page.goto(f"{tower}tower/")
    page.locator(".postil-first[aria-pressed=true]").click()
    page.goto(tower)
    assert "Claim · Leaning: The bell" in said("tells")
    # Nor is any to those who chose to judge first themselves.
    page.goto(f"{tower}other/")
    page.locator(".postil-first[aria-pressed=false]").click()
    page.locator(".postil-first[aria-pressed=true]").wait_for()
    for address in ("", "404.html"):
        page.goto(tower + address)
        hits = said("tells")
        assert "Claim: The weathercock" in hits and "TELLS-cock" not in hits


def test_nothing_stays_hidden_where_the_script_is_missing(page: Page, tower: str) -> None:
    page.route("**/judge.js", lambda route: route.abort())
    page.goto(f"{tower}tower/")
    page.locator("#note-steps .postil-gist:visible").wait_for()
    assert page.locator(".postil-first").get_attribute("aria-pressed") == "false"


def test_without_script_the_notes_are_open(plain_page: Page, tower: str) -> None:
    plain_page.goto(f"{tower}tower/")
    found = told(plain_page)
    assert {"TELLS-title", "TELLS-reason", "TELLS-page", "TELLS-question"} <= {*found["seen"]}
    assert {*VERDICTS} <= {*found["heard"]}
    assert len([*found["lines"]]) == 2


def test_the_search_page_tells_no_verdicts(page: Page, pagefind_address: str) -> None:
    """To those who judge first; others find and choose by them."""
    address = f"{pagefind_address}search/?q=putin&assessment=Disputed"
    page.goto(address)
    hits = page.locator(".postil-hits")
    hits.get_by_text("Claim · Disputed").first.wait_for()
    page.evaluate("localStorage.setItem('postil.judge', '{\"everywhere\": true}')")
    page.goto(address)
    hits.get_by_text("Claim: ").first.wait_for()
    assert "Disputed" not in hits.inner_text()
    page.locator("[aria-controls=postil-facets]").click()
    assert page.locator("select[name=kind]").is_visible()
    assert not page.locator("select[name=assessment]").count()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_question_is_answered(size: str, page: Page, tower: str) -> None:
    """What it needs is loaded when one answers, and the answer is there again. In a note that
    waits with its reason for who judges first, the reason then opens."""
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto(f"{tower}tower/?notes=all")
    page.locator(".postil-compared").wait_for()
    opened(page, "river")
    note = page.locator("#note-river")
    assert "Who saw it?" in note.inner_text() and "TELLS-river" not in note.inner_text()
    note.locator(".postil-asked button").click()
    note.locator("textarea").fill("The people on the bridge.")
    violations(page)
    note.locator("form button", has_text="Save").click()
    note.get_by_text("TELLS-river").wait_for()
    assert note.locator(".postil-answered p").first.inner_text() == "The people on the bridge."
    assert page.evaluate("document.activeElement.textContent") == "Edit"
    # A claim asks when it has been judged.
    judge(page, "steps", "Fallen down")
    note = page.locator("#note-steps")
    note.locator(".postil-asked button").click()
    note.locator("textarea").fill("By lamplight.")
    note.locator("form button", has_text="Save").click()
    note.locator(".postil-answered").wait_for()
    page.reload()
    page.locator("#note-steps .postil-answered").wait_for()
    assert "By lamplight." in note.inner_text()
    # Emptied, it is none.
    note.locator(".postil-answered button").click()
    note.locator("textarea").fill("")
    note.locator("form button", has_text="Save").click()
    note.locator(".postil-asked button").wait_for()
    # Who only wants to know is told; and nobody waits who reads freely.
    page.locator(".postil-first").click()
    assert "TELLS-sexton" in page.locator("#note-sexton").evaluate("note => note.textContent")
    opened(page, "sexton")
    assert page.locator("#note-sexton").get_by_text("TELLS-sexton").is_visible()
