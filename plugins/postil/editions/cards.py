"""Cards for Anki: what the notes ask, and the terms of the glossary.

A card is known by what it is about, `readings/harbour#tides`, whatever it says. So a deck that is
brought in again changes the cards that are there, keeps what their owner has learned, and doubles
none. Needs the package of the extra `postil[anki]`.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import time
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import PackageLoader
from markupsafe import Markup, escape

from postil.edition.edition import Place
from postil.edition.model import Annotation, Claim, Landing, Note
from postil.rendering.notes import NoteView

from .book import Book, Chapter, EditionError, Made
from .images import Images
from .onefile.rewriting import Rewriting

_STYLE = """
.card { font: 20px/1.5 Charter, Georgia, serif; text-align: start; }
.card > div, .card > p { max-width: 34em; margin-inline: auto; }
.where, .link { font: 14px/1.4 system-ui, sans-serif; opacity: 0.8; }
.passage b { text-decoration: underline dotted 1px; font-weight: normal; }
.question { font-style: italic; }
ul { padding: 0; list-style: none; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; }
"""
_FRONT = """<div dir="auto"><p class="where">{{Where}}</p>
<p class="passage">{{Passage}}</p>
<div class="question">{{Question}}</div></div>"""
_BACK = (
    '{{FrontSide}}\n<hr id="answer">\n<div dir="auto">{{Answer}}<p class="link">{{Link}}</p></div>'
)
_FIELDS = ("Id", "Where", "Passage", "Question", "Answer", "Link")


def anki(book: Book) -> Made:
    """A deck of cards. Raises EditionError where what it takes is not installed, or where there is
    nothing to ask."""
    state()
    import genanki

    return _Deck(book, genanki).made()


def state() -> str:
    """What cards depend on besides their book. Raises EditionError where what they take is not
    installed."""
    if find_spec("genanki") is None:
        raise EditionError("cards need the package 'genanki'; run: pip install 'postil[anki]'")
    return f"{version('genanki')} {os.environ.get('SOURCE_DATE_EPOCH', '')}"


def has_card(annotation: Annotation) -> bool:
    """Whether there is a card of an annotation, or of the term that it explains."""
    if isinstance(annotation, Note):
        return bool(annotation.question or annotation.term)
    return isinstance(annotation, Claim)


@dataclass
class _Deck:
    """The cards of an edition in the making."""

    book: Book
    genanki: Any
    remarks: dict[str, None] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    """The images that stand on cards."""

    def made(self) -> Made:
        book, genanki = self.book, self.genanki
        model = genanki.Model(
            _number("model", "postil-question-1"),
            "Postil",
            fields=[{"name": name} for name in _FIELDS],
            templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
            css=_STYLE,
        )
        decks = {}
        for name, about, *fields in self._cards():
            deck = f"{book.site.name}::{name}".replace('"', "'")
            if deck not in decks:
                decks[deck] = genanki.Deck(_number("deck", deck), deck)
            card = genanki.Note(
                model=model,
                fields=[about, *map(str, fields)],
                guid=genanki.guid_for(self._site, about),
                tags=[re.sub(r"\s+", "-", name)],
            )
            decks[deck].add_note(card)
        if not decks:
            raise EditionError(
                "there are no claims, no questions and no terms, so there is no card"
            )
        return Made(self._packed([*decks.values()]), tuple(self.remarks), self._images.read)

    @cached_property
    def _site(self) -> str:
        """What tells cards of this site from those of others."""
        return self.book.address or self.book.site.name

    @cached_property
    def _images(self) -> Images:
        return Images(self.book)

    def _packed(self, decks: list[Any]) -> bytes:
        buffer = io.BytesIO()
        # A card that is brought in again takes the place of an older one only.
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        moment = float(epoch) if epoch.isdigit() else time.time()
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            # What looks to it like wrong HTML is text that is escaped.
            warnings.simplefilter("ignore")
            for name, content in self.files.items():
                Path(folder, name).write_bytes(content)
            media = [str(Path(folder, name)) for name in self.files]
            self.genanki.Package(decks, media).write_to_file(buffer, timestamp=moment)
        return _compressed(buffer)

    def _cards(self) -> Iterator[tuple[Any, ...]]:
        """Deck and fields of each card."""
        for chapter in self.book.chapters:
            without = []
            for view in self.book.notes(chapter):
                annotation = self.book.annotation(Place(chapter.path, view.id))
                if view.question or isinstance(annotation, Claim):
                    yield self._asked(chapter, view)
                elif not has_card(annotation) and not isinstance(annotation, Landing):
                    without.append(view.id)
            if without:
                said = f"{chapter.path}: these ask nothing and have no card: {', '.join(without)}"
                self.remarks[said] = None
        yield from self._terms()

    def _asked(self, chapter: Chapter, view: NoteView) -> tuple[Any, ...]:
        """The card of a note: what it asks, or else how well its claim stands."""
        site, title = self.book.site, self.book.site.titles[chapter.page]
        passage = chapter.anchored.passages[view.id]
        before, words, after = (
            chapter.anchored.excerpt(passage) if passage.span else ("", view.words, "")
        )
        verdict = site.assessment(view.assessment_id)
        question = view.question or escape(site.say("how_well"))
        template = site.environment.overlay(
            loader=PackageLoader("postil.editions"), cache_size=0
        ).get_template("cards/answer.html")
        return (
            title,
            # Not by what git knows: where there is none of it, it would be another card.
            f"{chapter.path}#{(passage.annotation.was or (view.id,))[0]}",
            escape(f"{title}, {site.say('note_number', number=view.number)}"),
            Markup("{}<b>{}</b>{}").format(before, words, after),
            self._fit(chapter.page, str(question)),
            self._fit(chapter.page, template.render(note=view, verdict=verdict)),
            self._link(chapter, view),
        )

    def _link(self, chapter: Chapter, view: NoteView) -> str:
        if not self.book.address:
            return ""
        fragment = view.id if view.placed else f"note-{view.id}"
        address = f"{chapter.published.url}#{fragment}"
        return Markup('<a href="{}">{}</a>').format(address, address)

    def _terms(self) -> Iterator[tuple[Any, ...]]:
        """The cards of terms: those that the notes use, or of a whole site all."""
        site, page = self.book.site, self.book.chapters[0].page
        is_whole = len(self.book.chapters) == len(site.anchored)
        for id in site.term_order if is_whole else self.book.terms:
            term = site.edition.glossary[id]
            definition = self._fit(page, str(site.definition(id, page)))
            sources = "; ".join(site.bibliography.entries[s] for s in term.sources)
            yield (
                site.say("glossary"),
                f"glossary#{id}",
                "",
                "",
                Markup("<b>{}</b>").format(term.term),
                definition,
                self._fit(page, sources),
            )

    def _fit(self, page: str, html: str) -> str:
        """HTML for a card: links lead to the site, images come along."""

        def image(address: str) -> str:
            suffix, content, why = self._images.load(page, address)
            if why:
                self.remarks[f"{page}: {why}; its description stands there"] = None
                return ""
            name = f"postil-{hashlib.sha256(content).hexdigest()[:16]}{suffix}"
            self.files[name] = content
            return name

        return Rewriting(
            lambda address: self.book.target(page, address).address,
            image,
            lambda what: self.remarks.setdefault(f"{page}: {what}"),
        ).html(html)


def _compressed(archive: io.BytesIO) -> bytes:
    """The same archive in a third of its size, and without the time of day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return buffer.getvalue()


def _number(kind: str, name: str) -> int:
    """A number for something that is always the same, within what Anki takes."""
    digest = hashlib.sha256(f"postil {kind} {name}".encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4], "big") % (1 << 30)
