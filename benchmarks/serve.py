"""The loop of writing: what a saved note costs until the page that is served shows it.

    python benchmarks/serve.py            100 and 300 articles, in two minutes
    python benchmarks/serve.py --quick    100 articles

The site is that of `made_site.py`, served by `mkdocs serve`. The reason of one note is changed
again and again; measured are wall seconds, and CPU seconds of the server, until

    page    the page of the article shows it
    all     so does everything else that it touches: the index of the search is held back till then

beside the CPU seconds of a whole build of the site without notes, in the same run. Linux only: the
CPU time of a process that runs is read from /proc.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from building import run
from made_site import make_site

ARTICLE = "texts/a5"


class Server:
    """A site that is served."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", self.host]
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        self.process = subprocess.Popen(command, cwd=folder, env=environment)

    def get(self, path: str) -> str:
        """What it answers; nothing where it does not."""
        try:
            with build_opener(ProxyHandler({})).open(f"http://{self.host}/{path}") as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def cpu(self) -> float:
        """CPU seconds that it has taken."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A site that is served in the block."""
    server = Server(folder)
    try:
        while not server.get(""):
            time.sleep(0.2)
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def measure(folder: Path, rounds: int) -> list[tuple[float, float, float, float]]:
    """For each change: wall and CPU seconds of the page, then of all."""
    file = folder / "annotations" / f"{ARTICLE}.yml"
    text, found = file.read_text(), []
    with served(folder) as server:
        # The first change finds templates that no page has needed yet.
        for number in range(rounds + 1):
            time.sleep(2)
            word = f"zebra{number}"
            cpu, started = server.cpu(), time.perf_counter()
            file.write_text(re.sub(r"(because: \|\n\s+)", rf"\1{word} ", text, count=1))
            times = []
            for path in (f"{ARTICLE}/", "search/search_index.json"):
                while word not in server.get(path):
                    time.sleep(0.01)
                times += [time.perf_counter() - started, server.cpu() - cpu]
            found.append((times[0], times[1], times[2], times[3]))
    return found[1:]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="100 articles only")
    parser.add_argument("--articles", type=int, nargs="+", help="other sizes")
    parser.add_argument("--rounds", type=int, default=7, help="changes of the note")
    options = parser.parse_args()
    print(f"{'articles':>8}  {'until':6} {'wall s':>7} {'worst':>7} {'CPU s':>7} {'× base':>7}")
    for size in options.articles or ([100] if options.quick else [100, 300]):
        with tempfile.TemporaryDirectory(prefix="postil-bench-") as temporary:
            base, folder = Path(temporary, "base"), Path(temporary, "postil")
            base.mkdir()
            folder.mkdir()
            make_site(base, size, "base")
            make_site(folder, size, "postil")
            whole = run([sys.executable, "-m", "mkdocs", "build", "--quiet"], base).cpu
            wall, cpu, all_wall, all_cpu = zip(*measure(folder, options.rounds), strict=True)
            for until, walls, cpus in (("page", wall, cpu), ("all", all_wall, all_cpu)):
                middle = statistics.median(cpus)
                row = f"{size:8}  {until:6} {statistics.median(walls):7.2f} {max(walls):7.2f} "
                print(f"{row}{middle:7.2f} {middle / whole:7.2f}", flush=True)


if __name__ == "__main__":
    main()
