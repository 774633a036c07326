"""The page of claims: filters that stand in the address, columns that sort, many rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from support.builds import CONFIGURATION, Built, build
from support.shared import Shared
from support.web import allow_instant_navigation, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

COUNT = 350
ASSESSMENTS = ("supported", "disputed", "unverifiable")


def because(article: str, number: int) -> str:
    """A reason for each seventh claim of an article."""
    if article == "ark" or number % 7:
        return ""
    title = "" if number % 49 else f", title: 'Animal zoo {number}, out in town'"
    return f"{title}, because: 'Animal zoo {number} is seen *near* the café in the Große Straße.'"


def files() -> dict[str, str | bytes]:
    """A site with more claims than one group of rows holds."""
    files = {"mkdocs.yml": CONFIGURATION, "docs/index.md": "# Home\n"}
    for article in ("zoo", "ark"):
        numbers = range(COUNT)
        files[f"docs/{article}.md"] = f"# The {article}\n\n" + "\n\n".join(
            f"Animal {article} {n} is here." for n in numbers
        )
        files[f"annotations/{article}.yml"] = "claims:\n" + "".join(
            f"  c{n}: {{quote: {article} {n} is, kind: statistic, "
            f"assessment: {ASSESSMENTS[n % 3]}, sources: [s{n % 7}], tags: ['t {n % 5}']"
            f"{because(article, n)}}}\n"
            for n in numbers
        )
    files["annotations/sources.yml"] = "".join(
        f"s{n}: {{type: book, title: Book {n}, issued: {1900 + n}}}\n" for n in range(7)
    )
    return dict(files)


@pytest.fixture(scope="module")
def many(shared: Shared) -> Iterator[str]:
    """The site, served."""
    built = shared.site("many", lambda folder: build(folder, files(), strict=True))
    assert (built.stopped, built.log) == ("", ())
    with served(built.site, searchable=False) as address:
        yield f"{address}claims/"


@pytest.fixture
def divided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The site as if its claims were too many for one page, served."""
    monkeypatch.setattr("postil.rendering.pages.claims.MOST", COUNT + 1)
    built = build(tmp_path, files(), strict=True)
    assert (built.stopped, built.log) == ("", ())
    with served(built.site, searchable=False) as address:
        yield f"{address}claims/"


def shown(page: Page) -> list[str]:
    """The words of the rows that are shown, in their order."""
    words: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".postil-claims tbody tr")]
            .filter(row => !row.hidden && !row.parentElement.hidden)
            .map(row => row.querySelector(".postil-sentence").textContent)"""
    )
    return [re.sub(r"^\s*Animal | is here\.\s*$", "", text) for text in words]


def choose(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"select[name={name}]").select_option(value)


def count(page: Page) -> str:
    return page.locator(".postil-filters output").inner_text()


def test_without_script_all_claims_are_there(plain_page: Page, many: str) -> None:
    plain_page.goto(many)
    assert len(shown(plain_page)) == 2 * COUNT
    assert not plain_page.locator(".postil-filters").is_visible()
    assert plain_page.locator(".postil-claims tbody tr").last.is_visible()


def test_filters_choose_and_stand_in_the_address(page: Page, many: str) -> None:
    page.goto(many)
    page.locator(".postil-filters").wait_for()
    assert count(page) == f"{2 * COUNT} claims"
    choose(page, article="zoo", assessment="disputed", source="s3", tag="t 4")
    expected = [n for n in range(COUNT) if n % 3 == 1 and n % 7 == 3 and n % 5 == 4]
    assert shown(page) == [f"zoo {n}" for n in expected]
    assert count(page) == f"{len(expected)} of {2 * COUNT} claims"
    assert parse_qs(urlsplit(page.url).query) == {
        "article": ["zoo"],
        "assessment": ["disputed"],
        "source": ["s3"],
        "tag": ["t 4"],
    }
    # What is shown stands together, in view: groups without a row take no room.
    last = page.locator(".postil-claims tbody tr:not([hidden])").last
    box = last.bounding_box()
    assert box
    assert box["y"] < 800

    again = page.context.new_page()
    again.goto(page.url)
    again.locator(".postil-filters").wait_for()
    assert shown(again) == [f"zoo {n}" for n in expected]
    again.locator(".postil-filters button[type=reset]").click()
    again.wait_for_url("**/claims/")
    assert len(shown(again)) == 2 * COUNT


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("zoo 33", [f"zoo {n}" for n in range(COUNT) if "33" in str(n)]),
        ("CAFE  strasse 14 ", [f"zoo {n}" for n in range(0, COUNT, 7) if "14" in str(n)]),
        ("café GROSSE", [f"zoo {n}" for n in range(0, COUNT, 7)]),
        ("unverifiable ark 11", [f"ark {n}" for n in range(2, COUNT, 3) if "11" in str(n)]),
        ("giraffe", []),
    ],
)
def test_words(words: str, expected: list[str], page: Page, many: str) -> None:
    """All words of a row count, whatever their accents and case; the address says them."""
    page.goto(many)
    page.get_by_label("Words to look for").click()
    page.keyboard.type(words)
    assert shown(page) == expected
    assert page.get_by_role("status").inner_text() == f"{len(expected)} of {2 * COUNT} claims"
    assert page.locator(".postil-none").is_visible() == (not expected)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == {"q": [words]})
    page.reload()
    assert shown(page) == expected
    page.get_by_role("button", name="Clear all filters").press("Enter")
    page.wait_for_url("**/claims/")
    assert len(shown(page)) == 2 * COUNT


def test_a_row_says_what_a_claim_comes_to(page: Page, many: str) -> None:
    """Its title and its reason come before the passage, and lead to it; a claim without either is
    its passage."""
    page.goto(f"{many}?q=zoo+147")
    cell = page.locator(".postil-overview tbody tr:not([hidden]) td:first-child").first
    assert [text for text in cell.inner_text().split("\n") if text] == [
        "Animal zoo 147, out in town",
        "Animal zoo 147 is seen near the café in the Große Straße.",
        "Animal zoo 147 is here.",
    ]
    assert cell.locator("a").evaluate_all("all => all.map(a => a.textContent)") == [
        "Animal zoo 147, out in town"
    ]
    page.goto(f"{many}?q=zoo+14+cafe")
    texts = page.locator(".postil-overview tbody tr:not([hidden]) td:first-child")
    assert texts.first.inner_text().split("\n\n") == [
        "Animal zoo 14 is seen near the café in the Große Straße.",
        "Animal zoo 14 is here.",
    ]
    page.goto(f"{many}?q=zoo+15")
    assert texts.first.inner_text() == "Animal zoo 15 is here."
    assert texts.first.locator("a").get_attribute("href") == "../zoo/#c15"


def test_an_address_with_words_that_are_no_choice(page: Page, many: str) -> None:
    page.goto(f"{many}?assessment=nonsense&other=1")
    page.locator(".postil-filters").wait_for()
    assert len(shown(page)) == 2 * COUNT


def test_columns_sort(page: Page, many: str) -> None:
    """By number where there are numbers, up and down, and only among what is shown."""
    page.goto(many)
    heading = page.locator(".postil-claims th").nth(0)
    heading.locator("button").click()
    up = [f"{article} {n}" for article in ("ark", "zoo") for n in range(COUNT)]
    assert heading.get_attribute("aria-sort") == "ascending"
    assert shown(page) == up
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert shown(page) == up[::-1]
    choose(page, assessment="supported", article="ark")
    assert shown(page) == [f"ark {n}" for n in range(COUNT) if n % 3 == 0][::-1]
    page.locator(".postil-claims th button").nth(1).click()
    assert heading.get_attribute("aria-sort") is None
    assert len(shown(page)) == len([n for n in range(COUNT) if n % 3 == 0])


def test_the_order_stands_in_the_address(page: Page, many: str) -> None:
    page.goto(f"{many}?assessment=supported&article=ark")
    page.locator(".postil-claims th button").nth(0).click()
    page.locator(".postil-claims th button").nth(0).click()
    expected = [f"ark {n}" for n in range(COUNT) if n % 3 == 0][::-1]
    assert shown(page) == expected
    assert parse_qs(urlsplit(page.url).query)["sort"] == ["-claim"]
    again = page.context.new_page()
    again.goto(page.url)
    again.locator(".postil-filters").wait_for()
    assert shown(again) == expected
    assert again.locator("th[data-column=claim]").get_attribute("aria-sort") == "descending"
    again.locator(".postil-filters button[type=reset]").click()
    again.wait_for_url("**/claims/?sort=-claim")
    assert shown(again)[0] == f"zoo {COUNT - 1}"
    again.goto(f"{many}?sort=nonsense")
    again.locator(".postil-filters").wait_for()
    assert not again.locator("th[aria-sort]").count()


def test_rows_lead_to_their_passages(page: Page, many: str) -> None:
    page.goto(f"{many}?article=zoo&source=s6")
    page.locator(".postil-claims tr:not([hidden]) td a").first.click()
    page.wait_for_url("**/zoo/#c6")
    page.locator("mark#c6").wait_for()


def test_back_returns_to_the_choice(page: Page, many: str) -> None:
    page.goto(many)
    choose(page, assessment="disputed", tag="t 4")
    chosen = shown(page)
    page.locator(".postil-claims tr:not([hidden]) td a").first.click()
    page.wait_for_url(re.compile(r"#c\d+$"))
    page.go_back()
    page.wait_for_url("**/claims/?*")
    page.wait_for_function("document.querySelector('.postil-filters output').value.includes('of')")
    assert shown(page) == chosen
    assert page.locator("select[name=assessment]").input_value() == "disputed"


def test_back_after_instant_navigation(page: Page, demo: Built, demo_address: str) -> None:
    """The same where pages are swapped in: on the way to the claims, to a passage, and back."""
    allow_instant_navigation(page, demo.site, demo_address)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(demo_address)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.before = true")
    page.locator(".md-nav--primary a[href*='claims/']").click()
    page.locator(".postil-filters").wait_for()
    total = count(page)
    choose(page, assessment="disputed", kind="generalisation")
    chosen = shown(page)
    assert chosen
    page.locator(".postil-claims tr:not([hidden]) td a").first.click()
    page.locator(".postil-note.postil-open").wait_for()
    page.go_back()
    page.locator(".postil-filters").wait_for()
    assert page.evaluate("window.before"), "the page was loaded anew"
    assert shown(page) == chosen
    assert count(page) == f"{len(chosen)} of {total}"
    assert parse_qs(urlsplit(page.url).query) == {
        "assessment": ["disputed"],
        "kind": ["generalisation"],
    }


def test_the_count_is_announced(page: Page, many: str) -> None:
    """It stands in a live region, and the button that clears is there only with a choice."""
    page.goto(f"{many}?assessment=disputed")
    status = page.get_by_role("status")
    assert status.inner_text() == count(page) != ""
    clear = page.get_by_role("button", name="Clear all filters")
    clear.click()
    assert status.inner_text() == f"{2 * COUNT} claims"
    assert not clear.is_visible()
    assert page.evaluate("document.activeElement.name") == "q"


def test_sorting_on_a_phone(page: Page, many: str) -> None:
    """Where rows are cards, the headings are what the cards are sorted by."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{many}?source=s1")
    by = page.get_by_role("button", name="Assessment")
    by.click()
    assert by.is_visible()
    cells = page.locator(".postil-claims tr:not([hidden]) td:nth-child(2)").all_text_contents()
    labels = [re.sub(r"\W", "", text) for text in cells]
    assert labels == sorted(labels)
    assert set(labels) == {"Supported", "Disputed", "Unverifiable"}


def test_too_many_for_one_page(page: Page, divided: str) -> None:
    """Each part has whole articles; a choice goes along to the other parts."""
    page.goto(divided)
    assert shown(page) == [f"ark {n}" for n in range(COUNT)]
    parts = page.locator(".postil-parts li > *")
    assert parts.all_inner_texts() == ["The ark", "The zoo"]
    assert parts.first.get_attribute("aria-current") == "page"
    choose(page, assessment="disputed", source="s1")
    page.locator(".postil-claims th button").nth(0).click()
    page.locator("a[rel=next]").click()
    page.wait_for_url("**/claims-2/?*")
    assert page.locator("h1").inner_text() == "Claims, part 2"
    wanted = [f"zoo {n}" for n in range(COUNT) if n % 3 == 1 and n % 7 == 1]
    assert shown(page) == wanted
    assert page.locator("select[name=source]").input_value() == "s1"
    page.locator(".postil-filters button[type=reset]").click()
    parts.first.click()
    page.wait_for_url(f"{divided}?sort=claim")
    assert len(shown(page)) == COUNT


def test_a_choice_is_counted_on_all_parts(page: Page, divided: str) -> None:
    """Also one that the other part alone has."""
    page.goto(divided)
    page.get_by_label("Words to look for").fill("zoo 34")
    other = page.locator(".postil-parts li").nth(1)
    other.get_by_text("(14)").wait_for()
    assert count(page) == f"0 of {COUNT} claims · 14 on the other pages"
    page.goto(f"{divided}?article=zoo&tag=t+4")
    other.get_by_text("(70)").wait_for()
    assert shown(page) == []
    page.locator(".postil-parts a").click()
    page.wait_for_url("**/claims-2/?*")
    assert len(shown(page)) == 70


def test_sources_are_chosen_and_sorted(page: Page, demo_address: str) -> None:
    """By kind, by date, by how much rests on each: the script of claims serves them, too."""
    page.goto(f"{demo_address}sources/?kind=book")
    rows = page.locator(".postil-source-list tbody tr:not([hidden])")
    kinds = rows.locator("td:nth-child(2)").all_inner_texts()
    assert set(kinds) == {"Book"}
    page.get_by_role("button", name="Clear all filters").click()
    for column, name in ((3, "Date"), (4, "Cited")):
        page.get_by_role("button", name=name, exact=True).click()
        keys = rows.locator(f"td:nth-child({column})").evaluate_all(
            "cells => cells.map(cell => Number(cell.dataset.key))"
        )
        assert keys == sorted(keys, reverse=True)
        assert keys[0] > keys[-1]
    # A year that is not certain counts as the year.
    page.locator("select[name=year]").select_option("2012")
    dates = rows.locator("td:nth-child(3)").all_inner_texts()
    assert set(dates) == {"2012", "c. 2012"}
