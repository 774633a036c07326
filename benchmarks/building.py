"""Running a program, knowing what it took, and saying so beside the others."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took, with all that it started."""

    cpu: float
    """Seconds, user and system."""
    wall: float
    memory: float
    """Peak resident memory in MB, of the largest process: itself, or one that it started."""


FIGURES = {"CPU s": "cpu", "wall s": "wall", "MB": "memory"}
HEADER = f"{'articles':>8}  {'variant':10}" + "".join(f" {name:>8} × base" for name in FIGURES)


def run(command: Sequence[str], folder: Path) -> Cost:
    """Runs a command in a folder, and says nothing of what it says. Raises CalledProcessError when
    it fails."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0"}
    # As for anybody: only Postil, which is not installed by pip here, would be compiled every time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
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


def rows(size: int, costs: dict[str, list[Cost]]) -> Iterator[str]:
    """A line for each variant of a site: medians, and medians of the ratios to the base that was
    built in the same round."""
    bases = costs.get("base", [])
    for variant, found in costs.items():
        row = f"{size:8}  {variant:10}"
        for figure in FIGURES.values():
            values = [getattr(cost, figure) for cost in found]
            row += f" {statistics.median(values):8.2f}"
            ratios = [v / getattr(base, figure) for v, base in zip(values, bases, strict=False)]
            row += f" {statistics.median(ratios):6.2f}" if ratios else " " * 7
        yield row.rstrip()
