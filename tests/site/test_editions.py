"""The editions that the guide shows file by file: written out, they are sites that hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from postil.edition.words import words
from support.builds import Built, build
from support.marks import marked
from support.trees import parsed
from support.walk import dead_links, walk

GUIDE = Path(__file__).parents[2] / "docs/guide"
_FILE = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def files(page: str) -> dict[str, str | bytes]:
    """The files that a page of the guide shows."""
    found = _FILE.findall((GUIDE / page).read_text(encoding="utf-8"))
    assert len(dict(found)) == len(found)
    return dict(found)


@pytest.fixture(scope="module", params=["literature", "law"])
def edition(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Built]:
    """The name of an edition, and its site."""
    built = build(tmp_path_factory.mktemp(request.param), files(f"{request.param}.md"), strict=True)
    assert (built.stopped, built.log) == ("", ())
    return request.param, built


def text(html: str) -> str:
    return " ".join("".join(parsed(html).itertext()).split())


MARKED = {
    "poems/low-water": {
        "errand": "The sea has gone to fetch the sea",
        "cattle": "lie down like cattle",
        "rings": "rings that rust in rings",
        "went-down": "who went down to it",
        "over-the-gap": "walk the ground it kept",
        "not-late": "that is not late, but is away",
        "bell": "A bell upon its side",
    },
    "poems/draft": {
        "find": "gone to find the sea",
        "waited": "who waited for it",
        "dead": "that is not dead, but far away",
    },
    "texts/park-ordinance": {
        "vehicle": "“vehicle” means any thing on wheels that is made to carry persons or goods",
        "no-vehicles": "No person shall take a vehicle into the park",
        "pushed": "a vehicle that is pushed by hand",
        "excuse": "without reasonable excuse",
        "mill-meadow": "the land within the railings of Mill Meadow",
        "from-parks-v-lane-sick-child": "needed to avert danger to life",
    },
    "texts/parks-v-lane": {
        "scooter": "It is a vehicle within § 1",
        "only-who-push": "§ 2(2) protects only those who push",
        "sick-child": "the life in danger need not be one's own",
        "wheelchair": "Whether a wheelchair with a motor is a vehicle we leave open",
    },
}
NAVIGATION = {
    "literature": ["Readings", "Passages", "Works", "Variants and echoes", "Glossary"],
    "law": ["Points of law", "Support", "Authorities", "Cross-references", "Legal terms"],
}
# Where, and what stands there.
SAID = {
    "literature": {
        "poems/low-water": [
            "● Evident · ~ Figure of speech",
            "King James Bible 1611, verse 30 − speaks against it: so he bringeth them",
            "→ Revises Low Water: the draft who waited for it",
            "How far the text bears it ▾ ● Evident 3 ◐ Arguable 2 ⇄ Contested 1 Concerns ▾",
        ],
        "poems/draft": ["→ Revised in Low Water ◐ Arguable", "≠ Variant"],
        "readings": ["9 readings", "Not weighed", "How far the text bears it"],
        "passages/poems--low-water": [
            "Readings on which the works disagree that is not late, but is away",
            "Readings that draw on a single work who went down to it",
        ],
        "works/psalms": ["Readings that draw on this work", "speaks against it"],
        "glossary": ["Quintilian"],
    },
    "law": {
        "texts/park-ordinance": [
            "Applied in",
            "Interpreted in",
            "Left open in",
            "◐ Arguable · ↷ Exception",
        ],
        "texts/parks-v-lane": ["○ Open · ? Question reserved", "Hart 1958, at 607 + in support"],
        "points": ["8 points", "State of the law", "Function"],
        "support/texts--park-ordinance": ["Points without authority (2) Subsection (1)"],
        "support/texts--parks-v-lane": [
            "Points on which authorities conflict 5 Whether a wheelchair with a motor"
        ],
        "authorities": ["McBoyle v. United States, 283 U.S. 25 (1931)."],
        "authorities/corkery": ["Points on which it is cited", "≈ compare"],
        "terms": ["Ratio decidendi"],
    },
}


def test_every_passage_is_marked(edition: tuple[str, Built]) -> None:
    _, built = edition
    pages = [page for page in MARKED if (built.site / page).is_dir()]
    assert len(pages) == 2
    for page in pages:
        found = marked(built.html(f"{page}/index.html"))
        assert {id: " ".join(" ".join(m.texts).split()) for id, m in found.items()} == MARKED[page]


def test_the_pages_say_it_in_the_words_of_the_subject(edition: tuple[str, Built]) -> None:
    name, built = edition
    for page, parts in SAID[name].items():
        said = text(built.article(f"{page}/index.html"))
        for part in parts:
            assert part in said, page
    listed = re.findall(r'class="md-ellipsis">\s*([^<]*?)\s*<', built.html("index.html"))
    assert [title for title in listed if title in NAVIGATION[name]] == NAVIGATION[name]


def test_no_word_of_another_subject_is_left(edition: tuple[str, Built]) -> None:
    """Claims and their evidence are what neither edition has."""
    _, built = edition
    foreign = re.compile(r"\b(claims?|evidence|statistic|corroborat\w+)\b", re.IGNORECASE)
    pages = [path for path in built.site.rglob("*.html") if path.name != "404.html"]
    assert len(pages) > 12
    for path in pages:
        page = path.relative_to(built.site).as_posix()
        html = built.article(page)
        labels = re.findall(r'(?:aria-label|title|data-(?!cite)\w+)="([^"]*)"', html)
        said = [text(html), *(label for label in labels if " " in label)]
        assert not foreign.search(" ".join(said)), page
    index = built.html("search/search_index.json")
    assert not foreign.search(re.sub(r'"location":"[^"]*"', "", index))


def test_no_link_is_dead(edition: tuple[str, Built]) -> None:
    site = edition[1].site
    assert not dead_links(site, walk(site))


def test_every_word_that_they_set_says_something_else() -> None:
    for page in NAVIGATION:
        written = str(files(f"{page}.md")["annotations/vocabulary.yml"])
        _, _, said = written.partition("words:\n")
        pairs = re.findall(r"^  (\w+): \"?(.*?)\"?$", said, re.MULTILINE)
        assert len(pairs) > 20
        for key, word in pairs:
            assert words("en")[key] != word, key
