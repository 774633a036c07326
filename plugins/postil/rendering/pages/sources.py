"""The list of sources, on one page or several, and a page for each source."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup, escape

from postil.edition.edition import Edition
from postil.exchange.libraries.downloads import NAMES as DOWNLOADS
from postil.rendering.site import Site, part_page

from .parts import parts
from .rows import Row, row


@dataclass(frozen=True, slots=True)
class Use:
    """An annotation that rests on a source, and how."""

    row: Row
    stance: Markup
    """How the source bears on it."""
    stance_id: str
    locator: str
    quote: str
    quote_link: str
    """The source's address with the quoted words as a text fragment."""


# How many a page lists at most. That many have 0.8 MB.
MOST = 2_000


def count(edition: Edition) -> int:
    """How many pages list all sources. There is one at least."""
    return max(1, -(-len(edition.sources) // MOST))


def index(site: Site, path: str, title: str, number: str) -> Markup:
    """A part of all sources, in the order of the short citations that notes give, and the files to
    take them away."""
    cited = site.edition.cited
    ids = list(site.source_order)
    divided = [ids[start : start + MOST] for start in range(0, len(ids), MOST)]
    entries = [
        {
            "link": site.source_link(path, id),
            "short": site.short[id],
            "full": site.bibliography.entries[id],
            "reliability": site.edition.sources[id].reliability,
            "count": len({place for place, _ in cited[id]}),
        }
        for id in (divided[int(number) - 1] if divided else ())
    ]
    folder = posixpath.dirname(site.pages.sources)
    files = [
        (name, site.addresses.link(path, posixpath.join(folder, name)))
        for name in DOWNLOADS
        if posixpath.join(folder, name) in site.addresses
    ]
    names = [
        " – ".join(dict.fromkeys(site.short[part[end]] for end in (0, -1))) for part in divided
    ]
    return site.render(
        "sources",
        title=title,
        entries=entries,
        files=files,
        parts=parts(site, path, site.pages.sources, int(number), names),
    )


def page(site: Site, path: str, title: str, id: str) -> Markup:
    """A source in full, with everything that rests on it."""
    source = site.edition.sources[id]
    full, url = site.bibliography.entries[id], site.source_addresses[id]
    terms = [
        (term.term, site.addresses.link(path, site.pages.glossary, key))
        for key, term in site.edition.glossary.items()
        if id in term.sources
    ]
    return site.render(
        "source",
        title=title,
        source=source,
        full=full,
        # Most styles end with it.
        address="" if escape(url) in full else url,
        uses=_uses(site, path, id),
        terms=terms,
        index=site.addresses.link(path, _listing(site, id)),
    )


def _listing(site: Site, id: str) -> str:
    """The page that lists a source."""
    return part_page(site.pages.sources, site.source_order[id] // MOST + 1)


def _uses(site: Site, path: str, id: str) -> list[Use]:
    uses = []
    for place, citation in site.edition.cited[id]:
        if found := row(site, place, path):
            uses.append(
                Use(
                    row=found,
                    stance=site.stance(citation.stance),
                    stance_id=citation.stance,
                    locator=citation.locator,
                    quote=citation.quote,
                    quote_link=text_fragment(site.source_addresses[id], citation.quote),
                )
            )
    return uses


def text_fragment(url: str, words: str) -> str:
    """An address that opens at the quoted words, in browsers that know text fragments.

    Source: WICG, URL Fragment Text Directives. Long quotes are given by their ends; `-` and `,`
    have a meaning of their own in a directive and are escaped with the rest.
    """
    parts = words.split()
    if not (url and parts):
        return ""
    ends = [parts[:5], parts[-5:]] if len(parts) > 12 else [parts]
    directive = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{re.sub(r'#.*', '', url)}#:~:text={directive}"
