"""Reading BibTeX and BibLaTeX, as Zotero, Better BibTeX, JabRef and others export them.

`bibtexparser` finds the entries and survives broken ones; strings, names, dates and LaTeX are
worked out here, for the entries that are cited. Sources of the tables: the BibLaTeX manual
(sections 2.1 and 2.2) and the types that Zotero gives the same entries.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
)
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
)

from postil.edition.problems import Problem

from . import csl_json
from .dates import MONTHS, from_words
from .entries import Entries, Fields
from .latex import text_of, unescaped

# What the parser warns of comes to the author as problems.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_TYPES = {
    "article": "article-journal",
    "artwork": "graphic",
    "audio": "song",
    "bookinbook": "chapter",
    "booklet": "pamphlet",
    "collection": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "image": "graphic",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legal": "treaty",
    "legislation": "legislation",
    "letter": "personal_communication",
    "magazine": "article-magazine",
    "manual": "book",
    "mastersthesis": "thesis",
    "mathesis": "thesis",
    "movie": "motion_picture",
    "music": "song",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "book",
    "mvreference": "book",
    "newsarticle": "article-newspaper",
    "online": "webpage",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "proceedings": "book",
    "reference": "book",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "www": "webpage",
}
_GENRES = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "mathesis": "Master’s thesis",
}

# BibTeX field to CSL field; of several for one, the first that is given counts.
_TEXTS = {
    "journaltitle": "container-title",
    "journal": "container-title",
    "booktitle": "container-title",
    "publisher": "publisher",
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "location": "publisher-place",
    "address": "publisher-place",
    "series": "collection-title",
    "edition": "edition",
    "volume": "volume",
    "issue": "issue",
    "chapter": "chapter-number",
    "section": "section",
    "pagetotal": "number-of-pages",
    "eventtitle": "event-title",
    "venue": "event-place",
    "type": "genre",
    "version": "version",
    "pubstate": "status",
    "shorttitle": "title-short",
    "abstract": "abstract",
    "keywords": "keyword",
    "note": "note",
}
_VERBATIM = {"url": "URL", "doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID"}
_NAMES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
}
_DATES = {"urldate": "accessed", "origdate": "original-date", "eventdate": "event-date"}
_LANGUAGES = {
    "american": "en-US", "arabic": "ar", "british": "en-GB", "chinese": "zh", "dutch": "nl",
    "english": "en", "french": "fr", "german": "de", "greek": "el", "hebrew": "he",
    "italian": "it", "japanese": "ja", "ngerman": "de", "polish": "pl", "portuguese": "pt",
    "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip

_MONTHS = {month[:3].lower(): month for month in MONTHS}
# What an entry does not take over from the one it refers to.
_OWN = frozenset(
    "crossref xref xdata ids entryset title subtitle shorttitle abstract keywords note "
    "doi url urldate file pages".split()
)
_IN_PREPARATION = re.compile(r"press|forthcoming|submitted|preparation", re.IGNORECASE)
_NO_DATE = re.compile(r"[ns]\.?\s?d\.?", re.IGNORECASE)


def read(text: str, name: str) -> tuple[Entries, list[Problem]]:
    """Reads a BibTeX file. `name` is its path as the author knows it, for problems."""
    parsed = parse_string(text.replace("\r\n", "\n"), parse_stack=[])
    raw = {entry.key: entry for entry in parsed.entries}
    problems: list[Problem] = []
    for block in parsed.failed_blocks:
        if isinstance(block, DuplicateFieldKeyBlock) and isinstance(
            block.ignore_error_block, Entry
        ):
            raw.setdefault(block.ignore_error_block.key, block.ignore_error_block)
        problems.append(Problem(name, (block.start_line or 0) + 1, 1, *_said(block)))
    file = _File(raw, {string.key.lower(): string.value for string in parsed.strings})
    entries: Entries = {}
    for key, entry in raw.items():
        if id := csl_json.source_id(key):
            entries.setdefault(id, partial(file.fields, entry))
    return entries, problems


def _said(block: Block) -> tuple[str, str]:
    """What is wrong with a block that could not be read, and what to do about it."""
    if isinstance(block, DuplicateBlockKeyBlock):
        return f"the key '{block.key}' is taken by an entry above", "the first counts; rename this"
    if isinstance(block, DuplicateFieldKeyBlock):
        twice = ", ".join(f"'{key}'" for key in sorted(block.duplicate_keys))
        return f"{twice} is given twice in this entry", "the first counts; delete the other"
    key = re.match(r"@\w+\s*[{(]\s*([^\s,={}]+)\s*,", block.raw or "")
    of = f" '{key[1]}'" if key else ""
    return (
        f"the entry{of} cannot be read",
        "are its braces closed, and its fields parted by commas?",
    )


@dataclass(frozen=True, slots=True)
class _File:
    """The entries and strings of a file, as they are written."""

    entries: Mapping[str, Entry]
    strings: Mapping[str, str]

    def fields(self, entry: Entry) -> Fields:
        """The fields of an entry as those of a source."""
        kind = entry.entry_type.lower()
        values = self._values(entry)
        item: dict[str, Any] = {"type": _type(kind, values)}
        for key, field in (*_TEXTS.items(), *_VERBATIM.items()):
            if field not in item and (value := values.get(key)):
                item[field] = _text(key, value)
        for key, field in _NAMES.items():
            if names := list(_names(values.get(key, ""))):
                item[field] = names
        for key, field in _DATES.items():
            if value := values.get(key):
                item[field] = _bare(value)
        item["title"] = _titled(values, "title", "subtitle")
        if item["type"] == "book":
            item.pop("container-title", None)
        elif item.get("container-title") == text_of(values.get("booktitle", "")):
            item["container-title"] = _titled(values, "booktitle", "booksubtitle")
        if number := text_of(values.get("number", "")):
            periodical = str(item["type"]).startswith("article") and "issue" not in item
            item["issue" if periodical else "number"] = number
        if pages := text_of(values.get("pages", "")):
            item["page"] = re.sub(r" ?[–—-]+ ?", "-", " ".join(pages.split()))
        if kind in _GENRES and ("genre" not in item or item["genre"] in _GENRES):
            item["genre"] = _GENRES[kind]
        item["genre"] = _GENRES.get(item.get("genre", ""), item.get("genre", ""))
        language = text_of(values.get("langid") or values.get("language") or "").lower()
        item["language"] = _LANGUAGES.get(language, language if len(language) < 6 else "")
        item.update(_issued(values))
        item.update(_elsewhere(item, values))
        return csl_json.fields(item)

    def _values(self, entry: Entry) -> dict[str, str]:
        """The values of an entry with what it takes over, without quotation marks and strings."""
        values: dict[str, str] = {}
        for field in entry.fields:
            values.setdefault(field.key.lower(), self._resolved(str(field.value)))
        parent = self.entries.get(values.get("crossref", "").strip())
        if parent is None or parent is entry:
            return values
        for field in parent.fields:
            key = field.key.lower()
            if key in ("title", "subtitle"):
                values.setdefault(f"book{key}", self._resolved(str(field.value)))
            elif key not in _OWN:
                values.setdefault(key, self._resolved(str(field.value)))
        return values

    def _resolved(self, value: str, depth: int = 0) -> str:
        """A value as written: `{text}`, `"text"`, `2014`, `feb`, or these joined by #."""
        parts: list[str] = []
        for part in _joined(value.strip()):
            if part[:1] in '{"' and len(part) > 1:
                parts.append(part[1:-1])
            elif part.lower() in self.strings and depth < 8:
                parts.append(self._resolved(self.strings[part.lower()], depth + 1))
            else:
                parts.append(_MONTHS.get(part.lower(), part))
        return "".join(parts)


def _joined(value: str) -> Iterator[str]:
    """The pieces of a value that # joins, outside braces and quotation marks."""
    depth, quoted, part = 0, False, ""
    for piece in re.split(r'(\\.|[{}"#])', value):
        if piece == "#" and depth == 0 and not quoted:
            yield part.strip()
            part = ""
            continue
        quoted ^= piece == '"' and depth == 0
        depth += (piece == "{") - (piece == "}")
        part += piece
    yield part.strip()


def _type(kind: str, values: Mapping[str, str]) -> str:
    subtype = values.get("entrysubtype", "").strip().lower()
    if kind in ("article", "suppperiodical") and subtype in ("magazine", "newspaper"):
        return f"article-{subtype}"
    if kind in _TYPES:
        return _TYPES[kind]
    if kind in csl_json.TYPES:
        return kind
    on_web = "url" in values and not any(key in values for key in ("publisher", "howpublished"))
    return "webpage" if on_web else "document"


def _titled(values: Mapping[str, str], title: str, subtitle: str) -> str:
    main, sub = text_of(values.get(title, "")), text_of(values.get(subtitle, ""))
    if not sub:
        return main
    return f"{main} {sub}" if main.endswith(("?", "!", ".", ":")) else f"{main}: {sub}"


def _issued(values: Mapping[str, str]) -> dict[str, Any]:
    """`date`, or `year` with `month` and `day`."""
    if date := _bare(values.get("date", "")):
        return {"issued": date}
    year = re.sub(r" ?[–—] ?", "/", " ".join(text_of(values.get("year", "")).split()))
    if _IN_PREPARATION.search(year):
        return {"status": year}
    if not year or _NO_DATE.fullmatch(year):
        return {}
    month, day = text_of(values.get("month", "")), text_of(values.get("day", ""))
    if month.isdecimal():
        text = "-".join((year, month.zfill(2), *([day.zfill(2)] if day.isdecimal() else [])))
    else:
        text = from_words(" ".join(filter(None, (month, day, year))))
    whole = from_words(text)
    return {"issued": whole if re.match(r"\d{4}", whole) else year}


def _text(key: str, value: str) -> str:
    if key in _VERBATIM:
        return unescaped(value)
    if key == "note":
        # Zotero's "Extra", whose lines may fill other fields.
        return "\n".join(map(text_of, value.splitlines()))
    return text_of(value)


def _bare(value: str) -> str:
    """A value without braces; a tilde in it is no space but EDTF's sign of doubt."""
    return re.sub(r"[{}]", "", value).strip()


def _elsewhere(item: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    """What stands in fields of another use: `howpublished`, `eprint`."""
    found: dict[str, str] = {}
    how = values.get("howpublished", "")
    address = re.search(r"https?://[^\s{}]+", how)
    if address and "URL" not in item:
        found["URL"] = unescaped(address[0])
    elif how and not address and "publisher" not in item:
        found["publisher"] = text_of(how)
    archive = (values.get("eprinttype") or values.get("archiveprefix") or "").strip().lower()
    if archive == "arxiv" and values.get("eprint") and "URL" not in item:
        found["URL"] = f"https://arxiv.org/abs/{unescaped(values['eprint'])}"
    return found


def _names(latex: str) -> Iterator[dict[str, str]]:
    depth, name = 0, ""
    for word in [*latex.split(), "and"]:
        if word.lower() == "and" and depth <= 0:
            if name and (found := _name(name)):
                yield found
            name = ""
            continue
        depth += word.count("{") - word.count("}")
        name = f"{name} {word}".strip()


def _name(latex: str) -> dict[str, str]:
    if latex == "others":
        return {"literal": "others"}
    if re.fullmatch(r"\{(?:[^{}]|\{[^{}]*\})*\}", latex):
        return {"literal": text_of(latex)}
    if re.search(r"\bfamily\s*=", latex):
        parts = dict(_named_parts(latex))
    else:
        try:
            split = parse_single_name_into_parts(latex, strict=False)
        except InvalidNameError:
            return {"literal": text_of(latex)}
        parts = {
            "family": " ".join(split.last),
            "given": " ".join(split.first),
            "prefix": " ".join(split.von),
            "suffix": " ".join(split.jr),
        }
    name = {
        "family": text_of(parts.get("family", "")),
        "given": text_of(parts.get("given", "")),
        "non-dropping-particle": text_of(parts.get("prefix", "")),
        "suffix": text_of(parts.get("suffix", "")),
    }
    if name["family"] and not name["given"] and not name["non-dropping-particle"]:
        return {"literal": name["family"]}
    return {key: text for key, text in name.items() if text}


def _named_parts(latex: str) -> Iterator[tuple[str, str]]:
    """The parts of `family=Berg, given=Jan, prefix=van der`, BibLaTeX's long form of names."""
    for part in re.findall(r'(?:\{[^{}]*\}|"[^"]*"|[^,{}"])+', latex):
        key, _, value = part.partition("=")
        yield key.strip(), value.strip().strip('"')
