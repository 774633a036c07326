"""What an author sees of a served site while writing: the page stays where it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.builds import write
from support.serving import PATIENCE, serve, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = "# Page\n\n" + "\n\n".join(f"Paragraph {n} says {n} things." for n in range(80))
NOTES = "claims:\n" + "".join(
    f"  c{n}: {{quote: says {n} things, because: Reason {n}.}}\n" for n in range(80)
)


@pytest.mark.parametrize("width", [390, pytest.param(1440, marks=pytest.mark.repeated)])
def test_a_page_that_is_loaded_anew_stays_where_it_was(
    page: Page, tmp_path: Path, width: int
) -> None:
    """So does its open note; the list of mistakes comes and goes, and covers neither."""
    write(tmp_path, {"docs/index.md": TEXT, "annotations/index.yml": NOTES})
    page.set_default_timeout(PATIENCE * 1000)
    page.set_viewport_size({"width": width, "height": 800})
    with serve(tmp_path) as served:
        wait_for(lambda: "Reason 40." in served.get())
        page.goto(f"http://{served.host}/")
        page.locator("mark[data-postil=c40]").click()
        page.evaluate("scrollBy(0, 150)")
        before = page.evaluate("scrollY")
        served.write("annotations/index.yml", NOTES.replace("Reason 40.", "A better reason."))
        page.get_by_text("A better reason.").first.wait_for()
        is_there = "([top, id]) => scrollY === top && document.querySelector(`.postil-open#${id}`)"
        page.wait_for_function(is_there, arg=[before, "note-c40"])
        served.write("annotations/index.yml", NOTES.replace("because: Reason 3.", "becuase: x"))
        complaints = page.get_by_role("status", name="Postil")
        complaints.get_by_text("annotations/index.yml:5:").wait_for()
        page.wait_for_function(is_there, arg=[before, "note-c40"])
        passage = page.locator("mark[data-postil=c40]").bounding_box()
        note = page.locator("#note-c40").bounding_box()
        box = complaints.bounding_box()
        assert passage and note and box
        assert (
            passage["y"] + passage["height"] <= box["y"] or passage["y"] >= box["y"] + box["height"]
        )
        if width < 1000:
            assert box["y"] + box["height"] <= note["y"]
        served.write("annotations/index.yml", NOTES)
        complaints.wait_for(state="detached")
        page.wait_for_function(is_there, arg=[before, "note-c40"])
