"""Entries that are made, changed, moved and taken out: the rest of their file stays as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.desk.writing.entries import EntryFile
from postil.desk.writing.rewrite import RewriteError
from postil.edition.yamlfile import YamlFile

CASES = yaml.safe_load(Path(__file__).with_name("written.yml").read_text(encoding="utf-8"))


def done(case: dict[str, Any], data: bytes) -> bytes:
    """What becomes of a file in a case."""
    file = EntryFile(data)
    section, id = case.get("section", "claims"), case["id"]
    if case["do"] == "make":
        return file.with_entry(section, id, case["values"], case.get("after"))
    if case["do"] == "delete":
        return file.without(section, id)
    there = file.get(section, id)
    assert there is not None
    values = {**there.values, **case["values"]}
    values = {key: value for key, value in values.items() if value is not None}
    return file.changed(section, id, values, case.get("name", ""))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("mark", "end"), [("", "\n"), ("\ufeff", "\r\n")])
def test_nothing_but_the_entry_changes(name: str, mark: str, end: str) -> None:
    case = CASES[name]
    data = (mark + case["before"].replace("\n", end)).encode()
    assert done(case, data).decode() == mark + case["after_it"].replace("\n", end)


def test_what_would_change_something_else_is_refused() -> None:
    data = b"claims:\n  a: &all\n    quote: old\n  b: *all\n"
    why = r"what is called &all in line 2 is repeated as \*all in line 4, which would change"
    with pytest.raises(RewriteError, match=why):
        EntryFile(data).changed("claims", "a", {"quote": "new"})
    with pytest.raises(RewriteError, match=why):
        EntryFile(data).without("claims", "a")
    tags = b"claims:\n  a:\n    quote: old\n    tags: &t [x]\n  b: {quote: other, tags: *t}\n"
    with pytest.raises(RewriteError, match=r"&t in line 4 is repeated as \*t in line 5"):
        EntryFile(tags).changed("claims", "a", {"quote": "old", "tags": ["y"]})
    assert b"b:\n    quote: new\n" in EntryFile(data).changed("claims", "b", {"quote": "new"})


def test_a_file_that_cannot_be_used_is_refused_with_the_reason() -> None:
    with pytest.raises(RewriteError, match="line 3, column 3: 'a' is given twice"):
        EntryFile(b"claims:\n  a: {quote: x}\n  a: {quote: y}\n")


def test_the_hash_is_that_of_the_entry_alone() -> None:
    before = EntryFile(b"claims:\n  a:\n    quote: x\n  b:\n    quote: y\n").get("claims", "b")
    after = EntryFile(b"# new\nclaims:\n  b:\n    quote: y\nnotes: {}\n").get("claims", "b")
    other = EntryFile(b"claims:\n  b:\n    quote:  y\n").get("claims", "b")
    assert before and after and other
    assert before.hash == after.hash != other.hash


# Random edits of random files

NASTY = (
    'a word|@mention|- dash|a: colon|a #hash|# leads|no|~|12:30|2026-11-28|[a, b|{x}|it\'s "so"'
    "|'|\"|ends:|100%|&a|*b|!c|> more|% per|`code`|a\tb|שלום, עולם|\u200fמימין|漢字、かな"
    "|🙂👩\u200d👩\u200d👧|tail  \nline|one\n\ntwo: #3\n- four|  indented\ncode|x\n\n\n  y|a  b"
    "|\x07|\u2028|…|<b>&amp;</b>|?|:|null|true|0x1F|1e3|---|...|# a\nb|=|<<|a\\b|ab,|]"
).split("|")
TEXTS = (
    st.one_of(
        st.sampled_from([*NASTY, "|", "| bar", "word " * 40 + "end", "漢" * 150]),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40),
    )
    # Text in lines of its own ends with a line break, which means nothing.
    .map(lambda text: text.rstrip("\n"))
    .filter(str.strip)
)
WORDS = st.sampled_from(["smith-2014", "b", "extends", "p. 12", "no"])
CITATIONS = st.one_of(WORDS, st.fixed_dictionaries({"source": WORDS, "quote": TEXTS}))
LINKS = st.fixed_dictionaries({"to": WORDS, "relation": WORDS, "because": TEXTS})
VALUES = st.fixed_dictionaries(
    {"quote": st.one_of(TEXTS, st.fixed_dictionaries({"exact": TEXTS, "suffix": TEXTS}))},
    optional={
        "because": TEXTS,
        "question": TEXTS,
        "kind": WORDS,
        "sources": st.lists(CITATIONS, min_size=1, max_size=3),
        "cross_references": st.lists(LINKS, min_size=1, max_size=2),
        "tags": st.lists(WORDS, min_size=1, max_size=3),
    },
)

ENTRIES = {
    "plain": "  plain:\n    quote: some words   # of whom?\n    because: Says who?\n",
    "folded": (
        "  # about it\n  folded:  # a name\n    quote: >-\n      some\n      words\n\n    # why\n"
        "    because: |\n      One.\n\n      Two.\n    sources:\n    - a   # first\n    # second\n"
        "    - {source: b, stance: supports}\n    - source: c\n      locator: p. 1  # page\n"
        "    tags: [x, y]\n    # its end\n"
    ),
    "quoted": (
        "  quoted: # c\n    'quote': \"some words\"\n    question: 'it''s so?'\n    tags:\n"
        "      - one\n      -   two\n    cross_references:\n      -\n        to: '#plain'\n"
        "        relation: extends\n        because: >\n          folded\n          text\n"
    ),
    "brackets": (
        "  brackets: {quote: {exact: some, prefix: 'a'}, tags: [a,\n     b], # here\n"
        "    because: x}\n"
    ),
    "late": "\n\n  late:\n      tags: [a]\n      quote: last # one\n",
}


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file as somebody may have written it."""
    ids = draw(st.permutations(sorted(ENTRIES)))
    cut = draw(st.integers(0, len(ids)))
    space = draw(st.sampled_from(["", "\n"]))
    claims = space.join(ENTRIES[id] for id in ids[:cut]) if cut else "  {}\n"
    text = draw(st.sampled_from(["", "# head\n\n", "---\n", "by: ben\n"])) + f"claims:\n{claims}"
    if ids[cut:]:
        text += f"{space}notes:   # others\n" + space.join(ENTRIES[id] for id in ids[cut:])
    text += draw(st.sampled_from(["", "\n", "# the end\n", "  # the end\n"]))
    if draw(st.booleans()):
        text = text.rstrip("\n")
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode()


COMMENTS = re.compile(
    r"# (?:head|the end|others|about it|a name|why|second|first|page|c\b|of whom|its end|here|one)"
)


def text_of(data: bytes) -> str:
    return data.decode().removeprefix("\ufeff")


def says(data: bytes) -> Any:
    file = YamlFile(data)
    assert not file.mistakes, file.mistakes
    return file.values


@settings(max_examples=200)
@given(files(), st.data())
def test_random_edits_mean_what_they_are_to_mean_and_move_nothing_else(
    data: bytes, choice: st.DataObject
) -> None:
    for _ in range(3):
        data = edit(data, choice)


def edit(data: bytes, choice: st.DataObject) -> bytes:
    """Makes an edit, and holds it against the file before it; returns the file after it."""
    file, before = EntryFile(data), says(data)
    sections = [s for s in ("claims", "notes") if before.get(s)]
    others = {(s, id): file.get(s, id) for s in sections for id in before[s]}
    what = choice.draw(st.sampled_from(["make", "change", "delete"] if others else ["make"]))
    new, old, made = choice.draw(VALUES), None, b""
    if what == "make":
        section = choice.draw(st.sampled_from(["claims", "notes"]))
        ids = list(before.get(section) or ())
        place = section, next(f"new-{n}" for n in range(9) if (section, f"new-{n}") not in others)
        after = choice.draw(st.sampled_from([None, "", *ids]))
        made = file.with_entry(*place, new, after)
        at = len(ids) if after is None else ids.index(after) + 1 if after else 0
        assert [*says(made)[section]] == [*ids[:at], place[1], *ids[at:]]
    else:
        place = choice.draw(st.sampled_from(sorted(others)))
        old = others.pop(place)
        assert old is not None
    if what == "change" and old:
        kept = choice.draw(st.sets(st.sampled_from(sorted(old.values))))
        new = {**new, **{key: old.values[key] for key in kept}}
        if choice.draw(st.booleans()):
            new = {**new, **old.values}
        made = file.changed(*place, new)
        # An entry of the other section may be written in the same words.
        pieces, text = text_of(data).split(old.text), text_of(made)
        assert any(
            text.startswith(old.text.join(pieces[:at]))
            and text.endswith(old.text.join(pieces[at:]))
            for at in range(1, len(pieces))
        )
    elif what == "delete":
        made = file.without(*place)
    after_it = EntryFile(made)
    found = after_it.get(*place)
    if what == "delete":
        assert found is None
    else:
        assert found and same(found.values, new)
    is_kept = old and all(new.get(key) == value for key, value in old.values.items())
    if what == "make" or (what == "change" and is_kept):
        assert sorted(COMMENTS.findall(text_of(made))) == sorted(COMMENTS.findall(text_of(data)))
    for other, entry in others.items():
        now = after_it.get(*other)
        assert now and entry and (now.text, now.values) == (entry.text, entry.values)
    assert made.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" not in data or not re.search(rb"(?<!\r)\n", made)
    return made


def same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, str):
        return isinstance(found, str) and found.rstrip("\n") == wanted.rstrip("\n")
    if isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[k], wanted[k]) for k in wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    return bool(found == wanted)
