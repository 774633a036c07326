"""Quotes for a passage: the shortest way of writing it that names it and nothing else."""

from __future__ import annotations

from postil.anchoring.index import TextIndex
from postil.anchoring.passages import AnchoredArticle
from postil.anchoring.quote import Quote
from postil.edition.model import Quote as WrittenQuote

from .rewrite import NewQuote

# Longer passages are written as "first words … last words".
LONGEST = 160
_ENDS = (4, 6, 8, 12)
_CONTEXTS = (12, 20, 32, 48, 64)


def written_for(
    anchored: AnchoredArticle, span: tuple[int, int], old: WrittenQuote
) -> NewQuote | None:
    """How to write the quote of the passage at `span`, in the manner of the old quote.

    Returns the old quote where it still names the passage, and None where no quote does.
    """
    index = anchored.index
    text = anchored.projection.text
    if not (old.prefix or old.suffix) and names(index, Quote.parse(old.exact), span):
        return old.exact
    words = " ".join(text[slice(*span)].split())
    was_range = Quote.parse(old.exact).last is not None
    for candidate in ranges(words) if was_range or len(words) > LONGEST else (words,):
        if names(index, Quote.parse(candidate), span):
            return candidate
    for size in _CONTEXTS:
        prefix = _from_word(text[max(0, span[0] - size) : span[0]])
        suffix = _to_word(text[span[1] : span[1] + size])
        for before, after in ((prefix, ""), ("", suffix), (prefix, suffix)):
            if names(index, Quote(words, prefix=before, suffix=after), span):
                parts = {"exact": words, "prefix": before, "suffix": after}
                return {key: part for key, part in parts.items() if part}
    return None


def ranges(words: str) -> tuple[str, ...]:
    """Ways of writing a long passage by its first and last words, the shortest first."""
    parts = words.split(" ")
    return (
        *(
            f"{' '.join(parts[:count])} … {' '.join(parts[-count:])}"
            for count in _ENDS
            if 2 * count < len(parts)
        ),
        words,
    )


def names(index: TextIndex, quote: Quote, span: tuple[int, int]) -> bool:
    """Whether a quote names the passage at `span` and nothing else."""
    found = index.locate(quote)
    return found.status == "exact" and (found.start, found.end) == span


def _from_word(text: str) -> str:
    parts = " ".join(text.split(" ")[1:]) if " " in text.strip() else text
    return " ".join(parts.split())


def _to_word(text: str) -> str:
    parts = " ".join(text.split(" ")[:-1]) if " " in text.strip() else text
    return " ".join(parts.split())
