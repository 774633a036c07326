"""The index of a text: where the passage of a quote stands in it, or that it cannot be told.

`TextIndex.locate` places a quote only when one place is proven and no other comes near it:

- A *bare* quote, words only, stands where its words stand, if they stand there once. Twice is
  ambiguous, whatever the places look like. Words in the same case go before words in another, and
  words within longer words count, but are no place for a bare quote: "art" is not in "party".
- Words that stand once between exactly the prefix and suffix that are known, stand there.
- Where the pieces of the old text are known (`pieces`), what stands of them says where the passage
  may be. Words of a sentence that was there before, and is another, are no place for it, nor are
  those of one that was built like it, and edited (`siblings`).
- Otherwise every place where the words stand, and every region that shares rare words with the
  quote and its surroundings, is weighed (`evidence`). The best is taken if its strength is above
  0 and it leads by `LEAD` bits. An exact hit does not end the search: the commonest true error is
  a phrase edited by one word while its old wording stands elsewhere.
- A range, "first words … last words", needs both its ends, and one pair of ends only.

What is not placed comes with suggestions, the likeliest first (`guesses`).

The work for one quote is bounded: `places.MOST_HITS` hits counted and `MOST_WEIGHED` weighed, six
regions, and six more for suggestions, `LONGEST` words aligned.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice, pairwise

from .evidence import Match, match_exact, match_region
from .expectation import Expectation
from .folding import fold
from .guesses import guess
from .location import Location, Status, Why
from .pieces import Piece, Room, Standing, pieces_at, pieces_of
from .places import MOST_HITS, exact_places, similar_regions
from .quote import ELLIPSES, Quote, unbracketed
from .siblings import is_sibling, unlike
from .suggestion import Suggestion, has_placeholder, suggest
from .unmarked import Unmarked
from .words import Lexicon, Snippet, find_words, is_whole, same_words, words_of

__all__ = ["FEW_BITS", "Location", "Suggestion", "TextIndex"]

FEW_BITS = 25.0
"""A bare quote that tells less is short or common, and `Location.advice` says so. Below 25 bits
(three or four words) 14.5% of quotes looked up without context in an edited text land on wrong
words, above 80 bits 0.03%."""

LEAD = 2.0
"""By how many bits a place must lead (`Match.rank`). With 0, 0.6% of repeated phrases are set on
the wrong words, with 2, 0.2%; with 4 no fewer, and 0.5% more are refused."""

PROVEN_BITS = 40.0
"""How many bits of a bare quote must have survived an edit, there being no context to support it:
five or six words. Looked up without context, 0.3% of deleted passages are then placed."""

IN_ROOM = -1.0
"""The strength that suffices for changed words where the standing pieces leave room for them and
for little else. With 0, 11 of 724 edited phrases fewer are found; with -2 two more, and two more
passages that are gone are placed."""

OUT_OF_ROOM = 2.0
"""The strength that a place must have outside of it: only words that moved are there. With 1, two
more of 93 moved passages are found, and as many deleted ones placed."""

BOTH_SIDES = 0.5
"""The part of the prefix and of the suffix that must stand beside words that stood more often: of
such places, 46 of 58 wrong ones have less on one side, and 28 right ones."""

FOREIGN = 4
"""How many words beside a place may be others before its author is asked to look at it: two or
three are an edit beside the passage, or the next article of a law."""

MANY_BITS = 80.0
"""Words that tell so much are no other passage's: 0.03% land on wrong words without any context."""

SNAP = 16
"""How many characters an end of whole sentences may be away from the border of one to be moved to
it; 10% of edited sentences are then cut, as in truth 11 to 14%. Without it 17%; with 24, two
sentences are set on another one."""

SNAP_SHARE = 0.2
"""The same as a part of the passage: a long one is moved further."""

NARROW = 3
"""A room that is at most so many times as long as the snippet is weighed as a whole: what shares
most words with an edited sentence may be the one after it, built alike. With 6, two edited phrases
more are found, in words that are hardly the passage."""

BEYOND = 16
"""How many characters on both sides of such a room are looked at for the context."""

MOST_WEIGHED = 12
"""How many of the places where the exact words stand are weighed: the bound on the work."""

BESIDE = 10
"""How many characters on each side choose them."""

MOST_SUGGESTIONS = 5

WORTH_A_LOOK = 0.05
"""The probability from which a place is suggested for a passage that is not there."""

LONGEST = 500
"""Words beyond which a quote that does not stand in the text is looked up by its two ends. About
a page; the bound on the length of an alignment."""

ENDS = 240
"""How many characters of each end then serve: a sentence or two."""

RANGE = 10_000
"""How far a range may reach, in folded characters from its first to its last word: about five
pages. Ends further apart are not the ends of one passage."""


@dataclass(frozen=True, slots=True)
class _Query:
    """A quote made ready for one text."""

    quote: Quote
    snippet: Snippet
    expected: Expectation | None
    """Where it would begin now; None if its old position is not known."""


class TextIndex:
    """A text made ready for finding quotes in it.

    `breaks` are the sorted offsets where one block ends and the next begins although no white
    space stands there; words of two blocks are never one word.
    """

    def __init__(self, text: str, breaks: Iterable[int] = ()) -> None:
        self.text = text
        self._folded = fold(text, breaks := tuple(breaks))
        self._lexicon = Lexicon(self._folded.lower, map(self._folded.offset, breaks))
        self._standing: dict[str, Standing] = {}

    @property
    def _cuts(self) -> list[int]:
        """Where sentences and blocks begin in the folded text, and its end."""
        return self._lexicon.cuts

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of the text; their offsets are folded."""
        return pieces_of(self._folded.lower, self._cuts)

    @cached_property
    def fingerprints(self) -> str:
        """The fingerprints of the pieces, with spaces between."""
        return " ".join(piece.fingerprint for piece in self.pieces)

    def pieces_at(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the first and the last piece of a passage."""
        return pieces_at(self.pieces, self._folded.offset(start), self._folded.offset(end))

    @cached_property
    def _sentences(self) -> list[list[str]]:
        """The words of each sentence and block, from one cut to the next."""
        return [words_of(self._folded.lower[start:end]) for start, end in pairwise(self._cuts)]

    def unlike(self, start: int, end: int) -> str:
        """The words that tell the sentences of a passage from those built like them."""
        first = bisect_right(self._cuts, self._folded.offset(start)) - 1
        after = bisect_left(self._cuts, self._folded.offset(end))
        return unlike(self._sentences, first, after, self._lexicon.bits)

    def _is_sibling(self, query: _Query, start: int, end: int) -> bool:
        """Whether a place is in a sentence that was built like that of the passage."""
        if not query.quote.unlike:
            return False
        first, after = self._sentence(start, end)
        return is_sibling(query.quote.unlike, {*words_of(self._folded.lower[first:after])})

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """From the cut before a place to the one behind it."""
        return (
            self._cuts[bisect_right(self._cuts, start) - 1],
            self._cuts[bisect_left(self._cuts, end)],
        )

    def count(self, words: str) -> int:
        """How often words stand in the text, those within longer words included."""
        return len(exact_places(self._lexicon, fold(words).lower.strip()))

    def _room(self, quote: Quote) -> Room | None:
        """Where the passage of a quote may stand, as far as that is known."""
        if quote.within is None:
            return None
        if quote.pieces not in self._standing:
            standing = Standing(quote.pieces.split(), self.pieces, len(self._folded.text))
            self._standing[quote.pieces] = standing
        return self._standing[quote.pieces].room(*quote.within)

    def bits(self, quote: Quote) -> float:
        """How much the words of a quote tell in this text, in bits. Compare with `FEW_BITS`."""
        return Snippet(self._lexicon, f"{quote.exact} {quote.last or ''}").exact_bits

    def locate(self, quote: Quote) -> Location:
        """Find the passage of a quote."""
        location = self._locate(quote)
        if location.status == "missing" and not location.why and quote.last is None:
            return replace(location, why=self._why(quote))
        return location

    def _why(self, quote: Quote) -> Why:
        """Whether words that are not the passage stand in the text for all that."""
        words = fold(quote.exact).lower.strip()
        places = exact_places(self._lexicon, words) if words else []
        if any(is_whole(self._folded.lower, at, at + len(words)) for at in places):
            return "elsewhere"
        return "inside" if places else ""

    def _locate(self, quote: Quote) -> Location:
        if quote.last is not None:
            return self._locate_range(quote)
        query = self._query(quote)
        if not query.snippet.cased:
            return Location("missing", None, None, 0.0, advice="quote some words of the passage")
        places = exact_places(self._lexicon, query.snippet.exact)
        if not places and (spelt := unbracketed(quote.exact)) != quote.exact:
            return self._locate(replace(quote, exact=spelt))
        room = self._room(quote)
        if room:
            location = self._locate_in_room(query, places, room)
        elif quote.is_bare:
            location = self._locate_bare(query, places)
        else:
            location = self._locate_literally(query, places)
        if location is not None:
            return location
        if len(query.snippet.words) > LONGEST:
            location = self._locate_range(_ends(quote), reach=max(RANGE, 2 * len(quote.exact)))
            return location if location.start is None else replace(location, status="changed")
        if room:
            return self._decide_in_room(query, places, room)
        return self._decide(query, self._weigh(query, places))

    def _query(self, quote: Quote) -> _Query:
        snippet = Snippet(self._lexicon, quote.exact, quote.prefix, quote.suffix)
        return _Query(quote, snippet, Expectation.of(quote, self.text, self._folded))

    # Words that stand there as they are

    def _locate_bare(self, query: _Query, places: list[int]) -> Location | None:
        """The place of a quote that is words only; None if they do not stand there."""
        size = len(query.snippet.exact)
        hits = self._in_same_case(query, places) or places
        if not hits or (
            len(hits) == 1 and not is_whole(self._folded.lower, hits[0], hits[0] + size)
        ):
            return None
        if len(hits) > 1:
            spans = [(at, at + size) for at in hits[:MOST_SUGGESTIONS]]
            return self._refuse("ambiguous", [(span, 1 / len(hits)) for span in spans])
        bits = query.snippet.exact_bits
        advice = ""
        if bits < FEW_BITS:
            advice = (
                "these words are few or common here, and would not be found again after an edit: "
                "add a prefix or a suffix, or run `postil lock`"
            )
        return self._place(query, (hits[0], hits[0] + size), 1 - 2 ** (-bits / 8), advice)

    def _locate_literally(self, query: _Query, places: list[int]) -> Location | None:
        """The one place where the words stand between all of the prefix and all of the suffix."""
        text, size = self._folded.lower, len(query.snippet.exact)
        prefix, suffix = query.snippet.prefix, query.snippet.suffix
        if not (prefix or suffix):
            return self._locate_bare(query, places) if len(places) == 1 else None
        hits = [
            at
            for at in places
            if text[max(0, at - len(prefix) - 1) : at].rstrip().endswith(prefix)
            and text[at + size : at + size + len(suffix) + 1].lstrip().startswith(suffix)
        ]
        if len(hits) > 1:
            hits = self._in_same_case(query, hits)
        if len(hits) != 1 or len(places) == MOST_HITS:
            return None
        match = match_exact(self._lexicon, query.snippet, hits[0])
        return self._place(query, (match.start, match.end), _probability(match))

    def _in_same_case(self, query: _Query, places: list[int]) -> list[int]:
        return [at for at in places if self._folded.text.startswith(query.snippet.cased, at)]

    def _locate_in_room(self, query: _Query, places: list[int], room: Room) -> Location | None:
        """The one place where the words stand in their own sentence, or with their context."""
        size = len(query.snippet.exact)
        inside = [at for at in places if room.holds(at, at + size)]
        if room.is_own and len(inside) == 1:
            return self._place(query, (inside[0], inside[0] + size), 1.0)
        if room.is_own and not inside:
            # Its sentence stands, so at most the signs between the words are others.
            match = match_region(self._lexicon, query.snippet, room.start, room.end)
            if match and match.lost == match.added == 0:
                return self._place(query, self._with_punctuation(query, match), 1.0)
        inside = [at for at in inside if not self._is_sibling(query, at, at + size)]
        return self._locate_literally(query, inside) if inside else None

    # Words that may have changed

    def _weigh(self, query: _Query, places: list[int], room: Room | None = None) -> list[Match]:
        """The evidence for all places worth a look, the best first, none overlapping a better."""
        places = self._likeliest(query, places)
        matches = [match_exact(self._lexicon, query.snippet, at) for at in places]
        for region in similar_regions(self._lexicon, query.snippet):
            match = match_region(self._lexicon, query.snippet, *region)
            if match is not None:
                matches.append(match)
        if room and not any(m.strength >= 0 and room.holds(m.start, m.end) for m in matches):
            matches += self._match_in_narrow(query, room)
        matches = [match.compared_with(query.expected) for match in matches]
        matches.sort(key=lambda match: (-match.rank, match.start))
        apart: list[Match] = []
        for match in matches:
            if not any(match.overlaps(other) for other in apart):
                apart.append(match)
        return apart

    def _match_in_narrow(self, query: _Query, room: Room) -> Iterator[Match]:
        """What fits best in a room that holds little else."""
        if room.end - room.start <= NARROW * query.snippet.length:
            start, end = max(0, room.start - BEYOND), room.end + BEYOND
            match = match_region(self._lexicon, query.snippet, start, end)
            if match is not None:
                yield match

    def _likeliest(self, query: _Query, places: list[int]) -> list[int]:
        """The places to weigh, where there are too many: with the same words beside them, near."""
        if len(places) <= MOST_WEIGHED:
            return places
        text, snippet = self._folded.lower, query.snippet
        before, behind = snippet.prefix[-BESIDE:], snippet.suffix[:BESIDE]

        def unlikeliness(at: int) -> tuple[int, int]:
            end = at + len(snippet.exact)
            differing = (before not in text[max(0, at - 2 * BESIDE) : at]) + (
                behind not in text[end : end + 2 * BESIDE]
            )
            return differing, query.expected.distance(at) if query.expected else 0

        return sorted(places, key=unlikeliness)[:MOST_WEIGHED]

    def _decide_in_room(self, query: _Query, places: list[int], room: Room) -> Location:
        """Place the best match in the room that the standing pieces leave, or words that moved."""
        size = len(query.snippet.exact)
        free = [at for at in places if not room.is_taken(at, at + size)]
        inside = [at for at in free if room.holds(at, at + size)]
        weighed = [
            match
            for match in self._weigh(query, inside or free, room)
            if not room.is_taken(match.start, match.end)
        ]
        matches = [
            match for match in weighed if not self._is_sibling(query, match.start, match.end)
        ]
        within = [match for match in matches if room.holds(match.start, match.end)]
        if within and self._is_proven(query, within[0], 0.0 if within[0].is_exact else IN_ROOM):
            return self._take_leader(query, within, matches, len(places))
        if query.quote.count == 1 and len(places) == 1 and free:
            return replace(self._place(query, (free[0], free[0] + size), 0.9), moved=True)
        outside = [match for match in matches if match not in within]
        if outside and outside[0].strength > OUT_OF_ROOM:
            location = self._take_leader(query, outside, matches, len(places))
            return replace(location, moved=location.start is not None)
        return self._refuse_guessing("missing", query, weighed, room)

    def _take_leader(
        self, query: _Query, rivals: list[Match], matches: list[Match], count: int
    ) -> Location:
        """Place the first of some proven matches if it leads; `count` is how often the words
        stand now. Of several places that were, those that are left may be the others."""
        best = rivals[0]
        lead = best.rank - rivals[1].rank if len(rivals) > 1 else math.inf
        fewer = best.is_exact and (query.quote.count or 0) > count
        if lead < LEAD or (fewer and min(best.before, best.behind) < BOTH_SIDES):
            return self._refuse_guessing("ambiguous", query, matches)
        location = self._place(query, self._with_punctuation(query, best), _probability(best))
        return location if query.quote.count == 1 == count else self._doubted(location, best)

    def _doubted(self, location: Location, match: Match) -> Location:
        """A location that its author is to look at if the words beside it are others now."""
        if match.words_lost >= FOREIGN and match.kept < MANY_BITS:
            return replace(location, status="changed")
        return location

    def _decide(self, query: _Query, matches: list[Match]) -> Location:
        """Place the best match, if it is proven and leads; else refuse, and say what may be."""
        if not matches:
            return self._refuse_guessing("missing", query, [])
        best = matches[0]
        lead = best.rank - matches[1].rank if len(matches) > 1 else math.inf
        if lead < LEAD and (self._is_proven(query, best) or matches[1].is_exact):
            return self._refuse_guessing("ambiguous", query, matches)
        if not self._is_proven(query, best):
            return self._refuse_guessing("missing", query, matches)
        location = self._place(query, self._with_punctuation(query, best), _probability(best))
        return self._doubted(location, best)

    def _with_punctuation(self, query: _Query, match: Match) -> tuple[int, int]:
        """The span of a match, with punctuation at its ends where the quote has it too, and with
        whole sentences at those where the quote has them."""
        if match.is_exact:
            return match.start, match.end
        words = find_words(query.snippet.exact)
        leading, trailing = words[0].start(), len(query.snippet.exact) - words[-1].end()
        text, start, end = self._folded.lower, match.start, match.end
        while leading and start and not (text[start - 1].isspace() or text[start - 1].isalnum()):
            start, leading = start - 1, leading - 1
        while trailing and end < len(text) and not (text[end].isspace() or text[end].isalnum()):
            end, trailing = end + 1, trailing - 1
        reach = max(SNAP, SNAP_SHARE * (end - start))
        snippet = query.snippet
        if snippet.is_sentence:
            start = self._snapped(start, reach, end, at_begin=True)
            end = self._snapped(end, reach, start, at_begin=False)
        return start, end

    def _snapped(self, offset: int, reach: float, other: int, *, at_begin: bool) -> int:
        """The border of a sentence next to one end of a passage, if it is within reach; `other` is
        the other end."""
        text = self._folded.lower
        number = bisect_left(self._cuts, offset)
        near = []
        for cut in self._cuts[max(0, number - 1) : number + 2]:
            if at_begin:
                while cut < len(text) and text[cut].isspace():
                    cut += 1
            else:
                while cut and text[cut - 1].isspace():
                    cut -= 1
            if abs(cut - offset) <= reach and (cut < other if at_begin else cut > other):
                near.append(cut)
        return min(near, key=lambda cut: abs(cut - offset), default=offset)

    # Ranges

    def _locate_range(self, quote: Quote, reach: int = RANGE) -> Location:
        """The passage from its first words to its last ones, at most `reach` characters long."""
        first = self._query(replace(quote, suffix="", last=None))
        last = self._query(Quote(quote.last or "", suffix=quote.suffix))
        if not (first.snippet.cased and last.snippet.cased):
            return self._locate(
                replace(quote, exact=first.snippet.cased or last.snippet.cased, last=None)
            )
        for ellipsis in ELLIPSES:
            written = f"{quote.exact} {ellipsis} {quote.last}"
            if fold(written).lower.strip() in self._folded.lower:
                return self._locate(replace(quote, exact=written, last=None))

        pairs = self._pairs(first, last, reach)
        suggested = [
            ((begin.start, end.end), min(_probability(begin), _probability(end)))
            for begin, end in pairs
        ]
        if not pairs:
            return self._refuse("missing", [])
        if len(pairs) > 1 and _pair_rank(pairs[0]) - _pair_rank(pairs[1]) < LEAD:
            return self._refuse("ambiguous", suggested)
        begin, end = pairs[0]
        if not (self._is_end(first, begin) and self._is_end(last, end)):
            return self._refuse("missing", suggested)
        start, stop = self._folded.span(
            self._with_punctuation(first, begin)[0], self._with_punctuation(last, end)[1]
        )
        unchanged = self._stands(first, begin) and self._stands(last, end)
        return Location("exact" if unchanged else "changed", start, stop, suggested[0][1])

    def _pairs(self, first: _Query, last: _Query, reach: int) -> list[tuple[Match, Match]]:
        """Places of the first words with places of the last words after them, the best first."""
        begin_places, end_places = self._whole(first), self._whole(last)
        size = len(first.snippet.exact)
        paired_begins = [
            at for at in begin_places if _any_within(end_places, at + size, at + reach)
        ]
        paired_ends = [
            at for at in end_places if _any_within(begin_places, at - reach, at - size + 1)
        ]
        begins = self._weigh(first, paired_begins or begin_places)
        ends = self._weigh(last, paired_ends or end_places)
        pairs = [
            (begin, end)
            for begin in begins
            for end in ends
            if begin.end <= end.start and end.end <= begin.start + reach
        ]
        return sorted(pairs, key=_pair_rank, reverse=True)

    def _whole(self, query: _Query) -> list[int]:
        """Where the words of a query stand as whole words; in their case, if they do anywhere."""
        text, words = self._folded.lower, query.snippet.exact
        whole = [
            at for at in exact_places(self._lexicon, words) if is_whole(text, at, at + len(words))
        ]
        return self._in_same_case(query, whole) or whole

    def _is_end(self, query: _Query, match: Match) -> bool:
        """Whether a match is an end of a range: bare words that stand there are."""
        return (query.quote.is_bare and match.is_exact) or self._is_proven(query, match)

    # Answers

    def _is_proven(self, query: _Query, match: Match, odds: float = 0.0) -> bool:
        """Whether the evidence for a place suffices; bare words alone prove nothing of an edit,
        unless many of them survived it. (That they stand there once is no matter of evidence.)
        """
        if query.quote.is_bare:
            return not match.is_exact and match.strength >= 0 and match.kept >= PROVEN_BITS
        return match.strength >= odds

    def _stands(self, query: _Query, match: Match) -> bool:
        """Whether the words of a query stand at a place, in their case."""
        return match.is_exact and self._folded.text.startswith(query.snippet.cased, match.start)

    def _place(
        self, query: _Query, span: tuple[int, int], confidence: float, advice: str = ""
    ) -> Location:
        unchanged = same_words(self._folded.text[slice(*span)], query.snippet.cased)
        start, end = self._folded.span(*span)
        if unchanged:
            return Location("exact", start, end, confidence, (), advice)
        # What is left out at an end may be what is put in later, in the same sentence.
        lacking = max(0, len(query.quote.exact) - (end - start)) + 2
        first, after = self._folded.span(*self._sentence(*span))
        begin, stop = max(first, start - lacking), min(after, end + lacking)
        if has_placeholder(self.text, begin, stop, query.quote.known):
            return Location("missing", None, None, 0.0, why="later")
        return Location("changed", start, end, confidence, (), advice)

    def _refuse_guessing(
        self, status: Status, query: _Query, matches: list[Match], room: Room | None = None
    ) -> Location:
        """Refuse, and suggest places that were weighed or come up in a wider search."""
        places = [
            (self._with_punctuation(query, match), probability)
            for match, probability in guess(
                self._lexicon,
                query.snippet,
                matches,
                query.expected,
                room,
                partial(self._is_sibling, query),
            )
        ]
        if status == "missing" and (unmarked := self._unmarked_places(query)):
            return self._refuse(status, unmarked, query.quote.known)
        likely = [place for place in places if place[1] >= WORTH_A_LOOK]
        return self._refuse(
            status,
            places[:2] if status == "ambiguous" and len(likely) < 2 else likely,
            query.quote.known,
        )

    def _unmarked_places(self, query: _Query) -> list[tuple[tuple[int, int], float]]:
        """Where the words of a query stand if accents and vowel signs count for nothing."""
        if self._folded.lower.isascii() or exact_places(self._lexicon, query.snippet.exact):
            return []
        spans = list(islice(self._unmarked.places(query.snippet.exact), MOST_SUGGESTIONS))
        return [(span, 0.9 / len(spans)) for span in spans]

    @cached_property
    def _unmarked(self) -> Unmarked:
        return Unmarked(self._folded.lower)

    def _refuse(
        self, status: Status, places: Sequence[tuple[tuple[int, int], float]], known: str = ""
    ) -> Location:
        suggestions = [
            suggest(self.text, self._folded, self._lexicon, span, confidence)
            for span, confidence in places[:MOST_SUGGESTIONS]
        ]
        finished = tuple(
            s for s in suggestions if not has_placeholder(self.text, s.start, s.end, known)
        )
        why: Why = "later" if suggestions[:1] != list(finished[:1]) else ""
        return Location(status, None, None, 0.0, finished, why=why)


def _probability(match: Match) -> float:
    """The odds of `Match.strength` as a probability."""
    return 1 / (1 + math.exp(-match.strength))


def _any_within(offsets: list[int], start: int, end: int) -> bool:
    """Whether any of some ascending offsets lies from `start` up to `end`."""
    nearest = bisect_left(offsets, start)
    return nearest < len(offsets) and offsets[nearest] < end


def _pair_rank(pair: tuple[Match, Match]) -> float:
    return pair[0].rank + pair[1].rank


def _ends(quote: Quote) -> Quote:
    """A long quote as a range from its first words to its last."""
    exact = quote.exact.strip()
    return replace(
        quote,
        exact=exact[:ENDS].rsplit(None, 1)[0],
        last=exact[-ENDS:].split(None, 1)[-1],
    )
