"""Where the editions are that are built with a site: addresses, in which letters that these have no
place for are escaped."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

# Of most formats it is what they are called.
_SUFFIXES = {"anki": "apkg"}


def addresses(
    formats: Sequence[str],
    articles: Mapping[str, str],
    taken: Mapping[str, str],
    folder: str,
    has_something: Callable[[str, str], bool] = lambda article, form: True,
) -> dict[tuple[str, str], str]:
    """Where the editions of a site are, seen from its root: by article and format, that of all
    without an article.

    Args:
        formats: The formats.
        articles: The page of each article.
        taken: The addresses of the pages and files of the site.
        folder: Where the one of all is, with a slash at the end.
        has_something: Whether there is something of an article, or of all, in a format.
    """
    used = {_file(url) for url in taken.values()}
    found: dict[tuple[str, str], str] = {}
    for form in formats:
        for article, page in articles.items():
            if not has_something(article, form):
                continue
            url = taken.get(page, "")
            home = posixpath.dirname(url) if url not in (".", "./") else ""
            stem = posixpath.join(home, quote(posixpath.basename(article)))
            found[article, form] = _free(stem, form, used)
        if len(articles) > 1 and has_something("", form):
            found["", form] = _free(f"{folder}edition", form, used)
    return found


def _file(url: str) -> str:
    """The address of the file that is written for an address."""
    url = "" if url in (".", "./") else url
    return f"{url}index.html" if not url or url.endswith("/") else url


def _free(stem: str, form: str, used: set[str]) -> str:
    """An address that no other file has."""
    suffix = _SUFFIXES.get(form, form)
    name = f"{stem}.{suffix}"
    while name in used:
        stem += "-notes"
        name = f"{stem}.{suffix}"
    used.add(name)
    return name
