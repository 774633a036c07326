"""Reading other people's libraries: each case is a file in `cases/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from postil.edition.model import Source
from postil.exchange.libraries import bibtex, ris
from postil.exchange.libraries.dates import as_field, from_csl, to_csl
from postil.exchange.libraries.latex import marked
from postil.exchange.libraries.library import read_bibliography

CASES = Path(__file__).parent / "cases"
LATEX = yaml.safe_load((CASES / "latex.yml").read_text(encoding="utf-8"))
DATES = yaml.safe_load((CASES / "dates.yml").read_text(encoding="utf-8"))


def cases(folder: str) -> list[Any]:
    paths = sorted((CASES / folder).glob("*.yml"))
    return [pytest.param(yaml.safe_load(p.read_text("utf-8")), id=p.stem) for p in paths]


def check(case: dict[str, Any], name: str, root: Path) -> None:
    library, problems = read_bibliography([name], root)
    found = {id: library[id] for id in library}
    assert {id: flat(fields) for id, fields in found.items()} == {
        id: flat(fields) for id, fields in case["sources"].items()
    }
    assert [str(problem) for problem in problems] == case.get("problems", [])
    for fields in found.values():
        Source.model_validate(fields)


def flat(fields: dict[str, Any]) -> dict[str, Any]:
    """Dates that YAML reads as dates, as text."""
    return {key: str(v) if not isinstance(v, (list, dict)) else v for key, v in fields.items()}


@pytest.mark.parametrize("case", cases("bibtex"))
def test_bibtex(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(case["text"], encoding="utf-8")
    check(case, "refs.bib", tmp_path)


@pytest.mark.parametrize("case", cases("ris"))
def test_ris(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "refs.ris").write_text(case["text"], encoding="utf-8")
    check(case, "refs.ris", tmp_path)


@pytest.mark.parametrize("case", cases("csl_json"))
def test_csl_json(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "refs.json").write_text(json.dumps(case["items"]), encoding="utf-8")
    check(case, "refs.json", tmp_path)


def test_a_merge_conflict_in_a_library_costs_one_version(tmp_path: Path) -> None:
    titles = "One", "Two", "Three"
    one, two, three = (json.dumps({"id": t[0], "type": "book", "title": t}) for t in titles)
    text = f"[\n<<<<<<< HEAD\n{one}\n=======\n{two},\n{three}\n>>>>>>> branch\n]\n"
    (tmp_path / "refs.json").write_text(text)
    library, problems = read_bibliography(["refs.json"], tmp_path)
    assert list(library) == ["O"]
    assert [(p.file, p.line, p.what) for p in problems] == [
        ("refs.json", 2, "a merge conflict begins here")
    ]


@pytest.mark.parametrize(
    ("text", "place", "said", "read"),
    [
        (
            "@book{a,\n title = {A},\n year = 2017},\n url = {https://b.example}\n}\n@book{c}",
            "4:1",
            "this field stands in no entry, and is not read",
            {"type": "book", "title": "A", "issued": "2017"},
        ),
        (
            "@book{a,\n title = {A}, ~\n year = 2017\n}",
            "2:1",
            "'~' stands where a field should begin",
            {"type": "book", "title": "A", "issued": "2017"},
        ),
        (
            "@book{a,\n note\n title = {A}\n}",
            "2:1",
            "'note' stands where a field should begin",
            {"type": "book", "title": "A"},
        ),
    ],
)
def test_nothing_of_an_entry_is_lost_in_silence(
    text: str, place: str, said: str, read: dict[str, str]
) -> None:
    found = bibtex.read(text, "x.bib")
    assert [(f"{p.line}:{p.column}", p.what) for p in found.problems] == [(place, said)]
    assert {key: value for key, value in found.entries["a"]().items() if value} == read


@pytest.mark.parametrize(
    "line", ["  PB  - Knopf", "PB  -Knopf", "PB\t- Knopf", "PB - Knopf", "PB  - Knopf\nER"]
)
def test_lines_of_ris_that_somebody_has_moved(line: str) -> None:
    text = f"TY  - BOOK\nID  - a\nTI  - US\n  - Russia\n{line}\n\nTY  - BOOK\nID  - b\nER  -\n"
    entries = ris.read(text, "x.ris").entries
    assert entries.keys() == {"a", "b"}
    a = {key: value for key, value in entries["a"]().items() if value}
    assert a["title"] == "US - Russia" and a["publisher"].startswith("Knopf")


def test_what_people_have_taken_out_of_a_library_is_no_mistake() -> None:
    text = (
        "Some words = of somebody.\n\nbook{old, title = {Old}}\n@comment{x, title = {X}}\n"
        "% title = {Y}\n@book{a, title = {A}}\n"
    )
    assert not bibtex.read(text, "x.bib").problems


def test_latex() -> None:
    found = {latex: marked(latex) for latex, _ in LATEX}
    assert found == dict(LATEX)
    assert len(LATEX) > 150


@pytest.mark.parametrize("case", DATES, ids=lambda case: str(case["csl"]))
def test_dates(case: dict[str, Any]) -> None:
    text = from_csl(case["csl"])
    assert text == case["text"]
    if text:
        source = Source.model_validate({"type": "book", "issued": as_field(text)})
        assert source.issued == text
        assert to_csl(text) == case.get("back", to_csl(text))


BROKEN = {
    "not JSON": ("x.json", b'[{"id": "a",\n', "x.json:2:1: this is not JSON: a name in double"),
    "text": ("x.json", b'"a"', "x.json:1:1: this is not a list of sources; export the library as"),
    "too deep": ("x.json", b"[" * 100_000, "x.json: this is nested too deeply to be a library"),
    "Latin-1": (
        "x.bib",
        "@book{a,\n title={café}}".encode("latin-1"),
        "x.bib:2:1: the file is not UTF-8; export the library with the encoding UTF-8",
    ),
    "UTF-16": (
        "x.bib",
        "@book{a, title={b}}".encode("utf-16-le"),
        "x.bib:1:1: the file is UTF-16; export the library with the encoding UTF-8",
    ),
    "no BibTeX": (
        "x.bib",
        b"<html>Please log in</html>",
        "x.bib:1:1: there is no entry in this file; an entry of BibTeX begins with '@book{key,'",
    ),
    "names": (
        "x.bib",
        b"@book{b, author={Ode, Ida and {X; Y}}}\n@book{a,\n author={Ode, Ida; Ek, Bo}}\n"
        b"@book{c, author={Ida Ode, Bo Ek, Cy Fo, Di Go}}",
        "x.bib:3:1: the names of 'author' in 'a' (and in 1 more) are not parted by 'and'; write",
    ),
    "no parent": (
        "x.bib",
        b"@book{a, title={A}}\n@inbook{b,\n title={B},\n crossref = {a}}\n"
        b"@inbook{c, title={C},\n xdata = {a,\n d}}",
        "x.bib:6:1: there is no 'd' in this file, from which 'c' takes over what it does not say "
        "itself ('xdata'); export both together, or correct the key",
    ),
    "no library": ("x.txt", b"", "x.txt: this is not a kind of library that is read; export it"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files(name: str, tmp_path: Path) -> None:
    file, content, message = BROKEN[name]
    (tmp_path / file).write_bytes(content)
    (tmp_path / "good.bib").write_text("@book{good, title={Good}}")
    library, (problem,) = read_bibliography([file, "good.bib"], tmp_path)
    assert str(problem).startswith(message)
    assert library["good"]["title"] == "Good"


def test_missing_file(tmp_path: Path) -> None:
    _, (problem,) = read_bibliography(["refs.bib"], tmp_path)
    assert str(problem) == (
        "refs.bib: there is no such file; paths in 'bibliography' are seen from mkdocs.yml"
    )


def test_several_files(tmp_path: Path) -> None:
    """The first file counts, and a library with a byte order mark and Windows line ends is read."""
    (tmp_path / "a.bib").write_bytes("@book{one,\r\n  title = {A}\r\n}\r\n".encode("utf-8-sig"))
    items = [{"id": "one", "title": "B"}, {"id": "two", "title": "C"}]
    (tmp_path / "b.json").write_text(json.dumps({"items": items}))
    library, problems = read_bibliography(["a.bib", "b.json"], tmp_path)
    assert not problems
    assert {id: library[id]["title"] for id in library} == {"one": "A", "two": "C"}


def test_changed_file_is_read_again(tmp_path: Path) -> None:
    for title in ("First", "Second one"):
        (tmp_path / "a.bib").write_text(f"@book{{one, title={{{title}}}}}")
        library, _ = read_bibliography(["a.bib"], tmp_path)
        assert library["one"]["title"] == title


def test_what_is_not_used_is_told_once_with_its_count(tmp_path: Path) -> None:
    """But not what orders a library, and no style prints."""
    entries = [f"@book{{k{n}, title = {{T}}, usera = {{x}}, file = {{y.pdf}}}}" for n in range(12)]
    entries.append("@book{last, title = {T}, userb = {x}, bdsk-url-1 = {y}}")
    (tmp_path / "a.bib").write_text("\n".join(entries))
    items = [{"id": "one", "type": "book", "custom": {"a": 1}, "system_id": "x"}]
    (tmp_path / "b.json").write_text(json.dumps(items))
    library, problems = read_bibliography(["a.bib", "b.json"], tmp_path)
    assert not problems
    assert [str(remark) for remark in library.remarks] == [
        "a.bib: 12 entries have 'usera' and 1 'userb', which are not used",
        "b.json: 1 entry has 'custom', which is not used",
    ]
