"""A passage that has changed since its note was written: whoever reads the site is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postil.desk.cli import main
from support.builds import Built, build, write
from support.trees import parsed

BEFORE = (
    "# Lamps\n\nThe lamp of 1911 burned oil for twenty years. Nobody asked the keeper about it.\n\n"
    "The board praised the lamp without end. It was replaced in spring.\n"
)
CHANGED = "The text has changed since this note was written."
DIFFERS = "The text differs from the words that this note was written on."


def annotations(quote: str = "The lamp of 1911 burned oil for twenty years") -> str:
    return (
        f"claims:\n  lamp:\n    quote: {quote}\n    kind: statistic\n    assessment: supported\n"
        "    because: So the bills say.\n    sources: [bills]\n"
        "    cross_references: [{to: '#keeper', relation: contradicts}]\n"
        "  keeper: {quote: Nobody asked the keeper, because: No.}\n"
    )


def check(root: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["check", "-f", str(root / "mkdocs.yml"), *options])
    return done.exit_code, done.output


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "docs/index.md": "# Home\n",
            "docs/lamps.md": BEFORE,
            "annotations/lamps.yml": annotations(),
            "annotations/sources.yml": "bills: {type: book, title: Bills}\n",
        },
    )
    CliRunner().invoke(main, ["lock", "-f", str(tmp_path / "mkdocs.yml")])
    return tmp_path


def edited(site: Path, old: str = "burned oil", new: str = "burned paraffin oil") -> Built:
    text = (site / "docs/lamps.md").read_text()
    assert old in text
    write(site, {"docs/lamps.md": text.replace(old, new)})
    return build(site)


PAGES = (
    "lamps/index.html",
    "claims/index.html",
    "sources/bills/index.html",
    "evidence/lamps/index.html",
    "cross-references/index.html",
    "cross-references/lamps/index.html",
    "search/search_index.json",
)


def test_every_page_that_shows_the_verdict_says_so(site: Path) -> None:
    built = edited(site)
    assert [page for page in PAGES if CHANGED not in built.html(page)] == []
    note = next(e for e in parsed(built.article("lamps/index.html")).iter("li")
                if e.get("id") == "note-lamp")  # fmt: skip
    assert CHANGED in "".join(note.itertext())
    # The old words are its author's to see.
    assert "oil" not in "".join(note.itertext()).replace("paraffin oil", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("board praised", "council praised"),
        # Signs and spaces are no words.
        ("1911 burned", "1911, burned"),
        ("# Lamps\n", "# Lamps\n\nA new sentence begins the text now.\n"),
    ],
)
def test_nobody_is_told_of_what_is_as_it_was(old: str, new: str, site: Path) -> None:
    built = edited(site, old, new)
    assert [page for page in PAGES if "postil-changed" in built.html(page)] == []


def test_a_quote_that_never_fitted_does_not_blame_the_text(site: Path) -> None:
    write(site, {"annotations/lamps.yml": annotations("The lamp of 1911 burned for twenty years")})
    built = build(site)
    assert [page for page in PAGES if DIFFERS not in built.html(page)] == []
    assert CHANGED not in built.html("lamps/index.html")
    code, said = check(site)
    assert code == 0
    assert (
        "lamps.yml:3:12: the article differs from the quote: for “The lamp of 1911 "
        "burned for twenty years” it has “The lamp of 1911 burned oil for twenty years”; "
    ) in said


def graph(built: Built) -> list[dict[str, Any]]:
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', built.html("lamps/index.html")
    )
    assert found
    return [node for node in json.loads(found[1])["@graph"] if node["@type"] == "Claim"]


def test_other_programs_are_told(site: Path) -> None:
    before = graph(build(site))
    assert "creativeWorkStatus" not in before[0]
    # The review of a claim is of the claim, unless it says something else.
    assert "itemReviewed" not in before[0]["review"]
    built = edited(site)
    lamp, keeper = graph(built)
    assert lamp["creativeWorkStatus"] == CHANGED
    assert lamp["text"] == "The lamp of 1911 burned paraffin oil for twenty years"
    assert lamp["review"]["itemReviewed"] == {
        "@type": "Claim",
        "text": "The lamp of 1911 burned oil for twenty years",
    }
    assert "creativeWorkStatus" not in keeper
    items = json.loads(built.html("lamps/annotations.jsonld"))["items"]
    said = [body for item in items for body in item["body"] if body.get("value") == CHANGED]
    assert said == [
        {"type": "TextualBody", "purpose": "describing", "format": "text/plain",
         "value": CHANGED, "language": "en"}
    ]  # fmt: skip


def test_the_last_line_counts_what_waits_for_review(site: Path) -> None:
    edited(site)
    assert check(site)[1].splitlines()[-1] == (
        "2 annotations in 1 article: nothing to mend, 1 passage to review"
    )
    code, said = check(site, "--strict")
    assert code == 1 and said.splitlines()[-1] == "2 annotations in 1 article: 1 problem"


def moved(site: Path, to: str) -> str:
    """What is said when the second claim's sentence is gone, and `to` stands at the end."""
    text = BEFORE.replace(" Nobody asked the keeper about it.", "")
    write(site, {"docs/lamps.md": f"{text}\n## Later\n\n{to}\n"})
    return check(site)[1]


def test_words_that_moved_are_said_to_have_moved(site: Path) -> None:
    """And not to have changed, nor to be gone: they are the same, and stand once."""
    said = moved(site, "Of the second house they wrote: Nobody asked the keeper there.")
    assert "advice: annotations/lamps.yml:9:19: the passage has moved to another part" in said
    assert said.splitlines()[-1] == "2 annotations in 1 article: nothing to mend, 1 piece of advice"
    assert "postil-changed" not in build(site).html("lamps/index.html")
    CliRunner().invoke(main, ["lock", "-f", str(site / "mkdocs.yml")])
    assert "moved" not in check(site)[1]


def test_a_sentence_that_moved_as_it_was_is_not_worth_a_word(site: Path) -> None:
    said = moved(site, "Nobody asked the keeper about it.")
    assert said == "2 annotations in 1 article: nothing to mend\n"
