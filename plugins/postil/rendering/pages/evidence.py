"""The evidence matrix of an article: its claims, the sources of each, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from postil.edition.edition import Place
from postil.rendering.site import Site, evidence_page

from .rows import Row, claims_of, rows

# The ids of the shipped vocabulary. A site that writes other stances gets the matrix without the
# list of disagreements.
FOR, AGAINST = "supports", "disputes"


Entry = tuple[Markup, str, str]
"""How a source bears on a claim: stance, its id, locator."""


@dataclass(frozen=True, slots=True)
class Column:
    """A source of the matrix."""

    number: int
    """From 0."""
    id: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a source says to a claim; one that is cited twice has two entries."""

    empty: int
    """How many empty cells stand between this one and the one before it."""
    column: Column
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of the matrix: a claim, and its cells that are not empty."""

    row: Row
    cells: tuple[Cell, ...]
    empty: int
    """How many empty cells stand behind them."""


def index(site: Site, path: str, title: str) -> Markup:
    """The articles that have a matrix, each with what is missing in it."""
    articles = []
    for article in site.edition.cited_articles:
        if article in site.anchored:
            found = [_cited(site, place) for place in claims_of(site, article)]
            articles.append(
                {
                    "title": site.title_of(article),
                    "link": site.addresses.link(path, evidence_page(site.pages, article)),
                    "claims": len(found),
                    "gaps": Counter(gap for cells in found for gap in _gaps(cells)),
                }
            )
    return site.render("evidence", title=title, articles=articles)


def page(site: Site, path: str, title: str, article: str) -> Markup:
    """The matrix of an article."""
    claims = list(rows(site, claims_of(site, article), path))
    cited = [_cited(site, claim.place) for claim in claims]
    # The sources of most claims come first, so that what claims share stands together.
    uses = Counter(source for entries in cited for source in entries).most_common()
    columns = {
        source: Column(number, source, site.short[source], site.source_link(path, source))
        for number, (source, _) in enumerate(uses)
    }
    gaps: dict[str, list[Row]] = {}
    for claim, entries in zip(claims, cited, strict=True):
        for gap in _gaps(entries):
            gaps.setdefault(gap, []).append(claim)
    return site.render(
        "matrix",
        title=title,
        evidence=[_evidence(*each, columns) for each in zip(claims, cited, strict=True)],
        columns=list(columns.values()),
        stances=site.edition.vocabulary.stances,
        gaps=gaps,
        article=site.title_of(article),
        article_link=site.addresses.link(path, site.article_pages[article]),
        index=site.addresses.link(path, site.pages.evidence),
    )


def _evidence(
    claim: Row, cited: Mapping[str, tuple[Entry, ...]], columns: Mapping[str, Column]
) -> Evidence:
    # Most cells of a matrix are empty, and only counted.
    cells: list[Cell] = []
    done = 0
    for column in sorted((columns[id] for id in cited), key=lambda column: column.number):
        cells.append(Cell(column.number - done, column, cited[column.id]))
        done = column.number + 1
    return Evidence(claim, tuple(cells), len(columns) - done)


def _cited(site: Site, place: Place) -> dict[str, tuple[Entry, ...]]:
    """The sources of a claim, each with what it says."""
    cited: dict[str, tuple[Entry, ...]] = {}
    for citation in site.edition.annotation(place).sources:
        entry = (site.stance(citation.stance), citation.stance, citation.locator)
        cited[citation.source] = (*cited.get(citation.source, ()), entry)
    return cited


def _gaps(cited: Mapping[str, tuple[Entry, ...]]) -> Iterator[str]:
    """What is missing in the evidence for a claim: it has a single source, or none, or its
    sources disagree."""
    if {FOR, AGAINST} <= {stance for entries in cited.values() for _, stance, _ in entries}:
        yield "disagree"
    if not cited:
        yield "none"
    if len(cited) == 1:
        yield "single"
