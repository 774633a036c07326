"""The SCORM package of an assignment in a platform, which scorm-again plays: what is handed in on
the site reaches it, from one site to another, and nothing else does."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import pytest

from support.builds import Built
from support.npm import NoPackagesError, fetched
from support.shared import Shared
from support.web import Held

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Frame, Page, Route

LMS, CONTENT, SITE = "https://lms.example", "https://content.example", "https://postil.example"

SCORM = Path(__file__).parent / "scorm/package.json"

# A platform that shows a package: on its own site, or on another one, with which it talks by
# messages.
PLATFORM = """<!DOCTYPE html><title>A platform</title>
<script src="/scorm12.min.js"></script><script src="/cross-frame-lms.min.js"></script>
<script>
const asked = new URLSearchParams(location.search);
const at = asked.get("at"), most = Number(asked.get("most")) || Infinity;
const kept = new Scorm12API({ autocommit: false });
const set = kept.LMSSetValue.bind(kept);
kept.LMSSetValue = (name, value) => (value.length > most ? "false" : set(name, value));
if (at === location.origin) window.API = kept; else new CrossFrameLMS(kept, at);
document.write(`<iframe src="${at}/package/index.html"></iframe>`);
</script>"""
HAND_IN = """async (receipt) => {
    const heard = new Promise((resolve) => addEventListener("message", resolve, { once: true }));
    const to = new URLSearchParams(location.search).get("lms");
    (opener ?? parent).postMessage({ postil: "handed-in", assignment: "first-look", receipt }, to);
    const { data, origin } = await heard;
    return { ...data, origin };
}"""


@pytest.fixture
def web(browser: Any, demo: Built, shared: Shared, tmp_path: Path) -> Any:
    """A browser in which three sites are: the platform, its content, and the demo."""
    try:
        packages = shared.once("scorm", lambda: str(fetched(SCORM)))
    except NoPackagesError as error:
        pytest.skip(str(error))
    scripts = Path(packages) / "node_modules/scorm-again/dist"
    with ZipFile(demo.site / "assignments/first-look-scorm.zip") as package:
        package.extractall(tmp_path / "package")

    def answer(route: Route) -> None:
        host, path = route.request.url.split("/")[2], unquote(urlsplit(route.request.url).path)
        folder = demo.site if f"https://{host}" == SITE else tmp_path
        file = folder / path[1:]
        if path == "/":
            route.fulfill(body=PLATFORM, content_type="text/html")
            return
        if path.endswith(".min.js") and host == LMS[8:]:
            file = scripts / path[1:]
        file = file / "index.html" if path.endswith("/") else file
        if not file.is_file():
            route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind)

    context = browser.new_context()
    context.route("https://*/**", answer)
    yield context
    context.close()


def opened(web: BrowserContext, at: str, most: int = 0) -> tuple[Page, Frame, Page]:
    """The platform, the package in it, and the assignment that it has opened in a window."""
    page = web.new_page()
    page.goto(f"{LMS}/?at={at}&most={most}")
    (package,) = [frame for frame in page.frames if frame.url.startswith(f"{at}/package/")]
    package.wait_for_selector("[data-state=waiting]")
    with page.expect_popup() as popup:
        package.get_by_role("button", name="Open the assignment").click()
    return page, package, popup.value


def give_from_the_text(site: Page) -> None:
    """A student on a text goes to its assignment, answers, and gives the hand-in to the course."""
    site.locator(".postil-assigned a", has_text="A first look").click()
    site.get_by_label("2025").check()
    site.locator(".postil-hand-in button").click()
    dialog = site.get_by_role("dialog", name="Hand in")
    dialog.get_by_label("Your name").fill("Aziza Müller")
    site.keyboard.press("Enter")
    dialog.get_by_role("button", name="Give it to your course at lms.example").click()
    dialog.get_by_text("It is in your course now.").wait_for()


def held(page: Page, name: str) -> str:
    """What the platform holds."""
    return str(page.evaluate("name => kept.LMSGetValue(name)", name))


def test_a_hand_in_reaches_the_course(web: BrowserContext) -> None:
    page, package, site = opened(web, LMS)
    assert site.url == f"{SITE}/assignments/first-look/?lms=https%3A%2F%2Flms.example"
    assert held(page, "cmi.core.lesson_status") == "incomplete"

    # Of another assignment; and from a page that the package has not opened.
    strange = {"postil": "handed-in", "assignment": "x", "receipt": "POSTIL1.forged"}
    site.evaluate("([to, data]) => opener.postMessage(data, to)", [LMS, strange])
    strange["assignment"] = "first-look"
    page.evaluate("([to, data]) => frames[0].postMessage(data, to)", [LMS, strange])

    # As a student does, after a look at the text.
    site.locator(".postil-to-read a").click()
    give_from_the_text(site)
    receipt = site.locator(".postil-receipt").text_content() or ""
    said = package.get_by_role("status").text_content() or ""
    assert f"is in your course ({len(receipt)} letters)" in said
    assert held(page, "cmi.core.lesson_status") == "completed"
    assert held(page, "cmi.suspend_data") == receipt

    # Without a course, it opens the assignment, in the page if one likes, and says what it cannot.
    page.goto(f"{CONTENT}/package/index.html")
    assert "finds no course around it" in (page.get_by_role("status").text_content() or "")
    page.get_by_role("button", name="Show it on this page").click()
    page.frame_locator("iframe").get_by_role("heading", name="A first look").first.wait_for()
    (_, frame) = page.frames
    answer = frame.evaluate(HAND_IN, receipt)
    assert answer["postil"] == "not-kept" and "finds no course around it" in answer["said"]


def test_who_goes_on_before_the_scripts_have_come_can_still_hand_in(web: BrowserContext) -> None:
    late = Held(web, "**/assignment.js")
    _, _, site = opened(web, LMS)
    site.locator(".postil-to-read a").click()
    site.locator(".postil-article").wait_for()
    late.let_go(site)
    give_from_the_text(site)


def test_a_platform_on_another_site_that_takes_no_more_than_it_has_to(web: BrowserContext) -> None:
    page, package, site = opened(web, CONTENT, most=4096)
    receipt = f"POSTIL1.{'a' * 2000}.01234567"
    assert site.evaluate(HAND_IN, receipt) == {"postil": "kept", "origin": CONTENT}
    assert held(page, "cmi.core.lesson_status") == "completed"
    assert held(page, "cmi.suspend_data") == receipt

    # What one field does not hold is in two.
    long = f"POSTIL1.{'b' * 5000}.01234567"
    assert site.evaluate(HAND_IN, long)["postil"] == "kept"
    fields = [held(page, "cmi.suspend_data"), held(page, "cmi.comments")]
    assert len(fields[0]) == 4096 and "".join(fields) == long

    # What two do not hold is not cut: the student is told, and what was there stays.
    answer = site.evaluate(HAND_IN, f"POSTIL1.{'c' * 9000}.01234567")
    assert answer["postil"] == "not-kept"
    assert "has 9017 letters" in answer["said"] and "more than 4096 here" in answer["said"]
    assert package.get_by_role("status").text_content() == answer["said"]
    assert held(page, "cmi.suspend_data") == fields[0]
