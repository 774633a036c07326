"""The page that lists new, changed and withdrawn notes by date, and the feed of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from postil.exchange.web.atom import FeedEntry, feed
from postil.history.history import Happening, History
from postil.history.wording import Wording, wording_of
from postil.rendering.addresses import beside
from postil.rendering.past import field, gist, when
from postil.rendering.site import Site

from .parts import parts

MOST = 500
"""How many lines a page has at most."""
FEW = 3
"""So many notes that came to an article on a day are named; of more it is said how many."""
NEWEST = 50
"""How many entries the feed has."""
FEED = "feed.xml"


class Entry(NamedTuple):
    """A line of the page: something that became of a note, or notes that came together."""

    happenings: tuple[Happening, ...]

    @property
    def first(self) -> Happening:
        """The newest of them, and mostly the only one."""
        return self.happenings[0]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page."""

    sort: str
    link: str
    what: str
    said: Markup
    article: Markup


def entries(history: History) -> list[Entry]:
    """The lines of all pages, the newest first."""
    found: list[Entry] = []

    def together(one: Happening) -> tuple[str, str, bool]:
        return one.commit.day, one.place.article, one.sort == "new"

    for (_, _, is_new), group in groupby(history.happenings, together):
        happenings = tuple(group)
        if is_new and len(happenings) > FEW:
            found.append(Entry(happenings))
        else:
            found.extend(Entry((one,)) for one in happenings)
    return found


def count(history: History) -> int:
    """How many pages they take."""
    return max(1, -(-len(entries(history)) // MOST))


def page(site: Site, path: str, title: str, number: str, state: str) -> Markup:
    """A page of them. With more, `state` is another, and so is what is kept of the page."""
    all_of_them = entries(site.history)
    start = (int(number) - 1) * MOST
    shown = all_of_them[start : start + MOST]
    names = [
        " \u2013 ".join(
            dict.fromkeys(when(site, one.first.commit.day) for one in (part[0], part[-1]))
        )
        for at in range(0, len(all_of_them), MOST)
        if (part := all_of_them[at : at + MOST])
    ]
    begins = site.history.begins
    return site.render(
        "what_changed",
        title=title,
        days=[*_days(site, path, shown)],
        begins=site.say("past_begins", day=when(site, begins.day)) if begins else "",
        parts=parts(site, path, site.pages.what_changed, int(number), names),
        feed=feed_name(site, path),
    )


def _days(site: Site, path: str, shown: Sequence[Entry]) -> Iterator[tuple[str, list[Line]]]:
    for day, group in groupby(shown, lambda entry: entry.first.commit.day):
        yield when(site, day), [_line(site, path, entry) for entry in group]


def _line(site: Site, path: str, entry: Entry) -> Line:
    first = entry.first
    is_there = first.place.article in site.edition.articles
    article = site.article_link(path, first.place.article) if is_there else Markup("")
    if len(entry.happenings) > 1:
        many = site.say("new_notes", count=len(entry.happenings))
        return Line(site.say("sort_new"), "", many, Markup(""), article)
    link = _address(site, path, first) if is_there else ""
    return Line(_sort(site, first), link, _what(site, first), _said(site, first), article)


def _address(site: Site, path: str, one: Happening) -> str:
    article = site.article_pages[one.place.article]
    if one.is_there:
        return site.link(path, one.place)
    return site.addresses.link(path, article, f"note-{one.place.id}")


def _sort(site: Site, one: Happening) -> str:
    if one.sort == "new":
        return site.say("sort_new")
    if one.sort == "changed":
        return site.say("sort_changed")
    return site.say("sort_withdrawn") if one.sort == "withdrawn" else site.say("sort_back")


def _wording(site: Site, one: Happening) -> Wording:
    """What it said then, or last."""
    if one.after or one.sort == "withdrawn":
        return one.after or one.before or {}
    article = site.edition.articles.get(one.place.article)
    annotation = article.annotations.get(one.place.id) if article else None
    return wording_of(annotation) if annotation else {}


def _what(site: Site, one: Happening) -> str:
    said = _wording(site, one)
    return gist(site, said) or str(said.get("quote", "")) or one.place.id


def _said(site: Site, one: Happening) -> Markup:
    """The verdict, and what it was before; and what else is another."""
    after = site.assessment(_wording(site, one).get("assessment", ""), "noted_assessment")
    if one.sort != "changed":
        return after
    before = site.assessment((one.before or {}).get("assessment", ""), "noted_assessment")
    found = []
    if before != after:
        none = Markup("{}").format(site.say("not_assessed"))
        found.append(Markup("{} \u2192 {}").format(before or none, after or none))
    found.extend(Markup("{}").format(field(site, name)) for name in one.differences)
    return Markup(", ").join(filter(None, found))


def feed_name(site: Site, path: str) -> str:
    """The address of the feed beside the page; empty where there is none."""
    is_first = path == site.pages.what_changed
    if not (site.address and site.writes_files and is_first and site.history):
        return ""
    return posixpath.basename(beside(site.addresses.of(path), FEED))


def atom(site: Site, path: str) -> str:
    """The feed."""
    root, url = site.address, site.addresses.of(path).removeprefix("./")
    return feed(
        site.say("feed_of", site=site.name),
        site.name,
        root + url,
        root + beside(url, FEED),
        [_feed_entry(site, path, entry) for entry in entries(site.history)[:NEWEST]],
        site.language,
    )


def _feed_entry(site: Site, path: str, entry: Entry) -> FeedEntry:
    first = entry.first
    line = _line(site, path, entry)
    title = site.titles.get(site.article_pages.get(first.place.article, ""), first.place.article)
    pages = site.article_pages.get(first.place.article)
    url = site.addresses.of(pages).removeprefix("./") if pages else ""
    id = f"note-{first.place.id}" if not first.is_there else first.place.id
    many = len(entry.happenings) > 1
    return FeedEntry(
        id=f"{first.name}@{first.commit.id[:12]}{'+' if many else ''}",
        title=f"{line.sort}: {line.what}",
        address=site.address + url + ("" if many or not pages else f"#{id}"),
        moment=first.commit.moment,
        text=" \u00b7 ".join(filter(None, (title, line.said.striptags()))),
    )
