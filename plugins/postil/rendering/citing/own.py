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

# Signs of no script, which stand in what a site says for itself as long as a style has it: for
# braces, in which names stand, and within what would be taken for that year. The page fills in the
# braces again.
_MARKS = {"{": "\ue0a1", "}": "\ue0a2", _YEAR: f"{_YEAR[0]}\ue0a3{_YEAR[1:]}"}
_MEANT = {"{": "{open}", "}": "{close}", _YEAR: _YEAR}


def literal(said: str) -> str:
    """Words of a site, in which nothing is to be filled in."""
    for text, mark in _MARKS.items():
        said = said.replace(text, mark)
    return said


def _form(entry: str) -> str:
    """A citation as the page fills it in."""
    form = entry.replace(_YEAR, "{year}").replace(_ADDRESS, "{address}")
    for text, mark in _MARKS.items():
        form = form.replace(mark, _MEANT[text])
    return form


def text_work(published: Publication, site: str) -> Source:
    """A text of the site, as a source like any other."""
    authors = [literal(author) for author in published.authors]
    return _work(literal(published.title), site, authors, published.date)


def notes_work(said: str, site: str, by: str) -> Source:
    """The notes of an annotator, or those that name nobody.

    Args:
        said: What a note is called: words in which `{note}`, `{words}` and `{title}` stand.
        site: What the site is called.
        by: Who wrote them; empty where nobody is named.
    """
    # Styles for English would set the words of a text in capitals.
    title = f'<span class="nocase">{said}</span>'
    return _work(title, site, [literal(by)] if by else [], _YEAR)


def _work(title: str, site: str, authors: list[str], date: str) -> Source:
    return Source.model_construct(
        type="webpage",
        title=title,
        author=tuple(map(_name, authors)),
        container_title=literal(site),
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
        `{year}`, `{note}`, `{words}` and `{title}`. Braces of its own are `{open}` and
        `{close}`."""
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
            self._forms[name] = form = _form(entry.striptags())
            if not found.problems:
                self._cache.put(keys[name], form)
        self._problems.extend(p for p in found.problems if p not in self._problems)


def _named(work: Source) -> str:
    return repr((work.title, work.container_title, work.author, work.issued))
