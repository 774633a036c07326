"""Other plugins: a site without annotations stays as it is, one with them gets all its marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatibility.configurations import CONFIGURATIONS, Configuration
from support.builds import build
from support.marks import marked
from support.output import contents
from support.walk import dead_links, walk


@pytest.fixture(params=CONFIGURATIONS)
def configuration(request: pytest.FixtureRequest) -> Configuration:
    return CONFIGURATIONS[request.param]


def test_without_annotations_nothing_changes(configuration: Configuration, tmp_path: Path) -> None:
    """Byte for byte; also when the folder of annotations is there and empty."""
    plain = build(tmp_path / "plain", configuration.files(plugin=False, annotated=False))
    assert not plain.stopped, plain.log
    expected = contents(plain.site)
    built = build(tmp_path / "with", configuration.files(plugin=True, annotated=False))
    assert (built.stopped, built.log) == (plain.stopped, plain.log)
    assert contents(built.site) == expected
    (tmp_path / "with/annotations").mkdir()
    assert contents(build(tmp_path / "with").site) == expected


def test_with_annotations_all_marks_are_in_place(
    configuration: Configuration, tmp_path: Path
) -> None:
    built = build(tmp_path, configuration.files(plugin=True, annotated=True), strict=True)
    assert (built.stopped, built.log) == ("", ())
    pages = walk(built.site)
    dead = [address for address in dead_links(built.site, pages) if "#mkdocs_" not in address]
    assert [address for address in dead if not address.endswith(("#", "favicon.ico"))] == []
    for page, ids in configuration.marks.items():
        html = built.html(page)
        assert set(marked(html)) == ids
        assert {f"note-{id}" for id in ids} <= set(pages[page].ids())
        assert html.count('role="doc-noteref"') + html.count("role=doc-noteref") == len(ids)
    sources = [path for path in pages if path.endswith("sources/gates/index.html")]
    assert sources
    for path in sources:
        assert "rapport" in built.html(path)
