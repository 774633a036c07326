"""What other sites say of this one: their references to its annotations, as their inventories have
them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from postil.edition.edition import Edition, Place
from postil.edition.inventories import Entry, Inventory

# How many of another site's are shown at an annotation.
MOST = 10


@dataclass(frozen=True, slots=True)
class InwardLink:
    """A cross-reference of another site to an annotation of this one."""

    site: Inventory
    article: str
    """The path of the article there."""
    id: str
    entry: Entry
    title: str
    """What the article is called there."""
    address: str
    relation: str
    """In the words of the other site."""


def inward_links(
    edition: Edition, pages: Mapping[str, str], otherwise: str
) -> dict[Place, list[InwardLink]]:
    """The references of other sites to annotations of this one.

    Args:
        edition: The edition.
        pages: The whole address of each article's page, by the path of the article.
        otherwise: What such a reference is called where the other site does not say how the two
            bear on each other.
    """
    found: dict[Place, list[InwardLink]] = {}
    articles = {_address(address): path for path, address in pages.items() if "://" in address}
    for site in edition.inventories.values() if articles else ():
        for path, id, entry, reference in site.backward():
            page, _, fragment = reference.to.partition("#")
            article = articles.get(_address(page))
            now = article and edition.articles[article].now(fragment.removeprefix("note-"))
            text, address = site.text(path), site.link(path, id)
            if article and now and text and address:
                relation = reference.relation or otherwise
                link = InwardLink(site, path, id, entry, text.title, address, relation)
                links = found.setdefault(Place(article, now), [])
                if sum(other.site is site for other in links) < MOST:
                    links.append(link)
    return found


def _address(address: str) -> str:
    """An address by which two ways to write it are one."""
    return quote(unquote(address), safe="/:%").removesuffix("index.html")
