"""The glossary, on one page or several: every term with its definition and the passages where it is
explained."""

from __future__ import annotations

from markupsafe import Markup

from postil.edition.edition import Edition, Place
from postil.edition.model import FirstUse
from postil.rendering.site import MOST_TERMS, Site

from .parts import parts
from .rows import rows


def count(edition: Edition) -> int:
    """How many pages explain all terms. There is one at least."""
    return max(1, -(-len(edition.glossary) // MOST_TERMS))


def terms_of(site: Site, number: str) -> list[str]:
    """The terms of a part, in alphabetical order."""
    first = (int(number) - 1) * MOST_TERMS
    return list(site.term_order)[first : first + MOST_TERMS]


def page(site: Site, path: str, title: str, number: str) -> Markup:
    """The terms of a part."""
    uses, terms = _uses(site), site.edition.glossary
    names = []
    for part in range(1, count(site.edition) + 1):
        ids = terms_of(site, str(part))
        names.append(" – ".join(dict.fromkeys(terms[ids[end]].term for end in (0, -1) if ids)))
    entries = [
        {
            "id": id,
            "term": term.term,
            "definition": site.definition(id, path),
            "sources": [(site.short[s], site.source_link(path, s)) for s in term.sources],
            "uses": list(rows(site, uses[id], path)),
        }
        for id in terms_of(site, number)
        for term in (terms[id],)
    ]
    others = parts(site, path, site.pages.glossary, int(number), names)
    return site.render("glossary", title=title, entries=entries, parts=others)


def _uses(site: Site) -> dict[str, list[Place]]:
    """Where each term is explained: by an annotation, or where an article uses it first."""
    uses = {term: [*site.edition.term_uses.get(term, ())] for term in site.edition.glossary}
    for article, anchored in site.anchored.items():
        for passage in anchored.passages.values():
            if isinstance(passage.annotation, FirstUse):
                uses[passage.annotation.term].append(Place(article, passage.id))
    return uses
