"""The evidence for an article: its claims with the sources of each, what several claims share, and
what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from postil.edition.model import Annotation, Citation
from postil.rendering.notes import assessment_of
from postil.rendering.prose.escaping import escaped
from postil.rendering.prose.lines import shortened
from postil.rendering.site import Site, evidence_page

from .matrix import Cited, Column, matrix
from .overview import Filter, choosing
from .rows import Row, claims_of, rows, title_of

# The ids of the shipped vocabulary. A site that writes other stances gets the evidence without what
# tells of disagreement.
FOR, AGAINST = "supports", "disputes"

# On a phone a claim of the matrix has a line.
_NAME_LENGTH = 48

GAPS = ("disagree", "none", "single")


@dataclass(slots=True)
class Evidence:
    """A claim with its sources."""

    row: Row
    link: str
    """Where it stands."""
    title: str
    """Its title, if it has one."""
    counted: str
    """How many sources it has, in words."""
    gaps: tuple[str, ...]
    strength: int
    """Grows with what speaks for it: to sort by."""
    cells: str
    """The HTML of its sources by stance, a cell for each column."""

    @property
    def html(self) -> Markup:
        """All of it, as a line of a table: a large site has thousands."""
        row, number = self.row, self.row.number
        link, words, title = escaped(self.link), escaped(row.words), escaped(self.title)
        if title:
            name = (
                f'<span class="postil-title"><a href="{link}">{title}</a></span> '
                f'<span class="postil-sentence">{words}</span>'
            )
        else:
            name = f'<a class="postil-passage" href="{link}">{words}</a>'
        changed = f" · {sign}" if (sign := row.changed) else ""
        gaps = f' data-gap="{" ".join(self.gaps)}"' if self.gaps else ""
        return Markup(
            f'<tr data-assessment="{escaped(row.assessment_id)}"{gaps}>\n'
            f'<th scope="row" data-key="{number}"><span class="postil-number">{number}</span> '
            f"{name} {row.said}{changed}</th>\n"
            f'<td data-key="{self.strength}">{self.counted}{self._disagreeing()}</td>\n'
            f"{self.cells}\n</tr>\n"
        )

    def _disagreeing(self) -> str:
        if "disagree" not in self.gaps:
            return ""
        said = escaped(self.row.site.say("sources_disagree"))
        return f' <span class="postil-gap">{said}</span>'


def index(site: Site, path: str, title: str) -> Markup:
    """The articles that have a matrix, each with what is missing in it."""
    articles = []
    for article in site.edition.cited_articles:
        if article in site.anchored:
            found = [_gaps_of(site.edition.annotation(place)) for place in claims_of(site, article)]
            articles.append(
                {
                    "title": site.title_of(article),
                    "link": site.addresses.link(path, evidence_page(site.pages, article)),
                    "claims": len(found),
                    "gaps": Counter([gap for gaps in found for gap in gaps]),
                }
            )
    return site.render("evidence", title=title, articles=articles)


def page(site: Site, path: str, title: str, article: str) -> Markup:
    """The claims of an article with their sources."""
    claims = list(rows(site, claims_of(site, article), path))
    said = {citation.stance for claim in claims for citation in claim.annotation.sources}
    stances = {id: site.stance(id) for id in (*site.edition.vocabulary.stances, "") if id in said}
    cited = [_cited(claim.annotation) for claim in claims]
    links = {id: _source(site, path, id) for id in {id for each in cited for id in each}}
    counts = {len(each) for each in cited}
    counted = {count: escaped(site.say("source_count", count=count)) for count in counts}
    evidence = [
        _evidence(claim, of, counted[len(of)], stances, links)
        for claim, of in zip(claims, cited, strict=True)
    ]
    columns = [_column(each, of) for each, of in zip(evidence, cited, strict=True) if of]
    heads, shared = matrix(columns, stances, links)
    return site.render(
        "matrix",
        title=title,
        evidence=evidence,
        filters=choosing(_filters(site, evidence), len(evidence)),
        stances=stances.items(),
        legend=[(said, site.edition.vocabulary.stances[id]) for id, said in stances.items() if id],
        heads=heads,
        shared=shared,
        gaps={gap: found for gap in GAPS if (found := [e for e in evidence if gap in e.gaps])},
        article=site.title_of(article),
        article_link=site.addresses.link(path, site.article_pages[article]),
        index=site.addresses.link(path, site.pages.evidence),
        script=site.asset(path, "overview.js"),
    )


def _source(site: Site, path: str, id: str) -> Markup:
    """A source with a link to its page. Most stand on a page several times."""
    link, name = escaped(site.source_link(path, id)), escaped(site.short[id])
    return Markup(f'<a href="{link}">{name}</a>')


def _cited(claim: Annotation) -> dict[str, tuple[Citation, ...]]:
    """The sources of a claim, each with how it is cited: twice, perhaps."""
    cited: dict[str, tuple[Citation, ...]] = {}
    for citation in claim.sources:
        cited[citation.source] = (*cited.get(citation.source, ()), citation)
    return cited


def _evidence(
    claim: Row,
    cited: Cited,
    counted: str,
    stances: Mapping[str, Markup],
    links: Mapping[str, Markup],
) -> Evidence:
    groups = _groups(cited, links)
    supporting, disputing = len(groups.get(FOR, ())), len(groups.get(AGAINST, ()))
    others = len(cited) - supporting - disputing
    cells = [
        _cell(said, groups[stance]) if stance in groups else "<td></td>"
        for stance, said in stances.items()
    ]
    return Evidence(
        claim,
        claim.link,
        title_of(claim.annotation),
        counted,
        _gaps(len(cited), groups),
        # What supports it weighs more than what disputes it, that more than the rest.
        10_000 * supporting + 100 * max(0, 99 - disputing) + min(99, others),
        "".join(cells),
    )


def _groups(cited: Cited, links: Mapping[str, Markup]) -> dict[str, list[str]]:
    """The sources of a claim by stance, each as it stands in a list."""
    groups: dict[str, list[str]] = {}
    for source, citations in cited.items():
        locators: dict[str, list[str]] = {}
        for citation in citations:
            locators.setdefault(citation.stance, []).append(citation.locator)
        for stance, each in locators.items():
            locator = escaped("; ".join(filter(None, each)))
            item = f"{links[source]}, {locator}" if locator else links[source]
            groups.setdefault(stance, []).append(item)
    return groups


def _cell(stance: Markup, sources: Sequence[str]) -> str:
    """What a claim has of a stance."""
    count, items = len(sources), "</li><li>".join(sources)
    # How they bear on it is for narrow screens, where columns have no head.
    counted = f'<p class="postil-counted"><span class="postil-of">{stance}: </span>{count}</p>'
    return f'<td data-key="{count}">{counted}<ul><li>{items}</li></ul></td>'


def _column(claim: Evidence, cited: Cited) -> Column:
    """A claim as the matrix has it."""
    disagreeing = [
        source
        for source, citations in (cited.items() if "disagree" in claim.gaps else ())
        if any(citation.stance in (FOR, AGAINST) for citation in citations)
    ]
    name = claim.title or shortened(claim.row.words, _NAME_LENGTH)
    return Column(claim.row.number, escaped(claim.link), escaped(name), cited, disagreeing)


def _filters(site: Site, evidence: Iterable[Evidence]) -> Iterator[Filter]:
    assessments = Counter(assessment_of(each.row.annotation) for each in evidence)
    labels = {id: concept.label for id, concept in site.edition.vocabulary.assessments.items()}
    values = [(id, label, assessments[id]) for id, label in labels.items() if assessments[id]]
    yield Filter("assessment", site.say("assessment"), tuple(values))
    gaps = Counter(gap for each in evidence for gap in each.gaps)
    missing = [(gap, site.say(f"gap_{gap}"), gaps[gap]) for gap in GAPS if gaps[gap]]
    yield Filter("gap", site.say("support"), tuple(missing))


def _gaps_of(claim: Annotation) -> tuple[str, ...]:
    sources = {citation.source for citation in claim.sources}
    return _gaps(len(sources), {citation.stance for citation in claim.sources})


def _gaps(count: int, stances: Collection[str]) -> tuple[str, ...]:
    """What is missing in the evidence for a claim: it has a single source, or none, or its
    sources disagree."""
    gaps = ("disagree",) if FOR in stances and AGAINST in stances else ()
    return (*gaps, _MISSING[count]) if count in _MISSING else gaps


_MISSING = {0: "none", 1: "single"}
