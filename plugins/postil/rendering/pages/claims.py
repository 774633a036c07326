"""The page of all claims of a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from postil.edition.edition import Place
from postil.rendering.collation import alphabetical
from postil.rendering.notes import assessment_of, note_kind
from postil.rendering.site import Site

from .rows import claims_of, rows, sources_of


@dataclass(frozen=True, slots=True)
class Filter:
    """Something by which claims can be chosen, with its values: id, label, number of claims."""

    name: str
    label: str
    values: tuple[tuple[str, str, int], ...]


def page(site: Site, path: str, title: str) -> Markup:
    """A table of all claims, and what it can be filtered by."""
    claims = [place for article in site.anchored for place in claims_of(site, article)]
    return site.render(
        "claims",
        title=title,
        count=len(claims),
        # One by one: those of a thousand articles would take as much memory as all articles.
        rows=rows(site, claims, path),
        filters=[f for f in _filters(site, claims) if len(f.values) > 1],
        script=site.asset(path, "claims.js"),
    )


def _filters(site: Site, claims: Sequence[Place]) -> list[Filter]:
    vocabulary = site.edition.vocabulary
    counts = _counts(site, claims)
    tags = sorted(counts["tag"], key=alphabetical)
    sources = sorted(site.short.items(), key=lambda item: alphabetical(item[1]))
    labels: dict[str, Mapping[str, str]] = {
        "article": {article: site.title_of(article) for article in site.anchored},
        "assessment": {id: concept.label for id, concept in vocabulary.assessments.items()},
        "kind": {id: concept.label for id, concept in vocabulary.kinds.items()},
        "source": dict(sources),
        "tag": {tag: tag for tag in tags},
    }
    return [
        Filter(
            name,
            site.say(name),
            tuple((id, label, counts[name][id]) for id, label in of.items() if counts[name][id]),
        )
        for name, of in labels.items()
    ]


def _counts(site: Site, claims: Sequence[Place]) -> dict[str, Counter[str]]:
    """How many claims each filter has for each value."""
    found = [(place, site.edition.annotation(place)) for place in claims]
    return {
        "article": Counter(place.article for place, _ in found),
        "assessment": Counter(assessment_of(claim) for _, claim in found),
        "kind": Counter(note_kind(claim) for _, claim in found),
        "source": Counter(source for _, claim in found for source in sources_of(claim)),
        "tag": Counter(tag for _, claim in found for tag in claim.tags),
    }
