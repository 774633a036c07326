"""The demo's files with a slip in each, made by chance: whatever it is, its author is told where it
stands, in words of their own."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from postil.edition.loading import load
from postil.edition.yamlfile import YamlFile

PROJECT = Path(__file__).parents[2]
FILES = sorted((PROJECT / "annotations").rglob("*.yml"))
ARTICLES = [p.relative_to(PROJECT / "docs").with_suffix("").as_posix()
            for p in (PROJECT / "docs").rglob("*.md")]  # fmt: skip
SIGNS = ":#[]{}&*!|>'\"%@`,-?\t\u00a0\u200b“”\\\x07$<= \n"

# Words of parsers and validators, and of Python.
RAW = re.compile(
    r"while (?:parsing|scanning)|did not find|expected|in this context|mapping values|scalar"
    r"|<block|Input should|validation|pydantic|Traceback|Error\b|NoneType|\bdict\b|\bstr\b|_type",
)


def mutant(text: str, seed: int) -> str:
    """The text with a slip."""
    chance = random.Random(seed)
    lines = text.split("\n")
    at = chance.randrange(len(lines) - 1)
    line = lines[at]
    column = chance.randrange(len(line) + 1)
    match chance.randrange(8):
        case 0:
            lines[at] = line[:column] + chance.choice(SIGNS) + line[column:]
        case 1:
            lines[at] = line[:column] + line[column + 1 :]
        case 2:
            lines[at] = " " * chance.randrange(1, 4) + line
        case 3:
            lines[at] = line[chance.randrange(1, 4) :]
        case 4:
            lines[at], lines[at + 1] = lines[at + 1], line
        case 5:
            lines.insert(at, line)
        case 6:
            lines[at] = line.replace(": ", f": {chance.choice(SIGNS)}", 1)
        case _:
            lines[at] = line[:column]
    return "\n".join(lines)


@pytest.mark.parametrize("seeds", range(0, 400, 50))
def test_every_slip_is_told_with_its_place(seeds: int, tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    for path in FILES:
        copy = folder / path.relative_to(PROJECT / "annotations")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    known: dict[Path, object] = {}
    for seed in range(seeds, seeds + 50):
        path = random.Random(seed).choice(FILES)
        copy = folder / path.relative_to(PROJECT / "annotations")
        text = mutant(path.read_text(encoding="utf-8"), seed)
        copy.write_text(text, encoding="utf-8", newline="")
        edition = load(folder, ARTICLES, tmp_path, known=known)
        for problem in edition.problems:
            # What was said is not what was written: the author's own words may be any.
            said = re.sub(r"'[^']*'|“[^”]*”|\bwrite .*", "", f"{problem.what}; {problem.advice}")
            assert not RAW.search(said), (seed, str(problem))
            assert problem.line > 0 and problem.column > 0, (seed, str(problem))
            assert problem.line <= text.count("\n") + 1 or copy.name not in problem.file, seed
        copy.write_bytes(path.read_bytes())


@pytest.mark.parametrize("seed", range(0, 2000, 100))
def test_no_file_of_signs_is_too_odd(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        words = ["a", "b:", "- ", "\n", "\n  ", "\n    ", *SIGNS]
        text = "".join(chance.choice(words) for _ in range(chance.randrange(1, 40)))
        for mistake in YamlFile(text.encode()).mistakes:
            said = re.sub(r"'[^']*'|“[^”]*”", "", f"{mistake.what}; {mistake.advice}")
            assert not RAW.search(said), (text, mistake)
