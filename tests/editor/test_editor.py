"""An editor with yaml-language-server completes the ids of an edition, explains them and underlines
what is none of them: each case of `cases.yml`, as people type it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from postil.desk.cli import main
from postil.edition import schema
from support.builds import write
from support.language_server import Editor, editing
from support.npm import fetched
from support.shared import Shared

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "cases.yml").read_text("utf-8"))

HARBOUR = "annotations/readings/harbour.yml"
SCHEMAS = ".cache/postil/schemas"
# As the guide says it.
GUIDE = (HERE.parents[1] / "docs/guide/annotating.md").read_text("utf-8")
SETTING = json.loads(GUIDE.partition("```json\n")[2].partition("```")[0])["yaml.schemas"]

# More than few sources and annotations: many are said in another way.
WORDS = range(11, 41)
BRIDGE = """\
claims:
  toll: {quote: the toll, assessment: disputed, was: fare}
notes:
  ferry:
    quote: the ferry
    note: It was slow.
    cross_references:
      - {to: {article: readings/harbour, quote: Word 14 is}, relation: extends}
"""
FILES = {
    "mkdocs.yml": "site_name: Site\nplugins: [postil: {bibliography: [refs.bib]}]\n",
    "refs.bib": "@book{gatesDuty2014, title = {Duty: Memoirs}, author = {Robert Gates}}\n",
    "docs/index.md": "# Home\n",
    "docs/guide.md": "# Guide\n",
    "docs/readings/harbour.md": "# Harbour\n\n" + "".join(f"Word {n} is here.\n\n" for n in WORDS),
    "docs/readings/bridge.md": "# Bridge\n\nSince the toll, the ferry has gone.\n",
    "annotations/sources.yml": "".join(
        [
            "harbour-log:\n  {type: book, title: The log, author: [Gates], issued: '1911'}\n",
            "count: {type: report, title: All counts}\n",
            *(f"count-{n}: {{type: report, title: Count {n}}}\n" for n in WORDS),
        ]
    ),
    "annotations/glossary.yml": "quay: {term: Quay, definition: Where ships lie.}\n",
    "annotations/annotators.yml": "ana: {name: Ana Costa}\nben: {name: Ben Okri}\n",
    HARBOUR: "claims:\n" + "".join(f"  claim-{n}: {{quote: word {n}}}\n" for n in WORDS),
    "annotations/readings/bridge.yml": BRIDGE,
}

LINK = """\
claims:
  one:
    quote: x
    cross_references:
      - relation: extends
        to: """


@pytest.fixture(scope="session")
def server(shared: Shared) -> Path:
    folder = shared.once("yaml-language-server", lambda: str(fetched(HERE / "package.json")))
    return Path(folder, "node_modules/yaml-language-server/bin/yaml-language-server")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edited")
    write(folder, FILES)
    assert "nothing to mend" in checked(folder)
    return folder


def checked(site: Path) -> str:
    """What `postil check` says."""
    done = CliRunner().invoke(main, ["check", "--config-file", str(site / "mkdocs.yml")])
    return done.output


@pytest.fixture(scope="module")
def editor(site: Path, server: Path) -> Iterator[Editor]:
    with editing(server, site, SETTING) as editor:
        yield editor


def typed(case: dict[str, Any]) -> str:
    """The whole file of a case."""
    if "in" in case:
        return str(case["text"])
    lines = "".join(f"    {line}\n" for line in case["text"].splitlines())
    return f"{case.get('section', 'claims')}:\n  one:\n    quote: x\n{lines.rstrip()}"


def underlined(editor: Editor, name: str, text: str) -> list[str]:
    text = text.replace("‸", "")
    lines = text.splitlines()
    found = set()
    for mark in editor.open(name, text):
        start, end = mark["range"]["start"], mark["range"]["end"]
        found.add((start["line"], start["character"], end["character"]))
    return [lines[line][start:end] for line, start, end in sorted(found)]


@pytest.mark.parametrize("name", CASES)
def test_what_an_editor_knows(editor: Editor, name: str) -> None:
    case = CASES[name]
    file, text = case.get("in", HARBOUR), typed(case)
    assert underlined(editor, file, text) == case.get("underlines", [])
    offered = editor.completions(file, text) if "offers" in case else {}
    for id, said in case.get("offers", {}).items():
        assert said in offered.get(id, ""), offered.keys()
    assert not offered.keys() & set(case.get("hides", []))
    if "says" in case:
        assert case["says"].lower() in editor.hover(file, text).lower()


def test_the_files_of_the_site_are_not_underlined(editor: Editor) -> None:
    for name, text in FILES.items():
        if name.startswith("annotations/"):
            assert underlined(editor, name, text) == [], name


def test_of_many_annotations_those_of_the_article_that_is_named(
    site: Path, server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "MANY", 10)
    write(tmp_path, FILES)
    checked(tmp_path)
    with editing(server, tmp_path, SETTING) as editor:
        offered = editor.completions(HARBOUR, f"{LINK}‸")
        assert offered.keys() >= {"readings/bridge", "'#claim-30'"}
        assert "readings/bridge#toll" not in offered
        offered = editor.completions(HARBOUR, f"{LINK}readings/bridge#‸")
        assert offered["readings/bridge#toll"] == "“the toll” (Disputed)"
        assert "readings/harbour#claim-31" not in offered
        offered = editor.completions(HARBOUR, f"{LINK}readings/harbour#‸")
        assert offered["readings/harbour#claim-30"] == "“word 30”"


def test_what_is_new_is_known_after_a_check(server: Path, tmp_path: Path) -> None:
    write(tmp_path, FILES)
    checked(tmp_path)
    bridge, known = "annotations/readings/bridge.yml", f"{SCHEMAS}/claims/readings/bridge.json"
    text = f"{LINK}readings/bridge#gone"
    with editing(server, tmp_path, SETTING) as editor:
        assert underlined(editor, HARBOUR, text) == ["readings/bridge#gone"]
        with (tmp_path / bridge).open("a") as file:
            file.write("  gone: {quote: has gone, note: Sold.}\n")
        before = {path: path.stat().st_mtime_ns for path in (tmp_path / SCHEMAS).rglob("*.json")}
        checked(tmp_path)
        changed = {p for p in before if p.stat().st_mtime_ns != before[p]}
        # Nobody else's file is written again.
        assert {p.relative_to(tmp_path).as_posix() for p in changed} == {
            known,
            f"{SCHEMAS}/annotations.schema.json",
            f"{SCHEMAS}/assignment.schema.json",
        }
        editor.changed(known)
        editor.changed(f"{SCHEMAS}/annotations.schema.json")
        assert underlined(editor, HARBOUR, text) == []


def test_what_a_mistake_hides_is_not_underlined(server: Path, tmp_path: Path) -> None:
    write(tmp_path, FILES)
    write(
        tmp_path,
        {"mkdocs.yml": FILES["mkdocs.yml"], "annotations/readings/bridge.yml": "claims: ["},
    )
    assert "problem" in checked(tmp_path)
    with editing(server, tmp_path, SETTING) as editor:
        assert underlined(editor, HARBOUR, f"{LINK}readings/bridge#toll") == []
        assert underlined(editor, HARBOUR, f"{LINK}guide/bridge#toll") == ["guide/bridge#toll"]
