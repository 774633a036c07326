"""Cross-references: all of them by relation, on one page or several, and a page for each pair of
articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from postil.edition.edition import Edition, Link, Place
from postil.edition.model import Concept
from postil.rendering.notes import ReferenceView, outward_reference
from postil.rendering.prose.escaping import escaped
from postil.rendering.site import Site, pair_page

from .parts import parts
from .rows import Row, row
from .views import Views


class Pair(NamedTuple):
    """A cross-reference with both its ends."""

    id: str
    """What its address ends in, on the page of the two articles; empty on other pages."""
    link: str
    """Its address; empty where the host has no such page."""
    relation: Concept
    relation_id: str
    origin: Row
    target: Row | None
    """None where it leads to a whole article."""
    target_title: str
    target_link: str
    because: Markup

    @property
    def html(self) -> Markup:
        """All of it: this is faster than a template."""
        say, relation = self.origin.site.say, self.relation
        id = f' id="{self.id}"' if self.id else ""
        because = f'<div class="postil-because">{self.because}</div>\n' if self.because else ""
        link = f'<a href="{escaped(self.link)}">{escaped(say("permalink"))}</a>'
        permalink = f'<p class="postil-about">{link}</p>\n' if self.link else ""
        icon = f'<span class="postil-icon" aria-hidden="true">{escaped(relation.icon)}</span>'
        return Markup(
            f'<div class="postil-pair"{id} data-relation="{escaped(self.relation_id)}">\n'
            f'{self.origin.end}\n<p class="postil-relation">{icon} {escaped(relation.label)}</p>\n'
            f"{self.target.end if self.target else self._text()}\n{because}{permalink}</div>"
        )

    def _text(self) -> str:
        """The whole article that it leads to."""
        said = escaped(self.origin.site.say("whole_article"))
        link = f'<a href="{escaped(self.target_link)}">{escaped(self.target_title)}</a>'
        about = f'<p class="postil-about"><cite>{link}</cite> · {said}</p>'
        return f'<blockquote class="postil-end">{about}</blockquote>'


# How many a page has at most. That many have 1.2 MB.
MOST = 1_000


def count(edition: Edition) -> int:
    """How many pages have all cross-references."""
    return -(-len(edition.links) // MOST)


def index(site: Site, path: str, title: str, number: str) -> Markup:
    """A part of all cross-references by relation, and the pairs of articles that have any."""
    links = site.edition.links_by_relation
    divided = [links[start : start + MOST] for start in range(0, len(links), MOST)]
    articles = [
        (
            site.addresses.link(path, pair_page(site.pages, pair)),
            " · ".join(site.title_of(article) for article in pair),
            len(links),
        )
        for pair, links in site.edition.links_of_pair.items()
        if number == "1"
    ]
    return site.render(
        "cross_references",
        title=title,
        pairs=_pairs(site, path, divided[int(number) - 1] if divided else ()),
        articles=articles,
        parts=parts(site, path, site.pages.cross_references, int(number), _names(site, divided)),
        others=list(_others(site, path)) if number == "1" else [],
    )


def _others(site: Site, path: str) -> Iterator[tuple[Row, ReferenceView]]:
    """What other sites are referred to, each with the passage that does so."""
    for link in site.edition.outward:
        origin = row(site, link.origin, path)
        if origin is not None:
            yield from ((origin, view) for view in outward_reference(site, link, path))


def _names(site: Site, divided: Sequence[Sequence[Link]]) -> list[str]:
    """For each page which relations stand on it, and the numbers of its references."""
    found, last = [], 0
    for links in divided:
        first, last = last + 1, last + len(links)
        ends = (site.edition.vocabulary.relations[links[end].entry.relation] for end in (0, -1))
        labels = " – ".join(dict.fromkeys(relation.label for relation in ends))
        numbers = "–".join(dict.fromkeys((str(first), str(last))))
        found.append(f"{labels} ({numbers})")
    return found


def page(site: Site, path: str, title: str, *articles: str) -> Markup:
    """The cross-references between two articles (or within one), in the order of the first."""
    return site.render(
        "pair",
        title=title,
        pairs=_pairs(site, path, site.edition.links_of_pair[articles]),
        articles=[
            (site.title_of(a), site.addresses.link(path, site.article_pages[a])) for a in articles
        ],
        index=site.addresses.link(path, site.pages.cross_references),
        script=site.asset(path, "texts.js"),
    )


def names(links: Iterable[Link]) -> dict[tuple[Place, int], str]:
    """What the addresses of the cross-references of two articles end in: the ids that they join,
    and a number where several join the same. Cross-references have no ids that are written.

    The keys are where each is written: the annotation, and its number there.
    """
    found: dict[tuple[Place, int], str] = {}
    taken: Counter[str] = Counter()
    for link in links:
        # No id has two hyphens.
        name = f"{link.origin.id}--{link.to.id or 'text'}"
        taken[name] += 1
        number = taken[name]
        found[link.origin, link.number] = name if number == 1 else f"{name}--{number}"
    return found


def _pairs(site: Site, path: str, links: Iterable[Link]) -> Views[Link, Pair]:
    """The cross-references less those that lead from or to an article that is not in this build."""
    built = [link for link in links if site.anchored.keys() >= set(link.pair)]
    named = {
        key: name
        for pair in dict.fromkeys(link.pair for link in built)
        for key, name in names(site.edition.links_of_pair[pair]).items()
    }
    return Views(built, lambda link: _pair(site, path, link, named[link.origin, link.number]))


def _pair(site: Site, path: str, link: Link, name: str) -> Pair:
    origin = row(site, link.origin, path)
    assert origin is not None
    home = pair_page(site.pages, link.pair)
    return Pair(
        id=name if home == path else "",
        link=site.addresses.link(path, home, name) if home in site.addresses else "",
        relation=site.edition.vocabulary.relations[link.entry.relation],
        relation_id=link.entry.relation,
        origin=origin,
        target=row(site, link.to, path) if link.to.id else None,
        target_title=site.title_of(link.to.article),
        target_link=_address(site, path, link.to),
        because=site.prose(
            link.entry.because, path, link.origin, f"cross_references.{link.number}.because"
        ),
    )


def _address(site: Site, path: str, to: Place) -> str:
    if to.id:
        return site.link(path, to)
    return site.addresses.link(path, site.article_pages[to.article])
