"""What the pages of a site tell of the past of its notes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
import yaml

from support.builds import Built, build, write
from support.repositories import Story, git, make
from support.trees import parsed
from support.walk import dead_links, walk
from support.web import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOLD = yaml.load(
    (Path(__file__).parent / "lives.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)
SITE = {
    **{f"docs/{article}.md": text for article, text in TOLD["texts"].items()},
    "docs/index.md": "# Home\n",
    "mkdocs.yml": "site_name: The harbour\nsite_url: https://site.example/\n"
    "theme: {name: material, font: false}\nplugins: [search, postil]\n",
}
HARBOUR, BRIDGE = "readings/the-harbour/index.html", "readings/the-bridge/index.html"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that the file tells of, with its repository."""
    folder = make(tmp_path_factory.mktemp("past"), Story().steps(TOLD["steps"]))
    write(folder, SITE)
    return folder


@pytest.fixture(scope="module")
def site(root: Path) -> Built:
    """The same, built."""
    built = build(root, strict=True)
    assert (built.stopped, built.log) == ("", ())
    return built


def text(html: str) -> str:
    """The words of a piece of HTML."""
    return " ".join("".join(parsed(html).itertext()).split())


def note(site: Built, page: str, id: str) -> str:
    """What a note says of its past."""
    html = site.article(page)
    start = html.index(f'id="note-{id}" class="postil-note"')
    found = re.search(r'class="postil-since">(.*?)</(?:p|div)>', html[start:], re.DOTALL)
    assert found
    return text(found[1])


def test_a_note_says_since_when_its_verdict_stands_and_what_it_was(site: Built) -> None:
    assert note(site, HARBOUR, "traffic-down") == (
        "Since 14 March 2027 ▾"
        "Until 14 March 2027 · ◑ Partly supported"
        "Until 22 February 2027 · ✗ Contradicted"
        "Until 21 February 2027 · ◑ Partly supported"
        "Until 14 February 2027 · ◑ Partly supported: quoted words"
        "Until 1 February 2027 · ✓ Supported: The city says so."
    )
    toll = note(site, HARBOUR, "toll")
    assert toll.startswith("Since 3 March 2027 · reworded on 6 March 2027")
    assert note(site, HARBOUR, "the-mayor") == "Since 4 January 2027"
    # Its former id, which it does not name itself, still leads to it.
    assert '<span class="postil-was" id="note-mayor">' in site.html(HARBOUR)


def test_the_data_tell_what_was_judged_before(site: Built) -> None:
    nodes = json.loads(site.html("data/edition.jsonld"))["@graph"]
    things = {node["@id"]: node for node in nodes}
    address = "https://site.example/readings/the-harbour/"
    corrections = things[f"{address}#traffic-down"]["correction"]
    assert [(one["datePublished"], one["text"]) for one in corrections] == [
        ("2027-02-01", "Supported"),
        ("2027-02-21", "Partly supported"),
        ("2027-02-22", "Contradicted"),
        ("2027-03-14", "Partly supported"),
    ]
    assert "correction" not in things[f"{address}#the-mayor"]


def test_a_withdrawn_note_keeps_an_address_that_says_so(site: Built) -> None:
    html = site.article(BRIDGE)
    section = html[html.index('class="postil-after postil-withdrawn"') :]
    assert 'id="who-counted"' in section and 'id="note-who-counted"' in section
    said = "This note was withdrawn on 20 February 2027. It was on who counted themA firm."
    assert said in text(section)
    # It is no note any more: not for programs, not for the search.
    for file in ("readings/the-bridge/annotations.jsonld", "search/search_index.json"):
        assert "who-counted" not in (site.site / file).read_text("utf-8")
    assert 'class="postil-unfold" aria-expanded="false" hidden>2 notes' in html


def test_what_changed_is_listed_by_date_and_in_a_feed(site: Built) -> None:
    html = site.html("what-changed/index.html")
    said = text(site.article("what-changed/index.html"))
    assert "14 March 2027 Changed: The city counted at one crossing. · ◑ Partly supported" in said
    assert "27 February 2027 Withdrawn: It opened in May." in said
    assert '<a href="../readings/the-bridge/#note-who-counted">A firm.</a>' in html
    assert dead_links(site.site, walk(site.site)) == []
    assert 'type="application/atom+xml" href="feed.xml"' in html.partition("</head>")[0]
    feed = ET.parse(site.site / "what-changed/feed.xml").getroot()
    ids = [one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) == 29
    assert ids[0] and ids[0].startswith(
        "tag:site.example,2027-03-14:readings/the-harbour%23traffic"
    )
    for element in feed.iter(f"{ATOM}link"):
        assert element.get("href", "").startswith("https://site.example/")
    assert feed.findtext(f"{ATOM}updated") == "2027-03-14T09:39:00+01:00"


def test_nothing_false_is_said_where_something_is_not_known(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=2", f"file://{root}", "shallow")
    told = build(tmp_path / "shallow", SITE, strict=True)
    assert (told.stopped, told.log) == ("", ())
    assert note(told, HARBOUR, "the-mayor") == "Since 13 March 2027 or earlier"
    assert "What was before 13 March 2027 is not known here." in text(
        told.article("what-changed/index.html")
    )
    (tmp_path / "shallow/annotations/readings/other.yml").write_text(
        "notes:\n  lone: {quote: alone, note: It is not.}\n"
    )
    changed = build(tmp_path / "shallow", strict=True)
    assert note(changed, "readings/other/index.html", "lone").startswith("What it says now has no")
    # Without git there is neither a date nor a page.
    for folder in (tmp_path / "shallow").iterdir():
        if folder.name == ".git":
            folder.rename(tmp_path / "away")
    bare = build(tmp_path / "shallow", strict=True)
    assert (bare.stopped, bare.log) == ("", ())
    assert "postil-since" not in bare.html(HARBOUR)
    assert not (bare.site / "what-changed/index.html").exists()
    listed = SITE["mkdocs.yml"] + "nav: [index.md, what-changed.md]\n"
    bare = build(tmp_path / "shallow", {**SITE, "mkdocs.yml": listed}, strict=True)
    assert (bare.stopped, bare.log) == ("", ())
    assert "Nothing is known of the past" in text(bare.article("what-changed/index.html"))


@pytest.fixture(scope="module")
def address(site: Built) -> Iterator[str]:
    """The site, served."""
    with served(site.site, searchable=False) as address:
        yield address


def test_an_address_with_a_version_shows_what_was_cited(page: Page, address: str) -> None:
    reading = urljoin(address, "readings/the-harbour/")
    page.goto(f"{reading}#traffic-down")
    page.wait_for_selector(".postil-open .postil-actions")
    assert not page.locator(".postil-cited").count()
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.click(".postil-actions [data-form=claim]")
    page.wait_for_function("window.copied")
    now = page.get_attribute("#note-traffic-down", "data-v")
    assert f"/readings/the-harbour/?v={now}#traffic-down" in page.evaluate("window.copied")
    first = page.locator("#note-traffic-down .postil-since a").last
    before = first.get_attribute("href") or ""
    # Both ways of writing it lead there, and the wording that stands needs no word about it.
    hash = before[3 : before.index("#")]
    for written in (before, f"#traffic-down?v={hash}"):
        page.goto("about:blank")
        page.goto(reading + written)
        cited = page.locator(".postil-open .postil-cited")
        cited.wait_for()
        assert "of 4 January 2027" in cited.inner_text()
        assert "The city says so." in cited.inner_text()
        assert "traffic in the old town has fallen by a third" in cited.inner_text()
    page.goto(f"{reading}?v={now}#traffic-down")
    page.wait_for_selector(".postil-open .postil-actions")
    assert not page.locator(".postil-cited").count()
    page.goto(f"{reading}?v=00000000#traffic-down")
    page.wait_for_selector(".postil-cited")
    assert "is not known here" in page.inner_text(".postil-cited")
