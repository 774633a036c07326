"""The bar of an article that several people annotate, and their names in the margin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from support.builds import build
from support.shared import Shared
from support.web import served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

LONG = "Benjamin Okonkwo-Smith of the University of a Rather Long Name by the Sea"
FILES: dict[str, str | bytes] = {
    "docs/index.md": "# Home\n",
    "docs/bees.md": "# Bees\n\nBees dance very well. " + "Ants march. " * 40 + "\n\nOwls watch.\n",
    "annotations/annotators.yml": f"ana: {{name: Ana Silva}}\nben: {{name: {LONG}}}\n",
    "annotations/bees.yml": """by: ana
claims:
  dance:
    quote: Bees dance very well
    assessment: disputed
    because: They only walk.
    on: 2026-11-28
notes:
  owls: {quote: Owls watch, note: By night.}
""",
    "annotations/bees.ben.yml": """claims:
  well: {quote: Bees dance very well, assessment: supported, because: Everybody says so.}
""",
}


@pytest.fixture(scope="module")
def bees(shared: Shared) -> Iterator[str]:
    """The article, served."""
    built = shared.site("bees", lambda folder: build(folder, FILES, strict=True))
    assert (built.stopped, built.log) == ("", ())
    with served(built.site) as address:
        yield f"{address}bees/"


def shown(page: Page) -> list[str]:
    ids: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".postil-note")]
            .filter(note => note.checkVisibility()).map(note => note.id)"""
    )
    return sorted(ids)


def test_filter_by_annotator_with_the_keyboard(page: Page, bees: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{bees}?notes=all")
    assert shown(page) == ["note-dance", "note-owls", "note-well"]
    page.locator(".postil-choose[data-group=annotator]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.show") == "ana"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert shown(page) == ["note-well"]
    assert page.url == f"{bees}?notes=ben"
    assert page.locator(".postil-bar output").inner_text() == "1 of 3 notes"


def test_an_annotator_may_have_the_id_of_a_kind(page: Page, tmp_path: Path) -> None:
    """The button of one chooses nothing of the other, nor does an address that is sent on."""
    built = build(tmp_path, {
        "docs/index.md": "# Home\n\nBees dance. Ants march.\n",
        "annotations/annotators.yml": "statistic: {name: Stat}\nana: {name: Ana}\n",
        "annotations/index.yml": "claims:\n  bees: {quote: Bees dance, kind: statistic, by: ana}\n"
        "  ants: {quote: Ants march, kind: analogy, by: statistic}\n",
    })  # fmt: skip
    with served(built.site) as address:
        page.set_viewport_size({"width": 1440, "height": 900})
        for group, expected in (("kind", "note-bees"), ("annotator", "note-ants")):
            page.goto(address)
            page.locator(f".postil-choose[data-group={group}]").click()
            page.locator(f"[data-show=statistic][data-group={group}]").click()
            page.keyboard.press("Escape")
            assert shown(page) == [expected]
            assert page.url.endswith(f"?notes={group}-statistic")
            page.locator("[data-notes=all]").click()
            page.goto(f"{address}?notes={group}-statistic")
            assert shown(page) == [expected]
            page.locator("[data-notes=all]").click()


def test_notes_in_the_margin_show_who_says_what(page: Page, bees: str) -> None:
    """Both verdicts on a passage, one below the other, neither over the other nor over the text."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(bees)
    page.wait_for_selector(".postil-beside")
    notes = [page.locator(f"#note-{id}") for id in ("dance", "well")]
    said = [note.inner_text() for note in notes]
    assert "Disputed" in said[0] and "Ana Silva" in said[0]
    assert "Supported" in said[1] and LONG in said[1]
    assert "2026" not in said[0], "before it is opened"
    boxes = [note.bounding_box() for note in notes]
    assert boxes[0] and boxes[1]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    assert boxes[1]["y"] - boxes[0]["y"] - boxes[0]["height"] < 12
    assert boxes[0]["x"] == boxes[1]["x"]
    by = notes[1].locator(".postil-by").bounding_box()
    assert by and by["height"] < 30, "a long name is cut, and does not break"


def test_an_open_note_leads_to_the_other_verdict(page: Page, bees: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{bees}#dance")
    other = page.locator("#note-dance .postil-others a")
    assert other.inner_text().split()[-1] == "Supported"
    other.click()
    page.wait_for_function("document.querySelector('#note-well').matches(':popover-open')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
