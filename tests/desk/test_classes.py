"""`postil class`: a report on what a class handed in, which is never published."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postil.course.handins import HandIn, as_values, made
from postil.course.receipts import written
from postil.desk.cli import main
from support.builds import write
from support.handins import textual

FILES = {
    "mkdocs.yml": "site_name: S\ntheme: material\nplugins: [search, postil]\n",
    "docs/index.md": "# Home\n",
    "docs/readings/x.md": "---\ntitle: The harbour\n---\n\nTraffic has fallen. Nobody knows why.\n",
    "annotations/readings/x.yml": """\
# Ours.
claims:
  fallen: {quote: Traffic has fallen, assessment: supported, because: Counted.}
""",
    "annotations/course.yml": "title: The news\ntime_zone: Europe/Berlin\n",
    "annotations/assignments/first.yml": """\
title: First
readings: readings/x
due: 2027-03-12
tasks:
  all: {judge: all, points: 5}
""",
}
NOTE = "urn:uuid:6ec09f7c-507c-4f10-b757-8aa2d9ec2eb8"


def handin(name: str, assessment: str) -> HandIn:
    at = "2027-03-02T10:00:00.000Z"
    common = {"type": "Annotation", "created": at, "modified": at}
    verdict = {"type": "SpecificResource", "source": assessment, "purpose": "classifying"}
    quote = {"type": "TextQuoteSelector", "exact": "Nobody knows", "prefix": "", "suffix": " why"}
    items = [
        {"id": "urn:postil:assessing:readings/x#fallen", **common, "motivation": "assessing",
         "target": {"source": "readings/x#fallen"}, "body": [verdict, textual("I counted.")]},
        {"id": NOTE, **common, "motivation": "commenting", "body": textual("*Really* nobody?"),
         "target": {"source": "readings/x", "selector": [quote]}},
    ]  # fmt: skip
    return made(items, name=name, at="2027-03-10T10:00:00+01:00", assignment="first")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, FILES)
    values = json.dumps(as_values(handin("Aziza", "supported")))
    write(tmp_path, {"hand-ins/aziza_123_text.html": f"<p>{written(handin('Bo', 'disputed'))}</p>"})
    with zipfile.ZipFile(tmp_path / "hand-ins/all.zip", "w") as archive:
        archive.writestr("aziza/x.postil.json", values)
    return tmp_path


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, ["class", *arguments], input=input)


def test_the_report(site: Path) -> None:
    done = run("hand-ins")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("2 students\n")
    report = site / "class-report"
    assert {file.name for file in report.iterdir()} == {
        ".gitignore", "class.html", "students.html", "gradebook.csv", "tasks.csv"
    }  # fmt: skip
    assert "\n*\n" in (report / ".gitignore").read_text()
    page = (report / "class.html").read_text(encoding="utf-8")
    assert "<h2>The harbour</h2>" in page and "Aziza" not in page
    sheets = (report / "students.html").read_text(encoding="utf-8")
    assert "Aziza" in sheets and "Bo" in sheets
    lines = (report / "gradebook.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "Aziza,,first,1,1,no,,2027-03-10 10:00,5,5,"
    # What cannot be read stops nothing, and is said.
    write(site, {"hand-ins/cut.txt": written(handin("Ced", "disputed"))[:300]})
    again = run("hand-ins", "--anonymous", "--to", "elsewhere")
    assert again.exit_code == 1
    assert again.stdout.startswith("2 students; 1 not counted\n")
    assert again.stderr.startswith("hand-ins/cut.txt:1:1: not counted: the receipt is cut")
    for file in (site / "elsewhere").iterdir():
        assert "Aziza" not in file.read_text(encoding="utf-8"), file


@pytest.mark.parametrize("to", ["docs/report", "site", "site/../docs", "docs"])
def test_nothing_of_it_is_published(site: Path, to: str) -> None:
    (site / "site").mkdir()
    done = run("hand-ins", "--to", to)
    assert done.exit_code == 1 and "which" in done.output and "Nothing was written" in done.output
    assert not [*(site / "docs").rglob("class.html"), *(site / "site").rglob("*")]


def test_hand_ins_that_would_be_published_are_refused(site: Path) -> None:
    (site / "hand-ins").rename(site / "docs/hand-ins")
    (site / "linked").symlink_to(site / "docs/hand-ins")
    for folder in ("docs/hand-ins", "linked"):
        done = run(folder)
        assert done.exit_code == 1 and "published" in done.output
    assert not (site / "class-report").exists()


def test_where_there_is_nothing(site: Path) -> None:
    (site / "empty").mkdir()
    done = run("empty")
    assert done.exit_code == 1 and "there is no file in empty" in done.output
    assert "Usage" in run().output and run("--help").exit_code == 0


# Notes of students that become part of the edition


def test_a_note_is_adopted(site: Path) -> None:
    before = (site / "annotations/readings/x.yml").read_text()
    listed = run("adopt", "hand-ins")
    assert listed.exit_code == 0 and "6ec09f7c" in listed.output and "Aziza" not in listed.output
    refused = run("adopt", "hand-ins", "--note", "6ec09f7c")
    assert refused.exit_code == 1 and "ask them, and say --agreed" in refused.output
    unknown = run("adopt", "hand-ins", "--note", "abc", "--agreed")
    assert unknown.exit_code == 1 and "there is no note with the letters 'abc'" in unknown.output
    assert (site / "annotations/readings/x.yml").read_text() == before
    done = run("adopt", "hand-ins", "--note", "6ec09f7c", "--agreed")
    assert done.exit_code == 0, done.output
    # What was there stays as it was; the text is shown as it was written.
    assert (site / "annotations/readings/x.yml").read_text() == before + (
        "notes:\n"
        "  nobody-knows:\n"
        "    quote: Nobody knows\n"
        "    note: \\*Really\\* nobody?\n"
        "    by: a-student\n"
        f"    origin: {NOTE}\n"
    )
    annotators = site / "annotations/annotators.yml"
    assert annotators.read_text() == "a-student:\n  name: A student\n"
    checked = CliRunner().invoke(main, ["check"])
    assert checked.exit_code == 0, checked.output
    again = run("adopt", "hand-ins", "--note", "6ec09f7c", "--agreed")
    assert "1 note of these there already" in again.output
    assert (site / "annotations/readings/x.yml").read_text().count(NOTE) == 1


def test_a_note_is_adopted_with_a_name(site: Path) -> None:
    (site / "hand-ins/aziza_123_text.html").unlink()
    shown = run("adopt", "hand-ins", "--note", "6ec09f7c", "--named", "--dry-run")
    assert "name: Aziza" in shown.output and "by: aziza" in shown.output
    assert not (site / "annotations/annotators.yml").exists()
    moved = "---\ntitle: The harbour\n---\n\nTraffic has fallen. It rains.\n"
    write(site, {"docs/readings/x.md": moved})
    gone = run("adopt", "hand-ins", "--note", "6ec09f7c", "--agreed")
    assert gone.exit_code == 1 and "Gone, not written" in gone.output
    assert "notes:" not in (site / "annotations/readings/x.yml").read_text()
