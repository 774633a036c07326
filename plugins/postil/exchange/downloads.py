"""The files in which readers take the sources of a site with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from postil.edition.model import Source

from . import bibtex_export, csl_json, ris

WRITERS = {
    "sources.bib": bibtex_export.write,
    "sources.ris": ris.write,
    "sources.json": csl_json.write,
}


def downloads(sources: Mapping[str, Source], cited: Iterable[str]) -> dict[str, str]:
    """The text of each file, by its name: the cited sources in the order of their ids."""
    chosen = set(cited)
    ordered = {id: sources[id] for id in sorted(sources, key=_order) if id in chosen}
    return {name: write(ordered) for name, write in WRITERS.items()}


def _order(id: str) -> tuple[str, str]:
    return id.casefold(), id
