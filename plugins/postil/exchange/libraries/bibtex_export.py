"""Writing BibTeX that Zotero, BibTeX and BibLaTeX read.

Text is UTF-8; only the signs that LaTeX takes for commands are escaped. `date` tells all that is
known, `year` and `month` repeat it for BibTeX, which has no `date`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from postil.edition.csl import Name
from postil.edition.dates import MONTHS, days
from postil.edition.model import Source

from .csl_json import note_of, plain

_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "dataset": "dataset",
    "entry": "incollection",
    "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "post": "online",
    "post-weblog": "online",
    "report": "techreport",
    "review": "article",
    "review-book": "article",
    "software": "software",
    "thesis": "phdthesis",
    "webpage": "online",
}
_SUBTYPES = {"article-magazine": "magazine", "article-newspaper": "newspaper"}

_ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_WORD = re.compile(r"([^\W_](?:[\w.’'-]*\w)?)")
_JOINED = re.compile(r"([-'`,<>?!])(?=[-'`,<>])")
_ESCAPED = str.maketrans(_ESCAPES)
# What would end a value, or open one, in an address.
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def write(sources: Mapping[str, Source]) -> str:
    """The text of a BibTeX file of these sources."""
    return "\n".join(_entry(id, source) for id, source in sources.items())


def _entry(id: str, source: Source) -> str:
    kind = _TYPES.get(source.type, "online" if source.type == "article" and source.URL else "misc")
    lines = [f"  {key} = {value}" for key, value in _fields(source, kind) if value != "{}"]
    return f"@{kind}{{{id},\n" + ",\n".join(lines) + "\n}\n"


def _fields(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    """The fields of an entry in the order in which they are read, each with its braces."""
    plainly = {
        "publisher": source.publisher,
        "address": source.publisher_place,
        "edition": source.edition,
        "volume": source.volume,
        "number": source.issue or source.number,
        "chapter": source.chapter_number,
        "section": source.section,
        "pagetotal": source.number_of_pages,
        "eventtitle": source.event_title,
        "venue": source.event_place,
        "type": source.genre,
        "version": source.version,
        "pubstate": source.status,
        "language": source.language,
        "keywords": source.keyword,
        "abstract": source.abstract,
        "note": " ".join(note_of(source)),
    }
    if kind in ("techreport", "phdthesis"):
        renamed = {"techreport": "institution", "phdthesis": "school"}[kind]
        plainly = {renamed if key == "publisher" else key: v for key, v in plainly.items()}
    in_book = kind in ("incollection", "inproceedings")
    yield from (
        ("author", _people(source.author)),
        ("title", _title(source.title)),
        ("shorttitle", _title(source.title_short)),
        ("entrysubtype", _braced(_SUBTYPES.get(source.type, ""))),
        ("booktitle" if in_book else "journal", _text(source.container_title)),
        ("bookauthor", _people(source.container_author)),
        ("editor", _people(source.editor)),
        ("translator", _people(source.translator)),
        ("series", _text(source.collection_title)),
    )
    yield from _dates(source)
    yield "pages", _braced(_escaped(source.page).replace("-", "--"))
    yield from ((key, _text(value)) for key, value in plainly.items())
    yield from (
        ("doi", _braced(source.DOI.translate(_IN_ADDRESS))),
        ("url", _braced(source.URL.translate(_IN_ADDRESS))),
        ("isbn", _braced(source.ISBN)),
        ("issn", _braced(source.ISSN)),
        ("urldate", _braced(source.accessed or "")),
        ("origdate", _braced(source.original_date or "")),
        ("eventdate", _braced(source.event_date or "")),
    )


def _dates(source: Source) -> Iterator[tuple[str, str]]:
    found = days(source.issued or "")
    if not found:
        yield "year", _braced(_escaped(source.issued or ""))
        return
    yield "date", _braced(source.issued or "")
    yield "year", _braced(str(found[0].year))
    if 1 <= found[0].month <= 12:
        yield "month", MONTHS[found[0].month - 1][:3].lower()


def _people(names: list[Name]) -> str:
    return _braced(" and ".join(map(_person, names)))


def _person(name: Name) -> str:
    if name.literal:
        return "others" if name.literal == "others" else _braced(_escaped(name.literal))
    particles = (name.dropping_particle, name.non_dropping_particle)
    family = " ".join((*filter(None, particles), _part(name.family)))
    return ", ".join(filter(None, (family, _part(name.suffix), _part(name.given))))


def _part(text: str) -> str:
    """A part of a name; in braces where it holds what divides names and their parts."""
    escaped = _escaped(text)
    return _braced(escaped) if re.search(r",|\band\b", text) else escaped


def _title(text: str) -> str:
    """A title with the words that must keep their capitals in braces of their own."""
    parts = _WORD.split(plain(text))
    for number in range(1, len(parts), 2):
        # The first word of a title keeps its capital letter anyway.
        capitals = parts[number][1:] if number == 1 else parts[number]
        escaped = _escaped(parts[number])
        parts[number] = _braced(escaped) if any(map(str.isupper, capitals)) else escaped
    parts[::2] = map(_escaped, parts[::2])
    return _braced("".join(parts))


def _text(text: str) -> str:
    return _braced(_escaped(plain(text)))


def _escaped(text: str) -> str:
    # LaTeX would join two hyphens to a dash, and two apostrophes to a quotation mark.
    return _JOINED.sub(r"\1{}", text.translate(_ESCAPED))


def _braced(text: str) -> str:
    return f"{{{text}}}"
