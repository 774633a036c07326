"""Two texts side by side, from the page of their cross-references."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from support.builds import Built

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAIR = "cross-references/readings--strained-rapport--readings--trumputin-pact/"
OPENER = "Read both texts side by side"

# The tops of the passages of the cross-reference that is read, as seen from their columns.
HEIGHTS = """() => [...document.querySelectorAll(".postil-column")].map(column =>
    Math.round([...column.querySelectorAll("mark.postil-open")][0].getClientRects()[0].top
        - column.getBoundingClientRect().top))"""


@pytest.fixture
def texts(page: Page, demo_address: str) -> Page:
    """The page of a pair with both texts opened."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto(demo_address + PAIR)
    page.get_by_role("button", name=OPENER).click()
    page.locator(".postil-to").first.wait_for()
    return page


def at(page: Page) -> str:
    return page.locator(".postil-texts output").inner_text()


def test_both_texts_are_read_whole(texts: Page, demo: Built) -> None:
    """All paragraphs of both articles, without notes; each passage that is joined is marked and
    leads to the other. No id is there twice."""
    for column, name in zip(
        texts.locator(".postil-column").all(), ("strained-rapport", "trumputin-pact"), strict=True
    ):
        said = " ".join(column.inner_text().split())
        article = texts.context.new_page()
        article.goto(f"{texts.url.split('cross-references')[0]}readings/{name}/")
        for paragraph in article.locator(".postil-article > p:not([class])").all():
            words = paragraph.evaluate(
                """p => {
                    for (const ref of p.querySelectorAll(".postil-ref")) ref.remove()
                    return p.textContent
                }"""
            )
            assert " ".join(words.split()) in said
        article.close()
        assert column.locator(".postil-note, .postil-bar, .postil-ref").count() == 0
        linked = column.locator(".postil-to").count()
        assert linked == texts.locator(".postil-pair").count() == 18
    ids = texts.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_the_texts_meet_at_their_cross_references(texts: Page) -> None:
    """By button, by link, and by scrolling either column; and not where the reader says so."""
    assert at(texts) == "1 of 18"
    texts.get_by_role("button", name="Next cross-reference").click()
    assert at(texts) == "2 of 18"
    one, other = texts.evaluate(HEIGHTS)
    assert abs(one - other) <= 2
    columns = texts.locator(".postil-column")
    link = columns.first.locator(".postil-to").nth(8)
    link.scroll_into_view_if_needed()
    link.click()
    assert at(texts).startswith(f"{link.get_attribute('data-number')} of")
    one, other = texts.evaluate(HEIGHTS)
    assert abs(one - other) <= 2

    second = columns.nth(1)
    second.hover()
    texts.evaluate("document.querySelectorAll('.postil-column')[1].scrollTo(0, 0)")
    before = at(texts), texts.evaluate("document.querySelector('.postil-column').scrollTop")
    for _ in range(12):
        texts.mouse.wheel(0, 200)
        texts.wait_for_timeout(30)
    texts.wait_for_timeout(100)
    after = at(texts), texts.evaluate("document.querySelector('.postil-column').scrollTop")
    assert before[0] != after[0]
    assert before[1] != after[1]

    texts.get_by_label("Scroll together").uncheck()
    before = at(texts), texts.evaluate("document.querySelector('.postil-column').scrollTop")
    second.hover()
    for _ in range(6):
        texts.mouse.wheel(0, -300)
        texts.wait_for_timeout(30)
    assert before == (
        at(texts),
        texts.evaluate("document.querySelector('.postil-column').scrollTop"),
    )


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (820, 1180), (1440, 900)])
def test_the_columns_fit(size: tuple[int, int], texts: Page) -> None:
    """Beside each other; on a phone one above the other. Nothing is cut off at the side."""
    width, height = size
    texts.set_viewport_size({"width": width, "height": height})
    first, second = (column.bounding_box() for column in texts.locator(".postil-column").all())
    assert first and second
    if width < 720:
        assert first["y"] + first["height"] <= second["y"] + 1
    else:
        assert first["x"] + first["width"] <= second["x"]
        assert first["y"] == second["y"]
    assert texts.evaluate("document.documentElement.scrollWidth") <= width
    overflow = "all => all.every(c => c.scrollWidth <= c.clientWidth)"
    assert texts.locator(".postil-column").evaluate_all(overflow)


def test_an_address_that_opens_the_texts(page: Page, demo_address: str) -> None:
    """At the cross-reference that it names; and nothing shifts."""
    page.goto(demo_address + PAIR)
    pair = page.locator(".postil-pair").nth(6)
    id = pair.get_attribute("id")
    page.goto(f"{demo_address}{PAIR}?texts#{id}")
    page.locator(".postil-column mark.postil-open").first.wait_for()
    label = " ".join(pair.locator(".postil-relation").inner_text().split())
    number = at(page).split()[0]
    link = page.locator(f".postil-to[data-number='{number}']").first
    assert link.get_attribute("href") == f"#{id}"
    assert link.get_attribute("aria-label") == f"{number}: {label}"


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_axe_finds_nothing(scheme: str, texts: Page) -> None:
    texts.evaluate(
        "scheme => document.body.setAttribute('data-md-color-scheme', scheme)", arg=scheme
    )
    texts.add_style_tag(content="* { transition: none !important }")
    found: Any = Axe().run(texts, options={"resultTypes": ["violations"]}).response["violations"]
    assert not [(v["id"], [n["target"] for n in v["nodes"]]) for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_word_is_lost_in_forced_colours(scheme: Any, texts: Page) -> None:
    texts.emulate_media(forced_colors="active", color_scheme=scheme)
    found = texts.locator(".postil-column mark.postil-open").evaluate_all(
        "all => all.map(m => [getComputedStyle(m).color, getComputedStyle(m).backgroundColor])"
    )
    ground = texts.evaluate("getComputedStyle(document.body).backgroundColor")
    assert found and all(under == ground != ink for ink, under in found)


def test_without_script_there_are_links(plain_page: Page, demo_address: str) -> None:
    plain_page.goto(demo_address + PAIR)
    assert not plain_page.locator(".postil-texts").is_visible()
    leads = plain_page.locator("h1 + p a").evaluate_all("all => all.map(a => a.pathname)")
    assert leads == ["/readings/strained-rapport/", "/readings/trumputin-pact/"]


def test_texts_that_do_not_come(page: Page, demo_address: str) -> None:
    page.goto(demo_address + PAIR)
    page.route("**/readings/**", lambda route: route.abort())
    page.get_by_role("button", name=OPENER).click()
    page.get_by_text("The texts cannot be loaded here.").wait_for()


def test_the_texts_stand_in_the_site_once(demo: Built) -> None:
    """Neither the page of the pair nor the search holds them again."""
    words = "Some political friendships are conducted in front of an audience"
    pages = demo.site.glob("cross-references/**/*.html")
    assert not [page for page in pages if words in " ".join(page.read_text("utf-8").split())]
    index = json.loads(demo.html("search/search_index.json"))
    assert sum(words in " ".join(doc["text"].split()) for doc in index["docs"]) == 1
