"""The evidence for an article: its claims with the sources of each, what several claims share, and
what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from postil.edition.edition import Place
from postil.rendering.notes import assessment_of
from postil.rendering.prose.lines import shortened
from postil.rendering.site import Site, evidence_page

from .overview import Filter, choosing
from .rows import Row, claims_of, rows, title_of

# The ids of the shipped vocabulary. A site that writes other stances gets the evidence without what
# tells of disagreement.
FOR, AGAINST = "supports", "disputes"

# On a phone a claim of the matrix has a line.
_NAME_LENGTH = 48

GAPS = ("disagree", "none", "single")


Entry = tuple[Markup, str, str]
"""How a source bears on a claim: stance, its id, locator."""

Cited = Mapping[str, tuple[Entry, ...]]
"""The sources of a claim, each with what it says; one that is cited twice has two entries."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as a claim cites it."""

    text: str
    link: str
    locators: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim with its sources."""

    row: Row
    title: str
    """Its title, if it has one."""
    name: str
    """What it is called where there is little room."""
    number: int
    """The number of its note."""
    count: int
    """How many sources it has."""
    gaps: tuple[str, ...]
    strength: int
    """Grows with what speaks for it: to sort by."""
    groups: tuple[tuple[Reference, ...], ...]
    """Its sources by stance, in the order of the columns."""


class Cell(NamedTuple):
    """What a source of the matrix says to a claim."""

    empty: int
    """How many claims stand between this one and the one before it: most cells are empty, and only
    counted."""
    claim: Evidence
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A row of the matrix: a source on which several claims rest, or claims whose sources
    disagree."""

    text: str
    link: str
    cells: tuple[Cell, ...]
    """What it says to claims."""
    empty: int
    """How many claims of the matrix follow the last of them."""


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
    """The claims of an article with their sources."""
    claims = list(rows(site, claims_of(site, article), path))
    cited = [_cited(site, claim.place) for claim in claims]
    said = {id for entries in cited for each in entries.values() for _, id, _ in each}
    stances = [id for id in (*site.edition.vocabulary.stances, "") if id in said]
    evidence = [_evidence(site, path, *each, stances) for each in zip(claims, cited, strict=True)]
    of_matrix, shared = _matrix(site, path, evidence, cited)
    return site.render(
        "matrix",
        title=title,
        evidence=evidence,
        filters=choosing(_filters(site, evidence), len(evidence)),
        stances=[(id, site.stance(id)) for id in stances],
        legend=[(site.stance(id), site.edition.vocabulary.stances[id]) for id in stances if id],
        of_matrix=of_matrix,
        shared=shared,
        gaps={gap: found for gap in GAPS if (found := [e for e in evidence if gap in e.gaps])},
        article=site.title_of(article),
        article_link=site.addresses.link(path, site.article_pages[article]),
        index=site.addresses.link(path, site.pages.evidence),
        script=site.asset(path, "overview.js"),
    )


def _evidence(site: Site, path: str, claim: Row, cited: Cited, stances: Sequence[str]) -> Evidence:
    groups = tuple(tuple(_references(site, path, cited, stance)) for stance in stances)
    sizes = dict(zip(stances, map(len, groups), strict=True))
    others = len(cited) - sizes.get(FOR, 0) - sizes.get(AGAINST, 0)
    title = title_of(claim.annotation)
    return Evidence(
        row=claim,
        title=title,
        name=title or shortened(claim.words, _NAME_LENGTH),
        number=claim.number,
        count=len(cited),
        gaps=tuple(_gaps(cited)),
        # What supports it weighs more than what disputes it, that more than the rest.
        strength=10_000 * sizes.get(FOR, 0)
        + 100 * max(0, 99 - sizes.get(AGAINST, 0))
        + min(99, others),
        groups=groups,
    )


def _references(site: Site, path: str, cited: Cited, stance: str) -> Iterator[Reference]:
    """The sources that bear on a claim in one way."""
    for source, entries in cited.items():
        locators = [locator for _, id, locator in entries if id == stance]
        if locators:
            locator = "; ".join(filter(None, locators))
            yield Reference(site.short[source], site.source_link(path, source), locator)


def _matrix(
    site: Site, path: str, evidence: Sequence[Evidence], cited: Sequence[Cited]
) -> tuple[list[Evidence], list[Shared]]:
    """The claims and the sources of the matrix, those first that most claims rest on."""
    uses = Counter(source for entries in cited for source in entries)
    disputed = {
        source
        for claim, entries in zip(evidence, cited, strict=True)
        if "disagree" in claim.gaps
        for source, each in entries.items()
        if any(id in (FOR, AGAINST) for _, id, _ in each)
    }
    chosen = [source for source, count in uses.most_common() if count > 1 or source in disputed]
    columns = [
        (claim, entries)
        for claim, entries in zip(evidence, cited, strict=True)
        if not entries.keys().isdisjoint(chosen)
    ]
    shared = [
        Shared(site.short[source], site.source_link(path, source), *_cells(source, columns))
        for source in chosen
    ]
    return [claim for claim, _ in columns], shared


def _cells(source: str, columns: Iterable[tuple[Evidence, Cited]]) -> tuple[tuple[Cell, ...], int]:
    """The cells of a source that are not empty, and how many empty ones follow them."""
    cells: list[Cell] = []
    empty = 0
    for claim, cited in columns:
        if source in cited:
            cells.append(Cell(empty, claim, cited[source]))
            empty = 0
        else:
            empty += 1
    return tuple(cells), empty


def _filters(site: Site, evidence: Iterable[Evidence]) -> Iterator[Filter]:
    assessments = Counter(assessment_of(each.row.annotation) for each in evidence)
    labels = {id: concept.label for id, concept in site.edition.vocabulary.assessments.items()}
    values = [(id, label, assessments[id]) for id, label in labels.items() if assessments[id]]
    yield Filter("assessment", site.say("assessment"), tuple(values))
    gaps = Counter(gap for each in evidence for gap in each.gaps)
    missing = [(gap, site.say(f"gap_{gap}"), gaps[gap]) for gap in GAPS if gaps[gap]]
    yield Filter("gap", site.say("support"), tuple(missing))


def _cited(site: Site, place: Place) -> dict[str, tuple[Entry, ...]]:
    """The sources of a claim, each with what it says."""
    cited: dict[str, tuple[Entry, ...]] = {}
    for citation in site.edition.annotation(place).sources:
        entry = (site.stance(citation.stance), citation.stance, citation.locator)
        cited[citation.source] = (*cited.get(citation.source, ()), entry)
    return cited


def _gaps(cited: Cited) -> Iterator[str]:
    """What is missing in the evidence for a claim: it has a single source, or none, or its
    sources disagree."""
    if {FOR, AGAINST} <= {stance for entries in cited.values() for _, stance, _ in entries}:
        yield "disagree"
    if not cited:
        yield "none"
    if len(cited) == 1:
        yield "single"
