"""Handing in: what a student did becomes a file and a receipt, and goes nowhere by itself."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postil.course.handins import as_values, same
from support.axe import violations
from support.builds import Built
from support.handins import read
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READING = "readings/trumputin-pact/"
ARTICLE = "readings/trumputin-pact"
# What the student's side of the page would keep: judgements, an answer, a note whose text was cut
# within a character, and what is nobody else's business.
WORK = """async () => {
    await window["postil-postil"].door.bring("record");
    const record = await window["postil-record"].record.open();
    const section = document.querySelector(".postil-endnotes");
    const { article, version } = section.dataset;
    const text = (value) => ({ type: "TextualBody", format: "text/plain", value });
    const all = { type: "Annotation", "postil:version": version, "postil:seen": [] };
    const put = (id, said) => record.put({ id, ...all, ...said });
    const claims = [...section.querySelectorAll(".postil-note:not([data-aside])")];
    const sources = claims.map(({ id }) => `${article}#${id.slice(5)}`);
    for (const source of sources.slice(0, 19)) {
        const verdict = { type: "SpecificResource", source: "disputed", purpose: "classifying" };
        const why = `Because of ${source}, and <b>two</b> others.`;
        await put(`urn:postil:assessing:${source}`, {
            motivation: "assessing", target: { source }, body: [verdict, text(why)],
        });
    }
    await put(`urn:postil:assessing:${sources[19]}`, {
        motivation: "assessing", target: { source: sources[19] }, "postil:shown": true,
    });
    await put(`urn:postil:answer:${sources[0]}`, {
        motivation: "replying", "postil:question": true, target: { source: sources[0] },
        body: text("Nobody."),
    });
    await put("urn:uuid:6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b", {
        motivation: "commenting", body: text("Who says so? \\ud83d"),
        target: { source: article, selector: [
            { type: "TextQuoteSelector", exact: "Two presidents", prefix: "", suffix: " take" },
            { type: "TextPositionSelector", start: 10, end: 24 },
        ] },
    });
    await put(`urn:postil:read:${sources[3]}`, {
        motivation: "bookmarking", "postil:mark": "read", target: { source: sources[3] },
    });
    await put("urn:postil:star:readings/other#x", {
        motivation: "bookmarking", "postil:mark": "star", target: { source: "readings/other#x" },
    });
}"""


@pytest.fixture
def desk(browser: Browser) -> Any:
    """A page whose clipboard can be read, on a phone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, accept_downloads=True
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def test_a_student_hands_in(desk: Page, demo_address: str) -> None:
    page = desk
    asked: list[str] = []
    page.goto(demo_address + READING)
    button = page.locator(".postil-hand-in button")
    button.tap()
    dialog = page.get_by_role("dialog", name="Hand in")
    assert "nothing to hand in yet" in dialog.inner_text()
    assert dialog.locator("form").count() == 0
    page.keyboard.press("Escape")
    page.evaluate(WORK)
    page.on("request", lambda request: asked.append(request.url))
    # By the keyboard.
    button.focus()
    page.keyboard.press("Enter")
    name = dialog.get_by_label("Your name")
    assert name.input_value() == ""
    text = dialog.inner_text()
    for said in ("19 of 25 judged", "1 of 23 questions", "1 note or question"):
        assert said in text
    violations(page)
    name.fill("  ")
    page.keyboard.press("Enter")
    assert dialog.locator(".postil-handed").is_hidden()
    name.fill("Aziza Müller")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("4711-23")
    page.keyboard.press("Enter")
    made = dialog.locator(".postil-handed")
    made.wait_for()
    # What was made is read to those who do not see it.
    assert made.evaluate("one => one === document.activeElement")
    assert "Nothing was sent anywhere." in made.inner_text()
    violations(page)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Save the file").click()
    named = "personal-diplomacy-trumputin-pact-aziza-müller.postil.json"
    assert download.value.suggested_filename == named
    file = read(Path(download.value.path()).read_bytes())
    dialog.get_by_role("button", name="Copy the receipt").click()
    dialog.get_by_text("Copied").wait_for()
    receipt = page.evaluate("navigator.clipboard.readText()")
    assert f"{len(receipt):,} letters" in made.inner_text() and len(receipt) < 6_000
    assert same(as_values(read(receipt.encode())), as_values(file))
    assert (file.name, file.number) == ("Aziza Müller", "4711-23")
    assert file.course == "Personal diplomacy"
    assert (file.article, file.site) == (ARTICLE, "https://postil.example/")
    assert (file.judged, file.claims, file.answers, file.notes) == (19, 25, 1, 1)
    assert file.maker == version("postil")
    assert file.count("look") == 1
    # Nothing of other texts, of what was read, or of what the page keeps for itself.
    assert {act.kind for act in file.acts} == {"judgement", "look", "answer", "note"}
    assert all("postil:seen" not in act.item for act in file.acts)
    assert next(act for act in file.acts if act.kind == "note").text == "Who says so? \ufffd"
    assert file.version == page.locator(".postil-endnotes").get_attribute("data-version")
    # Nothing went to anybody.
    assert all(url.startswith((demo_address, "blob:")) for url in asked)
    # It fits on a phone.
    assert dialog.evaluate("one => one.scrollWidth <= one.clientWidth")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Hand in"


def test_what_is_left_out_and_what_is_kept(desk: Page, demo_address: str) -> None:
    page = desk
    page.goto(demo_address + READING)
    page.evaluate(WORK)
    page.locator(".postil-hand-in button").click()
    dialog = page.get_by_role("dialog", name="Hand in")
    dialog.get_by_label("1 note or question").uncheck()
    dialog.get_by_label("Your name").fill("Bo")
    dialog.get_by_label("Remember both").check()
    dialog.get_by_role("button", name="Make the file").click()
    made = dialog.locator(".postil-handed")
    made.wait_for()
    dialog.locator("summary").click()
    handin = read(dialog.locator(".postil-receipt").inner_text().encode())
    assert (handin.judged, handin.notes, handin.name) == (19, 0, "Bo")
    # What is changed now is not in what was made.
    dialog.get_by_label("Your number").fill("1")
    assert made.is_hidden()
    page.reload()
    page.locator(".postil-hand-in button").click()
    assert dialog.get_by_label("Your name").input_value() == "Bo"
    # On paper there is the sheet that was made, and nothing of the page.
    dialog.get_by_role("button", name="Make the file").click()
    made.wait_for()
    page.emulate_media(media="print")
    assert page.locator(".postil-article").is_hidden()
    assert made.is_visible() and dialog.get_by_role("button").count() == 0


def test_from_a_disk(desk: Page, demo: Built) -> None:
    """Where the address would tell whose disk it is, there is none."""
    page = desk
    page.goto((demo.site / READING / "index.html").as_uri())
    page.evaluate(WORK)
    page.locator(".postil-hand-in button").click()
    page.get_by_label("Your name").fill("Bo")
    page.get_by_role("button", name="Make the file").click()
    page.locator(".postil-handing summary").click()
    handin = read(page.locator(".postil-receipt").inner_text().encode())
    assert handin.judged == 19
    assert "file:" not in json.dumps(as_values(handin))


def test_without_scripts_there_is_no_button(plain_page: Page, demo: Built) -> None:
    with served(demo.site) as address:
        plain_page.goto(address + READING)
        assert plain_page.locator(".postil-hand-in").is_hidden()
