"""Makes of each npm package of `package.json` one script for the browser."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.npm import fetched, run

PACKAGES = Path(__file__).with_name("package.json")

SCRIPTS = {
    # The name of the global variable, and where its module is.
    "ApacheAnnotator": "@apache-annotator/dom",
    "Readability": "@mozilla/readability",
    "Recogito": "@recogito/text-annotator",
}


def scripts() -> dict[str, Path]:
    """The scripts, each by the name of the global variable that it makes. Raises NoPackagesError
    where npm or its registry is missing."""
    folder = fetched(PACKAGES, _bundle)
    return {name: folder / f"{name}.js" for name in SCRIPTS}


def _bundle(folder: Path, npm: str) -> None:
    for name, module in SCRIPTS.items():
        out = [f"--global-name={name}", f"--outfile={name}.js"]
        run([npm, "exec", "--", "esbuild", module, "--bundle", "--format=iife", *out], folder)
    shutil.rmtree(folder / "node_modules")
