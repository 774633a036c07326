"""Quotes that are suggested for a passage: short, in the manner of the old one, of whole words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from postil.anchoring.passages import AnchoredArticle, anchor
from postil.anchoring.requote import written_for
from postil.anchoring.words import can_be_cut
from postil.edition.edition import Article
from postil.edition.model import Note, Quote

LONG = (
    "The harbour was dredged again in 1932, which the council's own engineer called a mistake of "
    "the worst kind, because the sand came back within two winters and the quays began to sink."
)


def article(html: str) -> AnchoredArticle:
    return anchor(Article("x"), html)


def span(anchored: AnchoredArticle, first: str, last: str = "") -> tuple[int, int]:
    text = anchored.projection.text
    start = text.index(first)
    return start, text.index(last or first, start) + len(last or first)


def test_a_quote_that_is_right_is_kept() -> None:
    anchored = article(f"<p>{LONG}</p>")
    old = Quote(exact="The harbour was … to sink.")
    assert written_for(anchored, span(anchored, "The harbour", "sink."), old) is old


def test_a_range_is_as_short_as_it_can_be() -> None:
    anchored = article(f"<p>Nobody asked.</p><p>{LONG}</p>")
    place = span(anchored, "The harbour", "sink.")
    written = written_for(anchored, place, Quote(exact="The port … to the bottom."))
    assert written == Quote(exact="The harbour … to sink.")
    # Where these are not alone, a little more of them.
    anchored = article(f"<p>The harbour began to sink.</p><p>{LONG} It had to sink.</p>")
    place = span(anchored, "The harbour was", "began to sink.")
    place = place[0], anchored.projection.text.index("to sink. It") + len("to sink.")
    written = written_for(anchored, place, Quote(exact="The port … to the bottom."))
    assert written and written.exact.startswith("The harbour was")


def test_what_was_written_out_is_written_out_unless_it_is_long_now() -> None:
    anchored = article(f"<p>{LONG}</p>")
    place = span(anchored, "The harbour", "sink.")
    assert written_for(anchored, place, Quote(exact=LONG.replace("worst", "bad"))) == Quote(
        exact=LONG
    )
    short = written_for(anchored, place, Quote(exact="The harbour was dredged in 1932."))
    assert short == Quote(exact="The harbour … to sink.")


def test_a_passage_of_several_blocks() -> None:
    anchored = article("<ul><li>one thing was sand</li><li>another was money</li></ul>")
    place = span(anchored, "one thing", "was money")
    written = written_for(anchored, place, Quote(exact="one thing was water another was money"))
    assert written == Quote(exact="one thing was sand another was money")


TEXTS = {
    "english": (
        "The old engineer of {0} said that it was so, and nobody in the town asked for more. ",
        "it was so",
    ),
    "chinese": (
        "在{0}省的老工程师王建国先生说这件事情确实如此并且没有任何人再问更多的问题。",
        "确实如此",
    ),
    "japanese": (
        "{0}県の技師ヨシダさんはプロジェクトがそうだったと言い、誰もそれ以上尋ねなかった。",
        "そうだった",
    ),
    "thai": (
        "วิศวกรเก่าของเมือง{0}กล่าวว่ามันเป็นเช่นนั้นจริงๆและไม่มีใครถามอะไรเพิ่มเติมอีกเลย",
        "เป็นเช่นนั้น",
    ),
    "emoji": (
        "The crew 👩🏽‍🚀👨‍👩‍👧‍👦🇩🇪 of {0} cried ahoy and it sank 👩🏽‍🚀👨‍👩‍👧‍👦🇩🇪 at {0}. ",
        "ahoy and it sank",
    ),
    "accents": (
        "Le cafe\u0301 de\u0301laisse\u0301 de {0} e\u0301tait ferme\u0301 de\u0301ja\u0300. ",
        "e\u0301tait ferme\u0301",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_context_is_never_cut_within_a_word(name: str) -> None:
    """Also in what `postil check` suggests."""
    sentence, words = TEXTS[name]
    html = f"<p>{''.join(map(sentence.format, ('甲乙', 'Genoa', '丙丁')))}</p>"
    anchored = article(html)
    text = anchored.projection.text
    starts = [at for at in range(len(text)) if text.startswith(words, at)]
    assert len(starts) == 3
    start = starts[1]
    written = written_for(anchored, (start, start + len(words)), Quote(exact=f"{words} x"))
    assert written and (written.prefix or written.suffix)
    assert_are_whole(text, start, start + len(words), written.prefix, written.suffix)
    note = Note(quote=Quote(exact=words), note="x")
    found = anchor(Article("x", {"a": note}), html).passages["a"].location
    assert found.status == "ambiguous"
    for suggestion in found.suggestions:
        place = suggestion.start, suggestion.end
        assert_are_whole(text, *place, suggestion.prefix, suggestion.suffix)


def assert_are_whole(text: str, start: int, end: int, prefix: str, suffix: str) -> None:
    before, after = text[:start].rstrip(), text[end:].lstrip()
    assert before.endswith(prefix) and after.startswith(suffix)
    assert not prefix or can_be_cut(text, len(before) - len(prefix)), prefix
    assert not suffix or can_be_cut(text, len(text) - len(after) + len(suffix)), suffix


def test_where_a_text_can_be_cut() -> None:
    def cut(text: str) -> str:
        borders = [0, *(at for at in range(1, len(text)) if can_be_cut(text, at)), len(text)]
        return "|".join(text[begin:end] for begin, end in pairwise(borders))

    assert cut("it's 1,500 well-known cafe\u0301s") == "it's| |1,500| |well-known| |cafe\u0301s"
    assert cut("港は、「1911年」に。") == "港|は、「1911|年」|に。"
    assert cut("プロジェクトの人") == "プロジェクト|の|人"
    assert cut("เป็นน้ำ") == "เป็|น|น้ำ"
    assert cut("ក្រុង") == "ក្រុ|ង"
    assert cut("👩🏽‍🚀 🇩🇪 שָׁלוֹם") == "👩🏽‍🚀| |🇩🇪| |שָׁלוֹם"


def test_context_is_kept_where_it_was() -> None:
    anchored = article("<p>He said no to the king.</p><p>She said no to the queen today.</p>")
    text = anchored.projection.text
    at = text.rindex("no to the")
    old = Quote(exact="no for the", suffix="queen")
    written = written_for(anchored, (at, at + len("no to the")), old)
    assert written is not None
    assert written.suffix.startswith("queen") and not written.prefix
    old = replace(old, exact="no to the")
    assert written_for(anchored, (at, at + len("no to the")), old) == old
