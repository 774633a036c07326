"""Sources that somebody pastes: BibTeX, CSL JSON, RIS, or a DOI alone, which is kept as a stub.

Nothing is fetched: what a DOI stands for is left to whoever completes its entry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from postil.edition.edition import Edition
from postil.exchange.libraries import csl_json, ris
from postil.exchange.libraries.entries import Read

NAME = "what was pasted"
_DOI = re.compile(r"(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Pasted:
    """A source that was pasted."""

    id: str
    fields: Mapping[str, Any]
    is_there: bool
    """Whether the edition has it already, under this id."""


class PasteError(Exception):
    """What was pasted is no source; the message says why."""


def pasted(text: str, edition: Edition, library: Mapping[str, Mapping[str, Any]]) -> list[Pasted]:
    """The sources in a text, each with an id that no other source has. Raises PasteError."""
    text = text.strip().removeprefix("\ufeff")
    if match := _DOI.fullmatch(text):
        found = [("", _stub(match[1].rstrip(".,;")))]
    else:
        read = _read(text)
        found = [(id, make()) for id, make in read.entries.items()]
        if not found:
            said = "; ".join(problem.what for problem in read.problems[:3])
            raise PasteError(said or "no source was found in it")
    result: list[Pasted] = []
    taken = {*edition.sources, *library}
    for id, fields in found:
        if there := _known(id, fields, edition, library):
            result.append(Pasted(there, fields, is_there=True))
            continue
        stem = id or _id(fields)
        new = next(i for n in count(1) if (i := stem if n == 1 else f"{stem}-{n}") not in taken)
        taken.add(new)
        result.append(Pasted(new, fields, is_there=False))
    return result


def _read(text: str) -> Read:
    if text.startswith("@") or re.search(r"^\s*@\w+\s*[{(]", text, re.MULTILINE):
        # Loads a parser and LaTeX tables, which nobody else waits for.
        from postil.exchange.libraries import bibtex

        return bibtex.read(text, NAME)
    if text.startswith(("{", "[")):
        return csl_json.read(text, NAME)
    if re.match(r"TY  ?-", text):
        if not re.search(r"^ID  ?-", text, re.MULTILINE):
            # Many programs leave it out where they copy one entry.
            text = re.sub(r"^(TY  ?-.*)$", r"\1\nID  - pasted", text, count=1, flags=re.MULTILINE)
            read = ris.read(text, NAME)
            # It gets an id of our own.
            return read._replace(entries={"": next(iter(read.entries.values()))})
        return ris.read(text, NAME)
    raise PasteError("this is no BibTeX, CSL JSON or RIS, and no DOI")


def _stub(doi: str) -> dict[str, Any]:
    title = f"[to be completed: {doi}]"
    return {"type": "document", "title": title, "DOI": doi, "URL": f"https://doi.org/{doi}"}


def _known(
    id: str,
    fields: Mapping[str, Any],
    edition: Edition,
    library: Mapping[str, Mapping[str, Any]],
) -> str:
    """The id under which a source is known, by its DOI or by id and title; empty if it is not."""
    doi, title = str(fields.get("DOI", "")).casefold(), str(fields.get("title", "")).casefold()
    for known, source in edition.sources.items():
        if doi and source.DOI.casefold() == doi:
            return known
        if known == id and source.title.casefold() == title:
            return known
    if id in library and str(library[id].get("title", "")).casefold() == title:
        return id
    return ""


def _id(fields: Mapping[str, Any]) -> str:
    """An id of a family name and a year, as most people make them; of a DOI, where these are not
    known."""
    names = fields.get("author") or fields.get("editor") or []
    first = names[0] if names else {}
    name = first.get("family") or first.get("literal") or "" if isinstance(first, dict) else ""
    name = name or ("" if fields.get("DOI") else str(fields.get("title", "")))
    year = re.search(r"\d{4}", str(fields.get("issued", "")))
    words = [*_WORD.findall(str(name))[:3], *([year[0]] if year else [])]
    stem = "-".join(words) if name else f"doi-{fields.get('DOI', '')}"
    letters = unicodedata.normalize("NFKD", stem.lower())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", plain)).strip("-") or "source"
