"""New quotes in annotation files: the words are others, and nothing else is."""

from __future__ import annotations

import pytest

from postil.desk.writing.rewrite import QuoteFile
from postil.edition.model import Quote
from postil.edition.yamlfile import YamlFile

KEYS = ("claims", "x", "quote")
NEW = Quote(exact='new words: it\'s "so"')
PLAIN = Quote(exact="new words")
AROUND = Quote(exact="new words", prefix="it's", suffix='a "b"')

# What stands behind `quote:`, the new quote, and what stands there afterwards.
CASES = {
    "plain": (" old   # why?", PLAIN, " new words   # why?"),
    "plain over two lines": (" old\n      words", PLAIN, " new words"),
    "plain that cannot stay so": (" old", Quote(exact='new: "so"'), " 'new: \"so\"'"),
    "single": (" 'old''s'  # c", NEW, " 'new words: it''s \"so\"'  # c"),
    "double": (' "old \\u0041"', NEW, ' "new words: it\'s \\"so\\""'),
    "a number": (" old", Quote(exact="1911"), " '1911'"),
    "a dash": (" old", Quote(exact="- new"), " '- new'"),
    "emoji": (" 🙂 old 👩‍👩‍👧", Quote(exact="🙂🏽 new 👩‍👩‍👧"), " 🙂🏽 new 👩‍👩‍👧"),
    "from right to left": (' "ישן"', Quote(exact="חדש \u200fמאוד"), ' "חדש \u200fמאוד"'),
    "folded": (" >-  # c\n      old\n      words\n\n", PLAIN, " >-  # c\n      new words\n\n"),
    "folded and long": (
        " >\n      old",
        Quote(exact="twelve words " * 9 + "end"),
        " >\n      " + "twelve words twelve words twelve words twelve words twelve\n      "
        "words twelve words twelve words twelve words twelve words\n      end",
    ),
    "literal": (" |\n        old\n        words", NEW, ' |\n        new words: it\'s "so"'),
    "folded, now with context": (
        " >-  # c\n      old",
        AROUND,
        ' {exact: "new words", prefix: "it\'s", suffix: "a \\"b\\""}  # c',
    ),
    "folded, now with a character that has to be named": (
        " >-  # c\n      old",
        Quote(exact="new\u2028words"),
        ' "new\\Lwords"  # c',
    ),
    "a question mark in brackets": (" {exact: old}", Quote(exact="?new"), ' {exact: "?new"}'),
    "a mapping in brackets": (
        " { exact: old , prefix: 'it' }  # c",
        AROUND,
        " { exact: new words , prefix: 'it''s', suffix: \"a \\\"b\\\"\" }  # c",
    ),
    "a mapping in lines": (
        "\n      # one\n      prefix: it  # two\n      exact: >-\n        old\n      # three",
        AROUND,
        "\n      # one\n      prefix: it's  # two\n      exact: >-\n        new words\n"
        '      suffix: "a \\"b\\""\n      # three',
    ),
    "a name that nobody uses": (" &q old", PLAIN, " &q new words"),
    "a tag": (" !!str 'old'", PLAIN, " !!str 'new words'"),
}


def file(quote: str, *, mark: str = "", end: str = "\n") -> bytes:
    text = (
        f"# my notes\nclaims:\n  before:\n    quote: w\n    because: '…'\n"
        f"  x:   # here\n    quote:{quote}\n    because: |\n      Says  who?\n\n# end\n"
    )
    return (mark + text.replace("\n", end)).encode()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("mark", "end"), [("", "\n"), ("\ufeff", "\r\n")])
def test_only_the_words_are_replaced(case: str, mark: str, end: str) -> None:
    old, quote, new = CASES[case]
    done, refused = QuoteFile(file(old, mark=mark, end=end)).rewritten({KEYS: quote})
    assert refused == {}
    assert done.decode() == file(new, mark=mark, end=end).decode()
    value = YamlFile(done).values["claims"]["x"]["quote"]
    assert Quote(**(value if isinstance(value, dict) else {"exact": value})) == quote


def test_in_brackets() -> None:
    """What needs no quotation marks on a line of its own may need them here."""
    data = b"notes: {a: {quote: old, note: x}, b: {quote: 'old', note: y}}\n"
    quotes = {
        ("notes", "a", "quote"): Quote(exact="new, newer"),
        ("notes", "b", "quote"): Quote(exact="new}"),
    }
    done, refused = QuoteFile(data).rewritten(quotes)
    assert refused == {}
    assert done == b"notes: {a: {quote: 'new, newer', note: x}, b: {quote: 'new}', note: y}}\n"


def test_what_would_change_something_else_is_refused_and_the_rest_is_written() -> None:
    data = (
        b"claims:\n  a: &all\n    quote: old\n    because: x\n  b: *all\n"
        b"  c:\n    quote: &q {exact: old, prefix: x}\n    because: x\n"
        b"  d:\n    quote: *q\n    because: x\n  x:\n    quote: old\n    because: x\n"
    )
    quotes = {
        ("claims", "a", "quote"): PLAIN,
        ("claims", "b", "quote"): PLAIN,
        ("claims", "c", "quote"): AROUND,
        KEYS: PLAIN,
    }
    done, refused = QuoteFile(data).rewritten(quotes)
    assert done == data.replace(b"x:\n    quote: old", b"x:\n    quote: new words")
    assert "changing something else" in refused["claims", "a", "quote"]
    assert "its entry is written '*all'" in refused["claims", "b", "quote"]
    assert "'*q' in line 10 would change with it" in refused["claims", "c", "quote"]


@pytest.mark.parametrize("case", CASES)
def test_what_is_shown_is_what_is_written(case: str) -> None:
    old, quote, _ = CASES[case]
    shown = QuoteFile(file(old)).shown(KEYS, quote)
    assert shown.startswith("quote: ")
    value = YamlFile(shown.replace("quote: \n", "quote:\n").encode()).values["quote"]
    assert Quote(**(value if isinstance(value, dict) else {"exact": value})) == quote
