"""Building a small site in a temporary folder, in this process, with what MkDocs said about it."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from support.templates import share_templates

share_templates()

# Material prints a paragraph about MkDocs 2 at every start unless this is set.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

CONFIGURATION = "site_name: Test\ntheme: material\nplugins: [search, postil]\n"


@dataclass(frozen=True, slots=True)
class Built:
    """A build: its output folder, whether it was stopped, and what was logged from warnings up."""

    site: Path
    stopped: str
    """Why the build was stopped; empty when it was not."""
    log: tuple[str, ...]

    def html(self, page: str) -> str:
        """The HTML of a page, by its path in the output folder."""
        return (self.site / page).read_text(encoding="utf-8")

    def article(self, page: str) -> str:
        """The article of a page of the `mkdocs` or `material` theme: what our plugin wrote."""
        html = self.html(page)
        match = re.search(r"<article[^>]*>(.*)</article>", html, re.DOTALL)
        return match[1] if match else html


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Writes files; `mkdocs.yml` is added when it is not among them."""
    for name, content in {"mkdocs.yml": CONFIGURATION, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def build(
    root: Path,
    files: Mapping[str, str | bytes] | None = None,
    *,
    site: Path | None = None,
    strict: bool = False,
) -> Built:
    """Builds the site in `root`, after writing `files` there, to `site` (`root/site`).

    Anything but MkDocs' own "stop the build" is raised: a traceback is never what a test expects.
    """
    if files is not None:
        write(root, files)
    stopped = ""
    site = site or root / "site"
    with _warnings() as messages:
        config = load_config(str(root / "mkdocs.yml"), strict=strict, site_dir=str(site))
        config.plugins.on_startup(command="build", dirty=False)
        try:
            mkdocs_build(config)
        except Abort as abort:
            stopped = str(abort) or "stopped"
        finally:
            config.plugins.on_shutdown()
    return Built(site, stopped, tuple(messages))


def build_apart(root: Path, site: Path, hash_seed: int) -> Path:
    """Builds the site in `root` to `site` in a process of its own, in which sets and hash tables
    have an order of their own; returns `site`."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    subprocess.run(
        [*command, "--config-file", root / "mkdocs.yml", "--site-dir", site],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        check=True,
    )
    return site


@contextmanager
def _warnings() -> Iterator[list[str]]:
    messages: list[str] = []

    class Collecting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    handler = Collecting(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)
