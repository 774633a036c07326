"""The search index of Pagefind: static files of which a reader loads only what a search needs.

Pagefind finds the numbers of hits; what it finds them by and how it ranks them is its own. What is
shown of a hit, and what hits can be chosen by, stands in files of ours, because of what Pagefind
1.5 does with a site of 60,000 hits:

- For each hit of a word its search goes through all hits of the word: 51,000 take 30 seconds. So
  the index is made in portions, which Pagefind searches one by one and merges: a twelfth of the
  hits takes a hundred-and-forty-fourth of the time, twelve times. Making it takes the memory of a
  portion, too.
- It writes a file for each hit, with a hash for its name, and all hashes are in the metadata that
  are loaded first: 340 kB. Ours have numbers for names, and several hits each.
- It wants all values of all facets, 400 kB, where only one list of them is shown. Ours are one file
  with a number for each hit and facet, and are loaded when a reader wants to choose.

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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from itertools import count, islice
from pathlib import Path
from threading import Thread
from typing import Any

from .entries import SearchEntry

# Hits of a portion. Fewer make a search for a common word faster (51,000 hits in 12 portions: see
# benchmarks/README.md), and cost every search a request and some kilobytes more for each portion.
PORTION = 5_000

# Hits of a file of those that are shown. More make fewer files, and more to load for each list.
TOGETHER = 16

# Of what Pagefind gives, what is not needed: the interfaces that it has beside its index, as the
# search page is our own; and what stands in our files.
_NOT_NEEDED = re.compile(r"pagefind-(?:.*ui\.(?:js|css)|highlight\.js)|(?:filter|fragment)/.*")

# What is the same for all portions.
_PROGRAM = re.compile(r"pagefind(?:-worker)?\.js|wasm\..*")

# Its files are gzipped and begin with this.
_SIGNATURE = b"pagefind_dcd"

# Where the lists of hits and of filters stand in the list that the metadata are.
_HITS_OF_METADATA, _FILTERS_OF_METADATA = 1, 3

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


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
    hits = _Hits(folder)
    entries = iter(entries)
    portion = list(islice(entries, PORTION))
    for number in count():
        _write_portion(portion, folder, language, number, hits)
        if not (portion := list(islice(entries, PORTION))):
            hits.end(number + 1)
            return


class _Hits:
    """The files of what is shown of hits, and of what they can be chosen by.

    A hit has a number, and stands in a file with its neighbours as a list: address, title, text,
    article. Of each facet there are the values, of which the first is none, and for each hit the
    number of its value.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[list[str]] = []
        self._facets: dict[str, list[str]] = {}
        self._version = hashlib.sha256()
        self.count = 0

    def add(self, fragment: dict[str, Any]) -> str:
        """Adds a hit as Pagefind has it; returns its name, which is its number."""
        facets = {name: value for name, (value, *_) in fragment["filters"].items()}
        for name in facets:
            self._facets.setdefault(name, [""] * self.count)
        for name, values in self._facets.items():
            values.append(facets.get(name, ""))
        title, article = fragment["meta"]["title"], facets.get("article", "")
        self._waiting.append([fragment["url"], title, fragment["content"], article])
        name = _in_36(self.count)
        self.count += 1
        if len(self._waiting) == TOGETHER:
            self._write_waiting()
        return name

    def end(self, portions: int) -> None:
        """Writes what is left to be written when all hits are added."""
        if self._waiting:
            self._write_waiting()
        facets = {}
        for name, values in sorted(self._facets.items()):
            labels = ["", *sorted({*values} - {""})]
            numbers = {label: number for number, label in enumerate(labels)}
            facets[name] = {"labels": labels, "of": [numbers[value] for value in values]}
        self._write("facets.packed", facets)
        about = {
            "version": self._version.hexdigest()[:16],
            "portions": portions,
            "count": self.count,
            "together": TOGETHER,
        }
        _write_file(self._folder / "hits.json", json.dumps(about).encode())

    def changed_by(self, data: bytes) -> None:
        """Takes other data of the index into its version."""
        self._version.update(data)

    def _write_waiting(self) -> None:
        self._write(f"hits/{(self.count - 1) // TOGETHER}.packed", self._waiting)
        self._waiting = []

    def _write(self, name: str, content: Any) -> None:
        data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        self._version.update(data)
        _write_file(self._folder / name, gzip.compress(data, 9, mtime=0))


def _write_portion(
    portion: Sequence[tuple[str, SearchEntry]],
    folder: Path,
    language: str,
    number: int,
    hits: _Hits,
) -> None:
    """Writes a portion of the index: the first with the program, the others in folders beside."""
    answers = _ask(
        [
            {"type": "NewIndex", "config": {"force_language": language}},
            *(_record(url, entry, language) for url, entry in portion),
            # It could write the files, too, but answers before they are whole on the disk.
            {"type": "GetFiles", "index_id": 0},
        ]
    )
    files = {file["path"]: base64.b64decode(file["content"]) for file in answers[-1]["files"]}
    for name, data in _with_numbers(files, hits).items():
        if not number:
            _write_file(folder / name, data)
        elif not _PROGRAM.fullmatch(name):
            _write_file(folder / str(number) / name, data)


def _write_file(path: Path, data: bytes) -> None:
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


def _with_numbers(files: dict[str, bytes], hits: _Hits) -> dict[str, bytes]:
    """The files that are needed, with numbers for the hashes of hits, and without filters: in the
    order of a hash table, these are others at each run."""
    found = {name: data for name, data in files.items() if not _NOT_NEEDED.fullmatch(name)}
    entry = json.loads(found["pagefind-entry.json"])
    for language in entry["languages"].values():
        old = language["hash"]
        parts = list(_items(_unpacked(found.pop(f"pagefind.{old}.pf_meta"))))
        pages = []
        for page in _items(parts[_HITS_OF_METADATA]):
            name, *others = _items(page)
            fragment = files[f"fragment/{_text(name)}.pf_fragment"]
            pages.append(_array([_as_text(hits.add(json.loads(_unpacked(fragment)))), *others]))
        parts[_HITS_OF_METADATA] = _array(pages)
        parts[_FILTERS_OF_METADATA] = _array([])
        data = _array(parts)
        hits.changed_by(data)
        language["hash"] = _named_for(data, old)
        found[f"pagefind.{language['hash']}.pf_meta"] = _packed(data)
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return {**found, "pagefind-entry.json": text.encode()}


def _in_36(number: int) -> str:
    """A number as JavaScript reads it with `parseInt(…, 36)`."""
    digits = ""
    while number >= 36:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return _DIGITS[number] + digits


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


def _text(data: bytes) -> str:
    """What a text says."""
    length, at = _head(data, 0)
    return data[at : at + length].decode()


def _as_text(text: str) -> bytes:
    """A text of less than 24 bytes."""
    return bytes([0x60 + len(text)]) + text.encode()


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
