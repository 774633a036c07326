"""The pages around the readings as they are seen and heard: wide, narrow, by a screen reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from support.builds import Built
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

NARROW = {"width": 390, "height": 844}
PAIR = "cross-references/readings--strained-rapport--readings--trumputin-pact/"
MATRIX = "evidence/readings--strained-rapport/"
SOURCE = "sources/gates-duty-2014/"
PAGES = ("claims/", "sources/", SOURCE, "cross-references/", PAIR, "evidence/", MATRIX, "glossary/")


# What guides and shared links lead to, and each page as it is.
CHOICES = (
    "claims/?assessment=disputed",
    "claims/?tag=dating&sort=-assessment",
    "claims/?q=putin&kind=statistic",
    "claims/?q=nothing+like+this",
    f"{PAIR}?texts",
)

# Each shift since the page began that no reader has caused, with what was moved, as soon as the
# page has been painted as it is now.
SHIFTS = """() => new Promise(done => {
    const shifts = []
    const observer = new PerformanceObserver(list => note(list.getEntries()))
    const note = entries => {
        for (const { value, hadRecentInput, sources } of entries)
            if (!hadRecentInput)
                shifts.push([value, ...sources.map(s => s.node?.outerHTML?.slice(0, 80))])
    }
    observer.observe({ type: "layout-shift", buffered: true })
    const after = frames => requestAnimationFrame(() => frames ? after(frames - 1) : finish())
    const finish = () => setTimeout(() => { note(observer.takeRecords()); done(shifts) })
    after(3)
})"""


@pytest.fixture(scope="module")
def slow_address(demo: Built) -> Iterator[str]:
    """The demo, served slowly."""
    with served(demo.site, searchable=False, slowly=True) as address:
        yield address


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", [*PAGES, *CHOICES, "", "guide/annotating/", "404.html"])
def test_nothing_shifts(path: str, width: int, page: Page, slow_address: str) -> None:
    """On a slow machine, too, which paints what has come of a page, and its scripts later, where
    none has been there before."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(slow_address + path)
    if path.endswith("?texts"):
        page.locator(".postil-to").first.wait_for()
    shifts = page.evaluate(SHIFTS)
    assert sum(value for value, *_ in shifts) <= 0.02, shifts


CHOOSERS = {
    "claims/": ("article", "assessment", "kind", "source", "tag"),
    "sources/": ("kind", "year", "cited"),
    MATRIX: ("assessment", "gap"),
}


@pytest.mark.parametrize("width", [390, pytest.param(1440, marks=pytest.mark.repeated)])
@pytest.mark.parametrize("path", CHOOSERS)
def test_nothing_shifts_whatever_is_chosen(
    path: str, width: int, page: Page, demo_address: str
) -> None:
    """By each filter, by words, and sorted by each column."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(demo_address + path)
    asked = [
        f"{name}={page.locator(f'select[name={name}] option').last.get_attribute('value')}"
        for name in CHOOSERS[path]
    ]
    columns = page.locator("th[data-column]").evaluate_all("all => all.map(h => h.dataset.column)")
    for query in (*asked, "q=trump", *(f"sort=-{column}" for column in columns)):
        page.goto(f"{demo_address}{path}?{query}")
        shifts = page.evaluate(SHIFTS)
        assert sum(value for value, *_ in shifts) <= 0.02, (query, shifts)


def roles(page: Page) -> Counter[str]:
    """What a screen reader meets on a page: roles in the browser's own accessibility tree."""
    # A browser that has not painted has not laid out what it lays out when it is in view, and says
    # of such rows no more than that they are there.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return Counter(node["role"]["value"] for node in nodes if not node.get("ignored"))


def shape(page: Page, selector: str) -> tuple[int, int]:
    """The rows of a table, and its cells of all kinds, that are laid out."""
    found: list[int] = page.locator(selector).evaluate(
        """table => ["tr", "td, th"].map(
            what => [...table.querySelectorAll(what)].filter(e => e.checkVisibility()).length
        )"""
    )
    return found[0], found[1]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_phone(path: str, page: Page, demo_address: str) -> None:
    page.set_viewport_size(NARROW)
    page.goto(demo_address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    hidden = page.evaluate(
        """width => [...document.querySelectorAll(".postil-page *")].filter(element => {
            const box = element.getBoundingClientRect()
            return element.checkVisibility() && box.width && (box.left < 0 || box.right > width)
        }).map(element => element.outerHTML.slice(0, 80))""",
        NARROW["width"],
    )
    assert hidden == []


@pytest.mark.parametrize("width", [960, 1440, 1920])
def test_headings_of_claims_stand_over_their_columns(
    width: int, page: Page, demo_address: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{demo_address}claims/")
    page.locator(".postil-claims th button").first.wait_for()
    starts = page.evaluate(
        """() => [...document.querySelectorAll(".postil-claims tr")].slice(0, 20).map(
            row => [...row.cells].map(cell => Math.round(cell.getBoundingClientRect().left)))"""
    )
    assert len(set(starts[0])) == 4
    assert all(row == starts[0] for row in starts)


@pytest.mark.parametrize("width", [390, 1440])
def test_claims_are_heard_as_a_table(width: int, page: Page, demo_address: str) -> None:
    """Though the style sheet lays out its rows in another way."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{demo_address}claims/")
    page.locator(".postil-claims th button").first.wait_for()
    heard = roles(page)
    rows, cells = shape(page, ".postil-claims")
    assert rows >= 50
    assert (heard["table"], heard["columnheader"]) == (1, 4)
    assert (heard["row"], heard["cell"] + heard["columnheader"]) == (rows, cells)


@pytest.mark.parametrize("width", [390, 1440])
def test_evidence_is_heard_as_tables(width: int, page: Page, demo_address: str) -> None:
    """Each claim is the head of a row, with its sources; then each source that claims share."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(demo_address + MATRIX)
    page.locator(".postil-support th button").first.wait_for()
    heard = roles(page)
    claims, cells = shape(page, ".postil-support")
    sources, more = shape(page, ".postil-matrix")
    # On a phone the heads of the matrix are not in the way, but there to be heard.
    assert heard["table"] == 2
    assert heard["rowheader"] == claims - 1 + sources - 1 >= 35
    assert heard["row"] == claims + sources
    found = sum(heard[role] for role in ("cell", "gridcell", "rowheader", "columnheader"))
    assert found == cells + more
    # Where a source says nothing to several claims, one cell stands for all of them.
    widths = page.locator(".postil-matrix tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0))"
    )
    assert len(set(widths)) == 1
    assert page.locator(".postil-matrix td:empty + td:empty").count() == 0


@pytest.mark.parametrize("width", [320, 390, 820, 1024, 1440, 1920])
def test_evidence_fits(width: int, page: Page, demo_address: str) -> None:
    """Nothing of it has to be scrolled aside on a computer; on a phone nothing at all."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(demo_address + MATRIX)
    page.locator(".postil-support th button").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    scroll = page.locator(".postil-scroll")
    assert scroll.evaluate("s => s.scrollWidth <= s.clientWidth")


def test_the_weakest_support_first(page: Page, demo_address: str) -> None:
    """By one click: what nothing supports and most dispute; the address says so."""
    page.goto(demo_address + MATRIX)
    page.get_by_role("button", name="Support", exact=True).click()
    page.wait_for_url("**/?sort=support")
    counts = page.locator(".postil-support tbody tr").evaluate_all(
        """rows => rows.map(row => [...row.querySelectorAll("td")].slice(1, 3).map(
            cell => cell.querySelectorAll("li").length))"""
    )
    assert counts == sorted(counts, key=lambda count: (count[0], -count[1]))
    assert counts[0][0] == 0 < counts[0][1]
    page.locator("select[name=gap]").select_option("disagree")
    for row in page.locator(".postil-support tbody tr:not([hidden])").all():
        assert "sources disagree" in row.inner_text()


def test_the_matrix_stays_readable_when_it_is_scrolled(page: Page, demo_address: str) -> None:
    """The claim and the source of a cell are seen wherever one has come to."""
    page.set_viewport_size({"width": 760, "height": 400})
    page.goto(f"{demo_address}evidence/readings--trumputin-pact/")
    scroll = page.locator(".postil-scroll")
    before = scroll.evaluate(
        "s => [s.scrollWidth > s.clientWidth, s.scrollHeight > s.clientHeight]"
    )
    assert before == [True, True]
    scroll.focus()
    page.keyboard.press("End")
    scroll.evaluate("s => s.scrollTo(s.scrollWidth, s.scrollHeight)")
    offsets = scroll.evaluate(
        """s => {
            const box = s.getBoundingClientRect()
            const at = element => element.getBoundingClientRect()
            const heads = [...s.querySelectorAll("thead th")]
            const claims = [...s.querySelectorAll("tbody th")]
            return [
                Math.max(...heads.map(head => Math.abs(at(head).top - box.top))),
                Math.max(...claims.map(claim => Math.abs(at(claim).left - box.left))),
            ]
        }"""
    )
    assert max(offsets) <= 1


def test_the_matrix_on_a_phone(page: Page, demo_address: str) -> None:
    """Each source is a card with its claims, each of them a link, and what it says in words."""
    page.goto(demo_address + MATRIX)
    cited = ".postil-matrix td:not(:empty)"
    count = page.locator(cited).count()
    assert count >= 25
    assert not page.locator(f"{cited} a").first.is_visible()
    page.set_viewport_size(NARROW)
    sources = page.locator(".postil-matrix tbody th").count()
    assert shape(page, ".postil-matrix tbody")[1] == count + sources
    for cell in page.locator(cited).all()[:5]:
        link = cell.locator("a")
        assert link.is_visible()
        assert "/readings/" in link.evaluate("link => link.href")
        assert cell.inner_text().strip() != cell.locator(".postil-of").inner_text().strip()
