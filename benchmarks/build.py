"""What Postil costs a build: a made-up site with and without it, measured in one run.

    python benchmarks/build.py            100, 300 and 1,000 articles, in ten minutes at most
    python benchmarks/build.py --quick    100 articles, in one minute
    python benchmarks/build.py --articles 50 --sources 20000 --only base cold warm
    python benchmarks/build.py --articles 3000 --annotations 5 --only base cold warm

The site is that of `made_site.py`, the same in every run: 50 annotations an article and 1,000
sources where nothing else is said. Measured are CPU seconds (user and system), wall seconds and
peak memory of whole `mkdocs build` processes, in turn:

    base        the site without Postil
    cold        with Postil, without anything kept from an earlier build
    warm        with Postil, again
    footnotes   the same notes written by hand as Material footnotes with tooltips

These machines are noisy: quote the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from building import HEADER, Cost, rows, run
from made_site import ANNOTATIONS, SOURCES, Form, Size, make_site

FORMS: tuple[Form, ...] = ("base", "postil", "footnotes")
BUILD = [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def measure(size: Size, rounds: int, variants: list[str]) -> dict[str, list[Cost]]:
    """Builds each variant in turn, `rounds` times."""
    costs: dict[str, list[Cost]] = {variant: [] for variant in variants}
    with tempfile.TemporaryDirectory(prefix="postil-bench-") as temporary:
        folders = {form: Path(temporary) / form for form in FORMS}
        for kind, folder in folders.items():
            folder.mkdir()
            make_site(folder, size, kind)
        for _ in range(rounds):
            for variant in variants:
                kind = "postil" if variant in ("cold", "warm") else variant
                if variant == "cold":
                    shutil.rmtree(folders[kind] / ".cache", ignore_errors=True)
                costs[variant].append(run(BUILD, folders[kind]))
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="100 articles only")
    parser.add_argument("--articles", type=int, nargs="+", help="other sizes")
    parser.add_argument("--annotations", type=int, default=ANNOTATIONS, help="of each article")
    parser.add_argument("--sources", type=int, default=SOURCES, help="of the site")
    parser.add_argument("--rounds", type=int, help="builds of each variant for each size")
    parser.add_argument("--only", nargs="+", help="some of: base cold warm footnotes")
    options = parser.parse_args()
    sizes = options.articles or ([100] if options.quick else [100, 300, 1_000])
    variants = options.only or ["base", "cold", "warm", "footnotes"]
    started = time.monotonic()
    print(HEADER)
    for articles in sizes:
        rounds = options.rounds or (2 if articles <= 100 else 1)
        size = Size(articles, options.annotations, options.sources)
        for row in rows(articles, measure(size, rounds, variants)):
            print(row, flush=True)
    print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
