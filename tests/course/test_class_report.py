"""A report on a class: every kind of task from YAML to the page and the table, and who counts."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown

from postil.anchoring.passages import anchor
from postil.course.handins import HandIn, as_values, made
from postil.course.loading import load_course
from postil.course.reading import Read, Results, read_data
from postil.course.receipts import written
from postil.course.report.claims import judged
from postil.course.report.heat import heat
from postil.course.report.pages import class_page, students_page, web_address
from postil.course.report.roll import Roll, roll
from postil.course.report.subject import Subject, Text
from postil.course.report.table import tasks_table, totals_table
from postil.course.report.tasks import handing, state
from postil.edition.loading import load
from postil.edition.words import words as words_of
from support.builds import write
from support.handins import textual
from support.trees import parsed

MADE = datetime(2027, 3, 20, 8, tzinfo=timezone.utc)
TEXT = """\
# The harbour

Traffic has fallen by a third. Nobody knows why.

It rains. The bridge stands.

The last paragraph says nothing.
"""
FILES = {
    "annotations/readings/x.yml": """\
claims:
  fallen: {quote: fallen by a third, assessment: partly-supported, because: Some., question: Who?}
  why: {quote: Nobody knows why, assessment: opinion, because: So they say.}
  rain: {quote: It rains, assessment: supported}
""",
    "annotations/course.yml": """\
title: The news
time_zone: Europe/Berlin
first_day: 2027-03-01
""",
    "annotations/assignments/all.yml": """\
title: All kinds
readings: readings/x
due: week 2, Friday 23:59
tasks:
  judge-all: {judge: all, points: 6}
  answered: {answer: all, points: 2}
  words: {ask: What is *missing*?, points: 4, model: A date.}
  which: {ask: Which?, choices: [one, two, three], right: two, points: 1}
  line: {ask: In which order?, order: [alpha, beta, gamma], points: 3}
  year: {ask: When?, number: 1871.5, within: 0.5, points: 1}
  free: {ask: Which, choices: [yes, no]}
  marks: {annotate: 3, of: [note, question], points: 3}
  pair: {compare: ["#fallen", "#rain"]}
  source: {find: "#fallen"}
""",
}


def subject_in(root: Path, files: Mapping[str, str] = FILES, text: str = TEXT) -> Subject:
    write(root, files)
    folder, pages = root / "annotations", ["readings/x"]
    edition = load(folder, pages, root)
    course = load_course(folder, edition, pages, root)
    assert not (edition.problems or course.problems), (edition.problems, course.problems)
    html = Markdown().convert(text)
    texts = {
        "readings/x": Text(
            "readings/x", "The harbour", anchor(edition.articles["readings/x"], html)
        )
    }
    return Subject(edition, course, texts)


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return subject_in(tmp_path_factory.mktemp("class"))


def of_class(element: Any, name: str) -> list[Any]:
    return [one for one in element.iter() if name in (one.get("class") or "").split()]


def text_of(element: Any) -> str:
    """Words with spaces between elements, as between cells and lines."""
    return " ".join(part for one in element.iter() if one.tag != "style"
                    for part in (one.text or "", one.tail or ""))  # fmt: skip


def item(kind: str, on: str, body: Any = None, **more: Any) -> dict[str, Any]:
    """What a student does about a claim, or for a task."""
    at = "2027-03-02T10:00:00.000Z"
    said: dict[str, Any] = {"judge": {"motivation": "assessing"}}.get(
        kind, {"motivation": "replying"}
    )
    target = f"assignments/all#{on}" if kind == "doing" else f"readings/x#{on}"
    if kind in ("doing", "answer"):
        said = {**said, "postil:task" if kind == "doing" else "postil:question": True}
    name = "assessing" if kind == "judge" else kind
    id = f"urn:postil:{name}:{target.removeprefix('assignments/')}"
    return {"id": id, "type": "Annotation", "created": at, "modified": at, **said,
            "target": {"source": target}, "body": body, **more}  # fmt: skip


def judgement(on: str, assessment: str, why: str = "", **more: Any) -> dict[str, Any]:
    verdict = {"type": "SpecificResource", "source": assessment, "purpose": "classifying"}
    return item("judge", on, [verdict, *([textual(why)] if why else [])], **more)


def words(kind: str, exact: str, text: str = "", start: int | None = None) -> dict[str, Any]:
    """Something marked, noted or asked in the text."""
    motivation = {"mark": "highlighting", "note": "commenting", "question": "questioning"}[kind]
    quote = {"type": "TextQuoteSelector", "exact": exact, "prefix": "", "suffix": ""}
    position = {"type": "TextPositionSelector", "start": start, "end": (start or 0) + len(exact)}
    selectors = [quote] if start is None else [quote, position]
    at = "2027-03-02T10:00:00.000Z"
    return {"id": f"urn:x:{kind}:{exact}:{text}", "type": "Annotation", "created": at,
            "modified": at, "motivation": motivation,
            "target": {"source": "readings/x", "selector": selectors},
            **({"body": textual(text)} if text else {})}  # fmt: skip


def handin(name: str, items: Sequence[Mapping[str, Any]], **fields: Any) -> HandIn:
    usual = {"number": "", "at": "2027-03-10T10:00:00+01:00", "assignment": "all"}
    return made([*items], name=name, **{**usual, **fields})


def rolled(subject: Subject, *handins: HandIn) -> Roll:
    return roll([Read(f"{n}.json", 0, one) for n, one in enumerate(handins)], subject)


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return [*csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]


WHOLE = [
    judgement("fallen", "partly-supported", "Half of it."),
    judgement("why", "opinion"),
    judgement("rain", "contradicted", "It does not."),
    item("answer", "fallen", textual("The office.")),
    item("doing", "words", textual("A name.")),
    item("doing", "which", textual("two")),
    item("doing", "line", [textual("alpha"), textual("beta"), textual("gamma")]),
    item("doing", "year", textual("1872")),
    item("doing", "free", textual("no")),
    words("note", "It rains", "Does it?"),
    words("question", "The bridge stands", "Since when?"),
    words("mark", "Nobody knows why"),
    item("doing", "pair", textual("The first is better.")),
    item("doing", "source", [textual("It counts cars."), {"type": "SpecificResource",
         "source": "https://city.example/counts", "purpose": "linking"}]),
]  # fmt: skip
WRONG = [
    judgement("fallen", "disputed", "No."),
    item("doing", "which", textual("three")),
    item("doing", "line", [textual("beta"), textual("alpha"), textual("gamma")]),
    item("doing", "year", textual("1872.1")),
    words("note", "It rains", "Where?"),
]


def test_every_kind_of_task(subject: Subject) -> None:
    """From the YAML of the assignment to the table, with points where they were given alone."""
    who = rolled(
        subject, handin("Aziza", WHOLE), handin("Bo", WRONG, at="2027-03-13T00:00:00+01:00")
    )
    found = {(row["student"], row["task"]): row for row in rows(tasks_table(who, subject))}
    told = {
        task: [
            tuple(found[name, task][key] for key in ("done", "count", "of", "right", "points"))
            for name in ("Aziza", "Bo")
        ]
        for task in subject.course.assignments["all"].written.tasks
    }
    nothing = ("no", "0", "1", "", "")
    assert told == {
        "judge-all": [("yes", "3", "3", "", "6"), ("partly", "1", "3", "", "2")],
        "answered": [("yes", "1", "1", "", ""), nothing],
        "words": [("yes", "1", "1", "", ""), nothing],
        "which": [("yes", "1", "1", "yes", "1"), ("yes", "1", "1", "no", "0")],
        "line": [("yes", "1", "1", "yes", "3"), ("yes", "1", "1", "no", "0")],
        "year": [("yes", "1", "1", "yes", "1"), ("yes", "1", "1", "no", "0")],
        "free": [("yes", "1", "1", "", ""), nothing],
        "marks": [("partly", "2", "3", "", "2"), ("partly", "1", "3", "", "1")],
        "pair": [("yes", "1", "1", "", ""), nothing],
        "source": [("yes", "1", "1", "", ""), nothing],
    }
    one, two = rows(totals_table(who, subject))
    assert (one["late"], one["points"], one["of points"]) == ("no", "13", "20")
    assert (two["late"], two["late by"], two["points"]) == ("yes", "1 min", "3")
    # What is written in words waits for somebody who reads it.
    assert (one["to be read"], two["to be read"]) == ("answered words", "")


def test_what_the_pages_say(subject: Subject) -> None:
    who = rolled(subject, handin("Aziza", WHOLE, number="47"), handin("Bo", WRONG))
    page = parsed(class_page(who, subject, MADE))
    said = " ".join(text_of(page).split())
    assert "Aziza" not in said and "47" not in said and "0.json" not in said
    for words_ in (
        "2 students worked on this text", "Half of it.", "It does not.", "The office.", "A name.",
        "In which order?", "Done by 2 of 2; right: 1", "2 → 1 → 3", "1. alpha",
        "Since when?", "The first is better.", "It counts cars.", "A model answer: A date.",
        "The last paragraph says nothing.",
    ):  # fmt: skip
        assert words_ in said, words_
    # The most divided claim stands first, with the verdict of the edition marked in its bars.
    first = of_class(page, "claim")[0]
    assert "fallen by a third" in text_of(first)
    (ours,) = of_class(first, "ours")
    assert " ".join(text_of(ours).split()) == "Partly supported ← the edition 1"
    assert [a.get("href") for a in page.iter("a") if (a.get("href") or "").startswith("http")] == [
        "https://city.example/counts"
    ]
    sheets = parsed(students_page(who, subject, MADE))
    assert [text_of(s.find("h2")).split() for s in of_class(sheets, "sheet")] == [
        ["Aziza", "47"],
        ["Bo"],
    ]
    told = " ".join(text_of(of_class(sheets, "sheet")[0]).split())
    for words_ in (
        "6 of 6",
        "__ of 4",
        "alpha → beta → gamma",
        "2 of 3",
        "Question on “",
        "Does it?",
    ):
        assert words_.replace("“", "") in told.replace("“", ""), words_
    hidden = students_page(who, subject, MADE, anonymous=True)
    assert "Aziza" not in hidden and "Bo" not in hidden and "0.json" not in hidden
    assert "Student 1" in hidden and "Student 2" in hidden
    assert "Aziza" not in tasks_table(who, subject, anonymous=True)


def test_an_answer_in_words_that_were_changed_since_is_not_marked_wrong(subject: Subject) -> None:
    before = [
        item("doing", "which", textual("the second")),
        item("doing", "line", [textual("alpha"), textual("beta")]),
    ]
    who = rolled(subject, handin("Aziza", before))
    found = {row["task"]: row for row in rows(tasks_table(who, subject))}
    for task in ("which", "line"):
        assert [found[task][key] for key in ("done", "right", "points")] == ["yes", "", ""]
    (total,) = rows(totals_table(who, subject))
    assert total["to be read"] == "which line"
    assert "__ of 3" in students_page(who, subject, MADE)


def test_a_report_in_the_language_of_the_site(subject: Subject) -> None:
    """Of ours there is nothing else in it; what is wrong with files is said as in the terminal."""
    arabic = replace(subject, language="ar")
    late = handin("Bo", WRONG, at="2027-03-14T01:00:00+01:00")
    who = rolled(arabic, handin("Aziza", WHOLE), late)
    pages = class_page(who, arabic, MADE), students_page(who, arabic, MADE, anonymous=True)
    foreign = {*re.findall("[A-Za-z]{3,}", " ".join(FILES.values()) + TEXT + str([WHOLE, WRONG]))}
    source = words_of("en")["report_how_source"] + "scale: steps vocabulary.yml Europe/Berlin"
    for page in pages:
        assert '<html lang="ar" dir="rtl">' in page
        known = foreign | {*re.findall("[A-Za-z]{3,}", source)}
        for concept in arabic.edition.vocabulary.assessments.values():
            known.update(re.findall("[A-Za-z]{3,}", concept.label))
        assert {*re.findall("[A-Za-z]{3,}", text_of(parsed(page)))} <= known
    assert "متأخر يومًا واحدًا 1 س" in pages[1]
    assert "12 مارس 2027، 23:59 (Europe/Berlin)" in pages[0]


def test_who_changes_a_judgement_counts_with_the_first(subject: Subject) -> None:
    changed = judgement("why", "opinion", **{"postil:first": "disputed"})
    who = rolled(subject, handin("Aziza", [changed]), handin("Bo", [judgement("why", "disputed")]))
    (claim,), _ = judged(who.students, "readings/x", subject)
    assert {bar.assessment: bar.count for bar in claim.bars if bar.count} == {"disputed": 2}
    assert claim.differs and claim.changed == [("Disputed", "Opinion", 1)]


@pytest.mark.parametrize(("scale", "is_ordinal"), [("", False), ("scale: steps\n", True)])
def test_the_vocabulary_says_whether_it_is_a_scale(
    tmp_path: Path, scale: str, is_ordinal: bool
) -> None:
    labels = "{yes: {label: Y}, perhaps: {label: P}, opinion: {label: O}}"
    own = f"{scale}assessments: {labels}\n"
    files = {**FILES, "annotations/vocabulary.yml": own}
    files["annotations/readings/x.yml"] = "claims:\n  fallen: {quote: fallen by a third}\n"
    files["annotations/assignments/all.yml"] = "title: A\nreadings: readings/x\n"
    there = subject_in(tmp_path, files)
    who = rolled(
        there, *(handin(n, [judgement("fallen", n)]) for n in ("yes", "perhaps", "opinion"))
    )
    _, agreed = judged(who.students, "readings/x", there)
    assert agreed.is_ordinal == is_ordinal


def test_without_a_course(tmp_path: Path) -> None:
    """A text alone can be handed in, too."""
    there = subject_in(
        tmp_path, {"annotations/readings/x.yml": FILES["annotations/readings/x.yml"]}
    )
    one = handin("Aziza", WHOLE, assignment="", article="readings/x", claims=3, questions=2)
    who = rolled(there, one)
    told = [
        tuple(row[key] for key in ("assignment", "kind", "done", "count", "of", "handed in"))
        for row in rows(tasks_table(who, there))
    ]
    assert told == [
        ("readings/x", "judge", "yes", "3", "3", "2027-03-10 09:00"),
        ("readings/x", "answer", "partly", "1", "2", "2027-03-10 09:00"),
        ("readings/x", "annotate", "", "3", "", "2027-03-10 09:00"),
    ]
    assert "judged: 3 of 3" in students_page(who, there, MADE)
    assert "Half of it." in class_page(who, there, MADE)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("0001-01-01T00:00:00+14:00", "1 January 1, 00:00"),
        ("9999-12-31T23:59:59-14:00", "31 December 9999, 23:59"),
    ],
)
def test_a_clock_that_is_wrong(subject: Subject, at: str, said: str) -> None:
    who = rolled(subject, handin("Bo", WRONG, at=at), handin("Bo", WRONG))
    assert len(who.left_out) == 1 and len(who) == 1
    (student,) = rolled(subject, handin("Bo", WRONG, at=at)).students
    assert said in students_page(Roll((student,)), subject, MADE)


# Who is who, and when


def test_who_is_the_same(subject: Subject) -> None:
    def counted(*given: tuple[str, str]) -> list[str]:
        who = rolled(subject, *(handin(name, WRONG, number=number) for name, number in given))
        return [student.name for student in who.students]

    assert counted(("Aziza Müller", ""), ("aziza  mu\u0308ller", "")) == ["aziza  mu\u0308ller"]
    assert counted(("Aziza", "4 7"), ("A. Müller", "47")) == ["A. Müller"]
    assert counted(("Bo", "1"), ("Bo", "2")) == ["Bo", "Bo"]
    assert counted(("Bo", "1"), ("Bo", "")) == ["Bo"]
    # Which of the two it is, nobody can tell.
    assert len(counted(("Bo", "1"), ("Bo", "2"), ("Bo", ""))) == 3
    assert len(counted(("", ""), ("", ""))) == 2


def test_two_of_one_name(subject: Subject) -> None:
    """Whoever hands in again has begun some of it before; nobody is lost for being called alike."""

    def begun(day: int, items: Sequence[Mapping[str, Any]] = WRONG) -> list[dict[str, Any]]:
        return [{**one, "created": f"2027-03-0{day}T09:00:00.000Z"} for one in items]

    ali, other = handin("Ali", begun(1)), handin("Ali", begun(2))
    again = handin("Ali", [*begun(2), *begun(3, WHOLE[-1:])], at="2027-03-11T10:00:00+01:00")
    who = rolled(subject, ali, other, again)
    assert sorted(one.handed["all"].file for one in who.students) == ["0.json", "2.json"]
    assert [problem.file for problem in who.left_out] == ["1.json"]
    assert [problem.file for problem in who.remarks] == ["0.json", "2.json"]
    assert "somebody of the same name" in who.remarks[0].what
    # Two things of one student have nothing in common.
    text = handin("Ali", begun(4), assignment="", article="readings/x")
    assert len(rolled(subject, ali, text)) == 1
    # Nobody else is who gives the same number, on another device.
    assert len(rolled(subject, *(handin("Ali", begun(n), number="7") for n in (1, 2)))) == 1
    assert len(rolled(subject, handin("Ali", begun(1), number="7"), other)) == 2


def test_the_later_one_counts(subject: Subject) -> None:
    early = handin("Aziza", WRONG, at="2027-03-10T23:30:00+01:00")
    # By the letters of its date it is before the other.
    late = handin("Aziza", WHOLE, at="2027-03-10T19:00:00-05:00")
    who = rolled(subject, late, early)
    (student,) = who.students
    assert student.handed["all"].handin == late
    assert [str(problem) for problem in who.left_out] == [
        "1.json: the same student has handed in again, 2027-03-10T19:00:00-05:00; that one counts; "
        "it is in 0.json"
    ]
    # A file and a receipt of the same are one.
    assert not rolled(subject, early, early).left_out


def test_what_changes_for_another_assignment_does_not_change_this_one(tmp_path: Path) -> None:
    files = {**FILES, "annotations/assignments/next.yml": "title: N\nreadings: readings/x\n"}
    there = subject_in(tmp_path, files)
    later = judgement("why", "opinion") | {"modified": "2027-03-20T10:00:00.000Z"}
    who = rolled(
        there,
        handin("Aziza", [judgement("fallen", "disputed")]),
        handin("Aziza", [later, *WHOLE], assignment="next", at="2027-03-20T10:00:00+01:00"),
    )
    (student,) = who.students
    assert state(student, there.course.assignments["all"], "judge-all").count == 1
    assert not handing(student, there.course.assignments["all"], there).is_late
    assert {place.id for place in student.work.judgements} == {"fallen", "why", "rain"}


@pytest.mark.parametrize(
    ("due", "at", "late"),
    [
        # Clocks go back on 31 October 2027: 02:30 comes twice, and the second counts.
        ("2027-10-31 02:30", "2027-10-31T02:45:00+02:00", 0),
        ("2027-10-31 02:30", "2027-10-31T02:30:59+01:00", 0),
        ("2027-10-31 02:30", "2027-10-31T02:31:00+01:00", 1),
        ("2027-10-31 02:30", "2027-10-30T21:30:00-04:00", 0),
        ("2027-10-31 02:30", "2027-10-30T21:31:00-04:00", 1),
        # An hour that clocks show, and that has not passed: 23 hours after the day before.
        ("2027-03-27 23:59", "2027-03-28T23:59:00+02:00", 23 * 60),
        ("2027-10-30 23:59", "2027-10-31T23:59:00+01:00", 25 * 60),
        # Of the day after the change, by a clock that was not changed.
        ("2027-03-28 23:59", "2027-03-28T23:30:00+01:00", 31),
        ("2027-03-28 23:59", "2027-03-28T22:59:30+01:00", 0),
        # Another day elsewhere.
        ("2027-03-12 23:59", "2027-03-13T11:59:00+13:00", 0),
        ("2027-03-12 23:59", "2027-03-12T18:00:00-05:00", 1),
    ],
)
def test_late_by_whatever_clock(tmp_path: Path, due: str, at: str, late: int) -> None:
    files = {
        **FILES,
        "annotations/assignments/all.yml": f"title: A\nreadings: readings/x\ndue: {due}\n",
    }
    there = subject_in(tmp_path, files)
    (student,) = rolled(there, handin("Bo", WRONG, at=at)).students
    handed = handing(student, there.course.assignments["all"], there)
    assert (handed.is_late, handed.late.total_seconds() / 60) == (late > 0, late)


# The text


def test_what_is_marked(subject: Subject) -> None:
    text = subject.texts["readings/x"]
    assert text.anchored is not None
    whole = text.anchored.projection.text
    at = whole.index("Nobody")
    who = rolled(
        subject,
        handin(
            "A", [words("mark", "Nobody knows why", start=at), words("mark", "not there at all")]
        ),
        # Moved, as in another version; and what stands at the place is not what was marked.
        handin("B", [words("note", "Nobody knows why", "Really?", start=3)]),
    )
    found = heat(who.students, text)
    assert (found.readers, found.spots, found.moved) == (2, 2, 1)
    assert [run.count for p in found.paragraphs for run in p.runs if run.count] == [2]
    assert [kind for kind, _ in found.lost] == ["mark"]
    assert [p.begin for p in found.unmarked] == [
        "It rains. The bridge stands.", "The last paragraph says nothing."
    ]  # fmt: skip
    # All of the text is there, and nothing else.
    shown = "\n".join("".join(run.text for run in p.runs) for p in found.paragraphs)
    assert shown.split() == whole.split()


def test_versions_are_told_apart(subject: Subject) -> None:
    now = subject.texts["readings/x"].version
    who = rolled(
        subject,
        handin("A", [judgement("why", "opinion") | {"postil:version": now}]),
        handin("B", [judgement("why", "disputed") | {"postil:version": "0123456789ab"}]),
    )
    (remark,) = who.remarks
    assert remark.file == "1.json" and "made on another version" in remark.what
    said = " ".join(text_of(parsed(class_page(who, subject, MADE))).split())
    assert f"It was read in 2 versions: {min(now, '0123456789ab')}" in said
    assert "(as the site has it now), 1 student" in said
    (claim,), _ = judged(who.students, "readings/x", subject)
    assert {v: dict(c) for v, c in claim.versions.items()} == {
        now: {"opinion": 1}, "0123456789ab": {"disputed": 1}
    }  # fmt: skip


def test_what_is_not_of_this_site(subject: Subject) -> None:
    other = made(
        [], name="X", at="2027-03-10T10:00:00+01:00", article="y", site="https://y.example/"
    )
    gone = handin("Y", WRONG, assignment="gone")
    lost = handin("Z", [judgement("fallen", "opinion"), judgement("nothing", "opinion")])
    who = rolled(subject, other, gone, lost)
    assert [(p.file, p.what) for p in who.left_out] == [
        ("0.json", "y is not of this site, but of https://y.example/")
    ]
    assert [(p.file, p.what) for p in who.remarks] == [
        ("1.json", "there is no assignment 'gone' now; its readings count"),
        ("2.json", "1 of 2 things in it are about what is not in this site"),
    ]


def test_another_course_that_calls_things_alike(subject: Subject) -> None:
    here = replace(subject, address="https://x.example/")
    both = [judgement("fallen", "opinion"), item("doing", "theirs", textual("A name."))]
    who = rolled(
        here,
        handin("A", both, site="https://y.example/"),
        handin("B", both[1:], site="https://y.example/"),
        handin("C", both, site="https://x.example/"),
        handin("D", both[1:], assignment="gone", site="https://x.example/"),
    )
    assert [student.name for student in who.students] == ["A", "C"]
    # Some of it is here; so it may have been made before the site got its address.
    assert who.remarks[0].what == (
        "made on another site, https://y.example/; this one is https://x.example/"
    )
    assert [problem.what for problem in who.left_out] == [
        "the assignment 'all' is not of this site, but of https://y.example/",
        "the assignment 'gone' is not in this site any more",
    ]


def test_a_text_that_was_renamed_is_known_by_its_version(subject: Subject) -> None:
    version = subject.texts["readings/x"].version
    before = judgement("fallen", "opinion", target={"source": "readings/old#fallen"})
    acts = [{**before, "postil:version": version}, {**before, "id": "", "postil:version": "other"}]
    (student,) = rolled(subject, handin("A", acts)).students
    assert [place.name for place in student.work.judgements] == ["readings/x#fallen"]
    whole = handin("A", [before], assignment="", article="readings/old", version=version)
    (student,) = rolled(subject, whole).students
    assert [*student.handed] == ["readings/x"] and student.work.judgements


# What somebody may hand in to do harm, or has broken

EVIL = (
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "@SUM(1)", "\u202e\x07<img src=x onerror=1>",
    "]]></style><base href=//evil>", "{{ 7*7 }}", "javascript:alert(1)", "＝1+1", "x" * 9_000,
    "A\u0301" * 400, "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "",
)  # fmt: skip


def damaged(seed: int) -> tuple[str, bytes]:
    """A hand-in with something wrong in it: the name of its file, and what is in it."""
    chance = random.Random(seed)
    items = json.loads(json.dumps(WHOLE))
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(items))
        evil = chance.choice(EVIL)
        items[place] = chance.choice([
            judgement(chance.choice(["fallen", "nothing"]), evil or "opinion", evil),
            item("doing", chance.choice(["words", "year", "line", "nothing"]), textual(evil)),
            item("doing", "source", [{"type": "SpecificResource", "source": evil[:900],
                 "purpose": "linking"}]),
            words("note", evil or "x", evil, start=chance.choice([None, 0, 10**9])),
            {**items[place], "modified": "9999-12-31T23:59:59-14:00"},
        ])  # fmt: skip
    values = as_values(handin("Aziza", WHOLE, number=f"{seed}"))
    values["first"]["items"] = items
    values["postil:handIn"]["name"] = chance.choice(EVIL)[:900] or "Bo"
    if chance.random() < 0.3:
        values["postil:handIn"][chance.choice(["at", "assignment", "claims", "number"])] = (
            chance.choice([*EVIL[:9], None, 7, [], "0001-01-01T00:00:00+14:00"])
        )
    if chance.random() < 0.2:
        chance.choice(items)[chance.choice(["type", "target", "body", "id"])] = chance.choice(
            [None, 7, [], {}, "x", [[]]]
        )
    text = json.dumps(values, ensure_ascii=chance.random() < 0.5)
    data = text.encode(chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
    way = chance.randrange(8)
    if way == 0:
        data = data[: chance.randrange(len(data))]
    elif way == 1:
        at = chance.randrange(len(data))
        data = data[:at] + chance.randbytes(3) + data[at + 3 :]
    elif way == 2:
        whole = handin("Bo", WHOLE, number=f"{seed}")
        data = f"> {written(whole)}"[: chance.choice([40, 400, 9_999])].encode()
    elif way == 3:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("../../out.json", data)
            archive.writestr("nul\0.json", b"%PDF-1.7")
        data = packed.getvalue()[: chance.choice([60, 10**6])]
    return f"{seed}_{chance.choice(['text.html', 'x.postil.json', 'a.txt'])}", data


def test_two_hundred_that_are_damaged(subject: Subject) -> None:
    """None of them stops another, each is counted or said to be not, and none does harm."""
    results = Results()
    for seed in range(200):
        name, data = damaged(seed)
        before = len(results.read), len(results.problems)
        read_data(data, name, results)
        assert (len(results.read), len(results.problems)) != before, name
    who = roll(results.read, subject, results.problems)
    assert len(who) > 50 and len(who.left_out) > 20
    assert all(problem.file.split("_")[0].isdigit() and problem.what for problem in who.left_out)
    told = {problem.file for problem in who.left_out}
    counted = {read.file for student in who.students for read in student.handed.values()}
    assert {read.file for read in results.read} <= told | counted
    for page in (class_page(who, subject, MADE), students_page(who, subject, MADE)):
        tree = parsed(page)
        assert not [*tree.iter("script"), *tree.iter("img"), *tree.iter("base")]
        links = [a.get("href", "") for a in tree.iter("a")]
        assert all(link.startswith(("#", "https://city.example/")) for link in links)
        assert not [one for one in tree.iter() if any(key.startswith("on") for key in one.attrib)]
        assert "\x07" not in page and len(page) < 12_000_000
    tables = tasks_table(who, subject), totals_table(who, subject)
    lines = [row for text in tables for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    cells = [cell for row in lines for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "https://", "//x", "http://[", "a b", ""]
)
def test_what_is_no_address_is_no_link(address: str) -> None:
    assert web_address(address) == ""
    assert web_address("https://x.example/a?b=c") == "https://x.example/a?b=c"
