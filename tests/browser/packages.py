"""Fetches the npm packages of `package.json` and makes of each one script for the browser.

They are kept in a cache folder of the project, one for each version of `package.json`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

PACKAGES = Path(__file__).with_name("package.json")
CACHE = Path(__file__).parents[2] / ".cache"

SCRIPTS = {
    # The name of the global variable, and where its module is.
    "ApacheAnnotator": "@apache-annotator/dom",
    "Recogito": "@recogito/text-annotator",
}


class NoPackagesError(Exception):
    """The packages could not be fetched, and why."""


def scripts() -> dict[str, Path]:
    """The scripts, each by the name of the global variable that it makes. Raises NoPackagesError
    where npm or its registry is missing."""
    version = hashlib.sha256(PACKAGES.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"npm-{version}"
    if not folder.is_dir():
        _fetch(folder)
    return {name: folder / f"{name}.js" for name in SCRIPTS}


def _fetch(folder: Path) -> None:
    npm = shutil.which("npm")
    if not npm:
        raise NoPackagesError("npm is not installed")
    CACHE.mkdir(exist_ok=True)
    made = Path(mkdtemp(prefix="npm-", dir=CACHE))
    try:
        shutil.copy(PACKAGES, made)
        # Nothing of the packages is run but the bundler.
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        _run([npm, "install", *options], made)
        for name, module in SCRIPTS.items():
            out = [f"--global-name={name}", f"--outfile={name}.js"]
            _run([npm, "exec", "--", "esbuild", module, "--bundle", "--format=iife", *out], made)
        shutil.rmtree(made / "node_modules")
        # Another process may have been faster.
        if not folder.is_dir():
            os.replace(made, folder)  # noqa: PTH105
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "warn" not in line]
        raise NoPackagesError(f"'{' '.join(command)}' failed: {' '.join(said[:3])}")
