"""What authors write and YAML takes for something else. The cases are in `slips.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from postil.edition.problems import nearest
from postil.edition.yamlfile import YamlFile

SLIPS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "slips.yml").read_text(encoding="utf-8")
)


def found(text: str) -> list[tuple[str, str, str]]:
    mistakes = YamlFile(text.encode()).mistakes
    return [(f"{m.line}:{m.column}", m.what, m.advice) for m in mistakes]


@pytest.mark.parametrize("name", SLIPS)
def test_slip(name: str) -> None:
    slip = SLIPS[name]
    assert found(slip["text"]) == [(slip["place"], slip["what"], slip["advice"])]
    # Other line ends are no other slip, unless a line is too much for them.
    assert found(slip["text"].replace("\n", "\r\n")) == found(slip["text"])


FIRST = [name for name, slip in SLIPS.items() if slip["text"].startswith("claims:\n  a:")]


@pytest.mark.parametrize("name", FIRST)
def test_a_second_slip_is_told_and_nothing_that_is_right(name: str) -> None:
    """Where the first may reach beyond its line, it comes alone."""
    slip = SLIPS[name]
    text = f"{slip['text']}  second:\n    quote: x\n    because: so: it is\n"
    line = text.count("\n")
    first, *others = [place for place, *_ in found(text)]
    assert first == slip["place"] or not others
    assert others in ([], [f"{line}:16"])


def test_most_slips_do_not_hide_the_next() -> None:
    texts = [f"{SLIPS[name]['text']}  b:\n    quote: so: it is\n" for name in FIRST]
    assert sum(len(found(text)) == 2 for text in texts) >= 0.6 * len(texts)


# Beginnings of a value that YAML takes for something else, or cannot take at all.
ODD = """!important
> 5 men
|x|
[open
{open
"open
'open
'Don't ask'
"no" was said
[sic] writer
{all} of it
@home
%5
`x`
*all* of it
& so on
] x
} x
"a\\qb\"
[a](b) c
""".splitlines()
PLACES = {
    "a text": "    because: %s\n",
    "an item": "    tags:\n      - %s\n      - two\n",
    "a part": "    quote:\n      exact: %s\n      prefix: y\n",
    "a part of an item": "    sources:\n      - source: s\n        quote: %s\n      - t\n",
    "in brackets": "    sources: [{source: s, quote: %s}]\n",
    "the line below": "    because:\n      %s\n",
    "two lines": "    because: %s\n      and more\n",
    "where entries follow": "    sources: %s\n      - one\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_no_slip_loses_the_rest_of_its_file(place: str) -> None:
    for odd in ODD:
        entry = PLACES[place] % odd
        file = YamlFile(
            f"claims:\n  a:\n    kind: k\n{entry}    title: t\n  b:\n    quote: q\n".encode()
        )
        line = 4 + entry.split(odd)[0].count("\n")
        assert [mistake.line for mistake in file.mistakes] == [line], (odd, file.mistakes)
        assert file.rest["claims"]["a"].items() >= {"kind": "k", "title": "t"}.items(), odd
        assert file.rest["claims"]["b"] == {"quote": "q"}
        below = entry.count("\n")
        assert file.place(("claims", "b", "quote")) == (6 + below, 12), odd


@pytest.mark.parametrize(
    ("text", "lines", "rest"),
    [
        # A key of an entry, an id, a section.
        ("a:\n  b: c\n  b: d\ne: {f: g}\n", [3], {"a": {"b": "c"}, "e": {"f": "g"}}),
        (
            "s:\n  a: {b: c}\n  a: {d: e}\n",
            [3],
            {"s": {"a": {"b": "c"}, "zz-unnamed-a": {"d": "e"}}},
        ),
        (
            "s:\n  a: {b: c}\nt: {}\ns:\n  d: {e: f}\n",
            [4],
            {"s": {"a": {"b": "c"}, "d": {"e": "f"}}, "t": {}},
        ),
        ("s:\ns:\n  d: {e: f}\n", [2], {"s": {"d": {"e": "f"}}}),
        ("s: [\ns:\n  d: {e: f}\n", [1, 2], {"s": {"d": {"e": "f"}}}),
        ("a:\n  b: c: d\n  e:\n    - {f: #g, h: i}\n  j: k\n", [2, 4], {"a": {"j": "k"}}),
        ("s:\n  a:\ns:\n  d: {e: f}\n", [3], {"s": {"a": None, "d": {"e": "f"}}}),
        ("s: {}\n  a: {b: c}\n  a: {b: c\nt: u\n", [1, 3, 3], {"s": {"a": {"b": "c"}}, "t": "u"}),
        ("a:\n  b: {{ x }}\n  c: d\n", [2], {"a": {"c": "d"}}),
        ("a:\n  b: {{ x }}\n    and more\n  c: d\n", [2], {"a": {"c": "d"}}),
        # Signs that are no spaces.
        ("a:\n\tb: c\n\td: !e\n", [2, 3], {"a": {"b": "c"}}),
        ("a:\n  b: c\n\u00a0 d: e: f\n", [3], {"a": {"b": "c"}}),
        ("a:\n  b: c\x07d\n  e: f\n", [2], {"a": {"e": "f"}}),
        # A line that stands in no column, and one without its colon.
        ("a:\n  b: c\n   d: e\n  f: g\n", [3], {"a": {"b": "c", "f": "g"}}),
        ("a:\n  b\n    c: d\n  e: f\n", [3], {"a": {"b": {"c": "d"}, "e": "f"}}),
    ],
)
def test_what_else_is_kept(text: str, lines: list[int], rest: Any) -> None:
    file = YamlFile(text.encode())
    assert [mistake.line for mistake in file.mistakes] == lines, file.mistakes
    assert file.rest == rest


def test_columns_are_those_of_the_file() -> None:
    """Not those of the text in which tabs have been replaced."""
    file = YamlFile(b"a:\n\tb:\n\t\tc: d\n")
    assert file.place(("a", "b", "c")) == (3, 6)


def test_what_stands_beside_a_slip_is_read() -> None:
    file = YamlFile(
        b"claims:\n  a:\n    quote: 'Don't go'\n    kind: b\n"
        b"  c:\n    quote: d\n    tags: [#e, f]\n"
    )
    assert file.values is None
    assert file.rest == {"claims": {"a": {"kind": "b"}, "c": {"quote": "d"}}}
    assert file.place(("claims", "c", "quote")) == (6, 12)


@pytest.mark.parametrize(
    "text",
    [
        "a: C# language\n",
        "a: 'ranked #1 by all'\n",
        'a: "ranked #1 by all"\n',
        "a: |\n  ranked #1 by all\n   \u00a0here\n",
        "a: >-\n  ranked #1\n  [sic] writer\n",
        "a: text # a comment\n",
        "a: text ## a comment\n",
        "# a comment #1\na: text\n",
        "a: {b: c} #1 of them\n",
        "a: # of them\n  b: c\n",
        "a: one\n  \u00a0two\n",
        "a: 'one\n  \u00a0two'\n",
        "a: one\u00a0two\n",
        "a: “so” it was\n",
        "a: He said, 'don't go'\n",
        "a: x [sic] y\n",
        "a: [b, 'c, “d”', \"e #1\"]\n",
        "a: {b: 'It''s', c: '\u201cso, so\u201d'}\n",
    ],
)
def test_what_is_no_slip(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("before", "line"),
    [
        # Nothing is wrong with the line above.
        ("a: “so” it was\n", 2),
        ("a: He said, 'don't go'\n", 2),
        ("a: x [sic] y\n", 2),
        ("a: |\n  - one [sic] 'two's #3\n  “four”: five\n", 4),
    ],
)
def test_a_line_that_is_right_is_not_blamed(before: str, line: int) -> None:
    ((place, what, _),) = found(f"{before}b c\nd: e\n")
    assert place.startswith((f"{line}:", f"{line + 1}:"))
    assert "is not 'key: value'" in what or "inside the text of the line above" in what


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("becuase", ["because", "quote"], "because"),
        ("gate-duty", ["gates-duty-2014", "goldgeier-2003"], "gates-duty-2014"),
        ("gates", ["gates-duty-2014", "goldgeier-2003"], "gates-duty-2014"),
        ("gates", ["gates-duty-2014", "gates-memo"], None),
        ("year", ["issued", "title"], "issued"),
        ("contrasts", ["contradicts", "extends"], None),
        ("Möller2014", ["Müller2014"], None),
        ("Muller2014", ["Müller2014"], "Müller2014"),
        ("mueller-2014", ["müller-2014"], "müller-2014"),
        ("2014", ["2015-report", "2014-report"], "2014-report"),
        ("duty-1914", ["duties-2014"], None),
        ("zzz", ["abc"], None),
        ("readings/harbour", ["history/harbour", "history/quay"], "history/harbour"),
        ("readings/harbour", ["history/harbour", "law/harbour"], None),
    ],
)
def test_what_was_meant(word: str, known: list[str], meant: str | None) -> None:
    assert nearest(word, known) == meant
