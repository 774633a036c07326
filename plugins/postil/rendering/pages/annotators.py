"""The index of annotators, and a page for each, with all that they wrote."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from postil.edition.edition import Edition, Place
from postil.rendering.citing.collation import alphabetical
from postil.rendering.site import Site, annotator_page

from .parts import parts
from .rows import Row, rows
from .views import Views

# How many notes a page has at most, unless they are on one article.
MOST = 1_000


def divided(edition: Edition, id: str) -> list[tuple[str, ...]]:
    """The articles whose notes by an annotator stand on a page together. There is one page at
    least."""
    found: list[list[str]] = [[]]
    count = 0
    for article, ids in edition.written_by[id].items():
        if count and count + len(ids) > MOST:
            found.append([])
            count = 0
        found[-1].append(article)
        count += len(ids)
    return [tuple(articles) for articles in found]


def index(site: Site, path: str, title: str) -> Markup:
    """All annotators by name, each with how much they wrote."""
    written = site.edition.written_by
    entries = [
        {
            "link": site.annotator_link(path, id),
            "annotator": annotator,
            "notes": sum(len(ids) for a, ids in written[id].items() if a in site.anchored),
            "articles": sum(article in site.anchored for article in written[id]),
        }
        for id, annotator in sorted(
            site.edition.annotators.items(), key=lambda item: alphabetical(item[1].name)
        )
    ]
    return site.render("annotators", title=title, entries=entries)


def page(site: Site, path: str, title: str, id: str, number: str, *articles: str) -> Markup:
    """What an annotator wrote, article by article in the order of the text."""
    here = [article for article in articles if article in site.anchored]
    return site.render(
        "annotator",
        title=title,
        annotator=site.edition.annotators[id],
        is_first=number == "1",
        articles=[(site.title_of(article), _notes(site, path, id, article)) for article in here],
        parts=parts(site, path, annotator_page(site.pages, id), int(number), _names(site, id)),
        index=site.addresses.link(path, site.pages.annotators)
        if site.pages.annotators in site.addresses
        else "",
    )


def _notes(site: Site, path: str, id: str, article: str) -> Views[Place, Row]:
    places = [
        Place(article, passage.id)
        for passage in site.anchored[article].passages.values()
        if passage.annotation.by == id
    ]
    return Views(places, lambda place: next(rows(site, [place], path)))


def _names(site: Site, id: str) -> Sequence[str]:
    """For each page of an annotator the titles of its first article and its last."""
    return [
        " – ".join(dict.fromkeys(site.title_of(articles[end]) for end in (0, -1) if articles))
        for articles in divided(site.edition, id)
    ]
