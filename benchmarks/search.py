"""What a search costs: Pagefind and the theme's search on a made-up site, measured in a browser.

    python benchmarks/search.py                       1,000 articles, Pagefind alone: three minutes
    python benchmarks/search.py --articles 100 --engines pagefind theme
    python benchmarks/search.py --site FOLDER         a site that is built, with Pagefind

The site is that of `made_site.py`: 50 annotations an article. A reader opens a page on which the
site can be searched, and types a word when nothing is loading any more. Printed are

    memory      peak of the whole build, and of the greatest process that it starts
    files       files of the index, and their size
    before      bytes that are loaded for the search before a word is typed
    rare        a word that stands in few hits: bytes that it loads, seconds to the first hit
    common      the commonest word, which stands in most hits: the same, each on a fresh page
    filters     bytes and seconds until the filters can be used, without a word

`cpu` is the time that the page and its workers worked, which other programs on the machine do not
change much; `clock` is the time that went by. Bytes are those that go over the wire from a server
that compresses texts, as hosts do. There is no network in the times: it adds its own to each step,
in proportion to the bytes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from made_site import LEXICON, make_site
from playwright.sync_api import sync_playwright

from browser.chromium import ARGUMENTS, find

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WORDS = {"rare": LEXICON[-1], "common": LEXICON[0]}
PLUGINS = {"pagefind": "[{postil: {search: pagefind}}]", "theme": "[search, postil]"}
INDEXES = {"pagefind": "pagefind", "theme": "search"}
FIELDS = {"pagefind": ".postil-search input", "theme": ".md-search__input"}
HITS = {"pagefind": ".postil-hits li", "theme": ".md-search-result__item"}
LIMIT = 300_000


def main() -> None:
    """Builds the sites, measures them, and prints a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--engines", nargs="+", choices=PLUGINS, default=["pagefind"])
    parser.add_argument("--site", type=Path, help="folder of a site that is built")
    options = parser.parse_args()
    for engine in options.engines:
        if options.site:
            measure(options.site, engine)
            continue
        with tempfile.TemporaryDirectory() as folder:
            measure(built(Path(folder), options.articles, engine), engine)


def built(folder: Path, count: int, engine: str) -> Path:
    """Builds a site with an engine; returns its folder."""
    make_site(folder, count, "postil")
    path = folder / "mkdocs.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(PLUGINS["theme"], PLUGINS[engine]), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    clock, cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
    scale = 1 if sys.platform == "darwin" else 1024
    show(engine, "build", f"{cpu:.1f} s cpu, {clock:.1f} s clock")
    show(engine, "memory", f"{usage.ru_maxrss * scale / 1e6:.0f} MB")
    return folder / "site"


def measure(site: Path, engine: str) -> None:
    """Prints what the index of a site weighs, and what a search in it costs."""
    files = [path for path in (site / INDEXES[engine]).rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    show(engine, "files", f"{len(files):,} files, {size:.1f} MB")
    loaded: list[int] = []
    handler = partial(Counting, directory=str(site), loaded=loaded)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        for name, word in WORDS.items():
            loaded.clear()
            page = opened(browser, address, engine)
            if name == "rare":
                show(engine, "before", f"{sum(loaded):,} bytes in {len(loaded)} requests")
            loaded.clear()
            before = worked(browser)
            seconds = first_hit(page, engine, word)
            cpu = worked(browser) - before
            page.wait_for_load_state("networkidle")
            said = f"{sum(loaded):,} bytes in {len(loaded)} requests"
            times = f"{cpu:.2f} s cpu, {seconds:.2f} s clock"
            show(engine, name, f"{said}, {times}, {found(page, engine)}")
            page.context.close()
        if engine == "pagefind":
            page = opened(browser, address, engine)
            loaded.clear()
            seconds = filters_opened(page)
            said = f"{sum(loaded):,} bytes in {len(loaded)} requests, {seconds:.2f} s"
            show(engine, "filters", said)
        browser.close()
    server.shutdown()


def opened(browser: Browser, address: str, engine: str) -> Page:
    """A fresh page that can be searched, with nothing kept from the last, when it is quiet."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(LIMIT)
    page.goto(f"{address}search/" if engine == "pagefind" else address, wait_until="networkidle")
    return page


def first_hit(page: Page, engine: str, word: str) -> float:
    """Seconds from a word in the field to the first hit."""
    field = page.locator(FIELDS[engine])
    started = time.perf_counter()
    field.focus()
    field.fill(word)
    if engine == "theme":
        field.dispatch_event("keyup")
    page.locator(HITS[engine]).first.wait_for(state="attached")
    return time.perf_counter() - started


def worked(browser: Browser) -> float:
    """Seconds that the pages and their workers have worked so far."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    seconds: float = sum(p["cpuTime"] for p in processes if p["type"] == "renderer")
    return seconds


def found(page: Page, engine: str) -> str:
    """What the page says of the number of hits."""
    where = ".postil-search output" if engine == "pagefind" else ".md-search-result__meta"
    return page.locator(where).inner_text().strip()


def filters_opened(page: Page) -> float:
    """Seconds until the filters have something to choose."""
    started = time.perf_counter()
    page.locator(".postil-search [aria-expanded]").click()
    page.locator("select[name=kind] option:nth-child(3)").wait_for(state="attached")
    return time.perf_counter() - started


def show(engine: str, name: str, figure: str) -> None:
    """Prints a figure."""
    print(f"{engine:9} {name:9} {figure}", flush=True)


class Counting(SimpleHTTPRequestHandler):
    """A server that compresses texts, and counts the bytes of what the search loads."""

    protocol_version = "HTTP/1.1"
    kept: dict[Path, bytes] = {}  # noqa: RUF012

    def __init__(self, *args: object, loaded: list[int], **kwargs: object) -> None:
        self.loaded = loaded
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Sends a file."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self.send_error(404)
            return
        is_text = path.suffix in (".html", ".js", ".json", ".css", ".svg")
        if path not in self.kept:
            data = path.read_bytes()
            self.kept[path] = gzip.compress(data, 6) if is_text else data
        data = self.kept[path]
        if "pagefind" in self.path or "search" in path.name or "/search/search" in self.path:
            self.loaded.append(len(data))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(data)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    main()
