"""The next term of a course: dates, bytes, passages, verdicts; and what is public of this one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postil.desk.cli import main
from postil.desk.writing.entries import EntryFile
from postil.desk.writing.rewrite import RewriteError
from support.builds import write

COURSE = """\
# Ours.
title: Reading the news   # as ever
time_zone: Europe/Berlin
first_day:   '2027-03-03' # a Wednesday
description: |
  Bring doubts, on 2027-03-03.
"""
FIRST = """\
title: "First"
readings: readings/harbour
opens: week 1   # Monday
due: 2027-03-19 23:59   # a Friday
reveal: "2027-3-26, 02:30"
tasks:
    when: {ask: "In 2027-03-19?", number: 3,   model: Three.}
    free: {ask: What?}
"""
FILES = {
    "docs/index.md": "# Home\n",
    "docs/readings/harbour.md": "# Harbour\n\nIt was dredged in 1911. The town grew fast then.\n",
    "annotations/readings/harbour.yml": """\
claims:
  dredged: {quote: It was dredged in 1911, assessment: supported}
  grew: {quote: The town grew fast, assessment: disputed}
""",
    "annotations/course.yml": COURSE,
    "annotations/assignments/first.yml": FIRST,
    "annotations/assignments/old.yml": """\
title: Old
opens: week 3, Sunday 02:30
reveal: 2020-02-01
tasks: {year: {ask: When?, number: 1911}, why: {ask: Why?}}
""",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path


def run(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--config-file", str(site / "mkdocs.yml")])


def bytes_of(site: Path) -> dict[str, bytes]:
    return {name: (site / name).read_bytes() for name in FILES}


def test_the_next_term(site: Path) -> None:
    assert run(site, "lock").exit_code == 0
    before = bytes_of(site)
    shown = run(
        site, "course", "next", "--first-day", "2027-09-06", "--term", "Autumn", "--dry-run"
    )
    assert bytes_of(site) == before and shown.stdout.endswith("Nothing was written.\n")
    # What has happened to the text meanwhile.
    text = FILES["docs/readings/harbour.md"].replace("It was", "In short: It was")
    write(
        site, {"docs/readings/harbour.md": text.replace("grew fast then", "grew quite fast then")}
    )
    done = run(site, "course", "next", "--first-day", "2027-09-06", "--term", "Autumn")
    assert done.stdout.splitlines()[:8] == [
        "annotations/course.yml: first_day is 2027-09-06 (was 2027-03-03)",
        "annotations/course.yml: term is Autumn",
        "annotations/assignments/first.yml: due is 2027-09-24 23:59 (was 2027-03-19 23:59)",
        "annotations/assignments/first.yml: reveal is 2027-10-01 02:30 (was 2027-03-26 02:30)",
        "annotations/assignments/old.yml: reveal is 2020-08-08 (was 2020-02-01)",
        "first: opens Mon 2027-09-06 00:00, due Fri 2027-09-24 23:59, reveal Fri 2027-10-01 02:30",
        "old: opens Sun 2027-09-26 02:30, reveal Sat 2020-08-08 00:00",
        "readings/harbour: 1 passage moved with the text",
    ]
    # A passage that was changed waits for its author, as ever.
    assert done.exit_code == 1
    assert "1 passage to look at: 'postil fix' asks about each" in done.stderr
    assert "cannot be told: annotations is not kept in git" in done.stdout
    # Nothing else in the files is another one.
    course = COURSE.replace("'2027-03-03'", "'2027-09-06'")
    course = course.replace("time_zone", "term: Autumn\ntime_zone")
    assert (site / "annotations/course.yml").read_text() == course
    first = FIRST.replace("due: 2027-03-19", "due: 2027-09-24").replace("2027-3-26", "2027-10-01")
    assert (site / "annotations/assignments/first.yml").read_text() == first
    again = run(site, "course", "next", "--first-day", "2027-09-06")
    assert again.exit_code == 1 and "begins on 2027-09-06 already" in again.output
    wrong = run(site, "course", "next", "--first-day", "in autumn")
    assert wrong.exit_code == 1 and "is no day of the calendar; write 2027-03-19" in wrong.output


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")
def test_verdicts_that_changed_since(site: Path) -> None:
    def git(*arguments: str, day: str = "2027-01-05") -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@site.example", "-c", "commit.gpgsign=no")
        at = {"GIT_AUTHOR_DATE": f"{day}T12:00:00", "GIT_COMMITTER_DATE": f"{day}T12:00:00"}
        subprocess.run(["git", *who, *arguments], cwd=site, check=True, env=at, capture_output=True)

    git("init")
    git("add", "-A")
    git("commit", "-m", "Before the term")
    name = "annotations/readings/harbour.yml"
    during = FILES[name].replace("supported", "unverifiable")
    write(
        site,
        {name: during.replace("dredged:", "dug:").replace("assess", "was: dredged, assess", 1)},
    )
    git("commit", "-am", "In the term", day="2027-04-01")
    # An hour that is left out on its new day is told, and all else done.
    done = run(site, "course", "next", "--first-day", "2028-03-06", "--dry-run")
    assert "old: opens: there is no 02:30 on 2028-03-26 in Europe/Berlin" in done.stderr
    assert "1 verdict changed since 2027-01-05 (commit " in done.stdout
    assert "  readings/harbour#dug: Unverifiable (was Supported)" in done.stdout
    # Where nothing was there when the term began: since its first day was written down.
    write(site, {"annotations/course.yml": COURSE.replace("2027-03-03", "2026-10-05")})
    git("commit", "-am", "A term before", day="2027-05-01")
    done = run(site, "course", "next", "--first-day", "2027-09-06", "--dry-run")
    assert "No verdict has changed since 2027-05-01 (commit " in done.stdout


def test_what_is_public_is_told(site: Path) -> None:
    checked = run(site, "check")
    assert checked.exit_code == 0
    note = "annotations/assignments/old.yml:3:9: answers are public since 2020-02-01 00:00"
    assert f"note: {note}, those of year\n" in checked.output
    assert "first.yml" not in checked.output


def test_a_course_that_nothing_leads_to_is_told(site: Path) -> None:
    configuration = (site / "mkdocs.yml").read_text(encoding="utf-8")
    page = "docs/readings/harbour.md"
    advice = "advice: mkdocs.yml:{}:1: the page of the course is not in the navigation"
    assert "the navigation" not in run(site, "check").output
    write(site, {"mkdocs.yml": f"{configuration}\nnav: [readings/harbour.md]\n"})
    line = configuration.count("\n") + 2
    assert advice.format(line) in run(site, "check").output
    text = (site / page).read_text(encoding="utf-8")
    write(site, {page: f"{text}\nWhat is [due](../course.md).\n"})
    assert "the navigation" not in run(site, "check").output


def test_words_in_a_field(site: Path) -> None:
    file = EntryFile(b"a: 'one two' # one\r\nb: [one]\r\n")
    assert file.with_words({"a": ("one", "three")}) == b"a: 'three two' # one\r\nb: [one]\r\n"
    for field, old in (("a", "four"), ("b", "one")):
        with pytest.raises(RewriteError):
            file.with_words({field: (old, "x")})
    with pytest.raises(RewriteError):
        EntryFile(b"").with_fields({"a": "b"})
