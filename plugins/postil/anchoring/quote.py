"""Quote: how an annotation names its passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

ELLIPSES = ("…", "...", "[…]", "[...]", "(…)", "(...)")
"""What may stand between the first and the last words of a range, white space around it."""

# One of them is in each.
_DOTS = "…", "..."

# In front of the space nothing is tried that was tried from its beginning: a quote may hold a great
# deal of it, by mistake or malice.
_ELLIPSIS = re.compile(rf"(?<!\s)\s+(?:{'|'.join(map(re.escape, ELLIPSES))})\s+")


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a passage, and what was known about their place when they were last right.

    A *bare* quote has words only. Every other field is evidence that helps to tell equal words
    apart and to find edited words again; none of them has to be right.
    """

    exact: str
    """The words; of a range, the first words."""
    last: str | None = None
    """The last words of a range ("first words … last words"), else None."""
    prefix: str = ""
    """The text before the passage, any length; about 32 characters serve best."""
    suffix: str = ""
    """The text after it."""
    position: int | None = None
    """Where the passage began, in code points, in the text that it was taken from."""
    length: int | None = None
    """The length of that text, in code points."""
    count: int | None = None
    """How often the words stood in that text, those within longer words included."""
    pieces: str = ""
    """The fingerprints of the pieces of that text (`pieces.Piece`), with spaces between."""
    within: tuple[int, int] | None = None
    """The numbers of the first and the last of them in which the passage stood; None where that is
    not known."""
    unlike: str = ""
    """Words that tell its sentence from those built like it (`siblings`); empty without any."""

    @classmethod
    def parse(cls, written: str) -> Quote:
        """Read a quote as an author writes it: the words, or "first words … last words".

        An ellipsis makes a range when words and white space stand on both sides of it. With more
        than one, the first and the last words count. An ellipsis that is part of the article is
        no mistake: `TextIndex.locate` looks for the words as written before it looks for a range.
        """
        if not any(map(written.__contains__, _DOTS)):
            return cls(exact=written)
        parts = _ELLIPSIS.split(written.strip())
        if len(parts) > 1 and has_words(parts[0]) and has_words(parts[-1]):
            return cls(exact=parts[0], last=parts[-1])
        return cls(exact=written)

    @property
    def is_bare(self) -> bool:
        """Whether the words are all there is."""
        return self.position is None and not (self.prefix.strip() or self.suffix.strip())

    @property
    def known(self) -> str:
        """All that is known of the old text: the words with what stood around them."""
        return f"{self.prefix}{self.exact}{self.suffix}"


_BRACKETED = re.compile(r"\[(\w+)\](?=\w)|(?<=\w)\[(\w+)\]")


def unbracketed(text: str) -> str:
    """A text without the brackets that scholars put around letters of theirs: "[O]ur fathers"."""
    return _BRACKETED.sub(lambda match: match[1] or match[2], text)


def has_words(text: str) -> bool:
    """Whether a letter or digit is in the text: punctuation alone names no passage."""
    return any(map(str.isalnum, text))
