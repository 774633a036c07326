"""`postil check` tells everything in one run: of all files, and of all stages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from postil.desk.cli import main
from support.builds import write

FILES = {
    "docs/index.md": "# Home\n",
    "docs/one.md": "# One\n\nThe lamp burned oil. Nobody asked the keeper.\n",
    "docs/two.md": "# Two\n\nThe quay was long. The quay was old.\n",
    "docs/three.md": "# Three\n\nShips came in.\n",
    "annotations/one.yml": "claims:\n  a:\n    quote: The lamp burned gas\n    sources: [lamps]\n"
    "    cross_references: [{to: two#b, relation: contrasts}]\n"
    "  c: {quote: Nobody asked}\n",
    "annotations/two.yml": "claims:\n  b: {quote: The quay was}\n  d: {qoute: x}\n",
    "annotations/three.yml": "claims:\n  e: {quote: 'Don't ask'}\n",
    "annotations/sources.yml": "bills: {type: bok}\n",
}


def check(root: Path) -> list[str]:
    done = CliRunner().invoke(main, ["check", "-f", str(root / "mkdocs.yml")])
    assert done.exit_code == 1
    return done.output.splitlines()


def test_every_file_and_stage(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    said = check(tmp_path)
    expected = [
        "annotations/one.yml:3:12: the words of this quote are not in the article",
        # A source beside one that is wrong is known, and so what is none of the two is not.
        "annotations/one.yml:4:15: unknown source 'lamps'; choose from bills, or add it to",
        "annotations/one.yml:5:46: unknown relation 'contrasts'; choose from",
        "annotations/sources.yml:1:15: unknown type 'bok'; did you mean 'book'?",
        "annotations/three.yml:2:18: this apostrophe ends the text",
        # The entry beside one that is wrong is looked up in the text.
        "annotations/two.yml:2:14: the words of this quote stand in the article more than once",
        "annotations/two.yml:3:7: unknown key 'qoute'; did you mean 'quote'?",
    ]
    for line in expected:
        assert any(found.startswith(line) for found in said), line
    # And the two places of the words that stand twice, advice on few words, the count, and where
    # to read more.
    assert len(said) == len(expected) + 2 + 3


def test_places_that_cannot_be_told_apart_are_listed_with_what_names_each(tmp_path: Path) -> None:
    lines = "".join(
        f"\nThe quay was {what}.\n" for what in ("long", "old", "new", "wet", "full", "dry")
    )
    write(tmp_path, {"docs/index.md": "# Home\n", "docs/two.md": f"# Two\n{lines}",
                     "annotations/two.yml": "claims: {b: {quote: The quay was}}\n"})  # fmt: skip
    said = check(tmp_path)
    assert said[0].endswith("more than once: “The quay was”; write which of them is meant:")
    assert [line.strip() for line in said[1:3]] == [
        'docs/two.md:3   quote: {exact: "The quay was", prefix: "Two"}',
        'docs/two.md:5   quote: {exact: "The quay was", prefix: "was long."}',
    ]
    assert said[6] == "    and perhaps at more places"
    for line in said[1:6]:
        # Each can be pasted, and names the place in whose line it stands.
        place, _, quote = line.strip().partition("  ")
        write(tmp_path, {"annotations/two.yml": f"claims: {{b: {{{quote.strip()}}}}}\n"})
        assert CliRunner().invoke(main, ["lock", "-f", str(tmp_path / "mkdocs.yml")]).exit_code == 0
        saved = json.loads((tmp_path / "annotations/anchors.lock.json").read_text("utf-8"))
        number = int(place.rpartition(":")[2])
        behind = lines.strip().split("\n")[number - 3].removeprefix("The quay was")
        assert saved["anchors"]["two#b"]["suffix"].startswith(behind)


@pytest.mark.parametrize(
    ("quote", "advice"),
    [
        ("A *whale* was hunted", "without markup"),
        (
            "Lamps and keepers",
            "they stand at the head of docs/one.md, which is no part of its text",
        ),
        ("Whales were hunted here", "nothing there is like it; copy the words from the page"),
    ],
)
def test_advice_on_words_that_are_nowhere(quote: str, advice: str, tmp_path: Path) -> None:
    article = f"---\ntitle: Lamps and keepers\n---\n{FILES['docs/one.md']}"
    write(tmp_path, {"docs/index.md": "# Home\n", "docs/one.md": article,
                     "annotations/one.yml": f"claims: {{a: {{quote: '{quote}'}}}}\n"})  # fmt: skip
    (said, *_) = check(tmp_path)
    assert f"not in the article: “{quote}”; " in said and advice in said


SLIPS = """claims:
  a:
    quote: The lamp burned gas
    becuase: so
  b:
    quote: Nobody asked the keeper
    because: Nobody is named: there was no keeper
    kind: statistics
  c:
    quote: 'Don't ask'
  d:
    quote: The lamp burned oil
    kind: wrong
    on: yesterday
    sources: lamps
"""


def test_a_slip_hides_nothing_of_its_file(tmp_path: Path) -> None:
    """An entry is looked up in the text and checked, whatever else is wrong with it."""
    write(tmp_path, {"docs/index.md": "# Home\n", "docs/one.md": FILES["docs/one.md"],
                     "annotations/one.yml": SLIPS})  # fmt: skip
    places = {line.split(": ")[0].removeprefix("annotations/one.yml:"): line for line in
              check(tmp_path) if line.startswith("annotations/one.yml:")}  # fmt: skip
    expected = {
        "3:12": "the words of this quote are not in the article: “The lamp burned gas”",
        "4:5": "unknown key 'becuase'; did you mean 'because'?",
        "7:29": "a second ': ' stands in this line",
        "8:11": "unknown kind 'statistics'; did you mean 'statistic'?",
        "10:16": "this apostrophe ends the text",
        "13:11": "unknown kind 'wrong'",
        "14:9": "'yesterday' is no date",
        "15:14": "'sources' is text where a list belongs",
    }
    assert places.keys() == expected.keys()
    assert all(expected[place] in line for place, line in places.items())


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("annotations")])
def test_a_broken_file_silences_no_other(name: str, tmp_path: Path) -> None:
    write(tmp_path, {**FILES, name: "a: [\n"})
    said = check(tmp_path)
    assert any(line.startswith(f"{name}:1:4: ") for line in said)
    others = {line.partition(":")[0] for line in said} - {name}
    assert len([other for other in others if other.startswith("annotations/")]) >= 2


@pytest.mark.parametrize(
    "sources",
    [
        "bills: {type: book, title: B}\n lamps: {type: book, title: L}\n",
        "lamps:\n\ttype: book\n",
        "lamps\n  type: book\n",
        "lamps:\n  type: book\n  type: report\n",
        "lamps: {type: book}\nlamps: {type: book}\n",
    ],
    ids=["indented", "a tab", "no colon", "a key twice", "a source twice"],
)
def test_what_a_broken_file_would_define_is_not_called_unknown(
    sources: str, tmp_path: Path
) -> None:
    """Nobody knows what sources there are: only the slip is told."""
    write(tmp_path, {
        "docs/index.md": "# Home\n\nThe lamp burned oil.\n",
        "annotations/index.yml": "claims:\n  a: {quote: The lamp burned, sources: [lamps]}\n",
        "annotations/sources.yml": sources,
    })  # fmt: skip
    said = [line for line in check(tmp_path) if line.startswith("annotations/")]
    assert [line for line in said if not line.startswith("annotations/sources.yml:")] == []
    assert said


def test_articles_that_are_no_text(tmp_path: Path) -> None:
    """MkDocs ends at the first of them."""
    write(tmp_path, FILES)
    (tmp_path / "docs/one.md").write_bytes(b"# One\n\nCaf\xe9 by the quay.\n")
    (tmp_path / "docs/three.md").write_bytes("# Three\n".encode("utf-16"))
    assert [line for line in check(tmp_path) if line.startswith("docs/")] == [
        "docs/one.md:3:4: byte 0xE9 is not UTF-8; save the file as UTF-8 (in Windows editors: "
        "'Save as', encoding UTF-8)",
        "docs/three.md:1:1: the file is UTF-16; save it as UTF-8",
    ]


def test_who_cites_what_cannot_be_read_makes_no_mistake(tmp_path: Path) -> None:
    """A library that is broken has sources of which nothing is known but the ids."""
    write(tmp_path, {**FILES, "mkdocs.yml": "site_name: x\ntheme: material\nplugins:\n- postil:\n"
                     "    bibliography: [a.bib, b.json, c.bib, no.bib]\n",
                     "a.bib": "@book{one, title={Open\n\n@book{two, title={T}}\n",
                     "b.json": '[{"id": "three", }]',
                     "annotations/sources.yml": "x: {type: book}\n",
                     "annotations/one.yml": "claims:\n  a: {quote: Nobody asked, "
                     "sources: [one, two, three, four, five]}\n"})  # fmt: skip
    (tmp_path / "c.bib").write_bytes("@book{four, title={Caf\xe9}}".encode("latin-1"))
    said = check(tmp_path)
    assert [line for line in said if "unknown source" in line] == [
        "annotations/one.yml:2:61: unknown source 'five'; choose from four, one, three, two, x, or "
        "add it to annotations/sources.yml"
    ]
    starts = (
        "a.bib:1:1: ",
        "b.json:1:",
        "c.bib:1:1: ",
        "mkdocs.yml:5:5: option 'bibliography'",
    )
    assert [s for s in starts if not any(line.startswith(s) for line in said)] == [], said


def test_a_damaged_lock_file_is_told_once(tmp_path: Path) -> None:
    files = {path: FILES[path] for path in ("docs/index.md", "docs/two.md")}
    note = "notes:\n  b: {quote: was long, note: It was.}\n"
    lock = '{\n"version": 2,\n"anchors": {\n'
    own = {"annotations/two.yml": note, "annotations/anchors.lock.json": lock}
    write(tmp_path, files | own)
    told = [line for line in check(tmp_path) if "the lock file" in line]
    assert len(told) == 1 and "anchors.lock.json:3:1: the lock file breaks off" in told[0]
