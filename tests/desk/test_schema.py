"""Schemas for editors: where they are written, and when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postil.build.build import Build
from postil.build.settings import Settings
from postil.desk.cli import main
from support.builds import build, write

SOURCES = "log: {type: book, title: The log}\n"
CLAIMS = "claims:\n  toll: {quote: the toll}\n"
FILES = {
    "docs/index.md": "# Home\n",
    "docs/bridge.md": "# Bridge\n\nSince the toll, the ferry has gone.\n",
    "annotations/bridge.yml": CLAIMS,
    "annotations/sources.yml": SOURCES,
}
KINDS = {
    f"{kind}.schema.json"
    for kind in "annotations annotators sources glossary vocabulary course assignment".split()
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path


def run(site: Path, *arguments: str) -> Result:
    command, *rest = arguments
    return CliRunner().invoke(main, [command, "--config-file", str(site / "mkdocs.yml"), *rest])


def written(site: Path, folder: str = ".cache/postil/schemas") -> set[str]:
    return {p.relative_to(site / folder).as_posix() for p in (site / folder).rglob("*.json")}


@pytest.mark.parametrize("command", ["check", "schema"])
def test_they_stand_where_git_does_not_look(site: Path, command: str) -> None:
    assert run(site, command).exit_code == 0
    assert written(site) == {*KINDS, "claims/bridge.json"}
    assert "*" in (site / ".cache/postil/.gitignore").read_text()


def test_those_of_every_site_stand_where_they_are_wanted(site: Path) -> None:
    run(site, "schema", str(site / "there"))
    assert written(site, "there") == KINDS
    assert not written(site)
    assert "log" not in (site / "there/annotations.schema.json").read_text()


def test_a_build_writes_none(site: Path) -> None:
    assert not build(site).stopped
    assert not written(site)


def test_a_site_without_annotations_has_none(tmp_path: Path) -> None:
    write(tmp_path, {"docs/index.md": "# Home\n"})
    run(tmp_path, "check")
    assert not (tmp_path / ".cache").exists()
    assert "no folder" in run(tmp_path, "schema").output


def test_a_site_that_keeps_nothing_has_none(site: Path) -> None:
    (site / "mkdocs.yml").write_text("site_name: Site\nplugins: [postil: {cache: ''}]\n")
    assert run(site, "check").exit_code == 0
    assert "the option 'cache' is empty" in run(site, "schema").output
    assert not (site / ".cache").exists()


def test_clean_deletes_them(site: Path) -> None:
    run(site, "check")
    assert "is deleted" in run(site, "clean").output
    assert not (site / ".cache/postil").exists()
    assert "There is no cache" in run(site, "clean").output


def test_those_of_articles_that_are_gone_are_deleted(site: Path) -> None:
    run(site, "check")
    (site / "annotations/bridge.yml").write_text("claims: [")
    (site / "annotations/index.yml").write_text("claims:\n  home: {quote: Home}\n")
    run(site, "check")
    # A mistake hides what there is.
    assert "claims/bridge.json" in written(site)
    (site / "annotations/bridge.yml").unlink()
    run(site, "check")
    assert written(site) == {*KINDS, "claims/index.json"}


def test_a_site_that_is_served_brings_them_up_to_date(site: Path) -> None:
    served = Build(site, Settings(), serving=True)
    served.load(["index", "bridge"])
    bridge = site / ".cache/postil/schemas/claims/bridge.json"
    glossary = site / ".cache/postil/schemas/glossary.schema.json"
    before = bridge.stat().st_mtime_ns
    (site / "annotations/sources.yml").write_text(SOURCES + "map: {type: map, title: The map}\n")
    served.load(["index", "bridge"])
    assert "The map" in glossary.read_text()
    assert bridge.stat().st_mtime_ns == before
    run(site, "clean")
    served.load(["index", "bridge"])
    assert written(site) == {*KINDS, "claims/bridge.json"}
    # A mistake elsewhere is no reason to wait.
    (site / "annotations/bridge.yml").write_text(CLAIMS + "  ferry: {quote: ferry, sources: [x]}\n")
    assert not served.load(["index", "bridge"])
    assert "bridge#ferry" in bridge.read_text()


def test_titles_of_a_library_are_kept_until_it_changes(site: Path) -> None:
    (site / "mkdocs.yml").write_text(
        "site_name: S\nplugins: [postil: {bibliography: [refs.bib]}]\n"
    )
    (site / "refs.bib").write_text("@book{log1911, title = {The {\\'E}tude}}\n")
    known = site / ".cache/postil/schemas/annotations.schema.json"
    run(site, "check")
    assert "The Étude" in known.read_text()
    titles = site / ".cache/postil/schemas/titles.json"
    titles.write_text(titles.read_text().replace("The Étude", "Kept"))
    run(site, "check")
    assert "Kept" in known.read_text()
    (site / "refs.bib").write_text("@book{log1911, title = {The Log}}\n")
    run(site, "check")
    assert "The Log" in known.read_text()
    # What was kept is not needed.
    titles.write_text("[")
    run(site, "check")
    assert "The Log" in known.read_text()


def test_an_assignment_is_offered_readings_and_claims(site: Path) -> None:
    run(site, "schema")
    path = site / ".cache/postil/schemas/assignment.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    readings = json.dumps(schema["properties"]["readings"])
    assert '"const": "bridge"' in readings and "1 annotation" in readings
    judge = json.dumps(schema["$defs"]["Task"]["properties"]["judge"])
    for offered in ('"all"', '"statistic"', "bridge#toll"):
        assert offered in judge


def test_a_course_is_checked_with_the_annotations(site: Path) -> None:
    write(
        site,
        {
            "annotations/course.yml": "title: Bridges\ntime_zone: Europe/Paris\n",
            "annotations/assignments/one.yml": (
                "title: One\nreadings: bridge\ndue: 2027-03-19\ntasks:\n  a: {judge: '#tol'}\n"
            ),
        },
    )
    done = run(site, "check")
    assert done.exit_code == 1
    assert (
        "annotations/assignments/one.yml:5:14: unknown annotation 'tol'; did you mean 'toll'?"
        in done.output
    )
