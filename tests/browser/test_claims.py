"""The page of claims: filters that stand in the address, columns that sort, many rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from support.builds import CONFIGURATION, build
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

COUNT = 350
ASSESSMENTS = ("supported", "disputed", "unverifiable")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with more claims than one group of rows holds, served."""
    root = tmp_path_factory.mktemp("many")
    files = {"mkdocs.yml": CONFIGURATION, "docs/index.md": "# Home\n"}
    for article in ("zoo", "ark"):
        numbers = range(COUNT)
        files[f"docs/{article}.md"] = f"# The {article}\n\n" + "\n\n".join(
            f"Animal {article} {n} is here." for n in numbers
        )
        files[f"annotations/{article}.yml"] = "claims:\n" + "".join(
            f"  c{n}: {{quote: {article} {n} is, kind: statistic, "
            f"assessment: {ASSESSMENTS[n % 3]}, sources: [s{n % 7}], tags: ['t {n % 5}']}}\n"
            for n in numbers
        )
    files["annotations/sources.yml"] = "".join(
        f"s{n}: {{type: book, title: Book {n}, issued: {1900 + n}}}\n" for n in range(7)
    )
    built = build(root, dict(files), strict=True)
    assert (built.stopped, built.log) == ("", ())
    with served(built.site) as address:
        yield f"{address}claims/"


def shown(page: Page) -> list[str]:
    """The words of the rows that are shown, in their order."""
    words: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".postil-claims tbody tr")]
            .filter(row => !row.hidden && !row.parentElement.hidden)
            .map(row => row.cells[0].textContent)"""
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


def test_rows_lead_to_their_passages(page: Page, many: str) -> None:
    page.goto(f"{many}?article=zoo&source=s6")
    page.locator(".postil-claims tr:not([hidden]) td a").first.click()
    page.wait_for_url("**/zoo/#c6")
    page.locator("mark#c6").wait_for()
