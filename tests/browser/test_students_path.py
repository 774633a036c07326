"""The path of a student on a phone: judge, write, save, lose everything, open the file, hand in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postil.course.reading import Results, read_data

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READING = "readings/strained-rapport/"
OPEN = ".postil-note.postil-open"
# Selects words, the end of which may be in another paragraph than their beginning.
SELECT = """([first, last]) => {
    const found = (words) => {
        const walker = document.createTreeWalker(document.querySelector(".postil-article"), 4)
        while (walker.nextNode())
            if (walker.currentNode.data.includes(words)) return walker.currentNode
    }
    const [from, to] = [found(first), found(last)]
    from.parentElement.scrollIntoView({ block: "center", behavior: "instant" })
    const end = to.data.indexOf(last) + last.length
    getSelection().setBaseAndExtent(from, from.data.indexOf(first), to, end)
}"""


def device(browser: Browser) -> Page:
    """A phone on which nothing was ever done."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    return context.new_page()


def write(page: Page, first: str, last: str, text: str) -> None:
    page.evaluate(SELECT, [first, last])
    page.locator(".postil-mine-bar:popover-open").get_by_text("Note", exact=True).tap()
    page.locator("textarea:focus").fill(text)
    page.locator(".postil-mine-main:visible").tap()
    page.locator(OPEN, has_text=text).wait_for()
    page.locator(".postil-close:visible").tap()


def test_from_the_first_claim_to_the_hand_in(
    browser: Browser, demo_address: str, tmp_path: Path
) -> None:
    page = device(browser)
    page.goto(demo_address + READING)
    page.locator(".postil-first").tap()
    page.locator("[data-told]").wait_for()
    # All but three are looked at.
    page.locator(".postil-ref:visible").first.tap()
    for number in range(25):
        note = page.locator(OPEN)
        note.locator(".postil-judge").wait_for()
        if number < 3:
            note.locator("fieldset label").nth(number).tap()
            note.locator("textarea").fill(f"Reason {number}")
            note.locator("[type=submit]").tap()
        else:
            note.locator("[data-do=show]").tap()
        note.locator(".postil-both").wait_for()
        if number < 24:
            note.locator("[data-do=next]").tap()
    # From the last one it goes on to what comes of it.
    note.locator("[data-do=end]").tap()
    page.wait_for_function("document.activeElement.matches('.postil-compared')")
    at = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 40 < at < 420
    assert "You judged 3 of 25." in page.evaluate("document.activeElement.innerText")
    write(page, "moves a wall", "moves a wall", "Within their passage")
    write(page, "venture to say", "The closing thought", "Across two paragraphs")

    page.goto(demo_address + "my-notes/")
    judged = page.locator(".postil-notebook-item", has_text="Reason 0")
    assert judged.locator("blockquote").inner_text() == "the warmth is giving way to irritation"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").tap()
    saved = tmp_path / "notes.postil.json"
    download.value.save_as(saved)
    page.context.close()

    page = device(browser)
    page.goto(demo_address + "my-notes/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file").tap()
    chooser.value.set_files(saved)
    # What comes from a file is in a file.
    page.locator(".postil-notebook-state", has_text="Last saved to a file").wait_for()
    page.locator(".postil-notebook-item", has_text="Across two paragraphs").wait_for()
    page.goto(demo_address + READING)
    page.locator(".postil-own").nth(1).wait_for(state="attached")
    assert not page.locator(".postil-mine-foot > p").count()
    page.locator(".postil-hand-in button").tap()
    page.get_by_label("Your name").fill("Aziza Müller")
    page.get_by_label("Your number").fill("4711")
    page.get_by_role("button", name="Make the file").tap()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file").tap()
    page.locator(".postil-handing summary").tap()
    receipt = page.locator(".postil-receipt").inner_text()
    results = Results()
    read_data(Path(download.value.path()).read_bytes(), "file", results)
    read_data(receipt.encode(), "receipt", results)
    assert not results.problems
    for handin in (one.handin for one in results.read):
        assert (handin.name, handin.judged, handin.claims, handin.notes) == (
            "Aziza Müller",
            3,
            25,
            2,
        )
        assert handin.count("look") == 22
        assert {act.text for act in handin.acts if act.kind == "note"} == {
            "Within their passage",
            "Across two paragraphs",
        }
    page.context.close()
