"""Each kind of annotation is written, edited, moved and deleted by mouse, touch and keyboard alone:
on the demo, on a page with every construct of Markdown, on an Arabic and on a Chinese one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from playwright.sync_api import TimeoutError, expect

from support.axe import violations
from support.builds import write
from support.serving import Served, serve, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

PROJECT = Path(__file__).resolve().parents[2]
ARABIC = (
    "# الميناء\n\nتضاعف عدد سكان المدينة في عشر سنوات، وكانت المدينة فخورة بذلك.\n\n"
    "وصف المجلس الميناء بأنه انتصار للهندسة، ولم يسأل أحد المجلس عن الثمن.\n\n"
    "بُنيت المدرسة الأولى بعد الحرب، وتعلم فيها أبناء الصيادين.\n"
)
HAN = (
    "# 港口\n\n港口于一九一一年疏浚，城市在十年内人口翻了一番。\n\n"
    "议会称之为工程的胜利，没有人问过它的代价。\n\n第一所学校建于战后，渔民的孩子在那里上学。\n"
)
# Longer than anything takes.
SECONDS = 30
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 800}


@dataclass(frozen=True)
class Place:
    """A page: words of it to be written about, and what cross-references lead to."""

    article: str
    words: tuple[str, ...]
    query: str
    to: str


PLACES = (
    Place("readings/trumputin-pact",
          ("have kept to one rhythm", "Arctic ventures", "bulldozer manner", "symbolic equality"),
          "chemistry", "readings/strained-rapport#unnamed-official"),
    # From emphasis into strength, in a table, in code, and through a footnote's number.
    Place("constructs", ("emphasis, strength", "Right code", "indented code", "and a footnote"),
          "end", "#end"),
    Place("arabic", ("سكان المدينة", "انتصار للهندسة", "أبناء الصيادين", "وصف المجلس"),
          "فخورة", "#proud"),
    Place("hanzi", ("人口翻了一番", "工程的胜利", "第一所学校", "渔民的孩子"),
          "港口于", "#port"),
)  # fmt: skip
# Dark where the browser is.
THEME = """theme:
  name: material
  font: false
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default}
    - {media: "(prefers-color-scheme: dark)", scheme: slate}
"""
KINDS, INPUTS = ("Claim", "Note", "Term", "Cross-reference"), ("mouse", "keyboard", "touch")

# Where words stand on the page, in whatever elements; with `selects`, they are selected, as a phone
# does it for its user.
FIND = """([words, selects]) => {
  const root = document.querySelector(".postil-article, .md-content__inner");
  const added = ".postil-endnotes, .postil-desk, .postil-ref, .postil-bar, .headerlink, sup";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const parts = [];
  let text = "";
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (parentElement.closest(added) || !parentElement.checkVisibility()) continue;
    parts.push([text.length, walker.currentNode]);
    text += data.replaceAll("\\n", " ");
  }
  const at = text.indexOf(words);
  if (at < 0) throw Error(`no ${words}`);
  // The node in which a character stands, and where it ends there.
  const place = (offset) => {
    const [start, node] = parts.findLast(([start]) => start < offset);
    return [node, offset - start];
  };
  const range = document.createRange();
  const [first, after] = place(at + 1);
  range.setStart(first, after - 1);
  range.setEnd(...place(at + words.length));
  const { startContainer: from, startOffset, endContainer: to, endOffset } = range;
  from.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
  if (selects) getSelection().setBaseAndExtent(from, startOffset, to, endOffset);
  const boxes = [...range.getClientRects()].filter(({ width }) => width);
  const middle = ({ top, height }) => top + height / 2;
  return [boxes[0], boxes.at(-1)].flatMap((box) => [box.left, box.right, middle(box)]);
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("inputs")
    constructs = PROJECT / "tests/anchoring/constructs"
    configuration = (constructs / "mkdocs.yml").read_text("utf-8")
    for folder in ("docs/readings", "annotations"):
        shutil.copytree(PROJECT / folder, root / folder)
    files: dict[str, str | bytes] = {
        "mkdocs.yml": configuration.replace("plugins: []", "plugins: [search, postil]").replace(
            "theme: material", THEME
        ),
        "docs/index.md": "# Home\n\n[One](readings/trumputin-pact.md)\n",
        "docs/constructs.md": (constructs / "docs/index.md").read_text("utf-8"),
        "docs/arabic.md": ARABIC,
        "docs/hanzi.md": HAN,
        "annotations/constructs.yml": notes("end", "The end", "Well.", "Every construct"),
        "annotations/arabic.yml": notes("proud", "فخورة", "حقا", "ولم يسأل أحد"),
        "annotations/hanzi.yml": notes("port", "港口于", "港口。", "没有人问过"),
    }
    write(root, files)
    with serve(root) as found:
        wait_for(lambda: "postil-note" in found.get("hanzi/"))
        yield found


def notes(id: str, quote: str, note: str, other: str) -> str:
    """A file with a note, and a claim on other words that refers to it: so there is a page of
    cross-references already, and no page is loaded anew when that has been made."""
    claim = f"claims:\n  other:\n    quote: {other}\n    because: {note}\n"
    claim += f"    cross_references:\n      - {{to: '#{id}', relation: extends}}\n"
    return f"{claim}notes:\n  {id}:\n    quote: {quote}\n    note: {note}\n"


class Hand:
    """Somebody at a page, with one way to use it."""

    def __init__(self, page: Page, way: str, *, rightwards: bool) -> None:
        self.page, self.way, self.rightwards = page, way, rightwards

    def press(self, button: Locator) -> None:
        """Presses a button: with the keyboard, it is gone to."""
        if self.way == "keyboard":
            button.wait_for()
            for _ in range(40):
                if button.evaluate("button => button === document.activeElement"):
                    break
                self.page.keyboard.press("Tab")
            else:
                raise AssertionError(f"no way leads to {button}")
            self.page.keyboard.press("Enter")
        elif self.way == "touch":
            button.tap()
        else:
            button.click()

    def select(self, words: str, step: int) -> str:
        """Selects words; with the keyboard those at which some steps lead. Returns them."""
        page = self.page
        if self.way == "keyboard":
            page.keyboard.press("w")
            walk = page.get_by_role("application")
            expect(walk).to_be_focused()
            on = "ArrowRight" if self.rightwards else "ArrowLeft"
            for key in ("ArrowDown", *[on] * step, f"Shift+{on}"):
                page.keyboard.press(key)
            words = walk.get_by_role("status").inner_text()
            page.keyboard.press("Enter")
        elif self.way == "touch":
            page.evaluate(FIND, [words, True])
        else:
            left, right, top, last_left, last_right, bottom = page.evaluate(FIND, [words, False])
            begin, end = (
                (left + 1, last_right - 1) if self.rightwards else (right - 1, last_left + 1)
            )
            page.mouse.move(begin, top)
            page.mouse.down()
            page.mouse.move((begin + end) / 2, (top + bottom) / 2)
            page.mouse.move(end, bottom)
            page.mouse.up()
        bar = page.get_by_role("toolbar")
        expect(bar).to_be_visible()
        return words

    def choose(self, name: str) -> None:
        """One of the buttons beside the words; arrow keys lead to it."""
        button = self.page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)
        if self.way != "keyboard":
            return self.press(button)
        for _ in range(4):
            if button.evaluate("button => button === document.activeElement"):
                break
            self.page.keyboard.press("ArrowRight")
        self.page.keyboard.press("Enter")
        return None

    def save(self) -> None:
        """With the keyboard by Ctrl+Enter."""
        if self.way == "keyboard":
            self.page.keyboard.press("Control+Enter")
        else:
            self.press(self.page.get_by_role("button", name="Save", exact=True))
        expect(self.page.locator(".postil-desk-form")).to_have_count(0)

    def tool(self, id: str, name: str) -> None:
        """One of the buttons in a note, which is opened first where that is needed."""
        page = self.page
        page.evaluate("getSelection().removeAllRanges()")
        note = page.locator(f"#note-{id}")
        button = note.get_by_role("button", name=name, exact=True)
        mark = page.locator(f"mark[data-postil={id}]").first
        if self.way == "mouse" and "postil-open" not in (note.get_attribute("class") or ""):
            mark.click()
        elif self.way == "touch":
            # Where passages overlap, each touch opens the next of their notes.
            for _ in range(3):
                mark.tap()
                with suppress(TimeoutError):
                    note.locator(":scope:popover-open").wait_for(timeout=1500)
                    break
        self.press(button)


def go(page: Page, served: Served, article: str) -> None:
    """Opens an article, when the server is done with what was written before: a page that is opened
    meanwhile is loaded anew."""

    def is_quiet() -> bool:
        log = served.log
        return log.count("Detected file changes") <= log.count("Reloading browsers")

    while True:
        wait_for(is_quiet)
        page.goto(f"http://{served.host}/{article}/")
        page.locator(".postil-desk-tools").first.wait_for(state="attached")
        if is_quiet():
            return
        # Away, before it is loaded anew: then it could not be led anywhere.
        page.goto("about:blank")


def field(page: Page, key: str, control: str = ":is(textarea, select, input)[id]") -> Any:
    return page.locator(f".postil-desk-form [data-field={key}] {control}").first


def changed(before: str, after: str) -> tuple[str, str]:
    """The lines in which two texts differ: those that are gone, and those that are new."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return "\n".join(old), "\n".join(new)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(n, marks=() if p.article == "constructs" else pytest.mark.repeated)
        for n, p in enumerate(PLACES)
    ],
    ids=[p.article for p in PLACES],
)
def test_each_kind_in_each_way(number: int, browser: Browser, served: Served) -> None:
    """On each page each kind with one of the ways, so that on all of them each kind has met each.
    The file has exactly the entry more each time, and is what it was in the end."""
    place, rightwards = PLACES[number], PLACES[number].article != "arabic"
    contexts: dict[bool, BrowserContext] = {}
    file = served.root / f"annotations/{place.article}.yml"
    begun = file.read_text("utf-8")
    try:
        for turn, kind in enumerate(KINDS):
            way = INPUTS[(number + turn) % len(INPUTS)]
            is_phone = way == "touch"
            if is_phone not in contexts:
                size: Any = NARROW if is_phone else WIDE
                scheme: Any = "dark" if is_phone else "light"
                contexts[is_phone] = browser.new_context(
                    viewport=size, has_touch=is_phone, is_mobile=is_phone, color_scheme=scheme
                )
                contexts[is_phone].set_default_timeout(SECONDS * 1000)
                expect.set_options(timeout=SECONDS * 1000)
                if not rightwards:
                    contexts[is_phone].add_init_script(
                        "document.addEventListener('DOMContentLoaded', () => "
                        "(document.documentElement.dir = document.body.dir = 'rtl'))"
                    )
            page = contexts[is_phone].new_page()
            go(page, served, place.article)
            hand = Hand(page, way, rightwards=rightwards)
            walk(hand, kind, place, turn, file, is_heard=place.article == "constructs")
            assert file.read_text("utf-8") == begun
            page.close()
    finally:
        for context in contexts.values():
            context.close()


def walk(hand: Hand, kind: str, place: Place, turn: int, file: Path, *, is_heard: bool) -> None:
    """Writes an annotation of a kind, edits, moves and deletes it; axe may listen."""
    page, before = hand.page, file.read_text("utf-8")
    words = hand.select(place.words[turn], 2)
    hand.choose(kind)
    form = page.locator(".postil-desk-form")
    form.wait_for()
    if kind == "Cross-reference":
        other = field(page, "cross_references", "[role=combobox]")
        expect(other).to_be_focused()
        page.keyboard.type(place.query)
        form.locator("[role=option]").first.wait_for()
        page.keyboard.press("Enter")
        page.get_by_label("Relation").select_option("extends")
        said: dict[str, Any] = {"cross_references": [{"to": place.to, "relation": "extends"}]}
    elif kind == "Term":
        select = field(page, "term")
        value = select.evaluate("select => select.options[1].value")
        select.select_option(value)
        said = {"term": value}
    else:
        page.keyboard.type("Says *who*?")
        said = {"because" if kind == "Claim" else "note": "Says *who*?"}
    if is_heard:
        # The rest of the page is its author's.
        violations(page, ".postil-desk", ".postil-endnotes")
    hand.save()
    wait_for(lambda: file.read_text("utf-8") != before)
    gone, new = changed(before, file.read_text("utf-8"))
    assert gone == ""
    ((id, entry),) = yaml.safe_load(new).items()
    assert re.fullmatch("[a-z0-9-]+", id)
    assert "passage" not in id
    quote = entry.pop("quote")
    exact = quote if isinstance(quote, str) else quote["exact"]
    assert " ".join(exact.split()).startswith(" ".join(words.split())[:4])
    assert {key: v.strip() if isinstance(v, str) else v for key, v in entry.items()} == said
    expect(page.locator(f"#note-{id}")).to_be_attached()
    written = file.read_text("utf-8")

    hand.tool(id, "Edit")
    form.wait_for()
    if kind == "Term":
        other_term = field(page, "term").evaluate("select => select.options[2].value")
        field(page, "term").select_option(other_term)
    else:
        area = field(page, "note" if kind == "Note" else "because")
        area.focus()
        page.keyboard.press("Control+End")
        page.keyboard.type("Nobody.")
    hand.save()
    wait_for(lambda: file.read_text("utf-8") != written)
    gone, new = changed(written, file.read_text("utf-8"))
    assert len(gone.splitlines()) <= 1
    # One line, or, in the manner of the file, a key and its text below it.
    assert 1 <= len(new.splitlines()) <= 2
    edited = file.read_text("utf-8")

    hand.tool(id, "Move to other words")
    hand.select(place.words[(turn + 1) % 4], 4)
    hand.choose("Move here")
    wait_for(lambda: file.read_text("utf-8") != edited)
    gone, new = changed(edited, file.read_text("utf-8"))
    assert gone.strip().startswith(("quote:", "exact:"))
    assert new.strip().startswith(("quote:", "exact:"))
    expect(page.locator(".postil-desk-lines")).to_contain_text("It stands on these words now.")
    if is_heard:
        violations(page, ".postil-desk", ".postil-endnotes")

    hand.tool(id, "Delete")
    expect(page.locator(f"#note-{id}")).to_have_count(0)
    wait_for(lambda: file.read_text("utf-8") == before)
