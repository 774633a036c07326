"""Systems that sites are written and built on: files of Windows and macOS, folders of all names,
folders that nobody may write to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from click.testing import CliRunner

from postil.desk.cli import main
from postil.rendering.site import Pages, evidence_page, pair_page
from support.builds import build, write
from support.marks import marked
from support.output import contents
from support.walk import dead_links, walk

CONFIGURATION = (
    "site_name: Test\nsite_url: https://test.example/\ntheme: {name: material, font: false}\n"
    "plugins: [search, postil: {bibliography: [refs.bib, more.json]}]\n"
    "validation: {omitted_files: warn, absolute_links: warn, unrecognized_links: warn,"
    " anchors: warn}\n"
)
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": CONFIGURATION,
    "docs/index.md": "# Home\n\nWords.\n",
    "docs/café/thé.md": "---\ntitle: Thé\nauthor: Somebody\n---\n\n# Tea\n\nThe first line\nand "
    "the second line.\n\n    and code\n\nThe end of it.\n",
    "docs/other.md": "# Other\n\nSomething else.\n",
    "annotations/café/thé.yml": "claims:\n  lines:\n    quote: first line and the second\n"
    "    because: |\n      A *reason*.\n\n      - And\n      - more.\n    kind: odd\n"
    "    sources: [book, page, web]\nnotes:\n  end: {quote: The end, term: tea}\n",
    "annotations/other.yml": "claims:\n  else:\n    quote: Something else\n"
    "    cross_references: [{to: café/thé#lines, relation: extends}]\n",
    "annotations/sources.yml": "book: {type: book, title: A book, author: [Somebody]}\n",
    "annotations/glossary.yml": "tea:\n  term: tea\n  definition: >-\n    A drink,\n"
    "    and a meal.\n",
    "annotations/vocabulary.yml": "kinds:\n  odd: {label: Odd}\n",
    "refs.bib": "@book{page,\n  title = {A\n    page},\n  author = {Else, Someone},\n"
    "  year = 2014\n}\n",
    "more.json": '[\n{"id": "web", "type": "webpage", "title": "W", "URL": "https://x.example/"}\n]\n',
}
LINES = {"lines", "end"}


def site(tmp_path: Path, name: str, files: dict[str, str | bytes]) -> dict[str, bytes]:
    """The contents of a site built from files, with its lock file."""
    root = tmp_path / name
    write(root, files)
    locked(root)
    built = build(root, strict=True)
    assert (built.stopped, built.log) == ("", ())
    assert set(marked(built.html("café/thé/index.html"))) == LINES
    return contents(built.site)


def locked(root: Path) -> str:
    done = CliRunner().invoke(main, ["lock", "--config-file", str(root / "mkdocs.yml")])
    assert done.exit_code == 0, done.output
    return done.output


def as_on_windows(data: str | bytes) -> bytes:
    text = data if isinstance(data, str) else data.decode()
    return ("\ufeff" + text.replace("\n", "\r\n")).encode()


def test_files_of_windows(tmp_path: Path) -> None:
    """The same site, whatever ends a line and whatever an editor puts before the first."""
    expected = site(tmp_path, "here", FILES)
    files: dict[str, str | bytes] = {name: as_on_windows(text) for name, text in FILES.items()}
    files["mkdocs.yml"] = CONFIGURATION
    lock = tmp_path / "here/annotations/anchors.lock.json"
    files["annotations/anchors.lock.json"] = as_on_windows(lock.read_bytes())
    assert site(tmp_path, "windows", files) == expected


def test_git_may_write_the_lock_file_with_other_line_ends(tmp_path: Path) -> None:
    site(tmp_path, "here", FILES)
    lock = tmp_path / "here/annotations/anchors.lock.json"
    there = lock.read_bytes().replace(b"\n", b"\r\n")
    lock.write_bytes(there)
    assert "the file was right already" in locked(tmp_path / "here")
    assert lock.read_bytes() == there


@pytest.mark.parametrize("forms", [("NFD", "NFC"), ("NFC", "NFD"), ("NFD", "NFD")])
def test_names_with_accents(forms: tuple[str, str], tmp_path: Path) -> None:
    """macOS hands out names whose accents are characters of their own: no eye can tell."""
    docs, annotations = forms
    files = {
        normalize(docs if name.startswith("docs") else annotations, name): text  # type: ignore[arg-type]
        for name, text in FILES.items()
    }
    built = build(tmp_path, files, strict=True)
    assert (built.stopped, built.log) == ("", ())
    page = normalize(docs, "café/thé/index.html")  # type: ignore[arg-type]
    assert set(marked(built.html(page))) == LINES
    assert not [a for a in dead_links(built.site, walk(built.site)) if "favicon" not in a]


@pytest.mark.parametrize("name", ["a site & its words", "100% [ü] #1 'x' {y}", "文章 1"])
def test_the_folder_of_a_site_may_have_any_name(name: str, tmp_path: Path) -> None:
    assert site(tmp_path, name, FILES) == site(tmp_path, "plain", FILES)


def test_names_that_are_no_files_on_windows(tmp_path: Path) -> None:
    """Devices of Windows, and names longer than file systems take."""
    long = "x" * 1000
    files = {
        **FILES,
        f"docs/{'章' * 70}.md": "# Words\n\nSomething long.\n",
        f"annotations/{'章' * 70}.yml": "claims:\n  long:\n    quote: Something long\n"
        f"    sources: [con, NUL, Lpt1, {long}]\n"
        "    cross_references: [{to: café/thé#lines, relation: extends}]\n",
        "annotations/sources.yml": "".join(
            f"{id}: {{type: book, title: {id[:5]}}}\n"
            for id in ("book", "con", "NUL", "Lpt1", long)
        ),
    }
    built = build(tmp_path, files, strict=True)
    assert (built.stopped, built.log) == ("", ())
    assert not [a for a in dead_links(built.site, walk(built.site)) if "favicon" not in a]
    names = {path.name for path in (built.site / "sources").iterdir()}
    assert not names & {"con", "nul", "lpt1"}
    assert len([name for name in names if name.startswith(("con", "nul", "lpt1", "xxx"))]) == 4


def test_long_names_stay_apart() -> None:
    one, other = ("a/" + "章" * 80 + end for end in "xy")
    names = {
        *(evidence_page(Pages(), article) for article in (one, other)),
        *(pair_page(Pages(), pair) for pair in [(one, one), (one, other), (other, other)]),
    }
    assert len(names) == 5
    assert all(len(Path(name).name.encode()) < 150 for name in names)


@contextmanager
def watched() -> Iterator[list[Path]]:
    """Collects the files that this process changes."""
    changed: list[Path] = []
    watching = True

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching or event not in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"):
            return
        path, flags = arguments[0], arguments[2] if event == "open" else os.O_WRONLY
        if isinstance(path, (str, bytes, Path)) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            changed.append(Path(os.fsdecode(path)))

    sys.addaudithook(see)
    try:
        yield changed
    finally:
        # A hook stays for good; this one sees no more.
        watching = False


def test_a_build_writes_only_its_site_and_its_cache(tmp_path: Path) -> None:
    """The texts may lie where nobody may write, such as another's folder or a container."""
    write(tmp_path, FILES)
    with watched() as changed:
        assert not build(tmp_path, site=tmp_path / "out/site", strict=True).stopped
    here = {path.relative_to(tmp_path).parts for path in changed if path.is_relative_to(tmp_path)}
    assert ("out", "site", "index.html") in here
    assert {parts[0] for parts in here} <= {"out", ".cache"}


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    expected = site(tmp_path, "free", FILES)
    assert site(tmp_path, "taken", {**FILES, ".cache": "A file where the folder would be."}) == (
        expected
    )


def test_nothing_that_a_later_python_refuses(tmp_path: Path) -> None:
    """No warning of any kind, no encoding left to the system, no file left open."""
    write(tmp_path, FILES)
    strict = ["-W", "error", "-X", "dev", "-X", "warn_default_encoding", "-bb"]
    postil = "from postil.desk.cli import main; main(['check'])"
    for command in (["-m", "mkdocs", "build", "--strict", "--quiet"], ["-c", postil]):
        done = subprocess.run(
            [sys.executable, *strict, *command],
            cwd=tmp_path, capture_output=True, text=True, env=os.environ,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
