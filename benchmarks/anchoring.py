#!/usr/bin/env python3
"""Measures how the anchoring engine finds the passages of quotes again, and how fast.

    python benchmarks/anchoring.py --cases cases.jsonl.gz --texts texts.jsonl.gz --out results.jsonl

CASES holds one JSON object a line: `id`, `exact`, `prefix`, `suffix`, `hint` (the offset in the
old version), `old_len` (its length) and `new_doc`, the id of the text to search; where there is an
`old_doc`, the quote brings what the lock file saves of that text: its pieces, and how often the
words stood there. TEXTS holds `id`, `text` and, if they are known, `blocks` ([start, end] of each).
Both may be gzipped. Offsets count code points. More files of both may be given, in pairs.

A case is scored by its `cls` (kept, edited, deleted, deleted_twin, moved, typed; grey is not), its
`kind` (phrase, sentence, multi, ambig), its `truth` ([start, end] in the new text), `n_new` (how
often the words stand there now), `raw_equal` and `agree` (false: not scored). The table has a
column for texts in scripts with spaces and one for Chinese and Japanese. "Wrong words" shares less
than a tenth with the truth, "right" half or more. Some labels are wrong themselves: RESULTS has a
`verdict` on each case, so that what is called wrong can be read.

RESULTS gets one line a case: `id`, `status`, `start` and `end` (null where the passage was
refused), `suggested` ([start, end] of the first suggestion of a refusal), `confidence`, `odds` (of
that suggestion), `ms` (the case's share of indexing its text included), `group` and `verdict`.

With `--quote-only` the quotes are looked up without context and position, with `--without-pieces`
as a lock file of the first version has them. The speed is printed for the texts as they are, by
size, and for 50 quotes at a time in texts joined to one megabyte.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any, TextIO

from postil.anchoring.index import Location, TextIndex
from postil.anchoring.lock import CONTEXT
from postil.anchoring.quote import Quote
from postil.anchoring.suggestion import beside

Case = dict[str, Any]
Text = dict[str, Any]

SIZES = (4_000, 12_000, 40_000, 200_000)
"""Limits of the size classes that the speed is printed for, in characters."""

LARGE = 1_000_000
BATCH = 50

UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
SENTENCE_END = re.compile(r"[.!?…。！？:;：；][\"'”’»)\]」』）*_]*\s*$")


def main() -> int:
    """Run the benchmark; the exit status is 2 when its files are not there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=Path, required=True, nargs="+")
    parser.add_argument("--texts", type=Path, required=True, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quote-only", action="store_true", help="without context and position")
    parser.add_argument("--without-pieces", action="store_true", help="without the old texts")
    options = parser.parse_args()
    for path in (*options.cases, *options.texts):
        if not path.is_file():
            print(f"{path} is not there: nothing to measure", file=sys.stderr)
            return 2

    speeds, table = Speeds(), Table()
    with options.out.open("w", encoding="utf-8") as out:
        for cases_file, texts_file in zip(options.cases, options.texts, strict=True):
            texts = Texts(texts_file)
            cases = defaultdict(list)
            for case in read_lines(cases_file):
                cases[case["new_doc"]].append(case)

            def quote(case: Case, texts: Texts = texts) -> Quote:
                if options.quote_only:
                    return Quote(case["exact"])
                return texts.quote(case, with_pieces=not options.without_pieces)

            for text_id, group in cases.items():
                quotes = [quote(case) for case in group]
                located, ms = look_up(texts[text_id], quotes)
                speeds.add(len(texts[text_id]["text"]), len(group), ms)
                for case, location in zip(group, located, strict=True):
                    verdict = table.add(case, location, texts[text_id])
                    write_result(out, case, location, ms / len(group), verdict)
            speeds.add_large(texts, {id: [*map(quote, group)] for id, group in cases.items()})
    print(table)
    print()
    print(speeds)
    return 0


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines, gzipped or not."""
    read = path.read_bytes()
    text = (gzip.decompress(read) if path.suffix == ".gz" else read).decode("utf-8")
    yield from map(json.loads, text.strip().split("\n"))


class Texts:
    """The texts of a file, old and new ones."""

    def __init__(self, path: Path) -> None:
        self._texts = {line["id"]: line for line in read_lines(path)}
        self._old: dict[str, TextIndex] = {}

    def __getitem__(self, id: str) -> Text:
        return self._texts[id]

    def quote(self, case: Case, *, with_pieces: bool) -> Quote:
        """The quote of a case, as the lock file has it."""
        known: dict[str, Any] = {"prefix": case["prefix"], "suffix": case["suffix"]}
        if with_pieces and "old_doc" in case:
            id = case["old_doc"]
            if id not in self._old:
                self._old[id] = index_of(self._texts[id])
            old = self._old[id]
            start, end = case["hint"], case["hint"] + len(case["exact"])
            prefix, suffix = beside(old.text, start, end, CONTEXT)
            known = {
                "prefix": prefix,
                "suffix": suffix,
                "pieces": old.fingerprints,
                "within": old.pieces_at(start, end),
                "unlike": old.unlike(start, end),
                "count": old.count(case["exact"]),
            }
        return Quote(
            case["exact"],
            position=case["hint"],
            length=case["old_len"],
            **known,
        )


def index_of(text: Text) -> TextIndex:
    """The index of a text."""
    borders = {offset for block in text.get("blocks", ()) for offset in block}
    return TextIndex(text["text"], sorted(borders))


def look_up(text: Text, quotes: Iterable[Quote]) -> tuple[list[Location], float]:
    """Index a text and look up quotes in it: their locations, and the milliseconds in all."""
    begin = process_time()
    index = index_of(text)
    located = [index.locate(quote) for quote in quotes]
    return located, 1000 * (process_time() - begin)


def write_result(out: TextIO, case: Case, location: Location, ms: float, verdict: str) -> None:
    """Write the line of a case."""
    result = {
        "id": case["id"],
        "status": location.status,
        "start": location.start,
        "end": location.end,
        "confidence": round(location.confidence, 3),
        "ms": ms,
        "group": group_of(case),
        "verdict": verdict,
    }
    if location.suggestions:
        first = location.suggestions[0]
        result["suggested"] = [first.start, first.end]
        result["odds"] = round(first.confidence, 4)
    out.write(json.dumps(result) + "\n")


def group_of(case: Case) -> str:
    """The row in which a case counts; empty if it is not scored."""
    kind = case["cls"]
    if not case["agree"] or kind == "grey":
        return ""
    if kind == "kept" and case["n_new"] > 1:
        return "repeated"
    if kind == "edited":
        return "edited phrase" if case["kind"] in ("phrase", "ambig") else "edited sentence"
    return str(kind)


SURVIVORS = ("kept", "repeated", "edited phrase", "edited sentence", "moved", "typed")


class Table:
    """What became of the cases, counted by script and group."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def add(self, case: Case, location: Location, text: Text) -> str:
        """Count a case; the verdict on it."""
        group = group_of(case)
        if not group:
            return "not scored"
        script = "CJK" if 3 * len(UNSPACED.findall(case["exact"])) > len(case["exact"]) else "Latin"
        truth = case["truth"] if group in SURVIVORS else None
        found = None
        if location.start is not None and location.end is not None:
            found = location.start, location.end
        verdict = judge(found, truth)
        if verdict in ("wrong", "placed") and location.status == "exact":
            self._counts[script, group, "silent"] += 1
        self._counts[script, group, verdict] += 1
        self._counts[script, group, "n"] += 1
        if found is None and location.suggestions:
            first = location.suggestions[0]
            right = truth and overlap((first.start, first.end), truth) >= 0.5
            self._counts[script, group, "suggested"] += 1
            self._counts[script, group, "suggested right"] += bool(right)
        if group == "edited sentence" and case["kind"] == "sentence" and verdict == "right":
            self._counts[script, group, "sentences"] += 1
            self._counts[script, group, "cut"] += is_cut(text["text"], *(found or (0, 0)))
            self._counts[script, group, "truly cut"] += is_cut(text["text"], *case["truth"])
        return verdict

    def _share(self, script: str, groups: Iterable[str], what: str, of: str = "n") -> str:
        number = sum(self._counts[script, group, what] for group in groups)
        total = sum(self._counts[script, group, of] for group in groups)
        return f"{100 * number / total:6.2f}  {number:>5} of {total}" if total else "  none"

    def __str__(self) -> str:
        rows = [
            ("kept, unique: right", ["kept"], "right", "n"),
            ("repeated phrase: right", ["repeated"], "right", "n"),
            ("repeated phrase: wrong", ["repeated"], "wrong", "n"),
            ("edited sentence: right", ["edited sentence"], "right", "n"),
            ("edited phrase: right", ["edited phrase"], "right", "n"),
            ("moved: right", ["moved"], "right", "n"),
            ("retyped: right", ["typed"], "right", "n"),
            ("survivors on wrong words", SURVIVORS, "wrong", "n"),
            ("... of them with status exact", SURVIVORS, "silent", "wrong"),
            ("deleted: placed", ["deleted"], "placed", "n"),
            ("deleted, twin elsewhere: placed", ["deleted_twin"], "placed", "n"),
            ("... with status exact", ["deleted_twin"], "silent", "n"),
            ("living, refused: first suggestion right", SURVIVORS, "suggested right", "refused"),
            ("gone: with a suggestion", ["deleted", "deleted_twin"], "suggested", "n"),
            ("sentences that are cut", ["edited sentence"], "cut", "sentences"),
            ("... in truth", ["edited sentence"], "truly cut", "sentences"),
        ]
        lines = [f"{'per cent':42}{'Latin':26}CJK"]
        for label, groups, what, of in rows:
            columns = [self._share(script, groups, what, of) for script in ("Latin", "CJK")]
            lines.append(f"{label:42}{columns[0]:26}{columns[1]}")
        return "\n".join(lines)


def judge(found: tuple[int, int] | None, truth: list[int] | None) -> str:
    """What to say of a place."""
    if truth is None:
        return "placed" if found else "refused"
    if not found:
        return "refused"
    shared = overlap(found, truth)
    return "right" if shared >= 0.5 else "wrong" if shared < 0.1 else "aside"


def overlap(a: tuple[int, int], b: Iterable[int]) -> float:
    """What two spans share, as a part of what they cover together."""
    (start, end), (first, last) = a, b
    shared = max(0, min(end, last) - max(start, first))
    return shared / (max(end, last) - min(start, first) or 1)


def is_cut(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends within a sentence."""
    before, behind = text[max(0, start - 12) : start], text[end : end + 1]
    begins = not before.strip() or before.endswith("\n") or SENTENCE_END.search(before)
    ends = not behind or behind == "\n" or SENTENCE_END.search(text[start:end])
    return not (begins and ends)


class Speeds:
    """Quotes and milliseconds, by the size of the text."""

    def __init__(self) -> None:
        self._totals: dict[str, tuple[int, float]] = {}

    def add(self, size: int, quotes: int, ms: float) -> None:
        """Count some quotes that were looked up in a text of some size."""
        self._count(
            next((f"up to {limit:,}" for limit in SIZES if size <= limit), "more"), quotes, ms
        )

    def add_large(self, texts: Texts, quotes: dict[str, list[Quote]]) -> None:
        """Measure batches of quotes in texts joined to `LARGE` characters."""
        joined: list[str] = []
        known: list[Quote] = []
        pieces: list[str] = []
        for text_id, group in quotes.items():
            joined.append(texts[text_id]["text"])
            for quote in group:
                first, last = quote.within or (0, 0)
                within = (first + len(pieces), last + len(pieces)) if quote.within else None
                known.append(replace(quote, within=within))
            pieces += group[0].pieces.split()
            if sum(map(len, joined)) < LARGE:
                continue
            batch = [
                replace(quote, pieces=" ".join(pieces))
                for quote in known[:: max(1, len(known) // BATCH)][:BATCH]
            ]
            _, ms = look_up({"text": "\n".join(joined)}, batch)
            self._count(f"joined to {LARGE:,}", len(batch), ms)
            joined, known, pieces = [], [], []

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
