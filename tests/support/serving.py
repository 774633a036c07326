"""A site that `mkdocs serve` serves, and waiting for what becomes of a change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from support.forge import start
from support.ports import free_port

# Long enough for a slow machine; a server that works needs a second.
PATIENCE = 60


@dataclass
class Served:
    """A site that is being served."""

    root: Path
    host: str

    @property
    def log(self) -> str:
        """What the server said."""
        return (self.root / "log").read_text("utf-8")

    def get(self, path: str = "") -> str:
        """The text at an address."""
        return get(f"http://{self.host}/{path}")

    def write(self, path: str, text: str) -> None:
        """Writes a file as an editor does."""
        (self.root / path).write_text(text, encoding="utf-8")


@contextmanager
def serve(
    root: Path,
    program: str = "mkdocs",
    address: str = "127.0.0.1",
    options: Sequence[str] = ("--dev-addr",),
) -> Iterator[Served]:
    """Serves a site until the test is over; nothing may have gone wrong in the server. It may
    listen at another address, and is asked at this one."""
    host = f"127.0.0.1:{free_port()}"
    at = host.replace("127.0.0.1", address)
    server = start(program, "serve", *options, at, cwd=root, output=root / "log")
    served = Served(root, host)
    try:
        yield served
    finally:
        server.terminate()
        server.wait()
    _, fault, told = served.log.partition("Traceback")
    assert not fault, fault + told


def get(address: str) -> str:
    """What a server answers; nothing where it does not."""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=PATIENCE) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def wait_for(true: Callable[[], bool]) -> None:
    """Waits until something is true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
