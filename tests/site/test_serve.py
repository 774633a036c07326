"""`mkdocs serve`: an instructor writes, and sees it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from support.builds import write

ANNOTATIONS = "claims:\n  one:\n    quote: some words\n    because: The first reason.\n"
# Long enough for a slow machine; a server that works needs a second.
PATIENCE = 60


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the server writes."""
    return tmp_path / "log"


@pytest.fixture
def address(tmp_path: Path, log: Path) -> Iterator[str]:
    """A site that is being served."""
    write(tmp_path, {"docs/index.md": "# Page\n\nHere are some words.\n"})
    write(tmp_path, {"annotations/index.yml": ANNOTATIONS})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", host]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=tmp_path, stdout=output, stderr=output)
    yield f"http://{host}/"
    server.terminate()
    server.wait()


def get(address: str) -> str:
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=PATIENCE) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def test_a_change_of_an_annotation_is_seen(address: str, log: Path, tmp_path: Path) -> None:
    """Also after a mistake, which must not end the server."""
    file = tmp_path / "annotations/index.yml"
    wait_for(lambda: "The first reason." in get(address))
    file.write_text(ANNOTATIONS.replace("first", "second"))
    wait_for(lambda: "The second reason." in get(address))
    file.write_text(ANNOTATIONS.replace("because", "becuase"))
    wait_for(lambda: "unknown key 'becuase'; did you mean 'because'?" in log.read_text("utf-8"))
    file.write_text(ANNOTATIONS.replace("first", "third"))
    wait_for(lambda: "The third reason." in get(address))
    assert "Traceback" not in log.read_text("utf-8")
