"""Running a program and knowing what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took, with all that it started."""

    cpu: float
    """Seconds, user and system."""
    wall: float
    memory: float
    """Peak resident memory in MB, of the largest process."""


def run(command: Sequence[str], folder: Path) -> Cost:
    """Runs a command in a folder, and says nothing of what it says. Raises CalledProcessError when
    it fails."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status:
        print(said.decode(errors="replace")[-2_000:], file=sys.stderr)
        raise subprocess.CalledProcessError(status, command)
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * scale / 1e6)
