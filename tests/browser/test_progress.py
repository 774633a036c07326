"""Where a reader stopped, and what is new since then: for those who have something of their own on
this device, and for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.axe import SHIFTS, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READING = "readings/strained-rapport/"


def loaded(page: Page) -> str:
    names: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map(({name}) => name.split('/').at(-1))"
    )
    return " ".join(names)


@pytest.mark.parametrize("width", [390, 1440])
def test_one_goes_on_where_one_stopped(width: int, browser: Browser, demo_address: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.goto(f"{demo_address}{READING}")
    page.mouse.wheel(0, 2500)
    page.wait_for_timeout(300)
    # Nothing is known of somebody who only reads.
    assert "progress" not in loaded(page)
    page.goto(demo_address)
    assert not page.locator(".postil-continuing a").count()
    assert page.evaluate("localStorage.getItem('postil.places')") is None
    # Who judges has begun to work.
    page.goto(f"{demo_address}{READING}")
    page.locator(".postil-first").click()
    page.locator("[data-told]").wait_for()
    page.locator(".postil-ref:visible").first.click()
    page.locator(".postil-open [data-do=show]").click()
    page.locator(".postil-open .postil-both").wait_for()
    page.goto(f"{demo_address}{READING}")
    page.wait_for_function("window['postil-progress']")
    assert "student" not in loaded(page)
    page.evaluate("document.getElementById('crs-decline').scrollIntoView({block: 'center'})")
    page.wait_for_timeout(400)
    page.goto(demo_address)
    way = page.locator(".postil-continuing a")
    words = way.inner_text().removeprefix("Continue at “").removesuffix("”")
    assert words
    violations(page)
    assert sum(value for value, *_ in page.evaluate("shifts")) <= 0.001
    way.click()
    page.locator(".postil-open .postil-quote q", has_text=words).wait_for(state="attached")
    page.goto("about:blank")
    page.goto(f"{demo_address}{READING}")
    offer = page.locator(".postil-continue")
    offer.wait_for()
    violations(page)
    assert sum(value for value, *_ in page.evaluate("shifts")) <= 0.001
    offer.click()
    page.locator(".postil-open").wait_for()
    assert not offer.count()
    context.close()


def test_what_is_new_has_a_dot_until_it_is_read(page: Page, demo_address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{demo_address}{READING}?notes=all")
    # As if there had been an answer.
    page.evaluate("localStorage.setItem('postil.notes', 'answer')")
    page.reload()
    page.wait_for_function("localStorage.getItem('postil.places')?.includes('states')")
    assert not page.locator("[data-fresh]").count()
    page.evaluate(
        """() => {
            const all = JSON.parse(localStorage.getItem("postil.places"));
            const { states } = Object.values(all)[0];
            delete states["crs-decline"];
            states["rapport-strained"] = "before";
            localStorage.setItem("postil.places", JSON.stringify(all));
        }"""
    )
    page.reload()
    page.locator("#note-crs-decline[data-fresh]").wait_for()
    assert page.locator("[data-fresh]").count() == 2
    page.evaluate("location.hash = 'rapport-strained'")
    said = page.locator("#note-rapport-strained .postil-fresh")
    said.wait_for()
    assert said.inner_text() == "Changed since your last visit"
    page.keyboard.press("Escape")
    assert page.locator("[data-fresh]").count() == 1
    page.goto(f"{demo_address}{READING}?notes=all#crs-decline")
    new = page.locator("#note-crs-decline .postil-fresh")
    new.wait_for()
    assert new.inner_text() == "New since your last visit"
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_function("window['postil-progress']")
    assert not page.locator("[data-fresh]").count()
