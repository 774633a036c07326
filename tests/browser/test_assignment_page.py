"""An assignment from its page to the hand-in: on a phone, in two tabs, and on a full disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.course.handins import as_values, same
from postil.rendering.scripts import script
from support.axe import SHIFTS, complaints, violations
from support.handins import read

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PAGE = "assignments/two-sides/"
# As long as those of searches are.
ADDRESS = f"https://www.nato.int/x?a=1&b=<2>{'&page=1' * 300}"
# What the student does in the texts, as their pages keep it.
IN_THE_TEXTS = """async () => {
    const record = await window["postil-assignment"].record.open();
    const { plan } = document.querySelector(".postil-assignment").dataset;
    const all = { type: "Annotation", "postil:version": "1a2b3c4d5e6f" };
    const text = (value) => ({ type: "TextualBody", format: "text/plain", value });
    for (const source of JSON.parse(plan).tasks.find(({ kind }) => kind === "judge").places) {
        const verdict = { type: "SpecificResource", source: "disputed", purpose: "classifying" };
        const body = [verdict, text(`Because of ${source}.`)];
        const id = `urn:postil:assessing:${source}`;
        await record.put({ id, ...all, motivation: "assessing", target: { source }, body });
    }
    for (const number of [1, 2, 3]) {
        await record.put({
            id: `urn:uuid:6ec0bd7f-11c0-43da-975e-2a8ad9ebae0${number}`, ...all,
            motivation: "questioning", body: text("Who says so?"),
            target: { source: "readings/trumputin-pact", selector: [
                { type: "TextQuoteSelector", exact: `x${number}`, prefix: "", suffix: "" },
                { type: "TextPositionSelector", start: number, end: number + 2 },
            ] },
        });
    }
}"""
FULL = """() => {
    const full = () => { throw new DOMException("", "QuotaExceededError") };
    Object.assign(IDBObjectStore.prototype, { put: full, add: full });
}"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone in New York."""
    context = browser.new_context(
        viewport={"width": 390, "height": 800},
        has_touch=True,
        accept_downloads=True,
        timezone_id="America/New_York",
        locale="en-US",
    )
    context.add_init_script(SHIFTS)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


def state(page: Page, task: str) -> str:
    return page.locator(f"#task-{task} .postil-state").inner_text()


def test_a_student_works_through_an_assignment(phone: BrowserContext, demo_address: str) -> None:
    page = phone.new_page()
    wrong = complaints(page, demo_address)
    page.goto(f"{demo_address}course/")
    page.get_by_role("link", name="Two texts, one moral").click()
    page.wait_for_selector("[data-state=todo]")
    violations(page)
    # By the clocks of each day: those of New York have gone forward between the two.
    dates = page.locator(".postil-dates").inner_text()
    assert "March 12, 2027 at 2:00 AM, your time; 12 March 2027, 08:00 (Europe/Berlin)" in dates
    assert "March 21, 2027 at 6:59 PM, your time; 21 March 2027, 23:59 (Europe/Berlin)" in dates
    assert state(page, "causes") == "To do · 0 of 8 judged"
    assert "0 of 7 tasks done" in page.locator(".postil-all-done").inner_text()

    # Answers, each kept while the student goes on.
    pair = page.locator("#task-hill-and-gates")
    assert pair.locator(".postil-two a").count() == 2
    pair.get_by_label("My answer").fill("Gates, to his memoir.\nHill, to nothing.")
    find = page.locator("#task-seventeen")
    find.get_by_label("Address of the source").fill(f" {ADDRESS} ")
    find.get_by_label("How it bears on this").focus()
    page.wait_for_function("document.querySelector('#task-seventeen [data-state=begun]')")
    find.get_by_label("How it bears on this").fill("350 take-offs.")
    # An order is one as soon as somebody says so, and none when it is taken back.
    order = page.locator("#task-in-order")
    order.get_by_role("button", name="This is my order").tap()
    order.locator("[data-state=done]").wait_for()
    order.get_by_role("button", name="Take the answer back").tap()
    order.locator("[data-state=todo]").wait_for()
    # By the keyboard: the third goes to the top, where it stays, and the button keeps the focus.
    up = page.get_by_role("button", name="Up: the reset under Obama begins")
    up.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    said = page.locator("#task-in-order output")
    page.wait_for_function("document.querySelector('#task-in-order [data-state=done]')")
    assert up.evaluate("one => one === document.activeElement && one.ariaDisabled") == "true"
    assert said.inner_text().startswith("the reset under Obama begins: 1 of 5")
    growth = page.locator("#task-growth")
    growth.get_by_label("My answer").fill("about three")
    growth.get_by_label("My answer").blur()
    growth.get_by_text("This is no number").wait_for()
    growth.get_by_label("My answer").fill("3,4")
    growth.get_by_label("My answer").blur()
    growth.get_by_text("Kept on this device, as 3.4").wait_for()
    one_source = page.locator("#task-one-source").get_by_label("My answer")
    one_source.fill("Not that we know.")

    # Two tabs: what the other keeps is shown, and what both have changed is asked.
    page.wait_for_function("document.querySelector('#task-one-source [data-state=done]')")
    other = phone.new_page()
    other.goto(demo_address + PAGE)
    there = other.locator("#task-one-source").get_by_label("My answer")
    other.wait_for_function("document.querySelector('#task-one-source textarea').value")
    assert there.input_value() == "Not that we know."
    assert other.evaluate("shifts") == []
    there.fill("Yes: both cite Gates.")
    there.blur()
    page.wait_for_function(
        "document.querySelector('#task-one-source textarea').value.startsWith('Yes')"
    )
    one_source.evaluate("one => { one.value = 'Mine.'; one.dispatchEvent(new InputEvent('input',"
                        " { bubbles: true })) }")  # fmt: skip
    there.fill("Theirs.")
    there.blur()
    asked = page.locator(".postil-conflict")
    asked.wait_for()
    assert "Theirs." in asked.inner_text()
    violations(page, "#task-one-source")
    asked.get_by_role("button", name="Keep what is written here").tap()
    other.wait_for_function("document.querySelector('#task-one-source textarea').value === 'Mine.'")
    other.close()

    # In the texts; then everything is there again.
    page.evaluate(IN_THE_TEXTS)
    page.reload()
    page.wait_for_selector("[data-state=done]")
    assert state(page, "causes") == "Done · 8 of 8 judged"
    assert page.locator("#task-causes [data-done]").count() == 8
    assert state(page, "three-questions") == "Done · 3 of 3 passages"
    assert page.locator(".postil-all-done").inner_text() == "7 of 7 tasks done"
    progress = page.locator(".postil-progress").all_inner_texts()
    assert progress == ["2 of 25 judged", "6 of 25 judged · 3 notes and marks of your own"]
    items = page.locator("#task-in-order li span:first-child").all_inner_texts()
    assert items[0] == "the reset under Obama begins"
    assert page.evaluate("shifts") == []

    # Handing in, once for all of it.
    page.locator(".postil-hand-in button").tap()
    dialog = page.get_by_role("dialog", name="Hand in")
    text = dialog.inner_text()
    assert "8 of 8 judged" in text and "5 of 5 questions" in text and "3 notes" in text
    dialog.get_by_label("Your name").fill("Aziza Müller")
    page.keyboard.press("Enter")
    dialog.locator(".postil-handed").wait_for()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Save the file").tap()
    file_name = "personal-diplomacy-two-sides-aziza-müller.postil.json"
    assert download.value.suggested_filename == file_name
    file = read(Path(download.value.path()).read_bytes())
    dialog.get_by_role("button", name="Copy the receipt").tap()
    dialog.get_by_text("Copied").wait_for()
    receipt = page.evaluate("navigator.clipboard.readText()")
    assert len(receipt) < 6_000
    assert same(as_values(read(receipt.encode())), as_values(file))
    assert (file.assignment, file.article, file.version) == ("two-sides", "", "")
    assert (file.judged, file.claims, file.done, file.tasks, file.notes) == (8, 8, 5, 5, 3)
    doings = {act.on: act for act in file.acts if act.kind == "doing"}
    assert doings["hill-and-gates"].text == "Gates, to his memoir.\nHill, to nothing."
    assert doings["seventeen"].link == ADDRESS
    assert doings["seventeen"].texts == ("350 take-offs.",)
    assert doings["in-order"].texts == tuple(items)
    assert doings["growth"].text == "3.4" and doings["one-source"].text == "Mine."
    assert all(act.article == "assignments/two-sides" for act in doings.values())
    page.keyboard.press("Escape")
    assert "You made what you hand in" in page.locator(".postil-made").inner_text()

    # From a reading back, and what the page of the course and that of all notes say.
    page.goto(f"{demo_address}readings/trumputin-pact/")
    page.locator(".postil-assigned a").tap()
    page.wait_for_url(f"**/{PAGE}")
    page.locator(".postil-about a").first.tap()
    page.wait_for_selector(".postil-state[data-state=done]")
    assert "7 of 7 tasks done · hand-in made on" in page.locator("main").inner_text()
    assert page.evaluate("shifts") == []
    violations(page)
    page.goto(f"{demo_address}my-notes/")
    answer = page.locator(".postil-notebook-item", has_text="Gates, to his memoir.")
    assert "Both say that structure" in answer.inner_text()
    assert page.locator("h2", has_text="Two texts, one moral").count() == 1
    assert not wrong

    # A full disk is told, and what was written stays as long as the page.
    page.goto(demo_address + PAGE)
    page.wait_for_selector("[data-state=done]")
    page.evaluate(FULL)
    page.locator("#task-hill-and-gates textarea").fill("More than there is room for.")
    page.locator("#task-hill-and-gates textarea").blur()
    page.locator("#task-hill-and-gates output", has_text="no room left").wait_for()
    page.locator(".postil-hand-in button").tap()
    page.get_by_role("dialog", name="Hand in").get_by_label("Your name").fill("A")
    page.keyboard.press("Enter")
    receipt = page.locator(".postil-receipt").text_content() or ""
    assert "More than there is room for." in str(as_values(read(receipt.encode())))


NUMBERS = {
    "en": {"3,4": "3.4", "1,871": "1871", "1.871": "1.871", "12,345.6": "12345.6", "-0.5": "-0.5"},
    "de": {"3.4": "3.4", "1.871": "1871", "1,871": "1.871", "1.234.567,5": "1234567.5", "7": "7"},
    "ar": {"٣٫٤": "3.4", "١٬٨٧١": "1871", "−۱۲": "-12"},
    "fr": {"1 871": "1871", " 3,40 ": "3.40", "007": "7", ",5": "0.5", "+2": "2"},
}  # fmt: skip
NONE = ["", "three", "1,2,3", "1.2.3", "1.5,2.5", "3%", "1e3", "½", "--1", "."]


def test_numbers_as_people_type_them(page: Page) -> None:
    page.goto("about:blank")
    page.add_script_tag(content=script("numbers"))
    found = page.evaluate(
        """([numbers, none]) => {
            const { numberIn } = window["postil-numbers"].numbers;
            const wrong = Object.entries(numbers).flatMap(([language, all]) =>
                Object.entries(all).map(([typed, value]) => [language, typed, value,
                    numberIn(typed, language)]));
            for (const typed of none) wrong.push(["en", typed, null, numberIn(typed, "en")]);
            return wrong.filter(([, , value, is]) => value !== is);
        }""",
        [NUMBERS, NONE],
    )
    assert found == []


def test_a_choice_that_is_no_choice_any_more_is_told(page: Page) -> None:
    page.goto("about:blank")
    page.add_script_tag(content=script("ways", words={"choice_gone": "No {words} any more"}))
    found = page.evaluate(
        """() => {
            const { choices } = window["postil-ways"].ways.WAYS;
            const box = document.createElement("fieldset");
            box.innerHTML = '<input type="radio" value="one"><input type="radio" value="two">';
            return [["two"], ["three"], []].map((texts) => {
                choices.fill(box, { texts });
                return choices.gone(box, { texts });
            });
        }"""
    )
    assert found == ["", "No three any more", ""]
