"""What `postil add` keeps of a text: ten texts of our own, as files of each kind.

    python benchmarks/adding.py                 all kinds: half a minute
    python benchmarks/adding.py --kinds pdf --show
    python benchmarks/adding.py --pages readability/test/test-pages

The texts and their dresses are those of `tests/support/dresses.py`. Printed are for each kind, of
all ten files together and of the worst one,

    kept        words of the body (its notes at the end) that come out, in their order
    foreign     words that come out and are none of the body's
    headings, items, quotations, cells, notes, emphases, verse lines, paragraphs
                how many come out, of how many there are (and how many that are none)
    title, author, date
                of how many files they are right, if the file has them

The exit status is 1 if a file misses a goal. `--show` prints for each file what is missing and what
is foreign. `--peers` prints what libraries make of the same files on their own: trafilatura,
readability-lxml, pandoc, pdfminer.six.

`--pages` measures real pages instead: those that the tests of mozilla/readability have, each a
folder with `source.html` and `expected.html`, what its authors want to be left of it. The half is
taken that was not looked at while this was written: the third and fourth of every four, by name.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.bringing import (
    Score,
    compared,
    measured,
    pages_by_all,
    peers,
    untold,
    words_of_page,
)
from support.dresses import KINDS, dressed, texts

KEPT, FOREIGN = 0.98, 0.01
"""The goals, for each file."""
LEAST = 150
"""Words that a real page must have."""


def main() -> None:
    """Measures each kind, and prints a row for it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--pages", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    if options.pages:
        real_pages(options.pages, show=options.show)
        return
    is_good = True
    for kind in options.kinds:
        scores = []
        others: dict[str, list[Score]] = {}
        for text in texts():
            data, name = dressed(text, kind)
            score = measured(text, data, name)
            scores.append(score)
            if options.show:
                print(
                    f"  {name}: {score.kept:.2%} kept, {score.foreign:.2%} foreign; {score.forms}"
                )
                print(f"    missing {score.missing[:12]}; foreign {score.strange[:12]}")
            if options.peers:
                for peer, found in peers(text, data, kind).items():
                    others.setdefault(peer, []).append(found)
        row("postil add", kind, scores)
        is_good &= all(s.kept >= KEPT and s.foreign <= FOREIGN for s in scores)
        for peer, found in others.items():
            row(peer, kind, found)
    sys.exit(not is_good)


def real_pages(folder: Path, *, show: bool) -> None:
    """Measures the pages of others, and prints a row for `postil add` and one for each library."""
    scores: dict[str, list[Score]] = {}
    words = silent = 0
    for number, case in enumerate(sorted(folder.iterdir())):
        wanted = words_of_page((case / "expected.html").read_text(encoding="utf-8"))
        if number % 4 < 2 or len(wanted) < LEAST:
            continue
        data = (case / "source.html").read_bytes()
        page, lost = untold(data)
        words, silent = words + page.total(), silent + lost.total()
        for who, out in pages_by_all(data).items():
            score = compared(wanted, out)
            scores.setdefault(who, []).append(score)
            if show:
                print(f"  {case.name}: {who} {score.kept:.1%} kept, {score.foreign:.1%} foreign")
    print(f"neither in the article nor in the report: {silent} of {words} words of the pages")
    for who, found in scores.items():
        kept, foreign = mean(s.kept for s in found), mean(s.foreign for s in found)
        good = sum(s.kept >= KEPT and s.foreign <= FOREIGN for s in found)
        print(
            f"{who:18} kept {kept:.2%} foreign {foreign:.2%} (means), "
            f"goals met by {good} of {len(found)} pages"
        )


def row(who: str, kind: str, scores: list[Score]) -> None:
    """Prints the figures of a kind."""
    words, kept = sum(s.words for s in scores), sum(s.found for s in scores)
    out, strange = sum(s.out for s in scores), sum(len(s.strange) for s in scores)
    worst, most = min(s.kept for s in scores), max(s.foreign for s in scores)
    line = f"{kind:9} {who:18} kept {kept / words:.2%} (worst {worst:.2%})"
    line += f" foreign {strange / max(1, out):.2%} (worst {most:.2%})"
    if scores[0].forms:
        have, all_, more = Counter[str](), Counter[str](), Counter[str]()
        for score in scores:
            for what, (found, wanted) in score.forms.items():
                have[what] += min(found, wanted)
                all_[what] += wanted
                more[what] += max(0, found - wanted)
        line += " | " + ", ".join(
            f"{what} {have[what]}/{all_[what]}" + (f" (+{more[what]})" if more[what] else "")
            for what in all_
        )
    print(line)


if __name__ == "__main__":
    main()
