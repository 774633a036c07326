"""Texts that are brought in keep their words and their form, whatever file they come in."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as parser

from postil.exchange.texts.dates import date_of
from postil.exchange.texts.finishing import finish
from postil.exchange.texts.leftovers import is_leftover
from postil.exchange.texts.markdown import written
from postil.exchange.texts.plain import read_plain
from postil.exchange.texts.reading import read
from postil.exchange.texts.text import TextError
from postil.exchange.texts.tree import made, words_of
from support.bringing import converted, measured
from support.dresses import Plain, dressed, texts

TEXTS = texts()
# A browser prints the PDFs, which takes a second each: one with notes at the foot of its pages,
# one in columns, one with hyphens. `benchmarks/adding.py` measures all ten.
CASES = [
    pytest.param(text, kind, id=f"{kind}-{text.name}")
    for kind in ("text", "html", "markdown", "docx", "odt", "epub", "pdf")
    for text in TEXTS
    if kind != "pdf" or text.number in (0, 3, 5)
]


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_words_and_forms_are_kept(text: Plain, kind: str) -> None:
    score = measured(text, *dressed(text, kind))
    assert score.kept >= 0.98, score.missing
    assert score.foreign <= 0.01, score.strange
    unmarked = {"emphases", "quotations"} if kind == "text" else set()
    lost = {
        form: counts
        for form, counts in score.forms.items()
        if form not in unmarked and counts[0] < counts[1]
    }
    # The properties of a file have room for one author.
    assert lost.keys() <= ({"author"} if kind == "odt" else set())


SIGNS = st.lists(
    st.sampled_from([*"ab1.*_#`[](){}<>!|\\~^=+-:&;\"'$/ “’–\u00a0", "http://x.org/", "1. ", "  "]),
    min_size=1,
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(SIGNS, SIGNS)
@example("&#", "&#1")
@example("&#", "&#x1")
def test_signs_of_markdown_come_out_as_written(one: str, two: str) -> None:
    lines = made("p", one, made("br"), two)
    body = made("body", made("p", "Before."), lines, made("h2", two))
    if not one.strip() or not two.strip():
        return
    markdown, wrong = written(body, converted)
    assert not wrong
    page = parser.fragment_fromstring(converted(markdown), create_parent="div")
    assert [element.tag for element in page] == ["p", "p", "h2"]
    said = words_of(made("p", one, " ", two))
    assert words_of(page[1]).split() == said.split()


def blocks(source: str) -> list[str]:
    text = read_plain(source)
    finish(text)
    return [f"{block.tag}: {words_of(block)}" for block in text.body]


LONG = "The harbour was closed for a year, and nobody could say who had closed it, or why. " * 3


def test_each_line_is_a_paragraph_where_lines_are_long() -> None:
    assert blocks(f"{LONG}\n{LONG}\n{LONG}") == [f"p: {LONG.strip()}"] * 3


def test_lines_that_end_at_a_width_are_one_paragraph() -> None:
    wrapped = (
        "The harbour was closed for a year, and nobody could say who\n"
        "had closed it, or why. A sign was put up, which said that a\n"
        "sign would be put up. Then the gulls came back, and with them\n"
        "the children.\n"
    )
    assert blocks(f"{wrapped}\n{wrapped}") == [f"p: {' '.join(wrapped.split())}"] * 2


def test_a_number_at_the_begin_of_a_paragraph_makes_no_list() -> None:
    assert blocks(f"1984. {LONG}\n\n{LONG}")[0].startswith("p: 1984.")


@pytest.mark.parametrize("date", ["3 April 2019", "April 3, 2019"])
def test_a_date_behind_the_authors_is_none_of_them(date: str) -> None:
    text = read_plain(f"The well\n\nBy Ilse Raven, {date}\n\n{LONG}\n\n{LONG}")
    finish(text)
    assert (text.title, text.authors, text.date) == ("The well", ["Ilse Raven"], "2019-04-03")


def test_what_was_left_out_is_told() -> None:
    text = read_plain(f"{LONG}\n\n{LONG}\n\nShare this article\n\nRead more")
    finish(text)
    assert text.left_out == ["Share this article", "Read more"]


@pytest.mark.parametrize(
    "said",
    [
        "Share this article", "Share on Facebook", "Facebook Twitter E-mail", "Read more",
        "You consent to our use of data and accept our privacy policy",
        "We use cookies to give you the best experience.", "Accept all cookies", "3 min read",
        "Sign up for our newsletter", "© 2024 The Post. All rights reserved.",
    ],
)  # fmt: skip
def test_lines_around_articles_are_known(said: str) -> None:
    assert is_leftover(said)


@pytest.mark.parametrize(
    "said",
    [
        "We share this harbour with the gulls.", "Share and share alike was their rule.",
        "Read more books, she said.", "He used cookies to bribe the committee.",
        "Privacy was the name of his boat.", "Twitter was founded in 2006.",
        "Nobody accepts all of it.", "The first comment came from the gallery.",
    ],
)  # fmt: skip
def test_sentences_of_a_text_are_none_of_them(said: str) -> None:
    assert not is_leftover(said)


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("September 3, 2025", "2025-09-03"), ("3 September 2025", "2025-09-03"),
        ("Published on Sept. 3rd, 2025", "2025-09-03"), ("3. September 2025", "2025-09-03"),
        ("3.9.2025", "2025-09-03"), ("2025-09-03T08:00:00Z", "2025-09-03"),
        ("September 2025", "2025-09"), ("2025", "2025"),
        ("3/9/2025", ""), ("In September 2025 it rained", ""), ("2025-13-01", ""),
    ],
)  # fmt: skip
def test_dates(said: str, date: str) -> None:
    assert date_of(said) == date


PAGE = f"""<html><head><title>The gulls</title></head><body><article><h1>The gulls</h1>
<p>{LONG}</p><p>A link <a href="/x">inside</a> and one <a href="https://y.example/">outside</a>.</p>
<p>{LONG}</p></article></body></html>"""


def test_links_lead_somewhere_or_are_text() -> None:
    lost = read(PAGE.encode(), "page.html", convert=converted)
    assert [a.get("href") for a in lost.body.iter("a")] == ["https://y.example/"]
    assert any("--source" in guess.advice or "--source" in guess.what for guess in lost.guesses)
    kept = read(PAGE.encode(), "page.html", address="https://x.example/a/", convert=converted)
    assert next(a.get("href") for a in kept.body.iter("a")) == "https://x.example/x"


BOOK = next(dressed(text, "epub") for text in TEXTS if text.number == 4)


def test_one_chapter_of_a_book() -> None:
    whole, one = (read(*BOOK, convert=converted, chapter=chapter) for chapter in ("", "3"))
    assert "What is in the chest?" in words_of(whole.body)
    assert one.title == "Did anybody use them?"
    assert "Lawyers did" in words_of(one.body)
    assert "1721" not in words_of(one.body)
    assert any("--chapter" in guess.advice for guess in whole.guesses)


def test_markdown_is_kept_where_the_site_reads_it_alike() -> None:
    source = "# A title\n\nOne *word*,\nand a [link](https://x.example/).\n\n* a\n\n    * b\n"
    text = read(source.encode(), "a.md", convert=converted)
    assert text.title == "A title"
    assert text.markdown == source.partition("\n\n")[2]


def test_markdown_of_others_is_written_anew() -> None:
    source = "Words:\n- one\n  - two\n\nA line\\\nand another\n"
    text = read(source.encode(), "a.md", convert=converted)
    assert not text.markdown
    assert len(text.body.findall("ul/li/ul/li")) == 1
    assert len(text.body.findall("p/br")) == 1


def test_signs_around_a_title_are_taken_away_and_no_others() -> None:
    assert read_plain(f"*** The gulls ***\n\n{LONG}\n\n{LONG}").title == "The gulls"
    assert read_plain(f"The *gulls*\n\n{LONG}\n\n{LONG}").title == "The *gulls*"


@pytest.mark.parametrize("kind", ["text", "html", "epub"])
def test_damaged_files_are_read_or_refused(kind: str) -> None:
    chance = random.Random(kind)
    data, name = dressed(TEXTS[5], kind)
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 3, 20))):
            place = chance.randrange(len(damaged) // 2)
            if chance.random() < 0.6:
                damaged[place] = chance.randrange(256)
            else:
                del damaged[place : place + chance.randrange(200)]
        with suppress(TextError):
            read(bytes(damaged), name, convert=converted)
