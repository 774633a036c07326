"""An annotation as a line of a table or list: its passage in its sentence, and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Place
from postil.edition.model import Annotation, Claim
from postil.rendering.annotators import name, others
from postil.rendering.labels import Labels
from postil.rendering.notes import assessment_of, changed_sign, note_kind, passage_words
from postil.rendering.prose.escaping import escaped
from postil.rendering.prose.lines import shortened
from postil.rendering.site import REASON_LENGTH, Site


@dataclass(slots=True, eq=False)
class Row:
    """An annotation as a line of a table or list. A large site makes hundreds of thousands of
    them, and each page asks for other parts: so each part is made when it is asked for."""

    site: Site
    page: str
    """The page that it stands on."""
    place: Place
    annotation: Annotation
    _anchored: AnchoredArticle
    _passage: Passage
    _labels: Labels | None = None

    @property
    def link(self) -> str:
        """Where it stands."""
        return self.site.link(self.page, self.place)

    @property
    def excerpt(self) -> tuple[str, str, str]:
        """Its passage in its sentence: what stands before it, the passage, what stands after it."""
        if self._passage.span:
            return self._anchored.excerpt(self._passage)
        return "", passage_words(self._anchored, self._passage), ""

    @property
    def words(self) -> str:
        """Its passage."""
        return passage_words(self._anchored, self._passage)

    @property
    def number(self) -> int:
        """The number of its note."""
        return self._passage.number

    @property
    def article(self) -> Markup:
        """The title of the article, with a link to it."""
        return self.site.article_link(self.page, self.place.article)

    @property
    def kind_id(self) -> str:
        """What kind of annotation it is: see `note_kind`."""
        return note_kind(self.annotation)

    @property
    def labels(self) -> Labels:
        """What it is called, and what others like it are."""
        if self._labels is None:
            annotation = self.annotation
            is_claim = isinstance(annotation, Claim)
            assessment = assessment_of(annotation)
            key = is_claim, note_kind(annotation), assessment, changed_sign(self._passage)
            known = self.site.labels
            if key not in known:
                known[key] = _labels(self.site, *key)
            self._labels = known[key]
        return self._labels

    @property
    def label(self) -> str:
        """What its kind is called."""
        return self.labels.kind

    @property
    def assessment_id(self) -> str:
        """What is thought of it; empty where nothing is said."""
        return assessment_of(self.annotation)

    @property
    def assessment(self) -> Markup:
        """The same as a badge."""
        return self.labels.assessment

    @property
    def changed(self) -> Markup:
        """A sign that the text has changed since it was written; empty where it has not."""
        return self.labels.changed

    @property
    def by(self) -> str:
        """The name of who wrote it; empty where nobody is named."""
        return name(self.site, self.annotation.by)

    @property
    def others(self) -> tuple[Markup, ...]:
        """What others think of the same passage, each with their name."""
        verdicts = others(self.site, self.place) if self.by else ()
        return tuple(signed(verdict.assessment, verdict.name) for verdict in verdicts)

    # These are put together here: faster than by a template.

    @property
    def data(self) -> str:
        """What it can be chosen by, as attributes."""
        annotation = self.annotation
        sources, tags = " ".join(self.sources), "|".join(annotation.tags)
        found = (
            f' data-article="{escaped(self.place.article)}"{self.labels.data}'
            f' data-source="{escaped(sources)}"'
        )
        if tags:
            found += f' data-tag="{escaped(tags)}"'
        if self.by:
            found += f' data-annotator="{escaped(annotation.by)}"'
        return found

    def in_sentence(self, begin: str, end: str) -> str:
        """The HTML of its passage in its sentence, the passage between two tags."""
        before, words, after = self.excerpt
        return f"{escaped(before)}{begin}{escaped(words)}{end}{escaped(after)}"

    def linked(self) -> str:
        """The HTML of its passage in its sentence, with a link to where it stands."""
        link = escaped(self.link)
        return self.in_sentence(f'<a class="postil-passage" href="{link}">', "</a>")

    @property
    def sentence(self) -> Markup:
        """The passage in its sentence, where something else links to it."""
        return Markup(self.in_sentence('<span class="postil-passage">', "</span>"))

    @property
    def passage(self) -> Markup:
        """The passage in its sentence, with a link to where it stands."""
        return Markup(self.linked())

    @property
    def end(self) -> Markup:
        """The passage as an end of a cross-reference."""
        more = "".join([f" · {part}" for part in (self.said, self.changed) if part])
        return Markup(
            f'<blockquote class="postil-end"><p>{self.linked()}</p>'
            f'<p class="postil-about"><cite>{self.article}</cite>{more}</p></blockquote>'
        )

    @property
    def said(self) -> Markup:
        """What is thought of it, with the names of those who think so."""
        by = self.by
        if not by:
            return self.assessment
        return _BETWEEN.join((signed(self.assessment, by), *self.others))

    @property
    def about(self) -> Markup:
        """What it is, and what is thought of it."""
        labels = self.labels
        return _about(labels.kind, self.said, labels.changed) if self.by else labels.about

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

    def with_passage(self, row: Row) -> str:
        """The HTML of both and of its passage, the first of these with a link to the passage."""
        title, reason = escaped(self.title), escaped(self.reason)
        if not (title or reason):
            return f'<p class="postil-sentence">{row.linked()}</p>'
        name = "title" if title else "reason"
        more = f"<p>{reason}</p>" if title and reason else ""
        sentence = row.in_sentence('<span class="postil-passage">', "</span>")
        return (
            f'<p class="postil-{name}"><a href="{escaped(row.link)}">{title or reason}</a></p>'
            f'{more}<p class="postil-sentence">{sentence}</p>'
        )


def gist(site: Site, place: Place) -> Gist:
    """What a claim comes to."""
    annotation = site.edition.annotation(place)
    because = annotation.because if isinstance(annotation, Claim) else ""
    return Gist(title_of(annotation), site.reason(because))


def passage_line(site: Site, place: Place) -> str:
    """The words of a passage, on one line that is not too long for a heading."""
    anchored = site.anchored[place.article]
    return shortened(passage_words(anchored, anchored.passages[place.id]), REASON_LENGTH)


def title_of(annotation: Annotation) -> str:
    """The title of a claim; empty where it has none, and for notes."""
    return annotation.title if isinstance(annotation, Claim) else ""


_BETWEEN = Markup('<span class="postil-between"> · </span>')


def signed(assessment: Markup, name: str) -> Markup:
    """A verdict, if there is one, with the name of the annotator behind it."""
    by = Markup('<span class="postil-by">{}</span>').format(name)
    return (
        Markup('<span class="postil-verdict">{} {}</span>').format(assessment, by)
        if assessment
        else by
    )


def _labels(site: Site, is_claim: bool, kind_id: str, assessment_id: str, sign: str) -> Labels:
    concept = site.edition.vocabulary.kinds.get(kind_id) if is_claim else None
    kind = concept.label if concept else site.say(kind_id)
    assessment = site.assessment(assessment_id) if assessment_id else Markup("")
    changed = site.changed(sign) if sign else Markup("")
    data = f' data-kind="{escaped(kind_id)}"'
    if assessment_id:
        data += f' data-assessment="{escaped(assessment_id)}"'
    return Labels(kind, assessment, changed, _about(kind, assessment, changed), data)


def _about(kind: str, *more: Markup) -> Markup:
    return Markup(" · ").join(filter(None, (kind, *more)))


def row(site: Site, place: Place, page: str) -> Row | None:
    """The row of an annotation; None when its article is not in this build."""
    anchored = site.anchored.get(place.article)
    if anchored is None:
        return None
    passage = anchored.passages[place.id]
    return Row(site, page, place, passage.annotation, anchored, passage)


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
