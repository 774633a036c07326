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
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from itertools import count, islice
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import Any

from .entries import SearchEntry

# The interfaces that Pagefind has beside its index; the search page is our own.
_NOT_NEEDED = re.compile(r"pagefind-(?:.*ui\.(?:js|css)|highlight\.js)")

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
    answers = _ask(
        [
            {"type": "NewIndex", "config": {"force_language": language}},
            *(_record(url, entry, language) for url, entry in entries),
            # It could write the files, too, but answers before they are whole on the disk.
            {"type": "GetFiles", "index_id": 0},
        ]
    )
    files = {file["path"]: base64.b64decode(file["content"]) for file in answers[-1]["files"]}
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in _in_order(files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


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


def _ask(requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Pagefind answers to requests, in turn. It stops at the end of its input whether it has
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
    answers = []
    try:
        for answer in islice(_answers(process.stdout), len(requests)):
            answers.append(answer["payload"])
            if answers[-1]["type"] == "Error":
                process.kill()
                raise PagefindError(f"Pagefind: {answers[-1]['message']}")
    finally:
        writing.join()
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()
        process.wait()
    if len(answers) < len(requests):
        raise PagefindError(f"Pagefind stopped with {process.returncode}")
    return answers


def _write(stream: Any, messages: bytes) -> None:
    # If it has ended, the reader says so.
    with suppress(OSError):
        stream.write(messages)
        stream.flush()


def _answers(stream: Any) -> Iterator[dict[str, Any]]:
    parts: list[bytes] = []
    while data := stream.read1(1 << 20):
        *ends, rest = data.split(b",")
        for end in ends:
            yield json.loads(base64.b64decode(b"".join([*parts, end])))
            parts.clear()
        parts.append(rest)


def _in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that are needed, with filters and their values in the order of their names.

    Pagefind has them in the order of a hash table, another one at each run. Names of files are
    hashes of their contents, so they change with them, and the list that holds them too.
    """
    found = {name: data for name, data in files.items() if not _NOT_NEEDED.fullmatch(name)}
    renamed = {}
    for path in sorted(path for path in found if path.endswith(".pf_filter")):
        name, values = _items(_unpacked(found.pop(path)))
        data = _array([name, _array(sorted(_items(values)))])
        old = PurePosixPath(path).stem
        renamed[old] = _named_for(data, old)
        found[path.replace(old, renamed[old])] = _packed(data)
    entry = json.loads(found["pagefind-entry.json"])
    for language in entry["languages"].values():
        path, old = f"pagefind.{language['hash']}.pf_meta", language["hash"]
        parts = list(_items(_unpacked(found.pop(path))))
        filters = parts[_FILTERS_OF_METADATA]
        for was, now in renamed.items():
            filters = filters.replace(was.encode(), now.encode())
        parts[_FILTERS_OF_METADATA] = _array(sorted(_items(filters)))
        data = _array(parts)
        language["hash"] = _named_for(data, old)
        found[path.replace(old, language["hash"])] = _packed(data)
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return {**found, "pagefind-entry.json": text.encode()}


def _unpacked(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)


def _packed(data: bytes) -> bytes:
    return gzip.compress(_SIGNATURE + data, 9, mtime=0)


def _named_for(data: bytes, name: str) -> str:
    """A name of the same form for other data: `en_1a2b3c4`."""
    language, _, old = name.rpartition("_")
    return f"{language}_{hashlib.sha256(data).hexdigest()[: len(old)]}"


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
