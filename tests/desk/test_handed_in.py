"""`postil receipts`: what students handed in as a table, for programs and for table programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postil.course.handins import as_values
from postil.course.receipts import written
from postil.course.tables import harmless
from postil.desk.cli import main
from postil.rendering.notes import short_hash
from support.builds import write
from support.handins import normal


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a class handed in: a file, two receipts in a letter, and one that was cut."""
    monkeypatch.chdir(tmp_path)
    one, two = normal(25, 5), normal(3, 1, name="=cmd|' /C calc'!A0")
    three = replace(normal(0, 2, name="Bo\x1b[31m Chen"), version="99999999")
    write(
        tmp_path,
        {
            "work/aziza.postil.json": json.dumps(as_values(one)),
            "work/letter.txt": f"From two of us:\n{written(two)}\n\n{written(three)}\n",
            "work/cut.txt": written(one)[:400],
        },
    )
    (tmp_path / "mkdocs.yml").unlink()
    return tmp_path


def run(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["receipts", *arguments], input=input)


def test_the_table(folder: Path) -> None:
    done = run("work")
    assert done.exit_code == 1
    head, one, *others = done.stdout.splitlines()
    assert head.split() == "name number for handed in judged answers tasks notes version".split()
    assert one.split() == (
        "Aziza Müller 4711-23 readings/harbour 2027-03-01 21:15 25 of 25 0 0 5 1a2b3c4d".split()
    )
    assert any(line.startswith("Bo\\x1b[31m Chen") for line in others)
    remark = "    work/letter.txt:4:1: made on another version of the text than 2 of 3 (99999999)"
    assert remark in others
    assert others[-1] == "3 hand-ins; 1 could not be read"
    assert done.stderr == (
        "work/cut.txt:1:1: the receipt is cut: its end is missing; ask the student to copy all of "
        "it, or for the file: some forms take too few letters\n"
    )


def test_for_table_programs(folder: Path) -> None:
    done = run("--csv", "work")
    assert done.stdout_bytes.startswith(b"\xef\xbb\xbf")
    one, two, three = csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff")))
    assert (one["name"], one["judged"], one["claims"], one["notes"]) == (
        "Aziza Müller", "25", "25", "5",
    )  # fmt: skip
    assert two["name"] == "'=cmd|' /C calc'!A0"
    assert three["file"] == "work/letter.txt:4:1" and "another version" in three["remarks"]


@pytest.mark.parametrize(
    "cell", ["=1", "+49 30", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "\n@x", "|calc", "%0"]
)
def test_formulas_are_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(cell.strip("=+-@\t\r\n ＝|%")) == cell.strip("=+-@\t\r\n ＝|%")
    assert harmless(-1) == -1


def test_for_programs(folder: Path) -> None:
    said = json.loads(run("--json", "work").stdout)
    one, *_ = said["handIns"]
    assert (one["judged"], one["claims"], one["notes"], one["line"]) == (25, 25, 5, 0)
    assert one["handIn"] == as_values(normal(25, 5))
    assert [problem["file"] for problem in said["problems"]] == ["work/cut.txt"]


def test_what_is_read_twice_and_from_standard_input(folder: Path) -> None:
    done = run("-", "work/aziza.postil.json", input=written(normal(25, 5)).encode())
    assert done.exit_code == 0
    assert "standard input:1:1: the same as in work/aziza.postil.json" in done.stdout
    assert done.stdout.endswith("2 hand-ins\n")


def test_in_the_folder_of_a_site(folder: Path) -> None:
    """What comes from elsewhere is said; it is read all the same."""
    site = "site_name: S\nsite_url: {}\nplugins: [postil]\n"
    write(folder, {"mkdocs.yml": site.format("https://site.example/course"), "docs/x.md": "x"})
    done = run("work/aziza.postil.json")
    assert done.exit_code == 0
    assert "there is no article readings/harbour in this site" in done.stdout
    claims = "claims: {count: {quote: one}}\n"
    write(folder, {"docs/readings/harbour.md": "one", "annotations/readings/harbour.yml": claims})
    other = run("work/aziza.postil.json").stdout
    assert "made on another version of the text than this site has (1a2b3c4d)" in other
    whole = replace(normal(2, 1), article="", assignment="first-look", version="")
    write(folder, {"work/whole.json": json.dumps(as_values(whole))})
    said = run("work/whole.json").stdout
    assert "made on another version of readings/harbour than this site has" in said
    assert said.count("another version") == 1 and " first-look " in said
    now = as_values(replace(normal(1, 0), version=short_hash("one")))
    write(folder, {"work/now.json": json.dumps(now)})
    assert run("work/now.json").stdout.count("\n") == 3
    write(folder, {"mkdocs.yml": site.format("https://other.example")})
    assert "made on another site, https://site.example/course/; this one is" in (
        run("work/aziza.postil.json").stdout
    )
    named = run("work", "-f", "missing.yml")
    assert named.exit_code == 1 and "there is no missing.yml here" in named.output
