#!/usr/bin/env python3
"""Measures how the anchoring engine finds the passages of quotes again, and how fast.

    python benchmarks/anchoring.py --cases cases.jsonl.gz --texts texts.jsonl.gz --out results.jsonl

CASES holds one JSON object a line: `id`, `exact`, `prefix`, `suffix`, `hint` (the offset in the
old version), `old_len` (its length) and `new_doc`, the id of the text to search. TEXTS holds `id`
and `text`. Both may be gzipped. Offsets count code points.

RESULTS gets one line a case: `id`, `status`, `start` and `end` (null where the passage was
refused), `suggested` ([start, end] of the first suggestion of a refusal), `confidence`, `ms` (the
case's share of indexing its text included). Whether the places are right is for the owner of the
cases to score.

With `--quote-only` the quotes are looked up without context and position. The speed is printed for
the texts as they are, by size, and for 50 quotes at a time in texts joined to one megabyte.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, TextIO

from postil.anchoring.index import Location, TextIndex
from postil.anchoring.quote import Quote

Case = dict[str, Any]

SIZES = (4_000, 12_000, 40_000, 200_000)
"""Limits of the size classes that the speed is printed for, in characters."""

LARGE = 1_000_000
BATCH = 50


def main() -> int:
    """Run the benchmark; the exit status is 2 when its files are not there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quote-only", action="store_true", help="without context and position")
    options = parser.parse_args()
    for path in (options.cases, options.texts):
        if not path.is_file():
            print(f"{path} is not there: nothing to measure", file=sys.stderr)
            return 2

    texts = {line["id"]: line["text"] for line in read_lines(options.texts)}
    cases = defaultdict(list)
    for case in read_lines(options.cases):
        cases[case["new_doc"]].append(case)
    speeds = Speeds()
    with options.out.open("w", encoding="utf-8") as out:
        for text_id, group in cases.items():
            text = texts[text_id]
            located, ms = look_up(text, [as_quote(case, options.quote_only) for case in group])
            speeds.add(len(text), len(group), ms)
            write_results(out, group, located, ms / len(group))
    speeds.add_large(texts, cases, options.quote_only)
    print(speeds)
    return 0


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines, gzipped or not."""
    read = path.read_bytes()
    text = (gzip.decompress(read) if path.suffix == ".gz" else read).decode("utf-8")
    yield from map(json.loads, text.strip().split("\n"))


def as_quote(case: Case, quote_only: bool) -> Quote:
    """The quote of a case."""
    if quote_only:
        return Quote(case["exact"])
    return Quote(
        case["exact"],
        prefix=case["prefix"],
        suffix=case["suffix"],
        position=case["hint"],
        length=case["old_len"],
    )


def look_up(text: str, quotes: Iterable[Quote]) -> tuple[list[Location], float]:
    """Index a text and look up quotes in it: their locations, and the milliseconds in all."""
    begin = perf_counter()
    index = TextIndex(text)
    located = [index.locate(quote) for quote in quotes]
    return located, 1000 * (perf_counter() - begin)


def write_results(out: TextIO, cases: list[Case], located: list[Location], ms: float) -> None:
    """Write a line for each case."""
    for case, location in zip(cases, located, strict=True):
        result = {
            "id": case["id"],
            "status": location.status,
            "start": location.start,
            "end": location.end,
            "confidence": round(location.confidence, 3),
            "ms": ms,
        }
        if location.suggestions:
            first = location.suggestions[0]
            result["suggested"] = [first.start, first.end]
        out.write(json.dumps(result) + "\n")


class Speeds:
    """Quotes and milliseconds, by the size of the text."""

    def __init__(self) -> None:
        self._totals: dict[str, tuple[int, float]] = {}

    def add(self, size: int, quotes: int, ms: float) -> None:
        """Count some quotes that were looked up in a text of some size."""
        self._count(
            next((f"up to {limit:,}" for limit in SIZES if size <= limit), "more"), quotes, ms
        )

    def add_large(self, texts: dict[str, str], cases: dict[str, list[Case]], bare: bool) -> None:
        """Measure batches of quotes in texts joined to `LARGE` characters."""
        joined: list[str] = []
        known: list[Case] = []
        for text_id, group in cases.items():
            joined.append(texts[text_id])
            known += group
            if sum(map(len, joined)) < LARGE:
                continue
            quotes = [
                as_quote(case, bare) for case in known[:: max(1, len(known) // BATCH)][:BATCH]
            ]
            _, ms = look_up("\n".join(joined), quotes)
            self._count(f"joined to {LARGE:,}", len(quotes), ms)
            joined.clear()
            known.clear()

    def _count(self, label: str, quotes: int, ms: float) -> None:
        total, total_ms = self._totals.get(label, (0, 0.0))
        self._totals[label] = (total + quotes, total_ms + ms)

    def __str__(self) -> str:
        lines = [f"{'characters':24}{'quotes':>8}{'quotes/s':>10}  (index included)"]
        lines += [
            f"{label:24}{quotes:8,}{1000 * quotes / ms:10,.0f}"
            for label, (quotes, ms) in self._totals.items()
        ]
        return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
