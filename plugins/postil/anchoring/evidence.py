"""Evidence: how well a place in a text fits what is known of a passage.

After an edit some words of a passage or of its surroundings are gone, and the question is whether
a place is where the passage was or only looks like it. The likeness of the letters does not
answer it: cut so that 0.5% of deleted passages are placed, it finds 58% of edited sentences. The
method here weighs words by what they tell, and the surroundings along with the words:

1. `_align` pairs the words of a snippet (prefix, exact words, suffix) with those of a region of
   the text: equal words by the longest common subsequence, and in the gaps that it leaves words
   that are spelt alike.
2. `_drop_strays` keeps the densest run of pairs: common words meet by chance.
3. `_passage` carries the boundaries of the exact words over to the text. Words of the text between
   the last pair of the prefix and the first pair of the exact words are shared out in proportion.
4. A `Match` sums the bits that were kept and lost, in the words and in the context on each side,
   and those of words added within the passage. Its `rank` compares it with other places, in bits;
   its `strength` is the logarithm of the odds that it is the passage.

The weights of `strength` come from 9,188 quotes of real revisions of 157 articles in nine
repositories, by logistic regression, one repository left out at a time: fitted on eight, the
thresholds chosen on the same eight, measured on the ninth. From one omission to the next the
weights for edited words move by a tenth to a fifth, those for unchanged words by up to a third;
they are rounded. Pooled over the nine, in percent: kept and unique 99.8 right; repeated phrases
98.9 right, 0.24 wrong; edited sentences 99.0, edited phrases 90.9 right; retyped 99.8; passages on
wrong words 0.19; deleted passages placed 0.43, half of them on words that a reader would accept.
The thresholds may place 0.46% of the deleted passages of the eight; with 0.48%, 91.7 of the edited
phrases are right and 0.57 of the deleted passages placed, with 0.40%, 89.2 and 0.43.
`benchmarks/anchoring.py` runs the engine over such cases.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from .expectation import Expectation
from .words import Lexicon, Snippet, find_words, words_of

SIMILAR = 70.0
"""From which similarity on (0-100) two words count as one spelt otherwise. Much below it, pairs
such as "what" and "that" appear."""

GAP_COST = 5.0
"""What a pair of words must bring, in bits, for each word of the text skipped to reach it. With 3,
a passage into which a sentence was inserted takes in all of it, and 0.3% more deleted passages
are placed; with 8, what stands on the far side of an insertion is lost as evidence, and 2% fewer
edited phrases are found."""

LOSS_COST = 0.5
"""The same for each word of the snippet skipped: an edit takes words away more often than not."""

MARGIN = 24
"""Characters beyond the context of an exact hit that are looked at, room for an insertion."""

CONTEXT_SHARE = 0.5
"""What a pair of the context brings when strays are dropped, compared with a pair of the words
themselves: it is they that are looked for. Between 0.35 and 0.7 no figure moves by a point."""

SCRAP = 0.15
"""Up to which part of the bits kept of a bare quote what lies beyond a border at one of its ends is
a scrap of another sentence. Where the context is known, only words that nothing pairs with are."""

GAP_WORDS = 24
"""How many words of a gap are compared for their spelling: the bound on the work in a gap."""

_Pairs = list[tuple[int, int, float]]
"""Paired words: index in the snippet, index in the region, likeness (0..1); ascending in both."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place, with the evidence for it, in bits. Offsets are those of the folded text."""

    start: int
    end: int
    kept: float
    """Bits of the exact words that stand there."""
    lost: float
    """Bits of the exact words that do not."""
    added: float
    """Bits of the other words that stand there."""
    context_kept: float
    """Bits of prefix and suffix that stand beside it."""
    context_lost: float
    before: float
    """The part of the bits of the prefix that stands there; 1 where there is no prefix."""
    behind: float
    """The same of the suffix."""
    words_lost: int
    """How many words of the context do not stand there, nor any spelt alike."""
    survival: float
    """The part of the exact words, by their number, that stand there."""
    is_exact: bool
    """Whether the words stand there as they were, apart from case."""
    shift: float = 0.0
    """How far outside of where changes on one side of it would have moved the passage, as a part of
    the text (`Expectation`); 0 where its old position is not known."""
    drift: float = 0.0
    """How far from where even changes would have moved it."""

    @property
    def rank(self) -> float:
        """The measure by which places are compared, in bits.

        Context outvotes the words, because the truest rival of an edited phrase is its old wording
        elsewhere. Position breaks ties: where all else is equal, `index.LEAD` is reached by being
        nearer by 4% of the text. With three times the weight twice as many repeated phrases are set
        on wrong words; with none, 1.6% more of them are refused.
        """
        near = math.exp(-self.shift / 0.2)
        return 0.7 * self.kept - 0.3 * (self.lost + self.added) + self.context_kept + 10.0 * near

    @property
    def strength(self) -> float:
        """The logarithm of the odds that this is the passage, shifted so that 0 is the threshold.

        `support` is the part of all bits, of words and context as one body, that was kept: for
        three words the context decides, for a sentence the words do.

        Words that may have changed: whether the words survived counts most, up to 65% of them;
        beyond that the question is not whether but where. Six words that survived prove more than
        two, up to 60 bits of them.

        Words that stand unchanged need more besides, for they may be the same words elsewhere
        while the passage itself was deleted or edited: support, a long quote, nearness.
        """
        total = self.kept + self.lost + self.added + self.context_kept + self.context_lost
        support = (self.kept + self.context_kept) / total if total else 1.0
        near = math.exp(-self.shift / 0.05)
        if self.is_exact:
            bits = min(self.kept + self.context_kept, 100.0)
            return 4.0 * support + 0.06 * bits + 2.6 * near - 6.7
        survival = min(self.survival, 0.65)
        return 11.0 * survival + 7.5 * support + 0.065 * min(self.kept, 60.0) + 1.8 * near - 13.1

    def compared_with(self, expected: Expectation | None) -> Match:
        """The match with its distance from where the passage was expected."""
        if expected is None:
            return self
        return replace(self, shift=expected.shift(self.start), drift=expected.drift(self.start))

    def overlaps(self, other: Match) -> bool:
        """Whether two places are one: they share a third of the shorter."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return shared > 0.3 * min(self.end - self.start, other.end - other.start)


def match_exact(lexicon: Lexicon, snippet: Snippet, start: int) -> Match:
    """The evidence for a place where the exact words stand unchanged; `start` is folded."""
    text = lexicon.text
    end = start + len(snippet.exact)
    before = text[max(0, start - len(snippet.prefix) - MARGIN) : start]
    behind = text[end : end + len(snippet.suffix) + MARGIN]
    pairs = _beside(snippet, 0, snippet.first, before, before.rstrip().endswith(snippet.prefix))
    last, unchanged = len(snippet.words), behind.lstrip().startswith(snippet.suffix)
    pairs += _beside(snippet, snippet.after, last, behind, unchanged)
    context = _context(snippet, pairs)
    return Match(start, end, snippet.exact_bits, 0.0, 0.0, *context, 1.0, is_exact=True)


def _context(snippet: Snippet, pairs: _Pairs) -> tuple[float, float, float, float, int]:
    """Of prefix and suffix: the bits kept and lost, the parts kept of each, the words lost."""
    first, after, bits = snippet.first, snippet.after, snippet.bits
    before = sum(likeness * bits[index] for index, _, likeness in pairs if index < first)
    behind = sum(likeness * bits[index] for index, _, likeness in pairs if index >= after)
    all_before, all_behind = sum(bits[:first]), sum(bits[after:])
    paired = sum(not first <= index < after for index, _, _ in pairs)
    return (
        before + behind,
        all_before + all_behind - before - behind,
        before / all_before if all_before else 1.0,
        behind / all_behind if all_behind else 1.0,
        len(bits) - (after - first) - paired,
    )


def _beside(snippet: Snippet, first: int, after: int, beside: str, unchanged: bool) -> _Pairs:
    """Some words of the snippet, paired with those of a stretch beside the passage."""
    if unchanged:
        return [(index, index, 1.0) for index in range(first, after)]
    pairs = _align(snippet.words[first:after], words_of(beside))
    return [(first + index, at, likeness) for index, at, likeness in pairs]


def match_region(
    lexicon: Lexicon,
    snippet: Snippet,
    start: int,
    end: int,
    *,
    gap_cost: float = GAP_COST,
    tight: bool = True,
) -> Match | None:
    """The place within a region of the text that fits a snippet best, if any does.

    A `tight` place has neither words at its ends that may stand for lost ones where nothing is
    known of the context, nor scraps of other sentences.
    """
    region = find_words(lexicon.text[start:end])
    words = [word[0] for word in region]
    pairs = _drop_strays(_align(snippet.words, words), snippet, gap_cost)
    passage = _passage(pairs, snippet, len(words), tight=tight)
    if passage is None:
        return None
    first, after = passage
    if tight:
        begins = [n for n in range(first, after) if lexicon.begins(start + region[n].start())]
        first, after = _without_scraps(pairs, snippet, passage, begins)

    exact_kept = survived = 0.0
    paired = set()
    for index, at, likeness in pairs:
        if snippet.first <= index < snippet.after:
            exact_kept += likeness * snippet.bits[index]
            survived += likeness
            paired.add(at)
    return Match(
        start + region[first].start(),
        start + region[after - 1].end(),
        exact_kept,
        snippet.exact_bits - exact_kept,
        sum(lexicon.bits(words[at]) for at in range(first, after) if at not in paired),
        *_context(snippet, pairs),
        survived / (snippet.after - snippet.first),
        is_exact=False,
    )


def _align(words: Sequence[str], region: Sequence[str]) -> _Pairs:
    """Pair the words of a snippet with those of a region, in order."""
    pairs: _Pairs = []
    done = reached = 0
    for block in Indel.opcodes(words, region).as_matching_blocks():
        if done < block.a and reached < block.b:
            pairs += _pair_gap(words, region, (done, block.a), (reached, block.b))
        pairs += [(block.a + step, block.b + step, 1.0) for step in range(block.size)]
        done, reached = block.a + block.size, block.b + block.size
    return pairs


def _pair_gap(
    words: Sequence[str], region: Sequence[str], gap: tuple[int, int], place: tuple[int, int]
) -> Iterator[tuple[int, int, float]]:
    """Pair words spelt alike in a gap between equal words; `every body` pairs with `everybody`."""
    (first, after), (reached, limit) = gap, place
    if after - first + limit - reached <= 8 and "".join(words[first:after]) == "".join(
        region[reached:limit]
    ):
        last = limit - reached - 1
        for step in range(after - first):
            yield first + step, reached + min(step, last), 1.0
        return
    for index in range(first, min(after, first + GAP_WORDS)):
        if len(words[index]) < 3:
            continue
        candidates = region[reached : min(limit, reached + GAP_WORDS)]
        found = process.extractOne(
            words[index], candidates, scorer=fuzz.ratio, score_cutoff=SIMILAR
        )
        if found is not None:
            _, likeness, step = found
            yield index, reached + step, likeness / 100
            reached += step + 1


def _drop_strays(pairs: _Pairs, snippet: Snippet, gap_cost: float) -> _Pairs:
    """The run of pairs that brings most, less what it costs to bridge the gaps between them.

    The maximum subarray (Kadane): a run that costs more than it brings is not continued.
    """
    best = total = 0.0
    best_run = (0, 0)
    begin = 0
    for number, (index, at, likeness) in enumerate(pairs):
        if number:
            last_index, last_at, _ = pairs[number - 1]
            total -= gap_cost * max(0, at - last_at - 1)
            total -= LOSS_COST * (index - last_index - 1)
        if total <= 0:
            total, begin = 0.0, number
        within = snippet.first <= index < snippet.after
        total += likeness * snippet.bits[index] * (1.0 if within else CONTEXT_SHARE)
        if total > best:
            best, best_run = total, (begin, number + 1)
    return pairs[slice(*best_run)]


def _without_scraps(
    pairs: _Pairs, snippet: Snippet, passage: tuple[int, int], begins: Sequence[int]
) -> tuple[int, int]:
    """A passage less the scraps of other sentences at its ends.

    `begins` are the words of the region with which a sentence or a block begins. The first or last
    word of the quote is gone, and beyond the border stand only common words that are paired by
    chance ("and in" with the "In" of the next sentence), or none.
    """
    first, after = passage
    exact = [(i, at, like) for i, at, like in pairs if snippet.first <= i < snippet.after]
    is_bare = len(snippet.words) == snippet.after - snippet.first
    bits = sum(likeness * snippet.bits[index] for index, _, likeness in exact)
    most = SCRAP * bits if is_bare else 0.0

    def is_scrap(begin: int, end: int, edge: int) -> bool:
        inside = [(i, like) for i, at, like in exact if begin <= at < end]
        if any(index == edge and like == 1 for index, like in inside):
            return False
        return sum(like * snippet.bits[index] for index, like in inside) <= most

    if sum(first < border < after for border in begins) <= snippet.crossings:
        return passage
    for border in begins:
        if first < border < after and is_scrap(first, border, snippet.first):
            first = border
    for border in reversed(begins):
        if first < border < after and is_scrap(border, after, snippet.after - 1):
            after = border
    return first, after


def _passage(pairs: _Pairs, snippet: Snippet, size: int, *, tight: bool) -> tuple[int, int] | None:
    """The words of the region, from and up to, that stand where the exact words stood.

    `size` is the number of words in the region. None where no place can be told.
    """
    before = [pair for pair in pairs if pair[0] < snippet.first]
    within = [pair for pair in pairs if snippet.first <= pair[0] < snippet.after]
    behind = [pair for pair in pairs if pair[0] >= snippet.after]
    count = snippet.after - snippet.first
    if not within:
        # Every word was replaced: what stands between the contexts, if they are both there.
        if not before or not behind:
            return None
        first, after = before[-1][1] + 1, behind[0][1]
        return (first, after) if 0 < after - first <= 3 * count + 6 else None

    index, at, _ = within[0]
    outside = (at - before[-1][1] - 1, snippet.first - before[-1][0] - 1) if before else None
    first = at - _unpaired(index - snippet.first, outside, at if snippet.first or not tight else 0)
    index, at, _ = within[-1]
    outside = (behind[0][1] - at - 1, behind[0][0] - snippet.after) if behind else None
    available = size - at - 1 if snippet.after < len(snippet.words) or not tight else 0
    after = at + 1 + _unpaired(snippet.after - index - 1, outside, available)
    return first, after


def _unpaired(missing: int, outside: tuple[int, int] | None, available: int) -> int:
    """How many unpaired words of the text at one end of the passage belong to it.

    `missing` words of the quote have no partner there. `outside` counts the words of the text up
    to the nearest paired word of the context, and the words of the context without a partner that
    compete for them; None where no word of that context is paired. `available` words there are;
    none where nothing is known of the context: what has no partner is then left out.
    """
    if not missing:
        return 0
    if outside is None:
        return min(missing, available)
    gap, rivals = outside
    return min(round(gap * missing / (missing + rivals)), 2 * missing + 2)
