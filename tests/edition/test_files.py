"""Files that are not what they should be: bytes that no data file can hold, and odd folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from postil.edition.edition import Edition
from postil.edition.loading import load
from postil.edition.model import Claim
from support.builds import CONFIGURATION, write

FILE = "annotations/x.yml"
GOOD = "claims:\n  one:\n    quote: some words\n"
NESTED = "entries are nested too deeply here; an annotation file needs eight levels at most"

BROKEN: dict[str, tuple[bytes, str]] = {
    "latin-1": (
        "claims:\n  one:\n    quote: café\n".encode("latin-1"),
        f"{FILE}:3:15: byte 0xE9 is not UTF-8; save the file as UTF-8 "
        "(in Windows editors: 'Save as', encoding UTF-8)",
    ),
    "utf-16": (GOOD.encode("utf-16"), f"{FILE}:1:1: the file is UTF-16; save it as UTF-8"),
    "five megabytes": (
        GOOD.encode() + b"# x\n" * 1_250_000,
        f"{FILE}: the file has 5.0 MB; 2 MB is the most that is read; "
        "divide the article and its annotations",
    ),
    "control character": (
        b"claims:\n  one:\n    quote: some\x07 words\n",
        f"{FILE}:3:16: the file holds a control character; delete it; it is invisible in most "
        "editors",
    ),
    "nul": (
        b"claims:\n  one:\n    quote: some\x00 words\n",
        f"{FILE}:3:16: the file holds a control character; delete it; it is invisible in most "
        "editors",
    ),
    "100,000 brackets": (b"claims: " + b"[" * 100_000, f"{FILE}:1:1009: {NESTED}"),
    "100,000 braces": (b"claims: " + b"{a: " * 100_000, f"{FILE}:1:4009: {NESTED}"),
    "100,000 dashes": (b"claims:\n" + b"- " * 100_000 + b"a", f"{FILE}:2:1: {NESTED}"),
    "100,000 question marks": (b"claims:\n" + b"? " * 100_000 + b"a", f"{FILE}:2:1: {NESTED}"),
    "1,000 lines, each deeper": (
        b"".join(b" " * depth + b"a:\n" for depth in range(1_000)),
        f"{FILE}:402:1: {NESTED}",
    ),
    "60 brackets": (b"claims: " + b"[" * 60 + b"]" * 60, f"{FILE}:1:48: {NESTED}"),
    "exploding aliases": (
        b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + b"".join(
            b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 10)
        ),
        f"{FILE}:1:10: names and aliases ('&', '*') repeat more text than a file may hold; this "
        "one is among it; shorten it, or write it once",
    ),
}


def loaded(root: Path, content: bytes) -> Edition:
    write(root, {FILE: content})
    return load(root / "annotations", ["x"], root)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_bytes(name: str, tmp_path: Path) -> None:
    content, message = BROKEN[name]
    (problem,) = loaded(tmp_path, content).problems
    assert str(problem).endswith(message)
    assert str(problem).startswith(FILE)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="Windows line ends"),
        pytest.param(GOOD.replace("\n", "\r").encode(), id="line ends of old Macs"),
        pytest.param(GOOD.rstrip().encode(), id="no last line end"),
        pytest.param(b"---\n" + GOOD.encode() + b"...\n", id="document marks"),
        pytest.param(GOOD.encode() + b"# " + b"[1] " * 5_000, id="many brackets in a comment"),
    ],
)
def test_harmless_bytes(content: bytes, tmp_path: Path) -> None:
    edition = loaded(tmp_path, content)
    assert not edition.problems
    assert edition.articles["x"].annotations["one"].quote.exact == "some words"


def test_places_count_characters(tmp_path: Path) -> None:
    """Behind an emoji, letters of other scripts and a byte order mark, as an editor counts."""
    text = "claims:\n  one: {quote: 👩‍👧 שלום é, knd: statistic}\n"
    (problem,) = loaded(tmp_path, text.encode("utf-8-sig")).problems
    assert (problem.line, problem.column) == (2, text.splitlines()[1].index("knd") + 1)


def test_sources_by_the_ten_thousand(tmp_path: Path) -> None:
    """A file of more bytes than an article's may have."""
    source = "  type: book\n  title: Some title of some words\n  author: [{family: Somebody}]\n"
    text = "".join(f"source-{number}:\n{source}" for number in range(25_000))
    write(tmp_path, {FILE: GOOD, "annotations/sources.yml": text})
    edition = load(tmp_path / "annotations", ["x"], tmp_path)
    assert not edition.problems
    assert len(edition.sources) == 25_000


def test_too_many_sources(tmp_path: Path) -> None:
    """There is another way to keep them."""
    write(tmp_path, {FILE: GOOD, "annotations/sources.yml": "# some\n" * 1_500_000})
    (problem,) = load(tmp_path / "annotations", ["x"], tmp_path).problems
    assert str(problem) == (
        "annotations/sources.yml: the file has 10.5 MB; 10 MB is the most that is read; take out "
        "what is not used; sources may stand in libraries, named under 'bibliography'"
    )


def test_no_place_in_a_file_that_has_changed(tmp_path: Path) -> None:
    """What is found later, in the rendered article, has a place in the file that was read."""
    for content, line in ((GOOD, 3), (f"# New\n{GOOD}", 0), (None, 0)):
        article = loaded(tmp_path, GOOD.encode()).articles["x"]
        if content is None:
            (tmp_path / FILE).unlink()
        else:
            (tmp_path / FILE).write_text(content)
        assert article.problem("one", ("quote",), "not in the article").line == line


def test_scalars_are_the_text_that_was_written(tmp_path: Path) -> None:
    """YAML 1.2, and no number loses a zero: `no` is no truth value, `12:30` no 750."""
    written = ["no", "12:30", "1.10", "012", "0x1F", "1_000", "2024-01-31", "true", "1e3", "="]
    text = GOOD + "    tags: [" + ", ".join(written) + "]\n"
    assert loaded(tmp_path, text.encode()).articles["x"].annotations["one"].tags == tuple(written)


def test_text_survives(tmp_path: Path) -> None:
    """Emoji, right-to-left text and blocks arrive as they were written."""
    text = GOOD + "    because: |\n      מזל טוב 👩‍👩‍👧\n\n      - *a*: b\n"
    claim = loaded(tmp_path, text.encode()).articles["x"].annotations["one"]
    assert isinstance(claim, Claim)
    assert claim.because == "מזל טוב 👩‍👩‍👧\n\n- *a*: b\n"


def test_folder_with_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir(parents=True)
    edition = load(tmp_path / "annotations", ["x"], tmp_path)
    assert [str(problem) for problem in edition.problems] == [
        f"{FILE}: this is a folder with the name of a file; rename the folder"
    ]


@pytest.mark.parametrize("name", ["x", "sources"])
@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_link_to_nowhere(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"annotations/y.yml": GOOD})
    (tmp_path / f"annotations/{name}.yml").symlink_to("nowhere.yml")
    edition = load(tmp_path / "annotations", ["x", "y"], tmp_path)
    assert [str(problem) for problem in edition.problems] == [
        f"annotations/{name}.yml: this link leads to no file; delete it, or mend where it leads"
    ]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, who may read everything, this cannot be had without pretending."""
    write(tmp_path, {FILE: GOOD})
    locked, read = tmp_path / FILE, Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    if os.name == "nt" or os.geteuid() == 0:
        monkeypatch.setattr(Path, "read_bytes", refused)
    else:
        locked.chmod(0)
    problems = load(tmp_path / "annotations", ["x"], tmp_path).problems
    assert [str(problem) for problem in problems] == [
        f"{FILE}: the file cannot be read: permission denied; is it yours to read?"
    ]


def test_hidden_and_other_files_are_left_alone(tmp_path: Path) -> None:
    """What editors and version control keep beside the annotations is not ours."""
    write(
        tmp_path,
        {
            FILE: GOOD,
            "annotations/.x.yml": "{",
            "annotations/.backup/x.yml": "{",
            "annotations/x.yml~": "{",
            "annotations/notes.txt": "{",
        },
    )
    assert not load(tmp_path / "annotations", ["x"], tmp_path).problems


def test_no_folder(tmp_path: Path) -> None:
    edition = load(tmp_path / "annotations", ["x"], tmp_path)
    assert not edition
    assert not edition.problems


def test_build_with_every_broken_file_at_once(tmp_path: Path) -> None:
    """A real `mkdocs build`: every file is named, nothing is a traceback, the last site stays."""
    files: dict[str, str | bytes] = {
        f"annotations/{name.replace(' ', '-').replace(',', '')}.yml": content
        for name, (content, _) in BROKEN.items()
    }
    files["annotations/tab.yml"] = "claims:\n\tone: {quote: x}\n"
    files["annotations/list.yml"] = "- one\n"
    files["annotations/empty.yml"] = ""
    pages = {
        name.replace("annotations", "docs").replace(".yml", ".md"): "# Page\n" for name in files
    }
    write(tmp_path, {**files, **pages, "docs/index.md": "# Index\n", "site/index.html": "last"})
    command = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    for name in files:
        assert f"ERROR   -  {name}" in done.stderr
    assert f"Postil found {len(files)} problems in the annotations" in done.stdout
    assert [p.name for p in tmp_path.glob("site/*")] == ["index.html"]
    assert (tmp_path / "site/index.html").read_text() == "last"


def test_configuration_of_the_plugin(tmp_path: Path) -> None:
    """An option that is not one is refused with the nearest."""
    text = CONFIGURATION.replace("postil]", "postil: {anotations: notes, missing: explode}]")
    write(tmp_path, {"mkdocs.yml": text, "docs/index.md": "# Index\n"})
    command = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "unknown option; did you mean 'annotations'?" in done.stderr
    assert "choose from inform, warn, fail" in done.stderr
