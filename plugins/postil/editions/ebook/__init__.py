"""An edition for e-readers: EPUB 3, with notes that open over the text.

Needs the package of the extra `postil[epub]`.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from importlib.util import find_spec

from postil.editions import formulas
from postil.editions.book import Book, EditionError, Made


def epub(book: Book) -> Made:
    """An EPUB of an edition. Raises EditionError where what it takes is not installed."""
    state()
    from .package import packed

    return packed(book)


def state() -> str:
    """What an EPUB depends on besides its book. Raises EditionError where what it takes is not
    installed."""
    if find_spec("lxml") is None:
        raise EditionError("an EPUB needs the package 'lxml'; run: pip install 'postil[epub]'")
    return f"{version('lxml')} {formulas.state()} {os.environ.get('SOURCE_DATE_EPOCH', '')}"
