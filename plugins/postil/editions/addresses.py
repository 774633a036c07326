"""Where the editions are that are built with a site."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

# Of most formats it is what they are called.
_SUFFIXES = {"anki": "apkg"}


def addresses(
    formats: Sequence[str], articles: Mapping[str, str], taken: Mapping[str, str], folder: str
) -> dict[tuple[str, str], str]:
    """Where the editions of a site are, seen from its root: by article and format, that of all
    without an article.

    Args:
        formats: The formats.
        articles: The page of each article.
        taken: The addresses of the pages and files of the site.
        folder: Where the one of all is, with a slash at the end.
    """
    used = {*taken.values()}
    found: dict[tuple[str, str], str] = {}
    for form in formats:
        for article, page in articles.items():
            url = taken.get(page, "")
            home = posixpath.dirname(url) if url not in (".", "./") else ""
            found[article, form] = _free(
                posixpath.join(home, posixpath.basename(article)), form, used
            )
        if len(articles) > 1:
            found["", form] = _free(f"{folder}edition", form, used)
    return found


def _free(stem: str, form: str, used: set[str]) -> str:
    """An address that no other file has."""
    suffix = _SUFFIXES.get(form, form)
    name = f"{stem}.{suffix}"
    while name in used:
        stem += "-notes"
        name = f"{stem}.{suffix}"
    used.add(name)
    return name
