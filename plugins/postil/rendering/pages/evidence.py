"""The evidence matrix of an article: its claims, the sources of each, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from postil.edition.edition import Place
from postil.edition.model import Concept
from postil.rendering.site import Site, evidence_page

from .rows import Row, claims_of, rows

# The ids of the shipped vocabulary. A site that writes other stances gets the matrix without the
# list of disagreements.
FOR, AGAINST = "supports", "disputes"


Entry = tuple[Concept | None, str, str]
"""How a source bears on a claim: stance, its id, locator."""


@dataclass(frozen=True, slots=True)
class Column:
    """A source of the matrix."""

    id: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim with what its sources say; a source that is cited twice has two entries."""

    row: Row
    cells: Mapping[str, tuple[Entry, ...]]

    @property
    def stances(self) -> set[str]:
        """The ids of all stances that its sources take."""
        return {stance for entries in self.cells.values() for _, stance, _ in entries}


def index(site: Site, path: str, title: str) -> Markup:
    """The articles that have a matrix, each with what is missing in it."""
    articles = []
    for article in site.edition.cited_articles:
        if article in site.anchored:
            found = _evidence(site, path, article)
            articles.append(
                {
                    "title": site.title_of(article),
                    "link": site.addresses.link(path, evidence_page(site.pages, article)),
                    "claims": len(found),
                    "gaps": _gaps(found),
                }
            )
    return site.render("evidence", title=title, articles=articles)


def page(site: Site, path: str, title: str, article: str) -> Markup:
    """The matrix of an article."""
    found = _evidence(site, path, article)
    uses = Counter(source for entry in found for source in entry.cells)
    return site.render(
        "matrix",
        title=title,
        evidence=found,
        # The sources of most claims come first, so that what claims share stands together.
        columns=[
            Column(source, site.short[source], site.source_link(path, source))
            for source, _ in uses.most_common()
        ],
        stances=site.edition.vocabulary.stances,
        gaps=_gaps(found),
        article=site.title_of(article),
        article_link=site.addresses.link(path, site.article_pages[article]),
        index=site.addresses.link(path, site.pages.evidence),
    )


def _evidence(site: Site, path: str, article: str) -> list[Evidence]:
    return [
        Evidence(claim, _cells(site, claim.place))
        for claim in rows(site, claims_of(site, article), path)
    ]


def _cells(site: Site, place: Place) -> dict[str, tuple[Entry, ...]]:
    stances = site.edition.vocabulary.stances
    cells: dict[str, tuple[Entry, ...]] = {}
    for citation in site.edition.annotation(place).sources:
        entry = (stances.get(citation.stance), citation.stance, citation.locator)
        cells[citation.source] = (*cells.get(citation.source, ()), entry)
    return cells


def _gaps(found: list[Evidence]) -> dict[str, list[Row]]:
    """The claims with a single source, with none, and those whose sources disagree."""
    return {
        "disagree": [e.row for e in found if {FOR, AGAINST} <= e.stances],
        "none": [e.row for e in found if not e.cells],
        "single": [e.row for e in found if len(e.cells) == 1],
    }
