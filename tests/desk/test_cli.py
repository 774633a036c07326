"""The `postil` command, as an instructor runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postil.course.schema import schemas
from postil.desk.cli import main
from postil.desk.reference import reference
from support.builds import build, write

PROJECT = Path(__file__).resolve().parents[2]

ARTICLE = """# Harbour

The harbour was dredged in 1911, and the town doubled within ten years. The harbour was dredged
again in 1932, which the council called a triumph of *engineering*.
"""
# Spacing, comments and quoting that no program would choose: all of it has to survive.
ANNOTATIONS = """claims:   # two of them
    doubled:
        quote:   the town doubled within ten years    # a guess?
        because:  "Says who?"
    again:
        {quote: 'harbour was dredged again', because: It was}
notes:
    triumph:
        quote: >-
            which the council called
            a triumph of engineering
        note: |
            The council  said so   itself.
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "docs/index.md": "# Home\n",
            "docs/readings/harbour.md": ARTICLE,
            "annotations/readings/harbour.yml": ANNOTATIONS,
        },
    )
    return tmp_path


def run(site: Path, *arguments: str, answers: str | None = None) -> Result:
    command, *rest = arguments
    return CliRunner().invoke(
        main, [command, "--config-file", str(site / "mkdocs.yml"), *rest], input=answers
    )


def edit(site: Path, *changes: tuple[str, str]) -> None:
    path = site / "docs/readings/harbour.md"
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def annotations(site: Path) -> str:
    return (site / "annotations/readings/harbour.yml").read_text()


def test_check_finds_nothing_to_mend(site: Path) -> None:
    result = run(site, "check")
    assert (result.exit_code, result.output.splitlines()[-1]) == (
        0,
        "3 annotations in 1 article: nothing to mend",
    )
    assert not (site / "site").exists()


def test_check_reports_every_kind_of_problem_at_once(site: Path) -> None:
    edit(site, ("The harbour was dredged\nagain in 1932, which", "Which"))
    text = annotations(site).replace("Says who?", "See [there](nowhere.md).")
    (site / "annotations/readings/harbour.yml").write_text(text)
    result = run(site, "check")
    assert result.exit_code == 1
    assert "harbour.yml:4:19: the link 'nowhere.md' leads to no page" in result.output
    assert "harbour.yml:6:17: the words of this quote are not in the article" in result.output


def test_what_is_found_is_told_in_the_order_of_the_file(site: Path) -> None:
    """By each command, and by a build."""
    run(site, "lock")
    edit(
        site,
        ("The harbour was dredged\nagain in 1932, which", "Which"),
        ("called a triumph of *engineering*", "called a loud triumph of *engineering*"),
        ("the town doubled", "the town almost doubled"),
    )
    configuration = "site_name: x\nplugins: [postil: {changed: warn}]\n"
    write(site, {"mkdocs.yml": configuration})
    for said in (
        run(site, "check").output.splitlines(),
        run(site, "lock").output.splitlines(),
        build(site).log,
    ):
        lines = [int(m[1]) for line in said if (m := re.search(r"harbour\.yml:(\d+):", line))]
        assert lines == [3, 6, 9], said


def test_check_as_json(site: Path) -> None:
    text = annotations(site).replace("because: It was", "becuase: It was")
    (site / "annotations/readings/harbour.yml").write_text(text)
    result = run(site, "check", "--format", "json")
    (entry,) = json.loads(result.output)
    assert result.exit_code == 1
    assert (entry["line"], entry["column"]) == (6, 46)
    assert entry["what"] == "unknown key 'becuase'"
    assert entry["advice"] == "did you mean 'because'?"


def test_check_names_a_merge_conflict_in_an_article(site: Path) -> None:
    conflict = "<<<<<<< HEAD\nThe one.\n=======\nThe other.\n>>>>>>> branch\n"
    path = site / "docs/readings/harbour.md"
    path.write_text(f"{ARTICLE}\n```\n{conflict}```\n\nOld\n=======\n\n{conflict}")
    result = run(site, "check")
    assert result.output.count("merge conflict") == 1
    assert "advice: docs/readings/harbour.md:17:1: a merge conflict begins here" in result.output
    assert result.exit_code == 0


def test_check_says_what_is_missing_around_a_site(tmp_path: Path) -> None:
    nothing = run(tmp_path, "check")
    assert nothing.exit_code == 1 and "there is no" in nothing.output
    write(tmp_path, {"mkdocs.yml": "site_name: x\nplugins: [search]\n", "docs/index.md": "# x\n"})
    without = run(tmp_path, "check")
    assert without.exit_code == 1 and "does not list the plugin 'postil'" in without.output


def test_lock_is_written_once_and_then_right(site: Path) -> None:
    assert "3 new" in run(site, "lock").output
    lock = site / "annotations/anchors.lock.json"
    before = lock.read_bytes()
    assert len(json.loads(before)["anchors"]) == 3
    assert "right already" in run(site, "lock").output
    assert lock.read_bytes() == before


def test_lock_keeps_what_waits_for_review_and_drops_what_is_gone(site: Path) -> None:
    run(site, "lock")
    edit(site, ("doubled within ten", "almost doubled within twelve"))
    text = annotations(site)
    (site / "annotations/readings/harbour.yml").write_text(text[: text.index("notes:")])
    result = run(site, "lock")
    assert "2 anchors: 1 removed, 1 kept for review" in result.output
    saved = json.loads((site / "annotations/anchors.lock.json").read_text())["anchors"]
    assert saved["readings/harbour#doubled"]["exact"] == "the town doubled within ten years"


@pytest.mark.parametrize("command", [("lock",), ("fix", "--all"), ("fix", "--all", "--only", "x")])
def test_a_passage_that_is_gone_stays_gone_when_others_are_locked(
    command: tuple[str, ...], site: Path
) -> None:
    """Its sentence stands once more in the article, where it stood before."""
    said = "The council called it a triumph."
    article = f"# Town\n\nIt was dredged. {said} It grew.\n\nIt was dredged again. {said} Alas.\n"
    write(site, {
        "docs/town.md": article + "\nNobody ever asked the fishermen of the town.\n",
        "annotations/town.yml": (
            f"claims:\n  one: {{quote: {{exact: {said}, suffix: It grew}}, because: No.}}\n"
            "  x: {quote: Nobody ever asked the fishermen, because: No.}\n"
        ),
    })  # fmt: skip
    run(site, "lock")
    text = (site / "docs/town.md").read_text().replace(f"{said} It grew.", "It grew.")
    write(site, {"docs/town.md": text.replace("ever asked", "asked")})
    for _ in range(2):
        result = run(site, "check")
        assert (
            "town.yml:2:16: the words of this quote stand in the article, but not" in result.output
        )
        run(site, *command)


def test_a_sound_edition_is_asked_for_before_anything_is_written(site: Path) -> None:
    (site / "annotations/readings/harbour.yml").write_text("claims: []\n")
    for command, said in (("lock", "nothing was written"), ("fix", "is left out until")):
        result = run(site, command)
        assert result.exit_code == 1 and said in result.output
    assert not (site / "annotations/anchors.lock.json").exists()


def test_fix_shows_first_and_then_changes_the_quote_only(site: Path) -> None:
    run(site, "lock")
    edit(
        site,
        ("the town doubled within ten years", "the town almost doubled within twelve years"),
        ("dredged\nagain in 1932", "deepened\nagain in 1932"),
        ("a triumph of", "a loud triumph: of"),
    )
    for arguments in ((), ("--dry-run",), ("--dry-run", "--all")):
        shown = run(site, "fix", *arguments).output
        assert "town {+almost+} doubled within [-ten-] {+twelve+} years." in shown
        assert "quote: the town almost doubled within twelve years" in shown
        assert "Nothing was written" in shown and "--all" in shown
        assert annotations(site) == ANNOTATIONS
    run(site, "fix", "--all")
    expected = (
        ANNOTATIONS.replace("the town doubled within ten", "the town almost doubled within twelve")
        .replace("harbour was dredged again", "harbour was deepened again")
        .replace(
            "which the council called\n            a triumph of engineering",
            "which the council called a loud triumph: of engineering",
        )
    )
    assert annotations(site) == expected
    assert run(site, "check", "--strict").exit_code == 0
    assert "No quote" in run(site, "fix").output


def test_a_passage_whose_middle_has_changed_keeps_its_quote(site: Path) -> None:
    text = annotations(site).replace(
        "the town doubled within ten years ", "The harbour was … within ten years "
    )
    (site / "annotations/readings/harbour.yml").write_text(text)
    run(site, "lock")
    edit(site, ("in 1911", "in the summer of 1911"))
    assert "is now “The harbour was dredged in the summer of 1911" in run(site, "check").output
    assert "stays as it is: The harbour was … within ten years" in run(site, "fix", "--all").output
    assert annotations(site) == text
    assert "review" not in run(site, "check").output


def test_the_schemas_in_the_project_are_those_of_the_models() -> None:
    for name, text in schemas().items():
        assert (PROJECT / "schemas" / name).read_text() == text, "run 'postil schema'"


def test_clean(site: Path) -> None:
    """Also where a mistake keeps the site from being built."""
    cache = site / ".cache/postil"
    build(site)
    assert any(cache.iterdir())
    write(site, {"annotations/readings/harbour.yml": ANNOTATIONS.replace("quote:", "qoute:")})
    assert build(site).stopped
    done = run(site, "clean")
    assert (done.exit_code, done.output) == (0, f"{cache} is deleted.\n")
    assert not cache.exists()
    done = run(site, "clean")
    assert (done.exit_code, done.output) == (0, f"There is no cache in {cache}.\n")


def test_clean_takes_nothing_else(site: Path) -> None:
    """Whatever the option says, only files that a build has made are deleted."""
    for folder in ("docs", "annotations"):
        configuration = f"site_name: x\nplugins: [postil: {{cache: {folder}}}]\n"
        write(site, {"mkdocs.yml": configuration})
        before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
        assert "There is no cache" in run(site, "clean").output
        assert not build(site, site=site.with_name("elsewhere")).stopped
        assert "is deleted" in run(site, "clean").output
        after = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
        assert after == before
    write(site, {"mkdocs.yml": "site_name: x\nplugins: [postil: {cache: ''}]\n"})
    done = run(site, "clean")
    assert done.exit_code == 0
    assert "keep nothing" in done.output


@pytest.mark.parametrize("command", ["check", "clean"])
def test_a_mistake_in_the_configuration(command: str, site: Path) -> None:
    write(site, {"mkdocs.yml": "site_name: x\nplugins: [postil: {langage: de}]\n"})
    done = run(site, command)
    assert done.exit_code == 1
    assert "did you mean 'language'?" in done.output
    assert str(site / "mkdocs.yml") in done.output


def test_the_guide_names_every_command() -> None:
    text = reference()
    for name in main.commands:
        assert f"`postil {name}`" in text


def test_changed_passages_are_marked_and_reported_for_review(site: Path) -> None:
    run(site, "lock")
    edit(site, ("doubled within ten", "almost doubled within twelve"))
    built = build(site, strict=True)
    assert not built.stopped
    assert ">the town almost doubled within twelve years</mark>" in built.article(
        "readings/harbour/index.html"
    )
    write(site, {"mkdocs.yml": (
        "site_name: x\ntheme: material\nplugins: [search, postil: {changed: warn}]\n"
    )})  # fmt: skip
    assert any("review the annotation" in line for line in build(site).log)
