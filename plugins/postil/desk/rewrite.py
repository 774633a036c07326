"""Writing a new quote into an annotation file, touching nothing else in it.

A YAML library that loads and dumps a whole file re-wraps lines and moves comments. So the place
of the old quote is looked up, ruamel.yaml writes the new one, and only those characters are
replaced; afterwards the file is read again to make sure that nothing else has changed.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from postil.edition.yamlfile import YamlFile

NewQuote = str | Mapping[str, str]


class RewriteError(Exception):
    """The file could not be changed without touching something else in it."""


def replace_value(text: str, keys: Sequence[str | int], value: NewQuote) -> str:
    """The text of a YAML file with the value at `keys` replaced.

    Raises RewriteError when the file is not what it was when it was checked.
    """
    if text.startswith("\ufeff"):
        # The parser does not count the mark that some editors put first.
        return f"\ufeff{replace_value(text[1:], keys, value)}"
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    in_flow = False
    for key in keys:
        in_flow = in_flow or bool(getattr(node, "flow_style", False))
        node = _child(node, key)
    if node is None:
        raise RewriteError(f"there is no '{'.'.join(map(str, keys))}' in the file any more")
    start, end = node.start_mark.index, node.end_mark.index
    old = text[start:end]
    end -= len(old) - len(old.rstrip())
    new = text[:start] + _written(value, in_flow=in_flow) + text[end:]
    _make_sure(text, new, keys, value)
    return new


def _child(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        item: yaml.Node = node.value[key]
        return item
    return None


def _written(value: NewQuote, *, in_flow: bool) -> str:
    """A value as ruamel.yaml writes it on one line."""
    writer = YAML()
    writer.width = 1_000_000
    writer.allow_unicode = True
    shown: Any = value
    if isinstance(value, Mapping):
        shown = CommentedMap({key: DoubleQuotedScalarString(text) for key, text in value.items()})
        shown.fa.set_flow_style()
    elif in_flow:
        shown = DoubleQuotedScalarString(value)
    stream = io.StringIO()
    writer.dump(CommentedMap({"quote": shown}), stream)
    return stream.getvalue().removeprefix("quote:").strip()


def _make_sure(old: str, new: str, keys: Sequence[str | int], value: NewQuote) -> None:
    before, after = (YamlFile(text.encode()).values for text in (old, new))
    target = before
    for key in keys[:-1]:
        target = target[key]
    target[keys[-1]] = dict(value) if isinstance(value, Mapping) else value
    if before != after:
        raise RewriteError(
            "the new quote cannot be put in without changing something else; "
            "write it into the file by hand"
        )
