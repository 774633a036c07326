#!/usr/bin/env python3
"""Counts what is said of slips in files of annotations, the lock file, libraries, front matter and
options.

    python benchmarks/mutants.py            # 2,000 slips of each kind
    python benchmarks/mutants.py --slips 200 --from 5000
    python benchmarks/mutants.py --only annotations --show

A slip is one that people make (`tests/support/mutants.py`): a sign too many or too few, a line
indented further, doubled, cut off or changed with the next, a value that YAML takes for something
else, an entry twice. Printed are how many slips there were, in how many something was said, in how
many more than one thing, and in how many the place was missing, words of a parser stood, or the
program broke. These three must be none. `--show` prints what was said.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT / "tests"))

from postil.anchoring import lock  # noqa: E402
from postil.build.configuration import ConfigurationError, read_configuration  # noqa: E402
from postil.build.matter import complaints  # noqa: E402
from postil.edition.loading import load  # noqa: E402
from postil.edition.model import Source  # noqa: E402
from postil.edition.problems import Problem  # noqa: E402
from postil.exchange.libraries import bibtex, bibtex_export, csl_json, ris  # noqa: E402
from robust.test_mutants import ARTICLES, CONFIGURATION, FILES, matters  # noqa: E402
from support.mutants import RAW, mutant, said  # noqa: E402


def main() -> int:
    """Print the counts; the exit status is 1 if one of those is not none that must be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slips", type=int, default=2_000)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    parser.add_argument("--only", choices=KINDS, nargs="+", default=list(KINDS))
    parser.add_argument("--show", action="store_true", help="print what was said")
    options = parser.parse_args()
    bad = 0
    seeds = range(options.first, options.first + options.slips)
    for name in options.only:
        counts: Counter[str] = Counter()
        for seed, told in KINDS[name](seeds):
            count(counts, told)
            if options.show or isinstance(told, Exception):
                print(f"{name} {seed}:", *(told if isinstance(told, list) else [repr(told)]),
                      sep="\n    ")  # fmt: skip
        bad += counts["no place"] + counts["raw words"] + counts["broken"]
        columns = ("slips", "told", "several", "no place", "raw words", "broken")
        print(f"{name:14}", *(f"{column} {counts[column]:5}" for column in columns), flush=True)
    return int(bad > 0)


Told = list[Problem] | Exception
"""What is said of a slip, or how the program broke."""


def count(counts: Counter[str], told: Told) -> None:
    """Counts what is said of one slip."""
    counts["slips"] += 1
    if isinstance(told, Exception):
        counts["broken"] += 1
        return
    counts["told"] += bool(told)
    counts["several"] += len(told) > 1
    # An entry of a file of JSON has a number in place of a line; what is lacking in mkdocs.yml has
    # no place.
    counts["no place"] += any(
        not (p.line or p.what.startswith("entry ") or p.file == "") for p in told
    )
    counts["raw words"] += any(RAW.search(said(p.what, p.advice)) for p in told)


def tried(
    seeds: Iterable[int], told_of: Callable[[int], list[Problem]]
) -> Iterator[tuple[int, Told]]:
    """What is said of the slip of each seed."""
    for seed in seeds:
        try:
            yield seed, told_of(seed)
        except Exception as error:  # noqa: PERF203
            yield seed, error


def of_annotations(seeds: Iterable[int]) -> Iterator[tuple[int, Told]]:
    """Slips in the demo's files of annotations, sources and terms."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "annotations")
        shutil.copytree(PROJECT / "annotations", folder)
        known: dict[Path, Any] = {}

        def told(seed: int) -> list[Problem]:
            path = random.Random(seed).choice(FILES)
            copy = folder / path.relative_to(PROJECT / "annotations")
            copy.write_text(mutant(path.read_text("utf-8"), seed), encoding="utf-8", newline="")
            try:
                return list(load(folder, ARTICLES, Path(root), known=known).problems)
            finally:
                copy.write_bytes(path.read_bytes())

        yield from tried(seeds, told)


def of_lock(seeds: Iterable[int]) -> Iterator[tuple[int, Told]]:
    """Slips in the demo's lock file."""
    text = (PROJECT / "annotations/anchors.lock.json").read_text("utf-8")
    with tempfile.TemporaryDirectory() as root:
        file = Path(root, "anchors.lock.json")

        def told(seed: int) -> list[Problem]:
            file.write_text(mutant(text, seed), encoding="utf-8", newline="")
            return list(lock.read(file, file.name).problems)

        yield from tried(seeds, told)


def of_library(format: Any, seeds: Iterable[int]) -> Iterator[tuple[int, Told]]:
    """Slips in the demo's sources as another program would export them."""
    articles = [path for path in ARTICLES if path.startswith("readings/")]
    sources = load(PROJECT / "annotations", articles, PROJECT).sources
    writer = bibtex_export if format is bibtex else format
    text = writer.write(dict(list(sources.items())[:12]))

    def told(seed: int) -> list[Problem]:
        read = format.read(mutant(text, seed), "library")
        for fields in read.entries.values():
            Source.model_validate(fields())
        return list(read.problems)

    yield from tried(seeds, told)


def of_matter(seeds: Iterable[int]) -> Iterator[tuple[int, Told]]:
    """Slips in the first lines of an article."""

    def told(seed: int) -> list[Problem]:
        ((_, text),) = matters(range(seed, seed + 1))
        return [complaint.problem for complaint in complaints(text, "x.md")]

    yield from tried(seeds, told)


def of_options(seeds: Iterable[int]) -> Iterator[tuple[int, Told]]:
    """Slips in a configuration."""
    with tempfile.TemporaryDirectory() as root:
        file = Path(root, "mkdocs.yml")

        def told(seed: int) -> list[Problem]:
            file.write_text(mutant(CONFIGURATION, seed), encoding="utf-8")
            try:
                read_configuration(file)
            except ConfigurationError as error:
                return [Problem("", 0, 0, str(error))]
            return []

        yield from tried(seeds, told)


KINDS: dict[str, Callable[[Iterable[int]], Iterator[tuple[int, Told]]]] = {
    "annotations": of_annotations,
    "lock": of_lock,
    "BibTeX": partial(of_library, bibtex),
    "CSL JSON": partial(of_library, csl_json),
    "RIS": partial(of_library, ris),
    "front matter": of_matter,
    "mkdocs.yml": of_options,
}


if __name__ == "__main__":
    sys.exit(main())
