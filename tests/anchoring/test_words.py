"""Words of a text: counted and found alike, however large the text is and whatever its script."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from postil.anchoring.folding import fold
from postil.anchoring.words import BLOCK, Lexicon, find_words

LETTERS = st.text(st.sampled_from("ab'_- .\n1é\u0301中文คำकि\ud800"), max_size=40)


@given(LETTERS)
def test_words_are_counted_as_they_are_found(text: str) -> None:
    text = fold(text).lower
    counted = Lexicon(text)
    for word, count in Counter(match[0] for match in find_words(text)).items():
        assert counted.count(word) == count
    assert counted.count("ab'") == counted.count("'ab") == 0


def test_large_text_is_searched_across_the_borders_of_its_blocks() -> None:
    text = " ".join(f"w{number} ledger" for number in range(BLOCK // 4))
    lexicon = Lexicon(text)
    assert len(text) > 2 * BLOCK
    for at in (0, BLOCK - 6, BLOCK - 1, BLOCK, 2 * BLOCK - 9, len(text) - 20):
        phrase = text[at : at + 20]
        assert at in lexicon.phrase_offsets(phrase)
        assert sum(1 for _ in lexicon.phrase_offsets(phrase)) == text.count(phrase)
    assert list(lexicon.phrase_offsets("w1 ledgers w2")) == []
    for word in ("w0", "w77", f"w{BLOCK // 4 - 1}"):
        assert lexicon.offsets(word) == [f"{text} ".index(f"{word} ")]
