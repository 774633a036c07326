"""What an article says of itself in its front matter, as far as pages are made of it.

Hosts pass on whatever stands there; themes and plugins take for granted that it has the form they
want, and end in a traceback where it has not. Here its author is told, with the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from postil.edition.problems import Problem
from postil.edition.yamlfile import YamlFile

_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"[\w-]+:(?:\s|$)|#")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:[T ].*)?)?)?$")
# Whether readers judge before they see what others think.
_WAYS = ("first", "free")
# Themes look for a file of this name, and YAML makes something else of these words.
_FILES = ("template", "icon")
_NO_TEXT = (*map(str, range(10)), "true", "false", "yes", "no")
_NAMES = ("name", "literal", "family")


class Complaint(NamedTuple):
    """Something in the front matter that cannot be used."""

    key: str
    """Empty where none of it can be."""
    problem: Problem


class _Form(NamedTuple):
    """What may stand behind a key."""

    types: tuple[type, ...]
    advice: str


_TEXT = _Form((str,), "write it as text, in quotation marks if it begins with a sign")
_FORMS = {
    "search": _Form((dict,), "write 'search: {exclude: true}' to keep the page out of the search"),
    "hide": _Form((list,), "write a list of what is to be hidden: 'hide: [toc]'"),
    "source": _Form((str, dict), "write its address, or {title: …, url: …}"),
    "tags": _Form((str, list), "write a list of words: 'tags: [one, two]'"),
    **dict.fromkeys(
        ("title", "description", "licence", "license", "lang", "item_type", "template", "icon"),
        _TEXT,
    ),
}


def matter_of(text: str) -> Mapping[str, Any]:
    """The front matter of a Markdown text, as hosts read it; nothing where there is none."""
    matter = _MATTER.match(text)
    try:
        found = yaml.safe_load(matter[1]) if matter else None
    except (yaml.YAMLError, ValueError):
        # MkDocs takes it for a part of the text then.
        found = None
    return found if isinstance(found, dict) else {}


def complaints(text: str, name: str) -> Iterator[Complaint]:
    """What is wrong with the front matter of a Markdown text that is called `name` in problems."""
    matter = _MATTER.match(text)
    # A rule at the begin of a text is none.
    if matter is None or not _KEY.match(matter[1]):
        return
    file = YamlFile(matter[1].encode("utf-8", "replace"))
    for mistake in file.mistakes:
        what = f"{mistake.what} (the front matter of the article cannot be read)"
        problem = Problem(name, mistake.line + 1, mistake.column, what, mistake.advice)
        yield Complaint("", problem)
    values = file.values if isinstance(file.values, dict) else {}
    for key, value in values.items():
        if value is not None and (said := _of(key, value)):
            line, column = file.place((key,))
            yield Complaint(key, Problem(name, line + 1, column, *said))


def judges_first(matter: Mapping[str, Any], usual: str) -> bool:
    """Whether the readers of an article are to judge first; `usual` is how it is where the article
    does not say."""
    said = matter.get("judge")
    return (said if said in _WAYS else usual) == "first"


def _of(key: str, value: Any) -> tuple[str, str] | None:
    if form := _FORMS.get(key):
        if isinstance(value, form.types) and not (key in _FILES and value in _NO_TEXT):
            return None
        return f"'{key}' is {_described(value)}, and nothing can be made of it", form.advice
    if key in ("author", "authors") and not all(map(_is_name, _listed(value))):
        advice = "write a name, or a list of names: [Jane Doe, John Roe]"
        return f"'{key}' names nobody whose name could be told", advice
    if key == "date" and not _is_date(value):
        return "'date' is no date that programs could read", "write it as 2026-11-28, or less of it"
    if key == "judge" and value not in _WAYS:
        what = f"'judge' is {_described(value)}, which is no way to read a text"
        return what, "write 'judge: first' to have readers judge first, or 'judge: free'"
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_name(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(isinstance(value.get(key), str) for key in _NAMES)
    return isinstance(value, str)


def _is_date(value: Any) -> bool:
    if isinstance(value, Mapping):
        # A blog tells when a post was written and when it was changed.
        value = value.get("created")
    return isinstance(value, str) and bool(_DATE.match(value))


def _described(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"“{value}”"
