"""An annotation as a line of a table or list: its passage in its sentence, and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from postil.edition.edition import Place
from postil.edition.model import Annotation, Claim
from postil.rendering.notes import note_kind, passage_words
from postil.rendering.site import Site


@dataclass(frozen=True, slots=True)
class Row:
    """An annotation as a line of a table or list."""

    place: Place
    link: str
    words: str
    passage: Markup
    """The passage in its sentence, with a link to where it stands."""
    article: Markup
    """The title of the article, with a link to it."""
    label: str
    kind_id: str
    assessment: Markup
    """What is thought of it, as a badge; empty where nothing is said."""
    assessment_id: str
    sources: tuple[str, ...]
    tags: tuple[str, ...]


def row(site: Site, place: Place, page: str) -> Row | None:
    """The row of an annotation; None when its article is not in this build."""
    anchored = site.anchored.get(place.article)
    if anchored is None:
        return None
    passage = anchored.passages[place.id]
    annotation = passage.annotation
    claim = annotation if isinstance(annotation, Claim) else None
    vocabulary = site.edition.vocabulary
    kind = vocabulary.kinds.get(claim.kind) if claim else None
    if passage.span:
        before, words, after = anchored.excerpt(passage)
    else:
        before, words, after = "", passage_words(anchored, passage), ""
    kind_id, link = note_kind(annotation), site.link(page, place)
    return Row(
        place=place,
        link=link,
        words=words,
        # A row that stands on several pages is put together for each: faster than by a template.
        passage=Markup(
            f'{escape(before)}<a class="postil-passage" href="{escape(link)}">{escape(words)}</a>'
            f"{escape(after)}"
        ),
        article=site.article_link(page, place.article),
        label=kind.label if kind else site.say(kind_id),
        kind_id=kind_id,
        assessment=site.assessment(claim.assessment) if claim else Markup(""),
        assessment_id=claim.assessment if claim else "",
        sources=sources_of(annotation),
        tags=tuple(annotation.tags),
    )


def sources_of(annotation: Annotation) -> tuple[str, ...]:
    """The ids of the sources that an annotation rests on, each once."""
    return tuple(dict.fromkeys(citation.source for citation in annotation.sources))


def rows(site: Site, places: Iterable[Place], page: str) -> Iterator[Row]:
    """The rows of annotations, less those whose article is not in this build."""
    for place in places:
        if found := row(site, place, page):
            yield found


def claims_of(site: Site, article: str) -> list[Place]:
    """The claims of an article, in the order of its text."""
    return [
        Place(article, passage.id)
        for passage in site.anchored[article].passages.values()
        if isinstance(passage.annotation, Claim)
    ]
