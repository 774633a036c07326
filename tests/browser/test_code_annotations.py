"""Texts that scripts move: Material shows annotations of code in boxes of their own, and takes the
list with their texts off the page; scripts of sites write terminals anew, line by line."""

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


# A block is taken away, is written anew with other elements or as bare text, stands in a shadow, is
# hidden: before our script and after it.
REWRITTEN = """First words of all.

# Terminals

A sentence stands before them.

<div class="one" markdown>

Alpha is written anew.

</div>

<div class="two" markdown>

Beta is bare text.

</div>

<div class="three" markdown>

Gamma stands in a shadow.

</div>

<div class="four" markdown>

Delta is not shown.

</div>

<div class="five" markdown>

Epsilon was never there.

</div>

A sentence stands behind them.

<script>document.querySelector(".five").remove()</script>
"""
REWRITING = """() => {
    const at = (name) => document.querySelector(`.${name}`)
    at("one").previousElementSibling.previousElementSibling.previousElementSibling?.remove()
    at("one").innerHTML = at("one").innerHTML
    at("two").textContent = at("two").textContent
    const host = at("three"), shadow = host.attachShadow({ mode: "open" })
    shadow.append(...host.childNodes)
    at("four").style.display = "none"
}"""
NAMES = "First Alpha Beta Gamma Delta Epsilon".split()


def test_passages_that_scripts_of_the_site_take_away(tmp_path: Path, page: Page) -> None:
    """Their notes are there, in their order; none covers another, and all work."""
    notes = "".join(f"  {n.lower()}: {{quote: {n}, because: Of {n}.}}\n" for n in NAMES)
    behind = "  behind: {quote: A sentence stands behind, because: Last.}\n"
    files = {"mkdocs.yml": CONFIGURATION, "docs/index.md": REWRITTEN}
    built = build(tmp_path, {**files, "annotations/index.yml": f"claims:\n{notes}{behind}"})
    assert not built.log
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    order = [*map(str.lower, NAMES), "behind"]
    with served(built.site) as address:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        page.wait_for_selector(".postil-beside")
        assert apart(page) == order
        page.evaluate(REWRITING)
        page.set_viewport_size({"width": 1500, "height": 900})
        assert apart(page) == order
        # A passage with other elements is the passage still.
        page.locator(".one mark").first.click()
        page.wait_for_selector("#note-alpha.postil-open")
        for id in order:
            page.locator(f"#note-{id}").evaluate("note => note.click()")
            page.wait_for_selector(f"#note-{id}.postil-open")
        assert apart(page) == order
        page.keyboard.press("Escape")
        for key in ("]", "]", "[", "Escape"):
            page.keyboard.press(key)
        bare = page.locator(".postil-bar [data-notes=none]")
        bare.click()
        assert page.locator(".postil-note:visible").count() == 0
        bare.click()
        assert apart(page) == order
        page.locator(".md-content__inner").evaluate("article => article.style.display = 'none'")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.wait_for_timeout(100)
    assert errors == []
