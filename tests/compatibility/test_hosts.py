"""The demo under MkDocs, ProperDocs and Zensical: the same annotations, links and words."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from postil.desk.reference import reference
from support.builds import Built, write
from support.demos import PROJECT
from support.marks import marked
from support.serving import wait_for
from support.shared import Shared
from support.walk import target, walk

# The five lines that the guide tells to add.
LINES = """\
  - postil.markdown
  - zensical.extensions.macros:
      modules: [postil.zensical]
      include_dir: annotations
      render_by_default: false
"""
# What the guide says to be different under Zensical: files by which other programs know a reading,
# and what stands about it in the head of the page.
FILES = re.compile(
    r"/(annotations|edition)\.jsonld$(?<!^data/edition\.jsonld)|/(wordings\.js|feed\.xml)$|"
    r"^search/|^sitemap\.xml\.gz$|^assets/(?!postil/)"
)
FEED = re.compile(r'\s*<a [^>]*href="[^"]*feed\.xml"[^>]*>[^<]*</a>')
HEAD = re.compile(r'<meta name="citation_|application/ld\+json')


def run(folder: Path, *command: str) -> str:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def zensical_demo(shared: Shared) -> Path:
    """The folder of the demo, in which Zensical has built it."""
    return Path(shared.once("zensical", lambda: str(built_by_zensical(shared.folder / "zensical"))))


def built_by_zensical(folder: Path) -> Path:
    # What git knows of notes stands on them.
    for name in ("docs", "annotations", *([".git"] if (PROJECT / ".git").is_dir() else [])):
        shutil.copytree(PROJECT / name, folder / name)
    # The demo's own hook makes it under MkDocs.
    (folder / "docs/guide/reference.md").write_text(reference(), encoding="utf-8")
    configuration = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    extensions = "markdown_extensions:\n"
    assert configuration.count(extensions) == 1
    (folder / "mkdocs.yml").write_text(configuration.replace(extensions, extensions + LINES))
    assert "No issues found" in run(folder, "zensical", "build", "--strict")
    return folder


@pytest.fixture(scope="module", params=["properdocs", "zensical"])
def other(request: pytest.FixtureRequest, shared: Shared) -> tuple[str, Path]:
    """Another host, and the site that it makes of the demo."""
    if request.param == "zensical":
        return "zensical", request.getfixturevalue("zensical_demo") / "site"
    site = shared.folder / "properdocs"
    options = ("build", "--strict", "--site-dir", str(site))
    shared.once("properdocs", lambda: run(PROJECT, "properdocs", *options))
    return "properdocs", site


def ours(page: str, html: str) -> dict[str, Any]:
    """What Postil has put into a page: its words, where its links lead, its passages."""
    # This parser is written in C: others take a hundred times as long, for pages of which other
    # tests have seen that they are well-formed.
    tree = lxml_html.document_fromstring(html)
    parts = [element for element in tree.iter() if is_ours(element)]
    links = [
        (element.get("href"), " ".join(text(element).split()))
        for part in parts
        for element in part.iter("a")
        if element.get("href")
    ]
    passages = marked(html)
    # Where there is a search that finds headings only, notes have one more.
    hits = {f"find-{id}" for id in passages}
    return {
        "words": [" ".join(text(part).split()) for part in parts],
        "links": [(target(page, href) or href, words) for href, words in links],
        "passages": {id: found.text for id, found in passages.items()},
        "ids": [
            id for part in parts for e in part.iter() if (id := e.get("id")) and id not in hits
        ],
    }


def is_ours(element: Any) -> bool:
    classes = (element.get("class") or "").split() if isinstance(element.tag, str) else []
    return not {"postil-endnotes", "postil-page", "postil-bar"}.isdisjoint(classes)


def text(element: Any) -> str:
    if not isinstance(element.tag, str) or element.get("class") == "postil-hit":
        return ""
    parts = (text(child) + (child.tail or "") for child in element)
    return (element.text or "") + "".join(parts)


def annotated_pages(site: Path) -> Iterator[str]:
    for path in sorted(site.rglob("*.html")):
        if re.search(r'class="postil-(?:endnotes|page)', path.read_text(encoding="utf-8")):
            yield path.relative_to(site).as_posix()


def test_the_same_stands_on_the_same_pages(demo: Built, other: tuple[str, Path]) -> None:
    host, site = other
    pages = list(annotated_pages(demo.site))
    assert len(pages) > 40
    assert list(annotated_pages(site)) == pages
    for page in pages:
        there = (site / page).read_text(encoding="utf-8")
        here = demo.html(page)
        expected = ours(page, FEED.sub("", here) if "feed.xml" not in there else here)
        if host == "zensical":
            # Nor does what a note said before lead to files that are not there.
            links = expected["links"]
            expected["links"] = [link for link in links if not link[1].startswith("Until ")]
        assert ours(page, there) == expected, page


def test_what_is_different_is_what_the_guide_says(demo: Built, other: tuple[str, Path]) -> None:
    host, site = other
    files = {path.relative_to(demo.site).as_posix() for path in demo.site.rglob("*.*")}
    missing = {name for name in files if not (site / name).exists()}
    assert {name for name in missing if not FILES.search(name)} == set()
    assert bool(missing) == (host == "zensical")
    page = "readings/strained-rapport/index.html"
    assert HEAD.search(demo.html(page))
    assert bool(HEAD.search((site / page).read_text("utf-8"))) == (host == "properdocs")


def test_no_link_is_dead_under_zensical(zensical_demo: Path) -> None:
    site = zensical_demo / "site"
    ids = {path: set(page.ids()) for path, page in walk(site).items()}
    for page in annotated_pages(site):
        for (file, fragment), _ in (
            (to, words)
            for to, words in ours(page, (site / page).read_text("utf-8"))["links"]
            if isinstance(to, tuple)
        ):
            assert (site / file).is_file(), (page, file)
            assert not fragment or fragment in ids[file], (page, file, fragment)


def test_every_annotation_is_a_hit_under_zensical(demo: Built, zensical_demo: Path) -> None:
    """That opens at its note; and so are sources and terms."""
    index = json.loads((demo.site / "search/search_index.json").read_text("utf-8"))
    found = json.loads((zensical_demo / "site/search.json").read_text("utf-8"))
    there = {item["location"]: item for item in found["items"]}
    readings = [f"readings/{name}/" for name in ("strained-rapport", "trumputin-pact")]
    ids = {page: set(marked(demo.html(f"{page}index.html"))) for page in readings}
    seen = 0
    for entry in index["docs"]:
        page, _, fragment = entry["location"].partition("#")
        id = fragment.removeprefix("note-")
        if id in ids.get(page, ()):
            assert words(there[f"{page}#find-{id}"]["title"]) == words(entry["title"])
            seen += 1
        elif page.startswith(("sources/", "glossary/")) and not fragment:
            assert page in there
            seen += 1
    assert seen > 140


def words(html: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"<[^>]*>|&\w+;", " ", html))


def test_pages_are_written_once_and_nothing_else_is_touched(zensical_demo: Path) -> None:
    docs = zensical_demo / "docs"
    texts = {p.relative_to(PROJECT / "docs") for p in (PROJECT / "docs").rglob("*.md")}
    for name in texts:
        assert (docs / name).read_bytes() == (PROJECT / "docs" / name).read_bytes()
    listed = (docs / ".gitignore").read_text("utf-8").splitlines()
    assert "/claims.md" in listed
    assert "/assets/postil/postil.css" in listed
    assert not {f"/{name.as_posix()}" for name in texts} & set(listed)
    before = {path: path.stat().st_mtime_ns for path in docs.rglob("*.*")}
    run(zensical_demo, "postil.desk.cli", "pages")
    assert {path: path.stat().st_mtime_ns for path in docs.rglob("*.*")} == before


SITE = {
    "mkdocs.yml": "site_name: Test\nmarkdown_extensions:\n" + LINES,
    "docs/index.md": "# Page\n\nHere are some words.\n",
    "annotations/index.yml": "claims:\n  one: {quote: some words, sources: [book]}\n",
    "annotations/sources.yml": "book: {type: book, title: A Book}\n",
}


def test_words_of_the_pages_can_be_others(tmp_path: Path) -> None:
    """In titles, the navigation, notes and the search; also when they change."""
    said = (
        "words:\n  claims: 'Readings: \"ours\" & more'\n  claim: Reading\n"
        "  evidence_for: P {title}\n  gap_single: One work\n"
    )
    write(tmp_path, {**SITE, "annotations/vocabulary.yml": said})
    run(tmp_path, "zensical", "build", "--strict")
    site = tmp_path / "site"
    title = "Readings: &quot;ours&quot; &amp; more"
    claims = unescape((site / "claims/index.html").read_text("utf-8"))
    assert f"<title>{unescape(title)} - Test</title>" in claims
    page = (site / "index.html").read_text("utf-8")
    assert unescape(title) in unescape(page)
    assert "Reading" in page
    assert not re.search(r"\bClaim", page)
    assert "P Page" in (site / "evidence/index-/index.html").read_text("utf-8")
    found = (site / "search.json").read_text("utf-8")
    assert "Reading" in found
    assert '"title":"Claim' not in found
    (tmp_path / "annotations/vocabulary.yml").write_text(said.replace("Reading\n", "Trope\n"))
    run(tmp_path, "zensical", "build", "--strict")
    assert "Trope" in (site / "index.html").read_text("utf-8")


def test_pages_that_are_not_needed_are_deleted(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    run(tmp_path, "postil.desk.cli", "pages")
    assert (tmp_path / "docs/sources/index.md").is_file()
    (tmp_path / "docs/sources/mine.md").write_text("# Mine\n")
    for name in ("index.yml", "sources.yml"):
        (tmp_path / "annotations" / name).unlink()
    run(tmp_path, "postil.desk.cli", "pages")
    left = {path.name for path in (tmp_path / "docs").rglob("*") if path.is_file()}
    assert left == {"index.md", "mine.md"}


def test_a_page_that_the_navigation_lists_is_made_even_if_it_is_empty(tmp_path: Path) -> None:
    listed = SITE["mkdocs.yml"] + "nav: [index.md, {News: what-changed.md}]\n"
    write(tmp_path, {**SITE, "mkdocs.yml": listed})
    run(tmp_path, "postil.desk.cli", "pages")
    assert (tmp_path / "docs/what-changed.md").is_file()


def test_a_page_of_ones_own_stays(tmp_path: Path) -> None:
    mine = {"docs/claims.md": "# My claims\n", "docs/.gitignore": "drafts\n"}
    write(tmp_path, {**SITE, **mine})
    said = run(tmp_path, "postil.desk.cli", "pages")
    assert "docs/.gitignore is yours" in said
    for name, text in mine.items():
        assert (tmp_path / name).read_text() == text


def test_what_is_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    """A strict build fails where the extension is strict; other builds say it."""
    wrong = {"annotations/index.yml": "claims:\n  one: {quote: no such words}\n"}
    strict = SITE["mkdocs.yml"].replace("- postil.markdown", "- postil.markdown: {strict: true}")
    command = [sys.executable, "-m", "zensical", "build"]
    for configuration, fails in ((SITE["mkdocs.yml"], False), (strict, True)):
        write(tmp_path, {**SITE, **wrong, "mkdocs.yml": configuration})
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert (done.returncode != 0) == fails
        assert "annotations/index.yml:2:16" in done.stdout + done.stderr
        shutil.rmtree(tmp_path / ".cache", ignore_errors=True)


def test_pages_follow_what_is_written(tmp_path: Path) -> None:
    """With `--watch`, for a host that serves them."""
    write(tmp_path, SITE)
    claims, notes = tmp_path / "docs/claims.md", tmp_path / "annotations/index.yml"
    command = [sys.executable, "-m", "postil.desk.cli", "pages", "--watch"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
    try:
        wait_for(lambda: "Waiting" in (tmp_path / "log").read_text())
        assert "statistic" not in claims.read_text("utf-8")
        notes.write_text(notes.read_text().replace("words,", "words, kind: statistic,"))
        wait_for(lambda: "statistic" in claims.read_text("utf-8"))
        notes.write_text("claims: [")
        wait_for(lambda: "annotations/index.yml:" in (tmp_path / "log").read_text())
        assert "statistic" in claims.read_text("utf-8")
    finally:
        process.terminate()
        process.wait()
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_configuration_that_cannot_be_read_is_told_before_anything_is_watched(
    tmp_path: Path,
) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins: [\n", "utf-8")
    command = [sys.executable, "-m", "postil.desk.cli", "pages", "--watch"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "mkdocs.yml:" in done.stderr and "Traceback" not in done.stderr
