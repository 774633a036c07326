"""The files in which readers take the sources of a site with them."""

from __future__ import annotations

from collections.abc import Mapping

from postil.edition.edition import Edition
from postil.edition.model import Source
from postil.keeping.cache import Cache, Digest, programs

NAMES = ("sources.bib", "sources.ris", "sources.json")


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
        texts = _written(chosen)
        cache.put_texts(key, texts)
    return dict(zip(NAMES, texts, strict=True))


def _written(sources: Mapping[str, Source]) -> list[str]:
    # The parsers of BibTeX and LaTeX take a tenth of a second to load.
    from . import bibtex_export, csl_json, ris

    return [module.write(sources) for module in (bibtex_export, ris, csl_json)]
