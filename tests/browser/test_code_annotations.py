"""Lists that a theme moves by script: Material shows annotations of code in boxes of their own, and
takes the list with their texts off the page."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from support.builds import build
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONFIGURATION = """site_name: Test
theme: {name: material, font: false, features: [content.code.annotate]}
plugins: [search, postil]
markdown_extensions: [attr_list, md_in_html, pymdownx.superfences]
"""
TEXT = """# Code

A sentence stands before the code.

``` yaml
lamp: oil # (1)!
quay: stone # (2)!
```

1.  The keeper wanted **another lamp** in spring.
2.  The second text is about stone.

A sentence stands behind the code.
"""
ANNOTATIONS = """claims:
  before: {quote: A sentence stands before, because: One.}
  lamp: {quote: wanted another lamp, because: Two reasons of some length that fill a line or two.}
  stone: {quote: second text is about stone, because: Three.}
  behind: {quote: A sentence stands behind, because: Four.}
"""
PLACES = """() => [...document.querySelectorAll(".postil-note")].map(note => {
  const { top, bottom } = note.getBoundingClientRect();
  return [note.id.replace("note-", ""), top, bottom];
})"""


def apart(page: Page) -> list[str]:
    """The notes in the order in which they stand; none covers another."""
    # They glide to their places.
    page.wait_for_timeout(400)
    places = page.evaluate(PLACES)
    for (_, _, bottom), (_, top, _) in pairwise(places):
        assert bottom <= top
    return [id for id, _, _ in places]


def test_notes_on_annotations_of_code(tmp_path: Path, page: Page) -> None:
    files = {"mkdocs.yml": CONFIGURATION, "docs/index.md": TEXT}
    built = build(tmp_path, {**files, "annotations/index.yml": ANNOTATIONS})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    order = ["before", "lamp", "stone", "behind"]
    with served(built.site) as address:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        page.wait_for_selector(".md-annotation__index")
        page.wait_for_function("!document.querySelector('mark[data-postil=stone]')")
        # A note opens, though its words are not on the page.
        page.locator("#note-stone .postil-label").click()
        page.wait_for_selector("#note-stone.postil-open")
        assert apart(page) == order
        page.keyboard.press("Escape")
        # Its words come with their mark when the box opens, and the mark opens the note.
        page.locator(".md-annotation__index").first.focus()
        page.wait_for_selector("mark[data-postil=lamp]")
        page.locator("mark[data-postil=lamp]").first.dispatch_event("click")
        page.wait_for_selector("#note-lamp.postil-open")
        assert apart(page) == order
        page.set_viewport_size({"width": 1500, "height": 900})
        assert apart(page) == order
    assert errors == []
