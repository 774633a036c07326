"""The pages of all claims of a site: one, or several where one would be too much for a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from postil.edition.edition import Edition, Place
from postil.edition.model import Claim
from postil.exchange.web import linked_data, tables
from postil.rendering.citing.collation import alphabetical
from postil.rendering.notes import assessment_of, note_kind
from postil.rendering.prose.escaping import escaped
from postil.rendering.site import Site

from .overview import Filter, choosing
from .parts import parts
from .rows import Gist, Row, claims_of, gist, row
from .views import Views

# How many claims a page has at most, unless they are of one article. That many have 2.2 MB, and a
# phone filters and sorts them in a fraction of a second.
MOST = 3_000


class Line(NamedTuple):
    """A line of the table of claims."""

    row: Row
    gist: Gist

    @property
    def html(self) -> Markup:
        """All of it. A large site has thousands: this is faster than a template."""
        row, labels = self.row, self.row.labels
        verdict = row.said if labels.assessment else self._undecided()
        changed = f" · {labels.changed}" if labels.changed else ""
        return Markup(
            f"<tr{row.data}>\n<td>{self.gist.with_passage(row)}</td>\n<td>{verdict}{changed}</td>\n"
            f"<td>{escaped(labels.kind)}</td>\n<td>{row.article}</td>\n</tr>\n"
        )

    def _undecided(self) -> str:
        said = escaped(self.row.site.say("not_assessed"))
        by = self.row.by
        return f'{said} <span class="postil-by">{escaped(by)}</span>' if by else said


def divided(edition: Edition) -> list[tuple[str, ...]]:
    """The articles whose claims stand on a page together. There is one page at least."""
    found: list[list[str]] = [[]]
    count = 0
    for path, article in edition.articles.items():
        claims = sum(isinstance(annotation, Claim) for annotation in article.annotations.values())
        if count and count + claims > MOST:
            found.append([])
            count = 0
        found[-1].append(path)
        count += claims
    return [tuple(articles) for articles in found]


def page(site: Site, path: str, title: str, number: str, *articles: str) -> Markup:
    """A table of the claims of some articles, and what it can be filtered by."""
    claims = [
        place
        for article in articles
        if article in site.anchored
        for place in claims_of(site, article)
    ]
    all_parts = parts(site, path, site.pages.claims, int(number), _names(site))
    return site.render(
        "claims",
        title=title,
        rows=Views(claims, lambda place: _line(site, place, path)),
        filters=choosing(_filters(site, claims), len(claims), is_part=bool(all_parts)),
        parts=all_parts,
        files=list(_files(site, path)),
        script=site.asset(path, "overview.js"),
    )


def _files(site: Site, path: str) -> Iterator[tuple[str, str]]:
    """The files that have all this as data: what each is called here, and its address."""
    if site.pages.data:
        names = site.say("claims"), site.say("sources"), site.say("relations")
        for name, file in zip(names, tables.TABLES, strict=True):
            yield f"{name} (CSV)", site.data_link(path, file)
        yield "JSON-LD", site.data_link(path, linked_data.FILE_NAME)


def _line(site: Site, place: Place, path: str) -> Line:
    found = row(site, place, path)
    assert found is not None
    return Line(found, gist(site, place))


def _names(site: Site) -> list[str]:
    """For each page of claims the titles of its first article and its last."""
    return [
        " – ".join(dict.fromkeys(site.title_of(articles[end]) for end in (0, -1) if articles))
        for articles in divided(site.edition)
    ]


def _filters(site: Site, claims: Sequence[Place]) -> list[Filter]:
    vocabulary = site.edition.vocabulary
    counts = _counts(site, claims)
    tags = sorted(counts["tag"], key=alphabetical)
    sources = sorted(site.short.items(), key=lambda item: alphabetical(item[1]))
    labels: dict[str, Mapping[str, str]] = {
        "article": {article: site.title_of(article) for article in counts["article"]},
        "assessment": {id: concept.label for id, concept in vocabulary.assessments.items()},
        "kind": {id: concept.label for id, concept in vocabulary.kinds.items()},
        "source": dict(sources),
        "annotator": {id: person.name for id, person in site.edition.annotators.items()},
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


def _counts(site: Site, places: Sequence[Place]) -> dict[str, Counter[str]]:
    """How many claims each filter has for each value."""
    claims = [site.edition.annotation(place) for place in places]
    by = [claim.by for claim in claims] if site.edition.names_annotators else []
    return {
        "article": Counter([place.article for place in places]),
        "assessment": Counter([assessment_of(claim) for claim in claims]),
        "kind": Counter([note_kind(claim) for claim in claims]),
        "annotator": Counter(by),
        "source": Counter([id for claim in claims for id in {c.source for c in claim.sources}]),
        "tag": Counter([tag for claim in claims for tag in claim.tags]),
    }
