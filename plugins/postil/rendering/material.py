"""Mends faults of Material's own template on the pages that Postil writes.

Its search dialog has no name for screen readers. (Contrast and links are mended in `postil.css`.)
Where Pagefind searches the site, the header gets a link to the search page.
"""

from __future__ import annotations

import re
from html import escape

_DIALOG = re.compile(r'<div class="md-search"[^<>]*role="dialog"(?![^<>]*aria-label)')
_NAME = re.compile(r'<input\b[^<>]*class="md-search__input"[^<>]*?(aria-label="[^"]*")')


def mended(html: str, head: str = "") -> str:
    """The HTML of a page with a name for the search dialog: that of the field in it; and with
    something more at the end of its head."""
    added = []
    if head and (end := html.find("</head>")) >= 0:
        added.append((end, head))
    if (name := _NAME.search(html)) and (dialog := _DIALOG.search(html)):
        added.append((dialog.end(), f" {name[1]}"))
    pieces, begin = [], 0
    for at, text in sorted(added):
        pieces += [html[begin:at], text]
        begin = at
    return "".join([*pieces, html[begin:]]) if pieces else html


_HEADER_END = re.compile(
    r'(<nav class="md-header__inner.*?)(?=\s*(?:<div class="md-header__source">|</nav>))', re.DOTALL
)
_LENS = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path fill="none" stroke="currentColor" '
    'stroke-width="2" d="M14.5 14.5 20 20M16 10a6 6 0 1 1-12 0 6 6 0 0 1 12 0Z"/></svg>'
)


def with_search_link(html: str, address: str, label: str) -> str:
    """The HTML of a page with a link to the search page at the end of the header, where Material's
    own search would stand. If that is there, the page stays as it is."""
    if 'data-md-component="search"' in html:
        return html
    address, label = escape(address), escape(label)
    link = (
        f'<a class="md-header__button md-icon" href="{address}" title="{label}" '
        f'aria-label="{label}">{_LENS}</a>'
    )
    return _HEADER_END.sub(lambda header: f"{header[0]}\n{link}", html, count=1)
