"""The site's own texts and notes as others cite them, in the style in which it cites its sources.

What is made here are forms: one for each text, and one for the notes of each annotator. What
differs from note to note stands in them as a name in braces, which the page fills in. So a style is
asked once for each text, and not once for each note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from postil.edition.csl import Name
from postil.edition.model import Source
from postil.edition.problems import Problem
from postil.exchange.web.publication import Publication
from postil.keeping.cache import Cache

from .citations import bibliography, style_digest

# What a date is read as that is filled in later, and what an address.
_YEAR = "9187"
_ADDRESS = "https://{address}"


def text_work(published: Publication, site: str) -> Source:
    """A text of the site, as a source like any other."""
    return _work(published.title, site, list(published.authors), published.date)


def notes_work(said: str, site: str, by: str) -> Source:
    """The notes of an annotator, or those that name nobody.

    Args:
        said: What a note is called: words in which `{note}`, `{words}` and `{title}` stand.
        site: What the site is called.
        by: Who wrote them; empty where nobody is named.
    """
    # Styles for English would set the words of a text in capitals.
    return _work(f'<span class="nocase">{said}</span>', site, [by] if by else [], _YEAR)


def _work(title: str, site: str, authors: list[str], date: str) -> Source:
    return Source.model_construct(
        type="webpage",
        title=title,
        author=tuple(map(_name, authors)),
        container_title=site,
        issued=date or None,
        URL=_ADDRESS,
    )


def _name(written: str) -> Name:
    family, comma, given = written.partition(", ")
    return Name(family=family, given=given) if comma else Name(literal=written)


class OwnCitations:
    """The forms of a site."""

    def __init__(
        self,
        works: Callable[[], Iterable[Source]],
        cache: Cache,
        style: str,
        root: Path,
        language: str,
        problems: list[Problem],
    ) -> None:
        """
        Args:
            works: All that may be cited. A style makes many forms hardly slower than one.
            cache: Keeps what a style has made.
            style: As `bibliography` takes it.
            root: The project's folder.
            language: The language of the site, as a code.
            problems: Is told why forms are not in the style that was asked for.
        """
        self._works: Callable[[], Iterable[Source]] | None = works
        self._cache, self._style, self._root, self._language = cache, style, root, language
        self._problems = problems
        self._forms: dict[str, str] = {}

    def form(self, work: Source) -> str:
        """The citation of a work as plain text, with `{address}` in it, and in that of notes
        `{year}`, `{note}`, `{words}` and `{title}`."""
        name = _named(work)
        if name not in self._forms:
            others, self._works = self._works, None
            self._make({_named(one): one for one in [work, *(others() if others else ())]})
        return self._forms[name]

    def _make(self, works: Mapping[str, Source]) -> None:
        digest = style_digest(self._style, self._root, self._language)
        keys = {name: digest.key("own", name) for name in works}
        kept = {name: self._cache.get(key) for name, key in keys.items()}
        missing = {name: work for name, work in works.items() if not kept[name]}
        self._forms |= {name: form for name, form in kept.items() if form}
        # They are cited one by one: no letter tells two of one year apart.
        found = bibliography(missing, self._style, self._root, self._language, alone=True)
        for name, entry in found.entries.items():
            form = entry.striptags().replace(_YEAR, "{year}").replace(_ADDRESS, "{address}")
            self._forms[name] = form
            if not found.problems:
                self._cache.put(keys[name], form)
        self._problems.extend(p for p in found.problems if p not in self._problems)


def _named(work: Source) -> str:
    return repr((work.title, work.container_title, work.author, work.issued))
