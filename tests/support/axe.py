"""What axe has to say against a page, and its browser; and what moves on it by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, Response

# What a scheme can make worse.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

SHIFTS = """
window.shifts = []
const box = ({x, y, width, height}) => [x, y, width, height].map(Math.round).join(" ")
new PerformanceObserver(list => {
    for (const { value, sources } of list.getEntries()) {
        const moved = ({ node, previousRect, currentRect }) =>
            `${node?.className || node?.nodeName}: ${box(previousRect)} -> ${box(currentRect)}`
        shifts.push([value, ...sources.map(moved)])
    }
}).observe({ type: "layout-shift", buffered: true })
"""


def violations(page: Page, *parts: str, **options: Any) -> None:
    """Asserts that axe has nothing to say against a page, or some parts of it."""
    options = {"resultTypes": ["violations"], **options}
    context: Any = {"include": [[part] for part in parts]} if parts else None
    found = Axe().run(page, context=context, options=options).response["violations"]
    said = [
        (violation["id"], node["target"], node["failureSummary"])
        for violation in found
        for node in violation["nodes"]
    ]
    assert not said, said


def complaints(page: Page, address: str) -> list[str]:
    """What goes wrong while a page is used: errors, missing files, requests to other hosts."""
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            wrong.append(f"asked for {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            wrong.append(f"{response.status} {response.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    page.on("request", asked)
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return wrong
