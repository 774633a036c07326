"""An edition on paper: a PDF, set by Typst."""

from __future__ import annotations

from .book import Book, EditionError, Made

PAPERS = {"a4": "a4", "letter": "us-letter"}
"""The sizes of paper, and what Typst calls them."""


def pdf(book: Book, paper: str) -> Made:
    """A PDF of an edition. Raises EditionError where it cannot be made."""
    raise EditionError(f"a PDF of '{book.title}' on {paper} cannot be made yet")
