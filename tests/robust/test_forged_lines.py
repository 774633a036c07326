"""What somebody has written begins no line of a report: each is of one problem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from postil.desk.cli import main
from postil.edition.problems import Problem
from support.builds import build, write

SAID = "x\nforged.yml:1:1: unknown source\r\u2028forged.yml:2:1: another"
VALUE = json.dumps(SAID)
SITE = {
    "mkdocs.yml": "site_name: x\ntheme: mkdocs\nplugins: [postil]\n",
    "docs/index.md": "# Home\n\nSome words twice. Some words twice.\n",
    "annotations/index.yml": "claims:\n  a: {quote: {exact: Some words, suffix: ' twice. So'}}\n",
}
ENTRY = (
    f"kind: {VALUE}, assessment: {VALUE}, sources: [{VALUE}, {{source: x, stance: {VALUE}}}], "
    f"cross_references: [{{to: {VALUE}, relation: {VALUE}}}], terms: [{VALUE}], was: [{VALUE}], "
    f"by: {VALUE}, on: {VALUE}"
)
LINK = json.dumps(f"[a](<no{SAID}>) ![b](no.png '{SAID}')")
CASES = {
    "a quote": {"annotations/index.yml": f"claims: {{a: {{quote: {VALUE}}}}}\n"},
    "every key": {"annotations/index.yml": f"claims: {{a: {{quote: Some words, {ENTRY}}}}}\n"},
    "names": {"annotations/index.yml": f"{VALUE}: 1\nclaims: {{{VALUE}: {{{VALUE}: 1}}}}\n"},
    "links": {
        "annotations/index.yml": f"notes: {{a: {{quote: Home, note: {LINK}}}}}\n",
        "annotations/glossary.yml": f"a: {{term: words, definition: {LINK}, sources: [{VALUE}]}}\n",
    },
    "shared files": {
        "annotations/sources.yml": f"{VALUE}: {{type: {VALUE}, issued: {VALUE}}}\n",
        "annotations/vocabulary.yml": f"kinds: {{a: {{label: x, colour: {VALUE}}}}}\n"
        f"words: {{{VALUE}: a, claim_count: {VALUE}}}\n",
        "annotations/annotators.yml": f"a: {{name: x, orcid: {VALUE}, address: {VALUE}}}\n",
    },
    "the lock file": {"annotations/anchors.lock.json": json.dumps({SAID: {"anchors": SAID}})},
    "front matter": {
        "docs/index.md": f"---\nauthor: {{{VALUE}: 1}}\ndate: {VALUE}\n---\n{SITE['docs/index.md']}"
    },
}


@pytest.mark.parametrize("name", CASES)
def test_no_value_begins_a_line(name: str, tmp_path: Path) -> None:
    write(tmp_path, {**SITE, **CASES[name]})
    done = CliRunner().invoke(main, ["check", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 1
    said = build(tmp_path).log
    assert said
    for line in "\n".join([done.output, *said]).splitlines():
        assert not line.startswith("forged"), line


def test_several_things_to_choose_from_stand_on_lines_of_their_own() -> None:
    """That an advice lists, and no others."""
    problem = Problem(
        "a\nb.yml", 1, 2, "x\ny", "write:\n    docs/a.md:3  one\n    docs/a.md:5  two"
    )
    assert str(problem) == (
        "a\\nb.yml:1:2: x\\ny; write:\n    docs/a.md:3  one\n    docs/a.md:5  two"
    )
