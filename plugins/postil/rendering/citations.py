"""Sources as a reader sees them: short in a note, in full on their page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from postil.edition.model import Source

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def short_citations(sources: Mapping[str, Source]) -> dict[str, str]:
    """The short citation of each source: `Gates 2014`, `Bowen and Welt 2021`, `CBS News 2025a`.

    Sources that would read the same are told apart by letters, in the order of their titles.
    """
    alike: dict[str, list[str]] = {}
    for id, source in sources.items():
        alike.setdefault(f"{_who(source)} {year(source) or 'n.d.'}", []).append(id)
    short: dict[str, str] = {}
    for text, ids in alike.items():
        ids.sort(key=lambda id: (sources[id].title.casefold(), id))
        for number, id in enumerate(ids):
            between = "-" if text.endswith("n.d.") else ""
            short[id] = text + (between + _letter(number) if len(ids) > 1 else "")
    return {id: short[id] for id in sources}


def _letter(number: int) -> str:
    """a, b, …, z, aa, ab, …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _who(source: Source) -> str:
    names = [name.short for name in source.author or source.editor]
    if len(names) > 2:
        return f"{names[0]} et al."
    if names:
        return " and ".join(names)
    return source.container_title or source.publisher or source.title or "Anonymous"


def year(source: Source) -> str:
    """The year in which a source appeared, or nothing."""
    match = re.match(r"-?\d{4}", source.issued or "")
    return match[0] if match else ""


def date_in_words(date: str) -> str:
    """`2014-02-13` as `13 February 2014`; what is not a date of that form stays as it is."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", date)
    if not match:
        return date
    month = _MONTHS[int(match[2]) - 1] if match[2] else ""
    day = str(int(match[3])) if match[3] else ""
    return " ".join(filter(None, (day, month, match[1])))


def full_citation(source: Source) -> Markup:
    """The source in full, as a paragraph's content: who, when, what, where."""
    parts: list[Markup] = []
    names = [
        f"{n.family}, {n.given}" if n.family and n.given else n.short
        for n in source.author or source.editor
    ]
    who = "; ".join(names)
    if names and not source.author:
        who += " (ed.)" if len(names) == 1 else " (eds)"
    when = date_in_words(source.issued or "") or "n.d."
    parts.append(escape(f"{who} ({when})." if who else ""))
    title = escape(source.title)
    ends = "" if source.title.endswith(("?", "!", ".")) else "."
    contained = bool(source.container_title)
    if title:
        parts.append(Markup("“{}”{}" if contained else "<cite>{}</cite>{}").format(title, ends))
    if contained:
        where = Markup("<cite>{}</cite>").format(source.container_title)
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
    return Markup(" ").join(part for part in parts if part)


def address(source: Source) -> str:
    """The address to which a reader is sent: the DOI's if there is one. Only web addresses."""
    if source.DOI:
        return f"https://doi.org/{source.DOI}"
    return source.URL if urlsplit(source.URL).scheme in ("http", "https") else ""


def page_names(sources: Mapping[str, Source]) -> dict[str, str]:
    """A file name for the page of each source: its id, with what addresses do not like replaced.

    Ids that would share a name (`Gates:2014`, `gates-2014`) get a number from the second on.
    """
    names: dict[str, str] = {}
    taken: set[str] = {"index"}
    for id in sources:
        stem = name = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-") or "source"
        number = 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        names[id] = name
    return names
