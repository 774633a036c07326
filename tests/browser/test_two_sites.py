"""Two sites that refer to each other, each built from the inventory of the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe

from support.builds import Built
from support.sites import two_sites
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Sites(NamedTuple):
    harbour: Built
    town: Built
    at_harbour: str
    at_town: str


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    root = tmp_path_factory.mktemp("sites")
    for name in ("harbour", "town"):
        (root / name / "site").mkdir(parents=True)
    # As most hosts of static pages do.
    allowed = {"Access_Control_Allow_Origin": "*"}
    with (
        served(root / "harbour/site") as harbour,
        served(root / "town/site", **allowed) as town,
    ):
        yield Sites(*two_sites(root, harbour, town), harbour, town)


def test_a_reference_is_followed_there_and_back(sites: Sites, page: Page) -> None:
    page.goto(f"{sites.at_harbour}readings/bridge/#note-traffic-down")
    there = page.locator("#note-traffic-down .postil-references li").first
    assert "Streets & lanes on the site “Town” Supported" in " ".join(there.inner_text().split())
    there.locator("summary").click()
    assert not Axe().run(page).response["violations"]
    there.get_by_role("link", name="no quieter than before").click()
    page.wait_for_url(f"{sites.at_town}streets/#quieter")
    assert page.locator("#quieter").inner_text() == "no quieter"
    back = page.locator("#note-quieter .postil-references li").last
    assert re.search(r"Contradicted by\s+The bridge\s+on the site “Harbour”", back.inner_text())
    back.locator("summary").click()
    back.get_by_role("link", name="Traffic has fallen by a third").click()
    page.wait_for_url(f"{sites.at_harbour}readings/bridge/#traffic-down")
    assert page.locator("#traffic-down").inner_text() == "Traffic has fallen by a third"


def test_the_other_site_is_searched_once_the_reader_asks_for_it(sites: Sites, page: Page) -> None:
    """Not before; and no script of it runs here."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{sites.at_harbour}search/?q=quieter")
    there = page.locator(".postil-there")
    button = there.get_by_role("button", name="Search this site, too")
    button.wait_for()
    page.locator(".postil-search output", has_text="hit").wait_for()
    assert f"Your browser then asks {sites.at_town.split('/')[2]}." in there.inner_text()
    assert not any(url.startswith(sites.at_town) for url in asked)
    button.click()
    there.locator("li", has_text="quieter").first.wait_for()
    assert not Axe().run(page).response["violations"]
    page.get_by_role("searchbox").last.fill("lanes")
    there.locator("li", has_text="Streets").first.wait_for()
    there.get_by_role("link").first.click()
    page.wait_for_url(f"{sites.at_town}streets/**")
    of_its_search = [url for url in asked if url.startswith(f"{sites.at_town}pagefind/")]
    assert of_its_search
    assert not [url for url in of_its_search if re.search(r"\.js(\?|$)", url)]


def test_pages_and_files(sites: Sites) -> None:
    """What a site says of another is listed among its cross-references, and its inventory has what
    others need."""
    assert (sites.harbour.log, sites.town.log) == ((), ())
    listed = sites.harbour.article("cross-references/index.html")
    assert "On other sites" in listed
    assert f'href="{sites.at_town}streets/#quieter"' in listed
    assert f'href="{sites.at_town}streets/"' in listed
    inventory = json.loads(sites.town.html("postil-inventory.json"))
    assert inventory["address"] == sites.at_town
    assert inventory["articles"]["streets"] == {
        "title": "Streets & lanes",
        "address": "streets/",
        "annotations": {
            "quieter": {
                "type": "claim",
                "words": "no quieter than before",
                "verdict": "Supported",
                "version": inventory["articles"]["streets"]["annotations"]["quieter"]["version"],
                "was": ["calmer"],
                "refers": [
                    {
                        "to": f"{sites.at_harbour}readings/bridge/#traffic-down",
                        "relation": "Contradicted by",
                    }
                ],
            }
        },
    }


def test_a_hostile_inventory_is_text(sites: Sites, tmp_path: Path) -> None:
    """Markup in what another site says stands on the page as it is written."""
    import shutil

    from support.builds import build

    shutil.copytree(sites.harbour.site.parent, tmp_path, dirs_exist_ok=True)
    kept = tmp_path / "annotations/inventories/town.json"
    kept.write_text(kept.read_text("utf-8").replace("no quieter", "<img src=x onerror=y>"), "utf-8")
    html = build(tmp_path, strict=True).article("readings/bridge/index.html")
    assert "&lt;img src=x onerror=y&gt; than before" in html
    assert "<img" not in html
