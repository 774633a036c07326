"""schema.org JSON-LD of an article: what it cites, and the claims that appear in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.dates import days
from postil.edition.edition import Edition
from postil.edition.model import Claim, Source
from postil.edition.values import as_moment
from postil.exchange.libraries.csl_json import plain, web_address
from postil.keeping.encoding import as_json

from .publication import Publication, Web, person, said_of

_UNFIT = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")
_TYPES = {
    "article-journal": "ScholarlyArticle",
    "article-magazine": "Article",
    "article-newspaper": "NewsArticle",
    "article": "Article",
    "book": "Book",
    "broadcast": "CreativeWork",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "legislation": "Legislation",
    "map": "Map",
    "motion_picture": "Movie",
    "paper-conference": "ScholarlyArticle",
    "post": "SocialMediaPosting",
    "post-weblog": "BlogPosting",
    "report": "Report",
    "review": "Review",
    "review-book": "Review",
    "thesis": "Thesis",
    "webpage": "WebPage",
}


def claims_of(
    anchored: AnchoredArticle, edition: Edition, article: Publication, web: Web
) -> dict[str, dict[str, Any]]:
    """The claims of an article whose passage was found, by id."""
    return {
        passage.id: _claim(anchored, passage, edition, article, web)
        for passage in anchored.placed
        if isinstance(passage.annotation, Claim)
    }


def json_ld(
    anchored: AnchoredArticle,
    edition: Edition,
    article: Publication,
    web: Web,
    claims: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    """The article, the sources it cites and its `claims_of`, as one JSON-LD document.

    A source is named by the address of its page, by which the claims that rest on it refer to it.
    """
    cited = dict.fromkeys(
        citation.source
        for passage in anchored.passages.values()
        for citation in passage.annotation.sources
        if citation.source in edition.sources
    )
    for id in cited:
        if id not in web.described:
            web.described[id] = source_node(edition.sources[id], web.source(id))
    sources = [web.described[id] for id in cited]
    return {
        "@context": "https://schema.org",
        "@graph": [article_node(article, sources), *claims.values()],
    }


def script(data: dict[str, Any]) -> str:
    """JSON-LD as the content of a `<script>` element, which nothing in it can end."""
    text = as_json(data)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def article_node(article: Publication, sources: list[dict[str, Any]]) -> dict[str, Any]:
    """An article that cites some sources."""
    licence = article.licence if re.match(r"https?://", article.licence) else ""
    return without_empty(
        {
            "@type": "Article",
            "@id": article.url,
            "url": article.url,
            "headline": article.title,
            "author": [{"@type": "Person", "name": name} for name in article.authors],
            "datePublished": article.date,
            "description": article.description,
            "inLanguage": article.language,
            "keywords": list(article.keywords),
            "license": licence,
            "isBasedOn": article.source_address,
            "isPartOf": {"@type": "WebSite", "name": article.site} if article.site else None,
            "citation": sources,
        }
    )


def _claim(
    anchored: AnchoredArticle, passage: Passage, edition: Edition, article: Publication, web: Web
) -> dict[str, Any]:
    claim = passage.annotation
    assert isinstance(claim, Claim) and passage.span
    kind = edition.vocabulary.kinds.get(claim.kind)
    assessment = edition.vocabulary.assessments.get(claim.assessment)
    address = f"{article.url}#{passage.id}"
    changed = said_of(passage)
    is_checked = web.claim_reviews
    rating = assessment and {
        "@type": "ClaimReview" if is_checked else "Review",
        **({"url": address, "claimReviewed": passage.old_words} if is_checked else {}),
        # A verdict is on the words that it was written on; that is the claim, or else said.
        **({"itemReviewed": {"@type": "Claim", "text": passage.old_words}} if changed else {}),
        "reviewRating": {"@type": "Rating", "alternateName": assessment.label},
        **_written(claim, edition, web),
    }
    cited = dict.fromkeys(c.source for c in claim.sources if c.source in edition.sources)
    return without_empty(
        {
            "@type": "Claim",
            "@id": address,
            "text": anchored.words(passage.span),
            "appearance": {"@id": article.url},
            "genre": kind.label if kind else "",
            "review": rating,
            "citation": [{"@id": web.source(id)} for id in cited],
            "keywords": list(claim.tags),
            "creativeWorkStatus": changed,
        }
    )


def _written(claim: Claim, edition: Edition, web: Web) -> dict[str, Any]:
    """By whom and when."""
    return without_empty(
        {
            "author": person_node(edition, claim.by, web),
            "dateCreated": as_moment(claim.on) if len(claim.on) > len("2026-11-28") else claim.on,
        }
    )


def person_node(edition: Edition, id: str, web: Web) -> dict[str, Any]:
    """An annotator; nothing where nobody is named."""
    who = person(edition, id, web)
    if who is None:
        return {}
    address, annotator = who
    affiliation = annotator.affiliation
    return without_empty(
        {
            "@type": "Person",
            "@id": address,
            "name": annotator.name,
            "affiliation": affiliation and {"@type": "Organization", "name": affiliation},
            "url": annotator.address,
        }
    )


def source_node(source: Source, page: str) -> dict[str, Any]:
    """What a source is called and where it is found; who wrote it stands on its page, and in the
    files of sources. Each article that cites it says this once more, in its head."""
    found = days(source.issued or "")
    return without_empty(
        {
            "@type": _TYPES.get(source.type, "CreativeWork"),
            "@id": page,
            "name": plain(source.title),
            "datePublished": _iso(found[0].parts) if found else "",
            "identifier": source.DOI and f"doi:{source.DOI}",
            # Old DOIs have signs in them that no address may have.
            "url": _UNFIT.sub(lambda sign: quote(sign[0]), web_address(source)),
        }
    )


def _iso(parts: tuple[int, ...]) -> str:
    """Year, month and day as ISO 8601 has them; a season is no month and is left out."""
    known = parts if len(parts) < 2 or parts[1] <= 12 else parts[:1]
    return "-".join(f"{n:02d}" if i else f"{n:04d}" for i, n in enumerate(known))


def without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """The values that say something."""
    return {key: value for key, value in values.items() if value}
