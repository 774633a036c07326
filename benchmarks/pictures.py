"""The pictures of the guide: of the desk on the page, as it is on the demo.

    python benchmarks/pictures.py

A copy of the demo is served, and written on in a browser, light and dark; what is seen is kept in
`docs/guide/pictures/` as WebP. Needs what the tests need (`make .venv/test`, a Chromium).
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright
from serve import served

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests"))

from browser.chromium import ARGUMENTS, find  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = PROJECT / "docs/guide/pictures"
READING, WORDS = "readings/trumputin-pact/", "have kept to one rhythm for decades"
QUALITY = 70

# Where words stand in the window, after they were scrolled to; on a phone they are selected, too.
FIND = """([words, selects]) => {
  const root = document.querySelector(".postil-article");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    const at = data.replaceAll("\\n", " ").indexOf(words);
    if (at < 0 || parentElement.closest(".postil-endnotes")) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    if (selects) {
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
    const lines = [...range.getClientRects()];
    return [lines[0].left, lines[0].top, lines.at(-1).right, lines.at(-1).bottom];
  }
}"""


def keep(page: Page, name: str, x: float, y: float, width: float, height: float) -> None:
    """Keeps a part of what is seen."""
    page.wait_for_timeout(500)
    asked = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
    shown = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": QUALITY, "clip": asked},
    )
    (PICTURES / name).write_bytes(base64.b64decode(shown["data"]))


def opened(browser: Browser, address: str, scheme: Any, **options: Any) -> Page:
    """The reading, when one can write on it."""
    page = browser.new_context(color_scheme=scheme, **options).new_page()
    page.goto(address)
    page.locator(".postil-desk-tools").first.wait_for(state="attached")
    page.wait_for_timeout(500)
    return page


def select(page: Page) -> float:
    """Selects the words with the mouse. Returns where they begin in the window."""
    left, top, right, bottom = page.evaluate(FIND, [WORDS, False])
    page.mouse.move(left + 1, top + 8)
    page.mouse.down()
    page.mouse.move(right - 1, bottom - 8)
    page.mouse.up()
    page.get_by_role("toolbar").wait_for()
    return float(top)


def fill(page: Page) -> None:
    """Writes a claim into the form."""
    page.get_by_role("button", name="Claim", exact=True).click()
    page.keyboard.type("So says *one* oral history; the others name wars and treaties.")
    page.locator("[data-field=kind] select").select_option("generalisation")
    page.locator("[data-field=assessment] select").select_option("disputed")
    sources = page.locator("[data-field=sources] [role=combobox]")
    sources.press_sequentially("oral hist")
    page.locator("[data-field=sources] [role=option]").first.wait_for()


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="postil-pictures-") as temporary,
        sync_playwright() as playwright,
    ):
        folder = Path(temporary, "demo")
        for name in ("docs", "annotations", "plugins"):
            shutil.copytree(PROJECT / name, folder / name)
        shutil.copy(PROJECT / "mkdocs.yml", folder)
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        with served(folder) as server:
            for scheme in ("light", "dark"):
                take(browser, f"http://{server.host}/{READING}", scheme)
        browser.close()
    for path in sorted(PICTURES.iterdir()):
        print(f"{path.stat().st_size / 1000:6.1f} kB  {path.relative_to(PROJECT)}")


def take(browser: Browser, address: str, scheme: str) -> None:
    """All pictures of one scheme; what is written for them is deleted in the end."""
    page = opened(browser, address, scheme, viewport={"width": 1440, "height": 900})
    top = select(page)
    text = page.locator(".postil-article > p").nth(1).bounding_box()
    assert text
    x, width = text["x"] - 16, text["width"] + 32
    at = page.evaluate("[scrollX, scrollY]")
    keep(page, f"words-{scheme}.webp", x, at[1] + top - 110, width, 260)
    fill(page)
    form = page.locator(".postil-desk-form").bounding_box()
    assert form
    right = form["x"] + form["width"] + 16
    keep(page, f"form-{scheme}.webp", x, at[1] + form["y"] - 16, right - x, form["height"] + 32)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    note = page.locator(".postil-note.postil-open")
    note.get_by_role("button", name="Move to other words").wait_for()
    page.wait_for_timeout(1000)
    box, at = note.bounding_box(), page.evaluate("[scrollX, scrollY]")
    assert box
    keep(page, f"note-{scheme}.webp", x, at[1] + box["y"] - 60, right - x, box["height"] + 90)
    note.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Undo").wait_for()
    page.context.close()
    phone = opened(
        browser, address, scheme, viewport={"width": 390, "height": 760}, has_touch=True,
        is_mobile=True,
    )  # fmt: skip
    phone.evaluate(FIND, [WORDS, True])
    phone.get_by_role("button", name="Note", exact=True).tap()
    phone.keyboard.type("Three presidents each, and three resets.")
    at = phone.evaluate("[scrollX, scrollY]")
    keep(phone, f"phone-{scheme}.webp", at[0], at[1], 390, 760)
    phone.context.close()


if __name__ == "__main__":
    main()
