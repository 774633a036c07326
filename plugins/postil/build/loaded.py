"""What the pages of a site load: links to style sheets and scripts, in the head of a page and where
its author wants to lead on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from markupsafe import Markup

from postil.rendering.site import ASSET_FOLDER

# Which articles ask, for all pages of a site.
_ASKING = f"{ASSET_FOLDER}/asking.js"

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


Asking = Mapping[str, str] | None
"""The articles that have their readers judge first, with their addresses; None where all have."""


def asking_files(asking: Asking) -> dict[str, str]:
    """The file that says which articles have their readers judge first, where some have: a text by
    its path. It is loaded once: were it on the pages, each of them would change with every text."""
    said = json.dumps(asking, ensure_ascii=False, separators=(",", ":"))
    return {_ASKING: f'window["postil:asking"] = {said};\n'} if asking else {}


def veil(url: str, asking: Asking) -> str:
    """The script that hides what is to be judged first, for the head of a page, after what it has
    to know before anything is painted. An address that begins with a slash is that of the site, for
    a page that is shown at any address."""
    root = url if url.startswith("/") else _root(url)
    before = f'<script src="{root}{_ASKING}"></script>' if asking else ""
    said = " data-first" if asking is None else " data-asking" if asking else ""
    return f'{before}<script src="{root}{ASSET_FOLDER}/veil.js"{said}></script>'


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
