"""Notes of the reader's own: written on the page, found again, kept, saved and opened again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.axe import violations
from support.serving import wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from support.builds import Built

READING = "readings/trumputin-pact/"
WIDE, TABLET, PHONE = (1280, 900), (820, 1100), (390, 844)

# Selects words of the text, as often as a test needs: from one offset of a paragraph to another.
SELECT = """([words]) => {
    const root = document.querySelector(".postil-article")
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const node = walker.currentNode
        const at = node.data.indexOf(words)
        if (at < 0 || node.parentElement.closest(".postil-endnotes, .postil-bar")) continue
        node.parentElement.scrollIntoView({ block: "center", behavior: "instant" })
        getSelection().setBaseAndExtent(node, at, node, at + words.length)
        return
    }
    throw new Error(`no "${words}"`)
}"""

# The words that are painted, by what they are painted as.
PAINTED = """() => {
    const words = ({ startContainer, startOffset, endContainer, endOffset }) => {
        const range = document.createRange()
        range.setStart(startContainer, startOffset)
        range.setEnd(endContainer, endOffset)
        return range.toString()
    }
    const named = ([name, ranges]) => [name.replace("postil-own-", ""), [...ranges].map(words)]
    return Object.fromEntries([...CSS.highlights].map(named))
}"""

SHIFTS = """window.shifted = 0
new PerformanceObserver(list => list.getEntries().forEach(({ value }) => (window.shifted += value)))
    .observe({ type: "layout-shift", buffered: true })"""

# Opens the first of one's own notes.
OPENED = """() => {
    const { reading } = window["postil-postil"].postil.page
    reading.open([...reading.notes.values()].find(({ own }) => own).id)
}"""

# A claim that asks something.
ASKS = "warmth-then-breakdown"

# Writes fifty notes, all over the text.
MANY = """async () => {
    const { page } = window["postil-postil"].postil
    const { positions: { positionOf }, record, text } = await page.bring("noting")
    const kept = await record.open()
    const own = new text.Text(document.querySelector(".postil-article"))
    const { article, version } = page.reading.section.dataset
    for (let number = 0; number < 50; number += 1) {
        const start = 100 + number * Math.floor((own.value.length - 200) / 50)
        const words = (from, to) => own.value.slice(start + from, start + to)
        const [exact, prefix, suffix] = [words(0, 40), words(-32, 0), words(40, 72)]
        const quote = { type: "TextQuoteSelector", exact, prefix, suffix }
        const position = { type: "TextPositionSelector", start: positionOf(own, start) }
        await kept.put({
            id: `urn:uuid:many-${number}`,
            type: "Annotation",
            motivation: "commenting",
            target: { source: article, selector: [quote, position] },
            "postil:version": version,
            body: { type: "TextualBody", value: `Note ${number}` },
        })
    }
}"""

BAR = ".postil-mine-bar:popover-open"
OWN = ".postil-own"
OPEN = ".postil-own.postil-open"
FOOT = ".postil-mine-foot > p"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile with nothing in it."""
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    yield context
    context.close()


def choose(page: Page, words: str, what: str) -> None:
    """Selects words and says what is to become of them."""
    page.evaluate(SELECT, [words])
    page.locator(BAR).get_by_role("button", name=what, exact=True).click()


def note(page: Page, words: str, text: str, what: str = "Note") -> None:
    """Selects words and writes something about them."""
    choose(page, words, what)
    page.locator("textarea:focus").fill(text)
    page.keyboard.press("Control+Enter")
    page.locator(OPEN, has_text=text).wait_for()


def items(page: Page) -> list[dict[str, Any]]:
    """What the record holds of what the student did."""
    found: list[dict[str, Any]] = page.evaluate("window['postil:record'].then(r => r.all())")
    mine = [item for item in found if "postil:at" not in item]
    return sorted(mine, key=lambda item: item["created"])


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["wide", "tablet", "phone"])
def test_marking_writing_and_asking(size: Any, browser: Browser, demo_address: str) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=size != WIDE
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.add_init_script(SHIFTS)
    page.goto(demo_address + READING)
    scripts = {"record.js", "student.js", "noting.js", "student.css"}
    assert not [url for url in loaded if url.rpartition("/")[2] in scripts]
    # Half a word is a word.
    choose(page, "elations between Washingto", "Mark")
    page.wait_for_function("CSS.highlights.has('postil-own-mark')")
    assert page.evaluate(PAINTED)["mark"] == ["Relations between Washington"]
    note(page, "a war with a logic", "My *own* <b>thought</b>\n\nin two parts")
    text = page.locator(OPEN).locator(".postil-own-text")
    assert text.inner_text() == "My *own* <b>thought</b>\n\nin two parts"
    if size == WIDE:
        words = page.evaluate("CSS.highlights.get('postil-own-active').values().next().value"
                              ".getBoundingClientRect().toJSON()")  # fmt: skip
        box = page.locator(OPEN).bounding_box()
        assert box and box["x"] > words["right"] - 1
        assert abs(box["y"] - words["top"]) < 40
    else:
        assert page.locator(OPEN).evaluate("note => note.matches(':popover-open')")
    # It asks before anything is lost, and what is not saved survives.
    choose(page, "anything that lasts", "Question")
    page.keyboard.type("Does it")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Go on writing").click()
    page.keyboard.press("End")
    page.keyboard.type(" ever?")
    violations(page)
    page.reload()
    field = page.locator(f"{OWN} textarea")
    field.wait_for(state="attached")
    assert field.input_value() == "Does it ever?"
    assert [item["motivation"] for item in items(page)] == ["highlighting", "commenting"]
    if size == WIDE:
        field.press("Control+Enter")
        page.locator(OPEN, has_text="Does it ever?").wait_for()
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    violations(page)
    page.evaluate("document.activeElement.blur()")
    page.reload()
    page.wait_for_function("CSS.highlights.size >= 2")
    page.evaluate("() => new Promise(done => setTimeout(done, 100))")
    assert page.evaluate("window.shifted") == 0
    assert not wrong
    assert not [url for url in loaded if not url.startswith((demo_address, "data:"))]
    context.close()


def test_with_the_keyboard_alone(context: BrowserContext, demo_address: str) -> None:
    """Words are chosen, a note is written, opened, changed and deleted; it can be undone."""
    page = context.new_page()
    page.goto(demo_address + READING)
    menu = page.get_by_role("button", name="My notes")
    menu.focus()
    page.keyboard.press("Enter")
    choosing = page.get_by_role("button", name="Choose words with the keyboard")
    choosing.focus()
    page.keyboard.press("Enter")
    page.locator(".postil-mine-walk:focus").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.locator(f"{BAR} button:focus").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("textarea:focus").wait_for()
    page.keyboard.type("By keys")
    page.keyboard.press("Control+Enter")
    page.locator(OPEN, has_text="By keys").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator(OPEN).count()
    # From the notes of the editors to those of one's own, and back.
    for _ in range(60):
        page.keyboard.press("]")
        if page.locator(OPEN).count():
            break
    page.locator(OPEN).get_by_role("button", name="Edit").press("Enter")
    page.locator("textarea:focus").wait_for()
    page.keyboard.press("End")
    page.keyboard.type(" alone")
    page.keyboard.press("Control+Enter")
    page.locator(OPEN, has_text="By keys alone").get_by_role("button", name="Delete").press("Enter")
    # Each time one goes on from where one was.
    focused = "document.activeElement.matches('.postil-article [tabindex]:not(.postil-note)')"
    page.wait_for_function(focused)
    page.locator(FOOT).get_by_role("button", name="Undo").press("Enter")
    page.locator(f"{OPEN}:focus", has_text="By keys alone").wait_for()
    choose(page, "a war with a logic", "Note")
    page.keyboard.press("Escape")
    page.wait_for_function(focused)
    assert [item["body"]["value"] for item in items(page)] == ["By keys alone"]


def test_what_the_editors_say_is_answered(context: BrowserContext, demo_address: str) -> None:
    page = context.new_page()
    page.goto(f"{demo_address}{READING}#gates-chemistry")
    before = page.locator("#note-gates-chemistry .postil-body").inner_html()
    note(page, "a war with a logic", "So that the scripts are here")
    page.goto(f"{demo_address}{READING}#others-lobby-professionally")
    opened = page.locator("#note-others-lobby-professionally")
    for name in ("Star", "Read"):
        opened.get_by_role("button", name=name, exact=True).click()
        opened.locator(f"[aria-pressed=true]:text-is('{name}')").wait_for()
    opened.get_by_role("button", name="Write about this note").click()
    page.locator("textarea:focus").fill("I am not sure.")
    page.keyboard.press("Control+Enter")
    opened.locator(".postil-mine-answers", has_text="I am not sure.").wait_for()
    violations(page)
    page.reload()
    opened.locator(".postil-mine-answers", has_text="I am not sure.").wait_for()
    assert opened.get_attribute("data-star") == opened.get_attribute("data-read") == ""
    named = {item["target"]["source"] for item in items(page) if "selector" not in item["target"]}
    assert named == {"readings/trumputin-pact#others-lobby-professionally"}
    assert page.locator("#note-gates-chemistry .postil-body").inner_html() == before


def test_found_again_after_the_text_was_corrected(
    context: BrowserContext, demo_address: str
) -> None:
    """At their words, at words in which something was corrected, or nowhere, and listed."""
    page = context.new_page()
    page.goto(demo_address + READING)
    note(page, "a war with a logic", "as it was")
    note(page, "have kept to one rhythm for decades", "corrected")
    note(page, "Can such a method yield anything", "gone")

    def corrected(route: Any) -> None:
        body = route.fetch().text()
        body = body.replace("Relations between", "A new sentence, “with” words. Relations between")
        body = body.replace("one rhythm", "the same rhythm").replace("Can such a method", "Will it")
        route.fulfill(body=body, content_type="text/html")

    page.route(f"**/{READING}", corrected)
    page.goto(demo_address)
    page.goto(demo_address + READING)
    page.locator(".postil-lost").wait_for(state="attached")
    painted = page.evaluate(PAINTED)["note"]
    assert painted == ["have kept to the same rhythm for decades", "a war with a logic"]
    changed = page.locator(f"{OWN}:has(.postil-changed)")
    assert changed.locator(".postil-own-text").text_content() == "corrected"
    lost = page.locator(".postil-lost .postil-own")
    assert lost.locator(".postil-own-text").all_text_contents() == ["gone"]
    # Neither is changed by being shown.
    assert len(items(page)) == 3
    # Whoever knows better where it belongs says so.
    lost.get_by_role("button", name="Put it on other words").click()
    choose(page, "a war with", "Put the note on these words")
    page.locator(f"{OWN}.postil-open", has_text="gone").wait_for()
    assert "a war with" in page.evaluate(PAINTED)["note"]
    assert not page.locator(".postil-lost").count() and not page.locator(f"{FOOT}").count()
    assert len(items(page)) == 3


def test_positions_are_those_of_the_editors(demo: Built, page: Page, demo_address: str) -> None:
    """The offsets of own notes count the same characters as those of the annotations."""
    page.goto(demo_address + READING)
    counted = page.evaluate(
        """async () => {
            const { page } = window["postil-postil"].postil
            const { positions: { positionOf }, text: { Text } } = await page.bring("noting")
            const text = new Text(document.querySelector(".postil-article"))
            const marks = [...document.querySelectorAll("mark.postil[id]")]
            return Object.fromEntries(marks.map(mark => {
                const node = document.createTreeWalker(mark, NodeFilter.SHOW_TEXT).nextNode()
                return [mark.id, positionOf(text, text.starts.get(node))]
            }))
        }"""
    )
    published = json.loads((demo.site / READING / "annotations.jsonld").read_text("utf-8"))
    said = {
        item["id"].rpartition("#note-")[2]: item["target"]["selector"][1]["start"]
        for item in published["items"]
    }
    assert counted.items() <= said.items()
    assert len(counted) > 20


def test_two_tabs(context: BrowserContext, demo_address: str) -> None:
    """One sees what the other writes; of two changes neither is lost."""
    page, other = context.new_page(), context.new_page()
    page.goto(demo_address + READING)
    note(page, "a war with a logic", "first")
    other.goto(demo_address + READING)
    other.locator(OWN).first.wait_for(state="attached")
    for tab in (page, other):
        tab.bring_to_front()
        tab.evaluate(OPENED)
        tab.locator(f"{OPEN} .postil-own-actions button").first.click()
        tab.locator(f"{OWN} textarea").wait_for()
    other.locator(f"{OWN} textarea").fill("from the second tab")
    page.locator(f"{OWN} textarea").fill("from the first tab")
    other.locator(f"{OWN} textarea").press("Control+Enter")
    other.locator(OWN, has_text="from the second tab").wait_for()
    page.bring_to_front()
    page.locator(f"{OWN} textarea").press("Control+Enter")
    page.locator(".postil-mine-wrong", has_text="“from the second tab”").wait_for()
    page.locator(f"{OWN} textarea").press("Control+Enter")
    page.locator(OWN, has_text="from the first tab").wait_for()
    other.locator(OWN, has_text="from the first tab").wait_for(state="attached")
    # Nor of two answers to a question.
    for tab in (page, other):
        tab.bring_to_front()
        tab.evaluate(f"location.hash = '{ASKS}'")
        tab.locator(f"#note-{ASKS} .postil-asked button").click()
        tab.locator(".postil-answering textarea").fill(f"by {tab is page}")
    other.locator(".postil-answering textarea").press("Control+Enter")
    page.bring_to_front()
    page.locator(".postil-answering textarea").press("Control+Enter")
    page.locator(".postil-answering output", has_text="“by False”").wait_for()
    page.locator(".postil-answering textarea").press("Control+Enter")
    other.locator(".postil-answered", has_text="by True").wait_for(state="attached")


FAILING = {
    "off": "Object.defineProperty(window, 'indexedDB', "
    "{ get() { throw new DOMException('no', 'SecurityError') } })",
    "full": "IDBObjectStore.prototype.put = () => "
    "{ throw new DOMException('no', 'QuotaExceededError') }",
    "private": "IDBFactory.prototype.open = () => "
    "{ throw new DOMException('no', 'InvalidStateError') }",
}


@pytest.mark.parametrize(
    ("failing", "said"),
    [("off", "switched off"), ("full", "no room left"), ("private", "private window")],
)
def test_what_cannot_be_kept_is_told(
    failing: str, said: str, context: BrowserContext, demo_address: str
) -> None:
    page = context.new_page()
    page.add_init_script(FAILING[failing])
    page.goto(demo_address + READING)
    choose(page, "a war with a logic", "Mark")
    page.locator(FOOT, has_text=said).wait_for()
    # It is there until the page is left, and can be saved.
    with page.expect_download() as download:
        page.locator(FOOT).get_by_role("button", name="Save to a file").click()
    saved = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert saved["first"]["items"][0]["target"]["selector"][0]["exact"] == "a war with a logic"


def test_saved_and_opened_again(
    browser: Browser, context: BrowserContext, demo_address: str, tmp_path: Path
) -> None:
    """One file for the site; elsewhere nothing is twice, and of two versions one chooses."""
    page = context.new_page()
    page.goto(demo_address + READING)
    note(page, "a war with a logic", "of the first reading")
    page.goto(demo_address + "readings/strained-rapport/")
    words = page.locator(".postil-article > p:not([class])").nth(1).text_content() or ""
    note(page, " ".join(words.split()[:1]), "of the second")
    page.locator(".postil-first").click()
    page.goto(demo_address + "my-notes/")
    entries = page.locator(".postil-notebook-item")
    entries.nth(1).wait_for()
    headings = page.locator(".postil-notebook h2").all_text_contents()
    assert headings == ["The strained rapport", "The TrumPutin pact"]
    violations(page)
    page.get_by_role("searchbox", name="Search my notes").fill("FIRST")
    assert page.locator(".postil-notebook-item:visible").count() == 1
    page.locator(".postil-notebook-item:visible a").click()
    page.locator(OPEN, has_text="of the first reading").wait_for()
    page.go_back()
    page.locator(".postil-notebook-state", has_text="Not saved to a file yet").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "postil-notes.postil.json"
    page.locator(".postil-notebook-state", has_text="Last saved to a file").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as Markdown").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert re.search(r"> a war with a logic\n\n\*\*My note:\*\* of the first reading\n", text)

    # Another device, on which one of them was changed since.
    elsewhere = browser.new_context()
    page = elsewhere.new_page()
    page.goto(demo_address + "my-notes/")

    def opened(path: Path) -> None:
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Open a file").click()
        chooser.value.set_files(path)

    opened(file)
    page.locator(FOOT, has_text="Opened: 2 new, 0 newer, 0 were here").wait_for()
    # Where one stopped comes along, whether one judges first, and when all was saved.
    known = page.evaluate("['judge', 'places'].map(n => JSON.parse(localStorage[`postil.${n}`]))")
    assert known[0]["everywhere"] and "readings/strained-rapport" in known[1]
    held = json.loads(file.read_text("utf-8"))
    assert held["generator"]["postil:version"] == version("postil")
    assert page.evaluate("window['postil:record'].then(r => r.about.saved)") == held["modified"]
    opened(file)
    page.locator(FOOT, has_text="Opened: 0 new, 0 newer, 2 were here").wait_for()
    held = json.loads(file.read_text("utf-8"))
    # One of another course is opened knowingly, and what nobody can read is left out.
    held["first"]["items"].append({"type": "Annotation"})
    elsewhere_made = tmp_path / "another.postil.json"
    elsewhere_made.write_text(
        json.dumps({**held, "postil:site": "https://other.example/"}), "utf-8"
    )
    opened(elsewhere_made)
    page.locator(FOOT, has_text="saved on another site, https://other.example/").wait_for()
    page.get_by_role("button", name="Open it all the same").click()
    page.locator(FOOT, has_text="2 were here already. One thing in the file is no note").wait_for()
    for item in (one for one in held["first"]["items"] if "body" in one):
        item["body"]["value"] += ", changed in the file"
    file.write_text(json.dumps(held), "utf-8")
    opened(file)
    page.locator(".postil-notebook-conflict").nth(1).wait_for()
    violations(page)
    page.get_by_role("button", name="Keep both").first.click()
    page.locator(".postil-notebook-conflict").nth(1).wait_for(state="detached")
    page.get_by_role("button", name="Keep this one").click()
    page.locator(".postil-notebook-conflict").wait_for(state="detached")
    assert sorted(item["body"]["value"] for item in items(page)) == [
        "of the first reading",
        "of the second\n\nof the second, changed in the file",
    ]
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    opened(broken)
    page.locator(FOOT, has_text="“broken.json” is no file of notes").wait_for()
    elsewhere.close()


def test_hidden_and_on_paper(context: BrowserContext, demo_address: str) -> None:
    page = context.new_page()
    page.goto(demo_address + READING)
    note(page, "a war with a logic", "my note")

    def is_closed() -> bool:
        # What is said at the foot goes first.
        page.keyboard.press("Escape")
        return not page.locator(OPEN).count()

    wait_for(is_closed)
    page.emulate_media(media="print")
    assert page.locator(OWN, has_text="my note").is_visible()
    assert not page.locator(f"{OWN} .postil-own-actions").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="My notes").click()
    page.get_by_role("button", name="Show my notes").click()
    page.keyboard.press("Escape")
    for media in ("screen", "print"):
        page.emulate_media(media=media)  # type: ignore[arg-type]
        page.locator(OWN).wait_for(state="hidden")
    page.wait_for_function("!CSS.highlights.has('postil-own-note')")
    page.emulate_media(media="screen")
    page.get_by_role("button", name="My notes").click()
    page.get_by_role("button", name="Show my notes").click()
    page.get_by_role("button", name="Bare text").click()
    page.locator(OWN).wait_for(state="hidden")
    page.wait_for_function("!CSS.highlights.has('postil-own-note')")


def test_pages_that_are_swapped_in(context: BrowserContext, instant_readings: str) -> None:
    """With instant navigation: each article has its own notes, and only those."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(instant_readings)
    articles = page.evaluate(
        "fetch('my-notes/').then(answer => answer.text()).then(text => Object.values(JSON.parse("
        "new DOMParser().parseFromString(text, 'text/html').querySelector('.postil-notebook')"
        ".dataset.articles)).map(([, address]) => address.replace('../', '')))"
    )
    page.goto(instant_readings + articles[0])
    words = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector(".postil-article"), 4)
            while (walker.nextNode()) {
                const { data, parentElement: { parentElement } } = walker.currentNode
                if (data.trim().length > 20 && parentElement.matches(".postil-article"))
                    return data.trim().slice(0, 20)
            }
        }"""
    )
    note(page, words, "stays with its article")
    page.evaluate("window.stayed = true")
    page.locator(f".md-nav a[href*='{articles[1].rstrip('/').rpartition('/')[2]}']").first.evaluate(
        "link => link.click()"
    )
    page.wait_for_url(f"**/{articles[1]}")
    page.wait_for_function("!document.querySelector('.postil-own')")
    page.go_back()
    page.locator(OWN, has_text="stays with its article").wait_for(state="attached")
    assert page.evaluate("window.stayed")
    assert not wrong


def test_from_a_disk(context: BrowserContext, demo: Built) -> None:
    """Where scripts are no modules and nothing can be fetched."""
    page = context.new_page()
    page.goto((demo.site / READING / "index.html").as_uri())
    note(page, "a war with a logic", "on a disk")
    page.reload()
    page.locator(OWN, has_text="on a disk").wait_for(state="attached")
    page.goto((demo.site / "my-notes/index.html").as_uri())
    page.locator(".postil-notebook-item", has_text="on a disk").wait_for()


def test_many_notes(context: BrowserContext, demo_address: str) -> None:
    """Those far from the window wait until their reader goes on; what is painted is seen in every
    element, also where a browser does not hand it down to them."""
    page = context.new_page()
    page.goto(demo_address + READING)
    page.evaluate(MANY)
    underlined = """() => {
        const element = document.querySelector(".postil-article p > a")
        const { textDecorationLine } = getComputedStyle(element, "::highlight(postil-own-note)")
        return textDecorationLine === "underline" && CSS.highlights.has("postil-own-note")
    }"""
    everywhere = page.locator("link[href$='everywhere.css']")
    later = page.locator(f"{OWN}[data-later]")
    page.reload()
    page.wait_for_function(underlined)
    assert not everywhere.count()
    page.keyboard.press("Shift")
    page.wait_for_function(
        "selector => !document.querySelector(selector)", arg=f"{OWN}[data-later]"
    )
    assert page.locator(OWN).count() == 50
    page.route("**/student.css", lambda route: route.fulfill(content_type="text/css", body=""))
    # A reader who does nothing, for as long as they do nothing.
    page.clock.install()
    page.reload()
    everywhere.wait_for(state="attached")
    page.wait_for_function(underlined)
    assert 0 < later.count() < 50
    page.clock.fast_forward(3_500)
    page.wait_for_function(
        "selector => !document.querySelector(selector)", arg=f"{OWN}[data-later]"
    )
