"""The search index of Pagefind: static files of which a reader loads only what a search needs.

Pagefind finds the numbers of hits; what it finds them by and how it ranks them is its own. What is
shown of a hit, and what hits can be chosen by, stands in files of ours, because of what Pagefind
1.5 does with a site of 60,000 hits:

- For each hit of a word its search goes through all places of the word: 51,000 hits take half a
  minute. So the index is made in portions, which Pagefind searches one after the other and merges:
  a twentieth of the hits takes a four-hundredth of the time, twenty times. Making a portion takes
  as much less memory.
- It writes a file for each hit, with a hash for its name, and all hashes are in the metadata that
  are loaded first: 340 kB. Ours have numbers for names, and several hits each.
- It has a list of hits for each value of a facet, 400 kB, of which it loads all to say how many
  there are. Ours is one file with a number for each hit and facet, 60 kB, and is loaded when a
  reader wants to choose.

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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any

from .cbor import array, as_text, items, text
from .entries import SearchEntry
from .hits import Hits, write_file
from .words import Part, encoded, parts, words_of

# Hits of a portion. A search for the commonest word of 60,000 hits worked 1.4 s with 5,000, 0.8
# with 3,000 and 0.7 with 2,500; for each portion every search makes a request more.
PORTION = 3_000

# What is the same for all portions.
_PROGRAM = re.compile(r"pagefind(?:-worker)?\.js|wasm\..*")

# Its files are gzipped and begin with this.
_SIGNATURE = b"pagefind_dcd"

# Where the lists of hits, of parts of the index, and of filters stand in the metadata.
_HITS, _PARTS, _FILTERS = 1, 2, 3


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
    hits = Hits(folder)
    entries = iter(entries)
    made: list[_Portion] = []
    while (some := list(islice(entries, PORTION))) or not made:
        files = _files(some, language)
        if not made:
            for name in filter(_PROGRAM.fullmatch, files):
                write_file(folder / name, files[name])
        made.append(_portion(files, hits))
    sizes: Counter[bytes] = Counter()
    for portion in made:
        for data in portion.words:
            sizes.update({word: len(item) for word, item in words_of(data)})
    divided = parts(sizes, len(made))
    for number, portion in enumerate(made):
        beside = folder / str(number) if number else folder
        for name, data in _written(portion, divided):
            hits.changed_by(data)
            write_file(beside / name, data)
    hits.end(len(made))


@dataclass(frozen=True, slots=True)
class _Portion:
    """What is kept of a portion until all are made."""

    entry: dict[str, Any]
    """The file that is read first."""
    metadata: Sequence[bytes]
    """Hits, parts of the index, and what else is loaded before a search."""
    words: Sequence[bytes]
    """The parts of the index as Pagefind has them."""


def _files(entries: Iterable[tuple[str, SearchEntry]], language: str) -> dict[str, bytes]:
    """The files that Pagefind makes of a portion."""
    answers = _ask(
        [
            {"type": "NewIndex", "config": {"force_language": language}},
            *(_record(url, entry, language) for url, entry in entries),
            # It could write the files, too, but answers before they are whole on the disk.
            {"type": "GetFiles", "index_id": 0},
        ]
    )
    return {file["path"]: base64.b64decode(file["content"]) for file in answers[-1]["files"]}


def _portion(files: Mapping[str, bytes], hits: Hits) -> _Portion:
    """A portion with numbers for the hashes of hits, and without filters: these are in the order of
    a hash table, another one at each run."""
    entry = json.loads(files["pagefind-entry.json"])
    # There is one language, and none where there are no hits.
    for about in entry["languages"].values():
        metadata = list(items(_unpacked(files[f"pagefind.{about['hash']}.pf_meta"])))
        pages = []
        for page in items(metadata[_HITS]):
            name, *others = items(page)
            fragment = json.loads(_unpacked(files[f"fragment/{text(name)}.pf_fragment"]))
            pages.append(array([as_text(hits.add(fragment)), *others]))
        names = [text(list(items(part))[-1]) for part in items(metadata[_PARTS])]
        metadata[_HITS], metadata[_FILTERS] = array(pages), array([])
        words = [_unpacked(files[f"index/{name}.pf_index"]) for name in names]
        return _Portion(entry, metadata, words)
    return _Portion(entry, [], [])


def _written(portion: _Portion, divided: Sequence[Part]) -> Iterator[tuple[str, bytes]]:
    """The files of a portion, by their names, when it is known how words are divided."""
    entry = deepcopy(portion.entry)
    for code, about in entry["languages"].items():
        found = dict(pair for data in portion.words for pair in words_of(data))
        listed = []
        for part in divided:
            data = encoded(part, found)
            name = f"{code}_{_hash(data)}"
            listed.append(array([as_text(part.start), as_text(part.end), as_text(name)]))
            yield f"index/{name}.pf_index", _packed(data)
        metadata = [*portion.metadata]
        metadata[_PARTS] = array(listed)
        data = array(metadata)
        about["hash"] = f"{code}_{_hash(data)}"
        yield f"pagefind.{about['hash']}.pf_meta", _packed(data)
    content = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    yield "pagefind-entry.json", content.encode()


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


def _unpacked(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)


def _packed(data: bytes) -> bytes:
    return gzip.compress(_SIGNATURE + data, 9, mtime=0)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:10]
