"""Reading BibTeX and BibLaTeX, as Zotero, Better BibTeX, JabRef and others export them.

`bibtexparser` finds the entries and survives broken ones; strings, names, dates and LaTeX are
worked out here, for the entries that are cited. What is called how is a table, `biblatex.yml`.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ExplicitComment,
    Field,
)

from postil.edition.dates import MONTHS, date_of
from postil.edition.free_dates import from_words
from postil.edition.problems import Problem, shortened

from . import csl_json
from .bibtex_names import names
from .bibtex_text import mended
from .entries import Entries, Fields, Read
from .latex import COLON, marked, text_of, unescaped
from .tables import table

# What the parser warns of comes to the author as problems.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_TABLE = table("biblatex.yml")
_TYPES: dict[str, str] = _TABLE["types"]
_KEYS: dict[str, str] = _TABLE["keys"]
# `seriescreator` and the like are no fields of BibLaTeX, but what else would they be?
_PERSONS: dict[str, str] = {
    **{name.replace("-", ""): name for name in csl_json.NAMES},
    **_TABLE["names"],
}
_ROLES: dict[str, str] = {**_PERSONS, **_TABLE["roles"]}
_EDITORS = ("editor", "editora", "editorb", "editorc")
# What a title may be the title of; each may have a subtitle and an addition.
_TITLED = ("", "main", "book", "issue", "journal", "orig", "reviewed")
_MARKED = frozenset(
    "collection-title title-short container-title-short reviewed-title event-title".split()
)

_MONTHS = {month[:3].lower(): month for month in MONTHS}
IN_PREPARATION = re.compile(r"press|forthcoming|submitted|preparation", re.IGNORECASE)
"""Years that are no dates but say how far a work is."""
_ADDRESS = re.compile(r"https?://[^\s{}]+")
_NO_DATE = re.compile(r"[ns]\.?\s?d\.?|nodate", re.IGNORECASE)
_ARXIV = re.compile(r"(?:arXiv:)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.I)


# What most values are: words in braces.
_PLAIN = re.compile(r'\{([^\\{}"#]*)\}')

# A colon that ends no name of a field, while it is looked for such names.
_COLON = "\ue0f2"

EXTRA = "csl"
"""A field of our own: what BibTeX has no words for, in lines as in Zotero's "Extra"."""


def _known() -> Iterator[str]:
    """The fields that are used, or that no style prints."""
    for fields in _TABLE["texts"].values():
        yield from fields
    yield from (*_TABLE["publishers"], *_TABLE["verbatim"].values(), *_TABLE["silent"], *_PERSONS)
    yield from (*_EDITORS, *(f"{editor}type" for editor in _EDITORS))
    for title in _TITLED:
        yield from (f"{title}title", f"{title}subtitle", f"{title}titleaddon")
    for date in ("", *_TABLE["dates"].values()):
        yield from (f"{date}{part}" for part in ("date", "year", "month", "day"))
        yield from (f"{date}end{part}" for part in ("year", "month", "day"))
    yield from "journal journaltitle volume part number issue eid pages note addendum isrn".split()
    yield from "langid language entrysubtype related relatedtype".split()
    yield from (*"eprint eprinttype archiveprefix".split(), EXTRA)


_KNOWN = frozenset(_known())
# What programs keep for themselves: BibDesk, CiteULike, JabRef.
_OWN = re.compile(r"bdsk-|citeulike-|jabref-|__")


def read(text: str, name: str) -> Read:
    """Reads a BibTeX file. `name` is its path as the author knows it, for problems."""
    text, problems = mended(text.replace("\r\n", "\n"), name)
    parsed = parse_string(text, parse_stack=[])
    raw = {entry.key: entry for entry in parsed.entries}
    for block in parsed.failed_blocks:
        if isinstance(block, DuplicateFieldKeyBlock) and isinstance(
            block.ignore_error_block, Entry
        ):
            raw.setdefault(block.ignore_error_block.key, block.ignore_error_block)
        problems.append(Problem(name, (block.start_line or 0) + 1, 1, *_said(block)))
    problems += _outside(parsed.comments, name)
    if "@" not in text and any(line[:1] != "%" for line in text.split("\n") if line.strip()):
        advice = "an entry of BibTeX begins with '@book{key,'"
        problems.append(Problem(name, 1, 1, "there is no entry in this file", advice))
    for entry in raw.values():
        problems += _misread(entry, name)
    problems += _unparted_names(raw.values(), name)
    problems += _without_parents(raw, name)
    file = _File(raw, {string.key.lower(): string.value for string in parsed.strings})
    entries: Entries = {}
    keys: dict[str, str] = {}
    for key, entry in raw.items():
        if entry.entry_type.lower() == "xdata":
            continue
        id = csl_json.source_id(key)
        if not id or id in entries:
            place = (entry.start_line or 0) + 1, 1
            problems.append(Problem(name, *place, *csl_json.uncitable(key, id, keys.get(id))))
            continue
        entries[id], keys[id] = partial(file.fields, entry), key
    used = [{field.key.lower() for field in entry.fields} for entry in raw.values()]
    unused = Counter(key for keys in used for key in keys - _KNOWN if not _OWN.match(key))
    return Read(entries, sorted(problems), unused)


# A field behind the end of an entry. Whole entries without their @ are what people have taken out.
_FIELD = re.compile(r"[\s,}\"]*[A-Za-z][\w:+-]*[ \t]*=[ \t]*[{\"\w]")


def _outside(comments: Iterable[Block], name: str) -> Iterator[Problem]:
    """Fields that stand behind an entry, where everything is a comment."""
    for comment in comments:
        raw = comment.raw or ""
        # Programs keep settings of their own in what is marked as a comment.
        if not isinstance(comment, ExplicitComment) and (found := _FIELD.match(raw)):
            line = (comment.start_line or 0) + raw.count("\n", 0, found.end()) + 1
            yield Problem(
                name,
                line,
                1,
                "this field stands in no entry, and is not read",
                "is a brace closed too early above, or not opened?",
            )


def _misread(entry: Entry, name: str) -> Iterator[Problem]:
    """What stands before the name of a field; the field is read without it."""
    for field in entry.fields:
        rest, _, key = field.key.strip().rpartition("\n")
        if not rest:
            continue
        # What is known is the line of its =.
        line = (field.start_line or 0) + 1 - field.key.strip().count("\n")
        yield Problem(
            name,
            line,
            1,
            f"'{shortened(rest)}' stands where a field should begin",
            "delete it, or write '= {…},' behind it",
        )
        field.key = key.strip()


_NAMES = ("author", "editor", "translator", "bookauthor")
_BRACED = re.compile(r"\\.|\{[^{}]*\}")


def _unparted_names(entries: Iterable[Entry], name: str) -> Iterator[Problem]:
    """Names with other signs than `and` between them, of which one name is made: told once, at the
    first of them."""
    found = [(entry, f) for entry in entries for f in entry.fields if _is_unparted(f)]
    if not found:
        return
    entry, field = found[0]
    more = f" (and in {len(found) - 1} more)" if len(found) > 1 else ""
    yield Problem(
        name,
        (field.start_line or 0) + 1,
        1,
        f"the names of '{field.key}' in '{entry.key}'{more} are not parted by 'and'",
        "write 'and' between names, and a name of several words that is no person's in braces",
    )


def _without_parents(entries: Mapping[str, Entry], name: str) -> Iterator[Problem]:
    """Entries that take something over from one that is not there."""
    for entry in entries.values():
        for field in entry.fields:
            key = field.key.lower()
            for parent in _parents(str(field.value)) if key in _TAKEN_OVER else ():
                if parent not in entries:
                    yield Problem(
                        name,
                        (field.start_line or 0) + 1,
                        1,
                        f"there is no '{parent}' in this file, from which '{entry.key}' takes over "
                        f"what it does not say itself ('{key}')",
                        "export both together, or correct the key",
                    )


# The fields that name entries from which another one takes over what it does not say itself.
_TAKEN_OVER = ("crossref", "xdata")


def _parents(value: str) -> list[str]:
    """The keys in such a field."""
    return re.findall(r"[^\s,{}\"]+", value)


def _is_unparted(field: Field) -> bool:
    if field.key.lower() not in _NAMES:
        return False
    text = str(field.value).strip()[1:-1]
    while (shorter := _BRACED.sub("", text)) != text:
        text = shorter
    names = re.split(r"\sand\s", text)
    # A name has three parts at most (family, suffix, given names), unless each is named.
    is_long = any(one.count(",") > 2 and "=" not in one for one in names)
    return is_long or bool(re.search(r";\s", re.sub(r"&#?\w+;", "", text)))


def _said(block: Block) -> tuple[str, str]:
    """What is wrong with a block that could not be read, and what to do about it."""
    if isinstance(block, DuplicateBlockKeyBlock):
        if not block.key:
            return csl_json.uncitable("", "", None)
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
        for field, keys in _TABLE["texts"].items():
            if value := next((values[key] for key in keys if values.get(key)), ""):
                item[field] = _listed(value) if keys[0] in _TABLE["lists"] else _text(field, value)
        for field, key in _TABLE["verbatim"].items():
            if key in values:
                item[field] = unescaped(values[key])
        item.update(_people(values))
        item.update(_titles(kind, item["type"], values))
        item.update(_numbers(kind, item, values))
        item.update(_published(item, values))
        item.update(_genre(kind, item))
        item.update(_dates(values))
        item.update(self._reviewed(values))
        language = text_of(values.get("langid") or values.get("language") or "").lower()
        item["language"] = _TABLE["languages"].get(language, language if len(language) < 6 else "")
        found = csl_json.fields(item)
        if _COLON in str(found.get("note", "")):
            found["note"] = str(found["note"]).replace(_COLON, ":")
        return found

    def _values(self, entry: Entry) -> dict[str, str]:
        """The values of an entry with what it takes over, without quotation marks and strings."""
        return self._inherited(entry, frozenset())

    def _inherited(self, entry: Entry, before: frozenset[str]) -> dict[str, str]:
        values: dict[str, str] = {}
        for field in entry.fields:
            values.setdefault(field.key.lower(), self._resolved(str(field.value)))
        before = before | {entry.key}
        for key in _TAKEN_OVER:
            for name in _parents(values.get(key, "")):
                parent = self.entries.get(name)
                if parent is None or parent.key in before:
                    continue
                whole = key == "xdata"
                for above, value in self._inherited(parent, before).items():
                    for target in [above] if whole else _targets(entry, parent, above):
                        values.setdefault(target, value)
        return values

    def _resolved(self, value: str, depth: int = 0) -> str:
        """A value as written: `{text}`, `"text"`, `2014`, `feb`, or these joined by #."""
        value = value.strip()
        if plain := _PLAIN.fullmatch(value):
            return plain[1]
        parts: list[str] = []
        for part in _joined(value):
            if part[:1] in '{"' and len(part) > 1:
                parts.append(part[1:-1])
            elif part.lower() in self.strings and depth < 8:
                parts.append(self._resolved(self.strings[part.lower()], depth + 1))
            else:
                parts.append(_MONTHS.get(part.lower(), part))
        return "".join(parts)

    def _reviewed(self, values: Mapping[str, str]) -> Fields:
        """What an entry says of the work that it reviews or translates, if that stands in the file
        too."""
        kind = values.get("relatedtype", "").strip().lower()
        other = self.entries.get(values.get("related", "").split(",")[0].strip())
        if other is None or kind not in ("reviewof", "translationof", "origpubas", "reprintof"):
            return {}
        of = self._values(other)
        title = _titled(of, "", whole=True)
        if kind == "reviewof":
            authors = list(names(of.get("author") or of.get("editor") or "", _options(of)))
            return {"reviewed-title": title, "reviewed-author": authors}
        date = _date(of, "")
        found = {"original-title": title} if kind == "translationof" else {}
        return {**found, **({"original-date": date} if date else {})}


def _targets(entry: Entry, parent: Entry, field: str) -> Iterable[str]:
    """The fields of an entry that one of the entry it refers to fills."""
    kind, above = entry.entry_type.lower(), parent.entry_type.lower()
    if field in _TABLE["own"]:
        return ()
    if field in ("title", "subtitle", "titleaddon"):
        if above.startswith("mv"):
            return (f"main{field}",)
        if above == "periodical" or kind in ("article", "suppperiodical"):
            return (f"journal{field}",)
        return (f"book{field}",)
    if field == "author" and above in ("book", "mvbook"):
        return (
            ("bookauthor", "author") if kind in ("inbook", "bookinbook", "suppbook") else (field,)
        )
    return (field,)


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


def _options(values: Mapping[str, str]) -> dict[str, str]:
    """The options of an entry: `useprefix=false`; one without a value is true."""
    pairs = (option.partition("=") for option in values.get("options", "").split(","))
    return {key.strip(): value.strip() or "true" for key, _, value in pairs}


def _type(kind: str, values: Mapping[str, str]) -> str:
    subtype = values.get("entrysubtype", "").strip().lower()
    if kind in ("article", "suppperiodical") and subtype in ("magazine", "newspaper"):
        return f"article-{subtype}"
    if kind == "unpublished" and any(key in values for key in ("eventtitle", "eventdate", "venue")):
        return "speech"
    if kind in ("misc", "online") and _arxiv_number(values):
        return "article"
    if kind in _TYPES:
        return _TYPES[kind]
    if kind in csl_json.TYPES:
        return kind
    return _type_of_misc(values)


def _type_of_misc(values: Mapping[str, str]) -> str:
    """What a work is of which its entry does not say it.

    A page on the web has an address and no publisher. What is on paper stands for itself, with its
    title in italics, as BibLaTeX prints it: to CSL that is a pamphlet, an "unusually-published or
    ephemeral work". A "document", in quotation marks, is what lies somewhere else.
    """
    how = values.get("howpublished", "")
    address = _ADDRESS.search(how)
    if (address or (values.get("url") and not how)) and not values.get("publisher"):
        return "webpage"
    is_elsewhere = address or any(values.get(key) for key in ("url", "doi", "eprint"))
    return "document" if is_elsewhere else "pamphlet"


def _text(field: str, value: str) -> str:
    if field in _MARKED:
        return _said_by_key(marked(value))
    return _said_by_key(text_of(value))


def _said_by_key(text: str) -> str:
    """A text, or what the key says that stands in its place."""
    return _KEYS.get(text.lower(), text)


def _listed(value: str) -> str:
    """Bodies or places joined by "and", as BibLaTeX prints them: `A, B and C`."""
    items = re.split(r"\s+and\s+(?![^{]*\})", value.strip())
    *first, last = [_said_by_key(text_of(item)) for item in items]
    return " and ".join(filter(None, (", ".join(filter(None, first)), last)))


def _people(values: Mapping[str, str]) -> Fields:
    """Everybody who had a part in it, by what that was."""
    found: dict[str, list[dict[str, str]]] = {}
    options = _options(values)
    for key, field in _PERSONS.items():
        if key not in values:
            continue
        role = field
        if key == "editor":
            role = _ROLES.get(values.get("editortype", "editor").strip().lower(), "editor")
            role = "editor" if role == "collection-editor" else role
        found.setdefault(role, []).extend(names(values[key], options))
    for key in _EDITORS[1:]:
        role = _ROLES.get(values.get(f"{key}type", "editor").strip().lower(), "contributor")
        found.setdefault(role, []).extend(names(values.get(key, ""), options))
    named = [person for role, people in found.items() if role != "contributor" for person in people]
    if more := found.get("contributor"):
        # Who has edited a work and written about it is named once.
        found["contributor"] = [person for person in more if person not in named]
    return {role: people for role, people in found.items() if people}


def _titles(kind: str, type_: str, values: Mapping[str, str]) -> Fields:
    """The titles of a work, of its volume and of what it stands in."""
    journal = "journaltitle" if "journaltitle" in values else "journal"
    found = {
        "title": _titled(values, ""),
        "container-title": _titled(values, "journal", journal),
        "original-title": _titled(values, "orig"),
    }
    has_main = bool(values.get("maintitle"))
    is_inside = kind in _TABLE["inside"] or (values.get("booktitle") and type_ != "book")
    if is_inside and (has_main or values.get("booktitle")):
        found["container-title"] = _titled(values, "main" if has_main else "book")
        found["volume-title"] = _titled(values, "book") if has_main else ""
    elif has_main:
        found["title"] = _titled(values, "main")
        found["volume-title"] = _titled(values, "")
    elif kind == "periodical" and values.get("issuetitle"):
        found["title"], found["container-title"] = _titled(values, "issue"), found["title"]
    elif values.get("issuetitle"):
        found["volume-title"] = _titled(values, "issue")
    if values.get("title", "").strip() and not found["title"]:
        found["title"] = _titled(values, "")
    return {key: title for key, title in found.items() if title}


def _titled(values: Mapping[str, str], of: str, key: str = "", *, whole: bool = False) -> str:
    """A title with its subtitle and addition; with `whole`, under its main title."""
    if whole and values.get("maintitle"):
        of = "main"
    title = marked(values.get(key or f"{of}title", ""))
    for text, sign in ((f"{of}subtitle", ":"), (f"{of}titleaddon", ".")):
        if more := marked(values.get(text, "")):
            ends = not title or title.rstrip("”’").endswith(("?", "!", ".", ":", ",", ";"))
            title = f"{title} {more}".strip() if ends else f"{title}{sign} {more}"
    return title


def _numbers(kind: str, item: Mapping[str, Any], values: Mapping[str, str]) -> Fields:
    """Volume, part, number and pages, whose meaning depends on the type."""
    found: Fields = {}
    volume, part = text_of(values.get("volume", "")), text_of(values.get("part", ""))
    number, issue = text_of(values.get("number", "")), text_of(values.get("issue", ""))
    number = number or text_of(values.get("isrn", ""))
    is_article = kind in _TABLE["articles"] or str(item["type"]).startswith("article")
    if is_article:
        # `12.1`, as BibLaTeX prints it.
        found["volume"] = ".".join(filter(None, (volume, part)))
        found["issue"] = ", ".join(filter(None, (number, issue)))
    else:
        found["volume"], found["part-number"], found["issue"] = volume, part, issue
        # Of a volume of proceedings, styles would take it for the number of the article.
        found["collection-number" if kind in _TABLE["in_series"] else "number"] = number
    series = item.get("collection-title", "")
    if re.fullmatch(r"\d+", series):
        found["collection-title"] = f"{_ordinal(int(series))} series"
    pages = text_of(values.get("pages") or (values.get("eid", "") if is_article else ""))
    found["page"] = re.sub(r" ?[–—‐-]+ ?", "-", pages)
    if not is_article and values.get("eid"):
        found["page"] = found["page"] or text_of(values["eid"])
    return {key: text for key, text in found.items() if text}


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{ends.get(number % 10, 'th') if number % 100 not in (11, 12, 13) else 'th'}"


def _published(item: Mapping[str, Any], values: Mapping[str, str]) -> Fields:
    """Who published it and where, and its address on the web."""
    found: Fields = {}
    bodies: list[str] = []
    for key in _TABLE["publishers"]:
        value = values.get(key, "")
        address = _ADDRESS.search(value) if key == "howpublished" else None
        if address and not item.get("URL"):
            found["URL"] = unescaped(address[0])
        elif value and not address:
            bodies.append(_listed(value) if key in _TABLE["lists"] else text_of(value))
    found["publisher"] = "; ".join(dict.fromkeys(filter(None, bodies)))
    if item["type"] == "paper-conference" and item.get("event-title"):
        # Zotero's one place of a talk is that of the event.
        found["event-place"] = item.get("event-place") or item.get("publisher-place", "")
    if item["type"] == "patent":
        found["jurisdiction"], found["publisher-place"] = item.get("publisher-place", ""), ""
    if number := unescaped(values.get("eprint", "")):
        found.update(_eprint(number, item, found, values))
    notes = [_note(values[key], text_of) for key in ("note", "addendum") if values.get(key)]
    notes.append(_note(values.get(EXTRA, ""), marked))
    found["note"] = "\n".join(filter(None, notes))
    return found


def _eprint(
    number: str, item: Mapping[str, Any], found: Mapping[str, Any], values: Mapping[str, str]
) -> Fields:
    """The address of a work in an archive of preprints or articles, or where it lies there."""
    archive = _archive(values)
    on_arxiv = _arxiv_number(values)
    if on_arxiv and item["type"] == "article":
        return {
            "URL": item.get("URL") or found.get("URL") or _TABLE["eprints"]["arxiv"] + on_arxiv,
            "number": f"arXiv:{on_arxiv}",
            "publisher": found["publisher"] or "arXiv",
        }
    if on_arxiv:
        archive, number = "arxiv", on_arxiv
    start = _TABLE["eprints"].get(archive.lower())
    if item.get("URL") or found.get("URL"):
        return {}
    if re.match(r"https?://", number):
        return {"URL": number}
    if start:
        return {"URL": start + number}
    return {"archive": archive, "archive-location": number} if archive else {}


def _archive(values: Mapping[str, str]) -> str:
    return text_of(values.get("eprinttype") or values.get("archiveprefix") or "")


def _arxiv_number(values: Mapping[str, str]) -> str:
    """The number of a preprint on arXiv: `1706.03762`, `hep-th/9901001`."""
    number = _ARXIV.fullmatch(unescaped(values.get("eprint", "")))
    return number[1] if number and _archive(values).lower() in ("", "arxiv") else ""


def _note(value: str, read: Callable[[str], str]) -> str:
    """A note; in Zotero's "Extra" its lines may fill other fields."""
    lines = map(read, value.replace(COLON, _COLON).splitlines())
    return "\n".join(lines)


def _genre(kind: str, item: Mapping[str, Any]) -> Fields:
    """What kind of thing it is: `PhD thesis`, `U.S. patent`."""
    if item.get("genre") or kind not in _TABLE["genres"]:
        return {}
    return {"genre": _KEYS[_TABLE["genres"][kind]]}


def _dates(values: Mapping[str, str]) -> Fields:
    found: Fields = {}
    for field, key in _TABLE["dates"].items():
        found[field] = _date(values, key)
    issued = _date(values, "")
    if IN_PREPARATION.search(issued):
        return {**found, "status": issued}
    return {**found, "issued": "" if _NO_DATE.fullmatch(issued) else issued}


def _date(values: Mapping[str, str], of: str) -> str:
    """`date`, or `year` with `month` and `day`, of a work, its event or its original."""
    if date := _bare(values.get(f"{of}date", "")):
        return from_words(date if date_of(date) else text_of(date))
    ends = [_written(values, of), _written(values, f"{of}end")]
    return "/".join(filter(None, ends)) if all(map(date_of, filter(None, ends))) else ends[0]


def _written(values: Mapping[str, str], of: str) -> str:
    if f"{of}year" not in values:
        return ""
    year = _bare(text_of(values[f"{of}year"]))
    month, day = (text_of(values.get(f"{of}{part}", "")) for part in ("month", "day"))
    if not year or not month:
        return from_words(year)
    if month.isdecimal():
        days = [day.zfill(2)] if day.isdecimal() else []
        whole = from_words("-".join((year, month.zfill(2), *days)))
    else:
        whole = from_words(" ".join(filter(None, (month, day, year))))
    return whole if date_of(whole) else from_words(year)


def _bare(value: str) -> str:
    """A value without braces; a tilde in it is no space but EDTF's sign of doubt."""
    return re.sub(r"[{}]", "", value).strip()
