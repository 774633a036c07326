"""Sources as a reader sees them: short in a note, in full on their page and in the index."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import nh3
from markupsafe import Markup, escape

from postil.edition.csl import Name
from postil.edition.dates import date_of, in_words
from postil.edition.model import Source
from postil.edition.problems import Problem
from postil.exchange.libraries import csl_json
from postil.exchange.libraries.csl_json import plain, web_address
from postil.keeping.cache import Cache, Digest, programs
from postil.rendering.lettering import in_letters

from .citeproc import CitationError, format_items, processor

# Where a short citation ends in a year or in "n.d.", with the letter that a style has put behind.
_SUFFIX = re.compile(r"(?P<year>\d{1,4}–?|n\.d\.)(?:-?(?P<letter>[a-z]{1,2}))?[)\]]?$")

# A quotation within a title that stands in quotation marks itself.
_QUOTED = re.compile('[“"]([^“”"]*)[”"]')

# A span that lost its class says nothing; the innermost ones first.
_BARE_SPAN = re.compile(r"<span>((?:(?!</?span).)*)</span>")
_CLASSES = frozenset({"smallcaps"})
_cleaner = nh3.Cleaner(
    tags={"a", "b", "em", "i", "span", "strong", "sub", "sup"},
    attributes={"a": {"href"}, "span": {"class"}},
    attribute_filter=lambda tag, name, value: (
        " ".join(_CLASSES.intersection(value.split())) or None if name == "class" else value
    ),
    url_schemes={"http", "https"},
    link_rel="noopener noreferrer",
)


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The citations of all sources of a site, by id."""

    entries: Mapping[str, Markup] = field(default_factory=dict)
    """The full citation of each, as the content of a paragraph, with links."""
    short: Mapping[str, str] = field(default_factory=dict)
    """The short citation of each: `Gates 2014`."""
    problems: tuple[Problem, ...] = ()
    """Why the citations are not in the style that was asked for."""


def bibliography(
    sources: Mapping[str, Source],
    style: str = "chicago",
    root: Path = Path(),
    language: str = "en",
    *,
    alone: bool = False,
) -> Bibliography:
    """Makes the citations of all sources at once.

    Args:
        sources: The sources, by id.
        style: `apa`, `chicago` (author-date), `mla`, another id of the official repository of
            styles, the path of a `.csl` file seen from `root`, or `plain`: our own.
        root: The project's folder.
        language: The language of the site, as a code.
        alone: Whether each is cited by itself, so that no letter tells two of one year apart.

    Returns:
        The citations. Where the style or its processor is missing or broken they are in our own
        plain form, and `problems` says so.
    """
    if not sources:
        return Bibliography()
    if style == "plain":
        return plain_bibliography(sources, alone=alone)
    ids = list(sources)
    try:
        items = [csl_json.item(id, source) for id, source in sources.items()]
        found = format_items(items, style, root, language, alone=alone)
    except CitationError as error:
        problem = Problem(error.file, 0, 0, error.what, error.advice)
        return replace(plain_bibliography(sources, alone=alone), problems=(problem,))
    return Bibliography(
        entries={id: _safe(html) for id, html in zip(ids, found.entries, strict=True)},
        short=short_citations(sources, _letters(sources, found.citations)),
    )


def kept_bibliography(
    cache: Cache, sources: Mapping[str, Source], style: str, root: Path, language: str
) -> Bibliography:
    """The same as `bibliography`, kept from an earlier build if it made one of the same sources:
    the processor of styles takes seconds for a thousand of them."""
    digest = style_digest(style, root, language)
    for id, source in sources.items():
        digest.add(id, source.model_dump_json())
    key = digest.key("bibliography")
    if values := cache.get(key):
        entries, short = values
        return Bibliography({id: Markup(text) for id, text in entries.items()}, short)
    found = bibliography(sources, style, root, language)
    if not found.problems:
        cache.put(key, [dict(found.entries), dict(found.short)])
    return found


def style_digest(style: str, root: Path, language: str) -> Digest:
    """What citations depend on besides their sources."""
    file = root / style
    written = file.read_bytes() if file.is_file() else b""
    return Digest(programs(), processor(), style, language, written)


def plain_bibliography(sources: Mapping[str, Source], *, alone: bool = False) -> Bibliography:
    """The citations of all sources in our own plain form, which needs no style."""
    letters = dict.fromkeys(sources, "") if alone else _own_letters(sources, {})
    return Bibliography(_PlainEntries(sources, letters), _with_letters(sources, letters))


class _PlainEntries(Mapping[str, Markup]):
    """The full citations of sources. Each is made when it is asked for: of a large library, a build
    in which little has changed shows few."""

    def __init__(self, sources: Mapping[str, Source], letters: Mapping[str, str]) -> None:
        self._sources, self._letters = sources, letters
        self._made: dict[str, Markup] = {}

    def __getitem__(self, id: str) -> Markup:
        if id not in self._made:
            self._made[id] = full_citation(self._sources[id], self._letters[id])
        return self._made[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def _safe(html: str) -> Markup:
    """The HTML of an entry with what belongs into a paragraph: no script, no ids, no classes."""
    text = _cleaner.clean(html).replace("\n", " ").strip()
    while (bare := _BARE_SPAN.sub(r"\1", text)) != text:
        text = bare
    return Markup(text)


def _letters(sources: Mapping[str, Source], citations: tuple[str, ...]) -> dict[str, str]:
    """The letters by which a style tells works of the same authors and year apart."""
    found: dict[str, str] = {}
    for (id, source), citation in zip(sources.items(), citations, strict=True):
        match = _SUFFIX.search(citation)
        if match and match["letter"] and (year(source) or "n.d.").endswith(match["year"]):
            found[id] = match["letter"]
    return found


def short_citations(
    sources: Mapping[str, Source], letters: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The short citation of each source: `Gates 2014`, `Bowen and Welt 2021`, `CBS News 2025a`.

    Sources that would read the same are told apart by letters: those that the citation style
    gives them (`letters`), or if these do not tell them apart, in the order of their titles.
    """
    return _with_letters(sources, _own_letters(sources, letters or {}))


def _with_letters(sources: Mapping[str, Source], letters: Mapping[str, str]) -> dict[str, str]:
    return {id: _without_letter(source) + letters[id] for id, source in sources.items()}


def _without_letter(source: Source) -> str:
    return f"{_who(source)} {year(source) or _when(source)}"


def _own_letters(sources: Mapping[str, Source], given: Mapping[str, str]) -> dict[str, str]:
    """The letter behind the date of each source, `-a` behind "n.d.", or nothing."""
    alike: dict[str, list[str]] = {}
    for id, source in sources.items():
        alike.setdefault(_without_letter(source), []).append(id)
    found: dict[str, str] = {}
    for text, ids in alike.items():
        ids.sort(key=lambda id: (sources[id].title.casefold(), id))
        own = [in_letters(number) if len(ids) > 1 else "" for number, _ in enumerate(ids)]
        taken = [given.get(id, "") for id in ids]
        if len(set(taken)) == len(ids):
            own = taken
        between = "-" if text.endswith("n.d.") else ""
        found.update((id, letter and between + letter) for id, letter in zip(ids, own, strict=True))
    return found


# Cases and laws are called by their names, whichever report they are printed in.
_BY_NAME = ("legal_case", "legislation", "regulation", "bill", "treaty")


def _who(source: Source) -> str:
    people = source.author or source.editor or source.director
    names = [name.short for name in people if name.literal != "others"]
    if len(names) > 2 or (names and len(names) < len(people)):
        return f"{names[0]} et al."
    if names:
        return " and ".join(names)
    # As APA and Chicago begin their entries: a page on the web with who is behind it, an article
    # with the paper it stands in.
    where = [source.container_title, source.publisher]
    if source.type == "webpage":
        where.reverse()
    elif source.type in _BY_NAME:
        where.insert(0, source.title_short or source.title)
    host = urlsplit(address(source)).hostname or ""
    return plain(next(filter(None, (*where, source.title, host)), "")) or "Anonymous"


def year(source: Source) -> str:
    """The year in which a source appeared, or nothing: `2014`, `44 BC`, `1999–`, `1990s`."""
    return in_words(source.issued or "", years_only=True) if date_of(source.issued or "") else ""


def _when(source: Source) -> str:
    """The date of a source that has no year: in words (`before the war`), or that it has none."""
    return source.issued or "n.d."


def _in_index(name: Name) -> str:
    """A name as it stands in front of an entry: `van Gogh, Vincent`, `King, Martin Luther, Jr.`,
    `曹雪芹`."""
    if name.literal:
        return name.literal
    given = " ".join(filter(None, (name.given, name.dropping_particle)))
    return (
        name.whole
        if name.is_unspaced
        else ", ".join(filter(None, (name.short, given, name.suffix)))
    )


def full_citation(source: Source, letter: str = "") -> Markup:
    """A plain citation of a source for when there is no style: who, when, what, where.

    `letter` stands behind its date, as it does in the short citation.
    """
    parts: list[Markup] = []
    people = source.author or source.editor
    names = map(_in_index, people)
    who = "; ".join("et al." if name == "others" else name for name in names)
    if people and not source.author:
        who += " (ed.)" if len(people) == 1 else " (eds)"
    when = (in_words(source.issued or "") or "n.d.") + letter
    parts.append(escape(f"{who} ({when})." if who else ""))
    ends = "" if source.title.endswith(("?", "!", ".")) else "."
    contained = bool(source.container_title)
    if title := plain(source.title):
        if contained:
            parts.append(Markup("“{}”{}").format(_QUOTED.sub(r"‘\1’", title), ends))
        else:
            parts.append(Markup("<cite>{}</cite>{}").format(title, ends))
    if contained:
        where = Markup("<cite>{}</cite>").format(plain(source.container_title))
        where += escape(f" {source.volume}" if source.volume else "")
        where += escape(f"({source.issue})" if source.issue else "")
        where += escape(f", {source.page}" if source.page else "")
        parts.append(where + ".")
    if source.number:
        parts.append(escape(f"{source.number}."))
    if source.publisher and source.publisher != source.container_title:
        parts.append(escape(f"{source.publisher}."))
    if not who:
        parts.append(escape(f"({when})."))
    if link := address(source):
        parts.append(Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(link))
    return Markup(" ").join(part for part in parts if part)


def address(source: Source) -> str:
    """The address to which a reader is sent: the DOI's if there is one. Only web addresses."""
    return web_address(source)


# Windows keeps these names for itself and makes no files of them.
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def page_names(sources: Mapping[str, Source]) -> dict[str, str]:
    """A file name for the page of each source: its id, with what addresses do not like replaced.

    Letters without a like in ASCII (`李2014`) become a sum of the id, so that what is cited later
    does not change where a page is. Ids that would share a name (`Gates:2014`, `gates-2014`) get a
    number from the second on.
    """
    names: dict[str, str] = {}
    taken: set[str] = {"index", *_DEVICES}
    for id in sources:
        bare = "".join(
            c for c in unicodedata.normalize("NFKD", id.lower()) if not unicodedata.combining(c)
        )
        sum_ = "" if bare.isascii() else f"-{zlib.crc32(id.encode()):08x}"
        stem = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
        stem = name = (stem + sum_).strip("-") or "source"
        number = 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        names[id] = name
    return names
