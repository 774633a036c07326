"""Starts programs of Python that have loaded MkDocs, Material and Postil already.

To load them, and to make their templates ready, takes ten times as long as a small site that is
built with them. So one process does it, and makes a copy of itself (a fork) for each program. Where
the system does not know that, a program is started as usual.
"""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Protocol, cast

TESTS = Path(__file__).resolve().parents[1]


class Program(Protocol):
    """A program that runs: what is asked of one here, as `subprocess.Popen` has it."""

    pid: int

    def terminate(self) -> None:
        """Asks it to end."""

    def wait(self) -> int:
        """Waits until it has ended, and returns what it ended with."""


def start(module: str, *arguments: str, cwd: Path, output: Path) -> Program:
    """Starts a module of Python as a program, in a folder, with what it says in a file."""
    # ProperDocs takes the place of MkDocs, and is too late where that has been loaded.
    if not hasattr(os, "fork") or module == "properdocs":
        with output.open("wb") as said:
            command = [sys.executable, "-m", module, *arguments]
            return subprocess.Popen(command, cwd=cwd, stdout=said, stderr=said)
    # It is read before the program has begun.
    output.touch()
    return _forge().start([module, *arguments], cwd, output)


class _Forge:
    """The process that has everything loaded."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.forge"],
            cwd=TESTS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )

    def ask(self, **asked: Any) -> int:
        """Asks for something, and returns the number that answers it."""
        to = cast(IO[bytes], self._process.stdin)
        to.write(json.dumps(asked).encode() + b"\n")
        to.flush()
        return int(cast(IO[bytes], self._process.stdout).readline())

    def start(self, command: list[str], cwd: Path, output: Path) -> _Copy:
        return _Copy(self, self.ask(command=command, cwd=str(cwd), output=str(output)))


class _Copy:
    """A program that the forge has started."""

    def __init__(self, forge: _Forge, pid: int) -> None:
        self._forge, self.pid = forge, pid

    def terminate(self) -> None:
        # One that has ended is there until somebody waits for it.
        os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int:
        return self._forge.ask(wait=self.pid)


@cache
def _forge() -> _Forge:
    return _Forge()


def main() -> None:
    """Does what is asked for in lines of JSON, until nobody is there to ask."""
    _load()
    for line in sys.stdin:
        asked = json.loads(line)
        if pid := asked.get("wait"):
            answer = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                _become(asked["command"], asked["cwd"], asked["output"])
        print(answer, flush=True)


def _load() -> None:
    from support.builds import build

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        note = "notes:\n  it: {quote: A text, note: It is.}\n"
        build(Path(folder), {"docs/index.md": "# Home\n\nA text.\n", "annotations/index.yml": note})
    # The programs themselves are left out: what is loaded already would not be started.
    import_module("mkdocs.commands.serve")
    import_module("postil.desk.checking")


def _become(command: list[str], cwd: str, output: str) -> None:
    """Goes on as another program."""
    os.chdir(cwd)
    said = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(source, target)
    sys.argv[:] = ["", *command[1:]]
    status = 0
    try:
        runpy.run_module(command[0], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else bool(ended.code)
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
