"""The loop of writing: what a saved note costs until the page that is served shows it.

    python benchmarks/serve.py            100 and 300 articles, in two minutes
    python benchmarks/serve.py --quick    100 articles

The site is that of `made_site.py`, served by `mkdocs serve`. The reason of one note is changed
again and again; measured are wall seconds, and CPU seconds of the server, until

    page    the page of the article shows it
    all     so does everything else that it touches: the index of the search is held back till then

    answer  somebody who writes on the page is answered, with the article as it will be: the reason
            of a claim is sent to the desk as the page does it

beside the CPU seconds of a whole build of the site without notes, in the same run. The first change
after a start is shown apart: it may load what no build before it needed. Linux only: the CPU time
of a process that runs is read from /proc.
"""

from __future__ import annotations

import argparse
import json
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from building import run
from made_site import make_site

ARTICLE = "texts/a5"
LIMIT = 300
"""Seconds after which a server that does not show a change is given up."""


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
        """What it answers; nothing where it does not. Raises CalledProcessError when it ended."""
        if (status := self.process.poll()) is not None:
            raise subprocess.CalledProcessError(status, self.process.args)
        try:
            address = f"http://{self.host}/{path}"
            with build_opener(ProxyHandler({})).open(address, timeout=LIMIT) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def change(self, claim: str, because: str) -> dict[str, Any]:
        """What the desk answers when the reason of a claim is changed on the page."""
        page = re.search(r'id="postil-desk">(.*?)</script>', self.get(f"{ARTICLE}/"))
        assert page, "there is no desk"
        given = {
            "Content-Type": "application/json",
            "Origin": f"http://{self.host}",
            "X-Postil-Token": json.loads(page[1])["token"],
        }
        address = f"http://{self.host}/-/postil/annotations/{ARTICLE}%23{claim}"

        def ask(method: str, body: object = None, **headers: str) -> dict[str, Any]:
            data = json.dumps(body).encode() if body else None
            request = Request(address, data, {**given, **headers}, method=method)
            with build_opener(ProxyHandler({})).open(request, timeout=LIMIT) as answer:
                return dict(json.load(answer))

        seen = ask("GET")["etag"]
        cpu, started = self.cpu(), time.perf_counter()
        answer = ask("PATCH", {"body": {"because": because}}, **{"If-Match": seen})
        wall, used = time.perf_counter() - started, self.cpu() - cpu
        return {"wall": wall, "cpu": used, "html": answer["page"]["html"]}

    def wait(self, path: str, word: str) -> None:
        """Waits until a page shows a word. Raises TimeoutError when it does not."""
        begun = time.monotonic()
        while word not in self.get(path):
            if time.monotonic() - begun > LIMIT:
                raise TimeoutError(f"{path} does not show {word}")
            time.sleep(0.01)

    def cpu(self) -> float:
        """CPU seconds that it has taken, with the programs that it ran."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A site that is served in the block."""
    server = Server(folder)
    try:
        server.wait("", "</html>")
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


@dataclass(frozen=True, slots=True)
class Change:
    """Wall seconds, and CPU seconds of the server, from a change to what shows it."""

    wall: dict[str, float]
    cpu: dict[str, float]


UNTIL = {"page": f"{ARTICLE}/", "all": "search/search_index.json"}


def write(folder: Path, rounds: int) -> Iterator[Change]:
    """Changes the reason of a claim on the page, once more than `rounds`."""
    with served(folder) as server:
        for number in range(rounds + 1):
            time.sleep(2)
            found = server.change("claim-0", f"Said *{number}* times.")
            assert f"<em>{number}</em>" in found["html"]
            yield Change({"answer": found["wall"]}, {"answer": found["cpu"]})


def measure(folder: Path, rounds: int) -> Iterator[Change]:
    """Changes a note again and again, once more than `rounds`."""
    file = folder / "annotations" / f"{ARTICLE}.yml"
    text = file.read_text()
    with served(folder) as server:
        for number in range(rounds + 1):
            # The server is done with the last change, and file systems know it from this one.
            time.sleep(2)
            change, word = Change({}, {}), f"zebra{number}"
            cpu, started = server.cpu(), time.perf_counter()
            file.write_text(re.sub(r"(because: \|\n\s+)", rf"\1{word} ", text, count=1))
            for until, path in UNTIL.items():
                server.wait(path, word)
                change.wall[until] = time.perf_counter() - started
                change.cpu[until] = server.cpu() - cpu
            yield change


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="100 articles only")
    parser.add_argument("--articles", type=int, nargs="+", help="other sizes")
    parser.add_argument("--rounds", type=int, default=7, help="changes of the note")
    options = parser.parse_args()
    print(
        f"{'articles':>8}  {'until':6} {'wall s':>7} {'worst':>7} {'CPU s':>7} {'× base':>7} ",
        end="",
    )
    print(f"{'1st wall':>8} {'1st CPU':>7}")
    for size in options.articles or ([100] if options.quick else [100, 300]):
        with tempfile.TemporaryDirectory(prefix="postil-bench-") as temporary:
            base, folder = Path(temporary, "base"), Path(temporary, "postil")
            base.mkdir()
            folder.mkdir()
            make_site(base, size, "base")
            make_site(folder, size, "postil")
            whole = run([sys.executable, "-m", "mkdocs", "build", "--quiet"], base).cpu
            changes = [*measure(folder, options.rounds)]
            first, *rest = [
                Change({**one.wall, **other.wall}, {**one.cpu, **other.cpu})
                for one, other in zip(changes, write(folder, options.rounds), strict=True)
            ]
            for until in (*UNTIL, "answer"):
                wall = [change.wall[until] for change in rest]
                cpu = statistics.median(change.cpu[until] for change in rest)
                row = f"{size:8}  {until:6} {statistics.median(wall):7.2f} {max(wall):7.2f} "
                row += f"{cpu:7.2f} {cpu / whole:7.2f} "
                print(f"{row}{first.wall[until]:8.2f} {first.cpu[until]:7.2f}", flush=True)
        print(f"{size:8}  {'base':6} {' ' * 15} {whole:7.2f} {1:7.2f}", flush=True)


if __name__ == "__main__":
    main()
