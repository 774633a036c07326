"""Values straight from the parser's events are those of the composed nodes, and so are mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postil.edition import yamlfile
from postil.edition.yamlfile import Mistake, YamlFile

ROOT = Path(__file__).parents[2]


def texts() -> Iterator[str]:
    """YAML that people write: the files of this project, and those of the cases of messages."""
    for path in sorted(ROOT.glob("annotations/**/*.yml")):
        yield path.read_text(encoding="utf-8")
    for path in sorted(Path(__file__).parent.glob("cases/*.yml")):
        yield (case := path.read_text(encoding="utf-8"))
        yield from yaml.safe_load(case)["files"].values()


def read(text: str) -> tuple[Any, list[Mistake]]:
    file = YamlFile(text.encode("utf-8", "surrogatepass"))
    return file.values, file.mistakes


def composed(text: str) -> tuple[Any, list[Mistake]]:
    def odd(text: str) -> Any:
        raise yamlfile._OddError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlfile, "_plain_values", odd)
        return read(text)


def test_files_are_read_as_they_are_composed() -> None:
    for text in texts():
        assert read(text) == composed(text), text


PIECES = (
    "a|b|a: |b: |c: 1|- |-  a|? |: |:|\n|\n|\n  |\n  |\n    |\n- |,|, |[|]|{|}|{a: b}|[a, b]|[]|{}|"
    "'|''|"
    '"|"a"|\\n|null|~|Null|no|12:30|1.10|||>-|#|# a|&a |*a|*b|<<: |!|!!str |!a |!!null |---|...|%|'
    "%YAML 1.2|@|`|\t|\r\n|\ufeff|\x07|\x85|\u2028|é|🙂"
).split("|")


@settings(max_examples=500)
@given(text=st.builds("".join, st.lists(st.sampled_from(PIECES), max_size=12)))
@example(text="a: b\na: c\n")
@example(text="a: &a b\nc: *a\n")
@example(text="<<: {a: b}\n")
@example(text="'<<': a\n")
@example(text="[a]: b\n")
@example(text="? \n: a\n")
@example(text="&a b: c\n")
@example(text="!!str b: !!null c\n")
@example(text="--- a\n--- b\n")
@example(text="--- a\n...\n")
@example(text="---\n")
@example(text="# a\n")
@example(text="a: ''\nb:\nc: ~\nd: '~'\n")
@example(text="[" * 39 + "a" + "]" * 39)
@example(text="[" * 40 + "a" + "]" * 40)
@example(text="\x85- \x07\n")
@example(text="[" * 41 + "a" + "]" * 41)
def test_odd_files_are_read_as_they_are_composed(text: str) -> None:
    assert read(text) == composed(text)


def entries(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(leaf, max_size=3) | st.dictionaries(st.text(min_size=1), leaf, max_size=3)


@given(
    values=st.recursive(st.none() | st.text(), entries, max_leaves=12),
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    flow=st.sampled_from([None, True, False]),
)
def test_written_values_are_read_as_they_are_composed(
    values: Any, style: str | None, flow: bool | None
) -> None:
    text = yaml.safe_dump(values, default_style=style, default_flow_style=flow, allow_unicode=True)
    assert read(text) == composed(text)


def test_plain_files_are_not_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "compose", None)
    text = "claims:\n  one: {quote: a b, tags: [no, ~]}\n  two:\n    because: |\n      So.\n"
    claims = {"one": {"quote": "a b", "tags": ["no", None]}, "two": {"because": "So.\n"}}
    assert read(text) == ({"claims": claims}, [])
