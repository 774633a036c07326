"""CSL-JSON: the format in which Zotero and others exchange bibliographic data.

Reading is lenient, as libraries are written by programs and by many hands: what is unknown is
left out, what is understood is kept, and only an entry that cannot be used at all is a problem.
Source: the CSL 1.0.2 data schema, and what Zotero and Better BibTeX write.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, get_args

from postil.edition.csl import Name, SourceType
from postil.edition.free_dates import from_words
from postil.edition.model import Source
from postil.edition.problems import Problem
from postil.exchange.json_mistakes import said_of

from .dates import as_field, from_csl, to_csl
from .entries import Entries, Fields, Read

TYPES = frozenset(get_args(SourceType))
_FIELDS = {field.alias or name: field.annotation for name, field in Source.model_fields.items()}
NAMES = tuple(key for key, kind in _FIELDS.items() if kind == tuple[Name, ...])
DATES = ("issued", "accessed", "original-date", "event-date", "available-date", "submitted")

_ALL = tuple(_FIELDS)
# `reliability` is ours and travels as a line of `note`; `annote` is the author's own and stays.
_OURS = ("reliability", "annote")
TEXTS = tuple(key for key in _ALL if key not in {"type", *NAMES, *DATES, "annote"})
_NAME_KEYS, _TEXT_KEYS = frozenset(NAMES), frozenset(TEXTS)

# How Zotero, citeproc-js and older versions of CSL call some types and fields.
_OLD_TYPES = {
    "gazette": "legislation",
    "podcast": "broadcast",
    "preprint": "article",
    "presentation": "speech",
    "video": "motion_picture",
    "website": "webpage",
}
_OLD_FIELDS = {
    "shortTitle": "title-short",
    "event": "event-title",
    "journalAbbreviation": "container-title-short",
    "archive_location": "archive-location",
    "archive_collection": "archive-collection",
    "authors": "author",
}
# How CSL itself calls fields whose names here have a hyphen.
_CSL_FIELDS = {
    "archive-location": "archive_location",
    "archive-collection": "archive_collection",
}
# What a library says of itself and of the order of its entries, and what others work out anew.
_SILENT = frozenset(
    "id citation-key citation-label citation-number first-reference-note-number page-first type "
    "year-suffix system_id locator categories language-name-original".split()
)

_NAME_PARTS = (
    "family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"
)  # fmt: skip

_NOT_EXTRA = ("note", "abstract")
# What another format may lose, by its name in the model.
_KEPT = {
    name: key
    for name, key in zip(Source.model_fields, _ALL, strict=True)
    if key not in (*_OURS, *_NOT_EXTRA)
}

# A line of "Extra" that fills a field: `DOI: 10.1000/1`, `original-date: 1865`, and as
# citeproc-js has it `{:authority: Supreme Court}`.
_EXTRA = re.compile(
    r"^(?P<begin>\{:)?(?P<key>[A-Za-z][\w. -]{1,40}?)\s*:\s+(?P<value>\S.*?)(?(begin)\}?)$"
)
_EXTRA_ID = re.compile(r"^(?:\{:)?(?P<key>citation[ -]key|citekey|tex\.[\w.-]+)\s*:", re.IGNORECASE)
_TAG = re.compile(r"</?(?:i|b|sub|sup|sc|span)(?:\s[^<>]*)?>")
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def item(id: str, source: Source) -> dict[str, Any]:
    """A source as a CSL-JSON item."""
    found: dict[str, Any] = {"id": id}
    values = source.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for key in _ALL:
        if key in values and key not in _OURS:
            name = _CSL_FIELDS.get(key, key)
            found[name] = to_csl(values[key]) if key in DATES else values[key]
    if note := "\n".join(note_of(source)):
        found["note"] = note
    return found


def note_of(source: Source) -> list[str]:
    """What the note of an exported source says: ours, and how far the source can be relied on."""
    # One line, for that is how it is known again.
    said = " ".join(source.reliability.split())
    reliability = f"Reliability: {said}" if said else ""
    return [text for text in (source.note, reliability) if text]


def write(sources: Mapping[str, Source]) -> str:
    """The text of a CSL-JSON file of these sources."""
    items = [item(id, source) for id, source in sources.items()]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def read(text: str, name: str) -> Read:
    """Reads a CSL-JSON file. `name` is its path as the author knows it, for problems."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {said_of(error)}"
        advice = "export the library again, as CSL JSON"
        return Read({}, [Problem(name, error.lineno, error.colno, what, advice)])
    except (RecursionError, ValueError):
        # Numbers of more than 4,300 digits are no numbers to Python.
        return Read({}, [Problem(name, 0, 0, "this is nested too deeply to be a library")])
    if isinstance(values, dict):
        values = values.get("items", [values])
    if not isinstance(values, list):
        advice = "export the library as CSL JSON: a list of entries"
        return Read({}, [Problem(name, 1, 1, "this is not a list of sources", advice)])
    entries: Entries = {}
    problems: list[Problem] = []
    unused: Counter[str] = Counter()
    for number, value in enumerate(values, 1):
        if wrong := _wrong(value, entries):
            problems.append(Problem(name, 0, 0, f"entry {number} {wrong[0]}", wrong[1]))
            continue
        id = _id(value)
        problems += (
            Problem(name, 0, 0, f"entry {number} ('{id}'): {what}", advice)
            for what, advice in _misfits(value)
        )
        unused.update(
            key for key in value if _OLD_FIELDS.get(key, key) not in _FIELDS and key not in _SILENT
        )
        entries[id] = partial(_whole, value)
    return Read(entries, problems, unused)


def _whole(value: Mapping[str, Any]) -> Fields:
    """The fields of an item, with the particles of names that do not say them: processors of
    citations look for them in such names."""
    found = fields(value)
    for key in NAMES:
        if key in found:
            found[key] = [_with_particle(name) for name in found[key]]
    return found


def _with_particle(name: dict[str, str]) -> dict[str, str]:
    if "family" not in name or "dropping-particle" in name or "non-dropping-particle" in name:
        return name
    return name_of(name["family"], name.get("given", ""), name.get("suffix", ""))


def _misfits(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of an entry that hold another kind of thing than belongs there."""
    for key, given in value.items():
        field = _OLD_FIELDS.get(key, key)
        if given is None or given in ("", [], {}):
            continue
        if field in NAMES:
            if not isinstance(given, list):
                yield f"'{key}' is {_described(given)} where a list of names belongs", _LEFT_OUT
            elif len(list(_names(given))) < sum(bool(name) for name in given):
                yield f"'{key}' holds what is no name", "what is no name is left out"
        elif field in DATES:
            if not from_csl(given):
                yield f"'{key}' is no date", "write it as 2014-02-13; the field is left out"
        elif field in TEXTS or field == "type":
            if not isinstance(given, (str, int, float)) or isinstance(given, bool):
                yield f"'{key}' is {_described(given)} where text belongs", _LEFT_OUT
        else:
            continue
        if not _is_sound(given):
            yield f"'{key}' holds half a character", "write the character anew"


_LEFT_OUT = "the field is left out"


def _described(value: Any) -> str:
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    return str(value).lower() if isinstance(value, bool) else "text"


def _is_sound(value: Any) -> bool:
    """Whether a value has no half of a character that takes two units of UTF-16."""
    try:
        return not _HALF.search(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        return True


_HALF = re.compile(r"[\ud800-\udfff]")


def _wrong(value: Any, entries: Entries) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        return "is not a source", "a source is written as {…}"
    id = _id(value)
    if not id:
        title = _text(value.get("title")) or "no title"
        return f"({title}) has no id", "give it a citation key"
    if id in entries:
        return f"has the id '{id}', and so has one above it", "the first counts; rename the other"
    return None


def _id(value: Mapping[str, Any]) -> str:
    """The key by which annotations cite an entry.

    Zotero writes the address of an entry where it has no citation key; its last part is the
    entry's key in the library.
    """
    id = _text(value.get("citation-key")) or _text(value.get("id"))
    if re.match(r"https?://", id):
        id = id.rstrip("/").rpartition("/")[2]
    return source_id(id)


def source_id(key: str) -> str:
    """A citation key as an id of a source, in any script: what an id cannot hold becomes a
    hyphen. Nothing where that leaves nothing."""
    text = unicodedata.normalize("NFC", key)
    if not all(map(_is_in_ids, text)):
        text = re.sub(r"\0+", "-", "".join(c if _is_in_ids(c) else "\0" for c in text))
        text = text.rstrip("-_.:+")
    return re.sub(r"^[\W_]+", "", text)


def _is_in_ids(sign: str) -> bool:
    return sign in "_.:+-" or unicodedata.category(sign)[0] in "LMN"


def uncitable(key: str, id: str, other: str | None) -> tuple[str, str]:
    """What is wrong with an entry that no annotation can cite: its key has no letter (no `id`),
    or it becomes the same as an `other` one."""
    if not key:
        return "this entry has no key", "write one behind its brace: nothing can cite it"
    if not id:
        return f"the key '{key}' has no letter or digit", "rename it: nothing can cite this entry"
    what = f"the key '{key}' is read as '{id}', and so is '{other}' above"
    return what, "the first counts; rename this"


def fields(item: Mapping[str, Any]) -> Fields:
    """A CSL-JSON item as the fields of a source in `sources.yml`; always valid as such."""
    given = {_OLD_FIELDS.get(key, key): value for key, value in item.items()}
    given.update(_extra(given))
    kind = _text(given.get("type"))
    kind = _OLD_TYPES.get(kind, kind)
    if kind not in TYPES:
        kind = "webpage" if given.get("URL") and not given.get("publisher") else "document"
    found: Fields = {"type": kind}
    for key in filter(given.__contains__, _ALL):
        value = given[key]
        if value is None or value == "":
            continue
        if key in _NAME_KEYS:
            value = list(_names(value))
        elif key in DATES:
            value = as_field(_text(from_csl(value))) if value else ""
        elif key in _TEXT_KEYS:
            value = _text(value)
        else:
            continue
        if value:
            found[key] = value
    if found.get("URL", "").startswith("www."):
        found["URL"] = f"http://{found['URL']}"
    if "DOI" in found:
        found["DOI"] = _DOI.sub("", found["DOI"])
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return _HALF.sub("\ufffd", str(value)).strip()


def _names(value: Any) -> Iterator[dict[str, str]]:
    for name in value if isinstance(value, list) else []:
        if isinstance(name, str) and name.strip():
            yield {"literal": _text(name)}
        if not isinstance(name, dict):
            continue
        parts = {key: text for key in _NAME_PARTS if (text := _text(name.get(key)))}
        if "family" not in parts and "literal" not in parts:
            whole = " ".join(parts.values())
            parts = {"literal": whole} if whole else {}
        if "literal" in parts:
            parts = {"literal": parts["literal"]}
        if parts:
            yield parts


def extra_lines(source: Source, read: Fields) -> list[str]:
    """What another format lost of a source, as lines of Zotero's "Extra": `original-date: 1865`,
    `composer: Kay || Ann`. `read` is what is read in that format, as `fields` has it."""
    lines: list[str] = []
    given = source.model_fields_set
    for name, key in _KEPT.items():
        if name not in given or not (value := getattr(source, name)):
            continue
        if key in _NAME_KEYS:
            # Which particle may be left out is what few formats know.
            back = [Name.model_validate(parts).whole for parts in read.get(key, ())]
            if back != [person.whole for person in value]:
                lines += (f"{key}: {_in_extra(person)}" for person in value if person.whole.strip())
        elif (text := _in_line(value)) != _in_line(read.get(key, "")) and text:
            lines.append(f"{key}: {text}")
    return lines


def fills_a_field(line: str) -> bool:
    """Whether a line of a note would be taken for one of Zotero's "Extra"."""
    return bool(_EXTRA.match(line) or _EXTRA_ID.match(line))


def _in_line(value: str | Mapping[str, str]) -> str:
    """A text, or a date that is no day, on one line."""
    return " ".join((value if isinstance(value, str) else value["literal"]).split())


def _in_extra(name: Name) -> str:
    if name.literal:
        return name.literal
    given = " ".join(filter(None, (name.given, name.dropping_particle)))
    return " || ".join(filter(None, (name.short, given, name.suffix)))


_PARTICLE = re.compile(
    r"((?:[^\W\d_A-Z][\w’'.]*\s+)+(?:[dl][’'])?|[dl][’']|(?:al|el|ad|as|at)-)([^\W\d_a-z].*)"
)


def name_of(family: str, given: str = "", suffix: str = "") -> dict[str, str]:
    """The name of somebody whose particle stands before the family name: `van der Berg`."""
    match = _PARTICLE.fullmatch(family) if family[:1].islower() else None
    particle, rest = (match[1].strip(), match[2]) if match else ("", family)
    parts = {"family": rest, "given": given, "non-dropping-particle": particle, "suffix": suffix}
    return {key: text for key, text in parts.items() if text}


def _extra(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the lines of `note` say of other fields, and `note` without these lines."""
    note = given.get("note")
    if not isinstance(note, str):
        return {}
    found: dict[str, Any] = {}
    names: dict[str, list[dict[str, str]]] = {}
    kept: list[str] = []
    for line in note.splitlines():
        match = _EXTRA.match(line.strip())
        key = _field_name(match["key"]) if match else ""
        if match and key in NAMES:
            parts = [part.strip() for part in match["value"].split("||")][:3]
            name = name_of(*parts) if len(parts) > 1 else {"literal": parts[0]}
            names.setdefault(key, []).append(name)
        elif match and key in DATES:
            found[key] = from_words(match["value"])
        elif match and (key in TEXTS or key == "type") and key not in _NOT_EXTRA:
            found[key] = match["value"].strip()
        elif not _EXTRA_ID.match(line.strip()):
            kept.append(line)
    return {**found, **names, "note": "\n".join(kept).strip()}


def _field_name(label: str) -> str:
    name = label.strip().lower().replace(" ", "-").replace("_", "-")
    return name.upper() if name.upper() in ("URL", "DOI", "ISBN", "ISSN", "PMID", "PMCID") else name


def web_address(source: Source) -> str:
    """Where a source is on the web: at its DOI if it has one, else at its address.

    Nothing for addresses that are not of the web.
    """
    if doi := _DOI.sub("", source.DOI):
        return f"https://doi.org/{doi}"
    return source.URL if re.match(r"https?://[^\s/]", source.URL, re.IGNORECASE) else ""


_RAISED = re.compile(r"<(sup|sub)>([^<>]*)</\1>")
_PLAIN = "0123456789+-=()ni"
_SIGNS = {
    "sup": str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ"),
    "sub": str.maketrans(_PLAIN[:-2], "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}


def plain(text: str) -> str:
    """A title without the few HTML tags that CSL-JSON allows in one (`<i>`, `<sup>`, …): `H₂O`."""
    return _TAG.sub("", _RAISED.sub(_raised, text)) if "<" in text else text


def _raised(match: re.Match[str]) -> str:
    signs = _SIGNS[match[1]]
    return match[2].translate(signs) if all(ord(sign) in signs for sign in match[2]) else match[2]
