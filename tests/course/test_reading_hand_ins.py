"""Reading what was handed in, whatever it was wrapped into; and saying what cannot be read."""

from __future__ import annotations

import io
import json
import quopri
import re
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.course import reading
from postil.course.handins import as_values, same
from postil.course.reading import Results, read_all, read_data
from postil.course.receipts import written
from support.handins import normal

HANDIN = normal(5, 2)
RECEIPT = written(HANDIN)
FILE = json.dumps(as_values(HANDIN), ensure_ascii=False, indent=1)


def read(data: bytes, name: str = "x") -> Results:
    results = Results()
    read_data(data, name, results)
    return results


def said(results: Results) -> list[str]:
    return [str(problem) for problem in results.problems]


def archive(files: dict[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


LINES = "\n".join(wrap(RECEIPT, 76))
QUOTED = "\r\n".join(f"> > {line}" for line in wrap(RECEIPT, 60))
HTML = "".join(f"<p dir='ltr' style=\"a: b\">{escape(RECEIPT[:40])}<wbr>{RECEIPT[40:]}</p>")
WRAPPED = {
    "alone": RECEIPT,
    "in lines": LINES,
    "in a letter": f"Dear Sir,\r\n\r\n{LINES}\r\nYours, A.",
    "quoted": f"On Monday you wrote:\r\n{QUOTED}",
    "quoted-printable": quopri.encodestring(f"Grüße\n{RECEIPT}".encode()),
    "with its dots encoded": RECEIPT.replace(".", "=2E"),
    "in HTML": f"<!DOCTYPE html><html><body>{HTML}</body>",
    "in HTML with entities": RECEIPT.replace(".", "&period;").replace("-", "&#45;&shy;"),
    "with spaces that nobody sees": "\u200b".join(wrap(RECEIPT, 10)).replace("P", "P\u00ad", 1),
    "with its signs escaped": RECEIPT.replace("_", "\\_").replace("-", "\\-"),
    "UTF-16": RECEIPT.encode("utf-16"),
    "UTF-16 without a mark": LINES.encode("utf-16-le"),
    "UTF-16, the other way": LINES.encode("utf-16-be"),
    "UTF-8 with a mark": LINES.encode("utf-8-sig"),
    "another encoding": f"Müller: {RECEIPT}".encode("cp1252"),
    "a table": f'name;answer\r\n"A. B.";"{LINES}"\r\n',
    "other JSON": json.dumps({"answers": [{"by": "A.", "text": LINES}]}),
    "JSON-like text": f"[Forwarded] {RECEIPT}",
    "an office file": archive(
        {"word/document.xml": f"<w:p><w:r><w:t>{RECEIPT[:9]}</w:t><w:t>{RECEIPT[9:]}</w:t></w:p>"}
    ),
    "the file": FILE,
    "the file in UTF-16": FILE.encode("utf-16"),
    "the file with a mark": FILE.encode("utf-8-sig"),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_wrappings(name: str) -> None:
    data = WRAPPED[name]
    results = read(data if isinstance(data, bytes) else data.encode())
    assert not said(results)
    (found,) = results.read
    assert same(as_values(found.handin), as_values(HANDIN))


def test_a_receipt_is_named_by_its_line() -> None:
    whole = f"First:\n{LINES}\n\nSecond:\n{LINES[:-20]}\n\nThird:\n> {RECEIPT[5:]}"
    results = read(whole.encode(), "answers.txt")
    assert [found.line for found in results.read] == [2]
    line = LINES.count("\n") + 5
    (cut,) = said(results)
    assert cut.startswith(f"answers.txt:{line}:1: the receipt is cut: its end is missing; ask the")


def mail(*parts: str | bytes | EmailMessage, coded: str = "base64") -> EmailMessage:
    """A mail as programs save them: a text, and what is attached to it."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["Subject"] = "Aziza Müller <a@site.example>", "Hand-in"
    text, *others = parts
    made.set_content(text, cte=coded)
    for part in others:
        if isinstance(part, EmailMessage):
            made.add_attachment(part)
        elif isinstance(part, str):
            made.add_alternative(part, subtype="html", cte=coded)
        else:
            made.add_attachment(part, maintype="application", subtype="x", filename="Müller.json")
    return made


LETTER = "My work.\n"
MAILS = {
    "with the file": mail(LETTER, FILE.encode()),
    "with the receipt": mail(LETTER + RECEIPT),
    "with the receipt in lines": mail(LETTER + LINES, coded="quoted-printable"),
    "as text and as a page": mail(LETTER + RECEIPT, f"<p>{RECEIPT}</p>"),
    "with an archive": mail(LETTER, archive({"a.json": FILE})),
    "in another one": mail(LETTER, mail(LETTER, FILE.encode())),
    "with a picture beside it": mail(LETTER, b"\x89PNG", FILE.encode()),
}


def test_mails() -> None:
    """Programs write what is attached in base64, and the text sometimes, too."""
    for about, one in MAILS.items():
        for data in (one.as_bytes(), one.as_bytes().replace(b"\r\n", b"\n"), b"77 \n" + bytes(one)):
            results = read(data, "a.eml")
            assert not said(results), about
            (found,) = results.read
            assert same(as_values(found.handin), as_values(HANDIN)), about
    many = b"".join(
        b"From a@site.example Mon Mar  1 20:15:02 2027\n%b\n\n"
        % one.as_bytes().replace(b"\r\n", b"\n")
        for one in (*MAILS.values(), mail(LETTER), mail(LETTER, b"%PDF-1.7"), mail(RECEIPT[:-9]))
    )
    results = read(many, "all.mbox")
    assert len(results.read) == len(MAILS)
    assert results.read[0].file == "all.mbox/1/Müller.json"
    assert [one.partition(";")[0] for one in said(results)] == [
        "all.mbox/8: there is no hand-in and no receipt in it",
        "all.mbox/9/Müller.json: it is a PDF, and no hand-in",
        "all.mbox/10:1:1: the receipt is cut: its end is missing",
    ]


# As platforms list what a SCORM package has kept, with the beginning in one field and the end in
# another one: as tables and pages, a row for each student or for each field.
HEAD, TAIL = RECEIPT[:300], RECEIPT[300:]
FIELDS = {
    "a row for each student": f"name,cmi.comments,cmi.suspend_data\nA.,{TAIL},{HEAD}\nBo,4711,12",
    "with tabs": f"A.\t{HEAD}\t{TAIL}\nBo\t\t",
    "with tabs, the end first": f"A.\t{TAIL}\t{HEAD}\nBo\t\t",
    "a row for each field": f'"A.","cmi.comments","{TAIL}"\r\n"A.","cmi.suspend_data","{HEAD}"\r\n',
    "a page": f"<tr><td>cmi.comments<td>{TAIL}<tr><td>cmi.suspend_data<td>{HEAD}<tr><td>x</tr>",
    "divided in its checksum": f"{RECEIPT[:-4]};{RECEIPT[-4:]}",
    "JSON": json.dumps({"cmi.comments": TAIL, "cmi.suspend_data": HEAD}),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_receipt_in_two_fields(name: str) -> None:
    results = read(FIELDS[name].encode())
    assert not said(results)
    (found,) = results.read
    assert same(as_values(found.handin), as_values(HANDIN))


def test_ends_are_put_to_their_own_beginnings() -> None:
    receipts = [written(normal(seed, 1)) for seed in range(3, 7)]
    ends = "\n".join(f"x;{receipt[200:]}" for receipt in reversed(receipts[:3]))
    begins = "\n".join(f"y;{receipt[:200]}" for receipt in receipts)
    results = read(f"{ends}\n{begins}\n".encode())
    assert [written(found.handin) for found in results.read] == receipts[:3]
    (cut,) = said(results)
    assert "the receipt is cut" in cut


REFUSED = {
    "cut": (RECEIPT[:-1], "the receipt is cut: its end is missing"),
    "cut in the middle": (f"{RECEIPT[:80]}\n-- \nSent from my phone", "the receipt is cut"),
    "without its beginning": (RECEIPT[9:], "the beginning of the receipt is missing"),
    "damaged": (RECEIPT.replace("A", "B", 1), "its checksum is another one"),
    "newer": (RECEIPT.replace("POSTIL1", "POSTIL2"), "the receipt is of a newer Postil"),
    "empty": ("  \n", "it is empty"),
    "a letter": ("I have done it all, but I lost it.", "there is no hand-in and no receipt in it"),
    "a PDF": ("%PDF-1.7\n", "it is a PDF"),
    "an archive that is cut": (archive({"a": "b" * 500})[:-30], "the archive is damaged"),
    "a file that is cut": (FILE[:-200], "the file is cut: its end is missing"),
    "a damaged file": (FILE.replace(",", ";", 1), "the file is damaged at line "),
    "a file in another encoding": (FILE.encode("cp1252"), "it is not in UTF-8"),
    "foreign JSON": ('{"name": "Aziza"}', "there is no hand-in and no receipt in it"),
    "foreign annotations": (
        '{"type": "AnnotationCollection", "items": []}',
        "there is no hand-in and no receipt in it",
    ),
    "saved notes": (
        json.dumps({"type": "AnnotationCollection", "postil:site": "", "first": {"items": []}}),
        "these are notes that a student has saved, and no hand-in",
    ),
    "without a list": (json.dumps({"postil:handIn": {"name": "A", "at": "x"}}), "'at' is no date"),
    "deep": ('{"postil:handIn": {"x": ' + "[" * 900 + "]" * 900 + "}}", "nested more than 20 deep"),
    "deeper": ("[" * 200_000, "nested too deep|the file is cut"),
    "a number that is none": ('{"postil:handIn": {"claims": NaN}}', "it has a number that is none"),
    "a long number": ('{"postil:handIn": ' + "9" * 5000 + "}", "a number that is too long"),
    "a long name": (
        FILE.replace("Aziza Müller", "A" * 5000),
        "its 'name' has 5,000 characters",
    ),
    "a long note": (
        FILE.replace("I would ask", "I" * 2_000_000),
        r"annotation \d: its 'value' has 2,000,\d\d\d characters",
    ),
    "another kind of text": (FILE.replace('"number": "4711-23"', '"number": {}'), "is no text"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    data, says = REFUSED[name]
    results = read(data if isinstance(data, bytes) else data.encode(), "Müller, A./work.txt")
    assert not results.read
    (problem,) = said(results)
    assert problem.startswith("Müller, A./work.txt")
    # What is wrong, and what to do.
    assert re.search(says, problem), problem
    assert "; " in problem


def test_an_archive_of_an_lms() -> None:
    """A folder for each student, in which there is a file, a receipt, or something else."""
    data = archive(
        {
            "Müller Aziza_12_assignsubmission_file_/course-harbour-Aziza.postil.json": FILE,
            "Bo Chen_13_assignsubmission_onlinetext_/onlinetext.html": f"<p>{RECEIPT}</p>",
            "Ced Ito_14_assignsubmission_file_/mine.zip": archive({"a.postil.json": FILE}),
            "Dana Roe_15_assignsubmission_file_/photo.jpg": b"\xff\xd8\xff\xe0 picture",
            "__MACOSX/Müller Aziza_12/._x": b"\0",
            ".DS_Store": b"\0",
        }
    )
    results = read(data, "download.zip")
    assert [found.file.split("/")[1].split("_")[0] for found in results.read] == [
        "Müller Aziza", "Bo Chen", "Ced Ito",
    ]  # fmt: skip
    (problem,) = said(results)
    assert problem.startswith("download.zip/Dana Roe_15_assignsubmission_file_/photo.jpg: ")
    assert "a picture" in problem


def test_archives_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 50_000)
    monkeypatch.setattr(reading, "LARGEST_ARCHIVE", 300_000)
    monkeypatch.setattr(reading, "MOST_FILES", 20)
    large = read(archive({"a.txt": b" " * 60_000, "b.json": FILE}))
    assert len(large.read) == 1 and "more than 50,000 bytes" in said(large)[0]
    bomb = archive({f"{n}.txt": b"x" * 49_000 for n in range(9)})
    for data in (bomb, archive({"a.zip": bomb})):
        assert "holds more than 300,000 bytes" in said(read(data))[-1]
    assert "has 21 files" in said(read(archive({f"{n}": "x" for n in range(21)})))[0]
    nested = archive({"c": archive({"b": archive({"a": FILE})})})
    assert "an archive in an archive" in said(read(nested))[0]
    with zipfile.ZipFile(io.BytesIO(locked := archive({"a": FILE}))) as made:
        at = made.getinfo("a").header_offset
    data = bytearray(locked)
    data[at + 6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert "it has a password" in said(read(bytes(data)))[0]


def test_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b/second.json").write_text(FILE, encoding="utf-8")
    (tmp_path / "a.txt").write_text(RECEIPT)
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "c.txt").write_text("nothing")
    results = read_all([tmp_path, tmp_path / "missing.json"])
    assert [Path(found.file).name for found in results.read] == ["a.txt", "second.json"]
    nothing, missing = said(results)
    assert nothing.startswith(f"{(tmp_path / 'c.txt').as_posix()}: there is no hand-in")
    assert "it cannot be read: No such file" in missing


def test_a_large_file_is_not_searched_without_end() -> None:
    """Letters of each kind that something is looked for in; a quadratic search of so many would
    take minutes."""
    for part in ("x", "POSTIL1.", "<a", "&#", "x.", "=\n", "[", '{"a":'):
        data = (part * (400_000 // len(part))).encode()
        assert said(read(data))


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode), st.integers(0, 2))
def test_nothing_stops_reading(data: bytes, begin: int) -> None:
    """Whatever a file holds, there is an answer."""
    begun = (b"", b"PK\x03\x04", b'{"postil:handIn": ')[begin] + data
    results = read(begun)
    assert results.read or results.problems
