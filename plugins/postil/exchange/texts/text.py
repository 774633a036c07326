"""A text that was brought in: what it says of itself, its body, and what was guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Element = Any
"""An element of lxml, which has no types."""


class TextError(Exception):
    """A file cannot be brought in; the message says why, and what to do."""


class Guess(NamedTuple):
    """Something that the file does not say for sure."""

    what: str
    advice: str
    """How it is changed if it is wrong."""

    def __str__(self) -> str:
        return f"{self.what}; {self.advice}"


@dataclass(slots=True)
class Text:
    """A text on its way in. What is not known is empty."""

    body: Element
    """A `body` as `tree.tidied` makes it."""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    """`2025-09-03`, or less of it; what is no date is as it was written."""
    source: str = ""
    """Its address."""
    licence: str = ""
    language: str = ""
    guesses: list[Guess] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """The begin of each block that was taken for no part of the text."""
    page: list[Any] = field(default_factory=list)
    """Of a page: its stretches (`remains.Stretch`), before anything was taken away."""
    taken: list[str] = field(default_factory=list)
    """Lines that became something else: the title, the names of authors, a date."""
    matter: str = ""
    """Front matter that the file had, as it stood there."""
    markdown: str = ""
    """The body as it stood in the file, where it is Markdown already."""

    def guess(self, what: str, advice: str) -> None:
        """Notes something that was guessed."""
        self.guesses.append(Guess(what, advice))
