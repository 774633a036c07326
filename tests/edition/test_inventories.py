"""Inventories of other sites: what is refused of what comes from elsewhere, and what an author is
told of a reference that leads nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from postil.edition import inventories
from postil.edition.inventories import InventoryError, published, read_inventory
from postil.edition.loading import load
from support.builds import write

CLAIM: dict[str, Any] = {"type": "claim", "words": "no quieter than before"}


def inventory(**claim: Any) -> dict[str, Any]:
    entries = {"quieter": {**CLAIM, **claim}}
    streets = {"title": "Streets", "address": "streets/", "annotations": entries}
    return {
        "format": "postil-inventory",
        "version": 1,
        "site": "Town",
        "address": "https://town.example/",
        "articles": {"streets": streets},
    }


def with_article(**said: Any) -> dict[str, Any]:
    found = inventory()
    found["articles"]["streets"].update(said)
    return found


HOSTILE: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"<html>", "damaged at line 1, column 1"),
    "another format": (b'{"project": "sphinx"}', "no inventory of Postil"),
    "a list": (b"[]", "no inventory of Postil"),
    "nested deeply": (b"[" * 200_000, "damaged"),
    "not UTF-8": (b'{"format": "\xff"}', "damaged"),
    "newer": (json.dumps({**inventory(), "version": 2}).encode(), "newer Postil"),
    "an address that leads out": (
        json.dumps(with_article(address="../../evil/")).encode(),
        "no path below the address",
    ),
    "an address that leads out by its code": (
        json.dumps(with_article(address="a/%2E%2e/%2e./b")).encode(),
        "no path below the address",
    ),
    "an address of another host": (
        json.dumps(with_article(address="//evil.example/")).encode(),
        "no path below the address",
    ),
    "an address with markup": (
        json.dumps(with_article(address='"><script>')).encode(),
        "no path below the address",
    ),
    "endless words": (json.dumps(inventory(words="x" * 5_000)).encode(), "at most 1000 characters"),
    "an id with markup": (
        json.dumps(with_article(annotations={'"><b>': CLAIM})).encode(),
        "should match pattern",
    ),
    "words that are no text": (json.dumps(inventory(words={"a": 1})).encode(), "valid string"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_inventory_is_refused(name: str) -> None:
    data, said = HOSTILE[name]
    with pytest.raises(InventoryError) as refused:
        published(data)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


def test_one_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventories, "MOST_BYTES", 100)
    with pytest.raises(InventoryError, match="MB, which are the most"):
        published(json.dumps(inventory()).encode())


def test_unseen_signs_are_left_out() -> None:
    """They could turn round what stands behind them, on a page or in a terminal."""
    found = published(json.dumps(inventory(words="no\u202e \x1b[31mquieter\u2066\n now")).encode())
    assert found.articles["streets"].annotations["quieter"].words == "no [31mquieter now"


KEPT = {
    **inventory(was=["calmer"], verdict="Supported"),
    "updated": "2026-11-28",
    "gone": {"streets#louder": {"words": "no quieter than it was before", "since": "2026-11-28"}},
}

WRONG = {
    "twon:streets#quieter": "unknown site 'twon'; did you mean 'town'?",
    "sea:streets#quieter": "unknown site 'sea'; say where its inventory is, with the option "
    "'inventories: {sea: https://…}'",
    "town:street#quieter": "unknown article 'street' on the site 'town'; did you mean 'streets'?",
    "town:streets#quiter": "unknown annotation 'quiter' in streets on the site 'town'; did you "
    "mean 'quieter'?",
    "town:streets#louder": "'town:streets#louder' is gone since the update of 2026-11-28; it was "
    "on “no quieter than it was before”; did you mean 'town:streets#quieter', on “no quieter than "
    "before”?",
    "later:x#y": "the inventory of 'later' was never fetched; run 'postil inventory update'",
    "town:streets#quieter": "",
    "town:streets#calmer": "",
    "town:streets": "",
}


def test_references_that_lead_nowhere(tmp_path: Path) -> None:
    links = "".join(f'      - {{to: "{to}", relation: extends}}\n' for to in WRONG)
    text = f"claims:\n  one:\n    quote: some words\n    cross_references:\n{links}"
    files = {"annotations/x.yml": text, "annotations/inventories/town.json": json.dumps(KEPT)}
    write(tmp_path, files)
    named = {"town": "https://town.example/postil-inventory.json", "later": "later.json"}
    edition = load(tmp_path / "annotations", ["x"], tmp_path, inventories=named)
    assert [str(problem) for problem in edition.problems] == [
        f"annotations/x.yml:{line}:14: {said}"
        for line, said in enumerate(WRONG.values(), 5)
        if said
    ]


@pytest.mark.parametrize(
    ("said", "mistake"),
    [
        ("{", "this inventory cannot be read: it is damaged at line 1, column 2"),
        (json.dumps({**KEPT, "address": "javascript:alert(1)"}), "names no address of its site"),
        (json.dumps({**KEPT, "address": "https://a:b@town.example/"}), "names no address"),
    ],
)
def test_a_file_that_was_changed_by_hand(said: str, mistake: str, tmp_path: Path) -> None:
    write(tmp_path, {"annotations/inventories/town.json": said, "annotations/x.yml": "claims:"})
    edition = load(tmp_path / "annotations", ["x"], tmp_path, inventories={"town": "town.json"})
    first = str(edition.problems[0])
    assert first.startswith("annotations/inventories/town.json: ")
    assert mistake in first
    assert first.endswith("delete it and run 'postil inventory update town'")


def test_addresses_stay_below_that_of_the_site(tmp_path: Path) -> None:
    """Whatever somebody has written into the file that is kept."""
    for address, link in (("streets/", "https://town.example/streets/#quieter"), ("../x/", "")):
        kept = json.dumps({**with_article(address=address), "updated": "2026-11-28"})
        write(tmp_path, {f"{len(link)}.json": kept})
        found = read_inventory(tmp_path / f"{len(link)}.json", "town", "town.json")
        assert found.link("streets", "quieter") == link
