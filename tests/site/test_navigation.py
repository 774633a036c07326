"""Sections of Material's navigation that are rendered once are on each page what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import Environment, FileSystemLoader

from postil.hosts.mkdocs import making
from postil.rendering import navigation
from postil.rendering.navigation import Sections
from postil.rendering.shell import share_shells
from support.builds import build, write

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATION = """\
site_name: Test
use_directory_urls: {directories}
theme:
  name: material
  features: [{features}]
plugins: [search, postil]
nav:
  - index.md
  - Below: [below/index.md, below/one.md, below/deep/two.md]
  - Beside:
      - beside/three.md
      - Deep: [beside/deep/four.md, beside/deep/five.md]
  - Links: [https://example.org/, 'Up': below/one/up/, 'Here': ./beside/../below/one/#here]
  - Mixed: [top.md, below/six.md]
  - alone.md
"""
PAGES = "index below/index below/one below/deep/two beside/three beside/deep/four beside/deep/five"
FILES = {
    **{f"docs/{page}.md": f"# Of {page}\n\nWords.\n" for page in f"{PAGES} top below/six".split()},
    "docs/alone.md": "---\nstatus: new\nicon: material/bee\n---\n\n# Alone\n\nBees dance.\n",
    "docs/below/six.md": "---\nstatus: new\nsubtitle: A half\n---\n\n# Six\n",
    "annotations/alone.yml": "claims: {dance: {quote: Bees dance, because: Reasons.}}\n",
}


def pages(site: Path) -> dict[str, str]:
    found = site.rglob("*.html")
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in found}


@pytest.mark.parametrize(
    ("features", "directories"),
    [
        ("", "true"),
        ("navigation.indexes, navigation.prune", "true"),
        ("navigation.tabs, navigation.sections", "false"),
        ("navigation.expand, navigation.path, toc.integrate", "true"),
    ],
)
def test_each_page_has_the_navigation_that_it_had(
    features: str, directories: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = CONFIGURATION.format(features=features, directories=directories)
    shared = build(tmp_path, {**FILES, "mkdocs.yml": options}, site=tmp_path / "shared")
    monkeypatch.setattr(making, "folder_of_material", lambda: None)
    whole = build(tmp_path, site=tmp_path / "whole")
    assert pages(shared.site) == pages(whole.site)


class Item:
    """A page or a section of a navigation."""

    def __init__(self, url: str, *children: Item) -> None:
        self.url, self.children, self.is_section = url, children, bool(children)
        self.active = False
        self.asked = 0

    @property
    def title(self) -> str:
        self.asked += 1
        return f"Title of {self.url}"


ITEM = "{% macro render(item, path, level) %}<{{ item.title }} on {{ page.url }}>{% endmacro %}"
MAIN = """\
{% import "partials/nav-item.html" as item with context %}
{% for one in nav.items %}{{ item.render(one, "_" ~ loop.index, 1) }}{% endfor %}
"""


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """A theme whose sections say, against all rules, on which page they are."""
    write(tmp_path, {"theme/main.html": MAIN, "theme/partials/nav-item.html": ITEM})
    return tmp_path / "theme"


class Navigation:
    def __init__(self, *items: Item) -> None:
        self.items = items


def rendered(theme: Path, own: Path, *urls: str) -> tuple[Item, list[str]]:
    """The pages with these addresses, beside a section; and that section."""
    environment = Environment(loader=FileSystemLoader(theme))
    share_shells(environment, lambda _: False, Sections(own))
    section = Item("section", Item("other/a/"), Item("other/b/"))
    nav = Navigation(section, *map(Item, urls))
    template = environment.get_template("main.html")
    return section, [template.render(page=page, nav=nav) for page in nav.items[1:]]


def test_a_section_is_rendered_once_for_a_folder(theme: Path) -> None:
    section, made = rendered(theme, theme, "x/a/", "x/b/", "x/c/", "y/a/", "y/b/")
    assert section.asked == 2
    shown = [page.count(f"of section on {folder}/a/") for page, folder in zip(made, "xxxyy")]  # noqa: B905
    assert shown == [1] * 5


def test_it_is_not_where_a_section_is_nearer(theme: Path) -> None:
    """On a page above others addresses are shorter; and so on the first page of all."""
    section, made = rendered(theme, theme, "", "x/a/", "x/a/b/", "other/", "other/a/", "x/c/")
    assert section.asked == 6
    assert "of section on x/a/>" in made[1]
    assert "of section on other/>" in made[3]


def test_the_template_of_a_site_is_asked_for_every_page(theme: Path, tmp_path: Path) -> None:
    section, made = rendered(theme, tmp_path / "elsewhere", "x/a/", "x/b/")
    assert section.asked == 2
    assert "of section on x/b/>" in made[1]


STATUS = """\
def on_page_context(context, page, config, nav):
    for one in nav.pages:
        one.meta["status"] = f"on-{page.file.name}"
    return context
"""


def test_other_plugins_may_change_pages_while_they_are_written(tmp_path: Path) -> None:
    options = CONFIGURATION.format(features="", directories="true")
    files = {**FILES, "mkdocs.yml": f"{options}hooks: [status.py]\n", "status.py": STATUS}
    built = build(tmp_path, files)
    for name in ("four", "five"):
        html = built.html(f"beside/deep/{name}/index.html")
        assert html.count("md-status--on-") == html.count(f"md-status--on-{name}") > 3


def test_sections_are_shared_in_a_usual_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[Any] = []
    sharing = Sections._sharing
    monkeypatch.setattr(
        navigation.Sections, "_sharing", lambda self, of: shared.append(of) or sharing(self, of)
    )
    build(tmp_path, {**FILES, "mkdocs.yml": CONFIGURATION.format(features="", directories="true")})
    assert len(shared) > 6
