"""What a class has worked on: the edition, the course, and the texts as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from markdown import Markdown

from postil.anchoring.passages import AnchoredArticle
from postil.course.loading import Course
from postil.edition.edition import Edition, Place
from postil.edition.model import Claim, Note
from postil.edition.words import words
from postil.rendering.notes import short_hash
from postil.rendering.prose.lines import plain


@dataclass(frozen=True)
class Text:
    """A text that was read."""

    path: str
    title: str
    anchored: AnchoredArticle | None = None
    """None where it cannot be looked at now."""

    @cached_property
    def version(self) -> str:
        """The version that the site has of it; empty where that is not known."""
        return short_hash(self.anchored.projection.text) if self.anchored else ""


@dataclass(frozen=True)
class Subject:
    """A site, as far as a report on a class is made of it."""

    edition: Edition
    course: Course
    texts: Mapping[str, Text] = field(default_factory=dict)
    """By path, in the order of the edition."""
    site: str = ""
    """What the site is called."""
    address: str = ""
    """Its address, with a slash at the end; empty where it is not known."""
    language: str = "en"
    """In which its pages are, and the report."""

    @property
    def name(self) -> str:
        """What the class is called: as its course, or as the site."""
        written = self.course.written
        return (written.title if written else self.site) or "A class"

    def knows(self, article: str) -> bool:
        """Whether there is such a text."""
        return article in self.texts

    def now(self, article: str, version: str) -> str:
        """Where a text stands now that stood elsewhere when it was read; the path as it was, where
        that is not certain."""
        if self.knows(article) or not version:
            return article
        found = [path for path, text in self.texts.items() if text.version == version]
        return found[0] if len(found) == 1 else article

    def place(self, article: str, id: str) -> Place | None:
        """The claim or note that an act is about, by the name that it has now; None where there is
        none."""
        found = self.edition.articles.get(article)
        now = found.now(id) if found else None
        return Place(article, now) if now is not None else None

    def words(self, place: Place) -> str:
        """The words of the text that a claim or note is about."""
        text = self.texts.get(place.article)
        anchored = text.anchored if text else None
        passage = anchored.passages.get(place.id) if anchored else None
        if anchored and passage and passage.span:
            return anchored.quoted(passage.span)
        return " ".join(self.edition.annotation(place).quote.exact.split())

    def question(self, place: Place) -> str:
        """The question that an annotation asks, without its markup."""
        return self.line(self.edition.annotation(place).question)

    def title(self, place: Place) -> str:
        """What an annotation is called in a list."""
        annotation = self.edition.annotation(place)
        if isinstance(annotation, Claim):
            return annotation.title or self.line(annotation.because)
        return self.line(annotation.note) if isinstance(annotation, Note) else ""

    def verdict(self, place: Place) -> str:
        """The assessment of the edition; empty where it leaves that to the reader."""
        annotation = self.edition.annotation(place)
        return annotation.assessment if isinstance(annotation, Claim) else ""

    def label(self, assessment: str) -> str:
        """What an assessment is called."""
        concept = self.edition.vocabulary.assessments.get(assessment)
        return concept.label if concept else f"“{assessment}”"

    def clock(self, moment: datetime) -> str:
        """A moment by the clocks of the course: `2027-03-12 23:59`."""
        there = self._there(moment)
        return f"{there.date().isoformat()} {there:%H:%M}"

    def local(self, moment: datetime) -> str:
        """The same in the words of the site."""
        there = self._there(moment)
        months = self.say("months").split(",")
        day = self.say(
            "day_in_words", day=there.day, month=months[there.month - 1].strip(), year=there.year
        )
        return self.say("day_and_time", day=day, time=f"{there:%H:%M}")

    def _there(self, moment: datetime) -> datetime:
        try:
            return moment.astimezone(self.course.zone)
        except OverflowError:
            # At the end of time, by a clock that is wrong.
            return moment

    def say(self, key: str, **values: Any) -> str:
        """Words of the interface, those of the site before ours."""
        own = f"{key}_one"
        said = self._words[own if values.get("count") == 1 and own in self._words else key]
        return said.format(**values)

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return {**words(self.language), **self.edition.vocabulary.words.given()}

    def line(self, markdown: str) -> str:
        """The words of a text in Markdown, on one line."""
        if markdown not in self._lines:
            self._lines[markdown] = plain(Markdown().convert(markdown)) if markdown else ""
        return self._lines[markdown]

    @cached_property
    def _lines(self) -> dict[str, str]:
        return {}
