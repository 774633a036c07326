"""What the pages of a site load: links to style sheets and scripts, in the head of a page and where
its author wants to lead on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from markupsafe import Markup, escape

from postil.rendering.site import ASSET_FOLDER

# In this order: each may refine those before it.
_STYLE_SHEETS = ("postil.css", "pages.css", "vocabulary.css")

_CONTINUE = re.compile(r'<(div|p) class="postil-continue">\s*</\1>')


@cache
def _root(url: str) -> str:
    """The way from a page to the root of its site."""
    return "" if url in (".", "./") else "../" * url.count("/")


def style_sheets(url: str, *, are_all: bool) -> str:
    """The links to the style sheets, for the head of a page with this address: all of them, or
    those of an article."""
    root = _root(url)
    return "".join(
        f'<link rel="stylesheet" href="{root}{ASSET_FOLDER}/{name}">'
        for name in _STYLE_SHEETS
        if are_all or name != "pages.css"
    )


def asking(addresses: Mapping[str, str] | None) -> str:
    """Which articles have their readers judge first, as attributes of the script that hides what is
    to be judged: all where none are named, some with their addresses, or none."""
    if addresses is None:
        return " data-first"
    said = json.dumps(addresses, ensure_ascii=False, separators=(",", ":"))
    return f' data-asking="{escape(said)}"' if addresses else ""


def veil(url: str, asking: str) -> str:
    """The script that hides what is to be judged first, for the head of a page. An address that
    begins with a slash is that of the site, for a page that is shown at any address."""
    root = url if url.startswith("/") else _root(url)
    return f'<script src="{root}{ASSET_FOLDER}/veil.js"{asking}></script>'


def continued(html: str, url: str, said: str) -> str:
    """The HTML of a page with the way to where its reader stopped, in place of an empty element of
    the class `postil-continue`.

    Args:
        html: What stands on the page.
        url: Its address, relative to the root of the site.
        said: The sentence, with `{words}` for the words at which they stopped.
    """
    place = Markup('<p class="postil-continuing" data-say="{}"></p><script src="{}"></script>')
    made = place.format(said, f"{_root(url)}{ASSET_FOLDER}/continue.js")
    return _CONTINUE.sub(lambda _: str(made), html)
