"""Where passages are found, and where the engine refuses. The cases are files in cases/index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from postil.anchoring.folding import fold
from postil.anchoring.index import FEW_BITS, TextIndex
from postil.anchoring.lock import anchor_of
from postil.anchoring.quote import Quote
from postil.edition.model import Quote as WrittenQuote

CASES = Path(__file__).parent / "cases" / "index"


def read_cases() -> Iterator[Any]:
    """Each case of each file, with its text; named after the file and its words."""
    for path in sorted(CASES.glob("*.yml")):
        scene = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, case in enumerate(scene["cases"], 1):
            yield pytest.param(scene, case, id=f"{path.stem}-{number}")


def index_of(text: str) -> TextIndex:
    """The index of a text whose blocks are divided by empty lines."""
    return TextIndex(text, [match.end() for match in re.finditer("\n\n", text)])


def as_quote(scene: dict[str, Any], case: dict[str, Any]) -> Quote:
    """The quote of a case: as an author wrote it, or as it was known in the old text, by a lock
    file of the first version or of the present one."""
    if "quote" in case:
        written = case["quote"]
        if isinstance(written, str):
            return Quote.parse(written)
        parsed = Quote.parse(written["exact"])
        return replace(parsed, prefix=written.get("prefix", ""), suffix=written.get("suffix", ""))
    old, passage = scene["old"], case["passage"]
    if scene.get("lock") == 2:
        index = index_of(old)
        start = old.index(passage)
        for _ in range(case.get("occurrence", 1) - 1):
            start = old.index(passage, start + 1)
        end = start + len(passage)
        written = WrittenQuote(exact=passage)
        return anchor_of(index, (start, end), written).quote([index.fingerprints])
    spaced = " ".join(old.split())
    assert passage in spaced, "the case quotes words that are not in its old text"
    start = -1
    for _ in range(case.get("occurrence", 1)):
        start = spaced.index(passage, start + 1)
    end = start + len(passage)
    return Quote(
        passage,
        prefix=spaced[max(0, start - 32) : start],
        suffix=spaced[end : end + 32],
        position=start,
        length=len(spaced),
    )


@pytest.mark.parametrize(("scene", "case"), list(read_cases()))
def test_case(scene: dict[str, Any], case: dict[str, Any]) -> None:
    text = scene["new"]
    location = index_of(text).locate(as_quote(scene, case))
    found = None if location.start is None else text[location.start : location.end]
    assert location.status == case["status"], (found, location)
    if case["status"] in ("exact", "changed"):
        assert found is not None
        words: str = case["words"] if "words" in case else case.get("passage") or case["quote"]
        assert " ".join(found.split()) == " ".join(words.split())
        assert found == found.strip()
    if "before" in case:
        assert " ".join(text[: location.start].split()).endswith(case["before"])
    if "why" in case:
        assert location.why == case["why"]
    if "first" in case:
        assert location.suggestions[0].exact == case["first"]
    if "suggestions" in case:
        assert len(location.suggestions) == case["suggestions"]
    if "advice" in case:
        assert bool(location.advice) is case["advice"]


SPOKEN = st.sampled_from(
    "the a of to and harbour lamp ledger treaty wheat Nobody café naïve 中 文 字 港 1987 co-op"
    " don't — “quoted” ﬁne x́ … ( ) !".split()
)
GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", " \u200b"])


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text, and a passage in it that begins and ends with a word."""
    words = draw(st.lists(st.tuples(SPOKEN, GAPS), min_size=1, max_size=40))
    starts, text = [], ""
    for word, gap in words:
        starts.append((len(text), len(text) + len(word)))
        text += word + gap
    first = draw(st.integers(0, len(starts) - 1))
    last = draw(st.integers(first, len(starts) - 1))
    return text, starts[first][0], starts[last][1]


@given(passages())
def test_passage_with_everything_around_it_is_found_exactly_there(
    passage: tuple[str, int, int],
) -> None:
    text, start, end = passage
    quote = Quote(text[start:end], prefix=text[:start], suffix=text[end:])
    location = TextIndex(text).locate(quote)
    assert (location.status, location.start, location.end) == ("exact", start, end)


@given(passages())
def test_passage_with_some_context_is_found_there_or_refused(passage: tuple[str, int, int]) -> None:
    text, start, end = passage
    quote = Quote(
        text[start:end],
        prefix=text[max(0, start - 32) : start],
        suffix=text[end : end + 32],
        position=start,
        length=len(text),
    )
    location = TextIndex(text).locate(quote)
    if location.start is None:
        assert fold(text).lower.count(fold(quote.exact).lower) > 1
    else:
        assert (location.start, location.end) == (start, end)


@given(passages())
def test_bare_quote_is_placed_only_where_its_words_stand_once(
    passage: tuple[str, int, int],
) -> None:
    text, start, end = passage
    location = TextIndex(text).locate(Quote(text[start:end]))
    words = fold(text[start:end]).text
    if location.status == "exact":
        folded = fold(text).text
        assert folded.find(words) == folded.rfind(words)
        assert (location.start, location.end) == (start, end)
    else:
        assert location.status == "ambiguous"


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_any_text_and_any_quote_get_an_answer(
    text: str, exact: str, prefix: str, suffix: str
) -> None:
    location = TextIndex(text).locate(Quote(exact, prefix=prefix, suffix=suffix))
    if location.start is not None and location.end is not None:
        found = text[location.start : location.end]
        assert found and found == found.strip()
        assert not location.suggestions


def test_suggestions_of_a_repeated_phrase_name_one_place_each() -> None:
    text = (
        "On Monday the committee met. On Tuesday the committee met. On Friday, at last, the "
        "committee met and voted."
    )
    index = TextIndex(text)
    suggestions = index.locate(Quote("the committee met")).suggestions
    assert [suggestion.start for suggestion in suggestions] == [10, 40, 79]
    for suggestion in suggestions:
        pasted = Quote(suggestion.exact, prefix=suggestion.prefix, suffix=suggestion.suffix)
        location = index.locate(pasted)
        assert (location.status, location.start) == ("exact", suggestion.start)


def test_quote_with_an_error_in_it_is_refused_with_the_right_words_first() -> None:
    text = "The archive holds eleven letters from that spring, and one of them is of interest."
    location = TextIndex(text).locate(Quote("the archive has eleven letters"))
    assert location.status == "missing"
    assert location.suggestions[0].exact == "The archive holds eleven letters"


def test_passage_that_cannot_be_told_apart_is_suggested_where_even_growth_would_have_it() -> None:
    step = "Compare your notes with those at the end of this chapter before you go on. "
    filler = "The clerk copied each of the letters twice and filed them by their date. "
    old = filler * 6 + step + filler * 6
    text = filler * 6 + step + filler * 6 + step + filler * 12
    quote = Quote("with those at the end", prefix="Compare your notes ",
                  suffix=" of this chapter before", position=old.index("with those"),
                  length=len(old))  # fmt: skip
    location = TextIndex(text).locate(quote)
    assert location.status == "ambiguous"
    assert [suggestion.start for suggestion in location.suggestions] == [
        text.rindex("with those"),
        text.index("with those"),
    ]


HOLDERS = [
    "70534f92e20d0ef:<__None__>",
    "{{ term('lamp') }}",
    "\x02wzxhzdk:7\x03",
    "\ue0007\ue001",
]


@pytest.mark.parametrize("holder", HOLDERS)
def test_what_another_plugin_puts_in_later_is_never_suggested(holder: str) -> None:
    text = f"Nobody came that night. A {holder} of the harbour is lit at dusk by hand. It is old."
    index = TextIndex(text)
    location = index.locate(Quote("A lamp of the harbour is lit at dusk"))
    assert (location.status, location.why, location.suggestions) == ("missing", "later", ())
    text = f"Nobody came. A {holder} of the harbour is lit. The bell of the harbour is rung."
    beside = TextIndex(text).locate(Quote("of the harbour")).suggestions
    assert [s.prefix.split()[-1:] for s in beside] == [[], ["bell"]]


def test_a_short_number_of_a_revision_is_no_placeholder() -> None:
    text = "It came with 3f2a9b8 of the harbour. The bell of the harbour is rung."
    assert TextIndex(text).locate(Quote("of the harbour")).suggestions[0].prefix.endswith("3f2a9b8")


@pytest.mark.parametrize("sign", ["3f2a9b8c0d1e4f5a6b7c", "{{ #include ../lamps/dusk.txt }}"])
@pytest.mark.parametrize("passage", ["{}, which is painted", "This number"])
def test_what_looks_like_a_placeholder_and_stood_there_before_hides_no_passage(
    sign: str, passage: str
) -> None:
    old = (
        f"The keeper writes {sign}, which is painted on the lamp for all to see.\n\n{sign}\n\n"
        "This number, which the boatman knows, is read at dusk."
    )
    new = old.replace(", which is", ", as is").replace(", which the", ", as the")
    start = old.index(passage.format(sign))
    end = old.index(".", start + len(sign))
    quote = anchor_of(index_of(old), (start, end), WrittenQuote(exact="x")).quote()
    location = index_of(new).locate(quote)
    assert location.status == "changed"
    assert new[location.start : location.end].endswith(old[end - 8 : end])
    other = new.replace(", as", " 70534f92e20d0ef:<__None__>")
    assert index_of(other).locate(quote).why == "later"


def test_a_passage_that_is_gone_is_not_exchanged_for_what_shares_a_few_words() -> None:
    old = index_of(
        "The ferry sails at six in summer. A bell is rung before it leaves the pier.\n\n"
        "Tickets are sold on board by the mate. Children under four travel free of charge."
    )
    start = old.text.index("Tickets are")
    span = (start, start + len("Tickets are sold on board by the mate."))
    quote = anchor_of(old, span, WrittenQuote(exact="x")).quote([old.fingerprints])
    new = "The ferry sails at six in summer. A bell is rung before it leaves the pier."
    assert index_of(new).locate(quote).suggestions == ()
    rewritten = (
        f"{new}\n\nThe mate sells tickets on board. Children under four travel free of charge."
    )
    location = index_of(rewritten).locate(quote)
    assert location.start is not None or "tickets on board" in location.suggestions[0].exact


def test_refused_passage_is_suggested_with_what_was_put_into_it() -> None:
    text = (
        "We were to give back ownership. We call the action of creating a mere reference to it "
        "borrowing. As in life, a person who owns may lend."
    )
    quote = Quote("We call this process borrowing.", prefix="returned to give back ownership. ",
                  suffix=" Just as in life, a person who owns")  # fmt: skip
    location = TextIndex(text).locate(quote)
    assert location.status == "missing"
    assert location.suggestions[0].exact == (
        "We call the action of creating a mere reference to it borrowing."
    )
    odds = [suggestion.confidence for suggestion in location.suggestions]
    assert odds == sorted(odds, reverse=True)


def test_moved_sentence_is_found_where_it_went() -> None:
    moved = "The price of wheat was settled over dinner in a quarter of an hour."
    filler = "Nothing else of note is recorded in the minutes of that long afternoon. "
    quote = Quote(moved, prefix="was a routine matter.", suffix="A toast followed.", position=40,
                  length=900)  # fmt: skip
    location = TextIndex(filler * 12 + moved + " Then they left.").locate(quote)
    assert (location.status, location.start) == ("exact", 12 * len(filler))


def test_block_border_counts_as_white_space() -> None:
    index = TextIndex("appleberrycherry", breaks=[5, 10])
    assert (index.locate(Quote("berry")).start, index.locate(Quote("apple berry")).end) == (5, 10)


def test_bits_grow_with_rarer_and_more_words() -> None:
    index = TextIndex("the cat and the dog and the ledger of the harbour " * 40 + "solstice")
    bits = [index.bits(Quote(words)) for words in ("the", "the ledger", "the solstice")]
    assert bits == sorted(bits) and bits[0] < bits[1] < bits[2] < FEW_BITS


@pytest.mark.parametrize(
    "quote",
    [
        Quote(""),
        Quote("   \n"),
        Quote("\u200b"),
        Quote("?!… ;"),
        Quote("\udfff\ud800"),
        Quote("words that go on " * 5_000),
        Quote("word wurd word", prefix="word word word", suffix="word word"),
        Quote("", last=""),
        Quote("no such words", last="nor these"),
    ],
    ids=[
        "empty",
        "blank",
        "invisible",
        "punctuation",
        "surrogates",
        "long",
        "edited",
        "no ends",
        "range",
    ],
)
@pytest.mark.parametrize("text", ["", "word " * 10_000, "\ud800 lone", "a short text of words"])
def test_bad_quote_is_missing(quote: Quote, text: str) -> None:
    location = TextIndex(text).locate(quote)
    assert (location.status, location.start, location.end) == ("missing", None, None)


def test_ten_thousand_repetitions_are_ambiguous() -> None:
    index = TextIndex("word " * 10_000)
    for quote in (Quote("word"), Quote("word", last="word"), Quote("word word", prefix="word")):
        location = index.locate(quote)
        assert location.status == "ambiguous"
        assert location.suggestions


def test_large_text_and_large_quote() -> None:
    text = " ".join(f"word{number % 4999} is {number}" for number in range(400_000))
    index = TextIndex(text)
    assert index.locate(Quote("word77 is 5076")).status == "exact"
    assert index.locate(Quote(text[1000:-1000])).status in ("exact", "changed")
    edited = Quote(text[1000:200_000].replace("is 4", "was 4"))
    assert index.locate(edited).status in ("changed", "missing")
