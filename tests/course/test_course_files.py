"""What an author of a course is told: YAML in, messages out. A case is a file in `cases/`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from postil.course.loading import Course, load_course
from postil.edition.edition import Place
from postil.edition.loading import load
from support.builds import write

CASES = sorted((Path(__file__).parent / "cases").glob("*.yml"))
ARTICLES = ("index", "readings/x", "readings/y")


def loaded(path: Path, root: Path) -> tuple[Course, dict[str, object]]:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    write(root, case["files"])
    folder = root / "annotations"
    edition = load(folder, ARTICLES, root)
    # The files of a course are no annotations of an article.
    assert not edition.problems
    return load_course(folder, edition, ARTICLES, root), case


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_messages(path: Path, tmp_path: Path) -> None:
    course, case = loaded(path, tmp_path)
    assert [str(problem) for problem in course.problems] == case["problems"], case["about"]


def test_what_is_meant(tmp_path: Path) -> None:
    course, _ = loaded(Path(__file__).parent / "cases/well.yml", tmp_path)
    (assignment,) = course.assignments.values()
    assert assignment.opens and assignment.due and assignment.reveal
    # The course begins on a Wednesday.
    assert assignment.opens.isoformat() == "2027-03-01T00:00:00+01:00"
    assert assignment.due.isoformat() == "2027-03-12T23:59:00+01:00"
    assert assignment.reveal.isoformat() == "2027-03-20T08:00:00+01:00"
    one, two = Place("readings/x", "one"), Place("readings/x", "two")
    assert assignment.places["judge-all"] == (one, two)
    assert assignment.places["some"] == (one, two)
    assert assignment.places["asked"] == (one,)
    assert assignment.places["pair"] == (one, Place("readings/y", ""))
    assert assignment.places["source"] == (two,)
    assert assignment.written.points == 7.5
    kinds = [task.kind for task in assignment.written.tasks.values()]
    assert kinds == [
        "judge",
        "judge",
        "answer",
        "ask",
        "ask",
        "ask",
        "ask",
        "annotate",
        "compare",
        "find",
    ]


def test_the_guide_shows_what_is_well(tmp_path: Path) -> None:
    """The files in the guide have no mistakes."""
    guide = (Path(__file__).parents[2] / "docs/guide/course.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in blocks] == [
        "annotations/course.yml",
        "annotations/assignments/first-look.yml",
    ]
    claims = "claims:\n  one: {quote: a, question: Why?}\n"
    write(tmp_path, {**dict(blocks), "annotations/readings/harbour.yml": claims})
    folder, pages = tmp_path / "annotations", ("readings/harbour",)
    course = load_course(folder, load(folder, pages, tmp_path), pages, tmp_path)
    assert not course.problems and course.assignments
