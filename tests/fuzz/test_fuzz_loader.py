"""Annotation files that nobody would write: each is read, or refused with a place in the file."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.anchoring.lock import read as read_lock
from postil.edition.loading import load
from postil.exchange.libraries.library import read_bibliography

EXAMPLES = int(os.environ.get("POSTIL_FUZZ", "80"))
CASES = Path(__file__).parent / "cases"
NAMES = ["x.yml", "sources.yml", "glossary.yml", "vocabulary.yml"]

_TOKENS = st.sampled_from(
    ["claims", "notes", "quote", "because", "sources", "cross_references", "to", "tags", "term",
     "kinds", "label", "type", "author", "issued", "x", "y-1", "readings/x#y", "…", "book",
     ":", ": ", ":\n", "- ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ",", "|", ">", "|-\n",
     "&a", "*a", "<<", "!!", "!x ", "%", "@", "`", "#", '"', "'", "\\", "?", "~", "null", "---",
     "...", "\t", "\r\n", "\ufeff", "\x00", "\x85", "\u2028", "🙂", "é", "1e400", "0x", ".nan",
     "2014-02-30", "no", "=", "12:30:45", "[[", "- - -", "? ", "\ud800"]
)  # fmt: skip


@cache
def real_files() -> list[bytes]:
    root = Path(__file__).parents[2]
    files = sorted((root / "annotations").rglob("*.yml"))
    files += sorted((root / "tests/edition/cases").glob("*.yml"))
    return [path.read_bytes()[:6000] for path in files]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real file with pieces cut out, doubled, moved and put in."""
    data = draw(st.sampled_from(real_files()))
    for _ in range(draw(st.integers(1, 5))):
        at, end = sorted(draw(st.tuples(st.integers(0, len(data)), st.integers(0, len(data)))))
        end = min(end, at + draw(st.sampled_from([1, 3, 10, 100, 1000])))
        piece = draw(st.sampled_from([b"", data[at:end] * 2, data[:20], data[end : end + 30]]))
        if draw(st.booleans()):
            piece = draw(_TOKENS).encode("utf-8", "surrogatepass")
        data = data[:at] + piece + data[end:]
    return data


FILES = st.one_of(
    st.binary(max_size=200),
    st.lists(_TOKENS, max_size=40).map(lambda t: "".join(t).encode("utf-8", "surrogatepass")),
    mutated(),
    mutated(),
)


def check(name: str, data: bytes) -> None:
    with TemporaryDirectory() as temporary:
        root = Path(temporary)
        folder = root / "annotations"
        folder.mkdir()
        (folder / name).write_bytes(data)
        edition = load(folder, ["x", "readings/x"], root)
        lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\xc2\x85") + 2
        lines += data.count("\u2028".encode()) + data.count("\u2029".encode())
        for problem in edition.problems:
            assert problem.file == f"annotations/{name}", problem
            assert 0 <= problem.line <= lines, problem
            assert problem.column >= (1 if problem.line else 0), problem
            assert str(problem).isprintable() or "\n" not in problem.what, problem
        if not edition.problems:
            assert list(edition.links) is not None
            assert {place.article for place, _ in edition.annotations()} <= {"x", "readings/x"}


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(NAMES), FILES)
def test_annotation_files(name: str, data: bytes) -> None:
    check(name, data)


@pytest.mark.parametrize("path", sorted((CASES / "yaml").iterdir()), ids=lambda path: path.stem)
def test_cases(path: Path) -> None:
    for name in NAMES:
        check(name, path.read_bytes())


_LOCK = (
    b'{\n"version": 1,\n"anchors": {\n"x#a": {"exact": "a b", "prefix": "c", "suffix": "d", '
    b'"position": 12, "length": 100, "written": "01234567"},\n'
    b'"x#b": {"exact": "e", "prefix": "", "suffix": "", "position": 1, "length": 9, '
    b'"written": "89abcdef"}\n}\n}\n'
)


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        put = draw(
            st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b"{", b"\n", b"9" * 40]))
        )
        data = data[:at] + put + data[at + draw(st.sampled_from([0, 1, 5, 50])) :]
    return data


@settings(max_examples=EXAMPLES)
@given(st.one_of(st.binary(max_size=100), damaged(_LOCK)))
def test_lock_files(data: bytes) -> None:
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / "anchors.lock.json"
        path.write_bytes(data)
        lock = read_lock(path, "lock")
        for anchors in lock.anchors.values():
            for anchor in anchors:
                assert isinstance(anchor.exact, str)
                assert anchor.position >= 0


_LIBRARIES = {
    "x.json": b'[{"id": "a", "type": "book", "title": "T <i>x</i>", "author": [{"family": "F"}], '
    b'"issued": {"date-parts": [[2014, 2]]}}, {"id": "b", "type": "webpage", "URL": "x"}]',
    "x.bib": b"@book{a, title = {T {\\'e} $x$}, author = {F, G and {BBC}}, year = 2014}\n"
    b"@string{s = {x}}\n@online{b, title = s # { y}, date = {2014-02/2015}, url = {x}}\n",
}


@settings(max_examples=EXAMPLES)
@given(
    st.sampled_from(sorted(_LIBRARIES)).flatmap(
        lambda name: st.tuples(
            st.just(name), st.one_of(st.binary(max_size=100), damaged(_LIBRARIES[name]))
        )
    )
)
def test_libraries(file: tuple[str, bytes]) -> None:
    name, data = file
    with TemporaryDirectory() as temporary:
        (Path(temporary) / name).write_bytes(data)
        library, problems = read_bibliography([name], Path(temporary))
        for id in library:
            assert isinstance(library[id], dict)
        assert all(problem.file == name for problem in problems)


DEEP = {
    "brackets": b"[" * 100_000,
    "braces": b"claims: " + b"{a: " * 50_000,
    "blocks": b"\n".join(b" " * n + b"a:" for n in range(1500)),
    "dashes": b"- " * 100_000,
    "questions": b"? " * 100_000,
    "aliases": b"claims: &a [x]\nnotes:\n"
    + b"".join(b"  b%d: &b%d [*%s, *%s]\n" % (n, n, *[b"b%d" % (n - 1) if n else b"a"] * 2)
               for n in range(40)),
    "colons": b": " * 100_000,
    "quotes": b"'" * 100_000,
    "tags": b"!" * 100_000,
    "anchors": b"&a " * 100_000,
    "comments": b"#" * 1_000_000,
    "long-key": b"a" * 1_000_000 + b": b",
    "too-big": b"claims:\n" + b"#" * 3_000_000,
    "lines": b"\n" * 1_000_000,
    "tabs": b"\t" * 1_000_000,
    "keys": b"claims:\n" + b"".join(b"  a%d:\n    quote: b\n" % n for n in range(20_000)),
    "unknown": b"claims:\n" + b"".join(b"  a%d: {quote: b, x: y}\n" % n for n in range(5_000)),
    "unknown-ids": b"claims:\n" + b"".join(
        b"  a%d: {quote: b, sources: [s%d]}\n" % (n, n) for n in range(5_000)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_long(name: str) -> None:
    check("x.yml", DEEP[name])


ENDLESS = [b"[" * 200_000, b'{"a":' * 200_000, b'"#' * 100_000]
LINES = [
    b'"' + b"#" * 200_000,
    b'"a#b": {} ' + b" " * 200_000 + b"x",
    b'"version": ' + b"1" * 5_000,
]


@pytest.mark.parametrize("line", LINES)
def test_lines_of_a_lock_that_never_end(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "anchors.lock.json"
    path.write_bytes(line)
    (problem,) = read_lock(path, "lock").problems
    assert problem.what == "this line of the lock file is damaged"


@pytest.mark.parametrize("data", ENDLESS)
def test_deep_lock_and_library(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "anchors.lock.json").write_bytes(b'"a#b": ' + data + b"}")
    assert read_lock(tmp_path / "anchors.lock.json", "lock").problems
    (tmp_path / "x.json").write_bytes(data)
    (tmp_path / "x.bib").write_bytes(b"@book{a, title = " + data)
    _, problems = read_bibliography(["x.json", "x.bib"], tmp_path)
    assert {problem.file for problem in problems} >= {"x.json"}
