"""The notes of an article: one card for each annotation, with everything it is linked to."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup, escape

from postil.anchoring.findings import difference
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Link, OutwardLink, Place
from postil.edition.model import (
    Annotation,
    Claim,
    Concept,
    FirstUse,
    Landing,
    Note,
    fields_of,
)
from postil.edition.values import day_of
from postil.exchange.web.publication import Publication
from postil.rendering.prose.breaks import unbroken

from .addresses import beside, relative
from .annotators import Verdict, name, others
from .citable import form_of
from .inward import InwardLink
from .past import FILE as WORDINGS
from .past import SinceView, since, withdrawn
from .site import Site, evidence_page, pair_page
from .splice import Mark, splice

_NONE = Markup("")


class CitationView(NamedTuple):
    """A source in a note. There are many of them: to make a tuple takes half as long."""

    cited: Markup
    """Its short citation with a link to its page."""
    locator: str
    stance: Markup
    """How it bears on the claim; empty where that is not said."""
    stance_id: str
    quote: str
    address: str
    """Where the source is found; shown in print, where no link can be followed."""


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """The other end of a cross-reference, in its sentence."""

    place: str
    """Its full name: `readings/x#id`, or that of a whole article."""

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
    said: Markup
    """What is thought of the passage at the other end; empty where nothing is said."""
    site: str = ""
    """The name of the other site, where it leads to one."""


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of the glossary in a note."""

    id: str
    term: str
    link: str
    definition: Markup
    """It begins with the term, as an entry of a dictionary does."""


class TagView(NamedTuple):
    """A tag of a note."""

    name: str
    link: str
    """The claims of the site that have it; empty where there are none."""


class NoteView(NamedTuple):
    """All that a note shows."""

    id: str
    number: int
    type: str
    """`claim` or `note`."""
    title: Markup
    """The line with which it begins; empty where its reason does."""
    label: str
    kind_id: str
    kind: Concept | None
    assessment_id: str
    assessment: Markup
    """The assessment as a badge; empty where the reader is to judge first."""
    words: str
    placed: bool
    changed: str
    """A sentence that says that the text has changed since the note was written; or empty."""
    review: str
    """What has changed in the passage, where the author is to be reminded of it."""
    link: str
    body: Markup
    question: Markup
    citations: tuple[CitationView, ...]
    references: tuple[ReferenceView, ...]
    defined: tuple[TermView, ...]
    """The terms that it explains, with their definitions."""
    terms: tuple[TermView, ...]
    """The terms that it only names."""
    tags: tuple[TagView, ...]
    was: tuple[str, ...]
    """Ids that it had before."""
    by: Markup
    """Who wrote it; empty where nobody is named."""
    by_id: str
    on: str
    """The day on which it was written."""
    others: tuple[Verdict, ...]
    """What others think of the same passage."""
    form: str
    """The form in which it is cited: see `form_of`."""
    state: str
    """What changes when its author says something else."""
    since: SinceView | None
    """What is known of its past."""


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


def annotated(
    site: Site,
    anchored: AnchoredArticle,
    published: Publication | None = None,
    *,
    judges_first: bool = False,
) -> str:
    """The HTML of an article with its marks, the bar above it and its notes after it; `published`
    is what the line below its title says of it. Where readers judge first, a script lets the notes
    ask before they tell."""
    path = anchored.article.path
    page = site.article_pages[path]
    notes = [note(site, Place(path, passage.id), page) for passage in anchored.placed]
    html = marked(site, anchored, notes)
    has_student = site.pages.my_notes in site.addresses
    judging = judging_of(site, notes)
    rendered = site.render(
        "endnotes",
        notes=notes,
        unplaced=[note(site, Place(path, passage.id), page) for passage in anchored.unplaced],
        references=list(references(site, Place(path, ""), page)),
        links=list(_onwards(site, path, page)),
        offprints=list(_offprints(site, path, page)),
        scale=list(_scale(site, notes)),
        title=site.titles[page],
        forms=_forms(site, anchored, notes, published or Publication(site.titles[page], "")),
        script=site.asset(page, "postil.js"),
        article=path if has_student else "",
        version=short_hash(anchored.projection.text),
        student=site.asset(page, "student.js") if has_student else "",
        site_name=site.name,
        course=site.course,
        judging=judging,
        wordings=_wordings(site, page, notes),
    )
    endnotes = _BETWEEN_BLOCKS.sub("", rendered)
    if gone := withdrawn(site, path, page, html + endnotes):
        rendered = site.render("withdrawn", withdrawn=gone)
        endnotes += _BETWEEN_BLOCKS.sub("", rendered)
    # Below the title, where the article has one of its own.
    title = _TITLE.match(html)
    at = title.end() if title else 0
    offer = bar_of(site, notes, anchored.projection.text)
    own = site.addresses.link(page, site.pages.my_notes) if has_student else ""
    bar = (
        site.render("bar", bar=offer, own=own, judging=judging, first=judges_first)
        if notes or own
        else ""
    )
    if published and (published.authors or published.date or published.source):
        bar = site.render("byline", article=published) + bar
    assigned = [*_assigned(site, path, page)]
    is_asked = assigned or has_student
    hand_in = site.render("handin", assigned=assigned, student=has_student) if is_asked else ""
    # By this the style sheet knows an annotated article, and that it begins with the claims only,
    # from its first words on.
    few = " data-few" if offer.default == "claims" else ""
    # And the script in its head, that claims are to ask before they tell.
    few += f' data-first="{escape(path)}"' if judging and judges_first else ""
    text = f"{html[:at]}\n{bar}\n{html[at:]}\n{hand_in}"
    return f'<div class="postil-article"{few}>\n{text}{endnotes}</div>\n'


def _assigned(site: Site, article: str, page: str) -> Iterator[Markup]:
    """The ways to the assignments that an article is read for."""
    for assignment in site.assignments.values():
        if article in assignment.readings and assignment.page in site.addresses:
            link = site.addresses.link(page, assignment.page)
            yield Markup('<a href="{}">{}</a>').format(link, assignment.title)


def marked(site: Site, anchored: AnchoredArticle, notes: Sequence[NoteView]) -> str:
    """The HTML of an article with the marks of its passages and the references to their notes;
    `notes` are those of the passages that have a place."""
    marks = [
        Mark(
            passage.id,
            *passage.span,
            passage.number,
            view.kind_id,
            view.assessment_id,
            site.note_name(passage.number, view.assessment_id),
            view.was,
            view.type == "note",
        )
        for passage, view in zip(anchored.placed, notes, strict=True)
        if passage.span
    ]
    return splice(anchored.projection, marks)


@dataclass(frozen=True, slots=True)
class Judging:
    """What a reader needs who judges claims before seeing what others think of them."""

    scale: Mapping[str, Concept]
    """All assessments, or what is missing would tell something."""
    count: int
    """How many claims there are to judge."""

    @property
    def none(self) -> str:
        """How many are judged at first, in as much room as all of them take."""
        return "0".rjust(len(str(self.count)), "\u2007")


def _wordings(site: Site, page: str, notes: Sequence[NoteView]) -> str:
    """The address of the file of what the notes said before, if there is one."""
    earlier = (one.link for note in notes if note.since for one in note.since.earlier)
    name = beside(site.addresses.of(page), WORDINGS)
    return posixpath.basename(name) if any(earlier) else ""


def judging_of(site: Site, notes: Sequence[NoteView]) -> Judging | None:
    """What there is to judge in an article; None where there is nothing."""
    scale = site.edition.vocabulary.assessments
    count = sum(note.type == "claim" for note in notes)
    return Judging(scale, count) if site.student and count else None


def short_hash(text: str) -> str:
    """A short name for what a text says, to see by whether it has changed."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _forms(
    site: Site, anchored: AnchoredArticle, notes: Sequence[NoteView], published: Publication
) -> str:
    """How the text is cited, and each note of it, as JSON by what the button says: `text`,
    `claim ana`."""
    placed = zip(notes, anchored.placed, strict=True)
    annotations = {note.form: passage.annotation for note, passage in placed}
    forms = {form: site.note_form(annotation) for form, annotation in annotations.items()}
    return json.dumps({"text": site.text_form(published), **forms}, ensure_ascii=False)


def _scale(site: Site, notes: Sequence[NoteView]) -> Iterator[tuple[str, Concept]]:
    """The assessments of the notes that the vocabulary explains, in its order."""
    given = {note.assessment_id for note in notes}
    for id, concept in site.edition.vocabulary.assessments.items():
        if id in given and concept.description:
            yield id, concept


# White space that nobody sees, and of which a browser would make a node each.
_BETWEEN_BLOCKS = re.compile(r"\n\s*(?=</?(?:ol|ul|li|p|div|section)\b)")
_TITLE = re.compile(r"\s*<h1\b.*?</h1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of the bar: shows only the annotations of one kind, assessment or annotator."""

    id: str
    label: str
    icon: str
    count: int
    word: str
    """What stands for it in the address of the page."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The buttons for assessments, those for kinds, or those for annotators."""

    id: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar above an article offers."""

    count: int
    """How many notes there are."""
    default: str
    """How many a reader sees who has chosen nothing: `claims` or `all`."""
    densities: tuple[Choice, ...]
    """The buttons for claims, all notes, and none."""
    groups: tuple[Choices, ...]


# Notes stand one below the other where there is more than one in so many words of the text, which
# are five or six lines. Then those that explain wait until they are asked for.
WORDS_FOR_A_NOTE = 60
_LETTERS_OF_A_WORD = 6


def _density(notes: Sequence[NoteView], text: str) -> str:
    """What a reader sees first: `claims`, where a text has many notes of both kinds; or `all`."""
    enough = len(notes) * WORDS_FOR_A_NOTE
    # Where words are not divided by spaces, by their letters.
    if len({note.type for note in notes}) < 2 or len(text) / _LETTERS_OF_A_WORD >= enough:
        return "all"
    return "all" if len(text.split()) >= enough else "claims"


def bar_of(site: Site, notes: Sequence[NoteView], text: str) -> Bar:
    """The bar for the notes of an article with this text, in the order of the vocabulary."""
    vocabulary = site.edition.vocabulary
    assessments = Counter(note.assessment_id for note in notes)
    kinds = Counter(note.kind_id for note in notes)
    writers = Counter(note.by_id for note in notes)
    labels = {id: (kind.label, kind.icon) for id, kind in vocabulary.kinds.items()}
    labels |= {note.kind_id: (note.label, "") for note in notes if note.kind_id not in labels}
    # Beside what the address has for how many notes are shown.
    densities = ("claims", "all", "none")
    taken = Counter([*vocabulary.assessments, *labels, *site.edition.annotators, *densities])

    def word(group: str, id: str) -> str:
        return id if taken[id] == 1 else f"{group}-{id}"

    groups = (
        Choices(
            "assessment",
            site.say("assessment"),
            tuple(
                Choice(id, concept.label, concept.icon, assessments[id], word("assessment", id))
                for id, concept in vocabulary.assessments.items()
                if assessments[id]
            ),
        ),
        Choices(
            "kind",
            site.say("kinds"),
            tuple(
                Choice(id, label, icon, kinds[id], word("kind", id))
                for id, (label, icon) in labels.items()
                if kinds[id]
            ),
        ),
        Choices(
            "annotator",
            site.say("annotators"),
            tuple(
                Choice(id, annotator.name, "", writers[id], word("annotator", id))
                for id, annotator in site.edition.annotators.items()
                if writers[id] and len(writers) > 1 and site.edition.names_annotators
            ),
        ),
    )
    claims = sum(note.type == "claim" for note in notes)
    buttons = (
        Choice("claims", site.say("claims"), "", claims, "claims"),
        Choice("all", site.say("all_notes"), "", len(notes), "all"),
        Choice("none", site.say("bare_text"), "", 0, "none"),
    )
    return Bar(
        len(notes),
        _density(notes, text),
        buttons if 0 < claims < len(notes) else buttons[1:],
        tuple(group for group in groups if group.choices),
    )


def _onwards(site: Site, article: str, page: str) -> Iterator[tuple[str, str]]:
    """Links from an article to the generated pages about it: address and words."""
    evidence = evidence_page(site.pages, article)
    if article in site.edition.cited_articles and evidence in site.addresses:
        yield site.addresses.link(page, evidence), site.say("evidence_here")
    for pair in site.edition.pairs_of.get(article, ()):
        if pair_page(site.pages, pair) in site.addresses:
            other = next((a for a in pair if a != article), article)
            link = site.addresses.link(page, pair_page(site.pages, pair))
            yield link, site.say("references_with", title=site.title_of(other))


def _offprints(site: Site, article: str, page: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The files in which an article can be taken along, and those of all articles: what they are
    of, and for each its address and what it is."""
    if not site.offprints:
        return
    forms = {
        "pdf": site.say("form_pdf"),
        "epub": site.say("form_epub"),
        "html": site.say("form_html"),
        "anki": site.say("form_anki"),
    }
    here = site.addresses.of(page)
    for of, said in ((article, site.say("take_text")), ("", site.say("take_all"))):
        files = [(form, site.offprints.get((of, form), "")) for form in forms]
        if found := [(relative(file, here), forms[form]) for form, file in files if file]:
            yield said, found


def changed_sign(passage: Passage) -> str:
    """Which sign a passage carries whose text is not what its note was written on: `changed`, or
    `differs` where nobody can say whether it ever was; nothing for others."""
    if not passage.is_changed:
        return ""
    return "changed" if passage.saved else "differs"


def _review(site: Site, anchored: AnchoredArticle, passage: Passage) -> str:
    if not (site.serving and passage.is_changed and passage.span):
        return ""
    return difference(passage.old_words, anchored.words(passage.span))


def note(site: Site, place: Place, page: str) -> NoteView:
    """The note of an annotation, for the page where it is shown."""
    anchored = site.anchored[place.article]
    passage = anchored.passages[place.id]
    annotation = passage.annotation
    vocabulary = site.edition.vocabulary
    is_claim = isinstance(annotation, Claim)
    kind_id, assessment_id = note_kind(annotation), assessment_of(annotation)
    kind = vocabulary.kinds.get(kind_id) if is_claim else None
    terms = tuple(_terms(site, place, annotation, page))
    is_signed = bool(name(site, annotation.by))
    return NoteView(
        id=place.id,
        number=passage.number,
        type="claim" if is_claim else "note",
        title=_title(annotation),
        label=kind.label if kind else site.say(kind_id),
        kind_id=kind_id,
        kind=kind,
        assessment_id=assessment_id,
        assessment=site.assessment(assessment_id, "judged"),
        words=passage_words(anchored, passage),
        placed=passage.span is not None,
        changed=site.say(f"{sign}_lead") if (sign := changed_sign(passage)) else "",
        review=_review(site, anchored, passage),
        link=site.link(page, place),
        body=_body(site, place, annotation, page),
        question=site.prose(annotation.question, page, place, "question"),
        citations=tuple(_citations(site, annotation, page)),
        references=tuple(references(site, place, page)),
        defined=tuple(term for term in terms if term.definition),
        terms=tuple(term for term in terms if not term.definition),
        tags=tuple(_tags(site, annotation, page)),
        was=_was(site, place, annotation),
        by=site.annotator_link(page, annotation.by) if is_signed else _NONE,
        by_id=annotation.by,
        on=day_of(annotation.on),
        others=tuple(others(site, place, "noted_assessment")) if is_signed else (),
        form=form_of(annotation, site.edition),
        state=_state(annotation) if site.student else "",
        since=since(site, place, annotation),
    )


def _was(site: Site, place: Place, annotation: Annotation) -> tuple[str, ...]:
    """The ids that it had before: those that it names, and those that git knows."""
    former = site.history.former(place)
    if not former:
        return annotation.was
    now = site.edition.articles[place.article].now
    return (*annotation.was, *(id for id in former if not now(id)))


def passage_words(anchored: AnchoredArticle, passage: Passage) -> str:
    """The words of a passage as they stand in the text, or as they were quoted."""
    if passage.span:
        # Notes, search entries and tables show the same words.
        return anchored.excerpt_words(passage)
    return " ".join(passage.annotation.quote.exact.split())


# When and on which words it was written says nothing else about them, and a new id for an old one
# is for addresses.
_BESIDES = ("on", "was", "quote", "origin")


# Takes from an annotation of each kind what it says.
_SAID: dict[type[Annotation], attrgetter[tuple[object, ...]]] = {
    entry: attrgetter(*(name for name in fields_of(entry) if name not in _BESIDES))
    for entry in (Claim, Note, Landing, FirstUse)
}


def _state(annotation: Annotation) -> str:
    return short_hash(repr([*_SAID[type(annotation)](annotation)]))[:6]


def _title(annotation: Annotation) -> Markup:
    if isinstance(annotation, Claim) and annotation.title:
        return unbroken(escape(annotation.title))
    return _NONE


def _body(site: Site, place: Place, annotation: Annotation, page: str) -> Markup:
    if isinstance(annotation, Claim):
        return unbroken(site.prose(annotation.because, page, place, "because"))
    if isinstance(annotation, Note):
        return unbroken(site.prose(annotation.note, page, place, "note"))
    return _NONE


def _citations(site: Site, annotation: Annotation, page: str) -> Iterator[CitationView]:
    for citation in annotation.sources:
        yield CitationView(
            cited=site.cited(page, citation.source),
            locator=citation.locator,
            stance=site.stance(citation.stance, "noted_stance"),
            stance_id=citation.stance,
            quote=citation.quote,
            address=site.source_addresses[citation.source],
        )


def _tags(site: Site, annotation: Annotation, page: str) -> Iterator[TagView]:
    """The tags of an annotation; each leads to the claims that have it, if there are any."""
    has_page = annotation.tags and site.pages.claims in site.addresses
    link = site.addresses.link(page, site.pages.claims) if has_page else ""
    for tag in annotation.tags:
        leads = link and tag in site.edition.tags_of_claims
        yield TagView(tag, f"{link}?{urlencode({'tag': tag})}" if leads else "")


def _terms(site: Site, place: Place, annotation: Annotation, page: str) -> Iterator[TermView]:
    terms = annotation.terms if isinstance(annotation, Claim) else ()
    defines = isinstance(annotation, Note) and annotation.term
    for id in [annotation.term] if isinstance(annotation, Note) and annotation.term else terms:
        term = site.edition.glossary[id].term
        link = site.addresses.link(page, site.term_page(id), id)
        definition = unbroken(site.definition(id, page, f"-{place.id}") if defines else Markup(""))
        yield TermView(id, term, link, _headed(definition, term, link) if defines else definition)


def _headed(definition: Markup, term: str, link: str) -> Markup:
    """A definition that begins with its term."""
    head = Markup('<p><dfn><a href="{}">{}</a></dfn>').format(link, term)
    if definition.startswith("<p>"):
        return head + " " + definition.removeprefix("<p>")
    return head + Markup("</p>\n") + definition


def references(site: Site, place: Place, page: str) -> Iterator[ReferenceView]:
    """The cross-references of an annotation, those that lead to it included."""
    for link in site.edition.links_from.get(place, ()):
        yield _reference(site, link, link.to, page, backward=False)
    for outward in site.edition.outward_from.get(place, ()):
        yield from outward_reference(site, outward, page)
    for link in site.edition.links_to.get(place, ()):
        yield _reference(site, link, link.origin, page, backward=True)
    for inward in site.inward.get(place, ()):
        yield _inward(inward)


def outward_reference(site: Site, link: OutwardLink, page: str) -> Iterator[ReferenceView]:
    """A cross-reference to another site. That it leads somewhere was made sure of; a file that
    somebody has changed by hand may still lack what it needs."""
    text, address = link.site.text(link.article), link.site.link(link.article, link.id)
    if text is None or not address:
        return
    entry = link.site.entry(link.article, link.id) if link.id else None
    relation = site.edition.vocabulary.relations[link.entry.relation]
    key = f"cross_references.{link.number}.because"
    yield ReferenceView(
        place=f"{link.site.name}:{link.article}#{link.id}",
        relation=relation.label,
        relation_id=link.entry.relation,
        icon=relation.icon,
        title=text.title,
        link=address,
        before="",
        words=entry.words if entry else "",
        after="",
        because=site.prose(link.entry.because, page, link.origin, key),
        backward=False,
        said=_said_elsewhere(entry.verdict if entry else ""),
        site=link.site.title,
    )


def _inward(link: InwardLink) -> ReferenceView:
    """What another site says of an annotation, as its inventory has it."""
    return ReferenceView(
        place=f"{link.site.name}:{link.article}#{link.id}",
        relation=link.relation,
        relation_id="",
        icon="",
        title=link.title,
        link=link.address,
        before="",
        words=link.entry.words,
        after="",
        because=Markup(""),
        backward=True,
        said=_said_elsewhere(link.entry.verdict),
        site=link.site.title,
    )


def _said_elsewhere(verdict: str) -> Markup:
    """What another site thinks of a claim: its own words, without a sign of ours."""
    return Markup('<span class="postil-assessment">{}</span>').format(verdict) if verdict else _NONE


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
        place=other.name,
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
        said=site.assessment(_assessment_at(site, other), "noted_assessment"),
    )


def _assessment_at(site: Site, place: Place) -> str:
    return assessment_of(site.edition.annotation(place)) if place.id else ""


def excerpt(site: Site, link: Link, other: Place, page: str) -> tuple[str, str, str, str]:
    """One end of a cross-reference: its passage in its sentence (before, words, after) and its
    address. The words are empty where it is a whole article."""
    anchored = site.anchored.get(other.article)
    if other.id:
        address = site.link(page, other)
        passage = anchored.passages[other.id] if anchored else None
        if anchored and passage and passage.span:
            return (*anchored.excerpt(passage), address)
        quote = site.edition.annotation(other).quote
        return "", " ".join(quote.exact.split()), "", address
    address = site.addresses.link(page, site.article_pages[other.article])
    target = link.entry.to.quote if link.to == other else None
    return "", target.exact if target else "", "", address
