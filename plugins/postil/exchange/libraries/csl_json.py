"""CSL-JSON: the format in which Zotero and others exchange bibliographic data.

Reading is lenient, as libraries are written by programs and by many hands: what is unknown is
left out, what is understood is kept, and only an entry that cannot be used at all is a problem.
Source: the CSL 1.0.2 data schema, and what Zotero and Better BibTeX write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, get_args

from postil.edition.csl import SourceType
from postil.edition.model import SOURCE_ID_PATTERN, Source
from postil.edition.problems import Problem

from .dates import as_field, from_csl, from_words, to_csl
from .entries import Entries, Fields

TYPES = frozenset(get_args(SourceType))
NAMES = ("author", "editor", "translator", "interviewer", "director", "container-author")
DATES = ("issued", "accessed", "original-date", "event-date")

_ALL = tuple(field.alias or name for name, field in Source.model_fields.items())
# `reliability` is ours and travels as a line of `note`; `annote` is the author's own and stays.
_OURS = ("reliability", "annote")
TEXTS = tuple(key for key in _ALL if key not in {"type", *NAMES, *DATES, "annote"})

# How Zotero, citeproc-js and older versions of CSL call some types and fields.
_OLD_TYPES = {
    "gazette": "legislation",
    "podcast": "broadcast",
    "preprint": "article",
    "presentation": "speech",
    "video": "motion_picture",
    "website": "webpage",
}
_OLD_FIELDS = {"shortTitle": "title-short", "event": "event-title"}

_NAME_PARTS = (
    "family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"
)  # fmt: skip

# A line of "Extra" that fills a field: `DOI: 10.1000/1`, `original-date: 1865`, and as
# citeproc-js has it `{:authority: Supreme Court}`.
_EXTRA = re.compile(r"^(?:\{:)?(?P<key>[A-Za-z][\w. -]{1,40}?)\s*:\s+(?P<value>\S.*?)\}?$")
_EXTRA_ID = re.compile(r"^(?:\{:)?(?P<key>citation[ -]key|citekey|tex\.[\w.-]+)\s*:", re.IGNORECASE)
_TAG = re.compile(r"</?(?:i|b|sub|sup|sc|span)(?:\s[^<>]*)?>")
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def item(id: str, source: Source) -> dict[str, Any]:
    """A source as a CSL-JSON item."""
    found: dict[str, Any] = {"id": id}
    values = source.model_dump(by_alias=True, exclude_defaults=True)
    for key in _ALL:
        if key in values and key not in _OURS:
            found[key] = to_csl(values[key]) if key in DATES else values[key]
    if note := "\n".join(note_of(source)):
        found["note"] = note
    return found


def note_of(source: Source) -> list[str]:
    """What the note of an exported source says: ours, and how far the source can be relied on."""
    reliability = f"Reliability: {source.reliability}" if source.reliability else ""
    return [text for text in (source.note, reliability) if text]


def write(sources: Mapping[str, Source]) -> str:
    """The text of a CSL-JSON file of these sources."""
    items = [item(id, source) for id, source in sources.items()]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def read(text: str, name: str) -> tuple[Entries, list[Problem]]:
    """Reads a CSL-JSON file. `name` is its path as the author knows it, for problems."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        advice = "export the library again, as CSL JSON"
        return {}, [Problem(name, error.lineno, error.colno, what, advice)]
    except RecursionError:
        return {}, [Problem(name, 0, 0, "this is nested too deeply to be a library")]
    if isinstance(values, dict):
        values = values.get("items", [values])
    if not isinstance(values, list):
        advice = "export the library as CSL JSON: a list of entries"
        return {}, [Problem(name, 1, 1, "this is not a list of sources", advice)]
    entries: Entries = {}
    problems: list[Problem] = []
    for number, value in enumerate(values, 1):
        if wrong := _wrong(value, entries):
            problems.append(Problem(name, 0, 0, f"entry {number} {wrong[0]}", wrong[1]))
        else:
            entries[_id(value)] = partial(fields, value)
    return entries, problems


def _wrong(value: Any, entries: Entries) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        return "is not a source", "a source is written as {…}"
    id = _id(value)
    if not id:
        title = str(value.get("title") or "no title")
        return f"({title}) has no id", "give it a citation key"
    if id in entries:
        return f"has the id '{id}', and so has one above it", "the first counts; rename the other"
    return None


def _id(value: Mapping[str, Any]) -> str:
    """The key by which annotations cite an entry.

    Zotero writes the address of an entry where it has no citation key; its last part is the
    entry's key in the library.
    """
    id = str(value.get("citation-key") or value.get("id") or "").strip()
    if re.match(r"https?://", id):
        id = id.rstrip("/").rpartition("/")[2]
    return source_id(id)


def source_id(key: str) -> str:
    """A citation key as an id of a source: what an id cannot hold becomes a hyphen."""
    if re.match(SOURCE_ID_PATTERN, key):
        return key
    return re.sub(r"[^A-Za-z0-9_.:+-]+", "-", key).strip("-_.:+")


def fields(item: Mapping[str, Any]) -> Fields:
    """A CSL-JSON item as the fields of a source in `sources.yml`; always valid as such."""
    given = {_OLD_FIELDS.get(key, key): value for key, value in item.items()}
    given.update(_extra(given))
    kind = given.get("type")
    kind = _OLD_TYPES.get(str(kind), kind)
    if kind not in TYPES:
        kind = "webpage" if given.get("URL") and not given.get("publisher") else "document"
    found: Fields = {"type": kind}
    for key in _ALL:
        value = given.get(key)
        if key in NAMES:
            value = list(_names(value))
        elif key in DATES:
            value = as_field(from_csl(value)) if value else ""
        elif key in TEXTS:
            value = _text(value)
        else:
            continue
        if value:
            found[key] = value
    if "DOI" in found:
        found["DOI"] = _DOI.sub("", found["DOI"])
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip()


def _names(value: Any) -> Iterator[dict[str, str]]:
    for name in value if isinstance(value, list) else []:
        if isinstance(name, str) and name.strip():
            yield {"literal": name.strip()}
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
            family, _, first = match["value"].partition("||")
            name = {"family": family.strip(), "given": first.strip()}
            names.setdefault(key, []).append(name if first else {"literal": name["family"]})
        elif match and key in DATES:
            found[key] = from_words(match["value"])
        elif match and (key in TEXTS or key == "type") and key not in ("note", "abstract"):
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


def plain(text: str) -> str:
    """A title without the few HTML tags that CSL-JSON allows in one (`<i>`, `<sup>`, …)."""
    return _TAG.sub("", text) if "<" in text else text
