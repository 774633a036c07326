"""The glossary: every term with its definition and the passages where it is explained."""

from __future__ import annotations

from markupsafe import Markup

from postil.edition.edition import Place
from postil.edition.model import FirstUse
from postil.rendering.citing.collation import alphabetical
from postil.rendering.site import Site

from .rows import rows


def page(site: Site, path: str, title: str) -> Markup:
    """All terms in alphabetical order."""
    uses = _uses(site)
    entries = [
        {
            "id": id,
            "term": term.term,
            "definition": site.definition(id, path),
            "sources": [(site.short[s], site.source_link(path, s)) for s in term.sources],
            "uses": list(rows(site, uses[id], path)),
        }
        for id, term in site.edition.glossary.items()
    ]
    entries.sort(key=lambda entry: alphabetical(str(entry["term"])))
    return site.render("glossary", title=title, entries=entries)


def _uses(site: Site) -> dict[str, list[Place]]:
    """Where each term is explained: by an annotation, or where an article uses it first."""
    uses = {term: [*site.edition.term_uses.get(term, ())] for term in site.edition.glossary}
    for article, anchored in site.anchored.items():
        for passage in anchored.passages.values():
            if isinstance(passage.annotation, FirstUse):
                uses[passage.annotation.term].append(Place(article, passage.id))
    return uses
