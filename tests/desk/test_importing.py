"""`postil import`: each file of `imports/` becomes the notes beside it, and every entry of it is
accounted for."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from click.testing import CliRunner, Result

from postil.desk.cli import main
from postil.desk.writing.entering import NewNote, with_entries
from postil.desk.writing.rewrite import RewriteError
from postil.edition.model import Quote
from support.builds import write

HERE = Path(__file__).parent
IMPORTS = HERE / "imports"
TEXTS = HERE / "history/first/docs"
ANNOTATIONS = "annotations/readings/harbour.yml"


class Fates(NamedTuple):
    """What has to become of the entries of a file; counted by hand."""

    entries: int
    placed: int = 0
    ambiguous: int = 0
    gone: int = 0
    unquoted: int = 0
    others: int = 0
    """On another article."""
    answers: int = 0
    """Part of the note that they answer."""
    left: int = 0
    """Left out, which is said."""


FATES = {
    # A note to the page, and an answer to what was deleted.
    "hypothesis/client.json": Fates(10, placed=5, gone=1, unquoted=2, answers=2),
    # One that a moderator has hidden, and an answer to what is not in the file.
    "hypothesis/api.json": Fates(7, placed=2, ambiguous=1, unquoted=2, others=2),
    "hypothesis/separate.json": Fates(4, placed=2, ambiguous=1, answers=1),
    # One without a range, and one on deleted words.
    "word/word.docx": Fates(10, placed=6, gone=1, unquoted=2, answers=1),
    "word/google-docs.docx": Fates(4, placed=2, gone=1, answers=1),
    "word/pandoc.docx": Fates(3, placed=3),
    # An answer is a body there, and no entry.
    "web_annotation/recogito.json": Fates(4, placed=2, ambiguous=1, gone=1),
    # One of the entries has two targets, and one has none.
    "web_annotation/page.json": Fates(7, placed=4, unquoted=2, left=1),
    "web_annotation/collection.json": Fates(4, placed=1, ambiguous=1, answers=2),
    # A sticky note, a picture, a drawing.
    "zotero/api.json": Fates(5, placed=2, unquoted=3),
    "zotero/better-bibtex.json": Fates(4, placed=2, ambiguous=1, others=1),
    "zotero/annotations.json": Fates(2, placed=1, gone=1),
    "readwise/export.csv": Fates(5, placed=2, ambiguous=1, unquoted=1, others=1),
    "readwise/older.csv": Fates(2, placed=1, gone=1),
    "readwise/article.csv": Fates(2, placed=1, ambiguous=1),
    # A note is part of its highlight; a bookmark, and a highlight that was made longer.
    "kindle/My Clippings.txt": Fates(
        8, placed=1, ambiguous=1, unquoted=2, others=1, answers=1, left=2
    ),
    "kindle/deutsch.txt": Fates(4, placed=1, gone=1, answers=1, left=1),
    "kindle/otras.txt": Fates(4, placed=3, answers=1),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site whose texts nobody has annotated."""
    write(tmp_path, {})
    shutil.copytree(TEXTS, tmp_path / "docs")
    return tmp_path


def run(site: Path, file: str | Path, *options: str, article: str = "readings/harbour") -> Result:
    path = IMPORTS / file
    arguments = ["--config-file", str(site / "mkdocs.yml"), "--article", article]
    return CliRunner().invoke(main, ["import", str(path), *arguments, *options])


def notes(site: Path) -> str:
    return (site / ANNOTATIONS).read_bytes().decode()


def report(output: str) -> str:
    """What is said, without the places that the engine suggests."""
    lines = output.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("    "))


@pytest.mark.parametrize("file", FATES)
def test_every_entry_is_accounted_for(site: Path, file: str) -> None:
    fates = FATES[file]
    assert sum(fates[1:]) == fates.entries
    result = run(site, file)
    assert report(result.output) == (IMPORTS / file).with_suffix(".out").read_text("utf-8")
    assert notes(site) == (IMPORTS / file).with_suffix(".notes.yml").read_text("utf-8")
    quotes = fates.placed + fates.ambiguous + fates.gone
    summary = rf"{quotes} quotes?: {fates.placed} placed(?: \(\d+ on words that differ\))?"
    for count, what in ((fates.ambiguous, "ambiguous"), (fates.gone, "gone")):
        summary += f", {count} {what}" if count else ""
    if fates.unquoted:
        summary += f"; {fates.unquoted} notes? without a quote"
    assert re.search(f"{summary}\n", result.output)
    assert len(yaml.safe_load(notes(site))["notes"]) == fates.placed
    assert result.exit_code == (1 if fates.ambiguous + fates.gone else 0)


@pytest.mark.parametrize("file", FATES)
def test_nothing_is_brought_in_twice(site: Path, file: str) -> None:
    """And what was brought in is sound, and stands where it did."""
    run(site, file)
    before = notes(site)
    result = run(site, file)
    assert f"0 placed, {FATES[file].placed} there already" in result.output
    assert "Nothing was written." in result.output
    assert "other words there now" not in result.output
    assert notes(site) == before
    checked = CliRunner().invoke(main, ["check", "-f", str(site / "mkdocs.yml"), "--strict"])
    assert checked.exit_code == 0, checked.output


def test_every_format_has_its_files() -> None:
    files = {p.relative_to(IMPORTS).as_posix() for p in IMPORTS.rglob("*.*")}
    assert {f for f in files if not f.endswith((".out", ".notes.yml"))} == FATES.keys()
    assert all(sum(f.startswith(folder) for f in FATES) == 3 for folder in ("word/", "kindle/"))


def test_a_dry_run_shows_and_writes_nothing(site: Path) -> None:
    result = run(site, "hypothesis/client.json", "--dry-run")
    assert "This would be added to annotations/readings/harbour.yml:" in result.output
    assert "  his-hat:\n    quote: his hat\n" in result.output
    assert "5 placed" in result.output and "Nothing was written." in result.output
    assert not (site / "annotations").exists()


def test_an_article_may_be_named_by_its_file(site: Path) -> None:
    assert run(site, "word/pandoc.docx", article="docs/readings/harbour.md").exit_code == 0
    result = run(site, "word/pandoc.docx", article="readings/harbor")
    assert result.exit_code == 1
    assert "unknown article 'readings/harbor'; did you mean 'readings/harbour'?" in result.output


def test_the_document_that_is_meant_can_be_named(site: Path) -> None:
    result = run(site, "hypothesis/api.json", "--document", "ferry", article="readings/ferry")
    assert "2 quotes" not in result.output and "1 quote: 1 placed" in result.output
    assert "     5  “The harbour of Kelpwick” https://kelpwick.example/harbour/" in result.output
    result = run(site, "hypothesis/api.json", "--document", "lighthouse")
    assert result.exit_code == 1 and "whose title or address has 'lighthouse'" in result.output


def test_notes_on_several_other_documents_are_listed(site: Path) -> None:
    (site / "docs/readings/third.md").write_text("# A third text\n\nThe harbour was dredged.\n")
    result = run(site, "hypothesis/api.json", article="readings/third")
    assert result.exit_code == 1
    assert "say which is meant with --document" in result.output
    assert "  2  “The ferry to Gull Island” https://kelpwick.example/ferry/" in result.output
    assert not (site / "annotations").exists()


def test_who_made_them_can_be_said_where_the_file_does_not(site: Path) -> None:
    """They are put into the list of annotators, if they are not in it."""
    people = site / "annotations/annotators.yml"
    write(site, {"annotations/annotators.yml": "cid:   # me\n  name: Cid Vega\n"})
    before = people.read_bytes()
    assert "annotator" not in run(site, "kindle/otras.txt", "--by", "cid vega").output
    assert "\n    by: cid\n    on: 2026-03-02\n" in notes(site) and people.read_bytes() == before
    result = run(site, "kindle/deutsch.txt", "--by", "Ben_2")
    assert "annotations/annotators.yml: 1 annotator added" in result.output
    assert people.read_bytes() == before + b"ben-2:\n  name: Ben_2\n"
    assert "\n    by: ben-2\n" in notes(site)


def test_two_people_may_say_the_same(site: Path, tmp_path: Path) -> None:
    """And one of them may say two things about the same words."""
    target = {"selector": {"exact": "Osric Penn"}}
    tagged = [("Ben", "person"), ("Ana", "person"), ("Ana", "engineer"), ("Ana", "engineer")]
    values = [
        {
            "type": "Annotation",
            "id": f"#{number}",
            "target": target,
            "body": {"purpose": "tagging", "value": tag},
            "creator": {"name": name},
        }
        for number, (name, tag) in enumerate(tagged)
    ]
    (tmp_path / "notes.json").write_text(json.dumps(values))
    assert "4 quotes: 3 placed, 1 there already" in run(site, tmp_path / "notes.json").output


def test_what_was_said_since_is_told(site: Path, tmp_path: Path) -> None:
    """The note that is there is its author's, and stays as it is."""
    run(site, "hypothesis/separate.json")
    before = notes(site)
    values = json.loads((IMPORTS / "hypothesis/separate.json").read_text("utf-8"))
    values["replies"].append({**values["replies"][0], "id": "s9", "text": "Neither of them."})
    (tmp_path / "later.json").write_text(json.dumps(values))
    result = run(site, tmp_path / "later.json")
    assert "There already, with other words there now" in result.output
    assert "cid, 2026-11-05: Neither of them." in result.output
    assert notes(site) == before


def test_the_same_from_another_export_is_there_already(site: Path, tmp_path: Path) -> None:
    """A highlight with the same words in the same place says nothing new."""
    run(site, "web_annotation/recogito.json")
    text = (IMPORTS / "web_annotation/recogito.json").read_text("utf-8").replace("#22bb", "#99zz")
    (tmp_path / "again.json").write_text(text, encoding="utf-8")
    assert "0 placed, 2 there already" in run(site, tmp_path / "again.json").output


@pytest.mark.parametrize("unit", ["code points", "UTF-16"])
def test_a_position_tells_equal_words_apart(site: Path, tmp_path: Path, unit: str) -> None:
    """In whichever unit it counts; where other words stand there, it says nothing."""
    text = "The 🎻 and the 🎺 play. One note. One note. One note."
    (site / "docs/readings/song.md").write_text(text, encoding="utf-8")
    second = text.index("One note", text.index("One note") + 1)
    start = second if unit == "code points" else len(text[:second].encode("utf-16-le")) // 2
    selectors = [
        {"type": "TextQuoteSelector", "exact": "One note"},
        {"type": "TextPositionSelector", "start": start, "end": start + 8},
    ]
    annotation = {"type": "Annotation", "id": "#1", "body": [], "target": {"selector": selectors}}
    (tmp_path / "one.json").write_text(json.dumps([annotation]))
    assert "1 placed" in run(site, tmp_path / "one.json", article="readings/song").output
    written = yaml.safe_load((site / "annotations/readings/song.yml").read_text("utf-8"))
    quote = written["notes"]["one-note"]["quote"]
    assert f"{quote.get('prefix', '')} One note".strip() in text and "play" not in quote["prefix"]
    selectors[1]["start"] = start + 1
    (tmp_path / "other.json").write_text(json.dumps([{**annotation, "id": "#2"}]))
    assert "1 ambiguous" in run(site, tmp_path / "other.json", article="readings/song").output


def test_ids_are_nobody_elses(site: Path) -> None:
    """Not those of headings, of annotations, nor those that annotations had."""
    taken = "claims:\n  his-hat: {quote: Four things have brought ships}\n"
    taken += "  pier: {quote: a longer pier would do more, was: the-town-doubled-within-ten}\n"
    write(site, {ANNOTATIONS: taken})
    run(site, "hypothesis/client.json")
    ids = yaml.safe_load(notes(site))["notes"]
    assert "his-hat-2" in ids and "the-town-doubled-within-ten-2" in ids


def test_why_a_quote_has_no_place_is_said(site: Path, tmp_path: Path) -> None:
    """It may stand there for all that."""
    selectors: list[dict[str, str]] = [
        {"exact": "ferry", "prefix": "It crosses to Gull Island ", "suffix": "in vain"},
        {"exact": "apstans"},
    ]
    values = [
        {"type": "Annotation", "id": f"#{number}", "target": {"selector": selector}}
        for number, selector in enumerate(selectors)
    ]
    (tmp_path / "notes.json").write_text(json.dumps(values))
    result = run(site, tmp_path / "notes.json")
    assert "0 placed, 2 gone" in result.output and not (site / "annotations").exists()
    assert "these words stand in the text, but not where the passage stood" in result.output
    assert "these words stand inside a longer word only" in result.output


WRONG = {
    b"": "the file is empty",
    b"  \n": "the file is empty",
    b"Dear Ben,\nhere are my notes.\n": "this is no file of annotations that is known; these are:",
    b"<!doctype html><title>Log in</title>": "this is no file of annotations that is known",
    b'{"rows": [{"uri": "x", "target": []}': "line 1, column 37: the JSON is damaged",
    b'[\n<<<<<<< HEAD\n{"uri": "x"}\n': "line 2, column 1: a merge conflict of Git stands in it",
    b'{"name": "postil"}': "this JSON holds no annotations that are known",
    b"[]": "there are no annotations in the file",
    b"[" * 100_000: "nested too deep",
    b"\xff\xfeH": "is not UTF-8",
    b"Highlight,Book Title\nK\xf6ln,x\n": "line 2 is not UTF-8",
    b'Highlight,Book Title\n"one,two\n': "is not CSV",
    b"PK\x03\x04 nothing": "the file is damaged",
    b"%PDF-1.7": "open it in Zotero and export its annotations as JSON",
    b"\xd0\xcf\x11\xe0\xa1\xb1": "save it as .docx",
}


@pytest.mark.parametrize("data", WRONG, ids=lambda data: WRONG[data])
def test_a_file_that_cannot_be_read_is_told(site: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    result = run(site, tmp_path / "file")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert WRONG[data] in result.output
    assert not (site / "annotations").exists()


@pytest.mark.parametrize("size", [200, 1500, 3000])
def test_a_document_cut_short_is_told(site: Path, tmp_path: Path, size: int) -> None:
    (tmp_path / "cut.docx").write_bytes((IMPORTS / "word/word.docx").read_bytes()[:size])
    result = run(site, tmp_path / "cut.docx")
    assert result.exit_code == 1 and "the file is damaged" in result.output


def test_a_file_that_is_not_there_is_told(site: Path, tmp_path: Path) -> None:
    result = run(site, tmp_path / "none.json")
    assert result.exit_code == 1 and "none.json cannot be read" in result.output


def test_an_edition_with_mistakes_is_not_added_to(site: Path) -> None:
    write(site, {ANNOTATIONS: "claims:\n  one: {qoute: x}\n"})
    result = run(site, "word/pandoc.docx")
    assert result.exit_code == 1 and "mend these first; nothing was written" in result.output
    assert notes(site) == "claims:\n  one: {qoute: x}\n"


def test_what_no_note_can_hold_is_listed(site: Path, tmp_path: Path) -> None:
    values = json.loads((IMPORTS / "hypothesis/separate.json").read_text("utf-8"))
    values["rows"][0]["text"] = "long " * 5000
    (tmp_path / "long.json").write_text(json.dumps(values))
    result = run(site, tmp_path / "long.json")
    assert "1 not to be written" in result.output and "longer than 20,000" in result.output
    assert result.exit_code == 1


NEW = NewNote("new", Quote(exact="say: 'x' #1"), "One\n\n* two", ("a, b",), origin="x:1")
ADDED = """\
  new:
    quote: "say: 'x' #1"
    note: |
      One

      * two
    tags: ['a, b']
    origin: x:1
"""
ENTRIES = yaml.safe_load((HERE / "entries.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ENTRIES)
def test_a_file_is_only_added_to(name: str) -> None:
    """Comments, order, line ends, marks: all that was there is there still, byte for byte."""
    before, after = ENTRIES[name]["before"].encode(), ENTRIES[name].get("after")
    if after is None:
        with pytest.raises(RewriteError, match=ENTRIES[name]["refused"]):
            with_entries(before, [NEW])
        return
    assert with_entries(before, [NEW]).decode() == after.replace("ADDED\n", ADDED)
    crlf = b"\xef\xbb\xbf" + before.replace(b"\n", b"\r\n")
    expected = after.replace("ADDED\n", ADDED).replace("\n", "\r\n")
    if before.count(b"\n"):
        assert with_entries(crlf, [NEW]).decode("utf-8-sig") == expected


def test_a_new_file_holds_the_notes() -> None:
    assert with_entries(None, [NEW]).decode() == f"notes:\n{ADDED}"
