"""The annotations of an article as a W3C Web Annotation page.

Sources: the W3C Web Annotation Data Model and Vocabulary of 2017. The vocabulary has a motivation
`assessing` that the JSON-LD context leaves out, so the page brings its own entry for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Edition, Link, Place
from postil.edition.model import Annotation, Citation, Claim, Note
from postil.edition.values import as_moment

from .publication import Publication, Web, person, said_of

CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"assessing": "http://www.w3.org/ns/oa#assessing"},
]

# What the passage's surroundings are worth: as much as the lock file keeps.
_AROUND = 32

Body = dict[str, Any]


def annotation_page(
    anchored: AnchoredArticle, edition: Edition, article: Publication, web: Web, url: str
) -> dict[str, Any]:
    """All annotations of an article whose passage was found.

    Args:
        anchored: The article. Positions are offsets in its projected text, in code points.
        edition: The edition it belongs to.
        article: How it is published; its address is the source of all targets.
        web: The addresses of the site.
        url: The address of the page that is made here.
    """
    items = [_annotation(anchored, p, edition, article, web) for p in anchored.placed]
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "AnnotationPage",
        "partOf": {
            "id": f"{url}#all",
            "type": "AnnotationCollection",
            "label": article.title,
            "total": len(items),
        },
        "startIndex": 0,
        "items": items,
    }


def _annotation(
    anchored: AnchoredArticle, passage: Passage, edition: Edition, article: Publication, web: Web
) -> dict[str, Any]:
    place = Place(anchored.article.path, passage.id)
    bodies = list(_bodies(passage.annotation, place, edition, article.language, web))
    if changed := said_of(passage):
        bodies.append({**_text("describing", changed), "language": "en"})
    motivation = list(dict.fromkeys(_motivations(passage.annotation)))
    return {
        "id": f"{article.url}#note-{passage.id}",
        "type": "Annotation",
        "motivation": motivation if len(motivation) > 1 else motivation[0],
        **_written(passage.annotation, edition, web),
        **({"body": bodies} if bodies else {}),
        "target": {"source": article.url, "selector": selectors(anchored, passage)},
    }


def _written(annotation: Annotation, edition: Edition, web: Web) -> dict[str, Any]:
    """By whom and when."""
    found: dict[str, Any] = {}
    if who := person(edition, annotation.by, web):
        id, annotator = who
        found["creator"] = {**({"id": id} if id else {}), "type": "Person", "name": annotator.name}
    if annotation.on:
        found["created"] = as_moment(annotation.on)
    return found


def selectors(anchored: AnchoredArticle, passage: Passage) -> list[dict[str, Any]]:
    """The passage by its words and by its position. Raises ValueError where it has no place."""
    if passage.span is None:
        raise ValueError(f"{passage.id} has no place in the text")
    start, end = passage.span
    text = anchored.projection.text
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - _AROUND) : start],
            "suffix": text[end : end + _AROUND],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _motivations(annotation: Annotation) -> Iterator[str]:
    if isinstance(annotation, Claim):
        if annotation.assessment:
            yield "assessing"
        if annotation.because or not annotation.assessment:
            yield "commenting"
    elif isinstance(annotation, Note):
        if annotation.term:
            yield "describing"
        if annotation.note:
            yield "commenting"
    else:
        yield "linking"
    if annotation.question:
        yield "questioning"


def _bodies(
    annotation: Annotation, place: Place, edition: Edition, language: str, web: Web
) -> Iterator[Body]:
    words = edition.vocabulary
    if isinstance(annotation, Claim):
        if kind := words.kinds.get(annotation.kind):
            yield _text("classifying", kind.label)
        if assessment := words.assessments.get(annotation.assessment):
            yield _text("assessing", assessment.label)
        if annotation.because:
            yield _markdown("commenting", annotation.because, language)
        for term in annotation.terms:
            yield _resource("describing", web.term(term))
    if isinstance(annotation, Note):
        if annotation.term:
            definition = edition.glossary[annotation.term].definition
            yield _markdown("describing", definition, language)
        if annotation.note:
            yield _markdown("commenting", annotation.note, language)
    if annotation.question:
        yield _markdown("questioning", annotation.question, language)
    for tag in annotation.tags:
        yield _text("tagging", tag)
    for citation in annotation.sources:
        yield _source(citation, edition, web)
    for link in edition.links_from.get(place, ()):
        yield _reference(link, link.to, edition, web)
    for link in edition.links_to.get(place, ()):
        yield _reference(link, link.origin, edition, web)


def _text(purpose: str, value: str) -> Body:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _markdown(purpose: str, value: str, language: str) -> Body:
    said = {"language": language} if language else {}
    return {
        "type": "TextualBody",
        "purpose": purpose,
        "format": "text/markdown",
        **said,
        "value": value.strip(),
    }


def _resource(purpose: str, source: str, label: str = "") -> Body:
    said = {"label": label} if label else {}
    return {"type": "SpecificResource", "purpose": purpose, "source": source, **said}


def _source(citation: Citation, edition: Edition, web: Web) -> Body:
    """A source, with how it bears on the claim, where in it, and its words that matter."""
    stance = edition.vocabulary.stances.get(citation.stance)
    label = ", ".join(filter(None, (stance.label if stance else "", citation.locator)))
    body = _resource("linking", web.source(citation.source), label)
    if citation.quote:
        body["selector"] = {"type": "TextQuoteSelector", "exact": citation.quote}
    return body


def _reference(link: Link, other: Place, edition: Edition, web: Web) -> Body:
    relation = edition.vocabulary.relations.get(link.entry.relation)
    label = relation.label if relation else ""
    if relation and other == link.origin:
        label = relation.inverse or label
    fragment = f"#{other.id}" if other.id else ""
    return _resource("linking", f"{web.article(other.article)}{fragment}", label)
