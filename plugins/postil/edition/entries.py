"""From a YAML file to checked entries: a file becomes an instance of its model, or problems.

Pydantic finds all mistakes of a file at once; this module gives each its place in the file and
says it in the words of somebody who writes annotations.
"""

from __future__ import annotations

import re
import types
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from .model import SOURCE_ID_PATTERN, AnnotationFile, fields_of
from .problems import Problem, nearest, shortened
from .yamlfile import Keys, YamlFile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A file that was read: its entries (None if unusable or taken; without those that are wrong),
    and what is wrong with it.

    The plain values of `file` are gone; it still knows the places of what is found later.
    """

    name: str
    """The path as the author knows it."""
    file: YamlFile
    entries: T | None
    problems: tuple[Problem, ...]
    is_whole: bool = True
    """Whether each entry of the file is among `entries`, be it without what is wrong in it."""

    def problem(self, keys: Keys, what: str, advice: str = "", *, key: bool = False) -> Problem:
        """A problem at the value that `keys` lead to (or with `key`, at its key)."""
        return Problem(self.name, *self.file.place(keys, key=key), what, advice)


def check(file: YamlFile, name: str, model: Any, *, empty: str = "") -> Checked[T]:
    """Checks a file against a model (a pydantic model, or a mapping of them).

    `empty` is the advice for a file without entries; where it is not given, an empty file is an
    empty mapping.
    """
    if file.mistakes:
        problems = tuple(Problem(name, m.line, m.column, m.what, m.advice) for m in file.mistakes)
        values = file.rest
        entries, more = _of_rest(file, name, model)
        # Of a file of which nothing can be read, nobody knows what it would have defined.
        is_whole = (
            entries is not None
            and _count(values) == _count(entries)
            and all(len(keys) > _depth(model) for keys in file.lost)
        )
        return Checked(name, file, entries, (*problems, *more), is_whole)
    # What is checked is not kept twice: a site may have fifty thousand annotations.
    values, file.values = file.values, None
    if values is None or values == {}:
        if empty:
            return Checked(name, file, None, (Problem(name, 1, 1, "the file is empty", empty),))
        values = {}
    try:
        return Checked(name, file, _adapter(model).validate_python(values), ())
    except ValidationError as error:
        details = _once(model, error.errors())
        found = [_problem(file, name, model, values, detail) for detail in details]
        entries = _rest(model, values, error)
        is_whole = _count(values) == _count(entries)
        return Checked(name, file, entries, tuple(dict.fromkeys(found)), is_whole)


def _of_rest(file: YamlFile, name: str, model: Any) -> tuple[Any, tuple[Problem, ...]]:
    """What can be known of a file with mistakes: its other entries, and what is wrong with them.
    What is lacking where a mistake stands is no mistake of its own."""
    values, file.rest = file.rest, None
    if not values or not isinstance(values, dict):
        return None, ()
    try:
        return _adapter(model).validate_python(values), ()
    except ValidationError as error:

        def follows(detail: ErrorDetails) -> bool:
            place = detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"]
            return any(keys[: len(place)] == place for keys in file.lost)

        details = [detail for detail in _once(model, error.errors()) if not follows(detail)]
        found = [_problem(file, name, model, values, detail) for detail in details]
        return _rest(model, values, error), tuple(dict.fromkeys(found))


# What pydantic calls a mistake in a dataclass or tuple, and in a model or list: to the author of a
# file they are the same.
_SAME = {
    "unexpected_keyword_argument": "extra_forbidden",
    "dataclass_type": "model_type",
    "tuple_type": "list_type",
}


def _rest(model: Any, values: Any, error: ValidationError) -> Any:
    """What a file has besides what is wrong, so that it can be looked at all the same: entries
    without the parts of them that are wrong, or if nothing can be made of these, the others. None
    where that cannot be told."""
    depth = _depth(model)
    if not depth:
        return None
    for _ in range(2):
        places = [detail["loc"] for detail in error.errors()]
        if any(len(place) < depth for place in places):
            return None
        wrong = {place[:depth] if "[key]" in place else place[: depth + 1] for place in places}
        # What is lacking is no part that could be left out.
        wrong |= {place[:depth] for place in wrong if not _is_there(values, place)}
        values = _without(values, wrong, depth)
        try:
            return _adapter(model).validate_python(values)
        except ValidationError as again:
            error = again
    wrong = {detail["loc"][:depth] for detail in error.errors()}
    try:
        return _adapter(model).validate_python(_without(values, wrong, depth))
    except ValidationError:
        return None


def _depth(model: Any) -> int:
    """How many keys lead to an entry of a file; 0 where it has none."""
    return 1 if get_origin(model) is dict else 2 if model is AnnotationFile else 0


def _without(values: Any, wrong: Collection[Keys], depth: int, above: Keys = ()) -> Any:
    """Values without those that stand at some keys, no deeper than the parts of entries."""
    if len(above) > depth or not isinstance(values, dict):
        return values
    return {
        key: _without(value, wrong, depth, (*above, key))
        for key, value in values.items()
        if (*above, key) not in wrong
    }


def _count(entries: Any) -> int:
    """How many entries there are; 0 where they are not known."""
    if isinstance(entries, AnnotationFile):
        return len(entries.claims) + len(entries.notes)
    if not isinstance(entries, dict):
        return 0
    if entries.keys() & {"claims", "notes"}:
        return sum(len(entries.get(section) or ()) for section in ("claims", "notes"))
    return len(entries)


def _is_there(values: Any, keys: Keys) -> bool:
    return _written(values, keys) == keys


def _once(model: Any, details: list[ErrorDetails]) -> list[ErrorDetails]:
    """The mistakes without what follows from another: `qoute` does not leave `quote` out."""
    meant = set()
    for detail in details:
        if _SAME.get(detail["type"], detail["type"]) == "extra_forbidden":
            *above, last = detail["loc"]
            meant.add((*above, nearest(str(last), _known_keys(model, above))))
    return [d for d in details if d["type"] != "missing" or d["loc"] not in meant]


@lru_cache(maxsize=16)
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _problem(file: YamlFile, name: str, model: Any, values: Any, error: ErrorDetails) -> Problem:
    keys: Keys = error["loc"]
    of_key = keys[-1:] == ("[key]",)
    if of_key:
        keys = keys[:-1]
    kind = _SAME.get(error["type"], error["type"])
    at_key = of_key or kind in ("extra_forbidden", "missing")
    if kind == "missing":
        what, advice = f"'{keys[-1]}' is missing", f"add '{keys[-1]}: …' to this entry"
        keys = keys[:-1]
    else:
        what, advice = _say(model, values, keys, kind, error, of_key=of_key)
    return Problem(name, *file.place(keys, key=at_key), what, advice)


def _say(
    model: Any, values: Any, keys: Keys, kind: str, error: ErrorDetails, *, of_key: bool
) -> tuple[str, str]:
    """What is wrong, and what to write instead."""
    given = error["input"]
    # `quote: ""` is short for `quote: {exact: ""}`: name what the author has written.
    keys = _written(values, keys)
    last = shortened(str(keys[-1])) if keys else "the file"
    where = _named(keys)
    if kind == "extra_forbidden":
        known = _known_keys(model, keys[:-1])
        begun = str(last).partition(":")[0]
        if ":" in str(last) and begun in known:
            return f"there is no space behind '{begun}:'", "write one there"
        if meant := nearest(str(last), known):
            return f"unknown key '{last}'", f"did you mean '{meant}'?"
        shown = "the keys here are " + ", ".join(sorted(known))
        # The fields of a source are too many to list.
        return f"unknown key '{last}'", shown if len(known) <= 15 else "see the reference page"
    if kind == "string_pattern_mismatch":
        word = shortened(str(last if of_key else given))
        if error.get("ctx", {}).get("pattern") == SOURCE_ID_PATTERN:
            return f"'{word}' cannot be the id of a source", _source_id_advice(str(word))
        return f"'{word}' cannot be an id", _id_advice(str(word))
    if given is None and kind in ("dict_type", "list_type", "model_type"):
        return f"{where} is empty", "write what belongs to it, or delete the line"
    if kind in ("dict_type", "model_type"):
        return (
            f"{where} is {_described(given)} where a mapping belongs",
            "write its parts as 'key: value', each on a line of its own, indented by two",
        )
    if kind == "list_type":
        advice = "write each item on a line of its own, beginning with '- '"
        if isinstance(given, str):
            advice = f"write [{given}], or " + advice[6:]
        return f"{where} is {_described(given)} where a list belongs", advice
    if kind == "string_type":
        if given is None:
            return f"{where} is empty", "write its text behind the colon, or delete the line"
        return (
            f"{where} is {_described(given)} where text belongs",
            "put text that begins with '[' or '{' in quotation marks",
        )
    if kind == "string_too_short":
        return f"{where} is empty", "write its text, or delete the line"
    if kind == "literal_error":
        choices = [str(word) for word in _choices(model, keys)]
        what = f"unknown {last} '{shortened(str(given))}'"
        if meant := nearest(str(given), choices):
            return what, f"did you mean '{meant}'?"
        return what, "choose from " + ", ".join(filter(None, choices))
    what, _, advice = error["msg"].partition("; ")
    return what, advice


def _named(keys: Keys) -> str:
    if not keys:
        return "the file"
    return f"'{keys[-1]}'" if isinstance(keys[-1], str) else f"entry {keys[-1] + 1}"


def _id_advice(word: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")
    while slug.startswith(("note-", "postil")):
        slug = slug.removeprefix("note-").removeprefix("postil").strip("-")
    rule = "ids are small letters a-z, digits and single hyphens"
    if word.startswith(("note-", "postil")):
        rule = "ids that begin with 'note-' or 'postil' are taken by the page"
    return f"{rule}: write '{slug}'" if slug else rule


def _source_id_advice(word: str) -> str:
    slug = re.sub(r"[^\w.:+-]+", "-", word).strip("-_.:+")
    rule = "ids of sources are letters, digits and - _ . : +"
    return f"{rule}: write '{slug}'" if slug else rule


def _written(values: Any, keys: Keys) -> Keys:
    """`keys` as far as they stand in the file."""
    for depth, key in enumerate(keys):
        if not isinstance(values, (Mapping, list)):
            return keys[:depth]
        try:
            values = values[key]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return keys[:depth]
    return keys


def _described(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "a list"
    return "text"


def _at(model: Any, keys: Sequence[str | int]) -> Any:
    """The type that stands at `keys` in a model: through fields, mappings, lists, unions."""
    for key in keys:
        model = _bare(model)
        if isinstance(model, type) and (found := fields_of(model)):
            fields = {f.alias or name: f for name, f in found.items()}
            field = fields.get(str(key))
            if field is None:
                return None
            model = field.annotation
        else:
            # `tuple[X, ...]`, `list[X]`, `dict[Id, X]`
            arguments = [a for a in get_args(model) if a is not Ellipsis]
            if not arguments:
                return None
            model = arguments[-1]
    return _bare(model)


def _bare(model: Any) -> Any:
    """A type without Annotated and without None."""
    while True:
        origin = get_origin(model)
        if origin is Annotated:
            model = get_args(model)[0]
        elif origin in (Union, types.UnionType):
            model = next(a for a in get_args(model) if a is not types.NoneType)
        else:
            return model


def _known_keys(model: Any, keys: Sequence[str | int]) -> list[str]:
    found = _at(model, keys)
    known = fields_of(found) if isinstance(found, type) else {}
    return [field.alias or name for name, field in known.items()]


def _choices(model: Any, keys: Sequence[str | int]) -> tuple[Any, ...]:
    found = _at(model, keys)
    # A bare word may stand for a list of one.
    return get_args(found if get_origin(found) is Literal else _at(found, [0]))
