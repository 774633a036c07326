"""The pages of a course: what is due when, and the tasks of each assignment; no answers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from icalendar import Calendar

from support.builds import Built, build
from support.npm import NoPackagesError, fetched
from support.trees import parsed
from support.walk import dead_links, walk

FILES = {
    "mkdocs.yml": "site_name: S\nsite_url: https://site.example/\ntheme: material\n"
    "plugins: [search, postil]\n",
    "docs/index.md": "# Home\n",
    "docs/readings/x.md": "# The harbour\n\nTraffic has fallen. Nobody knows why. It rains.\n",
    "docs/readings/y.md": "# The bridge\n\nThe cars came back.\n",
    "annotations/readings/x.yml": """\
claims:
  fallen: {quote: Traffic has fallen, kind: statistic, because: Counted., question: Who counted?}
  why: {quote: Nobody knows why, because: Some do.}
""",
    "annotations/readings/y.yml": "claims:\n  back: {quote: The cars came back}\n",
    "annotations/course.yml": """\
title: Reading the news
term: Spring 2027
time_zone: Europe/Berlin
first_day: 2027-03-03
description: "Bring *doubts*, and [the harbour](readings/x.md)."
""",
    "annotations/assignments/second.yml": """\
title: Two sides
readings: [readings/x, readings/y]
due: week 5, Monday 12:00
""",
    "annotations/assignments/first.yml": """\
title: What is claimed
instructions: Read it **once** without notes.
readings: readings/x
opens: week 1
due: week 2, Friday
reveal: 2999-03-01
tasks:
  all: {judge: all, points: 5}
  one: {judge: "#why"}
  asked: {answer: "#fallen", points: 2.5}
  own: {ask: What is *missing*?, model: "SECRET answer, [here](readings/x.md)"}
  which: {ask: Which?, choices: [the first, the second], right: the second}
  line: {ask: In which order?, order: [alpha, beta, gamma]}
  year: {ask: When?, number: 18713, within: 5}
  marks: {annotate: 3, of: [note, question]}
  pair: {compare: ["#fallen", readings/y]}
  source: {find: "#fallen"}
""",
    "annotations/assignments/last.yml": """\
title: Whenever
reveal: 2020-03-01 08:00
tasks:
  which: {ask: Which?, choices: [one, two], right: two}
  line: {ask: In which order?, order: [un, deux, trois]}
  year: {ask: When?, number: 1871, within: 2.5}
  own: {ask: Why?, model: "It *depends*, as [the harbour](readings/x.md) shows."}
  free: {ask: Anything else?}
""",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    built = build(tmp_path_factory.mktemp("course"), FILES, strict=True)
    assert (built.stopped, built.log) == ("", ())
    return built


def text(html: str) -> str:
    return " ".join("".join(parsed(html).itertext()).split())


def test_the_course(site: Built) -> None:
    html = site.article("course/index.html")
    said = text(html)
    assert "Spring 2027" in said and "<em>doubts</em>" in html
    # The first due stands first; what has no date, last.
    order = [
        "Week 2: 8 March 2027 to 14 March 2027",
        "What is claimed",
        "Due: 12 March 2027, 23:59 (Europe/Berlin)",
        "Week 5: 29 March 2027 to 4 April 2027",
        "Two sides",
        "Without a date",
        "Whenever",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    # After clocks went forward.
    assert 'datetime="2027-03-29T12:00:00+02:00"' in html
    assert "7.5 points" in said


def test_an_assignment(site: Built) -> None:
    html = site.article("assignments/first/index.html")
    said = text(html)
    assert "<strong>once</strong>" in html and "<em>missing</em>" in html
    tasks = parsed(html).find(".//ol")
    assert tasks is not None
    shown = [" ".join("".join(task.itertext()).split()) for task in tasks]
    assert len(shown) == 10
    assert shown[0].startswith("Judge: 2 claims · 5 points")
    assert re.match("Judge: 1 claim Nobody knows why ?The harbour", shown[1])
    assert "Traffic has fallen" in shown[2] and "2.5 points" in shown[2]
    assert {*re.findall("alpha|beta|gamma", shown[5])} == {"alpha", "beta", "gamma"}
    assert not re.search("alpha.*beta.*gamma", shown[5])
    assert shown[7].startswith("Annotate 3 passages or more What counts: Note, Question")
    assert "The bridge" in shown[8]
    assert 'href="../../readings/x/#why"' in html
    assert "Opens: 1 March 2027, 00:00 (Europe/Berlin)" in said and "Due: 12 March" in said


def test_fields_wait_for_their_script(site: Built) -> None:
    """Without it they cannot be filled in, in vain; what there is to choose from is read."""
    page = parsed(site.article("assignments/first/index.html"))
    fields = page.findall(".//fieldset")
    assert len(fields) == 6 and all("disabled" in field.attrib for field in fields)
    values = [field.get("value") for field in page.findall(".//input[@type='radio']")]
    assert values == ["the first", "the second"]
    plan = page.find(".//div[@data-plan]")
    assert plan is not None
    tasks = json.loads(plan.attrib["data-plan"])["tasks"]
    assert tasks[0]["places"] == ["readings/x#fallen", "readings/x#why"]
    assert tasks[7] == {"id": "marks", "kind": "annotate", "count": 3,
                        "of": ["commenting", "questioning"]}  # fmt: skip
    assert 'src="../../assets/postil/assignment.js"' in site.html("assignments/first/index.html")
    # Nobody else loads any of it.
    assert "assignment.js" not in site.html("readings/x/index.html")
    # And from the text back.
    back = 'Read for: <a href="../../assignments/first/">What is claimed</a> · <a'
    assert back in site.html("readings/x/index.html")


def test_answers_are_published_once_they_may_be(site: Built) -> None:
    html = site.article("assignments/last/index.html")
    said = text(html)
    assert "The answers are public since 1 March 2020, 08:00 (Europe/Berlin)" in said
    shown = [" ".join("".join(one.itertext()).split())
             for one in parsed(html).iterfind(".//div[@class='postil-model']")]  # fmt: skip
    assert shown == [
        "Right: two",
        "The right order un deux trois",
        "Right: 1871, give or take 2.5",
        "A model answer It *depends*, as the harbour shows.".replace("*", ""),
    ]
    assert "<em>depends</em>, as <a href" in html
    entries = json.loads((site.site / "search/search_index.json").read_text("utf-8"))["docs"]
    assert any("give or take" in entry["text"] for entry in entries)
    assert "public since" not in site.article("assignments/first/index.html")


def test_answers_are_nowhere(site: Built) -> None:
    for path in site.site.rglob("*"):
        if path.suffix in (".html", ".json", ".jsonld", ".js", ".ics", ".xml"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"SECRET|18713|alpha\W+(\w+\W+){0,4}beta\W+(\w+\W+){0,4}gamma", text
            )


def test_links_and_navigation(site: Built) -> None:
    assert not dead_links(site.site, walk(site.site))
    assert 'href="course/"' in site.html("index.html")
    # What is handed in is called after it.
    assert 'data-course="Reading the news"' in site.html("readings/x/index.html")


def test_dates_for_calendars(site: Built) -> None:
    data = (site.site / "course.ics").read_bytes()
    # As RFC 5545 has it: lines of 75 bytes at most, each with both signs at its end.
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    events = {str(e["summary"]): e for e in Calendar.from_ical(data).walk("VEVENT")}
    assert [*events] == ["Opens: What is claimed", "Due: What is claimed", "Due: Two sides"]
    due = events["Due: What is claimed"]
    assert due["dtstart"].dt.isoformat() == "2027-03-12T22:59:00+00:00"
    # Clocks have gone forward.
    assert events["Due: Two sides"]["dtstart"].dt.isoformat() == "2027-03-29T10:00:00+00:00"
    assert due["url"] == "https://site.example/assignments/first/"
    assert len({str(event["uid"]) for event in events.values()}) == 3
    assert "SECRET" not in data.decode()
    assert 'href="../course.ics"' in site.article("course/index.html")


def test_calendars_on_the_web_read_them(site: Built, tmp_path: Path) -> None:
    folder = Path(__file__).with_name("calendar")
    try:
        packages = fetched(folder / "package.json")
    except NoPackagesError as error:
        pytest.skip(str(error))
    shutil.copy(folder / "read.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    command = ["node", "read.mjs", str(site.site / "course.ics")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert json.loads(done.stdout)[1:] == [
        ["Due: What is claimed", "2027-03-12T22:59:00.000Z"],
        ["Due: Two sides", "2027-03-29T10:00:00.000Z"],
    ]


def test_the_next_term_moves_events(tmp_path: Path, site: Built) -> None:
    """And is no other one to a calendar."""
    name = "annotations/course.yml"
    term = {name: FILES[name].replace("2027-03-03", "2027-09-06")}
    # Where nothing is written on the page, it lists what there is to choose from.
    site_file = {"mkdocs.yml": FILES["mkdocs.yml"].replace("postil]", "postil: {student: false}]")}
    built = build(tmp_path, {**FILES, **term, **site_file})
    html = built.html("assignments/first/index.html")
    assert "<fieldset" not in html and "data-plan" not in html and "<li>the second</li>" in html

    def dates(site: Path) -> dict[str, str]:
        events = Calendar.from_ical((site / "course.ics").read_bytes()).walk("VEVENT")
        return {str(event["uid"]): str(event["dtstart"].dt) for event in events}

    before, after = dates(site.site), dates(built.site)
    assert before.keys() == after.keys()
    assert not {*before.values()} & {*after.values()}


def test_a_site_without_a_course_has_no_such_page(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if "course" not in name}
    files = {name: text for name, text in files.items() if "assignments" not in name}
    built = build(tmp_path, files, strict=True)
    assert not built.stopped and not (built.site / "course").exists()


def test_a_dead_link_in_instructions_is_told_with_its_place(tmp_path: Path) -> None:
    name = "annotations/assignments/first.yml"
    files = {**FILES, name: FILES[name].replace("**once**", "[once](nowhere.md)")}
    built = build(tmp_path, files)
    assert any(f"{name}:2:15: the link 'nowhere.md' leads to no page" in line for line in built.log)


def test_dates_are_in_the_language_of_the_site(tmp_path: Path) -> None:
    files = {
        **FILES,
        "mkdocs.yml": "site_name: S\nsite_url: https://site.example/\n"
        "plugins: [search, {postil: {language: ar}}]\n",
    }
    built = build(tmp_path, files)
    course = text(built.article("course/index.html"))
    assert "الأسبوع 2: من 8 مارس 2027 إلى 14 مارس 2027" in course
    assert "آخر موعد: 12 مارس 2027، 23:59 (Europe/Berlin)" in course
    assert "March" not in course + text(built.article("assignments/first/index.html"))
    # A platform may be in another language.
    with ZipFile(built.site / "course.imscc") as cartridge:
        page = cartridge.read("wiki_content/first.html").decode()
        talk = cartridge.read("discussions/last-own.xml").decode()
    assert '<div dir="rtl">' in page and '<div dir="rtl">' in unescape(talk)
    with ZipFile(built.site / "assignments/first-scorm.zip") as package:
        assert '<html lang="ar" dir="rtl">' in package.read("index.html").decode()
