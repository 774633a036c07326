"""The files of a course for learning platforms, as `postil course export` writes them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postil.desk.cli import main
from support.builds import write
from support.cartridges import Archive, wrong_with

FILES = {
    "mkdocs.yml": "site_name: S\nsite_url: https://site.example/here/\nplugins: [postil]\n",
    "docs/index.md": "# Home\n",
    "docs/readings/x.md": "# The harbour\n\nTraffic has fallen. Nobody knows why.\n",
    "annotations/readings/x.yml": "claims:\n  fallen: {quote: Traffic has fallen}\n",
    "annotations/course.yml": """\
title: Tom & "Jerry" <b>]]>
time_zone: Europe/Berlin
first_day: 2027-03-01
description: See [the harbour](readings/x.md).
""",
    "annotations/assignments/first.yml": """\
title: "=SUM(A1) & more"
instructions: Read *it*. See [home](index.md), ![a picture](readings/a.png).
readings: readings/x
opens: week 1
due: week 2, Friday
tasks:
  all: {judge: all, points: 3}
  talk: {ask: What is **missing**?, model: SECRET}
  essay: {ask: Who wrote it?, model: SECRET, points: 2.5}
  which: {ask: Which?, choices: [one & two, "<b>"], right: "<b>", points: 4}
  unsure: {ask: Which one?, choices: [this, that]}
  line: {ask: In which order?, order: [alpha, beta, gamma], points: 1}
  year: {ask: When?, number: 1871, within: 2}
  share: {ask: How much?, number: 3.4, within: 0.05}
  far: {ask: How many?, number: 1000000, within: 5000}
""",
    "annotations/assignments/second.yml": """\
title: Nothing to mark
tasks: {find: {compare: [readings/x, index]}}
""",
}


def export(folder: Path, *arguments: str, to: str = "out") -> Result:
    configuration = ["--config-file", str(folder / "mkdocs.yml")]
    target = str(folder / to)
    return CliRunner().invoke(main, ["course", "export", target, *configuration, *arguments])


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("export")
    write(folder, FILES)
    (folder / "docs/readings/a.png").write_bytes(b"")
    return folder / "out", export(folder)


def archive(exported: tuple[Path, Result], name: str) -> Archive:
    return Archive.of((exported[0] / name).read_bytes())


def test_what_is_written_and_what_it_cannot_hold(exported: tuple[Path, Result]) -> None:
    folder, done = exported
    assert done.exit_code == 0, done.output
    written = {path.name for path in folder.iterdir()} - {".gitignore"}
    # Who commits all that there is does not publish the answers.
    assert (folder / ".gitignore").read_text() == "*\n"
    assert written == {
        *("course.imscc", "course-1.3.imscc", "quizzes.zip", "course.ics"),
        *("first-scorm.zip", "second-scorm.zip"),
        *("tasks.csv", "gradebook-canvas.csv", "gradebook-moodle.csv"),
    }
    assert all(f"{folder / name}: " in done.stdout for name in written)
    # Once each, however many files it holds of.
    assert re.findall(r"first: '(\w+)'", done.stderr) == ["unsure", "essay", "far"]
    assert "write 'right: …'" in done.stderr and "it counts 3 there" in done.stderr
    assert "set the tolerance in your LMS" in done.stderr


@pytest.mark.parametrize("name", ["course.imscc", "course-1.3.imscc", "quizzes.zip"])
def test_platforms_stumble_over_nothing(exported: tuple[Path, Result], name: str) -> None:
    found = archive(exported, name)
    assert wrong_with(found) == []
    assert not any("SECRET" in text for text in found.files.values())


def test_a_cartridge(exported: tuple[Path, Result]) -> None:
    found = archive(exported, "course.imscc")
    title = "=SUM(A1) & more"
    quiz = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
    assert found.items() == [
        (title, ""),
        (title, "webcontent"),
        ("Open the assignment", "imswl_xmlv1p1"),
        ("The harbour", "imswl_xmlv1p1"),
        ("What is missing?", "imsdt_xmlv1p1"),
        (f"Questions: {title}", quiz),
        ("Nothing to mark", ""),
        ("Nothing to mark", "webcontent"),
        ("Open the assignment", "imswl_xmlv1p1"),
    ]
    assert found.manifest.findtext("metadata/schemaversion") == "1.1.0"
    assert found.manifest.findtext(".//general/title/string") == 'Tom & "Jerry" <b>]]>'
    link = found.xml("links/first-reading1.xml").find("url")
    assert link is not None and link.get("href") == "https://site.example/here/readings/x/"
    page = found.files["wiki_content/first.html"]
    assert 'href="https://site.example/here/assignments/first/"' in page
    assert 'src="https://site.example/here/readings/a.png"' in page
    assert "What is <strong>missing</strong>?" in page and "one &amp; two" in page
    assert "12 March 2027, 23:59 (Europe/Berlin)" in page


def test_questions(exported: tuple[Path, Result]) -> None:
    quiz = archive(exported, "course.imscc").xml("quizzes/first.xml")
    items = {item.get("ident", "").rpartition("-")[2]: item for item in quiz.iter("item")}
    assert [*items] == ["essay", "which", "line", "year", "share", "far"]

    def right(id: str) -> list[str]:
        return [answer.text or "" for answer in items[id].iter("varequal")]

    labels = {
        label.get("ident"): label.findtext("material/mattext")
        for label in items["which"].iter("response_label")
    }
    assert [labels[id] for id in right("which")] == ["<b>"]
    # The items have letters in another order, and these in the right one are the answer.
    text = items["line"].findtext("presentation/material/mattext") or ""
    shown = dict(re.findall(r"<p>([A-C])\. (\w+)</p>", text))
    assert [shown[letter] for letter in right("line")[0]] == ["alpha", "beta", "gamma"]
    assert right("line")[0] != "ABC" and "as ABC." in text
    assert right("year")[0] == "1871"
    assert {"1869", "1873", "1,871", "1.871"} <= {*right("year")}
    assert not {"1868", "1874"} & {*right("year")}
    assert right("share")[:2] == ["3.4", "3,4"] and {"3.35", "3,45"} <= {*right("share")}
    assert "3.34" not in right("share")
    assert right("far") == ["1000000", "1,000,000", "1.000.000", "1 000 000"]


def test_assignments_and_dates_in_the_later_cartridge(exported: tuple[Path, Result]) -> None:
    found = archive(exported, "course-1.3.imscc")
    file = found.xml("assignments/first.xml")
    gradable = file.find("gradable")
    assert gradable is not None and gradable.get("points_possible") == "10.5"
    extensions = file.find("extensions")
    assert extensions is not None and extensions.get("platform") == "canvas.instructure.com"
    assert extensions.findtext("assignment/due_at") == "2027-03-12T22:59:00Z"
    assert found.xml("assignments/second.xml").findtext("gradable") == "false"
    # Who does not know assignments shows the page; who does, takes the other.
    page = next(r for r in found.manifest.iter("resource") if r.find("variant") is not None)
    assert page.get("type") == "webcontent"
    types = [kind for title, kind in found.items() if kind]
    assert types[0] == "webcontent" and "imsdt_xmlv1p3" in types


def test_a_package_for_scorm(exported: tuple[Path, Result]) -> None:
    found = archive(exported, "first-scorm.zip")
    (resource,) = found.manifest.iter("resource")
    files = [file.get("href") for file in resource.iter("file")]
    assert {*files} == found.files.keys() - {"imsmanifest.xml"}
    assert resource.get("href") == "index.html"
    # As the specification has it: in one case, and in a namespace.
    assert resource.get("{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype") == "sco"
    organizations = found.manifest.find("organizations")
    assert organizations is not None and organizations.get("default") == "assignment"
    page = found.files["index.html"]
    assert 'data-address="https://site.example/here/assignments/first/"' in page
    assert "=SUM(A1) &amp; more" in page
    # Nothing of it is looked for elsewhere.
    assert not re.search(r'(?:src|href)="(?!relay\.js|page\.css|https://site\.example)', page)


def test_two_courses_do_not_meet(exported: tuple[Path, Result], tmp_path: Path) -> None:
    """A platform would take one assignment for the other; of one course, it is to."""

    def ids(data: bytes) -> set[str | None]:
        return {r.get("identifier") for r in Archive.of(data).manifest.iter("resource")}

    one = exported[0] / "course.imscc"
    there = FILES["mkdocs.yml"].replace("/here/", "/there/")
    write(tmp_path, {**FILES, "mkdocs.yml": there, "docs/readings/a.png": ""})
    assert export(tmp_path, "--format", "cartridge").exit_code == 0
    assert not ids(one.read_bytes()) & ids((tmp_path / "out/course.imscc").read_bytes())


def test_tables(exported: tuple[Path, Result]) -> None:
    folder, _ = exported

    def rows(name: str) -> list[list[str]]:
        return [*csv.reader(io.StringIO((folder / name).read_text("utf-8-sig")))]

    tasks = rows("tasks.csv")
    assert tasks[0][0] == "assignment" and len(tasks) == 11
    assert tasks[1][1:] == [
        *("'=SUM(A1) & more", "2027-03-01 00:00+01:00", "2027-03-12 23:59+01:00"),
        *("all", "judge", "", "3"),
    ]
    head, points = rows("gradebook-canvas.csv")
    # What is not marked has no column.
    assert head == "Student|ID|SIS User ID|SIS Login ID|Section|'=SUM(A1) & more".split("|")
    assert points == ["Points Possible", "", "", "", "", "10.5"]
    assert rows("gradebook-moodle.csv")[0][-2:] == ["Email address", "'=SUM(A1) & more"]


def test_the_same_course_makes_the_same_files(exported: tuple[Path, Result]) -> None:
    folder, _ = exported
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    export(folder.parent)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("changes", "target", "said"),
    [
        ({"mkdocs.yml": "site_name: S\nplugins: [postil]\n"}, "out", "write 'site_url: https://…'"),
        ({"annotations/course.yml": "titel: X\n"}, "out", "unknown key 'titel'"),
        (None, "out", "there is no course in"),
        ({}, "docs/files", "what stands there is published"),
        (
            {"annotations/readings/x.yml": "", "annotations/assignments/first.yml": "title: T\n"},
            "out",
            "nothing is annotated in",
        ),
    ],
)
def test_what_is_missing_is_said(
    changes: dict[str, str] | None, target: str, said: str, tmp_path: Path
) -> None:
    files = {**FILES, **(changes or {}), "docs/readings/a.png": ""}
    if changes is None:
        files = {name: text for name, text in files.items() if "course" not in name}
        files = {name: text for name, text in files.items() if "assignments" not in name}
    write(tmp_path, {name: text for name, text in files.items() if text or name.endswith("png")})
    done = export(tmp_path, to=target)
    assert done.exit_code == 1 and said in done.stderr
    assert not (tmp_path / target).exists()


def test_dates_need_no_address(tmp_path: Path) -> None:
    files = {**FILES, "mkdocs.yml": "site_name: S\nplugins: [postil]\n", "docs/readings/a.png": ""}
    write(tmp_path, files)
    done = export(tmp_path, "--format", "calendar", "--format", "gradebook")
    assert done.exit_code == 0, done.output
    written = {path.name for path in (tmp_path / "out").iterdir()} - {".gitignore"}
    assert {name.partition(".")[2] for name in written} == {"ics", "csv"}
