"""What a page knows of an assignment, for its script: what there is to do, by ids only.

Of a claim to judge it says which one, and of a question to put in order, that there is one. What is
right is in none of it.
"""

from __future__ import annotations

from typing import Any

from postil.edition.edition import Place
from postil.edition.model import Claim
from postil.rendering.site import Site

from .loading import Assignment
from .model import Task
from .parts import link_to

MOTIVATIONS = {"mark": "highlighting", "note": "commenting", "question": "questioning"}
"""What the marks, notes and questions of students are called in their record."""


def way_of(task: Task) -> str:
    """How a task is answered on the page of its assignment; empty where it is done in the text."""
    if task.kind in ("judge", "answer", "annotate"):
        return ""
    if task.kind == "find":
        return "find"
    ways = [way for way in ("choices", "order") if getattr(task, way)]
    return (ways or ["text" if task.number is None else "number"])[0]


def plan(site: Site, assignment: Assignment, path: str) -> dict[str, Any]:
    """What there is to do for an assignment, for the page at `path`."""
    written = assignment.written
    articles = [*written.readings]
    tasks = []
    for id, task in written.tasks.items():
        places = assignment.places.get(id, ())
        said: dict[str, Any] = {"id": id, "kind": task.kind}
        if task.kind in ("judge", "answer"):
            said["places"] = [place.name for place in places]
            articles.extend(place.article for place in places)
        elif task.annotate:
            said["count"] = task.annotate
            said["of"] = [MOTIVATIONS[one] for one in task.of or MOTIVATIONS]
        tasks.append(said)
    return {
        "id": assignment.id,
        "readings": [*written.readings],
        "articles": {
            article: {"link": link_to(site, article, path), "claims": _claims(site, article)}
            for article in dict.fromkeys(articles)
        },
        "tasks": tasks,
    }


def _claims(site: Site, article: str) -> list[str]:
    """The claims of an article that can be judged."""
    found = site.edition.articles.get(article)
    annotations = found.annotations.items() if found else ()
    return [
        id
        for id, annotation in annotations
        if isinstance(annotation, Claim) and site.passage(Place(article, id))
    ]
