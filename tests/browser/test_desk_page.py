"""The desk on the page: words are selected, annotated, changed, moved and deleted in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, expect

from browser.chromium import ARGUMENTS, find
from postil.desk.page.bodies import MOST_BYTES
from support.axe import violations
from support.builds import write
from support.serving import Served, serve, wait_for
from support.web import Held
from support.web import served as folder_served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

TEXT = (
    "# Harbour\n\nThe harbour was dredged in 1911. The town doubled within *ten* years, and the "
    "town was proud.\n\nThe council called it a triumph of engineering. Nobody asked the council "
    "what it had cost.\n"
)
NOTES = (
    "# of the harbour\nclaims:\n  doubled:   # of the town\n"
    "    quote: The town doubled within ten years\n    because: Says *who*?  # nobody\n"
    "    sources: [book]\n"
)
SITE: dict[str, str | bytes] = {
    "mkdocs.yml": (
        "site_name: Test\ntheme: {name: material, font: false}\nplugins: [search, postil]\n"
    ),
    "docs/index.md": TEXT,
    "docs/ship.md": "# Ship\n\nThe ship sank within an hour. Nobody was on board.\n",
    "docs/hanzi.md": "# 港口\n\n港口于一九一一年疏浚。城市在十年内人口翻了一番。\n",
    "docs/arabic.md": "# الميناء\n\nتضاعف عدد سكان المدينة في عشر سنوات. كانت المدينة فخورة.\n",
    "docs/lost.md": "# Lost\n\nThe light house was built in 1908 by two brothers.\n",
    "annotations/index.yml": NOTES,
    "annotations/ship.yml": "notes:\n  sank: {quote: The ship sank, note: So it goes.}\n",
    "annotations/hanzi.yml": "notes:\n  port: {quote: 港口于, note: 港口。}\n",
    "annotations/arabic.yml": "notes:\n  city: {quote: فخورة, note: حقا}\n",
    "annotations/lost.yml": "notes:\n  light: {quote: The light house was build, note: Tall.}\n",
    "annotations/sources.yml": (
        "book: {type: book, title: A book of towns, author: [{family: Doe}], issued: 1999}\n"
    ),
    "annotations/glossary.yml": "dredging: {term: Dredging, definition: To dig under water.}\n"
    "cost: {term: Cost (price), definition: What is paid.}\n",
    "annotations/vocabulary.yml": "stances: {supports: {label: Supports}}\n",
}
# Longer than anything takes.
SECONDS = 20
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 800}

# Selects words of the text, as a browser does for whoever selects them.
SELECT = """(words) => {
  const root = document.querySelector(".postil-article, .md-content__inner");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    const { parentElement } = walker.currentNode;
    if (at < 0 || parentElement.closest(".postil-endnotes, .postil-desk")) continue;
    parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
    return;
  }
  throw Error(`no ${words}`);
}"""


# What a browser says when a keyboard leaves so much of the page to be seen.
KEYBOARD = """(height) => {
  Object.defineProperty(visualViewport, "height", { get: () => height, configurable: true });
  visualViewport.dispatchEvent(new Event("resize"));
}"""


def reload(page: Page) -> None:
    """Loads a page anew; the server may have that done at the same moment, which ends our own."""
    with suppress(Error):
        page.reload()
    page.wait_for_load_state()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("desk")
    write(root, SITE)
    (root / "mkdocs.yml").write_text(
        str(SITE["mkdocs.yml"]).replace("postil]", "{postil: {missing: inform}}]"), "utf-8"
    )
    with serve(root) as found:
        wait_for(lambda: "Says <em>who</em>" in found.get())
        yield found


@pytest.fixture
def served(server: Served) -> Served:
    """The site as it was written; what tests before have changed is put back."""
    loaded = server.log.count("Reloading browsers")
    changed = [
        name
        for name, text in SITE.items()
        if name.startswith("annotations/") and (server.root / name).read_text("utf-8") != text
    ]
    for name in changed:
        server.write(name, str(SITE[name]))
    if changed:
        # Or the pages of the next test would be loaded anew while it uses them.
        wait_for(lambda: server.log.count("Reloading browsers") > loaded)
        wait_for(lambda: "Says <em>who</em>" in server.get())
    return server


@pytest.fixture
def desk(fresh_page: Page) -> Page:
    fresh_page.set_default_timeout(SECONDS * 1000)
    expect.set_options(timeout=SECONDS * 1000)
    fresh_page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return fresh_page


def go(page: Page, served: Served, path: str = "") -> None:
    """Opens a page, and waits until its notes can be changed."""
    page.goto(f"http://{served.host}/{path}")
    page.locator(".postil-desk-tools").first.wait_for(state="attached")


def field(page: Page, key: str, control: str = ":is(textarea, select, input)[id]") -> Any:
    return page.locator(f".postil-desk-form [data-field={key}] {control}").first


def file(served: Served, name: str = "index") -> str:
    return (served.root / f"annotations/{name}.yml").read_text("utf-8")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_claim_is_written(desk: Page, served: Served) -> None:
    """With a source that is found and one that is pasted, a cross-reference and all else; the file
    has exactly this more, and the page shows it where it stood."""
    go(desk, served)
    desk.evaluate(SELECT, "ouncil called it a triump")
    bar = desk.get_by_role("toolbar", name="Annotate these words")
    expect(bar).to_contain_text("“council called it a triumph”")
    press(desk, "Claim")
    field(desk, "because").fill("Says *nobody*.")
    expect(desk.locator(".postil-desk-preview em")).to_have_text("nobody")
    field(desk, "kind").select_option("interpretation")
    expect(desk.locator("[data-field=kind]")).to_contain_text("What happened is given a meaning")
    field(desk, "assessment").select_option("disputed")
    source = field(desk, "sources", "[role=combobox]")
    source.press_sequentially("doe town")
    expect(desk.locator("[data-field=sources] [role=option]")).to_contain_text("A book of towns")
    source.press("Enter")
    desk.get_by_label("Page or place").fill("p. 4")
    desk.get_by_label("Stance").select_option("supports")
    desk.get_by_text("More", exact=True).click()
    other = field(desk, "cross_references", "[role=combobox]")
    other.press_sequentially("ship sank")
    options = desk.locator("[data-field=cross_references] [role=option]")
    expect(options.first).to_contain_text("within an hour")
    other.press("ArrowDown")
    other.press("ArrowUp")
    other.press("Enter")
    desk.get_by_label("Relation").select_option("extends")
    field(desk, "tags").fill("towns, money")
    violations(desk)
    desk.keyboard.press("Control+Enter")
    note = desk.locator("#note-council-called-it-a-triumph")
    expect(note).to_contain_text("Says nobody.")
    expect(note).to_have_class(re.compile("postil-open"))
    # Other tests may have written before.
    told = re.compile(r"\d files? ha(s|ve) changed in this run")
    expect(desk.locator(".postil-desk-lines")).to_contain_text(told)
    expect(desk.locator(".postil-desk-form")).to_have_count(0)
    assert file(served) == NOTES + (
        "  council-called-it-a-triumph:\n    quote: council called it a triumph\n"
        "    kind: interpretation\n    assessment: disputed\n    because: Says *nobody*.\n"
        "    sources:\n      - {source: book, locator: p. 4, stance: supports}\n"
        "    cross_references:\n      - to: ship#sank\n        relation: extends\n"
        "    tags: [towns, money]\n"
    )
    violations(desk)


def test_a_note_is_changed_moved_deleted_and_put_back(desk: Page, served: Served) -> None:
    go(desk, served)
    desk.locator("mark[data-postil=doubled]").first.click()
    press(desk, "Edit")
    expect(field(desk, "because")).to_have_value("Says *who*?")
    field(desk, "because").fill("Says *whoever*?")
    press(desk, "Save")
    expect(desk.locator("#note-doubled")).to_contain_text("Says whoever?")
    changed = NOTES.replace("who*", "whoever*")
    assert file(served) == changed

    press(desk, "Move to other words")
    # A server that does not answer for once is no reason to begin again.
    desk.route("**/-/postil/annotations/**", lambda route: route.abort(), times=1)
    desk.evaluate(SELECT, "council called")
    press(desk, "Move here")
    expect(desk.locator(".postil-desk-lines")).to_contain_text("The server does not answer")
    desk.evaluate(SELECT, "town was proud")
    press(desk, "Move here")
    expect(desk.locator("#doubled")).to_have_text("town was proud")
    moved = changed.replace("The town doubled within ten years", "town was proud")
    assert file(served) == moved

    press(desk, "Delete")
    expect(desk.locator(".postil-desk-lines")).to_contain_text("“doubled” is deleted")
    assert "doubled" not in file(served)
    # The server has it loaded anew when others write: it says this still, and can undo it.
    for _ in range(2):
        reload(desk)
        expect(desk.locator(".postil-desk-lines")).to_contain_text("“doubled” is deleted")
        expect(desk.get_by_role("button", name="Undo")).to_be_focused()
    press(desk, "Undo")
    expect(desk.locator(".postil-desk-lines")).to_contain_text("It is back")
    assert file(served) == moved
    expect(desk.locator("mark[data-postil=doubled]")).to_have_text("town was proud")


def test_with_the_keyboard_alone(desk: Page, served: Served) -> None:
    """Words are chosen by arrow keys, and the focus is never lost."""
    go(desk, served, "ship/")
    desk.keyboard.press("w")
    walk = desk.get_by_role("application")
    expect(walk).to_be_focused()
    expect(walk.get_by_role("status")).to_have_text("Ship")
    desk.keyboard.press("ArrowDown")
    for _ in range(6):
        desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Shift+ArrowRight")
    expect(walk.get_by_role("status")).to_have_text("Nobody was on")
    violations(desk)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Claim", exact=True)).to_be_focused()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    expect(field(desk, "note")).to_be_focused()
    desk.keyboard.type("Who knows?")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#note-nobody-was-on")).to_be_focused()
    written = "  nobody-was-on:\n    quote: Nobody was on\n    note: Who knows?\n"
    assert file(served, "ship") == str(SITE["annotations/ship.yml"]) + written
    # Escape loses nothing without a question.
    edit = desk.locator("#note-nobody-was-on").get_by_role("button", name="Edit")
    edit.press("Enter")
    expect(field(desk, "note")).to_be_focused()
    desk.keyboard.type("! ")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Go on writing")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".postil-desk-form")).to_have_count(0)
    expect(edit).to_be_focused()
    assert file(served, "ship").endswith(written)
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".postil-desk-lines")).to_contain_text("Select the words")
    desk.keyboard.press("w")
    desk.keyboard.press("End")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Move here")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#nobody-was-on")).to_have_text("board")
    expect(desk.locator("#note-nobody-was-on")).to_be_focused()
    assert file(served, "ship").endswith(written.replace("Nobody was on", "board"))
    desk.locator("#note-nobody-was-on").get_by_role("button", name="Delete").press("Enter")
    expect(desk.get_by_role("button", name="Undo")).to_be_focused()
    assert file(served, "ship") == str(SITE["annotations/ship.yml"])


def test_what_somebody_else_has_changed_is_chosen_from(desk: Page, served: Served) -> None:
    go(desk, served)
    desk.locator("mark[data-postil=doubled]").first.click()
    press(desk, "Edit")
    field(desk, "because").fill("Mine.")
    # The server has the page loaded anew then; what is half written is still there.
    with desk.expect_event("load"):
        served.write("annotations/index.yml", NOTES.replace("who", "they"))
    expect(field(desk, "because")).to_have_value("Mine.")
    press(desk, "Save")
    conflict = desk.locator(".postil-desk-conflict")
    expect(conflict).to_contain_text("because: Says *they*?")
    expect(conflict).to_contain_text("because: Mine.")
    violations(desk)
    press(desk, "Write mine over it")
    expect(desk.locator("#note-doubled")).to_contain_text("Mine.")
    assert file(served) == NOTES.replace("Says *who*?", "Mine.")


def test_a_mistake_stands_at_its_field(desk: Page, served: Served) -> None:
    go(desk, served)
    desk.evaluate(SELECT, "what it had cost")
    press(desk, "Term")
    # The term that stands in the words.
    expect(field(desk, "term")).to_have_value("cost")
    press(desk, "Cancel")
    desk.evaluate(SELECT, "a triumph of engineering")
    press(desk, "Claim")
    field(desk, "because").fill("Is it?")
    desk.get_by_text("More", exact=True).click()
    field(desk, "id").fill("doubled")
    press(desk, "Save")
    expect(desk.locator("[data-field=id] .postil-desk-wrong")).to_contain_text("is taken")
    expect(field(desk, "id")).to_be_focused()
    assert file(served) == NOTES


def test_what_is_not_saved_survives_that_the_page_is_loaded_anew(
    desk: Page, served: Served
) -> None:
    go(desk, served)
    desk.evaluate(SELECT, "a triumph of engineering")
    press(desk, "Note")
    field(desk, "note").fill("Half a")
    reload(desk)
    expect(field(desk, "note")).to_have_value("Half a")
    field(desk, "note").fill("Half a thought")
    go(desk, served, "ship/")
    go(desk, served)
    press(desk, "Go on")
    expect(field(desk, "note")).to_have_value("Half a thought")
    field(desk, "note").fill("A whole thought")
    press(desk, "Save")
    expect(desk.locator("#note-a-triumph-of-engineering")).to_contain_text("A whole thought")
    reload(desk)
    desk.locator(".postil-desk-tools").first.wait_for(state="attached")
    expect(desk.get_by_role("button", name="Go on", exact=True)).to_have_count(0)


def test_a_source_is_pasted(desk: Page, served: Served) -> None:
    go(desk, served)
    desk.evaluate(SELECT, "a triumph of engineering")
    press(desk, "Claim")
    library = "@book{roe, title = {Piers}, author = {Roe, Jane}, year = {2001}}"
    field(desk, "sources", "[role=combobox]").evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
        }""",
        library,
    )
    expect(desk.locator(".postil-desk-rows > li")).to_contain_text("Piers")
    field(desk, "because").fill("See there.")
    press(desk, "Save")
    expect(desk.locator("#note-a-triumph-of-engineering")).to_contain_text("Roe")
    assert "title: Piers" in file(served, "sources")


def test_a_passage_that_waits_is_settled(desk: Page, served: Served) -> None:
    desk.goto(f"http://{served.host}/lost/")
    head = desk.get_by_role("region", name="Writing on the page")
    expect(head).to_contain_text("One passage waits for you")
    violations(desk)
    head.get_by_role("button").filter(has_text="here").first.click()
    expect(desk.locator("mark[data-postil=light]")).to_have_text("The light house was built")
    expect(head.locator(".postil-desk-waiting")).to_have_count(0)
    assert "quote: The light house was built," in file(served, "lost")


@pytest.mark.parametrize(
    ("path", "words", "quoted"),
    [
        ("hanzi", "人口翻了", "人口翻了"),
        ("arabic", "ضاعف عدد سكان المدين", "تضاعف عدد سكان المدينة"),
    ],
)
def test_other_scripts(path: str, words: str, quoted: str, desk: Page, served: Served) -> None:
    go(desk, served, f"{path}/")
    if path == "arabic":
        desk.evaluate("document.documentElement.dir = document.body.dir = 'rtl'")
    desk.evaluate(SELECT, words)
    press(desk, "Note")
    box = desk.locator(".postil-desk-form").bounding_box()
    assert box
    text = desk.locator(".postil-article > p").first.bounding_box()
    assert text
    if path == "arabic":
        assert 0 <= box["x"] <= box["x"] + box["width"] <= text["x"]
    else:
        assert text["x"] + text["width"] <= box["x"] <= WIDE["width"] - box["width"]
    field(desk, "note").fill(words)
    press(desk, "Save")
    expect(desk.locator(".postil-desk-lines")).to_contain_text("Saved in")
    assert f"quote: {quoted}" in file(served, path)


def test_on_a_phone(browser: Browser, served: Served) -> None:
    """With touch: the bar stands at the foot, the form is a sheet, and the note can be deleted."""
    context = browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    go(page, served)
    page.evaluate(SELECT, "a triumph of engineering")
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("a triumph of engineering")
    box = bar.bounding_box()
    assert box
    assert round(box["y"] + box["height"]) == NARROW["height"]
    page.get_by_role("button", name="Claim", exact=True).tap()
    assert page.locator(".postil-desk-form").evaluate("form => form.matches(':modal')")
    field(page, "because").fill("Short.")
    violations(page)
    # A keyboard lies over half of the page: the sheet and its buttons stand above it.
    page.evaluate(KEYBOARD, 420)
    save = page.get_by_role("button", name="Save").bounding_box()
    assert save
    assert save["y"] + save["height"] <= 420
    page.evaluate(KEYBOARD, NARROW["height"])
    page.get_by_role("button", name="Save").tap()
    mark = page.locator("mark[data-postil=a-triumph-of-engineering]")
    expect(mark).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    page.evaluate("getSelection().removeAllRanges()")
    mark.tap()
    page.get_by_role("button", name="Move to other words").tap()
    page.evaluate(SELECT, "harbour was dredged")
    page.get_by_role("button", name="Move here").tap()
    expect(mark).to_have_text("harbour was dredged")
    page.evaluate("getSelection().removeAllRanges()")
    mark.tap()
    page.get_by_role("button", name="Edit", exact=True).tap()
    field(page, "because").fill("Longer.")
    page.get_by_role("button", name="Save").tap()
    expect(page.locator("#note-a-triumph-of-engineering")).to_contain_text("Longer.")
    mark.tap()
    page.get_by_role("button", name="Delete", exact=True).tap()
    expect(mark).to_have_count(0)
    assert file(served) == NOTES
    context.close()


def test_an_article_that_nobody_has_annotated(desk: Page, served: Served) -> None:
    (served.root / "docs/bare.md").write_text("# Bare\n\nNobody said anything.\n", "utf-8")
    wait_for(lambda: "said anything" in served.get("bare/"))
    # The words are selected before the server has answered what can be written.
    asked = Held(desk, "**/-/postil/session")
    desk.goto(f"http://{served.host}/bare/")
    asked.first(desk)
    desk.evaluate(SELECT, "said anything")
    desk.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    asked.let_go(desk)
    press(desk, "Note")
    field(desk, "note").fill("Now somebody has.")
    press(desk, "Save")
    expect(desk.locator("#note-said-anything")).to_contain_text("Now somebody has.")
    expect(desk.locator(".postil-desk-lines")).to_contain_text("Saved in annotations/bare.yml")


ATTACKS = """async ([address, token, size]) => {
  const body = JSON.stringify({ text: "10.1000/1" });
  const json = { "Content-Type": "application/json" };
  const known = { "X-Postil-Token": token, ...json };
  const old = { ...known, "X-Postil-Token": "x".repeat(32) };
  const name = (path) => new URL(path, address).href;
  // What a page gets of an answer: its status; 0 where it can see nothing of it.
  const ask = (path, options) =>
    fetch(name(path), options).then((answer) => answer.status, () => "refused");
  const post = (path, headers, more = {}) =>
    ask(path, { method: "POST", headers, body, ...more });
  const blind = { mode: "no-cors", credentials: "include" };
  const form = (enctype) => new Promise((done) => {
    const frame = Object.assign(document.createElement("iframe"), { name: enctype });
    const sent = Object.assign(document.createElement("form"), {
      method: "post", action: name("sources"), enctype, target: enctype,
    });
    const field = Object.assign(document.createElement("input"), {
      name: '{"text": "10.1000/2", "x": "', value: '"}',
    });
    sent.append(field);
    document.body.append(frame, sent);
    frame.onload = () => {
      let seen = "refused";
      try { seen = frame.contentDocument.body.textContent; } catch {}
      done(seen || "refused");
    };
    sent.submit();
  });
  const socket = () => new Promise((done) => {
    const opened = new WebSocket(name("session").replace("http", "ws"));
    opened.onopen = () => done("open");
    opened.onerror = () => done("refused");
  });
  const script = () => new Promise((done) => {
    const one = Object.assign(document.createElement("script"), { src: name("writing.js") });
    one.onload = () => done("loaded");
    one.onerror = () => done("refused");
    document.body.append(one);
  });
  return {
    read: await ask("session", { headers: known }),
    "read blindly": await ask("session", blind),
    write: await post("sources", known),
    "write blindly": await post("sources", { "Content-Type": "text/plain" }, blind),
    "without a token": await post("sources", json),
    "with an old token": await post("sources", old),
    "form": await form("application/x-www-form-urlencoded"),
    "form of text": await form("text/plain"),
    preflight: await ask("annotations/index%23doubled", { method: "DELETE", headers: known }),
    path: await ask("annotations/..%2f..%2fmkdocs%23site_name", { headers: known }),
    "huge body": await ask("sources", { method: "POST", ...blind, body: "x".repeat(size) }),
    "deep JSON": await ask("sources", { method: "POST", ...blind, body: "[".repeat(20000) }),
    beacon: navigator.sendBeacon(name("sources"), new Blob([body])) && "refused",
    websocket: await socket(),
    script: await script(),
  };
}"""


def test_a_page_of_another_origin_is_refused(
    browser: Browser, desk: Page, served: Served, tmp_path: Path
) -> None:
    """It can neither read nor write, even if it knows the token: from another port; from another
    name, as which the desk's own server is known, too (DNS rebinding)."""
    go(desk, served)
    token = json.loads(desk.locator("#postil-desk").text_content() or "")["token"]
    write(tmp_path, {"index.html": "<!doctype html><title>Elsewhere</title>"})
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    before = {p.name: p.read_bytes() for p in (served.root / "annotations").iterdir()}
    foreign = browser.browser_type.launch(executable_path=find(), args=[*ARGUMENTS, rules])
    with folder_served(tmp_path) as elsewhere:
        page = foreign.new_page()
        address = f"http://{served.host}/-/postil/"
        rebound = served.host.replace("127.0.0.1", "evil.example")
        here = elsewhere.replace("127.0.0.1", "evil.example")
        for origin, to in ((elsewhere, address), (here, address),
                           (f"http://{rebound}/", f"http://{rebound}/-/postil/")):  # fmt: skip
            page.goto(origin)
            outcomes = page.evaluate(ATTACKS, [to, token, MOST_BYTES + 1])
            allowed = {"refused", 0, 400, 401, 403, 405, 411, 413, 415}
            got = {name: said for name, said in outcomes.items() if said not in allowed}
            # What a form is answered is seen by its own site alone.
            assert all("error" in str(said) for said in got.values()), (origin, got)
            if to == address:
                assert {*outcomes.values()} <= {"refused", 0}, (origin, outcomes)
        # The page that is served under a foreign name does not hold the token.
        assert json.loads(page.locator("#postil-desk").text_content() or "")["token"] == ""
    foreign.close()
    after = {p.name: p.read_bytes() for p in (served.root / "annotations").iterdir()}
    assert after == before
