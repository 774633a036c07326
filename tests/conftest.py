"""Fixtures of the whole suite: sites, each built once, and a browser for each worker."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from browser.chromium import ARGUMENTS, find
from postil.rendering.searching import pagefind
from support.builds import Built, build
from support.demos import PAGEFIND, demo_copy
from support.readings import configuration, files
from support.shared import Shared
from support.tabs import Tab
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROJECT = Path(__file__).resolve().parent.parent

# Time is not what these tests measure, and machines of continuous integration stall.
settings.register_profile(
    "postil",
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("postil")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Shared:
    """What all workers of a run share."""
    folder = tmp_path_factory.getbasetemp()
    # Each worker has a folder of its own in that of the run.
    return Shared((folder if worker_id == "master" else folder.parent) / "shared")


@pytest.fixture(scope="session")
def demo(shared: Shared) -> Built:
    """The demo site, built as `make site` builds it, strictly."""
    return shared.site("demo", lambda folder: well(build(PROJECT, site=folder, strict=True)))


@pytest.fixture(scope="session")
def demo_address(demo: Built) -> Iterator[str]:
    """The demo site, served; its search finds nothing."""
    with served(demo.site, searchable=False) as address:
        yield address


@pytest.fixture(scope="session")
def searched_demo_address(demo: Built) -> Iterator[str]:
    """The demo site, served as it is."""
    with served(demo.site) as address:
        yield address


@pytest.fixture(scope="session")
def pagefind_site(shared: Shared) -> Built:
    """The demo as Pagefind searches it, in several portions as a large site."""

    def make(folder: Path) -> Built:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pagefind, "PORTION", 100)
            return well(build(demo_copy(folder, PAGEFIND), strict=True))

    return shared.site("pagefind", make)


@pytest.fixture(scope="session")
def pagefind_address(pagefind_site: Built) -> Iterator[str]:
    """The same, served."""
    with served(pagefind_site.site) as address:
        yield address


@pytest.fixture(scope="session")
def readings(shared: Shared) -> Iterator[str]:
    """The site of `support.readings`, served; its search finds nothing."""
    site = shared.site("readings", lambda folder: well(build(folder, files(configuration()))))
    with served(site.site, searchable=False) as address:
        yield address


@pytest.fixture(scope="session")
def instant_readings(shared: Shared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same with Material's instant navigation, which goes where the site map leads."""
    said = configuration(
        address="https://site.example/", more=", features: [navigation.instant, search.highlight]"
    )
    built = shared.site("instant", lambda folder: well(build(folder, files(said))))
    site = tmp_path_factory.mktemp("instant") / "site"
    shutil.copytree(built.site, site)
    with served(site) as address:
        sitemap = site / "sitemap.xml"
        sitemap.write_text(sitemap.read_text("utf-8").replace("https://site.example/", address))
        yield address


def well(built: Built) -> Built:
    """A build that was not stopped."""
    assert not built.stopped, built.log
    return built


@pytest.fixture(scope="session")
def browser(shared: Shared) -> Iterator[Browser]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    path = shared.once("chromium", find)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Iterator[Tab]:
    """The page that is used again, with JavaScript."""
    tab = Tab(browser)
    yield tab
    tab.close()


@pytest.fixture(scope="session")
def plain_tab(browser: Browser) -> Iterator[Tab]:
    """The same without JavaScript."""
    tab = Tab(browser, java_script_enabled=False)
    yield tab
    tab.close()


@pytest.fixture
def page(tab: Tab) -> Iterator[Page]:
    """A page of a browser with nothing kept from another test, with JavaScript."""
    with tab.lent() as page:
        yield page


@pytest.fixture
def plain_page(plain_tab: Tab) -> Iterator[Page]:
    """The same without JavaScript."""
    with plain_tab.lent() as page:
        yield page


@pytest.fixture
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page with a profile of its own that nobody has used: for a test that leaves in it what
    cannot be taken back, or to which it matters that nothing is compiled yet."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
