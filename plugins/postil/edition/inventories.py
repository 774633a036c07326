"""What other sites have that can be referred to: their inventories, as they were fetched last.

Each build of a site publishes an inventory: its claims and notes with their words, verdicts and
addresses. `postil inventory update` keeps those of other sites in `annotations/inventories`; a
build reads what stands there and asks nobody. What comes from another site is a stranger's text:
`published` refuses what is no inventory, and here nothing is used but plain text of bounded length
and addresses below that of the site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
)
from rapidfuzz import fuzz, process

from .model import ID_PATTERN
from .problems import Problem, nearest, shortened, unknown

FOLDER = "inventories"
"""Where they are kept, in the folder of the annotations."""

FILE_NAME = "postil-inventory.json"
"""What a site publishes its own as."""

FORMAT, VERSION = "postil-inventory", 1

MOST_BYTES = 20_000_000
"""How large an inventory may be. One of 50,000 annotations has 13 MB."""

MOST_WORDS = 300
"""How many characters of a passage an inventory has; of a longer one its first and its last."""

# What words, titles and labels of strangers may have at most.
_LONGEST = 1_000

# What a path below the address of a site is made of.
_PATH = re.compile(r"(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/-]*\Z")

# Words that are as near as this to those that are gone are most probably about the same.
_NEAR = 80


class InventoryError(Exception):
    """A text is no inventory that could be used; the message says why."""


# Ends of lines apart: commands of a terminal, signs that turn round the text behind them, halves of
# characters.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _plain(text: str) -> str:
    """A text on one line, without signs that nobody sees."""
    return " ".join(_UNSEEN.sub("", text).split())


def _inside(path: str) -> str:
    """A path that stays below the address that is put before it."""
    parts = path.lower().replace("%2e", ".").split("/")
    if not _PATH.match(path) or ".." in parts or "" in parts[:-1]:
        raise ValueError(f"'{shortened(path)}' is no path below the address of the site")
    return path


_Text = Annotated[str, StringConstraints(max_length=_LONGEST), AfterValidator(_plain)]
_Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=200)]
_Path = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_inside)]
_Article = Annotated[
    str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^#\x00-\x1f]*$")
]

# Newer versions may say more.
_PUBLISHED = ConfigDict(extra="ignore", strict=True)


class Reference(BaseModel):
    """That an annotation refers to one of another site."""

    model_config = _PUBLISHED
    to: Annotated[str, StringConstraints(max_length=2_000)]
    """The address that it leads to."""
    relation: _Text = ""
    """How the two bear on each other, as seen from the other end."""


class Entry(BaseModel):
    """An annotation of another site."""

    model_config = _PUBLISHED
    type: Literal["claim", "note"] = "note"
    words: _Text
    """Those of its passage."""
    title: _Text = ""
    kind: _Text = ""
    verdict: _Text = ""
    version: _Text = ""
    """Changes when its author says something else, or its words are others."""
    placed: bool = True
    """Whether its words stand in the text now."""
    was: list[_Id] = []
    """Ids that it had before."""
    refers: list[Reference] = []
    """The annotations of other sites that it refers to."""

    @property
    def said(self) -> str:
        """What it says, in a line."""
        return f"“{shortened(self.words)}”" + (f" ({self.verdict})" if self.verdict else "")


class Text(BaseModel):
    """An article of another site."""

    model_config = _PUBLISHED
    title: _Text
    address: _Path
    """Of its page, below the address of the site."""
    annotations: dict[_Id, Entry] = {}


class Published(BaseModel):
    """An inventory as a site publishes it."""

    model_config = _PUBLISHED
    format: Literal["postil-inventory"]
    version: int
    site: _Text = ""
    address: str = ""
    search: _Path = ""
    """The folder of its index for Pagefind, below its address; empty where it has none."""
    articles: dict[_Article, Text] = {}


def published(data: bytes) -> Published:
    """Reads an inventory that comes from elsewhere. Raises InventoryError for anything else."""
    if len(data) > MOST_BYTES:
        raise InventoryError(f"it has more than {MOST_BYTES // 1_000_000} MB, which are the most")
    values = _values(data)
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise InventoryError("this is no inventory of Postil; is the address right?")
    if not isinstance(values.get("version"), int) or values["version"] > VERSION:
        raise InventoryError("it was made by a newer Postil; update yours to read it")
    try:
        return Published.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = " → ".join(shortened(str(key)) for key in first["loc"])
        raise InventoryError(f"it cannot be used: {place}: {shortened(first['msg'])}") from error


def _values(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise InventoryError(
            f"it is damaged at line {error.lineno}, column {error.colno}"
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise InventoryError("it is damaged") from error


@dataclass(frozen=True)
class Inventory:
    """The inventory of another site, as it is kept."""

    name: str
    """What this site calls the other."""
    source: str = ""
    """Where it is fetched from: an address or a path."""
    site: str = ""
    """What the other site calls itself."""
    address: str = ""
    """Where its pages are, with a slash at the end."""
    updated: str = ""
    """The day on which it was fetched; empty where it never was."""
    articles: Mapping[str, Any] = field(default_factory=dict)
    """What there is, as it stands in the file."""
    gone: Mapping[str, Any] = field(default_factory=dict)
    """What there was, by full name: its words, and since when it is missing."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """What the last update changed: its day, and what is new, changed and gone."""
    search: str = ""
    """The address of its index for Pagefind; empty where it has none."""
    mistake: str = ""
    """Why the file cannot be read, if it cannot."""

    @property
    def title(self) -> str:
        """What the site is called on pages."""
        return self.site or self.name

    def __hash__(self) -> int:
        return hash((self.name, self.updated, len(self.articles)))

    def text(self, path: str) -> Text | None:
        """An article, without its annotations; None where there is none."""
        found = self.articles.get(path)
        if not isinstance(found, Mapping):
            return None
        text: Text | None = _checked(Text, {**found, "annotations": {}})
        return text

    def ids(self, path: str) -> Mapping[str, Any]:
        """The annotations of an article as they stand in the file, by id."""
        found = self.articles.get(path)
        entries = found.get("annotations") if isinstance(found, Mapping) else None
        return entries if isinstance(entries, Mapping) else {}

    def now(self, path: str, id: str) -> str | None:
        """What an annotation is called now that has an id, or had it once."""
        entries = self.ids(path)
        if id in entries:
            return id
        former = (name for name, e in entries.items() if isinstance(e, Mapping))
        return next((name for name in former if id in (entries[name].get("was") or ())), None)

    def entry(self, path: str, id: str) -> Entry | None:
        """An annotation, by the id that it has or had; None where there is none."""
        now = self.now(path, id)
        return _checked(Entry, self.ids(path)[now]) if now else None

    def link(self, path: str, id: str = "") -> str:
        """The address of an article, or of an annotation on it; empty where there is none."""
        text = self.text(path)
        if text is None or not self.address:
            return ""
        entry = self.entry(path, id) if id else None
        fragment = f"#{'' if entry.placed else 'note-'}{self.now(path, id)}" if entry else ""
        return f"{self.address}{text.address}{fragment}"

    def backward(self) -> Iterator[tuple[str, str, Entry, Reference]]:
        """What refers to annotations of this site: article, id, entry and reference."""
        for path in self.articles:
            for id, raw in self.ids(path).items():
                if isinstance(raw, Mapping) and raw.get("refers") and (e := _checked(Entry, raw)):
                    yield from ((path, id, e, reference) for reference in e.refers)

    def wrong(self, path: str, id: str) -> tuple[str, str] | None:
        """What is wrong with a reference to an article, or to an annotation on it."""
        if self.mistake:
            return None
        if not self.updated:
            what = f"the inventory of '{self.name}' was never fetched"
            return what, "run 'postil inventory update'"
        name = f"{path}#{id}"
        if path not in self.articles and name not in self.gone:
            what, advice = unknown("article", path, self.articles)
            return f"{what} on the site '{self.name}'", advice
        if not id or self.entry(path, id):
            return None
        if isinstance(gone := self.gone.get(name), Mapping):
            words = str(gone.get("words", ""))
            what = (
                f"'{self.name}:{name}' is gone since the update of {gone.get('since')}; it was on "
                f"“{shortened(words)}”"
            )
            return what, self._successor(words, path, id)
        what, advice = unknown("annotation", id, self.ids(path))
        return f"{what} in {path} on the site '{self.name}'", advice

    def _successor(self, words: str, path: str, id: str) -> str:
        """What may be about the same words now, wherever it is."""
        there = {
            f"{article}#{other}": str(raw.get("words", ""))
            for article in self.articles
            for other, raw in self.ids(article).items()
            if isinstance(raw, Mapping)
        }
        found = process.extractOne(words, there, scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR)
        meant = found[2] if found else None
        if meant is None and (near := nearest(id, self.ids(path))):
            meant = f"{path}#{near}"
        if meant is None:
            return "refer to something else, or delete this cross-reference"
        return f"did you mean '{self.name}:{meant}', on “{shortened(there[meant])}”?"


def _checked(model: Any, value: Any) -> Any:
    """What stands in a file, as a model; None where it is no such thing."""
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


_SITE_ADDRESS = re.compile(r"""https?://[^\s/?#@\\"'<>]+/(?:[^\s?#"'<>\\]*/)?\Z""")


def is_site_address(text: str) -> bool:
    """Whether a text can be the address of a site: whole, without a password, with a slash."""
    return bool(_SITE_ADDRESS.match(text))


def read_inventories(
    folder: Path, named: Mapping[str, str], root: Path
) -> tuple[dict[str, Inventory], list[Problem]]:
    """The inventories that are kept in a folder of annotations, and what is wrong with their files.

    Args:
        folder: The folder of the annotations.
        named: Where each is fetched from, by name.
        root: The folder of the project.
    """
    found, problems = {}, []
    for name, source in named.items():
        path = folder / FOLDER / f"{name}.json"
        found[name] = inventory = read_inventory(path, name, source)
        if inventory.mistake:
            shown = path.relative_to(root) if path.is_relative_to(root) else path
            advice = f"delete it and run 'postil inventory update {name}'"
            problems.append(Problem(shown.as_posix(), 0, 0, inventory.mistake, advice))
    return found, problems


def read_inventory(path: Path, name: str, source: str) -> Inventory:
    """An inventory as it is kept in a file; one that was never fetched where there is no file."""
    try:
        state = path.stat()
        return _read(path, name, source, state.st_mtime_ns, state.st_size)
    except FileNotFoundError:
        return Inventory(name, source)
    except OSError as error:
        return Inventory(name, source, mistake=f"this inventory cannot be read: {error.strerror}")


@lru_cache(maxsize=32)
def _read(path: Path, name: str, source: str, changed: int, size: int) -> Inventory:
    """The same, for a file as it was changed last: a site that is served is loaded often."""
    if size > MOST_BYTES * 2:
        return Inventory(name, source, mistake="this inventory is too large")
    try:
        values = _values(path.read_bytes())
    except InventoryError as error:
        return Inventory(name, source, mistake=f"this inventory cannot be read: {error}")
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        return Inventory(name, source, mistake="this is no inventory of Postil")
    address = str(values.get("address", ""))
    if not is_site_address(address):
        return Inventory(name, source, mistake="this inventory names no address of its site")

    def mapping(key: str) -> Mapping[str, Any]:
        value = values.get(key)
        return value if isinstance(value, dict) else {}

    return Inventory(
        name,
        source,
        _plain(str(values.get("site", "")))[:_LONGEST],
        address,
        str(values.get("updated", "")),
        mapping("articles"),
        mapping("gone"),
        mapping("changes"),
        _index(address, str(values.get("search", ""))),
    )


def _index(address: str, path: str) -> str:
    """The address of an index, where a path leads to one below the address of its site."""
    try:
        return f"{address}{_inside(path)}" if path else ""
    except ValueError:
        return ""


def foreign(article: str, inventories: Mapping[str, Inventory]) -> tuple[Inventory, str] | None:
    """The other site that a target names, and the path of the article there: `other:readings/x`;
    None where it names none."""
    name, sign, path = article.partition(":")
    return (inventories[name], path.strip()) if sign and name in inventories else None


_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*:(?!//)")


def unknown_site(article: str, inventories: Mapping[str, Inventory]) -> tuple[str, str] | None:
    """What is wrong with a target that names another site which the options do not; None where it
    names none."""
    if not _NAME.match(article):
        return None
    name = article.partition(":")[0]
    what = f"unknown site '{name}'"
    if meant := nearest(name, inventories):
        return what, f"did you mean '{meant}'?"
    return what, f"say where its inventory is, with the option 'inventories: {{{name}: https://…}}'"


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ON_THE_WEB = re.compile(r"""https?://[^\s/?#@\\"'<>]+/[^\s#"'<>\\]*\Z""")


def is_on_the_web(source: str) -> bool:
    """Whether an inventory is fetched from the web, and not from a file."""
    return bool(_SCHEME.match(source))


def wrong_source(source: str) -> str:
    """What is wrong with the place that an inventory is to be fetched from; empty if nothing is."""
    if not source.strip():
        return f"this names no inventory; write https://…/{FILE_NAME}"
    if is_on_the_web(source) and not _ON_THE_WEB.match(source):
        return (
            f"'{shortened(source)}' is no address of an inventory; write it whole, without a name "
            f"or a password: https://…/{FILE_NAME}"
        )
    return ""
