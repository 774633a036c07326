"""The notes of an article: one card for each annotation, with everything it is linked to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Link, Place
from postil.edition.model import Annotation, Claim, Concept, Landing, Note

from .site import Site
from .splice import Mark, splice


@dataclass(frozen=True, slots=True)
class CitationView:
    """A source in a note: its short citation with a link to its page."""

    id: str
    text: str
    link: str
    locator: str
    stance: Concept | None
    stance_id: str
    quote: str
    reliability: str


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """The other end of a cross-reference, in its sentence."""

    relation: str
    """The label of the relation as seen from this end."""
    relation_id: str
    icon: str
    title: str
    """Title of the other article; empty when it is the same one."""
    link: str
    before: str
    words: str
    after: str
    because: Markup
    backward: bool


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of the glossary in a note."""

    id: str
    term: str
    link: str
    definition: Markup


@dataclass(frozen=True, slots=True)
class NoteView:
    """All that a note shows."""

    id: str
    number: int
    type: str
    """`claim` or `note`."""
    label: str
    kind_id: str
    kind: Concept | None
    assessment_id: str
    assessment: Concept | None
    words: str
    placed: bool
    link: str
    body: Markup
    question: Markup
    citations: tuple[CitationView, ...]
    references: tuple[ReferenceView, ...]
    terms: tuple[TermView, ...]
    tags: tuple[str, ...]


def note_kind(annotation: Annotation) -> str:
    """What kind of annotation it is, for the page: the kind of a claim, or gloss, question,
    context, referred (a passage that only a cross-reference leads to)."""
    if isinstance(annotation, Claim):
        return annotation.kind or "claim"
    if isinstance(annotation, Note) and annotation.term:
        return "gloss"
    if isinstance(annotation, Note) and annotation.note:
        return "context"
    return "referred" if isinstance(annotation, Landing) else "question"


def assessment_of(annotation: Annotation) -> str:
    """The assessment of a claim; nothing for notes."""
    return annotation.assessment if isinstance(annotation, Claim) else ""


def annotated(site: Site, anchored: AnchoredArticle) -> str:
    """The HTML of an article with its marks, and its notes after it."""
    marks = [
        Mark(p.id, *p.span, p.number, note_kind(p.annotation), assessment_of(p.annotation))
        for p in anchored.placed
        if p.span
    ]
    html = splice(anchored.projection, marks)
    page = site.article_pages[anchored.article.path]
    path = anchored.article.path
    notes = site.render(
        "endnotes",
        notes=[note(site, Place(path, p.id), page) for p in anchored.placed],
        unplaced=[note(site, Place(path, p.id), page) for p in anchored.unplaced],
        script=site.asset(page, "postil.js"),
    )
    return f"{html}\n{notes}"


def note(site: Site, place: Place, page: str) -> NoteView:
    """The note of an annotation, for the page where it is shown."""
    anchored = site.anchored[place.article]
    passage = anchored.passages[place.id]
    annotation = passage.annotation
    vocabulary = site.edition.vocabulary
    is_claim = isinstance(annotation, Claim)
    kind_id, assessment_id = note_kind(annotation), assessment_of(annotation)
    kind = vocabulary.kinds.get(kind_id) if is_claim else None
    return NoteView(
        id=place.id,
        number=passage.number,
        type="claim" if is_claim else "note",
        label=kind.label if kind else site.say(kind_id),
        kind_id=kind_id,
        kind=kind,
        assessment_id=assessment_id,
        assessment=vocabulary.assessments.get(assessment_id),
        words=passage_words(anchored, passage),
        placed=passage.span is not None,
        link=site.link(page, place),
        body=_body(site, place, annotation, page),
        question=site.prose(annotation.question, page, place, "question"),
        citations=tuple(_citations(site, annotation, page)),
        references=tuple(references(site, place, page)),
        terms=tuple(_terms(site, place, annotation, page)),
        tags=tuple(annotation.tags),
    )


def passage_words(anchored: AnchoredArticle, passage: Passage) -> str:
    """The words of a passage as they stand in the text, or as they were quoted."""
    if passage.span:
        return anchored.words(passage.span)
    return " ".join(passage.annotation.quote.exact.split())


def _body(site: Site, place: Place, annotation: Annotation, page: str) -> Markup:
    if isinstance(annotation, Claim):
        return site.prose(annotation.because, page, place, "because")
    if isinstance(annotation, Note):
        return site.prose(annotation.note, page, place, "note")
    return Markup("")


def _citations(site: Site, annotation: Annotation, page: str) -> Iterator[CitationView]:
    for citation in annotation.sources:
        source = site.edition.sources[citation.source]
        yield CitationView(
            id=citation.source,
            text=site.short[citation.source],
            link=site.source_link(page, citation.source),
            locator=citation.locator,
            stance=site.edition.vocabulary.stances.get(citation.stance),
            stance_id=citation.stance,
            quote=citation.quote,
            reliability=source.reliability,
        )


def _terms(site: Site, place: Place, annotation: Annotation, page: str) -> Iterator[TermView]:
    terms = annotation.terms if isinstance(annotation, Claim) else []
    defines = isinstance(annotation, Note) and annotation.term
    for id in [annotation.term] if isinstance(annotation, Note) and annotation.term else terms:
        yield TermView(
            id=id,
            term=site.edition.glossary[id].term,
            link=site.addresses.link(page, site.pages.glossary, id),
            definition=site.definition(id, page, f"-{place.id}") if defines else Markup(""),
        )


def references(site: Site, place: Place, page: str) -> Iterator[ReferenceView]:
    """The cross-references of an annotation, those that lead to it included."""
    for link in site.edition.links_from.get(place, ()):
        yield _reference(site, link, link.to, page, backward=False)
    for link in site.edition.links_to.get(place, ()):
        yield _reference(site, link, link.origin, page, backward=True)


def _reference(site: Site, link: Link, other: Place, page: str, *, backward: bool) -> ReferenceView:
    relation = site.edition.vocabulary.relations[link.entry.relation]
    before, words, after, address = excerpt(site, link, other, page)
    other_page = site.article_pages[other.article]
    because = site.prose(
        link.entry.because,
        page,
        link.origin,
        f"cross_references.{link.number}.because",
        # Where both ends stand in one article, its page shows the reason twice.
        "-back" if backward else "",
    )
    return ReferenceView(
        relation=(relation.inverse or relation.label) if backward else relation.label,
        relation_id=link.entry.relation,
        icon=relation.icon,
        title="" if other_page == page else site.titles[other_page],
        link=address,
        before=before,
        words=words,
        after=after,
        because=because,
        backward=backward,
    )


def excerpt(site: Site, link: Link, other: Place, page: str) -> tuple[str, str, str, str]:
    """One end of a cross-reference: its passage in its sentence (before, words, after) and its
    address. The words are empty where it is a whole article."""
    anchored = site.anchored.get(other.article)
    if other.id:
        address = site.link(page, other)
        passage = anchored.passages[other.id] if anchored else None
        if anchored and passage and passage.span:
            return (*anchored.in_sentence(passage.span), address)
        quote = site.edition.annotation(other).quote
        return "", " ".join(quote.exact.split()), "", address
    address = site.addresses.link(page, site.article_pages[other.article])
    target = link.entry.to.quote if link.to == other else None
    return "", target.exact if target else "", "", address
