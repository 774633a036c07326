"""What reading the history of annotations costs: a made-up site with 10,000 commits.

    python benchmarks/history.py            1,000 articles, 50,000 annotations, 10,000 commits
    python benchmarks/history.py --quick    100 articles, 1,000 commits

The site is that of `made_site.py`. Its first commit has all of it; each of the others changes the
assessment or the reason of an annotation. Measured are CPU seconds (user and system, git included)
and wall seconds of `mkdocs build` processes in turn, and what is read of git alone:

    off       a cold build with `history: false`
    off again the same with what the build before it has kept
    cold      a cold build with the history
    warm      the same with what the build before it has kept
    reading   reading all of it from git, in a process of its own
    again     the same with what is kept: nothing is new
    ten more  the same after ten more commits

These machines are noisy: quote the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from building import Cost, run
from made_site import ASSESSMENTS, Size, make_site

BUILD = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
READ = """
from pathlib import Path
from postil.history.git import Repository
from postil.history.reading import read
from postil.keeping.cache import Cache
cache = Cache(Path(".cache/read"))
read(Repository.of(Path("annotations")), cache, is_sound=True)
cache.close()
"""
READING = [sys.executable, "-c", READ]

_ASSESSMENT = re.compile(r"assessment: ([a-z-]+)")
_BEGIN = 1_700_000_000


def commit(folder: Path, count: int, first: bool) -> None:
    """Commits to the repository in a folder: the site as it is if it is the first, and then
    changes, one at a time."""
    files = {path: path.read_text("utf-8") for path in folder.rglob("annotations/**/*.yml")}
    stream = _commits(folder, files, count, first=first)
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
    subprocess.run(command, input="".join(stream).encode(), check=True)
    subprocess.run(["git", "-C", str(folder), "reset", "--quiet", "--hard", "main"], check=True)


def _commits(folder: Path, files: dict[Path, str], count: int, *, first: bool) -> Iterator[str]:
    draw = random.Random(count)
    if first:
        yield _commit(_BEGIN)
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts):
            yield _file(folder, path, path.read_text("utf-8"))
    paths = sorted(path for path, text in files.items() if _ASSESSMENT.search(text))
    for number in range(1, count + 1):
        yield _commit(_BEGIN + 3600 * number)
        if number == 1 and not first:
            yield "from refs/heads/main^0\n"
        path = draw.choice(paths)
        found = draw.choice([*_ASSESSMENT.finditer(files[path])])
        said = f"assessment: {draw.choice(ASSESSMENTS)}"
        files[path] = files[path][: found.start()] + said + files[path][found.end() :]
        yield _file(folder, path, files[path])


def _commit(moment: int) -> str:
    return f"commit refs/heads/main\ncommitter A <a@b> {moment} +0000\ndata 1\nx\n"


def _file(folder: Path, path: Path, text: str) -> str:
    name = path.relative_to(folder).as_posix()
    return f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n"


def build(folder: Path, *, history: bool, warm: bool = False) -> Cost:
    """Builds the site."""
    file = folder / "mkdocs.yml"
    text = file.read_text("utf-8")
    if not history:
        without = text.replace(", postil", ", postil: {history: false}")
        assert without != text
        file.write_text(without, "utf-8")
    if not warm:
        shutil.rmtree(folder / ".cache", ignore_errors=True)
    try:
        return run(BUILD, folder)
    finally:
        file.write_text(text, "utf-8")


def said(name: str, cost: Cost, base: Cost) -> str:
    """A line of the table."""
    ratios = f"{cost.cpu / base.cpu:8.3f} {cost.wall / base.wall:8.3f}"
    return f"{name:10} {cost.cpu:8.2f} {cost.wall:8.2f} {cost.memory:8.0f} {ratios}"


def measure(folder: Path, commits: int, steps: Sequence[str]) -> None:
    """Prints a line for each thing that is measured."""
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)
    commit(folder, commits, first=True)
    base = build(folder, history=False)
    print(f"{'':10} {'CPU s':>8} {'wall s':>8} {'MB':>8} {'CPU':>8} {'wall':>8} × off", flush=True)
    print(said("off", base, base), flush=True)
    if "builds" in steps:
        print(said("off again", build(folder, history=False, warm=True), base), flush=True)
        print(said("cold", build(folder, history=True), base), flush=True)
        print(said("warm", build(folder, history=True, warm=True), base), flush=True)
    for name in ("reading", "again"):
        print(said(name, run(READING, folder), base), flush=True)
    commit(folder, 10, first=False)
    print(said("ten more", run(READING, folder), base), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="100 articles, 1,000 commits")
    parser.add_argument("--only-reading", action="store_true", help="no builds with the history")
    options = parser.parse_args()
    articles, commits = (100, 1_000) if options.quick else (1_000, 10_000)
    with tempfile.TemporaryDirectory(prefix="postil-bench-") as temporary:
        folder = Path(temporary) / "site"
        folder.mkdir()
        make_site(folder, Size(articles), "postil")
        measure(folder, commits, () if options.only_reading else ("builds",))


if __name__ == "__main__":
    main()
