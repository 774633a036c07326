"""An edition on paper: a PDF, set by Typst.

The HTML of each article becomes markup of Typst, with its notes as footnotes that have the numbers
of the page; lists of claims, sources, terms and tags follow. The file is tagged (PDF/UA-1), and the
same edition makes the same file, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from postil.edition.words import direction
from postil.editions import formulas
from postil.editions.book import Book, Made
from postil.editions.formulas import Formula, Formulas, typst

from . import chapters, matter
from .fonts import CODE
from .fonts import families as families_for
from .markup import address, array, string, text
from .materials import Materials
from .setting import shown
from .typesetting import families, settable, typeset, version

PAPERS = {"a4": "a4", "letter": "us-letter"}
"""The sizes of paper, and what Typst calls them."""


@dataclass(frozen=True)
class Written:
    """A book as Typst reads it."""

    main: str
    files: Mapping[str, bytes]
    remarks: Sequence[str]
    read: Mapping[str, str]
    """The files of images, with a digest of each."""


def state() -> str:
    """What a PDF depends on besides its book: what sets it, and in which fonts. Raises
    EditionError where there is no Typst."""
    return " ".join([version(), formulas.state(), *sorted(families())])


def pdf(book: Book, paper: str) -> Made:
    """A PDF of an edition on this paper. Raises EditionError where it cannot be made."""
    markup = written(book, paper)
    data, lacking = typeset(markup.main, markup.files)
    return Made(data, (*markup.remarks, *lacking), markup.read)


def written(book: Book, paper: str) -> Written:
    """A book as Typst reads it. Raises EditionError where there is no Typst."""
    there = families()
    materials = Materials(book)
    parts = _parts(materials)
    if asked := materials.formulas.asked:
        # All formulas are translated at once, those of notes and terms with them.
        materials = Materials(book, Formulas(_settable(asked)))
        parts = _parts(materials)
    body = _without_bad_images(materials, "\n\n".join(parts))
    for label in materials.wanted - materials.labels:
        # Such as a place on a page that is not printed.
        body = body.replace(f"#go({string(label)})", "#plain")
    main = "\n".join([_head(materials, paper, families_for(there)), body, ""])
    return Written(main, materials.files, tuple(materials.remarks), materials.read)


def _parts(materials: Materials) -> Sequence[str]:
    """The pieces of a book, one after the other."""
    parts = [
        matter.front(materials),
        *(
            chapters.chapter(materials, number, one)
            for number, one in enumerate(materials.book.chapters, 1)
        ),
        matter.back(materials),
        _colophon(materials),
    ]
    return [part for part in parts if part]


def _settable(asked: Iterable[Formula]) -> Mapping[Formula, str]:
    """Formulas as Typst writes them; those that it cannot set are missing."""
    made = typst(asked)
    good = settable({repr(formula): f"$ {written} $" for formula, written in made.items()}, {})
    return {formula: written for formula, written in made.items() if repr(formula) in good}


def _without_bad_images(materials: Materials, body: str) -> str:
    """The markup, in which an image that Typst cannot read is told of, and left out."""
    files = materials.files
    bad = files.keys() - settable({name: f"#image({string(name)})" for name in files}, files)
    for name in sorted(bad):
        del files[name]
        page, source = materials.origins[name]
        materials.remark(page, f"the image '{shown(source)}' is not set: Typst cannot read it")
    if not bad:
        return body
    names = "|".join(re.escape(string(name)) for name in bad)
    return re.sub(rf"#(?:picture|drawn|icon)\(name: (?:{names})", "#unreadable(name: none", body)


def _head(materials: Materials, paper: str, found: Sequence[str]) -> str:
    """What the style is told of the book."""
    book = materials.book
    language, _, region = book.site.language.replace("_", "-").partition("-")
    said = matter.metadata(materials)
    options = {
        **said,
        "lang": string(language.lower() or "en"),
        "region": string(region.upper()) if len(region) == 2 else "none",
        "dir": direction(language),
        "paper": string(PAPERS[paper]),
        "fonts": array([string(name) for name in found]),
        "mono": array([string(CODE), *(string(name) for name in found[1:])]),
        "single": "true" if len(book.chapters) == 1 else "false",
    }
    given = ",\n  ".join(f"{name}: {code}" for name, code in options.items())
    return f'#import "book.typ": *\n#show: book.with(\n  {given},\n)\n'


def _colophon(materials: Materials) -> str:
    """Where the edition comes from, and what may be done with it."""
    book = materials.book
    pages = [book.chapters[0].published.url] if len(book.chapters) == 1 else [book.address]
    parts = [
        *(address(url) for url in pages if url.startswith("http")),
        *map(text, matter.licences(materials)),
    ]
    return f"#colophon[{text(' · ').join(parts)}]" if parts else ""
