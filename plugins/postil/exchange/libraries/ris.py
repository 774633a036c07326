"""RIS, the format that every reference manager exports and imports.

Source of the tags: the RIS specification of 2011, in the reading of Zotero's importer where the
two leave a choice. A tag has one meaning for a type; what has no tag is a line of a note, as in
Zotero's "Extra".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from postil.edition.csl import Name
from postil.edition.dates import Day, days
from postil.edition.free_dates import from_words
from postil.edition.model import Source
from postil.edition.problems import Problem

from .csl_json import fields, name_of, note_of, plain, source_id
from .entries import Entries, Fields, Read
from .losses import Losses

_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "VIDEO",
    "chapter": "CHAP",
    "classic": "CLSWK",
    "dataset": "DATA",
    "entry": "ENCYC",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "figure": "FIGURE",
    "graphic": "ART",
    "hearing": "HEAR",
    "interview": "PCOMM",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "motion_picture": "MPCT",
    "musical_score": "MUSIC",
    "pamphlet": "PAMP",
    "paper-conference": "CONF",
    "patent": "PAT",
    "periodical": "JFULL",
    "personal_communication": "PCOMM",
    "post": "ICOMM",
    "post-weblog": "BLOG",
    "regulation": "STAT",
    "report": "RPRT",
    "review": "JOUR",
    "review-book": "JOUR",
    "software": "COMP",
    "song": "SOUND",
    "speech": "SLIDE",
    "standard": "STAND",
    "thesis": "THES",
    "treaty": "GOVDOC",
    "webpage": "ELEC",
}
_SERIAL = frozenset(("JOUR", "MGZN", "NEWS", "JFULL"))


def write(sources: Mapping[str, Source]) -> str:
    """The text of an RIS file of these sources."""
    losses = Losses()
    return "\n".join(_record(id, source, losses) for id, source in sources.items())


def _record(id: str, source: Source, losses: Losses) -> str:
    tags = list(_tags(id, source))
    record = _text(tags)
    lost = losses.lines(source, lambda: _fields_of(record))
    return _text([*tags, *(("N1", line) for line in lost)]) if lost else record


def _fields_of(record: str) -> Fields:
    (fields,) = read(record, "").entries.values()
    return fields()


def _text(tags: Iterable[tuple[str, str]]) -> str:
    found = [(tag, " ".join(text.split())) for tag, text in tags]
    lines = [f"{tag}  - {text}" for tag, text in found if text]
    return "\n".join([*lines, "ER  - ", ""])


def _tags(id: str, source: Source) -> Iterator[tuple[str, str]]:
    kind = _TYPES.get(source.type, "GEN")
    if source.type == "article" and source.URL:
        kind = "ELEC"
    yield "TY", kind
    yield "ID", id
    yield "TI", plain(source.title)
    yield "ST", plain(source.title_short)
    for tag, field in _people(kind).items():
        yield from ((tag, _person(name)) for name in getattr(source, field))
    fields = _fields(kind)
    for tag, field in fields.items():
        yield tag, plain(getattr(source, field))
    yield from _dates(source)
    yield from _pages(source, kind)
    yield "SN", _number(source, kind)
    yield "DO", source.DOI
    yield "UR", source.URL
    yield from (("N1", line) for text in note_of(source) for line in text.splitlines())
    yield from (("KW", word.strip()) for word in source.keyword.split(","))


def _people(kind: str) -> dict[str, str]:
    """What the tags of names mean for a type."""
    return {
        "AU": "director" if kind in ("MPCT", "VIDEO") else "author",
        # The second authors of a book are the editors of its series.
        **({"A2": "collection_editor", "A3": "editor"} if kind == "BOOK" else {"A2": "editor"}),
        **({"A2": "interviewer"} if kind == "PCOMM" else {}),
        "A4": "translator",
    }


def _fields(kind: str) -> dict[str, str]:
    """What the tags of text mean for a type, by their names in the model."""
    of_state = kind in ("CASE", "STAT", "BILL", "HEAR")
    return {
        "T2": "event_title" if kind == "SLIDE" else "container_title",
        "T3": "collection_title",
        "J2": "container_title_short",
        "PB": "authority" if of_state else "publisher",
        "CY": "publisher_place",
        "VL": "volume",
        **({} if kind == "RPRT" else {"IS": "issue" if kind in _SERIAL else "number"}),
        "NV": "number_of_volumes",
        "ET": "version" if kind in ("COMP", "DATA") else "edition",
        "SE": "chapter_number" if kind == "CHAP" else "section",
        "M3": "medium" if kind in ("MPCT", "VIDEO", "SOUND") else "genre",
        "DB": "archive",
        "AN": "archive_location",
        "CN": "call_number",
        "LA": "language",
        "AB": "abstract",
    }


def _person(name: Name) -> str:
    """`van der Berg, Jan, Jr.` has no comma but those between its parts."""
    if name.literal:
        return name.literal
    family = " ".join(
        filter(None, (name.dropping_particle, name.non_dropping_particle, name.family))
    )
    return ", ".join(filter(None, (family, name.given, name.suffix)))


def _dates(source: Source) -> Iterator[tuple[str, str]]:
    if found := days(source.issued or ""):
        yield "PY", str(found[0].year)
        yield "DA", _day(source.issued or "")
    elif source.issued:
        yield "DA", f"///{source.issued}"
    yield "Y2", _day(source.accessed or "")


def _day(text: str) -> str:
    """A date as year/month/day/other, with the slashes of what is not known."""
    found = days(text)
    if not found:
        return ""
    first = found[0]
    month = f"{first.month:02d}" if 1 <= first.month <= 12 else ""
    day = f"{first.day:02d}" if first.day else ""
    plainly = str(Day(first.year, first.month, first.day))
    other = text if text != plainly or first.month > 12 else ""
    return f"{first.year}/{month}/{day}/{other}"


def _pages(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    first, _, last = source.page.replace("–", "-").partition("-")
    if "-" in last or "," in source.page:
        first, last = source.page, ""
    if kind == "BOOK" and not last:
        # Of a book it is how many there are.
        first = source.number_of_pages
    yield "SP", first.strip()
    yield "EP", last.strip()


def _number(source: Source, kind: str) -> str:
    if kind == "RPRT":
        return source.number or source.ISBN or source.ISSN
    return (source.ISSN or source.ISBN) if kind in _SERIAL else (source.ISBN or source.ISSN)


def read(text: str, name: str) -> Read:
    """Reads an RIS file. `name` is its path as the author knows it, for problems."""
    entries: Entries = {}
    problems: list[Problem] = []
    unused: Counter[str] = Counter()
    for line, record in _records(text):
        key = next((value for tag, value in record if tag == "ID"), "")
        id = source_id(key)
        if not id or id in entries:
            title = next((value for tag, value in record if tag in ("TI", "T1")), "no title")
            what = f"has the id '{id}', and so has one above it" if id else "has no id"
            advice = "the first counts; rename the other" if id else "give it a line 'ID  - …'"
            problems.append(Problem(name, line, 1, f"this entry ({title}) {what}", advice))
            continue
        unused.update({tag for tag, _ in record} - _KNOWN)
        entries[id] = partial(_read, record)
    if not entries and not problems:
        what = "there is no entry in this file"
        problems.append(Problem(name, 1, 1, what, "an entry of RIS begins with 'TY  - BOOK'"))
    return Read(entries, problems, unused)


# Indented, with a tab or without its last space, it is a tag all the same.
_LINE = re.compile(
    r"(?:([A-Z][A-Z0-9])  ?-(?: (.*))?|\s*([A-Z][A-Z0-9])(?:  |[ \t]*\t[ \t]*)-(.*))$"
)
_KINDS = {kind: type_ for type_, kind in reversed(_TYPES.items())} | {
    "CPAPER": "paper-conference",
    "EJOUR": "article-journal",
    "INPR": "article-journal",
    "EBOOK": "book",
    "EDBOOK": "book",
    "ECHAP": "chapter",
    "AGGR": "dataset",
    "ADVS": "motion_picture",
    "WEB": "webpage",
    "UNPB": "manuscript",
}
# What other programs write for the same.
_SAME = {
    "T1": "TI", "A1": "AU", "ED": "A2", "JO": "T2", "JF": "T2", "BT": "T2", "JA": "J2",
    "Y1": "DA", "N2": "AB", "L3": "DO", "PP": "CY",
}  # fmt: skip
_KNOWN = frozenset((*_SAME, *_SAME.values(), *_fields("GEN"), *_people("BOOK"))) | frozenset(
    "TY ID ST PY Y2 SP EP SN UR N1 KW ER L1 L2 L4 C1 C2 DP".split()
)


def _records(text: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """The entries of a file as tags and values, each with the line it begins in."""
    record: list[tuple[str, str]] = []
    begin = 0
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.match(line.rstrip())
        tag, value = "", line.strip()
        if match:
            tag, value = match[1] or match[3], (match[2] or match[4] or "").strip()
        if tag == "TY":
            if record:
                # Its end is missing.
                yield begin, record
            record, begin = [], number
        if tag == "ER" and record:
            yield begin, record
            record = []
        elif tag in ("TY", "ID") or (tag and record):
            record.append((tag, value))
        elif record and value:
            # A long text goes on in the next line.
            record[-1] = (record[-1][0], f"{record[-1][1]} {value}".strip())
    if record:
        yield begin, record


def _read(record: list[tuple[str, str]]) -> Fields:
    """The fields of an entry as those of a source."""
    values: dict[str, list[str]] = {}
    for tag, value in record:
        if value:
            values.setdefault(_SAME.get(tag, tag), []).append(value)
    first = {tag: found[0] for tag, found in values.items()}
    kind = first.get("TY", "GEN")
    if kind not in _KINDS:
        kind = "GEN"
    item: dict[str, Any] = {"type": _KINDS.get(kind, "")}
    for tag, field in (("TI", "title"), ("ST", "title_short"), *_fields(kind).items()):
        item[field.replace("_", "-")] = first.get(tag, "")
    for tag, field in _people(kind).items():
        item[field.replace("_", "-")] = list(map(_named, values.get(tag, [])))
    item.update(_numbers(first, kind))
    item["DOI"], item["URL"] = first.get("DO", ""), first.get("UR", "")
    item["issued"] = _date(first.get("DA", "")) or from_words(first.get("PY", "").strip("/"))
    item["accessed"] = _date(first.get("Y2", ""))
    item["keyword"] = ", ".join(values.get("KW", []))
    item["note"] = "\n".join(values.get("N1", []))
    return fields(item)


def _named(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.split(",")]
    # `Simon, Schuster, and Sons, Inc.` is no person.
    return name_of(*parts) if 1 < len(parts) < 4 else {"literal": text}


def _numbers(first: Mapping[str, str], kind: str) -> Fields:
    pages = "-".join(filter(None, (first.get("SP", ""), first.get("EP", ""))))
    number = first.get("SN", "")
    of = "ISSN" if re.fullmatch(r"\d{4}-?\d{3}[\dXx]", number) else "ISBN"
    if kind == "RPRT" and not re.fullmatch(r"[\d-]{8,17}[Xx]?", number):
        of = "number"
    is_count = kind == "BOOK" and "EP" not in first and pages.isdecimal()
    return {"number-of-pages" if is_count else "page": pages, of: number}


def _date(text: str) -> str:
    """`2014/02/13/`; what stands behind the third slash says it better."""
    year, month, day, other = (*text.split("/", 3), "", "", "")[:4]
    if other or not year:
        return from_words(other)
    # In Python a sign counts as a digit.
    year = year.zfill(5 if year.startswith("-") else 4)
    return from_words("-".join(filter(None, (year, month, day))))
