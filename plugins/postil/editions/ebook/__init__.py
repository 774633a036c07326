"""An edition for e-readers: EPUB 3, with notes that open over the text.

Needs the package of the extra `postil[epub]`.
"""

from __future__ import annotations

from postil.editions.book import Book, EditionError, Made


def epub(book: Book) -> Made:
    """An EPUB of an edition. Raises EditionError where what it takes is not installed."""
    try:
        from .package import packed
    except ModuleNotFoundError as error:
        raise EditionError(
            f"an EPUB needs the package '{error.name}'; run: pip install 'postil[epub]'"
        ) from error
    return packed(book)
