"""Who reads otherwise: by screen reader, enlarged, in own colours, without script, on paper."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from support.builds import Built, build
from support.readings import CROWD, configuration, files
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 800}

PAIR = "cross-references/readings--strained-rapport--readings--trumputin-pact/"
PAGES = [
    "readings/strained-rapport/",
    "readings/trumputin-pact/",
    "claims/",
    "sources/",
    "sources/gates-duty-2014/",
    "cross-references/",
    PAIR,
    "evidence/",
    "evidence/readings--trumputin-pact/",
    "glossary/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(
    path: str, size: Any, scheme: Any, browser: Browser, demo_address: str
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(demo_address + path, wait_until="networkidle")
    # Or axe takes what is not laid out yet to stand over what follows it.
    page.add_style_tag(content="* { content-visibility: visible !important }")
    violations(page)
    if path.startswith("readings/"):
        page.keyboard.press("]")
        page.keyboard.press("]")
        violations(page)
        page.locator(".postil-fold:visible").first.click()
        violations(page)
    context.close()


def violations(page: Page) -> None:
    """Asserts that axe has nothing to say against a page."""
    found = Axe().run(page).response["violations"]
    assert not [
        (violation["id"], node["target"], node["failureSummary"])
        for violation in found
        for node in violation["nodes"]
    ]


def tree(page: Page) -> list[dict[str, Any]]:
    """The nodes of the accessibility tree that a screen reader meets."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node.get("ignored")]


def of_role(nodes: list[dict[str, Any]], role: str) -> list[dict[str, Any]]:
    return [node for node in nodes if node["role"]["value"] == role]


def test_each_passage_is_announced_once(page: Page, readings: str) -> None:
    """However many segments it has; and it leads to its note, whose number its reference says."""
    page.goto(f"{readings}corners/")
    assert page.locator("mark.postil").count() > page.locator("mark.postil[id]").count()
    nodes = tree(page)
    details = [
        value["value"]["value"]
        for mark in of_role(nodes, "mark")
        for value in mark["properties"]
        if value["name"] == "details"
    ]
    assert len(details) == len(of_role(nodes, "mark"))
    passages = page.eval_on_selector_all(
        "mark.postil[id]", "marks => marks.filter(m => m.checkVisibility()).map(m => m.id)"
    )
    assert sorted(details) == sorted(f"note-{id}" for id in passages)
    names = [node["name"]["value"] for node in of_role(nodes, "doc-noteref")]
    assert names.count("Note 3") == 1


def test_forced_colours_and_reduced_motion(browser: Browser, readings: str) -> None:
    context = browser.new_context(forced_colors="active", reduced_motion="reduce", viewport=WIDE)
    page = context.new_page()
    page.goto(f"{readings}corners/#inner")
    page.wait_for_selector(".postil-open")
    mark = "getComputedStyle(document.querySelector('mark#inner'))"
    note = "getComputedStyle(document.querySelector('#note-inner'))"
    assert page.evaluate(f"{mark}.textDecorationLine") == "underline"
    assert page.evaluate(f"{mark}.outlineStyle") == "solid"
    assert page.evaluate(f"{note}.borderInlineStartStyle") == "solid"
    assert float(page.evaluate(f"{note}.transitionDuration").removesuffix("s")) == 0
    context.close()


def test_enlarged_four_times(page: Page, readings: str) -> None:
    """1280 pixels at 400% are 320: nothing is cut off, and passage and note are seen together."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(f"{readings}corners/")
    page.keyboard.press("]")
    page.keyboard.press("]")
    note, mark = page.evaluate(
        "['.postil-open', 'mark#middle'].map(s => document.querySelector(s).getClientRects()[0])"
    )
    header = page.evaluate("document.querySelector('.md-header').getBoundingClientRect().bottom")
    assert header <= mark["top"] and mark["bottom"] <= note["top"]
    assert note["bottom"] <= 257 and note["height"] > 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for part in page.locator(".postil-open :is(p, li, a, button):visible").all():
        box = part.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 321


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The test site in Arabic."""
    return build(tmp_path_factory.mktemp("arabic"), files(configuration(language="ar")))


@pytest.mark.parametrize("width", [390, 1440])
def test_right_to_left(width: int, arabic: Built, page: Page) -> None:
    """The margin is on the left, and no English word of the interface is left over."""
    page.set_viewport_size({"width": width, "height": 900})
    with served(arabic.site) as address:
        page.goto(f"{address}corners/#inner")
        page.wait_for_selector(".postil-open")
        note, text = page.evaluate(
            "['.postil-open', 'article > p']"
            ".map(s => document.querySelector(s).getBoundingClientRect())"
        )
        if width == 1440:
            assert note["right"] <= text["left"]
        else:
            assert (note["left"], note["right"]) == (0, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        labels = " ".join(
            page.locator(".postil-label, .postil-bar, .postil-actions").all_inner_texts()
        )
        assert not re.search(r"[A-Za-z]{2,}", labels.replace("dozen", ""))
        for name in ("claims", "sources", "cross-references", "evidence", "glossary"):
            page.goto(f"{address}{name}/")
            page.evaluate("document.querySelectorAll('select').forEach(list => list.remove())")
            said = " ".join(
                page.locator("article :is(h1, thead th, label, output)").all_inner_texts()
            )
            assert not re.search(r"[A-Za-z]{2,}", said)


def test_without_script(plain_page: Page, readings: str) -> None:
    """Every note is readable, linked both ways, and nothing is offered that does not work."""
    plain_page.set_viewport_size(WIDE)
    plain_page.goto(f"{readings}corners/")
    notes = plain_page.locator(".postil-note")
    assert notes.count() == 14
    for note in notes.all():
        assert note.is_visible()
        assert note.locator("a[role=doc-backlink]").is_visible()
    inner = plain_page.locator("#note-inner").inner_text()
    for part in (
        "Of the inner one.",
        "a list",
        "Ode 1999",
        "stands there",
        "What then?",
        "numbers",
    ):
        assert part in inner
    assert plain_page.locator(".postil-bar, .postil-tools, .postil-cite").count()
    for controls in plain_page.locator(".postil-bar, .postil-tools, .postil-cite").all():
        assert not controls.is_visible()


@pytest.mark.parametrize("state", ["closed", "open", "panel", "dark"])
def test_on_paper(state: str, page: Page, readings: str) -> None:
    """All notes by number with their sources' addresses, after the text; no controls."""
    page.set_viewport_size(NARROW if state == "panel" else WIDE)
    page.goto(f"{readings}corners/")
    if state in ("open", "panel"):
        page.keyboard.press("]")
    printed = re.sub(r"\s+", "", text_of(page.pdf(format="A4")))
    for words in (
        "1#Statistic·⇄Disputed",
        "Of the inner one.",
        "Of the fold.",
        "Of the second tab.",
        "14Context",
        "The last words.",
        "https://book.example/",
        "https://page.example/a?b=c&d",
        "What then?",
    ):
        assert words.replace(" ", "") in printed, words
    for control in ("Baretext", "Kinds", "14notes", "Backtothetext", "Permanentlink", "Citethis"):
        assert control not in printed


def test_crowds_on_paper(page: Page, readings: str) -> None:
    """No annotation is lost."""
    page.set_viewport_size(WIDE)
    page.goto(f"{readings}crowded/")
    printed = text_of(page.pdf(format="A4"))
    numbers = {int(number) for number in re.findall(r"^(\d+)\s*[#↗≈◊]", printed, re.MULTILINE)}
    assert numbers == set(range(1, CROWD + 1))


def text_of(pdf: bytes) -> str:
    """The text of a PDF file."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_names_that_the_validator_asks_for(readings: str, demo: Built) -> None:
    """What the Nu HTML checker found once: roles of table parts, several ids in one attribute."""
    pages = [demo.html(f"{path}index.html") for path in PAGES]
    for html in pages:
        assert not re.search(r"<(?:td|th|tr)[^>]*\srole=", html)
        assert not re.search(r'aria-details="[^"]*\s', html)
        assert re.search(r'class="md-search"[^>]*role="dialog"[^>]*aria-label="[^"]+"', html)
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
