"""What stands in the head of an article's page for other programs: Zotero, search engines,
annotation clients."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from postil.anchoring.passages import AnchoredArticle
from postil.edition.edition import Edition
from postil.keeping.encoding import as_json

from .citation_meta import citation_meta
from .publication import Publication, Web
from .schema_org import json_ld, script
from .web_annotation import annotation_page


def head(
    anchored: AnchoredArticle,
    edition: Edition,
    article: Publication,
    web: Web,
    annotations: str,
    claims: Mapping[str, dict[str, Any]],
) -> str:
    """The elements for the head of a page; `annotations` is the address of the annotation page,
    `claims` what `claims_of` says."""
    data = script(json_ld(anchored, edition, article, web, claims))
    return "".join(
        (
            *(
                f'<meta name="{escape(name)}" content="{escape(content)}">'
                for name, content in citation_meta(article)
            ),
            # Not "alternate" alone: Material takes that for the page in another language, and asks
            # for a site map beside it.
            '<link rel="alternate describedby" type="application/ld+json" '
            f'href="{escape(annotations)}">',
            f'<script type="application/ld+json">{data}</script>',
        )
    )


def annotation_file(
    anchored: AnchoredArticle, edition: Edition, article: Publication, web: Web, url: str
) -> str:
    """The file of an article's annotations, to be published at `url`."""
    page = annotation_page(anchored, edition, article, web, url)
    return f"{as_json(page)}\n"
