"""Fixtures of the whole suite: the demo site, built once for each worker, and a browser."""

from __future__ import annotations

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
def demo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo site, built as `make site` builds it, strictly."""
    built = build(PROJECT, site=tmp_path_factory.mktemp("demo"), strict=True)
    assert not built.stopped, built.log
    return built


@pytest.fixture(scope="session")
def demo_address(demo: Built) -> Iterator[str]:
    """The demo site, served."""
    with served(demo.site) as address:
        yield address


@pytest.fixture(scope="session")
def pagefind_site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo as Pagefind searches it, in several portions as a large site."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pagefind, "PORTION", 100)
        built = build(demo_copy(tmp_path_factory.mktemp("pagefind"), PAGEFIND), strict=True)
    assert not built.stopped, built.log
    return built


@pytest.fixture(scope="session")
def pagefind_address(pagefind_site: Built) -> Iterator[str]:
    """The same, served."""
    with served(pagefind_site.site) as address:
        yield address


@pytest.fixture(scope="session")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of `support.readings`, served."""
    with served(_readings(tmp_path_factory.mktemp("readings"))) as address:
        yield address


@pytest.fixture(scope="session")
def instant_readings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same with Material's instant navigation, which goes where the site map leads."""
    site = _readings(
        tmp_path_factory.mktemp("instant"),
        address="https://site.example/",
        more=", features: [navigation.instant, search.highlight]",
    )
    with served(site) as address:
        sitemap = site / "sitemap.xml"
        sitemap.write_text(sitemap.read_text("utf-8").replace("https://site.example/", address))
        yield address


def _readings(root: Path, **said: str) -> Path:
    built = build(root, files(configuration(**said)))
    assert not built.stopped, built.log
    return built.site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    path = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser with a profile of its own, with JavaScript."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """The same without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()
