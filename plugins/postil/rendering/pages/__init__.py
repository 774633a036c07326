"""The generated pages: which there are, what they are called, and what stands on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from postil.edition.edition import Edition
from postil.history.history import UNKNOWN, History
from postil.rendering.addresses import address_of
from postil.rendering.site import (
    Pages,
    Site,
    annotator_page,
    evidence_page,
    pair_page,
    part_page,
    source_pages,
)

from . import (
    annotators,
    claims,
    cross_references,
    evidence,
    figures,
    glossary,
    my_notes,
    search,
    sources,
    what_changed,
)

Kind = Literal[
    "claims",
    "sources",
    "source",
    "cross-references",
    "pair",
    "evidence",
    "matrix",
    "glossary",
    "search",
    "annotators",
    "annotator",
    "figures",
    "my-notes",
    "what-changed",
    "course",
    "assignment",
]


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page that is made from the edition: its path under the docs folder, and its subject (the
    id of a source, the path of an article, a pair of them; the number of a part of all claims and
    the paths of its articles; the number of a part of all cross-references or terms; the number of
    a part of what changed, and what is another when more has; the id of an
    annotator, the number of a part of what they wrote and the paths of its articles; the id of an
    assignment, and what changes when a course does). Those of a course are made elsewhere: see
    `course.pages`.
    """

    path: str
    kind: Kind
    subject: tuple[str, ...] = ()


def generated(
    edition: Edition, pages: Pages, history: History = UNKNOWN
) -> dict[str, GeneratedPage]:
    """The pages that an edition needs, by path, in a stable order; with the overviews that the
    navigation of the site lists, though there is nothing to be listed on them yet."""
    return {page.path: page for page in (*_needed(edition, pages), *_past(edition, pages, history))}


def meeting(edition: Edition, pages: Pages) -> Iterator[tuple[GeneratedPage, GeneratedPage]]:
    """The pages of which one would be written over another, in pairs."""
    known: dict[str, GeneratedPage] = {}
    for page in (*_needed(edition, pages), *_past(edition, pages, UNKNOWN)):
        other = known.setdefault(address_of(page.path), page)
        if other is not page:
            yield other, page


def option_of(page: GeneratedPage) -> str:
    """The option that says where a page stands, or that beside which it does."""
    return _OPTIONS.get(page.kind, page.kind.replace("-", "_"))


_OPTIONS: dict[Kind, str] = {
    "source": "sources",
    "pair": "cross_references",
    "matrix": "evidence",
    "annotator": "annotators",
    "search": "search_page",
}


def _needed(edition: Edition, pages: Pages) -> list[GeneratedPage]:
    if not edition:
        return []
    found = [
        GeneratedPage(part_page(pages.claims, number), "claims", (str(number), *articles))
        for number, articles in enumerate(claims.divided(edition), 1)
    ]
    if edition.sources or pages.sources in pages.wanted:
        found.extend(
            GeneratedPage(part_page(pages.sources, part), "sources", (str(part),))
            for part in range(1, sources.count(edition) + 1)
        )
        paths = source_pages(pages, edition.sources)
        found.extend(GeneratedPage(path, "source", (id,)) for id, path in paths.items())
    if edition.links or edition.outward or pages.cross_references in pages.wanted:
        found.extend(
            GeneratedPage(part_page(pages.cross_references, part), "cross-references", (str(part),))
            for part in range(1, max(1, cross_references.count(edition)) + 1)
        )
        found.extend(GeneratedPage(pair_page(pages, pair), "pair", pair) for pair in edition.pairs)
    cited = edition.cited_articles
    if cited or pages.evidence in pages.wanted:
        found.append(GeneratedPage(pages.evidence, "evidence"))
        found.extend(GeneratedPage(evidence_page(pages, a), "matrix", (a,)) for a in cited)
    if edition.glossary or pages.glossary in pages.wanted:
        found.extend(
            GeneratedPage(part_page(pages.glossary, part), "glossary", (str(part),))
            for part in range(1, glossary.count(edition) + 1)
        )
    if pages.search:
        found.append(GeneratedPage(pages.search, "search"))
    if edition.names_annotators or pages.annotators in pages.wanted:
        found.append(GeneratedPage(pages.annotators, "annotators"))
    found.extend(
        GeneratedPage(
            part_page(annotator_page(pages, id), number), "annotator", (id, str(number), *articles)
        )
        for id in edition.annotators
        for number, articles in enumerate(annotators.divided(edition, id), 1)
    )
    if pages.figures in pages.wanted or figures.are_any(edition):
        found.append(GeneratedPage(pages.figures, "figures"))
    if pages.my_notes:
        found.append(GeneratedPage(pages.my_notes, "my-notes"))
    return found


def _past(edition: Edition, pages: Pages, history: History) -> Iterator[GeneratedPage]:
    for part in range(1, what_changed.count(history) + 1 if edition and pages.what_changed else 1):
        path = part_page(pages.what_changed, part)
        yield GeneratedPage(path, "what-changed", (str(part), history.state))


def title(site: Site, page: GeneratedPage) -> str:
    """What a generated page is called."""
    if page.kind == "source":
        return site.short[page.subject[0]]
    if page.kind == "pair":
        return " · ".join(site.title_of(article) for article in page.subject)
    if page.kind == "matrix":
        return site.say("evidence_for", title=site.title_of(page.subject[0]))
    if page.kind == "annotator":
        name, number = site.edition.annotators[page.subject[0]].name, page.subject[1]
        return name if number == "1" else site.say("parts_of", title=name, number=number)
    name = page.kind.replace("-", "_")
    if (
        page.kind in ("claims", "sources", "cross-references", "glossary", "what-changed")
        and page.subject[0] != "1"
    ):
        return site.say(f"{name}_part", number=page.subject[0])
    return site.say(name)


_CONTENTS: dict[Kind, Callable[..., Markup]] = {
    "claims": claims.page,
    "sources": sources.index,
    "source": sources.page,
    "cross-references": cross_references.index,
    "pair": cross_references.page,
    "evidence": evidence.index,
    "matrix": evidence.page,
    "glossary": glossary.page,
    "search": search.page,
    "annotators": annotators.index,
    "annotator": annotators.page,
    "figures": figures.page,
    "my-notes": my_notes.page,
    "what-changed": what_changed.page,
}


def content(site: Site, page: GeneratedPage, *, titled: bool = True) -> str:
    """The HTML of a generated page; without its heading where the site has a page of its own."""
    heading = title(site, page) if titled else ""
    html = _CONTENTS[page.kind](site, page.path, heading, *page.subject)
    return f'<div class="postil-page" data-page="{page.kind}">\n{html}</div>'
