"""Fetches packages of npm for tests.

They are kept in a cache folder of the project, one for each version of a `package.json`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

CACHE = Path(__file__).parents[2] / ".cache"


class NoPackagesError(Exception):
    """The packages could not be fetched, and why."""


def fetched(packages: Path, finish: Callable[[Path, str], None] = lambda folder, npm: None) -> Path:
    """The folder with the packages that a `package.json` names. Raises NoPackagesError where npm or
    its registry is missing.

    Args:
        packages: The `package.json`.
        finish: Makes of the folder with the packages what is to be kept; it is given npm, too.
    """
    version = hashlib.sha256(packages.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"npm-{version}"
    if not folder.is_dir():
        _fetch(packages, folder, finish)
    return folder


def _fetch(packages: Path, folder: Path, finish: Callable[[Path, str], None]) -> None:
    npm = shutil.which("npm")
    if not npm:
        raise NoPackagesError("npm is not installed")
    CACHE.mkdir(exist_ok=True)
    made = Path(mkdtemp(prefix="npm-", dir=CACHE))
    try:
        shutil.copy(packages, made / "package.json")
        # Nothing of the packages is run.
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        run([npm, "install", *options], made)
        finish(made, npm)
        # Another process may have been faster.
        if not folder.is_dir():
            os.replace(made, folder)  # noqa: PTH105
    finally:
        shutil.rmtree(made, ignore_errors=True)


def run(command: list[str], folder: Path) -> None:
    """Runs a command in a folder. Raises NoPackagesError where it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "warn" not in line]
        raise NoPackagesError(f"'{' '.join(command)}' failed: {' '.join(said[:3])}")
