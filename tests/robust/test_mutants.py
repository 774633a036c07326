"""Files with a slip in each, made by chance: whatever it is, its author is told where it stands, in
words of their own. `benchmarks/mutants.py` counts over more of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from postil.build.matter import complaints
from postil.desk.cli import main
from postil.edition.loading import load
from postil.edition.problems import Problem
from postil.edition.yamlfile import YamlFile
from support.builds import build, write
from support.mutants import RAW, SIGNS, mutant, said

PROJECT = Path(__file__).parents[2]
FILES = sorted((PROJECT / "annotations").rglob("*.yml"))
ARTICLES = [p.relative_to(PROJECT / "docs").with_suffix("").as_posix()
            for p in (PROJECT / "docs").rglob("*.md")]  # fmt: skip
MATTER = """---
title: The lamp
author:
  - {family: Doe, given: Jane}
  - John Roe
date: 2026-11-28
description: >-
  What it cost,
  and whom.
source: {title: The Times, url: 'https://times.example/'}
licence: CC BY 4.0
tags: [lamps, 'taxes']
hide: [toc]
search: {boost: 2}
---
"""
CONFIGURATION = """site_name: Test
theme: {name: material, font: false}
plugins:
  - search
  - postil:
      missing: fail
      changed: warn
      mark_terms: true
      citation_style: plain
      bibliography: []
      note_extensions: [abbr]
markdown_extensions: [footnotes]
"""


def is_told(problem: Problem, seed: int, text: str) -> None:
    assert not RAW.search(said(problem.what, problem.advice)), (seed, str(problem))
    assert 0 < problem.line <= text.count("\n") + 1 and problem.column > 0, (seed, str(problem))


@pytest.mark.parametrize("seeds", range(0, 400, 50))
def test_annotations(seeds: int, tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    for path in FILES:
        write(tmp_path, {f"annotations/{path.relative_to(PROJECT / 'annotations').as_posix()}":
                         path.read_bytes()})  # fmt: skip
    known: dict[Path, object] = {}
    for seed in range(seeds, seeds + 50):
        path = random.Random(seed).choice(FILES)
        copy = folder / path.relative_to(PROJECT / "annotations")
        text = mutant(path.read_text(encoding="utf-8"), seed)
        copy.write_text(text, encoding="utf-8", newline="")
        for problem in load(folder, ARTICLES, tmp_path, known=known).problems:
            # Another file may name what the slip has renamed.
            own = text if problem.file.endswith(copy.name) else "\n" * 1000
            is_told(problem, seed, own)
        copy.write_bytes(path.read_bytes())


@pytest.mark.parametrize("seed", range(0, 2000, 100))
def test_files_of_signs(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        words = ["a", "b:", "- ", "\n", "\n  ", "\n    ", *SIGNS]
        text = "".join(chance.choice(words) for _ in range(chance.randrange(1, 40)))
        for mistake in YamlFile(text.encode()).mistakes:
            assert not RAW.search(said(mistake.what, mistake.advice)), (text, mistake)


def matters(seeds: range) -> Iterator[tuple[int, str]]:
    for seed in seeds:
        head, end, rest = MATTER.rpartition("---")
        yield seed, f"---{mutant(head[3:], seed)}{end}{rest}"


def test_front_matter() -> None:
    for seed, text in matters(range(1000)):
        for complaint in complaints(text, "docs/x.md"):
            is_told(complaint.problem, seed, text)


def test_sites_with_front_matter(tmp_path: Path) -> None:
    """No traceback of a theme or a plugin."""
    annotations = "notes:\n  oil: {quote: The lamp burned oil, note: N.}\n"
    write(tmp_path, {"docs/index.md": "# Home\n", "annotations/x.yml": annotations})
    for _, text in matters(range(16)):
        built = build(tmp_path, {"docs/x.md": f"{text}\n# Of lamps\n\nThe lamp burned oil.\n"})
        assert not built.stopped


def test_configurations(tmp_path: Path) -> None:
    write(tmp_path, {"docs/index.md": "# Home\n", "annotations/index.yml": "claims: {}\n"})
    for seed in range(40):
        write(tmp_path, {"mkdocs.yml": mutant(CONFIGURATION, seed)})
        done = CliRunner().invoke(main, ["check", "-f", str(tmp_path / "mkdocs.yml")])
        assert done.exception is None or isinstance(done.exception, SystemExit), seed
        for line in done.output.splitlines():
            # What MkDocs says of its own options is its own.
            if "Config value" not in line and ".yml:" in line:
                assert not RAW.search(said(line.partition(".yml:")[2], "")), (seed, line)
