#!/usr/bin/env python3
"""Counts what is said of slips in the demo's annotation files, in front matter and in options.

    python benchmarks/mutants.py            # 2,000 slips of each kind
    python benchmarks/mutants.py --slips 200

A slip is one that people make (`tests/support/mutants.py`): a sign too many or too few, a line
indented further, doubled, cut off or changed with the next. Printed are how many slips there were,
in how many something was said, and in how many of these the place was missing, words of a parser
stood, or the program broke. Those must be none.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT / "tests"))

from postil.build.configuration import ConfigurationError, read_configuration  # noqa: E402
from postil.build.matter import complaints  # noqa: E402
from postil.edition.loading import load  # noqa: E402
from postil.edition.problems import Problem  # noqa: E402
from robust.test_mutants import ARTICLES, CONFIGURATION, FILES, matters  # noqa: E402
from support.mutants import RAW, mutant, said  # noqa: E402


def main() -> int:
    """Print the counts; the exit status is 1 if one of those is not none that must be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slips", type=int, default=2_000)
    options = parser.parse_args()
    bad = 0
    for name, kind in (
        ("annotations", of_annotations),
        ("front matter", of_matter),
        ("mkdocs.yml", of_configurations),
    ):
        counts = kind(options.slips)
        bad += counts["no place"] + counts["raw words"] + counts["broken"]
        kinds = ("slips", "told", "no place", "raw words", "broken")
        print(f"{name:14}", *(f"{kind} {counts[kind]:5}" for kind in kinds))
    return int(bad > 0)


def counted(counts: Counter[str], problems: Iterable[Problem]) -> None:
    """Counts what is said of one slip."""
    found = list(problems)
    counts["slips"] += 1
    counts["told"] += bool(found)
    counts["no place"] += any(not problem.line for problem in found)
    counts["raw words"] += any(RAW.search(said(p.what, p.advice)) for p in found)


def of_annotations(slips: int) -> Counter[str]:
    """Slips in the demo's files of annotations."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "annotations")
        shutil.copytree(PROJECT / "annotations", folder)
        known: dict[Path, object] = {}
        for seed in range(slips):
            path = random.Random(seed).choice(FILES)
            copy = folder / path.relative_to(PROJECT / "annotations")
            copy.write_text(mutant(path.read_text("utf-8"), seed), encoding="utf-8", newline="")
            try:
                counted(counts, load(folder, ARTICLES, Path(root), known=known).problems)
            except Exception as error:
                counts["broken"] += 1
                print(seed, repr(error), file=sys.stderr)
            copy.write_bytes(path.read_bytes())
    return counts


def of_matter(slips: int) -> Counter[str]:
    """Slips in the first lines of an article."""
    counts: Counter[str] = Counter()
    for seed, text in matters(range(slips)):
        try:
            counted(counts, [complaint.problem for complaint in complaints(text, "x.md")])
        except Exception as error:  # noqa: PERF203
            counts["broken"] += 1
            print(seed, repr(error), file=sys.stderr)
    return counts


def of_configurations(slips: int) -> Counter[str]:
    """Slips in a configuration. An error that names no place has none of its own: it is about what
    is not there."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as root:
        file = Path(root, "mkdocs.yml")
        for seed in range(slips):
            file.write_text(mutant(CONFIGURATION, seed), encoding="utf-8")
            counts["slips"] += 1
            try:
                read_configuration(file)
            except ConfigurationError as error:
                counts["told"] += 1
                counts["raw words"] += bool(RAW.search(said(str(error), "")))
            except Exception as error:
                counts["broken"] += 1
                print(seed, repr(error), file=sys.stderr)
    return counts


if __name__ == "__main__":
    sys.exit(main())
