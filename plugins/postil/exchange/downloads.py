"""The files in which readers take the sources of a site with them."""

from __future__ import annotations

from postil.edition.edition import Edition

from . import bibtex_export, csl_json, ris

WRITERS = {
    "sources.bib": bibtex_export.write,
    "sources.ris": ris.write,
    "sources.json": csl_json.write,
}


def downloads(edition: Edition) -> dict[str, str]:
    """The text of each file, by its name: all sources that are cited, in the order of their ids.

    Empty where nothing is cited.
    """
    cited = {id for id, uses in edition.cited.items() if uses}
    cited.update(id for term in edition.glossary.values() for id in term.sources)
    chosen = {
        id: edition.sources[id]
        for id in sorted(cited & edition.sources.keys(), key=lambda id: (id.casefold(), id))
    }
    return {name: write(chosen) for name, write in WRITERS.items()} if chosen else {}
