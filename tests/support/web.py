"""A server of static files for the browser tests."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import IO, TYPE_CHECKING, Any

from support.ports import free_port

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route


INDEX = "search/search_index.json"


class _Quiet(SimpleHTTPRequestHandler):
    def __init__(
        self, *args: Any, headers: Mapping[str, str], instead: Mapping[str, Path], **kwargs: Any
    ) -> None:
        self.more, self.instead = headers, instead
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        other = self.instead.get(path.partition("?")[0].removeprefix("/"))
        return os.fspath(other) if other else super().translate_path(path)

    def end_headers(self) -> None:
        for name, value in self.more.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


# Where a browser that has come so far may show what it has: after what can change the page, before
# its content, within the bar above a reading, and once in a while.
CUTS = re.compile(
    rb'(?<=</script>)|(?<=</form>)|(?=<div class="md-content")|(?=<span class="postil-ways")'
)
PIECES = 10
# Seconds. Two frames.
PAUSE = 0.03


class _Slow(_Quiet):
    """Sends pages piece by piece, and scripts after a while."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        data = source.read()
        try:
            if self.path.partition("?")[0].endswith((".html", "/")):
                self.send_in_pieces(data, outputfile)
            else:
                time.sleep(3 * PAUSE if ".js" in self.path else 0)
                outputfile.write(data)
        except OSError:
            # The browser has gone to another page.
            pass

    def send_in_pieces(self, data: bytes, output: IO[bytes]) -> None:
        for part in CUTS.split(data):
            size = max(1, len(data) // PIECES)
            for start in range(0, len(part), size):
                output.write(part[start : start + size])
                output.flush()
                time.sleep(PAUSE)


@contextmanager
def served(
    folder: Path, *, searchable: bool = True, slowly: bool = False, **headers: str
) -> Iterator[str]:
    """Serves a folder on a free port of this machine, with headers of one's own (`_` for `-`);
    yields its address, with a slash, which no other folder has had or will have. What is in it is
    not to change: a browser need not ask for it again.

    `searchable`: without this, Material's search finds nothing. It reads all of its index on each
    page, which takes a third of the time of a page of the demo.

    `slowly`: what a page shows before it is whole can be seen, as on a slow machine. It comes in
    pieces, between which the browser paints, and its scripts come late, to who has not had them.
    """
    more = {} if slowly else {"Cache-Control": "max-age=3600"}
    more |= {name.replace("_", "-"): value for name, value in headers.items()}
    with TemporaryDirectory() as aside:
        instead = {}
        if not searchable:
            instead[INDEX] = Path(aside) / "index.json"
            index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
            instead[INDEX].write_text(json.dumps({**index, "docs": []}), encoding="utf-8")
        handler = partial(
            _Slow if slowly else _Quiet, directory=str(folder), headers=more, instead=instead
        )
        with _running(handler) as address:
            yield address


@contextmanager
def _running(handler: Any) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def await_search(page: Page) -> None:
    """Waits until Material's search stays open where it is opened: an eighth of a second after a
    page has come, or was swapped in, Material closes it."""
    page.evaluate("() => new Promise(done => setTimeout(done, 150))")


class Held:
    """What pages ask for at some address, which does not come before it is let go."""

    def __init__(self, where: Page | BrowserContext, pattern: str) -> None:
        self._where, self._pattern = where, pattern
        self.routes: list[Route] = []
        where.route(pattern, lambda route: self.routes.append(route))

    def first(self, page: Page, patience: float = 30.0) -> Route:
        """The first of them, when it has been asked for: a browser that has much to do asks later
        than a test."""
        until = time.monotonic() + patience
        while not self.routes:
            assert time.monotonic() < until, f"nobody has asked for {self._pattern}"
            page.wait_for_timeout(10)
        return self.routes[0]

    def let_go(self, page: Page) -> None:
        """Lets it come, when it has been asked for, and all that is asked for later."""
        self.first(page)
        for route in self.routes:
            route.fallback()
        self._where.unroute(self._pattern)


def allow_instant_navigation(page: Page, site: Path, address: str) -> None:
    """Lets Material swap pages in, as it does where a site stands at its own address.

    It swaps in what the site map lists, and of the addresses there it takes every part as it is
    but the host. So on a page of ours the map must have the address of the test server.
    """
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    here = re.sub(r"(?<=<loc>)https?://[^/<]+/", address, text)
    page.route("**/sitemap.xml", lambda route: route.fulfill(body=here, content_type="text/xml"))
