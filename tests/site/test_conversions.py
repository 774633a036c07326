"""Articles that are as they were are not converted again; and never is one shown as it was when
anything that its HTML depends on has changed."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown
from mkdocs.structure.pages import Page

from postil.rendering.prose.paragraphs import ShortCuts
from support.builds import Built, build, build_apart, write
from support.output import contents

CONFIGURATION = """\
site_name: Test
theme: {name: null, custom_dir: theme}
plugins: [postil]
validation: {anchors: warn}
markdown_extensions:
  - footnotes
  - attr_list
  - toc:
      permalink: true
      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
      options: {custom_icons: [icons]}
"""


def extended(configuration: str, extension: str) -> str:
    """A configuration with an extension more."""
    name = "markdown_extensions:\n"
    assert name in configuration
    return configuration.replace(name, f"{name}  - {extension}\n")


SNIPPETS = "pymdownx.snippets"
ARTICLE = """\
# One & *only*

The words of one[^1] lead to [two](two.md#part), its [other part](two.md#other){.own} and
[here](#last), or [there](/two.md).
:own-mark: ![A picture](picture.png)

--8<-- "docs/included.txt"
{#words}

## Last

[^1]: As is said in [two](two.md).
"""
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": CONFIGURATION,
    "docs/index.md": "# Home\n",
    "docs/one.md": ARTICLE,
    "docs/two.md": "# Two\n\n## Part\n\n## Other\n",
    "docs/plain.md": "# Plain\n\nTo [one](one.md#last) and [its words](one.md#words).\n",
    "docs/picture.png": b"",
    "docs/included.txt": "Included words.\n",
    "icons/own/mark.svg": '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    "annotations/one.yml": "claims: {few: {quote: words of one, because: Few.}}\n",
    "theme/main.html": """\
<html><head></head>{{ page.title }}
{% macro list(items) %}{% for item in items %}{{ item.level }} {{ item.title }} {{ item.url }}
{{ list(item.children) }}{% endfor %}{% endmacro %}{{ list(page.toc) }}{{ page.content }}</html>
""",
}
# It leads to a page that is not there.
WRONG = {**FILES, "docs/one.md": ARTICLE.replace("two.md#part", "three.md#part")}

# A new text of a file; None for no such file any more.
CHANGES: dict[str, dict[str, str | bytes | None]] = {
    "the text": {"docs/one.md": ARTICLE + "\nMore.\n"},
    "the title": {"docs/one.md": ARTICLE.replace("# One", "# First")},
    "the front matter": {"docs/one.md": "---\ntitle: First\n---\n" + ARTICLE},
    "another page": {"docs/new.md": "# New\n"},
    "a page less that it links to": {"docs/two.md": None},
    "a page less that it does not link to": {"docs/plain.md": None},
    "a picture less": {"docs/picture.png": None},
    "a page that is not built": {"mkdocs.yml": CONFIGURATION + "exclude_docs: two.md\n"},
    "a heading less that it links to": {"docs/two.md": "# Two\n\n## Part\n"},
    "a heading less that is linked to": {"docs/one.md": ARTICLE.replace("## Last", "Last")},
    "addresses": {"mkdocs.yml": CONFIGURATION + "use_directory_urls: false\n"},
    "what is checked": {
        "mkdocs.yml": CONFIGURATION.replace(
            "anchors:", "absolute_links: relative_to_docs, anchors:"
        )
    },
    "an extension less": {"mkdocs.yml": CONFIGURATION.replace("  - attr_list\n", "")},
    "an extension more": {"mkdocs.yml": extended(CONFIGURATION, "smarty")},
    "an option": {"mkdocs.yml": CONFIGURATION.replace("case: lower", "case: none")},
    "an option less": {"mkdocs.yml": CONFIGURATION.replace("      permalink: true\n", "")},
    "an icon": {"icons/own/mark.svg": '<svg viewBox="0 0 2 2"><path d="M0 0"/></svg>'},
    "the place of another page": {
        "docs/two.md": None,
        "docs/two/index.md": FILES["docs/two.md"],
        "docs/one.md": ARTICLE.replace("two.md", "two/index.md"),
    },
    "its own place": {
        "docs/one.md": None,
        "docs/part/one.md": ARTICLE,
        "docs/part/two.md": FILES["docs/two.md"],
        "docs/part/picture.png": b"",
        "annotations/one.yml": None,
        "annotations/part/one.yml": FILES["annotations/one.yml"],
        "docs/plain.md": "# Plain\n",
    },
    "an extension that reads files": {
        "mkdocs.yml": extended(CONFIGURATION, SNIPPETS),
        "docs/included.txt": "Other words.\n",
    },
    "an included text": {"docs/included.txt": "Other words.\n"},
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a site that was built once. Snippets and icons are looked for in it."""
    monkeypatch.chdir(tmp_path)
    built = build(tmp_path, FILES)
    assert (built.stopped, built.log) == ("", ())
    yield tmp_path


def made(built: Built) -> tuple[tuple[str, ...], dict[str, bytes]]:
    return built.log, contents(built.site)


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are converted from now on."""
    found: list[str] = []
    render = Page.render

    def watched(page: Page, *args: Any) -> None:
        found.append(page.file.src_uri)
        render(page, *args)

    watched.__module__ = Page.__module__
    monkeypatch.setattr(Page, "render", watched)
    return found


@pytest.fixture
def shortened(monkeypatch: pytest.MonkeyPatch) -> list[Markdown]:
    """The converters that take short cuts from now on."""
    found: list[Markdown] = []
    extend = ShortCuts.extendMarkdown

    def watched(cuts: ShortCuts, md: Markdown) -> None:
        found.append(md)
        extend(cuts, md)

    monkeypatch.setattr(ShortCuts, "extendMarkdown", watched)
    return found


def test_an_article_is_converted_once(site: Path, converted: list[str]) -> None:
    first = contents(site / "site")
    assert made(build(site)) == ((), first)
    assert "plain.md" in converted
    assert "one.md" not in converted


def test_short_cuts_make_the_same(site: Path, shortened: list[Markdown]) -> None:
    """They are taken where it is known what may be kept, and nowhere else."""
    first = contents(site / "site")
    shutil.rmtree(site / ".cache")
    build(site)
    assert len(shortened) == 1
    assert contents(site / "site") == first
    shortened.clear()
    build(site, {"mkdocs.yml": CONFIGURATION.replace("[postil]", "[{postil: {cache: ''}}]")})
    assert not shortened
    assert contents(site / "site") == first


@pytest.mark.parametrize("snippets", ["", SNIPPETS], ids=["settled", "not settled"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str, snippets: str, site: Path) -> None:
    """The site is the same, and the same is said of it, with what was kept and without."""
    if snippets:
        build(site, {"mkdocs.yml": extended(CONFIGURATION, snippets)})
    files = {"mkdocs.yml": CONFIGURATION, **CHANGES[change]}
    if snippets and snippets not in str(files["mkdocs.yml"]):
        files["mkdocs.yml"] = extended(str(files["mkdocs.yml"]), snippets)
    for name in [name for name, text in files.items() if text is None]:
        (site / name).unlink()
    write(site, {name: text for name, text in files.items() if text is not None})
    warm = made(build(site))
    shutil.rmtree(site / ".cache")
    assert warm == made(build(site))


def test_another_page_does_not_matter(site: Path, converted: list[str]) -> None:
    """An article depends on the pages it links to."""
    others = {"docs/new.md": "# New\n", "docs/plain.md": "# Plain\n"}
    build(site, {"mkdocs.yml": CONFIGURATION, **others})
    assert "new.md" in converted
    assert "one.md" not in converted
    (site / "docs/picture.png").unlink()
    build(site)
    assert "one.md" in converted


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (WRONG, "three.md"),
        # Its id is that of a heading.
        ({"annotations/one.yml": "claims: {last: {quote: words of one}}\n"}, "'last'"),
    ],
)
def test_what_is_wrong_is_said_at_every_build(
    wrong: dict[str, str | bytes], said: str, site: Path
) -> None:
    write(site, {**FILES, **wrong})
    first, second = build(site), build(site)
    assert said in " ".join(first.log)
    assert first.log == second.log


def test_a_build_that_does_not_say_what_is_wrong(site: Path) -> None:
    """`mkdocs build --quiet` does not; the next build does."""
    write(site, WRONG)
    logger = logging.getLogger("mkdocs")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        assert build(site).log == ()
    finally:
        logger.setLevel(level)
    assert "three.md" in build(site).log[0]


@pytest.mark.parametrize("extension", [SNIPPETS, "postil.markdown"])
def test_an_extension_that_may_look_elsewhere(
    extension: str, site: Path, converted: list[str]
) -> None:
    write(site, {"mkdocs.yml": extended(CONFIGURATION, extension)})
    build(site)
    build(site)
    assert converted.count("one.md") == 2


HOOKS = {
    # As mkdocs-jupyter does: a page is rendered in a way of its own.
    "a page with a way of its own": """\
def on_pre_page(page, config, files):
    if page.file.src_uri == "one.md":
        def render(config, files):
            page.content, page.toc = f"<p>The words of one: {word()}.</p>", []
        page.render = render
""",
    "options for a page": """\
def on_page_markdown(markdown, page, config, files):
    config.mdx_configs["toc"] = {"permalink": word()}
""",
    "links of its own": """\
from mkdocs.structure.pages import _RelativePathTreeprocessor as Links
own = Links.path_to_url
def path_to_url(self, url):
    return own(self, url) + f"#{word()}{len([*self.files])}"
def on_startup(command, dirty):
    Links.path_to_url = path_to_url
def on_shutdown():
    Links.path_to_url = own
""",
    "a page that is changed late": """\
def on_env(env, config, files):
    page = files.get_file_from_path("one.md").page
    page.content = page.content.replace("The words", f"{word()} The words")
""",
}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook(hook: str, site: Path) -> None:
    """What it does is done at every build, as it says then."""
    configuration = f"{CONFIGURATION}hooks: [own_hook.py]\n"
    # It reads a word from a file, so that the hook itself stays the same.
    code = f'def word():\n    with open("word.txt") as f:\n        return f.read()\n{HOOKS[hook]}'
    write(site, {"own_hook.py": code, "mkdocs.yml": configuration})
    for word in ("First", "Second"):
        (site / "word.txt").write_text(word)
        html = build(site, {"mkdocs.yml": configuration}).html("one/index.html")
        assert word in html
    assert "First" not in html


def test_a_blog(tmp_path: Path) -> None:
    """Its lists show the beginnings of posts, which are written before."""
    plugins = "plugins: [blog, postil]"
    files = {
        "mkdocs.yml": f"site_name: Test\ntheme: material\n{plugins}\n",
        "docs/index.md": "# Home\n\nBees dance.\n",
        "docs/blog/index.md": "# Blog\n",
        "docs/blog/posts/one.md": "---\ndate: 2024-01-02\ncategories: [Bees]\n---\n\n# One\n\n"
        "An excerpt.\n\n<!-- more -->\n\nMore.\n",
        "annotations/index.yml": "claims: {bees: {quote: Bees dance, because: So.}}\n",
    }
    built = build(tmp_path, files)
    for page in (
        "blog/index.html",
        "blog/category/bees/index.html",
        "blog/archive/2024/index.html",
    ):
        assert "An excerpt." in built.html(page), page


@pytest.mark.parametrize("folder", ["", "below"])
def test_an_icon_that_changes_while_a_site_is_served(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Material goes on with the icon that it has read: what is made of it is not kept. And icons
    are looked for in the folder where a build is started."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    root = tmp_path / "here" / folder
    mark = tmp_path / "here/icons/own/mark.svg"
    write(root, {name: text for name, text in FILES.items() if not name.startswith("icons")})
    for number in (1, 2):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(f'<svg viewBox="0 0 {number} {number}"><path d="M0 0"/></svg>')
        build(root, {"mkdocs.yml": CONFIGURATION})
    made = build_apart(root, tmp_path / "site", 0)
    assert 'viewBox="0 0 2 2"' in (made / "one/index.html").read_text(encoding="utf-8")
