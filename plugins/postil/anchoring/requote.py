"""Quotes for a passage: the shortest way of writing it that names it and nothing else, in the
manner of the quote that it had."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from postil.edition.model import Quote as WrittenQuote

from .folding import fold
from .index import FEW_BITS, TextIndex
from .passages import AnchoredArticle, Passage, is_common, quote_of
from .quote import Quote, has_words
from .suggestion import has_placeholder
from .whole import was_sentence, whole
from .words import can_be_cut

# Longer passages are written as "first words … last words".
LONGEST = 160
# A quote that was written out may become so much longer and is written out still.
_LONGER = 1.25
# How many words stand at each end of a range, at least and at most.
_FEWEST, _MOST = 2, 12
_CONTEXTS = (12, 20, 32, 48, 64, 96, 128, 192, 256)
# What a reader does not see at all, and a file should not hide.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def written_for(
    anchored: AnchoredArticle, span: tuple[int, int], old: WrittenQuote, *, lasting: bool = False
) -> WrittenQuote | None:
    """How to write the quote of the passage at `span`, in the manner of the old quote.

    With `lasting`, something stands beside words that an edit may make ambiguous: nothing else may
    be saved of the passage. Returns the old quote where it still names the passage, and None where
    no quote does.
    """
    index = anchored.index
    if _still_names(index, old, span):
        return old
    words = _words(anchored, *span)
    is_range = Quote.parse(old.exact).last is not None
    is_long = len(words) > max(LONGEST, _LONGER * len(old.exact))
    forms = (*ranges(index, words), words) if is_range or is_long else (words,)
    if not (old.prefix or old.suffix):
        for form in forms:
            if _names(index, WrittenQuote(exact=form), span, lasting=lasting):
                return WrittenQuote(exact=form)
    for form in forms if is_range else (words,):
        for prefix, suffix in _contexts(anchored, span, old):
            quote = WrittenQuote(exact=form, prefix=prefix, suffix=suffix)
            if _names(index, quote, span):
                return quote
    return None


def whole_sentence(anchored: AnchoredArticle, passage: Passage) -> tuple[int, int] | None:
    """The place of a passage that has changed; of one that was a sentence or several, to the ends
    of the sentences that it is now."""
    if passage.span and was_sentence(passage.annotation.quote.exact, passage.saved):
        return whole(anchored.projection, passage.span)
    return passage.span


def ranges(index: TextIndex, words: str) -> Iterator[str]:
    """Ways of writing a passage by its first and last words, the shortest first.

    What tells little would be found again only as long as nobody edits the text: such pairs come
    after all others.
    """
    cuts = [at for at in range(1, len(words)) if can_be_cut(words, at)]
    heads = [_head(words[:at]) for at in _counted(words, cuts)]
    tails = [words[at:].strip() for at in _counted(words, cuts[::-1])]
    pairs = [
        (head, tail)
        for head in heads
        for tail in tails
        if has_words(words[len(head) : max(0, len(words) - len(tail))])
    ]
    pairs.sort(key=lambda pair: (len(pair[0]) + len(pair[1]), abs(len(pair[0]) - len(pair[1]))))
    written = [f"{head} … {tail}" for head, tail in pairs]
    common = [form for form in written if index.bits(Quote.parse(form)) < FEW_BITS]
    yield from (form for form in written if form not in common)
    yield from common[::-1]


def _counted(words: str, cuts: list[int]) -> Iterator[int]:
    """The cuts behind which two words, three words, … have been passed."""
    passed, count = 0.0, _FEWEST
    for at in cuts:
        if words[at - 1].isspace():
            continue
        # Where no space divides words, two characters count for one.
        passed += 1 if words[at].isspace() else 0.5
        if passed >= count:
            yield at
            count += 1
        if count > _MOST:
            return


def _head(words: str) -> str:
    return words.strip().rstrip(",;:，、；：")


def _names(
    index: TextIndex, written: WrittenQuote, span: tuple[int, int], *, lasting: bool = False
) -> bool:
    """Whether a quote names the passage at `span` and nothing else."""
    quote = quote_of(written)
    found = index.locate(quote)
    names = found.status == "exact" and (found.start, found.end) == span
    return names and not (lasting and is_common(index, quote, found))


def _still_names(index: TextIndex, old: WrittenQuote, span: tuple[int, int]) -> bool:
    """Whether the old quote names the passage, and what it says of its context is true."""
    before, after = (fold(part).lower for part in (index.text[: span[0]], index.text[span[1] :]))
    return (
        _names(index, old, span)
        and before.rstrip().endswith(fold(old.prefix).lower.strip())
        and after.lstrip().startswith(fold(old.suffix).lower.strip())
    )


def _words(anchored: AnchoredArticle, start: int, end: int) -> str:
    """The words of a stretch on one line, a space between those of two blocks."""
    breaks = anchored.projection.breaks
    inner = breaks[bisect_right(breaks, start) : bisect_left(breaks, end)]
    parts = (anchored.words(part) for part in pairwise((start, *inner, end)))
    return " ".join(filter(None, parts)).translate(_INVISIBLE)


def _contexts(
    anchored: AnchoredArticle, span: tuple[int, int], old: WrittenQuote
) -> Iterator[tuple[str, str]]:
    """What may be written beside the words: as much as was, then more; on the sides on which there
    was something, then on both."""
    for size in _CONTEXTS:
        prefix, suffix = _before(anchored, span[0], size), _after(anchored, span[1], size)
        sides = [(prefix, suffix)]
        if not old.prefix:
            sides.insert(0, ("", suffix))
        if not old.suffix:
            sides.insert(0, (prefix, ""))
        yield from (pair for pair in sides if any(pair))


def _before(anchored: AnchoredArticle, offset: int, size: int) -> str:
    """The whole words before an offset, of at most so many characters."""
    text = anchored.projection.text
    offset -= len(text[:offset]) - len(text[:offset].rstrip())
    begin = max(0, offset - size)
    while begin < offset and not _is_border(anchored, begin):
        begin += 1
    return "" if has_placeholder(text, begin, offset) else _words(anchored, begin, offset)


def _after(anchored: AnchoredArticle, offset: int, size: int) -> str:
    """The whole words after an offset, of at most so many characters."""
    text = anchored.projection.text
    offset += len(text[offset:]) - len(text[offset:].lstrip())
    end = min(len(text), offset + size)
    while end > offset and not _is_border(anchored, end):
        end -= 1
    return "" if has_placeholder(text, offset, end) else _words(anchored, offset, end)


def _is_border(anchored: AnchoredArticle, offset: int) -> bool:
    breaks = anchored.projection.breaks
    at = bisect_left(breaks, offset)
    is_break = at < len(breaks) and breaks[at] == offset
    return is_break or can_be_cut(anchored.projection.text, offset)
