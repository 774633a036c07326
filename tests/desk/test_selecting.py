"""Selections on a page, as they are quoted: whole words, and so that nothing else is meant."""

from __future__ import annotations

import pytest

from postil.anchoring.passages import AnchoredArticle, anchor, quote_of
from postil.desk.writing.ids import new_id
from postil.desk.writing.selecting import Selection, SelectionError, quoted
from postil.edition.edition import Article
from support.written import html

TEXTS = {
    "english": "He said it's well-known. The 3,100 men of the town left the town, and the town "
    "slept.",
    "hebrew": "בראשית ברא אלהים את השמים ואת הארץ.",
    "chinese": "起初，上帝創造天地。地是空虛混沌。",
    "pictures": "A family 👩\u200d👩\u200d👧 came, and a cafe\u0301 opened.",
}


def article(text: str) -> AnchoredArticle:
    return anchor(Article("index"), html(text))


def span_of(text: str, words: str) -> Selection:
    at = text.index(words)
    return Selection(at, at + len(words))


@pytest.mark.parametrize(
    ("name", "selected", "words"),
    [
        ("english", "aid it", "said it's"),
        ("english", "el", "well"),
        ("english", "known. Th", "known. The"),
        ("english", " said ", "said"),
        ("english", "100 me", "3,100 men"),
        ("english", "slept", "slept"),
        ("hebrew", "רא אלה", "ברא אלהים"),
        ("chinese", "創造", "創造"),
        ("pictures", "👩", "👩\u200d👩\u200d👧"),
        ("pictures", "afe", "cafe\u0301"),
    ],
)
def test_it_is_taken_to_the_ends_of_its_words(name: str, selected: str, words: str) -> None:
    text = TEXTS[name]
    if not any(map(str.isalnum, words)):
        with pytest.raises(SelectionError, match="no word"):
            quoted(article(text), span_of(text, selected), ())
        return
    found = quoted(article(text), span_of(text, selected), ())
    assert found.words == words
    assert found.quote.exact == words


@pytest.mark.parametrize("number", range(3))
def test_words_that_stand_there_more_than_once(number: int) -> None:
    """By offset, or by what stands beside them: the quote means that place and no other."""
    text, at = TEXTS["english"], -1
    for _ in range(number + 1):
        at = text.index("the town" if number else "town", at + 1)
    anchored, words = article(text), "the town" if number else "town"
    beside = Selection(None, None, words, text[max(0, at - 9) : at], text[at + len(words) :][:9])
    for selection in (
        Selection(at, at + len(words)),
        Selection(at - 1, at + 2, words),
        beside,
    ):
        found = quoted(anchored, selection, ())
        assert found.span == (at, at + len(words))
        located = anchored.index.locate(quote_of(found.quote))
        assert (located.status, located.start) == ("exact", at)
        assert found.quote.prefix or found.quote.suffix


def test_words_as_a_page_has_them() -> None:
    """Other white space and signs, and a number of a note that is no part of the text."""
    text = "He said “so it\u00a0is” – and\nleft the town in haste."
    found = quoted(article(text), Selection(None, None, '"so it is" -\n and  left'), ())
    assert found.words == "“so it is” – and left"
    found = quoted(article(text), Selection(None, None, "and left the3 town in haste"), ())
    assert found.words.startswith("and left the")
    with pytest.raises(SelectionError, match="not in the text as it is now"):
        quoted(article(text), Selection(None, None, "something else entirely"), ())


def test_a_long_one_is_quoted_by_its_first_and_last_words() -> None:
    text = " ".join(f"In the year {n} the river rose by {n * 3} feet." for n in range(30))
    found = quoted(article(text), Selection(0, len(text) // 2), ())
    assert " … " in found.quote.exact
    assert len(found.quote.exact) < 120
    assert found.words.startswith("In the year 0")


def test_across_paragraphs() -> None:
    found = quoted(article("One two.\n\nThree four."), Selection(4, 14), ())
    assert found.quote.exact == "two. Three"
    assert found.words == "two. / Three"


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(), "no words of the text are selected"),
        (Selection(5, 5), "no words"),
        (Selection(-3, 2), "no words"),
        (Selection(0, 9999), "no words"),
        (Selection(3, 4), "no word is selected"),
    ],
)
def test_what_is_no_selection(selection: Selection, said: str) -> None:
    with pytest.raises(SelectionError, match=said):
        quoted(article("One two."), selection, ())


def test_ids_are_made_of_the_words_and_free() -> None:
    anchored = article("The Town's café — it's 3,100 men left it. 起初上帝創造天地。")
    words = Selection(None, None, "Town's café — it's 3,100 men")
    assert quoted(anchored, words, ()).id == "towns-cafe-its-3-100"
    assert quoted(anchored, words, {"towns-cafe-its-3-100"}).id == "towns-cafe-its-3-100-2"
    han = Selection(None, None, "上帝創造")
    assert quoted(anchored, han, ()).id == "shang-di-chuang-zao"
    assert quoted(anchored, han, {"shang-di-chuang-zao"}).id == "shang-di-chuang-zao-2"


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("Москва слезам не верит", "moskva-slezam-ne-verit"),
        ("تضاعف عدد سكان", "tdf-dd-skn"),
        ("한국어 텍스트", "han-gug-eo-teg-seu"),
        ("हिन्दी पाठ", "hindi-path"),
        ("Straße d’Œuvre", "strasse-doeuvre"),
        ("e\u0301tat №5 — 🙂", "etat-5"),
        ("🙂…", "passage"),
        ("примечание", "primechanie"),
    ],
)
def test_ids_of_words_in_other_scripts(words: str, id: str) -> None:
    """They can be read in an address, and told from each other."""
    assert new_id(words, ()) == id
