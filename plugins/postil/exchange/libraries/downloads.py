"""The files in which readers take the sources of a site with them."""

from __future__ import annotations

from postil.edition.edition import Edition
from postil.keeping.cache import Cache, Digest, programs

from . import bibtex_export, csl_json, ris

WRITERS = {
    "sources.bib": bibtex_export.write,
    "sources.ris": ris.write,
    "sources.json": csl_json.write,
}


def downloads(edition: Edition, cache: Cache | None = None) -> dict[str, str]:
    """The text of each file, by its name: all sources that are cited, in the order of their ids.

    Empty where nothing is cited. `cache` may have the files from an earlier build.
    """
    chosen = {
        id: edition.sources[id]
        for id in sorted(edition.cited_sources, key=lambda id: (id.casefold(), id))
    }
    if not chosen:
        return {}
    digest = Digest(programs())
    for id, source in chosen.items():
        digest.add(id, source.model_dump_json())
    key, cache = digest.key("downloads"), cache or Cache()
    texts = cache.get_texts(key)
    if texts is None:
        texts = [write(chosen) for write in WRITERS.values()]
        cache.put_texts(key, texts)
    return dict(zip(WRITERS, texts, strict=True))
