"""The generated pages: claims, sources, cross-references, glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from postil.edition.edition import Place
from postil.edition.model import Claim, Concept

from .citations import address, full_citation
from .notes import excerpt, note_kind, passage_words
from .site import Site


@dataclass(frozen=True, slots=True)
class Row:
    """An annotation as a line of a table or list."""

    place: Place
    link: str
    words: str
    before: str
    after: str
    article: str
    article_link: str
    label: str
    kind_id: str
    assessment: Concept | None
    assessment_id: str
    stance: Concept | None = None
    stance_id: str = ""
    locator: str = ""
    quote: str = ""


def page(site: Site, path: str, title: str) -> Markup:
    """The content of a generated page; `title` is empty where the page has one of its own."""
    sources = {page: id for id, page in site.source_pages.items()}
    if path in sources:
        return _source(site, path, title, sources[path])
    makers: dict[str, Callable[[Site, str, str], Markup]] = {
        site.pages.claims: _claims,
        site.pages.sources: _sources,
        site.pages.cross_references: _cross_references,
        site.pages.glossary: _glossary,
    }
    return makers[path](site, path, title)


def _row(site: Site, place: Place, path: str) -> Row | None:
    """The row of an annotation; None when its article is not in this build."""
    anchored = site.anchored.get(place.article)
    if anchored is None:
        return None
    passage = anchored.passages[place.id]
    annotation = passage.annotation
    claim = annotation if isinstance(annotation, Claim) else None
    vocabulary = site.edition.vocabulary
    kind = vocabulary.kinds.get(claim.kind) if claim else None
    before, words, after = (
        anchored.in_sentence(passage.span)
        if passage.span
        else ("", passage_words(anchored, passage), "")
    )
    home = site.article_pages[place.article]
    kind_id = note_kind(annotation)
    return Row(
        place=place,
        link=site.link(path, place),
        words=words,
        before=before,
        after=after,
        article=site.titles[home],
        article_link=site.addresses.link(path, home),
        label=kind.label if kind else site.say(kind_id),
        kind_id=kind_id,
        assessment=vocabulary.assessments.get(claim.assessment) if claim else None,
        assessment_id=claim.assessment if claim else "",
    )


def _claims(site: Site, path: str, title: str) -> Markup:
    rows = [
        row
        for anchored in site.anchored.values()
        for passage in anchored.passages.values()
        if isinstance(passage.annotation, Claim)
        and (row := _row(site, Place(anchored.article.path, passage.id), path))
    ]
    return site.render("claims", title=title, rows=rows)


def _sources(site: Site, path: str, title: str) -> Markup:
    entries = [
        {
            "id": id,
            "link": site.source_link(path, id),
            "short": site.short[id],
            "full": full_citation(source),
            "reliability": source.reliability,
            "count": len({place for place, _ in site.edition.cited[id]}),
        }
        for id, source in site.edition.sources.items()
    ]
    entries.sort(key=lambda entry: (str(entry["short"]).casefold(), str(entry["id"])))
    return site.render("sources", title=title, entries=entries)


def _source(site: Site, path: str, title: str, id: str) -> Markup:
    source = site.edition.sources[id]
    rows = []
    for place, citation in site.edition.cited[id]:
        if row := _row(site, place, path):
            stance = site.edition.vocabulary.stances.get(citation.stance)
            rows.append(
                {
                    "row": row,
                    "stance": stance,
                    "stance_id": citation.stance,
                    "locator": citation.locator,
                    "quote": citation.quote,
                }
            )
    terms = [
        (term.term, site.addresses.link(path, site.pages.glossary, key))
        for key, term in site.edition.glossary.items()
        if id in term.sources
    ]
    return site.render(
        "source",
        title=title,
        source=source,
        full=full_citation(source),
        address=address(source),
        rows=rows,
        terms=terms,
        index=site.addresses.link(path, site.pages.sources),
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A cross-reference with both its ends."""

    relation: Concept
    relation_id: str
    ends: tuple[Row | None, Row | None]
    to_title: str
    to_link: str
    to_words: str
    because: Markup


def _cross_references(site: Site, path: str, title: str) -> Markup:
    order = list(site.edition.vocabulary.relations)
    pairs = sorted(_pairs(site, path), key=lambda pair: order.index(pair.relation_id))
    return site.render("cross_references", title=title, pairs=pairs)


def _pairs(site: Site, path: str) -> Iterator[Pair]:
    for link in site.edition.links:
        if link.origin.article not in site.anchored:
            continue
        _, words, _, to_link = excerpt(site, link, link.to, path)
        key = f"cross_references.{link.number}.because"
        yield Pair(
            relation=site.edition.vocabulary.relations[link.entry.relation],
            relation_id=link.entry.relation,
            ends=(
                _row(site, link.origin, path),
                _row(site, link.to, path) if link.to.id else None,
            ),
            to_title=site.titles[site.article_pages[link.to.article]],
            to_link=to_link,
            to_words=words,
            because=site.prose(link.entry.because, path, link.origin, key),
        )


def _glossary(site: Site, path: str, title: str) -> Markup:
    entries = []
    for id, term in site.edition.glossary.items():
        uses = [_row(site, place, path) for place in site.edition.term_uses.get(id, ())]
        entries.append(
            {
                "id": id,
                "term": term.term,
                "definition": site.definition(id, path),
                "sources": [
                    (site.short[source], site.source_link(path, source)) for source in term.sources
                ],
                "uses": [row for row in uses if row],
            }
        )
    entries.sort(key=lambda entry: str(entry["term"]).casefold().strip("\"“”'"))
    return site.render("glossary", title=title, entries=entries)
