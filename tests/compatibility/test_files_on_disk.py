"""Pages that we make, seen by plugins that take for granted that each has a file and a content."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from postil.hosts.mkdocs.neighbours import tell_of
from support.builds import build

# As mkdocs-rss, mkdocs-obsidian-bridge, mkdocs-autolinks and mkdocs-video do.
HOOKS = """
from pathlib import Path
from mkdocs.plugins import event_priority

@event_priority(-120)
def on_files(files, config):
    for file in files:
        assert Path(file.abs_src_path).read_bytes() == file.content_bytes, file.src_uri

def on_page_content(html, page, config, files):
    assert html.strip()
    assert Path(page.file.abs_src_path).is_file()
    with Path(config.config_file_path).with_name("seen.txt").open("a") as seen:
        seen.write(page.file.src_uri + "\\n")
"""
FILES = {
    "hooks.py": HOOKS,
    "docs/index.md": "# Home\n\nSome words.\n",
    "annotations/index.yml": "claims: {a: {quote: Some words, sources: [book]}}\n",
    "annotations/sources.yml": "book: {type: book, title: A book}\n",
}


@pytest.mark.parametrize("cache", [".cache/postil", ""])
def test_every_page_has_a_file(cache: str, tmp_path: Path) -> None:
    """While the site is built, and no longer."""
    said = f"site_name: x\nhooks: [hooks.py]\nplugins: [postil: {{cache: '{cache}'}}]\n"
    built = build(tmp_path, {**FILES, "mkdocs.yml": said}, strict=True)
    assert not built.stopped, built.log
    seen = (tmp_path / "seen.txt").read_text().splitlines()
    assert {"index.md", "claims.md", "sources/index.md", "sources/book.md"} <= {*seen}
    assert "Some words" in built.html("claims/index.html")
    assert "<p></p>" not in built.html("claims/index.html")
    assert not [*tmp_path.glob("**/.cache/postil/*/claims.md")]


def test_a_list_of_files_that_was_made_before_gets_ours() -> None:
    """As that of mkdocs-htmlproofer, which takes links to what is not on it for dead ones."""
    theirs, others = [File("a.md", "", "", True)], [File("a.md", "", "", True)]
    proofer = type("HtmlProoferPlugin", (), {"__module__": "htmlproofer.plugin", "files": theirs})
    other = type("Other", (), {"__module__": "other.plugin", "files": others})
    config: Any = SimpleNamespace(plugins={"htmlproofer": proofer(), "other": other()})
    tell_of(cast(MkDocsConfig, config), [File("claims.md", "", "", True)])
    assert [file.src_uri for file in theirs] == ["a.md", "claims.md"]
    assert len(others) == 1
