"""What the same notes cost elsewhere: a made-up site, built by Postil and its peers in one run.

    python benchmarks/peers.py              100 and 300 articles, in half an hour
    python benchmarks/peers.py --quick      30 articles, in two minutes

The site is that of `made_site.py`: 50 notes an article, each with a reason of 40 words and two
sources; five of them refer to another article. Measured are CPU seconds, wall seconds and peak
memory of whole processes, in turn:

    base          MkDocs with Material, without notes
    cold, warm    Postil, without anything kept, and again
    footnotes     the notes by hand, as footnotes; sources are links
    bibtex        the same with mkdocs-bibtex, which formats the sources
    zensical      the footnotes, built by Zensical
    sphinx        Sphinx with its book theme, without notes
    margin        the notes by hand in the margin of that theme, sources by sphinxcontrib-bibtex

The peers hold the same words, but not all that they belong to. Written by hand, a note stands at
the end of a sentence (`margin`: beside a paragraph), not on the words it is about. It leads to an
article, not to a note of it, and nothing leads back. No note is a search hit of its own. In
`footnotes` and `zensical` a source is author, year and address. Only `bibtex` leads from a source
to the notes that cite it, within a page.

The peers are installed from `peers.txt`, once, below `.cache`. A peer that drops notes would be
faster: the reason, question and tag of each note and its sources are looked for on the page of its
article, and a variant that lacks some gets no figures. All builds but `warm` begin with nothing
kept. None of these programs starts another, so the memory is that of one process.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from pathlib import Path

from building import HEADER, Cost, rows, run
from made_site import ANNOTATIONS, Form, make_site, notes

PROJECT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = PROJECT / ".cache" / "peers"

FORMS: dict[str, Form] = {
    "base": "base",
    "cold": "postil",
    "warm": "postil",
    "footnotes": "footnotes",
    "bibtex": "bibtex",
    "zensical": "footnotes",
    "sphinx": "sphinx",
    "margin": "margin",
}
# The environment of a peer; of the others, that of this process.
PEERS = {"bibtex": "mkdocs-bibtex", "zensical": "zensical", "sphinx": "sphinx", "margin": "sphinx"}

# How the page of an article cites source 7: with a link to its page or entry, or to its address.
CITED = {
    "cold": r'href="(?:\.\./)+sources/source-(\d+)/"',
    "warm": r'href="(?:\.\./)+sources/source-(\d+)/"',
    "footnotes": r'href="https://example\.org/(\d+)"',
    "bibtex": r'href="#fn:source-(\d+)"',
    "zensical": r'href="https://example\.org/(\d+)"',
    "margin": r'href="\.\./index\.html#id\d+" title="[^"]* URL: https://example\.org/(\d+)\."',
}


def command(variant: str) -> list[str]:
    """How a variant is built in its folder."""
    python = str(environment(PEERS[variant])) if variant in PEERS else sys.executable
    if variant in ("sphinx", "margin"):
        return [python, "-m", "sphinx", "-q", "-E", "-b", "html", ".", "site"]
    if variant == "zensical":
        return [python, "-m", "zensical", "build", "--clean", "-f", "mkdocs.yml"]
    return [python, "-m", "mkdocs", "build", "--quiet"]


def environment(name: str) -> Path:
    """The Python of a peer's environment, which is made where it is missing or of other pins."""
    folder = ENVIRONMENTS / name
    python, installed = folder / "bin" / "python", folder / "installed.txt"
    lines = (PROJECT / "benchmarks/peers.txt").read_text().splitlines()
    wanted = dict(line.split(": ") for line in lines if not line.startswith("#"))[name]
    # Written last: an installation that broke off is made again.
    if not installed.is_file() or installed.read_text() != wanted:
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *wanted.split()]
        subprocess.run(install, check=True)
        installed.write_text(wanted)
    return python


def dropped(folder: Path, variant: str, count: int) -> int:
    """How many notes of a site are not on the pages that were built, with all texts and sources."""
    if variant not in CITED:
        return 0
    missing = 0
    for number in range(count):
        pages = (folder / "site/texts" / f"a{number}{end}" for end in ("/index.html", ".html"))
        page = "".join(path.read_text(encoding="utf-8") for path in pages if path.is_file())
        page = re.sub(r"<(script|template)\b.*?</\1>", "", page, flags=re.DOTALL)
        words = " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())
        cited = Counter(map(int, re.findall(CITED[variant], page)))
        for note in notes(number, count):
            sources = set(note.sources)
            missing += not (
                all(text in words for text in note.texts()) and cited >= Counter(sources)
            )
            # What one note cites does not count for the next.
            cited -= Counter(sources)
    return missing


def measure(count: int, rounds: int, variants: list[str]) -> dict[str, list[Cost]]:
    """Builds each variant in turn, `rounds` times."""
    costs: dict[str, list[Cost]] = {variant: [] for variant in variants}
    with tempfile.TemporaryDirectory(prefix="postil-peers-") as temporary:
        folders = {}
        for variant in variants:
            # Cold and warm builds share a folder, and with it what is kept.
            folder = folders[variant] = Path(temporary, variant.replace("warm", "cold"))
            if not folder.exists():
                folder.mkdir()
                make_site(folder, count, FORMS[variant])
        for _ in range(rounds):
            for variant, folder in folders.items():
                if variant != "warm":
                    for kept in (".cache", "site"):
                        shutil.rmtree(folder / kept, ignore_errors=True)
                elif not (folder / "site").exists():
                    run(command("cold"), folder)
                costs[variant].append(run(command(variant), folder))
        for variant, folder in folders.items():
            if missing := dropped(folder, variant, count):
                total = count * ANNOTATIONS
                print(f"{count:8}  {variant:10} has dropped {missing} of {total} notes")
                del costs[variant]
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="30 articles only")
    parser.add_argument("--articles", type=int, nargs="+", help="other sizes")
    parser.add_argument("--rounds", type=int, default=1, help="builds of each variant")
    parser.add_argument("--only", nargs="+", choices=FORMS, default=[*FORMS], help="some of them")
    options = parser.parse_args()
    for name in {PEERS[variant] for variant in options.only if variant in PEERS}:
        environment(name)
    started = time.monotonic()
    print(HEADER)
    for size in options.articles or ([30] if options.quick else [100, 300]):
        for row in rows(size, measure(size, options.rounds, options.only)):
            print(row, flush=True)
    print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
