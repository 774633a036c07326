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

# Axe works out the ground of each text anew, a millisecond or more for each: nine tenths of its
# time on a long page, most of which looks alike. So contrast is looked at once for each look: a
# kind of element with the colours of its text, within boxes with the same grounds.
RUN = """async ([parts, options]) => {
    const OWN = ["color", "fontSize", "fontWeight", "textDecorationLine", "textShadow",
        "webkitTextStroke"]
    const GROUND = ["backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode",
        "position", "overflow", "clip", "clipPath", "visibility"]
    const styles = new Map()
    const within = parts.length ? [...document.querySelectorAll(parts)] : [document.body]
    const looks = new Map()
    // Parents come before their children.
    for (const element of document.querySelectorAll("html, body, body *")) {
        const style = getComputedStyle(element)
        const above = styles.get(element.parentElement) ?? { ground: "", own: "" }
        const isOff = element.matches(":disabled, [aria-disabled]")
        const own = [element.tagName, element.className, isOff,
            ...OWN.map(name => style[name])].join()
        const ground = `${above.ground}/${GROUND.map(name => style[name])}`
        styles.set(element, { ground, own })
        const isText = element.matches("input, select, textarea") ||
            [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
        if (!isText || !element.checkVisibility() || !within.some(part => part.contains(element)))
            continue
        const look = ground + own + above.own
        const seen = looks.get(look)
        // What is looked at is looked at with all that is in it.
        if (!seen || element.childElementCount < seen.childElementCount) looks.set(look, element)
    }
    const run = async (context, options) =>
        (await axe.run(context, { resultTypes: ["violations"], ...options })).violations
    const ofLooks = { include: [...looks.values()] }
    const all = parts.length ? { include: parts.map(part => [part]) } : document
    const CONTRAST = "color-contrast"
    const found = options.runOnly ? await run(ofLooks, options) : [
        ...await run(all, { ...options, rules: { [CONTRAST]: { enabled: false } } }),
        ...await run(ofLooks, { ...options, runOnly: { type: "rule", values: [CONTRAST] } }),
    ]
    return found.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => [id, target, failureSummary]))
}"""

# What is well is not listed: to name each of its elements takes five times as long as all else.
STRUCTURE = """async () => {
    const rules = { "color-contrast": { enabled: false } }
    const { violations } = await axe.run({ resultTypes: ["violations"], rules })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target]))
}"""


def violations(page: Page, *parts: str, **options: Any) -> None:
    """Asserts that axe has nothing to say against a page, or some parts of it."""
    _bring(page)
    said = page.evaluate(RUN, [parts, options])
    assert not said, said


def faults_of_structure(page: Page) -> list[Any]:
    """What axe has to say against a page, whatever its colours."""
    _bring(page)
    found: list[Any] = page.evaluate(STRUCTURE)
    return found


def _bring(page: Page) -> None:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)


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
