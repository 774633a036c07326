"""The list of sources, on one page or several, and a page for each source."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from postil.edition.dates import days
from postil.edition.edition import Edition
from postil.edition.model import Citation, Source
from postil.exchange.libraries.downloads import NAMES as DOWNLOADS
from postil.rendering.citing.citations import year
from postil.rendering.citing.collation import alphabetical
from postil.rendering.prose.escaping import escaped
from postil.rendering.site import Site, part_page

from .overview import Filter, choosing
from .parts import parts
from .rows import Row, row


class Use(NamedTuple):
    """An annotation that rests on a source, and how."""

    row: Row
    citation: Citation
    url: str
    """The address of the source."""

    @property
    def stance(self) -> Markup:
        """How the source bears on it."""
        return self.row.site.stance(self.citation.stance)

    @property
    def quote_link(self) -> str:
        """The source's address with the quoted words as a text fragment."""
        return text_fragment(self.url, self.citation.quote)

    @property
    def html(self) -> Markup:
        """All of it, as an item of a list. Every claim has one on the page of each of its sources:
        this is faster than a template."""
        row, citation = self.row, self.citation
        id, locator = escaped(citation.stance), escaped(citation.locator)
        stance = f' data-stance="{id}"' if id else ""
        where = f", {locator}" if locator else ""
        quoted = self._quoted() if citation.quote else ""
        return Markup(
            f'<li{row.labels.data}>\n<p class="postil-stance"{stance}>{self.stance}{where}</p>\n'
            f"<blockquote><p>{row.linked()}</p></blockquote>\n{quoted}"
            f'<p class="postil-about">{row.about} · <cite>{row.article}</cite></p>\n</li>\n'
        )

    def _quoted(self) -> str:
        link, said = escaped(self.quote_link), escaped(self.row.site.say("cited_here"))
        where = f' <a href="{link}" rel="noopener noreferrer">{said}</a>' if link else ""
        quote = escaped(self.citation.quote)
        return f'<p class="postil-source-quote"><q>{quote}</q>{where}</p>\n'


# How many a page lists at most. That many have 1 MB.
MOST = 2_000


def count(edition: Edition) -> int:
    """How many pages list all sources. There is one at least."""
    return max(1, -(-len(edition.sources) // MOST))


@dataclass(frozen=True, slots=True)
class Line:
    """A source in the overview."""

    link: str
    short: str
    full: Markup
    reliability: str
    type: str
    kind: str
    """What its type is called."""
    year: str
    """As it is shown; empty where no date is known."""
    certain_year: str
    """The same without a sign of doubt, to choose by."""
    date: str
    """Its date, to sort by."""
    count: int
    """How many annotations cite it."""
    often: str
    """`never`, `once` or `often`."""


def index(site: Site, path: str, title: str, number: str) -> Markup:
    """A part of all sources, in the order of the short citations that notes give, and the files to
    take them away."""
    ids = list(site.source_order)
    divided = [ids[start : start + MOST] for start in range(0, len(ids), MOST)]
    lines = [_line(site, path, id) for id in (divided[int(number) - 1] if divided else ())]
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
        entries=lines,
        filters=choosing(_filters(site, lines), len(lines), is_part=len(divided) > 1),
        files=files,
        parts=parts(site, path, site.pages.sources, int(number), names),
        script=site.asset(path, "overview.js"),
    )


def _line(site: Site, path: str, id: str) -> Line:
    source = site.edition.sources[id]
    count = len({*site.edition.cited[id].places})
    return Line(
        link=site.source_link(path, id),
        short=site.short[id],
        full=site.bibliography.entries[id],
        reliability=source.reliability,
        type=source.type,
        kind=site.say(f"type_{source.type.replace('-', '_')}"),
        year=(shown := year(source)),
        certain_year=shown.removeprefix("c. "),
        date=_sorted_by(source),
        count=count,
        often=_OFTEN[min(count, 2)],
    )


_OFTEN = ("never", "once", "often")

# Years before Christ, too, are to be numbers without a sign.
_FIRST_YEAR = 100_000


def _sorted_by(source: Source) -> str:
    """The date of a source as digits; such without a date come last."""
    for day in days(source.issued or ""):
        return f"{_FIRST_YEAR + day.year:06}{day.month:02}{day.day:02}"
    return "9" * 10


def _filters(site: Site, lines: Sequence[Line]) -> Iterator[Filter]:
    kinds = Counter((line.type, line.kind) for line in lines)
    named = sorted(kinds, key=lambda kind: alphabetical(kind[1]))
    yield Filter("kind", site.say("kind"), tuple((*kind, kinds[kind]) for kind in named))
    latest = sorted(lines, key=lambda line: line.date if line.year else "", reverse=True)
    years = Counter(line.certain_year for line in latest)
    yield Filter(
        "year",
        site.say("year"),
        tuple((year or "-", year or site.say("no_date"), n) for year, n in years.items()),
    )
    often = Counter(line.often for line in lines)
    yield Filter(
        "cited",
        site.say("cited_by"),
        tuple((id, site.say(f"cited_{id}"), often[id]) for id in _OFTEN if often[id]),
    )


def page(site: Site, path: str, title: str, id: str) -> Markup:
    """A source in full, with everything that rests on it."""
    source = site.edition.sources[id]
    full, url = site.bibliography.entries[id], site.source_addresses[id]
    terms = [
        (term.term, site.addresses.link(path, site.term_page(key), key))
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
    url = site.source_addresses[id]
    return [
        Use(found, citation, url)
        for place, citation in site.edition.cited[id]
        if (found := row(site, place, path))
    ]


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
