"""A site that allows no script and style but those in its own files: none of ours is missing.

Material has scripts and styles inside its pages. Those of a site without Postil are allowed by
their hashes, so that what the browser blocks can only be ours.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest

from support.builds import Built, build
from support.demos import demo_copy
from support.walk import walk
from support.web import allow_instant_navigation, await_search, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Pictures are also inside of Material's style sheet, and Pagefind is a WebAssembly program.
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "connect-src 'self'; font-src 'self'; img-src 'self' data:; worker-src 'self'; "
    "script-src 'self' 'report-sample' 'wasm-unsafe-eval' {scripts}; "
    "style-src 'self' 'report-sample' 'unsafe-hashes' {styles}"
)
REPORT = """document.addEventListener("securitypolicyviolation", event => blocked(
    `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} `
    + event.sample))"""


PAGES = (
    "readings/trumputin-pact/",
    "sources/",
    "sources/gates-duty-2014/",
    "cross-references/",
    "cross-references/readings--strained-rapport--readings--trumputin-pact/",
    "evidence/readings--trumputin-pact/",
    "glossary/",
)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a page may do: what Material and the texts of the demo do by themselves."""
    without = {r"  - postil:\n(?:      .*\n)+": ""}
    built = build(demo_copy(tmp_path_factory.mktemp("without"), without))
    scripts: set[str] = set()
    styles: set[str] = set()
    for path in walk(built.site):
        for element in html5lib.parse(built.html(path), namespaceHTMLElements=False).iter():
            if element.tag == "script" and not element.get("src"):
                scripts.update(map(hashed, at_all_depths(element.text or "")))
            styles.add(hashed(element.get("style", "")))
            if element.tag == "style":
                styles.add(hashed(element.text or ""))
    return POLICY.format(scripts=" ".join(sorted(scripts)), styles=" ".join(sorted(styles)))


def at_all_depths(script: str) -> set[str]:
    """A script of Material on pages in folders of folders: it says the way to the home page."""
    ways = (".", "..", "../..", "../../..")
    return {re.sub(r'(?<=new URL\(")[./]+(?=")', way, script) for way in ways}


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture
def page(fresh_page: Page) -> Page:
    """Functions are put into it that stay there."""
    return fresh_page


@contextmanager
def guarded(built: Built, policy: str, page: Page) -> Iterator[str]:
    """Serves a site under a policy; the page tells what it blocks. Yields the address."""
    blocked: list[str] = []
    page.expose_function("blocked", lambda said: blocked.append(said))
    page.on("pageerror", lambda error: blocked.append(str(error)))
    page.add_init_script(REPORT)
    page.set_viewport_size({"width": 1440, "height": 900})
    with served(built.site, Content_Security_Policy=policy) as address:
        allow_instant_navigation(page, built.site, address)
        yield address
        # What was said to the last page arrives before its answer to this.
        page.evaluate("blocked('')")
    assert blocked == [""]


def test_reading_and_claims(policy: str, demo: Built, page: Page) -> None:
    """Notes in the margin and as a panel, citing, filters, sorted columns, pairs."""
    with guarded(demo, policy, page) as address:
        page.goto(f"{address}readings/strained-rapport/")
        page.wait_for_selector(".postil-beside")
        page.keyboard.press("]")
        page.locator(".postil-open .postil-actions button").first.click()
        page.keyboard.press("Escape")
        page.locator(".postil-bar button:visible").first.click()
        page.set_viewport_size({"width": 400, "height": 800})
        page.wait_for_selector(".postil-beside", state="detached")
        page.keyboard.press("]")
        page.wait_for_selector(".postil-open")
        page.set_viewport_size({"width": 1440, "height": 900})
        # Swapped in, where Material runs the scripts of a page.
        page.locator(".md-nav--primary a", has_text="Claims").click()
        page.wait_for_url("**/claims/")
        page.locator("select[name=kind]").select_option(index=1)
        page.locator(".postil-claims thead button").first.click()
        page.goto(f"{address}claims/?kind=statistic")
        page.wait_for_selector(".postil-filters:visible")
        pair = "cross-references/readings--strained-rapport--readings--trumputin-pact/"
        page.goto(f"{address}{pair}?texts")
        page.wait_for_selector(".postil-to")


def test_own_notes(policy: str, demo: Built, page: Page) -> None:
    """Words are selected and written about; all notes are saved to a file."""
    with guarded(demo, policy, page) as address:
        page.goto(f"{address}readings/strained-rapport/")
        page.locator(".postil-article > p:not([class])").nth(1).evaluate(
            "text => getSelection().selectAllChildren(text)"
        )
        page.locator(".postil-mine-bar").get_by_role("button", name="Note", exact=True).click()
        page.locator("textarea:focus").fill("Mine")
        page.keyboard.press("Control+Enter")
        page.locator(".postil-own.postil-open", has_text="Mine").wait_for()
        page.goto(f"{address}my-notes/")
        page.locator(".postil-notebook-item", has_text="Mine").wait_for()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save to a file").click()
        assert "Mine" in Path(download.value.path()).read_text("utf-8")


@pytest.mark.parametrize("path", PAGES)
def test_pages(path: str, policy: str, demo: Built, page: Page) -> None:
    with guarded(demo, policy, page) as address:
        page.goto(address + path)


def test_search(policy: str, demo: Built, page: Page) -> None:
    with guarded(demo, policy, page) as address:
        page.goto(address)
        await_search(page)
        page.locator(".md-search__form").click()
        page.locator(".md-search__input").press_sequentially("rapport")
        page.locator(".md-search-result a").first.click()
        page.wait_for_url("**/*h=rapport*")


def test_search_page(policy: str, pagefind_site: Built, page: Page) -> None:
    with guarded(pagefind_site, policy, page) as address:
        page.goto(f"{address}search/?q=rapport")
        page.locator(".postil-hits a[href*='readings/'][href*='#']").first.click()
        page.wait_for_selector(".postil-beside")


def test_handing_in(policy: str, demo: Built, page: Page) -> None:
    with guarded(demo, policy, page) as address:
        page.goto(f"{address}readings/strained-rapport/")
        page.locator(".postil-hand-in button").click()
        page.wait_for_selector(".postil-handing[open]")
