"""The walk in the guide's page on texts that change: its commands are run, on the article of which
it tells, and what it shows of them is compared word for word."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from postil.desk.cli import main

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs/guide/when-the-text-changes.md"
HISTORY = Path(__file__).parent / "history"
ANNOTATIONS = "annotations/readings/harbour.yml"


def put(version: str) -> Callable[[Path], None]:
    """A version of the article takes the place of the one before it."""

    def put_in(site: Path) -> None:
        shutil.copytree(HISTORY / version, site, dirs_exist_ok=True)

    return put_in


def moved(site: Path) -> None:
    """The third version has another folder, and its annotations another id."""
    (site / "docs/readings/harbour.md").unlink()
    before = (site / ANNOTATIONS).read_text(encoding="utf-8")
    (site / ANNOTATIONS).unlink()
    put("third")(site)
    renamed = (site / "annotations/history/harbour.yml").read_text(encoding="utf-8")
    assert renamed == before.replace("  pier:\n", "  longer-pier:\n    was: pier\n")


def by_hand(*changes: tuple[str, str], file: str = ANNOTATIONS) -> Callable[[Path], None]:
    """Somebody edits an annotation file."""

    def edit(site: Path) -> None:
        text = (site / file).read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (site / file).write_text(text, encoding="utf-8")

    return edit


def nothing(site: Path) -> None:
    """Nothing happens in between."""


# What happens before each command of the guide.
WALK = (
    ("postil check", put("first")),
    ("postil lock", nothing),
    ("postil check", put("second")),
    ("mkdocs build --strict --quiet", nothing),
    (
        "postil fix",
        by_hand(
            (
                """    assessment: contradicted
    because: |
      The census has 2,104 people in 1910 and 3,020 in 1920.
      The town grew by less than a half.
    sources: [{source: census-1920, locator: table 3, stance: disputes}]
""",
                """    assessment: supported
    because: The census has 2,104 people in 1910 and 3,020 in 1920.
    sources: [{source: census-1920, locator: table 3, stance: supports}]
""",
            ),
            (
                """  triumph:
    quote:
      exact: The council called it a triumph of engineering.
      prefix: the savings bank.
    kind: attributed-quotation
    assessment: unverifiable
    because: The minutes of 1911 to 1914 are lost.

""",
                "",
            ),
        ),
    ),
    (
        "postil lock",
        by_hand(
            (
                """has never paid for itself, and perhaps it was never meant to.
    kind: interpretation
    assessment: contradicted
    because: By the table above it did in 1913 and in 1955.
""",
                """has seldom paid for itself
    kind: statistic
    assessment: partly-supported
    because: By the table above it did in two years of four. Of the others nothing is known.
""",
            )
        ),
    ),
    ("mkdocs build --strict --quiet", nothing),
    ("postil check", moved),
    (
        "postil lock",
        by_hand(("harbour#pier", "harbour#longer-pier"), file="annotations/readings/ferry.yml"),
    ),
    ("postil fix", nothing),
    ("mkdocs build --strict --quiet", nothing),
)


def told(guide: str) -> list[tuple[str, str]]:
    """The commands of the guide and what they say there; a block that begins with no command goes
    on where the one before it was interrupted."""
    text = "\n".join(re.findall(r"^```console\n(.*?)^```", guide, re.MULTILINE | re.DOTALL))
    found = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n?)*)", text, re.MULTILINE)
    return [(command, words(output)) for command, output in found]


def words(output: str) -> str:
    """What is said, whatever lines it has."""
    return " ".join(output.split())


def said(site: Path, command: str, told: str) -> str:
    """What a command says in truth, given the answers that it is told to get."""
    program, *arguments = command.split()
    if program == "postil":
        answers = "".join(f"{answer}\n" for answer in re.findall(r"\[y/n/q\] (\w)", told))
        options = ["--config-file", str(site / "mkdocs.yml")]
        return words(CliRunner().invoke(main, [*arguments, *options], input=answers).output)
    build = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=site,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return words(build.stdout)


def test_the_guide_tells_what_really_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postil.desk.fixing.somebody_is_there", lambda: True)
    guide = told(GUIDE.read_text(encoding="utf-8"))
    assert [command for command, _ in guide] == [command for command, _ in WALK]
    changed = []
    for (command, output), (_, happens) in zip(guide, WALK, strict=True):
        happens(tmp_path)
        assert said(tmp_path, command, output) == output
        if command.startswith("mkdocs"):
            (page,) = tmp_path.glob("site/*/harbour/index.html")
            notes = re.findall(r'<li[^>]* id="note-.*?</li>', page.read_text("utf-8"), re.DOTALL)
            changed.append(sum("The text has changed since" in note for note in notes))
    assert changed == [3, 0, 0], "readers are told of three passages until they were reviewed"


def test_the_guide_shows_what_stands_in_the_files() -> None:
    """Each piece of YAML in the walk."""
    files = "".join(path.read_text(encoding="utf-8") for path in sorted(HISTORY.rglob("*.yml")))
    walk = re.search(r"^## The whole walk\n(.*?)^## ", GUIDE.read_text(encoding="utf-8"),
                     re.MULTILINE | re.DOTALL)  # fmt: skip
    assert walk
    shown = re.findall(r"^```yaml\n(.*?)^```", walk[1], re.MULTILINE | re.DOTALL)
    assert len(shown) > 1
    for piece in shown:
        assert piece in files
