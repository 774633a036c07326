"""Searching the demo with both engines: each hit opens at its place, with its note."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import yaml

from postil.rendering.searching import pagefind
from support.builds import CONFIGURATION, build
from support.demos import PROJECT
from support.web import allow_instant_navigation, await_search, served

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ANNOTATIONS = PROJECT / "annotations"
ENGINES = ("material", "pagefind")


@dataclass(frozen=True, slots=True)
class Searched:
    """A page of the demo on which an engine is asked."""

    page: Page
    engine: str
    address: str

    def ask(self, words: str) -> None:
        """Types words where this engine has its field."""
        if self.engine == "pagefind":
            if not self.page.locator(".postil-search").count():
                self.page.locator(".md-header a[href*='search/']").click()
            field = self.page.locator(".postil-search input")
        else:
            await_search(self.page)
            self.page.locator(".md-search__form").click()
            field = self.page.locator(".md-search__input")
        field.fill("")
        field.press_sequentially(words)

    def hit(self, path: str) -> Locator:
        """The hit that leads to a path of the site."""
        where = ".postil-hits" if self.engine == "pagefind" else ".md-search-result"
        page, _, fragment = path.partition("#")
        start = f'{where} a[href*="{page}"]'
        return self.page.locator(
            f'{start}[href$="#{fragment}"]' if fragment else f'{start}:not([href*="#"])'
        ).first

    def open(self, path: str) -> None:
        """Follows the hit to a path, and waits until its page is there."""
        page, _, fragment = path.partition("#")
        self.hit(path).click()
        self.page.wait_for_url(
            lambda url: urlsplit(url).path.endswith(page) and urlsplit(url).fragment == fragment
        )


@pytest.fixture(params=ENGINES)
def searched(request: pytest.FixtureRequest, page: Page) -> Searched:
    """The home page of the demo, wide enough for notes in the margin."""
    names = ("pagefind_site", "pagefind_address")
    if request.param == "material":
        names = ("demo", "searched_demo_address")
    built, address = map(request.getfixturevalue, names)
    page.set_viewport_size({"width": 1440, "height": 900})
    allow_instant_navigation(page, built.site, address)
    page.goto(address)
    return Searched(page, request.param, address)


@pytest.fixture(params=["at once", "after instant navigation"])
def on_the_way(request: pytest.FixtureRequest, searched: Searched) -> Searched:
    """The same, and after a page was swapped in without being loaded. The hit is then followed
    without a load, too."""
    if request.param != "at once":
        page = searched.page
        page.wait_for_load_state("networkidle")
        page.evaluate("window.before = true")
        page.locator(".md-nav--primary a[href*='trumputin-pact']").click()
        page.wait_for_url("**/readings/trumputin-pact/")
        page.locator("mark.postil").first.wait_for()
        assert page.evaluate("window.before"), "the page was loaded anew"
    return searched


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ANNOTATIONS / name).read_text(encoding="utf-8"))
    return found


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


@cache
def occurrences() -> Counter[str]:
    """How often each word stands in the texts, annotations, sources and terms of the demo."""
    files = [*(PROJECT / "docs").rglob("*.md"), *ANNOTATIONS.rglob("*.yml")]
    return Counter(word for path in files for word in words_of(path.read_text(encoding="utf-8")))


def own_word(text: str) -> str:
    """A long word of a text that stands nowhere else in the demo; empty if there is none. No
    word of the interface, and none that shares its beginning with another."""
    for word in re.findall(r"(?<![\w*_(\[/.-])[a-z]{8,}(?![\w*_)\]/.-])", text):
        alike = [other for other in occurrences() if other[:6] == word[:6]]
        if occurrences()[word] == 1 and alike == [word]:
            return str(word)
    return ""


@cache
def in_notes() -> list[tuple[str, str]]:
    """Words that stand in a note alone, and where the note belongs."""
    found = []
    for path in sorted((ANNOTATIONS / "readings").glob("*.yml")):
        for id, claim in read(f"readings/{path.name}")["claims"].items():
            if word := own_word(claim.get("because", "")):
                found.append((word, f"readings/{path.stem}/#{id}"))
    return found


@cache
def in_titles() -> list[tuple[str, str]]:
    """Words that stand in the title of a source alone."""
    found = []
    for id, source in read("sources.yml").items():
        if word := own_word(source.get("title", "").lower()):
            found.append((word, f"sources/{id}/"))
    return found


@cache
def in_definitions() -> list[tuple[str, str]]:
    """Words that stand in a definition alone."""
    found = []
    for id, term in read("glossary.yml").items():
        if word := own_word(term["definition"]):
            found.append((word, f"glossary/#{id}"))
    return found


def test_there_are_such_words() -> None:
    assert len(in_notes()) >= 5
    assert len(in_titles()) >= 5
    assert len(in_definitions()) >= 3


def test_words_of_a_note(on_the_way: Searched) -> None:
    """The hit opens at the passage, with the note open."""
    for word, path in in_notes()[:2]:
        on_the_way.ask(word)
        on_the_way.open(path)
        id = path.partition("#")[2]
        page = on_the_way.page
        page.locator(f"#note-{id}.postil-open").wait_for()
        page.wait_for_function(
            """id => {
                const box = document.getElementById(id).getClientRects()[0]
                return box.top >= 0 && box.bottom <= innerHeight
            }""",
            arg=id,
        )
        assert word in (page.locator(f"#note-{id}").text_content() or "")


def test_words_of_a_title(on_the_way: Searched) -> None:
    word, path = in_titles()[0]
    on_the_way.ask(word)
    on_the_way.open(path)
    citation = on_the_way.page.locator(".postil-citation")
    citation.wait_for()
    assert word in citation.inner_text().lower()


def test_words_of_a_definition(on_the_way: Searched) -> None:
    word, path = in_definitions()[0]
    on_the_way.ask(word)
    on_the_way.open(path)
    term = on_the_way.page.locator(f"dt#{path.partition('#')[2]}")
    term.wait_for()
    assert word in term.locator("xpath=following-sibling::dd[1]").inner_text()
    # With instant navigation the page is there before it is scrolled.
    on_the_way.page.wait_for_function(
        "term => term.getBoundingClientRect().top < innerHeight", arg=term.element_handle()
    )


def test_words_of_the_text(searched: Searched) -> None:
    """The article itself is found by what only it says."""
    text = (PROJECT / "docs/readings/strained-rapport.md").read_text(encoding="utf-8")
    body = text.partition("---\n")[2].partition("---\n")[2]
    word = own_word(body)
    searched.ask(word)
    searched.page.wait_for_function(
        """where => document.querySelector(`${where} a[href*="strained-rapport/"]`)""",
        arg=".postil-hits" if searched.engine == "pagefind" else ".md-search-result",
    )


def test_titles_say_what_a_hit_is(searched: Searched) -> None:
    claims = read("readings/trumputin-pact.yml")["claims"]
    id, claim = next((i, c) for i, c in claims.items() if c.get("assessment") == "disputed")
    searched.ask(" ".join(re.findall(r"\w+", claim["because"])[:4]))
    hit = searched.hit(f"readings/trumputin-pact/#{id}")
    hit.wait_for(state="attached")
    assert (hit.text_content() or "").strip().startswith("Claim · Disputed: ")


def test_a_source_is_found_by_its_author(searched: Searched) -> None:
    searched.ask("Mearsheimer")
    path = next(id for id in read("sources.yml") if "mearsheimer" in id)
    searched.hit(f"sources/{path}/").wait_for()
    claim = next(
        id
        for id, claim in read("readings/trumputin-pact.yml")["claims"].items()
        if any(path in str(source) for source in claim.get("sources", []))
    )
    searched.hit(f"readings/trumputin-pact/#{claim}").wait_for()


def chosen(page: Page) -> list[str]:
    """The titles of the hits on the search page, when they are there."""
    page.locator(".postil-hits li").first.wait_for()
    return page.locator(".postil-hits li > a").all_inner_texts()


def test_facets_stand_in_the_address(page: Page, pagefind_address: str) -> None:
    page.goto(f"{pagefind_address}search/")
    page.locator(".postil-search [aria-expanded]").click()
    page.locator(".postil-search select[name=assessment] option[value=Disputed]").wait_for(
        state="attached"
    )
    page.locator("select[name=assessment]").select_option("Disputed")
    page.locator("select[name=article]").select_option("The TrumPutin pact")
    page.wait_for_url("**/search/?*article=*")
    page.wait_for_function("document.querySelectorAll('.postil-hits cite').length > 0")
    titles = chosen(page)
    assert titles
    assert all(title.startswith("Claim · Disputed") for title in titles)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"article": ["The TrumPutin pact"], "assessment": ["Disputed"]}

    again = page.context.new_page()
    again.goto(page.url)
    assert chosen(again) == titles
    assert again.locator("select[name=assessment]").input_value() == "Disputed"
    again.locator(".postil-search button[type=reset]").click()
    again.wait_for_url("**/search/")
    again.wait_for_function("!document.querySelector('.postil-hits').children.length")


def test_filters_are_loaded_when_they_are_opened(page: Page, pagefind_address: str) -> None:
    """Not before, and by keyboard. Nothing moves when they come, but what follows them."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{pagefind_address}search/", wait_until="networkidle")
    opener = page.locator(".postil-search [aria-expanded]")
    place = opener.bounding_box()
    page.keyboard.type("putin")
    count = len(chosen(page))
    assert opener.bounding_box() == place
    assert not page.locator("select").first.is_visible()
    assert [path for path in asked if "facet" in path or "filter" in path] == []

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert opener.get_attribute("aria-expanded") == "true"
    page.locator("select[name=assessment]:enabled").wait_for()
    assert [path for path in asked if "facet" in path] == ["/pagefind/facets.packed"]
    assert opener.bounding_box() == place
    for name in ("article", "kind", "assessment"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
    options = page.locator("select[name=assessment] option:not([hidden])").all_inner_texts()
    assert "All" in options
    said = next(text for text in options if text.startswith("Disputed"))
    page.keyboard.type("Disp")
    page.wait_for_function(
        "count => document.querySelectorAll('.postil-hits li').length < count", arg=count
    )
    few = page.locator(".postil-search output").inner_text()
    assert said == f"Disputed ({few.split()[0]})"
    assert all(title.startswith("Claim · Disputed") for title in chosen(page))


def test_numbers_of_filters_without_words(page: Page, pagefind_address: str) -> None:
    """They are those of the whole site, and nothing is listed before something is chosen."""
    page.goto(f"{pagefind_address}search/")
    page.locator(".postil-search [aria-expanded]").click()
    kind = page.locator("select[name=kind] option[value=Source]")
    kind.wait_for(state="attached")
    page.wait_for_function("kind => kind.text.includes('(')", arg=kind.element_handle())
    assert kind.inner_text() == f"Source ({len(read('sources.yml'))})"
    assert page.locator(".postil-hits li").count() == 0


def test_a_common_word(page: Page, pagefind_address: str) -> None:
    """Of all its hits only those are loaded that are shown."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{pagefind_address}search/?q=the")
    titles = chosen(page)
    count = int(page.locator(".postil-search output").inner_text().split()[0])
    assert len(titles) == 20 < count
    assert 0 < len([path for path in asked if "/hits/" in path]) <= 20
    assert page.locator(".postil-hits mark").count() >= 20


def test_clearing_the_facets_keeps_the_words(page: Page, pagefind_address: str) -> None:
    page.goto(f"{pagefind_address}search/?q=putin&assessment=Disputed")
    few = len(chosen(page))
    clear = page.locator(".postil-search button[type=reset]")
    clear.click()
    page.wait_for_url("**/search/?q=putin")
    page.wait_for_function(
        "few => document.querySelectorAll('.postil-hits li').length > few", arg=few
    )
    assert page.locator(".postil-search input").input_value() == "putin"
    assert not clear.is_visible()


def test_more_hits_than_fit(page: Page, pagefind_address: str) -> None:
    page.goto(f"{pagefind_address}search/?kind=Source")
    page.locator(".postil-more button").wait_for()
    said = page.locator(".postil-search output").inner_text()
    for _ in range(20):
        count = len(chosen(page))
        if not page.locator(".postil-more button").is_visible():
            break
        page.locator(".postil-more button").click()
        page.wait_for_function(
            "count => document.querySelectorAll('.postil-hits li').length > count", arg=count
        )
    assert said == f"{count} hits"
    assert count == len(read("sources.yml"))


def test_a_word_that_one_portion_has(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In portions that do not have it, Pagefind would find a shorter word that it begins with. A
    word that nobody uses is taken for the shorter one, though; and beginnings are found in all."""
    monkeypatch.setattr(pagefind, "PORTION", 3)
    titles = ["Cat", "Dog", "Catamaran", "Ant", "Cat and dog", "Catalogue", "Bee", "Cat food"]
    text = "".join(f"## {title}\n\nWords of {title}.\n\n" for title in titles)
    configuration = CONFIGURATION.replace("search, postil", "{postil: {search: pagefind}}")
    files = {
        "mkdocs.yml": configuration,
        "docs/index.md": f"# Home\n\n{text}",
        "annotations/index.yml": "claims: {one: {quote: Words of Bee, because: Because.}}\n",
    }
    built = build(tmp_path, files)
    with served(built.site) as address:
        for word, hits in {
            "catamaran": ["Catamaran"],
            '"catamaran"': ["Catamaran"],
            "ant": ["Ant"],
            "cata": ["Catalogue", "Catamaran"],
            "cat dog": ["Cat and dog"],
            "catafalque": ["Cat", "Cat and dog", "Cat food"],
            "zebra": [],
        }.items():
            page.goto(f"{address}search/?{urlencode({'q': word})}")
            output = page.locator(".postil-search output:not(:empty)")
            output.wait_for()
            assert int(output.inner_text().split()[0]) == len(hits), word
            assert not hits or sorted(chosen(page)) == hits


def test_markup_in_what_is_found_is_text(page: Page, tmp_path: Path) -> None:
    """A note may show HTML in its words; the list of hits must not make HTML of it."""
    configuration = CONFIGURATION.replace("search, postil", "{postil: {search: pagefind}}")
    built = build(
        tmp_path,
        {
            "mkdocs.yml": configuration,
            "docs/index.md": "# Home\n\nWords of `<img src=x onerror=alert(1)>` wombats.\n",
            "annotations/index.yml": "claims: {one: {quote: Words of, because: "
            "'Write `<img src=x onerror=alert(1)>` of wombats.'}}\n",
        },
    )
    assert (built.stopped, built.log) == ("", ())
    with served(built.site) as address:
        page.on("dialog", lambda dialog: pytest.fail("a script ran"))
        page.goto(f"{address}search/?q=wombats")
        assert len(chosen(page)) == 2
        assert page.locator(".postil-hits :is(img, b)").count() == 0
        assert "<img src=x onerror=alert(1)>" in page.locator(".postil-hits").inner_text()


def test_no_inline_script(page: Page, pagefind_address: str) -> None:
    """The search page works where a site forbids all scripts but its own files."""
    policy = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'"

    def strict(route: Any) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": policy}
        route.fulfill(response=answer, headers=headers)

    page.route("**/search/", strict)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{pagefind_address}search/")
    page.locator(".postil-search input").press_sequentially("irritation")
    assert chosen(page)
    ours = [text for text in said if "postil" in text or "pagefind" in text]
    assert ours == []
