"""Readers of a site of Zensical who chose to judge first: its search has a window of its own, and
tells them nothing either."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from support.builds import write
from support.shared import Shared
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

FILES = {
    "mkdocs.yml": "site_name: Test\nmarkdown_extensions:\n  - toc\n  - postil.markdown\n"
    "  - zensical.extensions.macros: {modules: [postil.zensical], include_dir: annotations}\n",
    "docs/index.md": "# Home\n\nThe clock of the tower is not spoken of.\n",
    "docs/tower.md": "# Tower\n\nThe tower has four hundred steps, and a clock strikes in it.\n",
    "annotations/tower.yml": "claims:\n"
    "  steps: {quote: four hundred steps, assessment: contradicted, because: The clock has ten.}\n"
    "  clock: {quote: clock strikes, assessment: disputed, because: It is electric.}\n"
    "notes:\n"
    "  tower: {quote: The tower, note: Its clock was built later.}\n",
}


@pytest.fixture(scope="module")
def zensical(shared: Shared) -> Iterator[str]:
    with served(
        Path(shared.once("judging-zensical", lambda: built(shared.folder / "judged")))
    ) as at:
        yield at


def built(folder: Path) -> str:
    write(folder, FILES)
    command = [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml"]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=True)
    return str(folder / "site")


def found(page: Page, words: str = "clock") -> dict[str, str]:
    """What the search shows of each hit, by what a screen reader calls it."""
    page.locator(".md-search__button").click()
    page.get_by_role("combobox", name="Search").fill(words)
    page.get_by_role("status").filter(has_text="5 results").wait_for()
    seen = """hit => {
        const parts = [hit.firstElementChild, ...hit.firstElementChild.children]
        const covers = parts.map((part) => getComputedStyle(part, "::before").content)
        return covers.filter((cover) => cover !== "none").join() + hit.innerText
    }"""
    options = page.get_by_role("listbox", name="Search results").get_by_role("option")
    # They are not seen before the script has looked at them.
    expect(options.filter(visible=True)).to_have_count(5)
    hits = {
        (hit.get_attribute("aria-label") or hit.locator("h2").inner_text()): hit.evaluate(seen)
        for hit in options.all()
        if hit.is_visible()
    }
    for name in hits:
        assert page.get_by_role("option", name=name, exact=True).count() == 1
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="Search").wait_for(state="hidden")
    return hits


def test_the_search_tells_all_to_who_reads_freely(page: Page, zensical: str) -> None:
    for address in ("", "tower/"):
        page.goto(zensical + address)
        hits = found(page)
        assert "Claim · Disputed: clock strikes" in hits
        assert "The clock has ten" in hits["Claim · Contradicted: four hundred steps"]


def test_the_search_tells_nothing_to_who_chose_to_judge_first(page: Page, zensical: str) -> None:
    page.goto(f"{zensical}tower/")
    page.locator(".postil-first").click()
    page.locator(".postil-first[aria-pressed=true]").wait_for()
    for address in ("tower/", "", "claims/"):
        page.goto(zensical + address)
        # Each time that it is opened.
        for _ in range(2):
            hits = found(page)
            told = "".join(hits) + "".join(hits.values())
            assert "Claim: four hundred steps" in hits and "Claim: clock strikes" in hits
            assert not [w for w in ("Disputed", "Contradicted", "electric", "has ten") if w in told]
            assert "was built later" in hits["Context: The tower"]
    # A claim that was judged is found with all that is said of it, and others are as before.
    page.goto(f"{zensical}tower/#clock")
    note = page.locator("#note-clock.postil-open")
    note.locator("fieldset label").first.click()
    note.locator("[type=submit]").click()
    note.locator(".postil-both").wait_for()
    page.locator("#note-clock[data-seen]").wait_for()
    hits = found(page)
    assert "electric" in hits["Claim · Disputed: clock strikes"]
    assert "ten" not in hits["Claim: four hundred steps"]


def test_nothing_stays_hidden_where_the_script_is_missing(page: Page, zensical: str) -> None:
    page.goto(f"{zensical}tower/")
    page.locator(".postil-first").click()
    page.route("**/results.js", lambda route: route.abort())
    page.goto(zensical)
    assert "Claim · Disputed: clock strikes" in found(page)
