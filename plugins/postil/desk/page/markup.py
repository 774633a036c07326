"""What a page of a site that is served tells its scripts of the desk."""

from __future__ import annotations

import json

from .files import SCRIPT, STYLE
from .interface import ADDRESS


def with_desk(page: bytes, article: str, token: str, number: str = "") -> bytes:
    """A page that knows where its desk is.

    Args:
        page: The HTML of a page. One without an end of its body is left as it is.
        article: The article that stands on it; empty where none does.
        token: The token of the run; empty where it is not to stand in a page.
        number: The number with which the page asks for a newer site.
    """
    before, end, after = page.rpartition(b"</body>")
    if not end:
        return page
    said = json.dumps({"address": ADDRESS, "article": article, "token": token, "page": number})
    # No name of an article may end the element.
    said = said.replace("<", "\\u003c")
    element = f'<script type="application/json" id="postil-desk">{said}</script>'
    # On every page: instant navigation may lead from any to an article.
    element += f'<link rel="stylesheet" href="{ADDRESS}{STYLE}">'
    element += f'<script src="{ADDRESS}{SCRIPT}"></script>'
    return before + element.encode() + end + after
