"""Writing BibTeX that Zotero, BibTeX and BibLaTeX read.

Text is UTF-8; only the signs that LaTeX takes for commands are escaped. `date` tells all that is
known, `year` and `month` repeat it for BibTeX, which has no `date`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from postil.edition.csl import Name
from postil.edition.dates import MONTHS, days
from postil.edition.model import Source

from . import bibtex
from .csl_json import fills_a_field, note_of
from .entries import Fields
from .latex import COLON, LESS
from .losses import Losses

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

_PUBLISHERS = {"techreport": "institution", "phdthesis": "school", "thesis": "institution"}

_ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "`": r"{\textasciigrave}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_TAG = re.compile(r"(</?(?:i|b|sub|sup|sc|span)(?:\s[^<>]*)?>)")
_COMMANDS = {
    "<i": r"\textit{",
    "<b": r"\textbf{",
    "<sub>": r"\textsubscript{",
    "<sup>": r"\textsuperscript{",
    "<sc>": r"\textsc{",
    '<span style="font-variant:small-caps;">': r"\textsc{",
    '<span class="nocase">': "{",
}
_WORD = re.compile(r"([^\W_](?:[\w.’'-]*\w)?)")
_JOINED = re.compile(r"([-'`,<>?!])(?=[-'`,<>])")
_ESCAPED = str.maketrans(_ESCAPES)
# Halves of characters, which no file can hold, and commands of a terminal.
_UNPRINTED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
# What would end a value, or open one, in an address.
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def write(sources: Mapping[str, Source]) -> str:
    """The text of a BibTeX file of these sources."""
    losses = Losses()
    return "\n".join(_entry(id, source, losses) for id, source in sources.items())


def _entry(id: str, source: Source, losses: Losses) -> str:
    kind = _TYPES.get(source.type, "online" if source.type == "article" and source.URL else "misc")
    if kind == "phdthesis" and not source.genre.strip():
        kind = "thesis"
    fields = [(key, value) for key, value in _fields(source, kind) if value.strip("{ }")]
    text = _written(kind, id, fields)
    if lost := losses.lines(source, lambda: _read(text)):
        # Programs that do not know this field leave it alone, and styles do not print it.
        text = _written(kind, id, [*fields, (bibtex.EXTRA, _braced("\n".join(map(_line, lost))))])
    return text


def _read(text: str) -> Fields:
    (read,) = bibtex.read(text, "").entries.values()
    return read()


def _written(kind: str, id: str, fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"  {key} = {value}" for key, value in fields]
    return f"@{kind}{{{id},\n" + ",\n".join(lines) + "\n}\n"


def _fields(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    """The fields of an entry in the order in which they are read, each with its braces."""
    plainly = {
        "publisher": source.publisher,
        "address": source.jurisdiction if kind == "patent" else source.publisher_place,
        "edition": source.edition,
        "volume": source.volume,
        "volumes": source.number_of_volumes,
        "part": "" if kind == "article" else source.part_number,
        "number": _number(source, kind),
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
    }
    if renamed := _PUBLISHERS.get(kind):
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
        ("origtitle", _text(source.original_title)),
        ("origpublisher", _text(source.original_publisher)),
        ("origlocation", _text(source.original_publisher_place)),
    )
    yield from _dates(source)
    yield "pages", _braced(_escaped(source.page).replace("-", "--"))
    yield from ((key, _text(value)) for key, value in plainly.items())
    yield "abstract", _braced(_line(source.abstract))
    lines = [line.strip() for text in note_of(source) for line in text.splitlines()]
    own = len(source.note.splitlines())
    yield "note", _braced("\n".join(_of_note(line, n < own) for n, line in enumerate(lines)))
    yield from (
        ("doi", _verbatim(source.DOI)),
        ("url", _verbatim(source.URL)),
        ("isbn", _verbatim(source.ISBN)),
        ("issn", _verbatim(source.ISSN)),
        ("urldate", _braced(_escaped(source.accessed or ""))),
        ("origdate", _braced(_escaped(source.original_date or ""))),
        ("eventdate", _braced(_escaped(source.event_date or ""))),
    )


def _number(source: Source, kind: str) -> str:
    """What the number of an entry means depends on its type."""
    if kind == "article":
        return source.issue
    in_series = kind in ("book", "booklet", "incollection", "inproceedings")
    return source.collection_number if in_series else source.number


def _dates(source: Source) -> Iterator[tuple[str, str]]:
    found = days(source.issued or "")
    if not found:
        if not bibtex.IN_PREPARATION.search(source.issued or ""):
            yield "year", _braced(_escaped(source.issued or ""))
        return
    yield "date", _braced(source.issued or "")
    yield "year", _braced(str(found[0].year))
    if 1 <= found[0].month <= 12:
        yield "month", MONTHS[found[0].month - 1][:3].lower()


def _people(names: tuple[Name, ...]) -> str:
    return _braced(" and ".join(map(_person, names)))


def _person(name: Name) -> str:
    if name.literal:
        return "others" if name.literal == "others" else _braced(_escaped(name.literal))
    particles = (name.dropping_particle, name.non_dropping_particle)
    if name.family[:1].islower() and not any(particles):
        # Without braces it would begin with a particle.
        family = _braced(_escaped(name.family))
    else:
        family = " ".join((*map(_escaped, filter(None, particles)), _part(name.family)))
    return ", ".join(filter(None, (family, _part(name.suffix), _part(name.given))))


def _part(text: str) -> str:
    """A part of a name; in braces where it holds what divides names and their parts."""
    escaped = _escaped(text)
    return _braced(escaped) if re.search(r",|\band\b", text) else escaped


def _title(text: str) -> str:
    """A title with the words that must keep their capitals in braces of their own."""
    pieces = _TAG.split(text)
    # What stands between tags; the first word of a title keeps its capital letter anyway.
    pieces[::2] = (_capitals(piece, not number) for number, piece in enumerate(pieces[::2]))
    return _braced(_tagged(pieces))


def _capitals(text: str, is_first: bool) -> str:
    parts = _WORD.split(text)
    for number in range(1, len(parts), 2):
        capitals = parts[number][1:] if is_first and number == 1 else parts[number]
        escaped = _escaped(parts[number])
        parts[number] = _braced(escaped) if any(map(str.isupper, capitals)) else escaped
    parts[::2] = map(_escaped, parts[::2])
    return "".join(parts)


def _text(text: str) -> str:
    if "<" not in text:
        return _braced(_escaped(text))
    pieces = _TAG.split(text)
    pieces[::2] = map(_escaped, pieces[::2])
    return _braced(_tagged(pieces))


def _tagged(pieces: list[str]) -> str:
    """Pieces of a text, every second of which is a tag, as LaTeX; a tag without its other half is
    text."""
    tags = pieces[1::2]
    ends: list[int] = []
    for number in range(1, len(pieces), 2):
        tag, pieces[number] = pieces[number], _literal(pieces[number])
        if not tag.startswith("</"):
            ends.append(number)
        elif ends and _name(tags[ends[-1] // 2]) == _name(tag):
            opening = ends.pop()
            begun = tags[opening // 2]
            command = _COMMANDS.get(begun, _COMMANDS.get(begun[:2], ""))
            pieces[opening], pieces[number] = (command, "}") if command else ("", "")
    return "".join(pieces)


def _name(tag: str) -> str:
    return re.split(r"[\s>]", tag.lstrip("</"))[0]


def _escaped(text: str) -> str:
    """A text as LaTeX, on one line: a line that began with @ would begin an entry."""
    # Of its forty fields a source has ten; and a title is escaped word by word.
    if not text or text == " " or text.isalnum():
        return text
    one_line = re.sub(r"\s+", " ", _UNPRINTED.sub("\ufffd", text))
    # LaTeX would join two hyphens to a dash, and two apostrophes to a quotation mark.
    return _JOINED.sub(r"\1{}", one_line.translate(_ESCAPED))


def _line(text: str) -> str:
    """A line of a field that has several."""
    return re.sub(r"^@", "{@}", _literal(" ".join(text.split())))


def _of_note(line: str, is_own: bool) -> str:
    """A line of a note; one of our own says nothing of other fields, whatever it looks like."""
    text = _line(line)
    return text.replace(":", COLON, 1) if is_own and fills_a_field(line) else text


def _literal(text: str) -> str:
    """A text whose tags are none."""
    return _TAG.sub(lambda tag: tag[0].replace("<", LESS), _escaped(text))


def _verbatim(text: str) -> str:
    """An address or a number."""
    one_line = " ".join(_UNPRINTED.sub("\ufffd", text).split())
    return _braced(one_line.translate(_IN_ADDRESS))


def _braced(text: str) -> str:
    return f"{{{text}}}"
