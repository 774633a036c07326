"""What Postil costs a build: a made-up site with and without it, measured in one run.

    python benchmarks/build.py            100, 300 and 1,000 articles, in ten minutes at most
    python benchmarks/build.py --quick    100 articles, in one minute

The site is the same in every run: articles of about 1,600 words with 50 annotations each
(reasons of 40 words in Markdown), 1,000 sources, five cross-references an article, sections of
20 in the navigation, Material with its search and `navigation.prune`. Measured are CPU seconds
(user and system) and peak memory of whole `mkdocs build` processes, in turn:

    base        the site without Postil
    cold        with Postil, without anything kept from an earlier build
    warm        with Postil, again
    footnotes   the same notes written by hand as Material footnotes with tooltips

These machines are noisy: quote the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ANNOTATIONS = 50
SOURCES = 1_000
REFERENCES = 5
SECTION = 20

CONSONANTS, VOWELS = "bcdfghjklmnprstvw", "aeiou"
KINDS = "statistic interpretation causal-claim historical-fact generalisation".split()
ASSESSMENTS = "supported partly-supported disputed contradicted unverifiable".split()
RELATIONS = "corroborates contradicts extends gives-context".split()


@dataclass(frozen=True, slots=True)
class Cost:
    """What one build took."""

    cpu: float
    memory: float
    """Peak resident memory in MB."""


class Words:
    """A language of made-up words that follow Zipf's law, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.known = ["".join(self._syllables()) for _ in range(8_000)]
        self.weights = [1 / (rank + 3) for rank in range(len(self.known))]

    def _syllables(self) -> Iterator[str]:
        for _ in range(self.random.choice((1, 2, 2, 3, 3, 4))):
            yield self.random.choice(CONSONANTS) + self.random.choice(VOWELS)

    def some(self, count: int) -> list[str]:
        return self.random.choices(self.known, self.weights, k=count)

    def sentence(self, count: int) -> str:
        words = self.some(count)
        return " ".join(words).capitalize() + "."


@dataclass(frozen=True, slots=True)
class Text:
    """An article as Markdown, and the sentences that are annotated, with their reasons."""

    paragraphs: list[list[str]]
    quotes: list[tuple[int, int, str]]
    reasons: list[str]


def text(words: Words) -> Text:
    paragraphs = [[words.sentence(16) for _ in range(4)] for _ in range(25)]
    places = [(p, s) for p in range(25) for s in range(4)]
    chosen = sorted(words.random.sample(places, ANNOTATIONS))
    quotes = [(p, s, paragraphs[p][s][:-1]) for p, s in chosen]
    reasons = []
    for _ in chosen:
        first, second = words.sentence(20), words.sentence(19)
        start, _, rest = second.partition(" ")
        reasons.append(f"{first} {start} *{rest[:12].strip()}* {rest[12:].strip()}")
    return Text(paragraphs, quotes, reasons)


def make_site(folder: Path, count: int, kind: str) -> None:
    """Writes the site into a folder; `kind` is base, postil or footnotes."""
    words = Words(seed=7)
    texts = [text(words) for _ in range(count)]
    docs, notes = folder / "docs", folder / "annotations"
    (docs / "texts").mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n\nA site for measuring.\n")
    for number, one in enumerate(texts):
        footnotes = kind == "footnotes"
        (docs / "texts" / f"a{number}.md").write_text(_markdown(number, one, footnotes=footnotes))
    if kind == "postil":
        (notes / "texts").mkdir(parents=True)
        (notes / "sources.yml").write_text("\n".join(_sources(words)))
        for number, one in enumerate(texts):
            lines = "\n".join(_annotations(words, number, one, count))
            (notes / "texts" / f"a{number}.yml").write_text(lines)
    (folder / "mkdocs.yml").write_text("\n".join(_configuration(count, kind)))


def _markdown(number: int, one: Text, *, footnotes: bool) -> str:
    paragraphs = [list(paragraph) for paragraph in one.paragraphs]
    below = []
    if footnotes:
        for n, ((p, s, _), reason) in enumerate(zip(one.quotes, one.reasons, strict=True)):
            paragraphs[p][s] = f"{paragraphs[p][s][:-1]}[^n{n}]."
            below.append(f"[^n{n}]: {reason}")
    parts = [f"# Article {number}"]
    for index, paragraph in enumerate(paragraphs):
        if index % 5 == 0:
            parts.append(f"## Part {index // 5 + 1}")
        parts.append(" ".join(paragraph))
    return "\n\n".join(parts + below) + "\n"


def _sources(words: Words) -> Iterator[str]:
    for number in range(SOURCES):
        name = words.some(2)
        yield f"source-{number}:\n  type: article-journal\n  title: {words.sentence(7)}"
        yield f"  author: [{{family: {name[0].title()}, given: {name[1].title()}}}]"
        yield f'  issued: "{1950 + number % 75}"\n  container-title: {words.sentence(3)[:-1]}'
        yield f"  volume: {number % 40 + 1}\n  URL: https://example.org/{number}"


def _annotations(words: Words, number: int, one: Text, count: int) -> Iterator[str]:
    choose = words.random.choice
    yield "claims:"
    for n, ((_, _, quote), reason) in enumerate(zip(one.quotes, one.reasons, strict=True)):
        yield f"  claim-{n}:\n    quote: {quote}\n    kind: {choose(KINDS)}"
        yield f"    assessment: {choose(ASSESSMENTS)}\n    because: |\n      {reason}"
        sources = words.random.sample(range(SOURCES), 2)
        first, second = (f"source-{number}" for number in sources)
        yield f"    sources: [{first}, {{source: {second}, stance: supports}}]"
        if n < REFERENCES:
            other = words.random.randrange(count)
            yield f"    cross_references:\n      - to: texts/a{other}#claim-{choose(range(5, 50))}"
            yield f"        relation: {choose(RELATIONS)}\n        because: {words.sentence(8)}"
    yield ""


def _configuration(count: int, kind: str) -> Iterator[str]:
    yield "site_name: Measured"
    yield "theme:\n  name: material\n  font: false"
    features = ["navigation.prune", "search.highlight"]
    if kind == "footnotes":
        features.append("content.footnote.tooltips")
    yield f"  features: [{', '.join(features)}]"
    yield f"plugins: [search{', postil' if kind == 'postil' else ''}]"
    yield "markdown_extensions: [footnotes, tables, admonition, attr_list]"
    yield "nav:\n  - index.md"
    for start in range(0, count, SECTION):
        yield f"  - Section {start // SECTION + 1}:"
        for number in range(start, min(start + SECTION, count)):
            yield f"      - texts/a{number}.md"


def build(folder: Path) -> Cost:
    """Builds a site in a process of its own. Raises CalledProcessError when it fails."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    process = subprocess.Popen(command, cwd=folder, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * scale / 1e6)


def measure(count: int, rounds: int, variants: list[str]) -> dict[str, list[Cost]]:
    """Builds each variant in turn, `rounds` times."""
    costs: dict[str, list[Cost]] = {variant: [] for variant in variants}
    with tempfile.TemporaryDirectory(prefix="postil-bench-") as temporary:
        folders = {kind: Path(temporary) / kind for kind in ("base", "postil", "footnotes")}
        for kind, folder in folders.items():
            folder.mkdir()
            make_site(folder, count, kind)
        for _ in range(rounds):
            for variant in variants:
                kind = "postil" if variant in ("cold", "warm") else variant
                if variant == "cold":
                    shutil.rmtree(folders[kind] / ".cache", ignore_errors=True)
                costs[variant].append(build(folders[kind]))
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="100 articles only")
    parser.add_argument("--articles", type=int, nargs="+", help="other sizes")
    parser.add_argument("--rounds", type=int, help="builds of each variant for each size")
    parser.add_argument("--only", nargs="+", help="some of: base cold warm footnotes")
    options = parser.parse_args()
    sizes = options.articles or ([100] if options.quick else [100, 300, 1_000])
    variants = options.only or ["base", "cold", "warm", "footnotes"]
    started = time.monotonic()
    print(f"{'articles':>8}  {'variant':10} {'CPU s':>8} {'ratio':>6} {'MB':>7} {'ratio':>6}")
    for size in sizes:
        rounds = options.rounds or (3 if size <= 100 else 1)
        costs = measure(size, rounds, variants)
        for variant in variants:
            cpu, memory = (
                statistics.median(getattr(cost, name) for cost in costs[variant])
                for name in ("cpu", "memory")
            )
            row = f"{size:8}  {variant:10} {cpu:8.2f} "
            if "base" in costs:
                ratio = statistics.median(
                    cost.cpu / base.cpu
                    for cost, base in zip(costs[variant], costs["base"], strict=True)
                )
                base_memory = statistics.median(cost.memory for cost in costs["base"])
                row += f"{ratio:6.2f} {memory:7.0f} {memory / base_memory:6.2f}"
            print(row, flush=True)
    print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
