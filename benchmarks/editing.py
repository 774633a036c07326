"""Writing in an editor that knows the ids of a large edition.

    python benchmarks/editing.py            1,000, 10,000 and 50,000 annotations, in three minutes
    python benchmarks/editing.py --quick    1,000 annotations

The site is that of `made_site.py`, with 50 annotations an article and 1,000 sources. An editor
opens the annotations of one article and asks yaml-language-server, which knows the ids in one of
two ways:

    divided    the schemas that `postil check` writes
    lists      all sources and all full names of annotations in an `enum` each, as is usual

Measured are, in seconds, to write the schemas (all of them, and after a change of one file), to
open the file until it is underlined, to underline it again after a key, to complete a
cross-reference and a source, to show what the mouse is on, and to know what is new when a schema
has changed; and the memory of the server. A key includes a fifth of a second for which the server
waits for the next one. Linux only: what a process takes is read from /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from made_site import ANNOTATIONS, make_site

from postil.build.schemas import Known, write_schemas
from postil.edition.edition import Edition
from postil.edition.loading import load
from postil.edition.schema import EditionSchemas, schemas

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT / "tests"))

from support.language_server import Editor, editing  # noqa: E402
from support.npm import fetched  # noqa: E402

FILE, OTHER = "annotations/texts/a5.yml", "annotations/texts/a7.yml"
LINK = "  new:\n    quote: x\n    cross_references:\n      - relation: extends\n        to: "
SOURCE = "  new:\n    quote: x\n    sources:\n      - "


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1,000 annotations")
    packages = fetched(PROJECT / "tests/editor/package.json")
    server = packages / "node_modules/yaml-language-server/bin/yaml-language-server"
    for articles in (20,) if parser.parse_args().quick else (20, 200, 1_000):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "site")
            make_site(root, articles, "postil")
            print(f"\n{articles * ANNOTATIONS:,} annotations")
            for way, write in (("divided", _divided), ("lists", _lists)):
                out = root / way
                write(root, out)
                with editing(server, root, {f"{way}/annotations.schema.json": FILE}) as editor:
                    _edit(editor, root, out, way)


def _loaded(root: Path, known: dict[Path, Any]) -> tuple[Edition, list[str]]:
    docs = root / "docs"
    pages = [p.relative_to(docs).with_suffix("").as_posix() for p in docs.rglob("*.md")]
    return load(root / "annotations", pages, root, known=known), pages


def _divided(root: Path, out: Path) -> None:
    files: dict[Path, Any] = {}
    edition, pages = _loaded(root, files)
    known = Known()
    _timed("divided", "write", lambda: write_schemas(EditionSchemas(edition, pages), out, known))
    text = (root / OTHER).read_text()
    (root / OTHER).write_text(text.replace("because: ", "because: Now ", 1))
    edition, pages = _loaded(root, files)
    again = EditionSchemas(edition, pages)
    _timed("divided", "write again", lambda: write_schemas(again, out, known))
    size = sum(path.stat().st_size for path in out.rglob("*.json"))
    print(f"{'divided':8} {'size':24} {size / 1e6:8.1f} MB")


def _lists(root: Path, out: Path) -> None:
    edition, _ = _loaded(root, {})
    found = json.loads(schemas()["annotations.schema.json"])
    to = found["$defs"]["CrossReference"]["properties"]["to"]
    names = {place.name: f"“{a.quote.exact[:80]}”" for place, a in edition.annotations()}
    to["anyOf"][0] = _list(names)
    sources = _list({id: source.title for id, source in edition.sources.items()})
    found["$defs"]["Claim"]["properties"]["sources"]["items"]["anyOf"][0] = sources
    out.mkdir()
    (out / "annotations.schema.json").write_text(json.dumps(found))


def _list(labels: dict[str, str]) -> dict[str, Any]:
    return {"enum": [*labels], "enumDescriptions": [*labels.values()]}


def _edit(editor: Editor, root: Path, out: Path, way: str) -> None:
    text = (root / FILE).read_text().rstrip() + "\n"
    at = f"{LINK}texts/a7#claim-1"

    def timed(what: str, do: Callable[[], Any]) -> None:
        _timed(way, what, do, editor.pid)

    timed("open", lambda: editor.open(FILE, text))
    timed("key", lambda: editor.open(FILE, text + LINK))
    for what, asked in {
        "complete a reference": f"{text}{LINK}‸",
        "complete an annotation": f"{text}{LINK}texts/a7#‸",
        "complete a source": f"{text}{SOURCE}‸",
    }.items():
        editor.open(FILE, asked.replace("‸", ""))
        timed(what, lambda asked=asked: editor.completions(FILE, asked))
    editor.open(FILE, text + at)
    timed("hover", lambda: editor.hover(FILE, text + at.replace("texts", "‸texts")))
    changed = out / "annotations.schema.json"
    editor.changed(changed.relative_to(root).as_posix())
    timed("key, schema changed", lambda: editor.open(FILE, text))
    print(f"{way:8} {'memory':24} {_memory(editor.pid):8.0f} MB")


def _timed(way: str, what: str, do: Callable[[], Any], process: int | None = None) -> None:
    begun, cpu = time.perf_counter(), _cpu(process)
    do()
    wall, used = time.perf_counter() - begun, _cpu(process) - cpu
    print(f"{way:8} {what:24} {wall:8.2f} s, CPU {used:6.2f} s", flush=True)


def _cpu(process: int | None) -> float:
    if process is None:
        return time.process_time()
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> float:
    """Peak resident memory in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e6


if __name__ == "__main__":
    main()
