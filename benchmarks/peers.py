"""What the same notes cost elsewhere: a made-up site, built by Postil and its peers in one run.

    python benchmarks/peers.py              100 and 300 articles, in half an hour
    python benchmarks/peers.py --quick      30 articles, in two minutes

The site is that of `made_site.py`: 50 notes an article, each with a reason of 40 words and two
sources. Measured are CPU seconds, wall seconds and peak memory of whole processes, in turn:

    base          MkDocs with Material, without notes
    cold, warm    Postil, without anything kept, and again
    footnotes     the notes by hand, as footnotes; sources are links
    bibtex        the same with mkdocs-bibtex, which formats the sources
    zensical      the footnotes, built by Zensical
    sphinx        Sphinx with its book theme, without notes
    margin        the notes by hand in the margin of that theme, sources by sphinxcontrib-bibtex

The peers are installed from `peers.txt`, once, below `.cache`. A page of each is looked at: a note
that it has dropped would make it faster.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from building import Cost, run
from made_site import Form, make_site, reasons

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


def command(variant: str) -> list[str]:
    """How a variant is built in its folder."""
    python = str(environment(PEERS[variant])) if variant in PEERS else sys.executable
    if variant in ("sphinx", "margin"):
        return [python, "-m", "sphinx", "-q", "-E", "-b", "html", ".", "site"]
    if variant == "zensical":
        return [python, "-m", "zensical", "build", "--clean", "-f", "mkdocs.yml"]
    return [python, "-m", "mkdocs", "build", "--quiet"]


def environment(name: str) -> Path:
    """The Python of a peer's environment, which is made when it is asked for first."""
    python = ENVIRONMENTS / name / "bin" / "python"
    if not python.is_file():
        wanted = dict(
            line.split(": ")
            for line in (PROJECT / "benchmarks/peers.txt").read_text().splitlines()
            if not line.startswith("#")
        )
        venv.create(ENVIRONMENTS / name, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *wanted[name].split()]
        subprocess.run(install, check=True)
    return python


def check(folder: Path, variant: str, count: int) -> None:
    """Looks for the reasons of an article's notes in what was built. Exits where one is missing."""
    if variant in ("base", "sphinx"):
        return
    for page in ("site/texts/a1/index.html", "site/texts/a1.html"):
        if (folder / page).is_file():
            text = re.sub(r"<[^>]*>", "", (folder / page).read_text(encoding="utf-8"))
            said = " ".join(html.unescape(text).split())
            missing = [reason for reason in reasons(1, count) if reason not in said]
            if not missing:
                return
            sys.exit(f"{variant} has dropped {len(missing)} of 50 notes: {missing[0]}")
    sys.exit(f"{variant} has not built an article")


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
                costs[variant].append(run(command(variant), folder))
                check(folder, variant, count)
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
    print(f"{'articles':>8}  {'variant':10} {'CPU s':>8} {'ratio':>6} {'wall s':>8} {'MB':>7}")
    for size in options.articles or ([30] if options.quick else [100, 300]):
        costs = measure(size, options.rounds, options.only)
        base = statistics.median(cost.cpu for cost in costs.get("base", [Cost(0, 0, 0)]))
        for variant in options.only:
            cpu, wall, memory = (
                statistics.median(getattr(cost, name) for cost in costs[variant])
                for name in ("cpu", "wall", "memory")
            )
            ratio = f"{cpu / base:6.2f}" if base else " " * 6
            print(
                f"{size:8}  {variant:10} {cpu:8.2f} {ratio} {wall:8.2f} {memory:7.0f}", flush=True
            )
    print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
