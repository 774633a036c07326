"""Words and what they tell: the measure by which anchoring weighs evidence.

A word that stands `count` times among the N words of a text tells log2(N / count) bits about a
place in it. Three words tell 15-25 bits, a sentence 80-300. Bits of single words are added up, as
if words were independent; they are not, but sums serve well to compare places with one another.

`Lexicon` knows the words of a text, `Snippet` those of a passage and of what surrounds it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, islice, pairwise

from .folding import fold
from .pieces import cuts_of

# Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han. A character is a word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Accents, and the vowel signs of Hebrew, Arabic and Indic scripts: they belong to words, but \w
# leaves them out.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0dff"
)
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])"
_HANGUL = "\uac00-\ud7a3"
_PLAIN_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ASCII_SIGNS = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "'")}


class _Scripts:
    """What texts need that are not plain. To make these patterns takes half as long as to load this
    room, and a build for which nothing is looked up needs none."""

    @cached_property
    def word(self) -> re.Pattern[str]:
        return re.compile(rf"[{_UNSPACED}]|{_LETTER}+(?:'{_LETTER}+)*")

    @cached_property
    def not_plain(self) -> re.Pattern[str]:
        return re.compile(f"[{_UNSPACED}{_MARKS}]")

    @cached_property
    def unspaced(self) -> re.Pattern[str]:
        return re.compile(f"[{_UNSPACED}]")

    @cached_property
    def unspaced_run(self) -> re.Pattern[str]:
        return re.compile(f"([{_UNSPACED}]+)")

    @cached_property
    def between_words(self) -> re.Pattern[str]:
        return re.compile(rf"[^\w'{_MARKS}]")

    @cached_property
    def loose_apostrophe(self) -> re.Pattern[str]:
        return re.compile(rf"'(?:(?!{_LETTER})|(?<!{_LETTER}'))")

    @cached_property
    def particles(self) -> re.Pattern[str]:
        """What is written onto a Korean noun: "of", "to", "and", "is". One may follow another, and
        they end the word."""
        return re.compile(
            "(?:들)?(?:"
            "에게서|한테서|에서|에게|한테|께서|으로서|으로써|로서|로써|으로|까지|부터|조차|마저|밖에|보다|처럼"
            "|만큼|대로|마다|이나|이나마|이라도|라도|이란|이라는|라는|이라고|라고|이라|이며|이고|이든|이자"
            "|이지만|이었다|였다|입니다|이다|인데|이면|이야|이여|하고|와의|과의|은|는|이|가|을|를|의|에|께|로|와|과"
            f"|도|만|란|며|고|나|든|야|아|여|인|일|임|다|들){{1,3}}(?![{_HANGUL}])"
        )


_SCRIPTS = _Scripts()

CONTEXT = 64
"""How much of a prefix or suffix is looked at, in characters. 32 is close to best; more than 64
compared as a whole does harm, because far words change independently of the passage."""

SMALLEST_TEXT = 256
"""A text of fewer words counts as one of so many: otherwise a word of a text of ten words would
tell next to nothing, and no edit of it could ever be proven."""

MOST_FOUND = 600
"""How often the letters of a word are looked up in a text: "a" stands in every word, but the bound
on the work is half a millisecond."""

BLOCK = 8_192
"""About how many characters of a text make a block. A word or phrase is searched for only in the
blocks that have its words: twice as many quotes are found a second in a text of a megabyte. With
blocks of 65,000 a quarter fewer; with 2,000 no more."""


def word_pattern(text: str) -> re.Pattern[str]:
    """The pattern of a word: letters and digits, with apostrophes within; in scripts written
    without spaces each character. A text that has none of these gets a pattern twice as fast.
    """
    plain = text.isascii() or not _SCRIPTS.not_plain.search(text)
    return _PLAIN_WORD if plain else _SCRIPTS.word


def find_words(text: str) -> list[re.Match[str]]:
    """The words of a folded text, with their places."""
    return list(word_pattern(text).finditer(text))


def words_of(text: str) -> list[str]:
    """The words of a folded text."""
    return word_pattern(text).findall(text)


def same_words(text: str, other: str) -> bool:
    """Whether two folded texts differ in punctuation and spaces at most. Between digits these are
    part of a number: 1.5 is not 15."""
    if text == other:
        return True
    words, others = words_of(text), words_of(other)
    if words == others:
        return True
    joined = "".join(words)
    return (
        not any(map(str.isdigit, joined))
        and joined.replace("'", "") == "".join(others).replace("'", "") != ""
    )


class Lexicon:
    """The words of one folded, lower-case text: how often each stands there, and where."""

    def __init__(self, text: str, borders: Iterable[int] = ()) -> None:
        """`borders` are the offsets at which blocks begin."""
        self.text = text
        self._blocks_begin = borders
        self._borders = _block_borders(text)
        self._words = [_split(text[start:end]) for start, end in pairwise(self._borders)]
        self._counts = Counter(chain.from_iterable(self._words))
        self._size = max(sum(map(len, self._words)), SMALLEST_TEXT)
        self._offsets: dict[str, list[int]] = {}

    @cached_property
    def _blocks(self) -> list[frozenset[str]]:
        """The words of each block."""
        return list(map(frozenset, self._words))

    @cached_property
    def cuts(self) -> list[int]:
        """Where the sentences and blocks of the text begin, and its end. Words that stand in it
        once are found without."""
        return cuts_of(self.text, self._blocks_begin)

    def begins(self, offset: int) -> bool:
        """Whether a sentence or a block begins with the word at an offset."""
        number = bisect_right(self.cuts, offset) - 1
        return not any(map(str.isalnum, self.text[self.cuts[number] : offset]))

    def count(self, word: str) -> int:
        """How often a word stands in the text."""
        return self._counts.get(word, 0)

    def bits(self, word: str) -> float:
        """What a word tells; one that is absent, as much as one that stands once."""
        return math.log2(self._size / self._counts.get(word, 1))

    def bits_of(self, words: Iterable[str]) -> list[float]:
        """What each of some words tells, in half of the time that it takes one by one."""
        size, count, log2 = self._size, self._counts.get, math.log2
        return [log2(size / count(word, 1)) for word in words]

    def offsets(self, word: str) -> list[int]:
        """Where a word stands. Searched for when first asked: of most words, nobody ever asks."""
        if word not in self._offsets:
            found = list(islice(self._search(word, self._stretches([word])), MOST_FOUND))
            if len(found) > self._counts[word]:
                found = [at for at in found if is_whole(self.text, at, at + len(word))]
            self._offsets[word] = found
        return self._offsets[word]

    def phrase_offsets(self, phrase: str) -> Iterator[int]:
        """Where a phrase stands, within longer words and overlapping itself too."""
        # To choose between two blocks takes longer than to search them both.
        inner = words_of(phrase[:BLOCK])[1:-1] if len(self._words) > 2 else []
        return self._search(phrase, self._stretches(inner, len(phrase)))

    def _search(self, letters: str, stretches: Iterable[tuple[int, int]]) -> Iterator[int]:
        for start, end in stretches:
            at = self.text.find(letters, start, end)
            while at >= 0:
                yield at
                at = self.text.find(letters, at + 1, end)

    def _stretches(self, words: list[str], margin: int = 0) -> Iterator[tuple[int, int]]:
        """The stretches of the text that have the rarest of some words, with a margin around.

        Without words, all of the text; no stretch touches another.
        """
        if not words:
            yield 0, len(self.text)
            return
        rarest = min(words, key=self.count)
        begin, end = 0, -1
        for block, words_of_block in enumerate(self._blocks):
            if rarest not in words_of_block:
                continue
            if self._borders[block] - margin > end:
                if end >= 0:
                    yield begin, end
                begin = max(0, self._borders[block] - margin)
            end = self._borders[block + 1] + margin
        if end >= 0:
            yield begin, end


def _block_borders(text: str) -> list[int]:
    """Where the blocks of a text begin, none within a word, and where the last one ends."""
    borders = [0]
    while border := _SCRIPTS.between_words.search(text, borders[-1] + BLOCK):
        borders.append(border.start())
    return [*borders, len(text)]


def _split(text: str) -> list[str]:
    """The words of a text, in no order: those that `find_words` finds, in half of the time."""
    if text.isascii():
        if "'" in text:
            text = _SCRIPTS.loose_apostrophe.sub(" ", text)
        return text.translate(_ASCII_SIGNS).split()
    unspaced, characters = "", set(text)
    if any(map(_SCRIPTS.unspaced.match, characters)):
        pieces = _SCRIPTS.unspaced_run.split(text)
        text, unspaced = " ".join(pieces[::2]), "".join(pieces[1::2])
    if "'" in text:
        text = _SCRIPTS.loose_apostrophe.sub(" ", text)
    for character in characters:
        if not (character.isalnum() or character == "'" or _SCRIPTS.not_plain.match(character)):
            text = text.replace(character, " ")
    return [*text.split(), *unspaced]


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch neither begins nor ends in the middle of a word. A Korean noun is a word
    before its particles."""
    return not (_joins(text, start) or (_joins(text, end) and not begins_particle(text, end)))


def begins_particle(text: str, offset: int) -> bool:
    """Whether a Korean word goes on at an offset with its particles, and ends with them."""
    before = text[offset - 1 : offset]
    return "\uac00" <= before <= "\ud7a3" and _SCRIPTS.particles.match(text, offset) is not None


def _joins(text: str, offset: int) -> bool:
    """Whether the characters on both sides of an offset belong to one word."""
    around = text[offset - 1 : offset + 1] if offset else ""
    if len(around) < 2 or not around.isalnum():
        return _is_in_number(text, offset)
    return around.isascii() or not _SCRIPTS.unspaced.search(around)


# What stands between the digits of a number: 3,100 and 2.5 are one each, and 100 is not in them.
_IN_NUMBER = ".,'’"
_SIGNS_AND_DIGITS = f"0123456789{_IN_NUMBER}"


def _is_in_number(text: str, offset: int) -> bool:
    """Whether an offset is beside a sign that divides a number, and within that."""
    for sign in (offset - 1, offset):
        if text[sign : sign + 1] in _IN_NUMBER and 0 < sign < len(text) - 1:
            before, behind = text[sign - 1], text[sign + 1]
            if before.isdecimal() and behind.isdecimal():
                return True
    return False


def with_whole_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """A span that takes in the numbers at its ends whole."""
    while _is_in_number(text, start):
        start -= 1
    while _is_in_number(text, end):
        end += 1
    while (
        start > 0 and text[start - 1].isdecimal() and text[start : start + 1] in _SIGNS_AND_DIGITS
    ):
        start -= 1
    while end < len(text) and text[end].isdecimal() and text[end - 1] in _SIGNS_AND_DIGITS:
        end += 1
    return start, end


# What does not begin a word of a script written without spaces, and what does not end one: vowels
# of Thai and Lao that stand beside their consonant, small kana, signs that lengthen or repeat.
_NO_BEGINNING = frozenset("ะาำๅๆະາຳໆぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮーゝゞヽヾ々")
_NO_END = frozenset("เแโใไເແໂໃໄ")
# They bind the character behind them: joiners, and what stacks letters in Khmer and Burmese.
_BINDING = frozenset("\u200c\u200d\u2060\u17d2\u1039")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{2}")


def can_be_cut(text: str, offset: int) -> bool:
    """Whether a text can be cut at an offset without cutting a word: at white space, and beside a
    character that is a word of its own. Never between a character and its marks."""
    if is_bound(text, offset):
        return False
    around = text[offset - 1 : offset + 1] if offset else ""
    if len(around) < 2 or around[0].isspace() or around[1].isspace():
        return True
    before, after = text[offset - 1], text[offset]
    if before in _NO_END or after in _NO_BEGINNING or _KATAKANA.match(around):
        return False
    # Punctuation stays with the word that it opens or closes.
    if unicodedata.category(before) in ("Ps", "Pi") or unicodedata.category(after)[0] == "P":
        return False
    return _SCRIPTS.unspaced.search(around) is not None


def is_bound(text: str, offset: int) -> bool:
    """Whether the characters on both sides of an offset are parts of one that is seen."""
    if not 0 < offset < len(text):
        return False
    before, after = text[offset - 1], text[offset]
    if before in _BINDING or after in _BINDING or unicodedata.category(after)[0] == "M":
        return True
    is_skin = "\U0001f3fb" <= after <= "\U0001f3ff"
    is_flag = "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff"
    return is_skin or is_flag or (before == "\r" and after == "\n")


_SENTENCE_END = re.compile(r"[.!?:;。][\"')\]」』]* *$")


def _ends_sentence(text: str) -> bool:
    """Whether a folded text ends where a sentence does."""
    return _SENTENCE_END.search(text[-8:]) is not None


class Snippet:
    """What is known of a passage: prefix, exact words and suffix, folded and split into words.

    `prefix`, `exact` and `suffix` are folded and in lower case, `cased` is the exact text with its
    case. Words that stand in a text once need no more than these, so all else is worked out when it
    is asked for.
    """

    def __init__(self, lexicon: Lexicon, exact: str, prefix: str = "", suffix: str = "") -> None:
        folded = fold(exact)
        self.cased, self.exact = folded.text.strip(), folded.lower.strip()
        self.prefix = fold(prefix).lower.strip() if prefix else ""
        self.suffix = fold(suffix).lower.strip() if suffix else ""
        self._written = exact, prefix, suffix
        self._lexicon = lexicon

    @cached_property
    def crossings(self) -> int:
        """About how many borders of sentences and blocks the exact text crosses."""
        return self._written[0].strip().count("\n") + len(cuts_of(self.exact, ())) - 2

    @cached_property
    def is_sentence(self) -> bool:
        """Whether the exact text begins and ends as whole sentences do."""
        _, prefix, suffix = self._written
        ends = _ends_sentence(self.exact) or suffix.startswith("\n")
        begins = not self.cased[:1].islower()
        if prefix.strip() and not prefix.endswith("\n"):
            begins = _ends_sentence(fold(prefix).lower)
        return begins and ends

    @cached_property
    def exact_bits(self) -> float:
        """What the exact words tell."""
        return sum(self._lexicon.bits_of(words_of(self.exact)))

    @cached_property
    def _parts(self) -> tuple[tuple[str, list[re.Match[str]]], ...]:
        """What stands before the exact text, that itself and what stands behind it, as far as they
        are looked at, each with its words."""
        near, beyond = self.prefix[-CONTEXT:], self.suffix[:CONTEXT]
        before, within, behind = map(find_words, (near, self.exact, beyond))
        # Context is cut at some number of characters, which is mostly within a word.
        if len(before) > 2 and not self._lexicon.count(before[0][0]):
            del before[0]
        if len(behind) > 2 and not self._lexicon.count(behind[-1][0]):
            del behind[-1]
        return (near, before), (self.exact, within), (beyond, behind)

    @cached_property
    def words(self) -> list[str]:
        """The words of the snippet."""
        return [word[0] for _, words in self._parts for word in words]

    @cached_property
    def bits(self) -> list[float]:
        """What each word tells."""
        return self._lexicon.bits_of(self.words)

    @cached_property
    def first(self) -> int:
        """The number of the first of the exact words among `words`."""
        return len(self._parts[0][1])

    @cached_property
    def after(self) -> int:
        """The number behind the last of them."""
        return self.first + len(self._parts[1][1])

    @cached_property
    def offsets(self) -> list[int]:
        """Where each word begins in the snippet written out, in folded characters."""
        found: list[int] = []
        begin = 0
        for text, words in self._parts:
            found += [begin + word.start() for word in words]
            begin += len(text) + 1
        return found

    @cached_property
    def length(self) -> int:
        """How long the snippet written out is, in folded characters."""
        return sum(len(text) + 1 for text, _ in self._parts)
