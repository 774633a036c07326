"""An annotation as a line of a table or list: its passage in its sentence, and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from postil.edition.edition import Place
from postil.edition.model import Annotation, Claim
from postil.rendering.annotators import name, others
from postil.rendering.notes import changed_sign, note_kind, passage_words
from postil.rendering.prose.escaping import escaped
from postil.rendering.prose.lines import shortened
from postil.rendering.site import Site


class Row(NamedTuple):
    """An annotation as a line of a table or list. A large site makes hundreds of thousands of
    them, which as tuples takes half as long."""

    place: Place
    annotation: Annotation
    link: str
    before: str
    """What its sentence has before the passage."""
    words: str
    after: str
    article: Markup
    """The title of the article, with a link to it."""
    label: str
    kind_id: str
    assessment: Markup
    """What is thought of it, as a badge; empty where nothing is said."""
    assessment_id: str
    changed: Markup
    """A sign that the text has changed since it was written; empty where it has not."""
    by: str
    """The name of who wrote it; empty where nobody is named."""
    others: tuple[Markup, ...]
    """What others think of the same passage, each with their name."""

    @property
    def sentence(self) -> Markup:
        """The passage in its sentence, where something else links to it."""
        words = f'<span class="postil-passage">{escaped(self.words)}</span>'
        return Markup(f"{escaped(self.before)}{words}{escaped(self.after)}")

    @property
    def passage(self) -> Markup:
        """The passage in its sentence, with a link to where it stands."""
        # Put together here: faster than by a template.
        link = f'<a class="postil-passage" href="{escaped(self.link)}">{escaped(self.words)}</a>'
        return Markup(f"{escaped(self.before)}{link}{escaped(self.after)}")

    @property
    def said(self) -> Markup:
        """What is thought of it, with the names of those who think so."""
        if not self.by:
            return self.assessment
        return _BETWEEN.join((signed(self.assessment, self.by), *self.others))

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources that it rests on, each once."""
        return sources_of(self.annotation)

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return self.annotation.tags


class Gist(NamedTuple):
    """What a claim comes to, in a line or two."""

    title: str
    """Its title; empty where it has none."""
    reason: str
    """The first words of its reason; empty where it has none."""


# A line of the table of claims; the whole reason is in the note.
_REASON_LENGTH = 120


def gist(site: Site, place: Place) -> Gist:
    """What a claim comes to."""
    annotation = site.edition.annotation(place)
    reason = site.line(annotation.because) if isinstance(annotation, Claim) else ""
    return Gist(title_of(annotation), shortened(reason, _REASON_LENGTH))


def passage_line(site: Site, place: Place) -> str:
    """The words of a passage, on one line that is not too long for a heading."""
    anchored = site.anchored[place.article]
    return shortened(passage_words(anchored, anchored.passages[place.id]), _REASON_LENGTH)


def title_of(annotation: Annotation) -> str:
    """The title of a claim; empty where it has none, and for notes."""
    return annotation.title if isinstance(annotation, Claim) else ""


_NONE = Markup("")
_BETWEEN = Markup('<span class="postil-between"> · </span>')


def signed(assessment: Markup, name: str) -> Markup:
    """A verdict, if there is one, with the name of the annotator behind it."""
    by = Markup('<span class="postil-by">{}</span>').format(name)
    return (
        Markup('<span class="postil-verdict">{} {}</span>').format(assessment, by)
        if assessment
        else by
    )


def row(site: Site, place: Place, page: str) -> Row | None:
    """The row of an annotation; None when its article is not in this build."""
    anchored = site.anchored.get(place.article)
    if anchored is None:
        return None
    passage = anchored.passages[place.id]
    annotation = passage.annotation
    claim = annotation if isinstance(annotation, Claim) else None
    kind = site.edition.vocabulary.kinds.get(claim.kind) if claim else None
    if passage.span:
        before, words, after = anchored.excerpt(passage)
    else:
        before, words, after = "", passage_words(anchored, passage), ""
    kind_id = note_kind(annotation)
    by = name(site, annotation.by)
    verdicts = others(site, place) if by else ()
    return Row(
        place,
        annotation,
        site.link(page, place),
        before,
        words,
        after,
        site.article_link(page, place.article),
        kind.label if kind else site.say(kind_id),
        kind_id,
        site.assessment(claim.assessment) if claim else _NONE,
        claim.assessment if claim else "",
        site.changed(sign) if (sign := changed_sign(passage)) else _NONE,
        by,
        tuple(signed(verdict.assessment, verdict.name) for verdict in verdicts),
    )


def sources_of(annotation: Annotation) -> tuple[str, ...]:
    """The ids of the sources that an annotation rests on, each once."""
    return tuple(dict.fromkeys([citation.source for citation in annotation.sources]))


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
