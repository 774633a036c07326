"""The `<meta>` elements by which Zotero and Google Scholar recognise an article.

Sources: the Highwire Press tags as Google Scholar describes them, and how Zotero's translator
"Embedded Metadata" reads them: `z:itemType` says what the page is, where it would guess a journal
article.
"""

from __future__ import annotations

from collections.abc import Iterator

from postil.edition.dates import days

from .publication import Publication


def citation_meta(article: Publication) -> list[tuple[str, str]]:
    """The elements of an article page, as pairs of `name` and `content`, without empty ones."""
    return [(name, content) for name, content in _elements(article) if content]


def _elements(article: Publication) -> Iterator[tuple[str, str]]:
    yield "z:itemType", article.item_type
    yield "citation_title", article.title
    yield from (("citation_author", author) for author in article.authors)
    found = days(article.date)
    date = "/".join(f"{n:02d}" for n in found[0].parts) if found else article.date
    yield "citation_publication_date", date
    yield "citation_public_url", article.url
    yield "citation_language", article.language
    yield "citation_abstract", article.description
    yield "citation_keywords", "; ".join(article.keywords)
    yield "og:site_name", article.site
