"""The page of all claims of a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from postil.rendering.collation import alphabetical
from postil.rendering.site import Site

from .rows import Row, claims_of, rows


@dataclass(frozen=True, slots=True)
class Filter:
    """Something by which claims can be chosen, with its values: id, label, number of claims."""

    name: str
    label: str
    values: tuple[tuple[str, str, int], ...]


def page(site: Site, path: str, title: str) -> Markup:
    """A table of all claims, and what it can be filtered by."""
    found = [row for article in site.anchored for row in rows(site, claims_of(site, article), path)]
    return site.render(
        "claims",
        title=title,
        rows=found,
        filters=[f for f in _filters(site, found) if len(f.values) > 1],
        script=site.asset(path, "claims.js"),
    )


def _filters(site: Site, found: Sequence[Row]) -> list[Filter]:
    vocabulary = site.edition.vocabulary
    tags = sorted({tag for row in found for tag in row.tags}, key=alphabetical)
    sources = sorted(site.short.items(), key=lambda item: alphabetical(item[1]))
    labels: dict[str, Mapping[str, str]] = {
        "article": {article: site.title_of(article) for article in site.anchored},
        "assessment": {id: concept.label for id, concept in vocabulary.assessments.items()},
        "kind": {id: concept.label for id, concept in vocabulary.kinds.items()},
        "source": dict(sources),
        "tag": {tag: tag for tag in tags},
    }
    counts = {
        "article": Counter(row.place.article for row in found),
        "assessment": Counter(row.assessment_id for row in found),
        "kind": Counter(row.kind_id for row in found),
        "source": Counter(source for row in found for source in row.sources),
        "tag": Counter(tag for row in found for tag in row.tags),
    }
    return [
        Filter(
            name,
            site.say(name),
            tuple((id, label, counts[name][id]) for id, label in of.items() if counts[name][id]),
        )
        for name, of in labels.items()
    ]
