"""Writing RIS, the format that every reference manager imports.

Source of the tags: the RIS specification of 2011, in the reading of Zotero's importer where the
two leave a choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from postil.edition.csl import Name
from postil.edition.dates import days
from postil.edition.model import Source

from .csl_json import note_of, plain

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
    return "\n".join(_record(id, source) for id, source in sources.items())


def _record(id: str, source: Source) -> str:
    tags = [(tag, " ".join(text.split())) for tag, text in _tags(id, source)]
    lines = [f"{tag}  - {text}" for tag, text in tags if text]
    return "\n".join([*lines, "ER  - ", ""])


def _tags(id: str, source: Source) -> Iterator[tuple[str, str]]:
    kind = _TYPES.get(source.type, "GEN")
    if source.type == "article" and source.URL:
        kind = "ELEC"
    yield "TY", kind
    yield "ID", id
    yield "TI", plain(source.title)
    yield "ST", plain(source.title_short)
    yield from (("AU", _person(name)) for name in source.author or source.director)
    # The second authors of a book are the editors of its series.
    editors = "A3" if kind == "BOOK" else "A2"
    yield from ((editors, _person(name)) for name in source.editor)
    yield from (("A2", _person(name)) for name in source.interviewer)
    yield from (("A4", _person(name)) for name in source.translator)
    yield "T2", plain(source.container_title or source.event_title)
    yield "T3", plain(source.collection_title)
    yield "PB", source.publisher or source.authority
    yield "CY", source.publisher_place or source.event_place
    yield from _dates(source)
    yield "VL", source.volume
    yield "IS", source.issue or ("" if kind == "RPRT" else source.number)
    yield from _pages(source)
    yield "ET", source.edition or source.version
    yield "SE", source.section or source.chapter_number
    yield "SN", _number(source, kind)
    yield "M3", source.genre or source.medium
    yield "DB", source.archive
    yield "AN", source.archive_location
    yield "LA", source.language
    yield "DO", source.DOI
    yield "UR", source.URL
    yield "AB", source.abstract
    yield "N1", " ".join(note_of(source))
    yield from (("KW", word.strip()) for word in source.keyword.split(","))


def _person(name: Name) -> str:
    """`Berg, Jan van der, Jr.` has no comma but those between its parts."""
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
    other = text if len(found) > 1 or first.doubtful or first.month > 12 else ""
    return f"{first.year}/{month}/{f'{first.day:02d}' if first.day else ''}/{other}"


def _pages(source: Source) -> Iterator[tuple[str, str]]:
    first, _, last = source.page.replace("–", "-").partition("-")
    if "-" in last or "," in source.page:
        first, last = source.page, ""
    yield "SP", first.strip() or source.number_of_pages
    yield "EP", last.strip()


def _number(source: Source, kind: str) -> str:
    if kind == "RPRT":
        return source.number or source.ISBN or source.ISSN
    return (source.ISSN or source.ISBN) if kind in _SERIAL else (source.ISBN or source.ISSN)
