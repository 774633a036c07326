"""Under what conditions the reading page works: servers, disks, themes, Material's features."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.builds import Built, build
from support.readings import configuration, files
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPEN = ".postil-note.postil-open"


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Built]:
    """Builds the test site with a configuration."""

    def make(extra: dict[str, str] | None = None, **said: str) -> Built:
        built = build(tmp_path, {**files(configuration(**said)), **(extra or {})})
        assert not built.stopped, built.log
        return built

    return make


def works(page: Page) -> None:
    """Asserts that notes open and close and that their style sheets are there."""
    page.wait_for_selector(".postil-bar:visible")
    page.locator(".postil-ref[href$='#note-inner']").click()
    assert page.locator(OPEN).get_attribute("id") == "note-inner"
    assert (
        page.locator("mark#inner").evaluate("mark => getComputedStyle(mark).textDecorationStyle")
        == "solid"
    )
    page.keyboard.press("Escape")
    assert page.locator(OPEN).count() == 0


def test_from_a_disk(made: Callable[..., Built], page: Page) -> None:
    """With Material's plugin `offline`, opened as a file."""
    built = made(plugins="search, offline")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto((built.site / "corners.html").as_uri())
    works(page)
    page.locator("#note-inner").click()
    page.locator(f"{OPEN} summary", has_text="Contradicts").click()
    page.locator(f"{OPEN} a", has_text="stands there").click()
    page.wait_for_url("**/other.html#there")
    page.wait_for_selector(OPEN)
    page.goto((built.site / "claims.html").as_uri())
    page.wait_for_selector(".postil-filters:visible")


@pytest.mark.parametrize("more", ["", ", features: [navigation.instant]"])
def test_from_a_disk_without_a_plugin(more: str, made: Callable[..., Built], page: Page) -> None:
    """A site as it is built for a server, opened as a file: notes stand in the margin."""
    built = made(more=more)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto((built.site / "corners" / "index.html").as_uri())
    works(page)
    assert page.locator(".postil-beside").count() == 1
    page.goto((built.site / "claims" / "index.html").as_uri())
    page.wait_for_selector(".postil-filters:visible")


@pytest.mark.parametrize("rest", ["", "use_directory_urls: false"])
def test_under_a_path(rest: str, made: Callable[..., Built], page: Page) -> None:
    built = made(rest=rest)
    with served(built.site.parent) as address:
        page.goto(f"{address}site/corners{'.html' if rest else '/'}")
        works(page)
        page.goto(f"{address}site/claims{'.html' if rest else '/'}")
        page.wait_for_selector(".postil-filters:visible")


def test_instant_navigation(page: Page, instant_readings: str) -> None:
    """The script starts on each page that is swapped in, and once."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(instant_readings)
    page.evaluate("window.loaded = 'once'")
    for _ in range(2):
        page.locator(".md-nav--primary a", has_text="Corners").click()
        page.wait_for_url("**/corners/")
        page.wait_for_selector(".postil-beside")
        works(page)
        page.keyboard.press("]")
        assert page.locator(OPEN).get_attribute("id") == "note-inner"
        page.locator(".md-nav--primary a", has_text="Crowded").click()
        page.wait_for_url("**/crowded/")
        page.wait_for_selector("#note-claim-7")
        page.keyboard.press("]")
        assert page.locator(OPEN).get_attribute("id") == "note-claim-0"


OURS = "link[rel=stylesheet][href*='assets/postil/']"


def test_a_page_that_is_swapped_in_has_its_look_at_once(page: Page, instant_readings: str) -> None:
    """Its style sheets are there before it comes, and the page before it looks as it would."""
    page.set_viewport_size({"width": 1440, "height": 900})
    # Before Material has read the site map, it swaps nothing in.
    with page.expect_response("**/sitemap.xml"):
        page.goto(instant_readings)
    home = page.locator("article").evaluate("e => getComputedStyle(e).fontFamily")
    assert "Palatino" not in home
    links = page.locator(OURS)
    assert links.count() == 3
    links.evaluate_all("links => links.forEach(link => link.first = true)")
    # At the moment when the text comes it is set in its own type.
    page.evaluate(
        """() => new MutationObserver((_, observer) => {
            const text = document.querySelector(".postil-article > p")
            if (!text) return
            window.font = getComputedStyle(text).fontFamily
            observer.disconnect()
        }).observe(document.body, { childList: true, subtree: true })"""
    )
    page.locator(".md-nav--primary a", has_text="Corners").click()
    page.wait_for_selector(".postil-beside")
    assert "Palatino" in page.evaluate("font")
    assert links.evaluate_all("links => links.map(link => link.first)") == [True] * 3


def test_other_pages_load_nothing(made: Callable[..., Built]) -> None:
    """Without instant navigation, a page that is not annotated has nothing of ours but what hides
    verdicts in what its search finds."""
    built = made()
    assert re.findall(r"[^/\"]*postil[^\"]*", built.html("index.html")) == ["postil/veil.js"]
    assert "assets/postil/pages.css" not in built.html("corners/index.html")


def test_highlighted_search_words(page: Page, instant_readings: str) -> None:
    """Material wraps the words in marks of its own, inside ours."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{instant_readings}corners/?h=five+three#inner")
    page.wait_for_selector("mark[data-md-highlight]")
    page.wait_for_selector(OPEN)
    page.keyboard.press("Escape")
    page.locator("mark.postil mark[data-md-highlight]").first.click()
    assert page.locator(OPEN).count() == 1


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_other_themes(theme: str, made: Callable[..., Built], page: Page) -> None:
    """They have no margin: a note opens as a panel, and without script all are endnotes."""
    built = made(theme=theme)
    page.set_viewport_size({"width": 1440, "height": 900})
    with served(built.site) as address:
        page.goto(f"{address}corners/")
        page.wait_for_selector(".postil-bar:visible")
        page.locator(".postil-ref[href$='#note-inner']").click()
        note = page.locator(f"{OPEN}[popover]").bounding_box()
        mark = page.locator("mark#inner").bounding_box()
        assert note and mark
        assert mark["y"] + mark["height"] <= note["y"]
        assert page.locator(".postil-beside").count() == 0
        page.keyboard.press("Escape")
        assert page.locator(OPEN).count() == 0
        page.locator(".postil-unfold").click()
        assert page.locator("#note-inner .postil-body").is_visible()
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(".postil-ref[href$='#note-inner']").click()
        note = page.locator(f"{OPEN}[popover]").bounding_box()
        assert note and (note["x"], note["width"]) == (0, 390)
        _tells_nothing(page, address, theme)


_ASKED_AGAIN = """() =>
    document.querySelector("#mkdocs-search-query").dispatchEvent(new KeyboardEvent("keyup"))
    && document.querySelector("#mkdocs-search-results h3")"""


def _tells_nothing(page: Page, address: str, theme: str) -> None:
    """The search of another page has no verdict for who judges first, and has it for others."""
    found = []
    for first in ("false", "true"):
        page.evaluate(f"localStorage.setItem('postil.judge', '{{\"everywhere\": {first}}}')")
        if theme == "mkdocs":
            page.goto(f"{address}claims/")
            page.set_viewport_size({"width": 1440, "height": 900})
            opener = "#mkdocs_search_modal"
            page.locator(f"[data-target='{opener}'], [data-bs-target='{opener}']").first.click()
            page.locator("#mkdocs-search-query").fill("claim disputed")
            # The theme listens once its worker has the index, and has nothing to say so.
            page.wait_for_function(_ASKED_AGAIN, polling=200)
        else:
            page.goto(f"{address}search.html?q=claim+disputed")
        page.locator("#mkdocs-search-results h3", has_text="Claim").first.wait_for()
        found.append(page.locator("#mkdocs-search-results").inner_text())
    assert "Disputed" in found[0] and "Disputed" not in found[1]


def test_a_site_writes_its_own_templates(made: Callable[..., Built], page: Page) -> None:
    """As it overrides Material's, in `custom_dir`; what it leaves out, the script does without."""
    built = made(
        {
            "own/postil/note.html": (
                '<li id="note-{{ note.id }}" class="postil-note">'
                '<p class="postil-label">OWN</p>{{ note.words }}</li>\n'
            ),
            "own/postil/bar.html": (
                '<div class="postil-bar">{{ t("note_count", count=bar.count) }}'
                '<button data-step="1">On</button></div>\n'
            ),
        },
        more=", custom_dir: own",
    )
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_viewport_size({"width": 1440, "height": 900})
    with served(built.site) as address:
        page.goto(f"{address}corners/")
        assert page.locator(".postil-bar").inner_text().split() == ["14", "notes", "On"]
        page.locator(".postil-bar button").click()
        assert page.locator(OPEN).inner_text().startswith("OWN")
    assert wrong == []


def test_a_site_sets_its_own_look(made: Callable[..., Built], page: Page) -> None:
    """By custom properties, in any unit."""
    built = made(
        {"docs/own.css": ":root { --postil-measure: 420px; --postil-tint: rgb(1, 2, 3) }"},
        rest="extra_css: [own.css]",
    )
    page.set_viewport_size({"width": 1440, "height": 900})
    with served(built.site) as address:
        page.goto(f"{address}corners/#inner")
        page.wait_for_selector(OPEN)
        assert page.locator(".postil-article > p").first.bounding_box()["width"] == 420  # type: ignore[index]
        assert page.locator(".postil-beside").count() == 1
        assert (
            page.locator("mark#inner").evaluate("mark => getComputedStyle(mark).backgroundColor")
            == "rgb(1, 2, 3)"
        )
