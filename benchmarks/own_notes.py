"""What notes of the reader's own cost when a page is opened.

    python benchmarks/own_notes.py              200 notes on a reading of the demo
    python benchmarks/own_notes.py --count 50
    python benchmarks/own_notes.py --corrected  the text was changed since they were written

The same page is opened in turns with no notes of the reader's own and with many. Measured is the
time that the page's thread worked until nothing was left to do, medians of several runs, and
`shift`, the sum of all layout shifts. Weights are those of the scripts that a reading loads,
gzipped, in bytes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import sys
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import sync_playwright

from browser.chromium import ARGUMENTS, find

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

PROJECT = Path(__file__).parents[1]
RUNS = 11
BUDGET = 100.0  # milliseconds for 200 notes
READING = "readings/trumputin-pact/"

# The scripts of a reading, by what a reader has of their own; all but the last come before they do
# anything.
READS = ("veil", "postil")
SCRIPTS = {
    "reads": READS,
    "judges": (*READS, "record-progress-judge"),
    "has notes": (*READS, "record-progress-student"),
    "and judges": (*READS, "record-progress-student-judge"),
    "and writes": (
        *(*READS, "record-progress-student-judge"),
        *("acting", "lost", "keeping", "noting", "using", "copying", "stopping", "ask"),
    ),
}

WRITTEN = """async ([count, corrected]) => {
    const { page } = window["postil-postil"].postil
    const { version } = page.reading.section.dataset
    const { positions: { positionOf }, record, text } = await page.bring("noting")
    const kept = await record.open()
    const own = new text.Text(document.querySelector(".postil-article"))
    const step = Math.floor((own.value.length - 200) / count)
    for (let number = 0; number < count; number += 1) {
        const start = 100 + number * step
        const words = (from, to) => own.value.slice(start + from, start + to)
        const [exact, prefix, suffix] = [words(0, 40), words(-32, 0), words(40, 72)]
        await kept.put({
            id: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
            type: "Annotation",
            motivation: ["commenting", "highlighting", "questioning"][number % 3],
            target: {
                source: "readings/trumputin-pact",
                selector: [
                    { type: "TextQuoteSelector", exact, prefix, suffix },
                    {
                        type: "TextPositionSelector",
                        start: positionOf(own, start),
                        end: positionOf(own, start + 40),
                    },
                ],
            },
            "postil:version": corrected ? "another" : version,
            body: { type: "TextualBody", value: `Note ${number}, with some words to be read` },
        })
    }
}"""

SHIFTS = """window.shifted = 0
new PerformanceObserver(list => list.getEntries().forEach(({ value }) => (window.shifted += value)))
    .observe({ type: "layout-shift", buffered: true })"""


def main() -> None:
    """Builds the demo, measures its page, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200, help="notes on the page")
    parser.add_argument("--corrected", action="store_true", help="they have to be found again")
    asked = parser.parse_args()
    count, corrected = asked.count, asked.corrected
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build(load_config(str(PROJECT / "mkdocs.yml"), site_dir=str(site)))
        plain, noted, shift = times(site, count, corrected)
        scripts = site / "assets/postil"
        for does, names in SCRIPTS.items():
            weight = sum(len(gzip.compress((scripts / f"{n}.js").read_bytes())) for n in names)
            print(f"{does:10} {weight:7,} bytes")
    print(f"{count} notes on one page, medians of {RUNS} runs in turns")
    print(f"without    {plain:7.1f} ms")
    print(f"with       {noted:7.1f} ms")
    print(f"difference {noted - plain:7.1f} ms   budget {BUDGET:g} for 200")
    print(f"shift      {shift:7.5f}")


def times(site: Path, count: int, corrected: bool) -> tuple[float, float, float]:
    """The time of the page's thread without notes and with them, and the shift with them."""
    handler = partial(QuietHandler, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/{READING}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        size = {"width": 1440, "height": 900}
        plain, noted = (browser.new_context(viewport=size) for _ in range(2))  # type: ignore[arg-type]
        page = noted.new_page()
        page.goto(address)
        page.evaluate(WRITTEN, [count, corrected])
        page.close()
        worked: dict[BrowserContext, list[float]] = {plain: [], noted: []}
        shifts: list[float] = []
        for _ in range(RUNS):
            for context in (plain, noted):
                page = context.new_page()
                page.add_init_script(SHIFTS)
                session = context.new_cdp_session(page)
                session.send("Performance.enable", {"timeDomain": "threadTicks"})
                page.goto(address)
                if context is noted:
                    page.wait_for_function(
                        "count => document.querySelectorAll('.postil-own').length >= count",
                        arg=0.9 * count,
                    )
                page.wait_for_timeout(700)
                metrics = session.send("Performance.getMetrics")["metrics"]
                taken = next(m["value"] for m in metrics if m["name"] == "TaskDuration")
                worked[context].append(1000 * taken)
                if context is noted:
                    shifts.append(page.evaluate("window.shifted"))
                page.close()
        browser.close()
    server.shutdown()
    return statistics.median(worked[plain]), statistics.median(worked[noted]), max(shifts)


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


if __name__ == "__main__":
    main()
