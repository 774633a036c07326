"""Finds the browser that the tests drive: run it to see, import `find` to use.

In this order: an installed Chrome or Chromium; the one that Playwright has downloaded or can
download; on Debian and its kin, as root, the package `chromium-headless-shell` or `chromium`.
Wherever there is one without windows, it is taken.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

# The first, which is a browser without the parts that have windows, takes two thirds of the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)

PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "%ProgramFiles%/Google/Chrome/Application/chrome.exe",
    "%ProgramFiles(x86)%/Google/Chrome/Application/chrome.exe",
    "%LocalAppData%/Google/Chrome/Application/chrome.exe",
    "%ProgramFiles(x86)%/Microsoft/Edge/Application/msedge.exe",
)

# No sandbox, since tests also run as root in containers; the rest keeps the browser from talking
# to anybody but the test server.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # An address elsewhere, as of an icon from a distributor, fails at once: where a network
    # swallows what is sent to it, a page would wait for long.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


class NoBrowserError(Exception):
    """No browser is installed, and none could be fetched."""


@cache
def find() -> str:
    """The path of a browser that is there and starts. Raises NoBrowserError, with what to do."""
    for path in _candidates():
        if _starts(path):
            return path
    raise NoBrowserError(
        "The browser tests need Chrome or Chromium, and none was found that starts. Install one,\n"
        f"or run '{Path(sys.executable).name} -m playwright install chromium',\n"
        "or set CHROME to the path of one."
    )


def provide() -> str:
    """Like `find`, but fetches a browser when none is there."""
    said = []
    for fetch in (_nothing, _download, _install_package):
        if failed := fetch():
            said.append(failed)
        try:
            return find()
        except NoBrowserError as error:
            reason = str(error)
    raise NoBrowserError("\n".join([reason, *said]))


def _candidates() -> Iterator[str]:
    if chosen := os.environ.get("CHROME"):
        yield chosen
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    for place in PLACES:
        path = os.path.expandvars(place)
        if Path(path).is_file():
            yield path
    if path := _of_playwright():
        yield from _without_windows(Path(path))
        yield path


def _starts(path: str) -> bool:
    """Whether it runs: some systems have a `chromium-browser` that only asks for a package, and
    a download may lack libraries of the system."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, "--headless", *ARGUMENTS, f"--user-data-dir={profile}", "--dump-dom"]
        try:
            done = subprocess.run(
                [*command, "data:text/html,<p>ready"], capture_output=True, timeout=60
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return b"ready" in done.stdout


def _of_playwright() -> str | None:
    """The path of Playwright's own Chromium, if that has been downloaded."""
    # In a process of its own: this may be called where Playwright runs already.
    script = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    path = done.stdout.strip()
    return path if path and Path(path).is_file() else None


def _without_windows(path: Path) -> Iterator[str]:
    """What Playwright downloads beside its Chromium, of the same version:
    `chromium-1234/…/chrome` and `chromium_headless_shell-1234/…/headless_shell`."""
    for folder in path.parents:
        name, _, version = folder.name.rpartition("-")
        if name == "chromium":
            shells = (folder.parent / f"chromium_headless_shell-{version}").glob("*/*")
            names = ("headless_shell", "chrome-headless-shell")
            yield from (str(shell) for shell in shells if shell.stem in names)


def _nothing() -> str:
    return ""


def _download() -> str:
    return _run([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_package() -> str:
    if not hasattr(os, "geteuid") or os.geteuid() or not shutil.which("apt-get"):
        return "The package 'chromium' was not tried: that needs root and apt-get."
    update = _run(["apt-get", "update", "-qq"])
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    # Older systems do not have the small one.
    failed = _run([*install, "chromium-headless-shell"]) and _run([*install, "chromium"])
    return failed or update


def _run(command: list[str]) -> str:
    """Runs a command with its output where the user sees it; what failed, or nothing."""
    print("+ " + " ".join(command), file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=environment, stdout=sys.stderr)
    except OSError as error:
        return f"{command[0]}: {error}"
    return f"'{' '.join(command)}' ended with {done.returncode}." if done.returncode else ""


def main() -> int:
    """Prints which browser the tests will use, after fetching one if need be."""
    try:
        print(f"browser: {provide()}")
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
