"""Ids to choose from, as a JSON Schema says them: for editors that complete and explain them.

The usual way, one `enum` with all ids, is not good enough: an editor would show all of them when
asked about one, and compare each word with each id. A few ids are alternatives, each with its own
description. Many are divided by their first letters, so that a word is compared with a handful,
however many there are; to be completed they are listed once more as `defaultSnippets`, which
yaml-language-server knows and others skip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

JsonSchema = dict[str, Any]

FEW = 24
"""As many ids are alternatives. Each costs a comparison for each word of its kind in a file; all
are named in the message for an id that is none of them."""

_SIGNS = re.compile(r"[\\^$.|?*+()\[\]{}]")

# What YAML takes for text without quotation marks, whatever stands around it.
_PLAIN = re.compile(r"(?!(?:true|false|null)$)[^\W\d](?:[\w/.+-]|[:#](?=\w))*", re.IGNORECASE)


def choice(labels: Mapping[str, str], wrong: str) -> JsonSchema:
    """One of these ids. Where none are known, any will do.

    Args:
        labels: What is said of each id.
        wrong: What is said of any other word.
    """
    if not labels:
        return {"type": "string"}
    if len(labels) <= FEW:
        return _alternatives(labels, labels)
    return {
        "type": "string",
        "defaultSnippets": snippets(labels),
        **divided(labels, lambda ids: _alternatives(ids, labels), wrong, FEW),
    }


def snippets(labels: Mapping[str, str]) -> list[JsonSchema]:
    """Ids to be completed, and nothing to be compared with them."""
    return [
        {"label": id, "bodyText": _written(id), "description": label}
        for id, label in labels.items()
    ]


def _alternatives(ids: Iterable[str], labels: Mapping[str, str]) -> JsonSchema:
    return {"anyOf": [{"const": id, "description": labels[id]} for id in ids]}


def divided(
    words: Iterable[str],
    leaf: Callable[[Sequence[str]], JsonSchema],
    wrong: str,
    most: int,
    at: Callable[[JsonSchema], JsonSchema] = lambda schema: schema,
) -> JsonSchema:
    """A schema that finds the words with which a text begins, letter by letter.

    Args:
        words: The words.
        leaf: What holds for a text that begins like these words.
        wrong: What is said of a text that begins like none.
        most: How many words a leaf may have.
        at: Puts a schema of the text where the text stands.
    """
    groups = dict(_groups(sorted({*words})))

    def then(group: Sequence[str]) -> JsonSchema:
        is_few = len(group) <= most
        return leaf(group) if is_few else divided(group, leaf, wrong, most, at)

    return {
        **at({"pattern": f"^(?:{'|'.join(groups)})", "patternErrorMessage": wrong}),
        "allOf": [
            {"if": at({"type": "string", "pattern": f"^{start}"}), "then": then(group)}
            for start, group in groups.items()
        ],
    }


def _groups(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Sorted words by the first letter in which they differ: each group with a pattern for how its
    words begin."""
    common = len(words[0])
    while words[0][:common] != words[-1][:common]:
        common -= 1
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[: common + 1], []).append(word)
    for start, group in groups.items():
        # A word with which others begin ends here.
        yield escaped(start) + ("$" if len(start) == common else ""), group


def escaped(text: str) -> str:
    """A text as a pattern. Only signs with a meaning may be escaped in the patterns of JSON
    Schema."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _written(id: str) -> str:
    """An id as it stands in YAML, and in a snippet, to which dollar signs mean something."""
    text = id if _PLAIN.fullmatch(id) else "'" + id.replace("'", "''") + "'"
    return re.sub(r"[\\$}]", r"\\\g<0>", text)
