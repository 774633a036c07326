"""Who reads otherwise: by screen reader, enlarged, in own colours, without script, on paper."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from support.axe import OF_COLOURS, complaints, faults_of_structure, violations
from support.builds import Built, build
from support.demos import PROJECT
from support.readings import CROWD, configuration, files
from support.shared import Shared
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

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
# Those of the demo without annotations.
OTHERS = ["", "404.html", "guide/reference/", "guide/annotating/"]


# Each kind of page at both widths; the second reading where it shows most. What an overview is made
# of is the same on a narrow screen.
VIEWS = [
    pytest.param(
        path,
        size,
        id=f"{path}-{name}",
        marks=pytest.mark.repeated if size == NARROW and not path.startswith("readings") else (),
    )
    for size, name in ((WIDE, "wide"), (NARROW, "narrow"))
    for path in (*PAGES, *(OTHERS if size == WIDE else ()))
    if (path, name) != ("readings/trumputin-pact/", "narrow")
]


@pytest.mark.parametrize(("path", "size"), VIEWS)
def test_axe_finds_nothing(path: str, size: Any, page: Page, demo_address: str) -> None:
    """In the light and in the dark, notes closed and open. Nor does the browser complain, or ask
    anybody but the site for anything."""
    page.set_viewport_size(size)
    page.emulate_media(reduced_motion="reduce")
    wrong = complaints(page, demo_address)
    page.goto(demo_address + path)
    # Or axe takes what is not laid out yet to stand over what follows it, and half-way colours for
    # those of the page.
    page.add_style_tag(
        content="* { content-visibility: visible !important; transition: none !important }"
    )
    violations(page)
    if path.startswith("readings/"):
        page.keyboard.press("]")
        page.keyboard.press("]")
        page.locator(".postil-choose:visible").first.click()
        violations(page)
    # On a narrow screen the generated pages have the colours that they have on a wide one.
    if size == WIDE or path.startswith("readings/"):
        page.locator("[data-md-component=palette] label:visible").click()
        page.wait_for_selector("body[data-md-color-scheme=slate]")
        violations(page, runOnly=OF_COLOURS)
    assert wrong == []


def test_axe_finds_nothing_in_the_guide(page: Page, demo_address: str) -> None:
    """Its pages have the colours of each other."""
    page.set_viewport_size(WIDE)
    wrong = complaints(page, demo_address)
    found = {}
    for path in sorted((PROJECT / "docs/guide").glob("*.md")):
        page.goto(f"{demo_address}guide/{path.stem}/")
        found[path.stem] = faults_of_structure(page)
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert wrong == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_the_search_page(size: Any, page: Page, pagefind_address: str) -> None:
    """With hits and open filters, in the light and in the dark."""
    page.set_viewport_size(size)
    page.emulate_media(reduced_motion="reduce")
    wrong = complaints(page, pagefind_address)
    page.goto(f"{pagefind_address}search/?q=putin&assessment=Disputed")
    page.locator(".postil-hits li").first.wait_for()
    page.add_style_tag(content="* { transition: none !important }")
    violations(page)
    page.locator("[data-md-component=palette] label:visible").click()
    page.wait_for_selector("body[data-md-color-scheme=slate]")
    violations(page, runOnly=OF_COLOURS)
    assert wrong == []


def tree(page: Page) -> list[dict[str, Any]]:
    """The nodes of the accessibility tree that a screen reader meets."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node.get("ignored")]


def of_role(nodes: list[dict[str, Any]], role: str) -> list[dict[str, Any]]:
    return [node for node in nodes if node["role"]["value"] == role]


def test_each_passage_is_announced_once(page: Page, readings: str) -> None:
    """However many segments it has; and it leads to its note, whose number and verdict its
    reference says."""
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
        "mark.postil[id]",
        "marks => marks.filter(m => m.checkVisibility() && !m.role).map(m => m.id)",
    )
    assert sorted(details) == sorted(f"note-{id}" for id in passages)
    names = [node["name"]["value"] for node in of_role(nodes, "doc-noteref")]
    for name in ("Note 1, Supported", "Note 2, Opinion", "Note 3, Disputed", "Note 6"):
        assert names.count(name) == 1


def test_forced_colours(page: Page, readings: str) -> None:
    """Which passage is open can be seen without our colours."""
    page.emulate_media(forced_colors="active")
    page.set_viewport_size(WIDE)
    page.goto(f"{readings}corners/#inner")
    page.wait_for_selector(".postil-open")
    mark = "getComputedStyle(document.querySelector('mark#inner'))"
    note = "getComputedStyle(document.querySelector('#note-inner'))"
    assert page.evaluate(f"{mark}.textDecorationLine") == "underline"
    assert page.evaluate(f"{mark}.outlineStyle") == "solid"
    assert page.evaluate(f"{note}.outlineStyle") == "solid"


# Each text that is shown in the article and can hardly be told from its ground, with both colours.
ILLEGIBLE = """() => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number)
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        return 0.2126 * x + 0.7152 * y + 0.0722 * z
    }
    const paper = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = channels(getComputedStyle(at).backgroundColor)
            if ((colour[3] ?? 1) > 0) return colour
        }
        return channels(getComputedStyle(document.documentElement).backgroundColor)
    }
    const own = element => [...element.childNodes]
        .some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
    const texts = [...document.querySelectorAll("article *")]
        .filter(element => (own(element) || element.matches(".postil-ref"))
            && element.checkVisibility())
    const wrong = texts.map(element => {
        const [ink, ground] = [channels(getComputedStyle(element).color), paper(element)]
        const [dark, bright] = [light(ink), light(ground)].sort((a, b) => a - b)
        const ratio = (bright + 0.05) / (dark + 0.05)
        return ratio < 4.5 && `${element.tagName}.${element.className}: ${ink} on ${ground}`
    })
    return { texts: texts.length, wrong: [...new Set(wrong.filter(Boolean))] }
}"""


@pytest.mark.parametrize("path", PAGES)
def test_every_word_in_forced_colours(path: str, page: Page, demo_address: str) -> None:
    """In schemes of both kinds, as notes stand and in the panel: no text as dark as its ground."""
    page.emulate_media(forced_colors="active", color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size(WIDE)
    page.goto(demo_address + path)
    is_reading = path.startswith("readings/")
    for size in (WIDE, NARROW) if is_reading else (WIDE,):
        page.set_viewport_size(size)
        if is_reading:
            # A page that takes the other form closes its note: not the one that is opened now.
            beside = "attached" if size == WIDE else "detached"
            page.wait_for_selector(".postil-beside", state=beside)
            page.keyboard.press("]")
            page.wait_for_selector(".postil-open")
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
                "rgb(0, 0, 0)" if scheme == "dark" else "rgb(255, 255, 255)"
            )
            found = page.evaluate(ILLEGIBLE)
            assert found["texts"] > 10
            assert found["wrong"] == []


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_motion(motion: Any, page: Page, readings: str) -> None:
    """Notes glide aside for one that opens, unless the reader wants no motion."""
    page.emulate_media(reduced_motion=motion)
    page.set_viewport_size(WIDE)
    page.goto(f"{readings}crowded/")
    moving = page.evaluate(
        """() => {
            document.querySelector(".postil-note").click()
            return document.getAnimations().filter(a => a.effect.target.matches("li")).length
        }"""
    )
    # Of 200 notes only those that are seen.
    assert 0 < moving < 40 if motion == "no-preference" else moving == 0


def test_enlarged_four_times(page: Page, readings: str) -> None:
    """1280 pixels at 400% are 320: nothing is cut off, and passage and note are seen together."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(f"{readings}corners/")
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.locator("#note-middle:popover-open").wait_for()
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
def arabic(shared: Shared) -> Built:
    """The test site in Arabic."""
    return shared.site("arabic", lambda folder: build(folder, files(configuration(language="ar"))))


@pytest.mark.parametrize("width", [390, 1440])
def test_right_to_left(width: int, arabic: Built, page: Page) -> None:
    """The margin is on the left, and no English word of the interface is left over."""
    page.set_viewport_size({"width": width, "height": 900})
    with served(arabic.site) as address:
        page.goto(f"{address}corners/#inner")
        page.wait_for_selector(".postil-open")
        note, text = page.evaluate(
            "['.postil-open', '.postil-article > p']"
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
    assert plain_page.locator(".postil-bar, .postil-tools, .postil-actions").count()
    for controls in plain_page.locator(".postil-bar, .postil-tools, .postil-actions").all():
        assert not controls.is_visible()


@pytest.mark.parametrize("state", ["closed", "open", "panel"])
def test_on_paper(state: str, page: Page, readings: str) -> None:
    """All notes by number with their sources' addresses and the words of the scale, after the text;
    no controls."""
    page.set_viewport_size(NARROW if state == "panel" else WIDE)
    page.goto(f"{readings}corners/?notes=all")
    if state in ("open", "panel"):
        page.keyboard.press("]")
    printed = re.sub(r"\s+", "", text_of(page.pdf(format="A4")))
    for words in (
        "Of the outer one.⇄Disputed·#Statistic",
        "Of the inner one.",
        "Of the fold.",
        "Of the second tab.",
        "The last words.",
        "Contradicts",
        "Something stands there",
        "For good reason.",
        "https://book.example/",
        "https://page.example/a?b=c&d",
        "What then?",
        "Serious sources disagree about it.",
    ):
        assert words.replace(" ", "") in printed, words
    for control in ("Baretext", "Kinds", "Claims11", "Backtothetext", "Permanentlink", "Citethis"):
        assert control not in printed


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_is_chosen_is_printed(size: Any, page: Page, readings: str) -> None:
    page.set_viewport_size(size)
    for choice, lacks in (("claims", ["Is it so?"]), ("none", ["Is it so?", "Of the outer one."])):
        page.goto(f"{readings}corners/?notes={choice}")
        printed = text_of(page.pdf(format="A4"))
        assert [
            words for words in ("Is it so?", "Of the outer one.") if words not in printed
        ] == lacks


def test_paper_is_white(page: Page, demo_address: str) -> None:
    """Also where the page was dark, and the notes that stood in the margin are printed one below
    the other after the text."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{demo_address}{PAGES[0]}")
    page.wait_for_selector("body[data-md-color-scheme=slate] .postil-beside")
    page.add_style_tag(content="* { transition: none !important }")
    page.emulate_media(media="print")
    ink, tops = page.evaluate(
        """() => [
            [...document.querySelectorAll("article p, .postil-label, .postil-sources a")]
                .map(e => getComputedStyle(e).color),
            [...document.querySelectorAll(".postil-article > p, .postil-note")]
                .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().top),
        ]"""
    )
    assert tops == sorted(tops)
    for colour in set(ink):
        assert sum(map(float, re.findall(r"[\d.]+", colour)[:3])) < 3 * 128, colour


def test_crowds_on_paper(page: Page, readings: str) -> None:
    """No annotation is lost, and none stands over another."""
    page.set_viewport_size(WIDE)
    page.goto(f"{readings}crowded/")
    page.wait_for_selector(".postil-beside")
    page.emulate_media(media="print")
    boxes = page.locator(".postil-note:visible").evaluate_all(
        "all => all.map(note => note.getBoundingClientRect()).map(({top, bottom}) => [top, bottom])"
    )
    assert len(boxes) == CROWD
    assert all(bottom <= top for (_, bottom), (top, _) in pairwise(boxes))


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
