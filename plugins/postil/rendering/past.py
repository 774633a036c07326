"""What a note says of its own past: since when its verdict stands, and what it was before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from postil.edition.edition import Place
from postil.edition.model import Annotation
from postil.history.history import Life, Turn, Withdrawn
from postil.history.wording import Wording, differences, mark_of
from postil.rendering.prose.lines import shortened

from .site import Site

# A line of a list; the whole wording has an address of its own.
_LENGTH = 140

FILE = "wordings.js"
"""The file of what the notes of an article said before, beside its page."""


class EarlierView(NamedTuple):
    """What a note said up to some day."""

    until: str
    assessment: Markup
    """What was thought of it; empty where nothing is said."""
    gist: str
    """What it came to, in a line, or what else was another in it."""
    link: str
    """The address that shows this wording; empty where there is none."""


@dataclass(frozen=True, slots=True)
class SinceView:
    """What is known of the past of a note."""

    said: str
    """Since when its verdict stands."""
    earlier: tuple[EarlierView, ...]
    """The newest first."""
    mark: str
    """The short hash of what it says; empty where that is not committed, or where no file is
    written that would show it when it says something else."""


class WithdrawnView(NamedTuple):
    """A note that there is no more."""

    id: str
    has_id: bool
    """Whether nothing else on the page has its id."""
    names: tuple[str, ...]
    """Ids that it had before."""
    said: str
    """When it was withdrawn."""
    quote: str
    assessment: Markup
    gist: str
    body: Markup


def since(site: Site, place: Place, annotation: Annotation) -> SinceView | None:
    """What is known of the past of a note; None where nothing is."""
    life = site.history.life(place, annotation)
    if life is None:
        return None
    earlier = tuple(_earlier(site, place, life))
    return SinceView(
        _said(site, life), earlier, life.mark if life.is_dated and site.writes_files else ""
    )


def _said(site: Site, life: Life) -> str:
    if not life.is_dated:
        return site.say("not_dated")
    first, last = _first_of_verdict(life), life.turns[-1]
    day = when(site, first.commit.day)
    said = (
        site.say("since_at_least", day=day) if first.is_first_known else site.say("since", day=day)
    )
    if last is first:
        return said
    reworded = site.say("reworded", day=when(site, last.commit.day))
    return f"{said} · {reworded}"


def _first_of_verdict(life: Life) -> Turn:
    """From when on it has had the verdict that it has."""
    first = life.turns[-1]
    for turn in reversed(life.turns):
        if turn.wording is None or _verdict(turn.wording) != _verdict(first.wording or {}):
            break
        first = turn
    return first


def _verdict(said: Wording) -> tuple[Any, ...]:
    return said.get("section"), said.get("assessment")


def _earlier(site: Site, place: Place, life: Life) -> Iterator[EarlierView]:
    nexts = (*life.turns[1:], None)
    for turn, after in reversed([*zip(life.earlier, nexts, strict=False)]):
        if turn.wording is None:
            said = site.say("withdrawn_on", day=when(site, turn.commit.day))
            yield EarlierView(said, Markup(""), "", "")
            continue
        until = (
            site.say("until", day=when(site, after.commit.day)) if after else site.say("until_now")
        )
        assessment = site.assessment(turn.wording.get("assessment", ""), "noted_assessment")
        mark = mark_of(turn.wording)
        link = f"?v={mark}#{place.id}" if site.writes_files and mark != life.mark else ""
        came_to = _was(site, turn.wording, (after and after.wording) or {})
        yield EarlierView(until, assessment, came_to, link)


def _was(site: Site, before: Wording, after: Wording) -> str:
    """What has changed in a wording: its title or the beginning of its text, as they were; else
    what is another."""
    names = [*differences(before, after)]
    if "title" in names and "title" in before:
        return str(before["title"])
    text = next(
        (before[n] for n in ("because", "note", "question") if n in names and n in before), ""
    )
    if text:
        return shortened(site.line(text), _LENGTH)
    return ", ".join(filter(None, (field(site, name) for name in names)))


def field(site: Site, name: str) -> str:
    """What a field of a wording is called; the assessment stands there itself."""
    words = {
        "kind": site.say("kind"),
        "title": site.say("field_title"),
        "because": site.say("field_reason"),
        "note": site.say("field_text"),
        "term": site.say("terms"),
        "quote": site.say("field_quote"),
        "question": site.say("question"),
        "sources": site.say("sources"),
        "cross_references": site.say("cross_references"),
    }
    return words.get(name, "")


def gist(site: Site, said: Wording) -> str:
    """What a wording came to, in a line."""
    text = next((said[n] for n in ("because", "note", "question") if said.get(n)), "")
    return str(said.get("title") or shortened(site.line(text), _LENGTH))


def when(site: Site, day: str) -> str:
    """A day in words: `3 March 2027`."""
    year, month, number = day.split("-")
    name = site.say("months").split(",")[int(month) - 1].strip()
    return site.say("day_in_words", day=int(number), month=name, year=int(year))


def withdrawn(site: Site, article: str, page: str, html: str) -> list[WithdrawnView]:
    """The notes of an article that were withdrawn; `html` is what stands on its page already."""
    known = site.edition.articles[article]
    taken = {name for one in known.annotations.values() for name in one.was}

    def is_free(id: str) -> bool:
        return id not in taken and known.now(id) is None and f' id="{id}"' not in html

    found: list[WithdrawnView] = []
    for one in site.history.withdrawn(article):
        if known.now(one.place.id) is None:
            names = tuple(filter(is_free, one.names))
            taken.update(names)
            found.append(_withdrawn(site, one, page, names, has_id=is_free(one.place.id)))
    return found


def _withdrawn(
    site: Site, one: Withdrawn, page: str, names: tuple[str, ...], *, has_id: bool
) -> WithdrawnView:
    said = one.wording
    return WithdrawnView(
        one.place.id,
        has_id,
        names,
        site.say("withdrawn_said", day=when(site, one.commit.day)),
        str(said.get("quote", "")),
        site.assessment(said.get("assessment", ""), "noted_assessment"),
        str(said.get("title", "")),
        body(site, said, page, one.place, "withdrawn"),
    )


def body(site: Site, said: Wording, page: str, place: Place, key: str) -> Markup:
    """The reason, or the text, of what a note said once. Nobody can mend it any more: a link that
    leads nowhere now is no mistake."""
    names = ("because", "note", "question")
    texts = (site.past(str(said.get(n, "")), page, place, f"{key}-{n}") for n in names)
    return Markup("").join(texts)


def wordings(site: Site, article: str, page: str) -> str:
    """The file of what the notes of an article said before: a script, which a browser loads from a
    disk, too. Empty where none said anything else."""
    found: dict[str, dict[str, str]] = {}
    for id, annotation in site.edition.articles[article].annotations.items():
        place = Place(article, id)
        if site.history.is_as_it_came(place):
            continue
        life = site.history.life(place, annotation)
        for turn in life.earlier if life else ():
            if turn.wording is not None and (mark := mark_of(turn.wording)) != life_mark(life):
                found.setdefault(id, {})[mark] = _wording(site, turn, place, page)
    if not found:
        return ""
    said = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return f'window["postil:wordings"]={said};\n'


def life_mark(life: Life | None) -> str:
    """The short hash of what an annotation says now."""
    return life.mark if life else ""


def _wording(site: Site, turn: Turn, place: Place, page: str) -> str:
    said = turn.wording or {}
    kind = site.edition.vocabulary.kinds.get(said.get("kind", ""))
    now = site.edition.annotation(place)
    return site.render(
        "wording",
        lead=site.say("cited_wording", day=when(site, turn.commit.day)),
        quote=said["quote"] if said.get("quote") != now.quote.exact else "",
        title=said.get("title", ""),
        body=body(site, said, page, place, mark_of(said)),
        assessment=site.assessment(said.get("assessment", ""), "noted_assessment"),
        label=kind.label if kind else "",
        sources=[_cited(site, one) for one in said.get("sources", ())],
    )


def _cited(site: Site, one: Mapping[str, str]) -> str:
    name = site.short.get(one.get("source", ""), one.get("source", ""))
    return ", ".join(filter(None, (name, one.get("locator", ""))))
