"""The page of a reader's own notes. What stands on it comes from the reader's device."""

from __future__ import annotations

import json

from markupsafe import Markup

from postil.rendering.site import Site


def page(site: Site, path: str, title: str) -> Markup:
    """What can be done with own notes, and where each article is that they may be about."""
    articles = {
        article: [site.titles[to], site.addresses.link(path, to)]
        for article, to in site.article_pages.items()
        if to in site.addresses
    }
    for id, assignment in site.assignments.items():
        if assignment.page in site.addresses:
            link = site.addresses.link(path, assignment.page)
            articles[f"assignments/{id}"] = [assignment.title, link]
    judged = {id: concept.label for id, concept in site.edition.vocabulary.assessments.items()}
    return site.render(
        "my_notes",
        title=title,
        site=site.name,
        articles=json.dumps(articles, ensure_ascii=False),
        assessments=json.dumps(judged, ensure_ascii=False),
        sheet=site.asset(path, "student.css"),
        script=site.asset(path, "notebook.js"),
    )
