"""Mends faults of Material's own template on the pages that Postil writes.

Its search dialog has no name for screen readers. (Contrast and links are mended in `postil.css`.)
"""

from __future__ import annotations

import re

_DIALOG = re.compile(r'<div class="md-search"[^>]*role="dialog"(?![^>]*aria-label)')
_NAME = re.compile(r'<input\b[^>]*class="md-search__input"[^>]*?(aria-label="[^"]*")')


def mended(html: str) -> str:
    """The HTML of a page with a name for the search dialog: that of the field in it."""
    name = _NAME.search(html)
    return _DIALOG.sub(lambda dialog: f"{dialog[0]} {name[1]}", html) if name else html
