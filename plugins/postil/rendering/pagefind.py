"""The search index of Pagefind: static files of which a reader loads only what a search needs.

Pagefind is a program that answers requests on its standard input. It is spoken to directly, as its
Python interface waits a tenth of a second for each answer: 500 seconds for 5,000 entries instead
of three and a half. Source of the protocol: Pagefind 1.5, `pagefind --service`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from itertools import count, islice
from pathlib import Path
from threading import Thread
from typing import Any

from .search import SearchEntry

# The interfaces that Pagefind writes beside its index; the search page is our own.
_NOT_NEEDED = ("pagefind-*ui.*", "pagefind-highlight.js")

# Its files are gzipped and begin with this.
_SIGNATURE = b"pagefind_dcd"

# Where a list of filters stands in the list that the metadata are.
_FILTERS_OF_METADATA = 3


class PagefindError(Exception):
    """Pagefind is not there, or does not do what it should."""


def program() -> str:
    """The path of Pagefind. Raises PagefindError, with what to do, where it is not installed."""
    for package in ("pagefind_bin_extended", "pagefind_bin"):
        if find_spec(package):
            return str(import_module(package).get_executable())
    if found := shutil.which("pagefind_extended") or shutil.which("pagefind"):
        return found
    raise PagefindError("Pagefind is not installed; run: pip install 'postil[pagefind]'")


def write_index(entries: Iterable[tuple[str, SearchEntry]], folder: Path, language: str) -> None:
    """Writes the index of a site.

    Args:
        entries: All entries, each with its address relative to the root of the site.
        folder: Where the index is to stand; what is there is replaced.
        language: The language of the site, as a code.

    Raises PagefindError where Pagefind cannot be run or refuses an entry.
    """
    shutil.rmtree(folder, ignore_errors=True)
    requests = [
        {"type": "NewIndex", "config": {"force_language": language}},
        *(_record(url, entry, language) for url, entry in entries),
        {"type": "WriteFiles", "index_id": 0, "output_path": str(folder)},
    ]
    _ask(requests)
    for pattern in _NOT_NEEDED:
        for path in folder.glob(pattern):
            path.unlink()
    _make_stable(folder)


def _record(url: str, entry: SearchEntry, language: str) -> dict[str, Any]:
    return {
        "type": "AddRecord",
        "index_id": 0,
        "url": url,
        # An entry without content would be left out.
        "content": entry.text or entry.title,
        "language": language,
        "meta": {"title": entry.title},
        "filters": {name: [label] for name, label in entry.facets.items()},
        "sort": None,
    }


def _ask(requests: Sequence[dict[str, Any]]) -> None:
    """Has Pagefind answer requests in turn. It stops at the end of its input whether it has
    answered or not, so that is left open until all answers are there."""
    messages = b"".join(
        base64.b64encode(json.dumps({"message_id": number, "payload": request}).encode()) + b","
        for number, request in enumerate(requests)
    )
    command = [program(), "--service"]
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except OSError as error:
        raise PagefindError(f"{command[0]} does not run: {error}") from error
    assert process.stdin and process.stdout
    # It answers while it reads: who writes everything first waits for ever.
    writing = Thread(target=_write, args=(process.stdin, messages), daemon=True)
    writing.start()
    answered = 0
    try:
        for answer in islice(_answers(process.stdout), len(requests)):
            answered += 1
            if answer["payload"]["type"] == "Error":
                process.kill()
                raise PagefindError(f"Pagefind: {answer['payload']['message']}")
    finally:
        writing.join()
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()
        process.wait()
    if answered < len(requests):
        raise PagefindError(f"Pagefind stopped with {process.returncode}")


def _write(stream: Any, messages: bytes) -> None:
    # If it has ended, the reader says so.
    with suppress(OSError):
        stream.write(messages)
        stream.flush()


def _answers(stream: Any) -> Iterator[dict[str, Any]]:
    rest = b""
    while data := stream.read1(1 << 16):
        *whole, rest = (rest + data).split(b",")
        for message in whole:
            yield json.loads(base64.b64decode(message))


def _make_stable(folder: Path) -> None:
    """Puts filters and their values in the order of their names.

    Pagefind writes them in the order of a hash table, another one at each run. Names of files are
    hashes of their contents, so they change with them, and the list that holds them too.
    """
    entry = json.loads((folder / "pagefind-entry.json").read_bytes())
    renamed = {}
    for path in sorted(folder.glob("filter/*.pf_filter")):
        name, values = _items(_unpacked(path))
        data = _array([name, _array(sorted(_items(values)))])
        renamed[path.stem] = _replaced(path, data, path.stem)
    for language in entry["languages"].values():
        path = folder / f"pagefind.{language['hash']}.pf_meta"
        parts = list(_items(_unpacked(path)))
        filters = parts[_FILTERS_OF_METADATA]
        for old, new in renamed.items():
            filters = filters.replace(old.encode(), new.encode())
        parts[_FILTERS_OF_METADATA] = _array(sorted(_items(filters)))
        language["hash"] = _replaced(path, _array(parts), language["hash"])
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    (folder / "pagefind-entry.json").write_text(text, encoding="utf-8")


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE)


def _replaced(path: Path, data: bytes, name: str) -> str:
    """Writes other data in place of a file, under a name of the same form: `en_1a2b3c4`."""
    language, _, old = name.rpartition("_")
    new = f"{language}_{hashlib.sha256(data).hexdigest()[: len(old)]}"
    path.unlink()
    path = path.with_name(path.name.replace(name, new))
    path.write_bytes(gzip.compress(_SIGNATURE + data, 9, mtime=0))
    return new


def _items(data: bytes) -> Iterator[bytes]:
    """The items of an array of CBOR (RFC 8949), each as it is encoded."""
    number, at = _head(data, 0)
    for _ in range(number):
        end = _end(data, at)
        yield data[at:end]
        at = end


def _array(items: Sequence[bytes]) -> bytes:
    size = len(items)
    if size < 24:
        return bytes([0x80 + size]) + b"".join(items)
    width = next(w for w in count() if size < 1 << (8 << w))
    return bytes([0x98 + width]) + size.to_bytes(1 << width, "big") + b"".join(items)


def _head(data: bytes, at: int) -> tuple[int, int]:
    """The number in the head of an item, and where the head ends."""
    short = data[at] & 31
    if short < 24:
        return short, at + 1
    width = 1 << (short - 24)
    return int.from_bytes(data[at + 1 : at + 1 + width], "big"), at + 1 + width


def _end(data: bytes, at: int) -> int:
    """Where an item ends: a number, a text or an array. Pagefind writes nothing else."""
    kind = data[at] >> 5
    number, end = _head(data, at)
    if kind in (2, 3):
        return end + number
    if kind == 4:
        for _ in range(number):
            end = _end(data, end)
    return end
