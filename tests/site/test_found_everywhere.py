"""The overviews can be reached from everywhere, whatever a site says of its navigation."""

from __future__ import annotations

import re
from pathlib import Path

from support.builds import Built, build
from support.walk import dead_links, read_page, target, walk

FILES = {
    "docs/index.md": "# Home\n",
    "docs/readings/lamp.md": "# Of lamps\n\nThe lamp burned oil here.\n",
    "annotations/readings/lamp.yml": "claims:\n  lamp: {quote: The lamp burned oil}\n",
}
MORE = {
    "annotations/readings/lamp.yml": "claims:\n  lamp:\n    quote: The lamp burned oil\n"
    "    sources: [bills]\n    terms: [oil]\n"
    "    cross_references: [{to: '#here', relation: extends}]\n"
    "notes:\n  here: {quote: oil here, note: N.}\n",
    "annotations/sources.yml": "bills: {type: book, title: Bills}\n",
    "annotations/glossary.yml": "oil: {term: oil, definition: What burns.}\n",
    "annotations/annotators.yml": "ana: {name: Ana}\nben: {name: Ben}\n",
}
CONFIGURATION = "site_name: T\ntheme: {name: THEME}\nplugins: [search, postil]\n"
OVERVIEWS = {
    "claims/index.html": "Claims",
    "evidence/index.html": "Evidence",
    "sources/index.html": "Sources",
    "cross-references/index.html": "Cross-references",
    "glossary/index.html": "Glossary",
    "annotators/index.html": "Annotators",
}
NAV = (
    "nav: [index.md, {Readings: [readings/lamp.md]}, claims.md, {Proof: evidence/index.md},"
    " sources/index.md, cross-references/index.md, glossary.md,"
    " annotators/index.md]\n"
)


def linked(built: Built, page: str) -> set[str]:
    found = {target(page, a) for a in read_page(page, built.html(page)).addresses()}
    return {to[0] for to in found if to}


def reaches(built: Built, *pages: str) -> None:
    assert (built.stopped, built.log) == ("", ())
    for page in ("index.html", "readings/lamp/index.html", *pages):
        assert set(pages) <= linked(built, page), page
    assert dead_links(built.site, walk(built.site)) == []


def test_without_a_navigation(tmp_path: Path) -> None:
    for theme in ("material", "mkdocs", "readthedocs"):
        configuration = CONFIGURATION.replace("THEME", theme)
        files = {**FILES, **MORE, "mkdocs.yml": configuration}
        built = build(tmp_path / theme, files, strict=True)
        reaches(built, *OVERVIEWS)
        for name in OVERVIEWS.values():
            assert re.search(rf">\s*{name}\s*<", built.html("index.html"))


def test_only_what_there_is(tmp_path: Path) -> None:
    files = {**FILES, "mkdocs.yml": CONFIGURATION.replace("THEME", "material")}
    built = build(tmp_path, files, strict=True)
    reaches(built, "claims/index.html")
    assert not (built.site / "glossary").exists()


def test_a_navigation_may_list_what_has_nothing_on_it_yet(tmp_path: Path) -> None:
    configuration = CONFIGURATION.replace("THEME", "material") + NAV
    built = build(tmp_path, {**FILES, "mkdocs.yml": configuration}, strict=True)
    reaches(built, *OVERVIEWS)
    for page in ("evidence", "sources", "cross-references", "glossary", "annotators"):
        assert "There is nothing here yet." in built.article(f"{page}/index.html")
    built = build(tmp_path, MORE, strict=True)
    reaches(built, *OVERVIEWS)
    for page in OVERVIEWS:
        assert "There is nothing here yet." not in built.article(page)


def test_a_navigation_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    configuration = CONFIGURATION.replace("THEME", "material") + "nav: [index.md]\n"
    files = {**FILES, **MORE, "mkdocs.yml": configuration}
    built = build(tmp_path, files)
    assert not {page for page in OVERVIEWS if page in linked(built, "index.html")}
