"""What the reading page costs a reader: times and weights of one page, measured in a browser.

    python benchmarks/page.py             200 annotations, and the budgets beside the figures
    python benchmarks/page.py --count 500
    python benchmarks/page.py --load      1,000, 2,000 and 5,000 annotations on one page
    python benchmarks/page.py --opening   what it costs to open a page with 50 notes, beside one
                                          that has them as footnotes by hand

The page is the same in every run: paragraphs of five sentences, one annotation on each sentence,
reasons of up to 40 words, in Material, in a wide window. Measured are medians of several runs, from
the act of the reader until the next frame is painted:

    layout      the margin becomes narrower: all notes are measured and put into it
    again       the article becomes longer: they are put there again, measured as they are
    open        a click on a passage
    filter      a click on a choice of the bar
    search      words are put into the search of a page that was just opened, until the first hit
                is there: the index is loaded, too

`cpu` is the time that the page's thread worked, which other programs on the machine do not change
much; `clock` is the time that went by, with the wait for the next frame (16 ms) in it. Shift is the
sum of all layout shifts while the page loads (CLS); weights are gzipped and in bytes.

Opening is measured on an article of `made_site.py`, with the processor at a quarter of its speed,
in turns: the time that the page's thread worked, in all and for styles, layout and scripts; when
the document was ready; and for how long it could not answer (what its tasks worked beyond 50 ms,
which other programs on the machine do not change much).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from made_site import Form, make_site
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import sync_playwright

from browser.chromium import ARGUMENTS, find

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

RUNS, SEARCHES = 15, 5
BUDGETS = {"layout": 50.0, "open": 50.0, "filter": 50.0, "shift": 0.02, "js": 14_000, "css": 6_000}
CONFIGURATION = "site_name: Page\ntheme: {name: material, font: false}\nplugins: [search, postil]\n"
KINDS = "statistic analogy prediction causal-claim".split()
ASSESSMENTS = "supported disputed contradicted opinion unverifiable".split()

PAINTED = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


def main() -> None:
    """Builds the page, measures it, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200, help="annotations on the page")
    parser.add_argument("--opening", action="store_true", help="measure the opening of a page")
    parser.add_argument("--load", action="store_true", help="measure pages with very many")
    options = parser.parse_args()
    if options.load:
        print_load()
        return
    if options.opening:
        print_opening()
        return
    count = options.count
    with tempfile.TemporaryDirectory() as folder:
        site = site_of(Path(folder), count)
        weighed, (timed, shifted) = weights(site), times(site)
    print(f"{count} annotations on one page, medians of {RUNS} runs")
    for name, (cpu, clock) in timed.items():
        budget = f"   budget {BUDGETS[name]:g}" if name in BUDGETS else ""
        print(f"{name:8} {cpu:7.1f} ms cpu {clock:7.1f} ms clock{budget}")
    print(f"{'shift':8} {shifted:7.4f}   budget {BUDGETS['shift']:g}")
    for name, size in weighed.items():
        print(f"{name:8} {size:7} bytes   budget {BUDGETS[name]:g}")


ACTS = {
    "open": "document.querySelectorAll('mark.postil[id]')[7].click()",
    "next": "dispatchEvent(new KeyboardEvent('keydown', { key: ']' }))",
    "filter": "document.querySelector('.postil-bar [data-show=disputed]').click()",
    "all": "document.querySelector('.postil-bar [data-show=disputed]').click()",
    "bare": "document.querySelector('.postil-bar [data-notes=none]').click()",
}


def print_load() -> None:
    """Prints for how long the thread of a page with very many notes works."""
    print(f"{'notes':>6} {'page':>8}" + "".join(f"{name:>8}" for name in ACTS) + "   (ms of CPU)")
    for count in (200, 1_000, 2_000, 5_000):
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            server = server_of(site_of(Path(folder), count))
            browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(300_000)
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            before, costs = worked(session), []
            page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="load")
            for act in ["", *ACTS.values()]:
                page.evaluate(f"async () => {{ {act}; await {PAINTED}; await {PAINTED} }}")
                page.wait_for_timeout(1000)
                costs.append(worked(session) - before)
                before = worked(session)
            browser.close()
            server.shutdown()
        print(f"{count:6} " + "".join(f"{cost:8.0f}" for cost in costs), flush=True)


OPENED = ("task", "style", "layout", "script", "ready", "blocked")
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
LONG = 50.0  # milliseconds: a task that takes longer keeps a reader waiting


def print_opening() -> None:
    """Prints what it costs to open a page with notes, with footnotes, and with neither."""
    forms: tuple[Form, ...] = ("base", "footnotes", "postil")
    found: dict[str, list[list[float]]] = {form: [] for form in forms}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        servers = []
        for form in forms:
            make_site(Path(folder, form), 3, form)
            config = load_config(str(Path(folder, form, "mkdocs.yml")))
            build(config)
            servers.append(server_of(Path(config.site_dir)))
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        for run in range(RUNS + 1):
            for form, server in zip(forms, servers, strict=True):
                costs = opened(browser, f"http://127.0.0.1:{server.server_port}/texts/a1/")
                # The first time the browser gets to know the site.
                found[form] += [costs] if run else []
        browser.close()
        for server in servers:
            server.shutdown()
    medians = {
        form: [statistics.median(c) for c in zip(*found[form], strict=True)] for form in forms
    }
    print(f"{'':10}" + "".join(f"{name:>9}" for name in OPENED) + "   (ms)")
    for form in forms:
        print(f"{form:10}" + "".join(f"{value:9.0f}" for value in medians[form]))
    ratios = zip(medians["postil"], medians["footnotes"], strict=True)
    print(f"{'ratio':10}" + "".join(f"{ours / theirs:9.2f}" for ours, theirs in ratios))


def opened(browser: Browser, address: str) -> list[float]:
    """What it costs to open a page, in milliseconds, as `OPENED` names it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    browser.start_tracing(page=page, categories=["devtools.timeline", "toplevel"])
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1500)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    names = ("TaskDuration", "RecalcStyleDuration", "LayoutDuration", "ScriptDuration")
    costs = [1000 * metrics[name] for name in names] + [page.evaluate(READY), blocked(events)]
    context.close()
    return costs


def blocked(events: list[dict[str, Any]]) -> float:
    """Milliseconds that the tasks of the thread that read a page worked beyond what is short."""
    thread = next((e["pid"], e["tid"]) for e in events if e["name"] == "ParseHTML")
    tasks = [
        event["tdur"] / 1000
        for event in events
        if event["name"] == "ThreadControllerImpl::RunTask"
        and (event["pid"], event["tid"]) == thread
        and "tdur" in event
    ]
    return sum(max(0, task - LONG) for task in tasks)


def site_of(folder: Path, count: int) -> Path:
    """Builds the site; returns its folder."""
    text, notes = ["# Page\n"], ["claims:"]
    for number in range(1, count + 1):
        end = "\n" if number % 5 == 0 else ""
        text.append(f"Sentence {number} of the text repeats what somebody has said before.{end}")
        notes += [
            f"  claim-{number}:",
            f"    quote: Sentence {number} of the text",
            f"    kind: {KINDS[number % len(KINDS)]}",
            f"    assessment: {ASSESSMENTS[number % len(ASSESSMENTS)]}",
            f"    because: Reason {number}. " + "It takes some more words to say. " * (number % 6),
        ]
    for name, lines in {"docs/index.md": text, "annotations/index.yml": notes}.items():
        path = folder / name
        path.parent.mkdir()
        path.write_text("\n".join(lines), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIGURATION, encoding="utf-8")
    config = load_config(str(folder / "mkdocs.yml"))
    build(config)
    return Path(config.site_dir)


def weights(site: Path) -> dict[str, int]:
    """What an annotated page loads from us."""
    assets = site / "assets" / "postil"
    files = {"js": ["postil.js"], "css": ["postil.css", "vocabulary.css"]}
    return {
        kind: sum(len(gzip.compress((assets / name).read_bytes())) for name in names)
        for kind, names in files.items()
    }


def times(site: Path) -> tuple[dict[str, tuple[float, float]], float]:
    """Times in milliseconds (cpu, clock), and the shift."""
    server = server_of(site)
    address = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address, wait_until="networkidle")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        scripts = {"layout": LAYOUT, "again": AGAIN, "open": OPEN, "filter": FILTER}
        timed = {name: medians(page, session, script) for name, script in scripts.items()}
        timed["search"] = first_hit(browser, address)
        fresh = browser.new_page(viewport={"width": 1440, "height": 900})
        shifted = shift(fresh, address)
        browser.close()
    server.shutdown()
    return timed, shifted


def server_of(site: Path) -> ThreadingHTTPServer:
    """A server of a site, which runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


LAYOUT = """async run => {
    const section = document.querySelector(".postil-endnotes"), root = section.parentElement
    const start = performance.now()
    section.style.width = `${run % 2 ? 280 : 270}px`
    root.style.paddingBottom = `${run % 2 ? 0 : 20}px`
    await PAINTED
    return performance.now() - start
}"""
AGAIN = """async run => {
    const root = document.querySelector(".postil-endnotes").parentElement
    const start = performance.now()
    root.style.paddingBottom = `${run % 2 ? 0 : 20}px`
    await PAINTED
    return performance.now() - start
}"""
OPEN = """async run => {
    const mark = document.querySelectorAll("mark.postil[id]")[run * 7]
    const start = performance.now()
    mark.click()
    await PAINTED
    return performance.now() - start
}"""
FILTER = """async run => {
    const start = performance.now()
    document.querySelector(".postil-bar [data-show=disputed]").click()
    await PAINTED
    return performance.now() - start
}"""


SEARCH = """async () => {
    const query = document.querySelector("[data-md-component=search-query]")
    const start = performance.now()
    query.focus()
    query.value = "repeats"
    query.dispatchEvent(new KeyboardEvent("keyup", {key: "s", bubbles: true}))
    while (!document.querySelector(".md-search-result__item")) {
        await new Promise(done => setTimeout(done, 2))
    }
    return performance.now() - start
}"""


def medians(page: Page, session: CDPSession, script: str) -> tuple[float, float]:
    """The median times of a script over all runs: cpu and clock."""
    script = script.replace("PAINTED", PAINTED)
    cpu, clock = [], []
    for run in range(RUNS):
        page.wait_for_timeout(250)  # what the last run set off is over
        before = worked(session)
        clock.append(float(page.evaluate(script, run)))
        cpu.append(worked(session) - before)
    return statistics.median(cpu), statistics.median(clock)


def first_hit(browser: Browser, address: str) -> tuple[float, float]:
    """The median times from words in the search of a fresh page to the first hit."""
    cpu, clock = [], []
    for _ in range(SEARCHES):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address, wait_until="load")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = worked(session)
        clock.append(float(page.evaluate(SEARCH)))
        cpu.append(worked(session) - before)
        page.close()
    return statistics.median(cpu), statistics.median(clock)


def worked(session: CDPSession) -> float:
    """Milliseconds that the page's thread has worked so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    found: float = next(m["value"] for m in metrics if m["name"] == "TaskDuration")
    return found * 1_000


def shift(page: Page, address: str) -> float:
    """The layout shift while the page loads."""
    page.goto(address, wait_until="networkidle")
    found: float = page.evaluate(
        """() => new Promise(done => {
            let sum = 0
            new PerformanceObserver(list => {
                for (const entry of list.getEntries()) sum += entry.value
            }).observe({type: "layout-shift", buffered: true})
            setTimeout(() => done(sum), 500)
        })"""
    )
    return found


class Quiet(SimpleHTTPRequestHandler):
    """A server that does not log."""

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    main()
