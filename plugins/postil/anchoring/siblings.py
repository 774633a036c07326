"""Siblings: sentences built like that of a passage, and the words that tell it from them.

Two articles of a law, two items of a list may share all but a word. When one of them is taken away
and the other edited, what is left looks like the passage with some words changed, and stands where
the passage stood. What says otherwise are few words: those of the passage that are gone, and those
of the sibling that stand there instead. They are saved while both sentences are there:
"lamp | whistle | anchor" are the words of a passage, then those of each sibling.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import filterfalse

from rapidfuzz.distance import Indel

LIKE = 0.5
"""Which part of their words two sentences share, in order, if they are built alike. With 0.4, two
edited sentences of real revisions are refused that are found with 0.5; with 0.7, some deleted ones
of texts of our own are placed on an edited sibling. Real revisions have too few to tell more."""

NEAR = 20
"""How many sentences away on each side siblings are looked for: the bound on the work."""

MOST_SIBLINGS = 4
"""How many are told apart, the nearest: between what stands on both sides are no others."""

MOST_WORDS = 4
"""How many words of each are saved, the rarest: one may be edited."""

LONGEST = 3
"""Of how many sentences a passage may be: more of them are never taken for others."""


def unlike(
    sentences: Sequence[Sequence[str]], first: int, after: int, bits: Callable[[str], float]
) -> str:
    """What tells the sentences from `first` up to `after` from their siblings; empty without any.
    The passage's own words are those that some sibling lacks.

    `sentences` are the words of all sentences of a text, `bits` is what a word tells.
    """
    size = after - first
    if not 0 < size <= LONGEST:
        return ""
    words = _joined(sentences, first, after)
    siblings: list[list[str]] = []
    begins = [*range(max(0, first - NEAR), first - size + 1)]
    begins += range(after, min(after + NEAR, len(sentences) - size + 1))
    for begin in sorted(begins, key=lambda begin: abs(begin - first)):
        other = _joined(sentences, begin, begin + size)
        # One that has all of its words may be what an edit makes of it.
        if {*words} - {*other} and Indel.normalized_similarity(words, other) >= LIKE:
            siblings.append(other)
        if len(siblings) == MOST_SIBLINGS:
            break
    if not siblings:
        return ""
    shared = set(words).intersection(*siblings)
    groups = [_telling(words, shared, bits)]
    groups += [_telling(other, words, bits) for other in siblings]
    return " | ".join(map(" ".join, groups))


def is_sibling(unlike: str, words: Collection[str]) -> bool:
    """Whether the words of a place are those of a sibling rather than those of the passage: half of
    them or more are there, and fewer of the passage."""
    own, *others = (_share(group.split(), words) for group in unlike.split("|"))
    return any(other >= 0.5 and other > own for other in others)


def _joined(sentences: Sequence[Sequence[str]], first: int, after: int) -> list[str]:
    return [word for sentence in sentences[first:after] for word in sentence]


def _telling(
    words: Sequence[str], others: Collection[str], bits: Callable[[str], float]
) -> list[str]:
    """The rarest of some words that are not among others, in their order. Numbers only where there
    is nothing else: what comes after an article that is struck out gets its number."""
    different = [word for word in dict.fromkeys(words) if word not in others]
    different = [*filterfalse(str.isnumeric, different)] or different
    rarest = sorted(different, key=bits, reverse=True)[:MOST_WORDS]
    return [word for word in different if word in rarest]


def _share(group: Sequence[str], words: Collection[str]) -> float:
    return sum(word in words for word in group) / len(group) if group else 0.0
