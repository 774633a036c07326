"""The search page, where Pagefind searches the site in place of the theme."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from markupsafe import Markup

from postil.rendering.addresses import relative
from postil.rendering.site import INDEX_FOLDER, Site

FACETS = ("article", "kind", "assessment", "annotator")


def page(site: Site, path: str, title: str) -> Markup:
    """A form for words and facets; the script fills in what is found."""
    verdicts = [concept.label for concept in site.edition.vocabulary.assessments.values()]
    facets = FACETS if site.edition.names_annotators else FACETS[:-1]
    return site.render(
        "search",
        title=title,
        facets=[(name, site.say(name)) for name in facets],
        index=relative(f"{INDEX_FOLDER}/", site.addresses.of(path)),
        others=[
            (other.title, other.search, urlsplit(other.search).netloc)
            for other in site.edition.inventories.values()
            if other.search
        ],
        # What is not to be told to those who judge first.
        verdicts=json.dumps(verdicts, ensure_ascii=False) if site.student else "",
        first=site.judges_first,
        script=site.asset(path, "search.js"),
    )
