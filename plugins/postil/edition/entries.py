"""From a YAML file to checked entries: a file becomes an instance of its model, or problems.

Pydantic finds all mistakes of a file at once; this module gives each its place in the file and
says it in the words of somebody who writes annotations.
"""

from __future__ import annotations

import re
import types
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin
from unicodedata import normalize

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from .csl import COMMON_TYPES, SourceType, type_meant
from .model import SOURCE_ID_PATTERN, AnnotationFile, Quote, Vocabulary, fields_of
from .problems import Problem, nearest, shortened
from .slips import unparted
from .yamlfile import MADE, Keys, YamlFile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unread:
    """What stands in a file and cannot be used as it is. Whoever names it makes no mistake."""

    names: frozenset[str] = frozenset()
    """The ids of entries that are wrong."""
    no_ids: frozenset[str] = frozenset()
    """Those of them that are no ids, and so nobody should name."""
    text: str | None = ""
    """What cannot be read at all; None where not even that is known."""

    def may_define(self, id: str) -> bool:
        """Whether an id may be that of an entry: it is, or it begins a line or stands before a
        colon in what cannot be read."""
        if id in self.names or self.text is None:
            return True
        word = re.escape(id)
        begins = rf"^[^\w\n]*{word}(?![\w-])|(?<![\w-]){word}[\"']?\s*:"
        return bool(self.text and re.search(begins, self.text, re.MULTILINE))


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
    unread: Unread | None = None
    """What the file has that is not among its entries; None where all are, be it without what is
    wrong in them."""

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
        entries, more, unread = _of_rest(file, name, model)
        return Checked(name, file, entries, (*problems, *more), unread)
    if file.json and file.json != "{}":
        with suppress(ValidationError):
            entries = _adapter(model).validate_json(file.json)
            file.values = None
            return Checked(name, file, entries, ())
    # What is checked is not kept twice: a site may have fifty thousand annotations.
    values, file.values = file.values, None
    if values is None or values == {}:
        if empty:
            return Checked(name, file, None, (Problem(name, 1, 1, "the file is empty", empty),))
        values = {}
    values, misnamed = _with_sections(file, name, model, values)
    try:
        return Checked(name, file, _adapter(model).validate_python(values), tuple(misnamed))
    except ValidationError as error:
        details = _once(model, error.errors(), values)
        found = [*misnamed, *(_problem(file, name, model, values, detail) for detail in details)]
        entries = _rest(file, model, values, error)
        unread = _unread(file, model, values, entries)
        return Checked(name, file, entries, tuple(dict.fromkeys(found)), unread)


def _of_rest(
    file: YamlFile, name: str, model: Any
) -> tuple[Any, tuple[Problem, ...], Unread | None]:
    """What can be known of a file with mistakes: its other entries, what is wrong with them, and
    what is not known. What is lacking where a mistake stands is no mistake of its own."""
    values, file.rest = file.rest, None
    hidden = Unread(text=file.readable_text())
    if not values or not isinstance(values, dict):
        return None, (), hidden
    values, found = _with_sections(file, name, model, values)
    entries = None
    try:
        entries = _adapter(model).validate_python(values)
    except ValidationError as error:
        wrong_lines = {mistake.line for mistake in file.mistakes}

        def follows(detail: ErrorDetails) -> bool:
            place = detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"]
            if not detail["input"] and file.place(place, key=True)[0] + 1 in wrong_lines:
                # What stands below an empty key may belong to it.
                return True
            return any(keys[: len(place)] == place for keys in file.lost)

        details = _once(model, error.errors(), values)
        found += [
            _problem(file, name, model, values, detail) for detail in details if not follows(detail)
        ]
        entries = _rest(file, model, values, error)
    unread = _unread(file, model, values, entries)
    if any(len(keys) <= _depth(model) for keys in file.lost):
        # The ids that stand there are not known.
        unread = replace(unread or hidden, text=hidden.text)
    return entries, tuple(dict.fromkeys(found)), unread


# What pydantic calls a mistake in a dataclass or tuple, and in a model or list: to the author of a
# file they are the same.
_SAME = {
    "unexpected_keyword_argument": "extra_forbidden",
    "dataclass_type": "model_type",
    "tuple_type": "list_type",
}


def _rest(file: YamlFile, model: Any, values: Any, error: ValidationError) -> Any:
    """What a file has besides what is wrong, so that it can be looked at all the same: entries
    without the parts of them that are wrong, or if nothing can be made of these, the others. None
    where that cannot be told.

    An entry whose id is none has another one; its `file` knows which.
    """
    depth = _depth(model)
    for _ in range(3):
        found = {detail["loc"]: detail["type"] for detail in error.errors()}
        lacking = [place for place in found if found[place] == "missing" and len(place) == 1]
        values = {**values, **{key: _STAND_IN for (key,) in lacking}} if lacking else values
        places = [place for place in found if place not in lacking]
        if () in places:
            return None
        for place in places:
            if "[key]" in place:
                values = _renamed(file, values, place[: place.index("[key]")])
        wrong = {place[: depth + 1] for place in places if "[key]" not in place}
        # What is lacking is no part that could be left out.
        wrong = {place if _is_there(values, place) else place[:depth] for place in wrong}
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


def _renamed(file: YamlFile, values: Any, keys: Keys) -> Any:
    """Values with an id at some keys that is one."""
    if len(keys) == 1:
        id = f"{MADE}{len(file.ids) + 1}"
        file.ids[id] = str(keys[0])
        return {id if key == keys[0] else key: value for key, value in values.items()}
    key, *below = keys
    return {**values, key: _renamed(file, values[key], tuple(below))}


# The sections of a file that hold its entries.
_SECTIONS: dict[Any, tuple[str, ...]] = {
    AnnotationFile: ("claims", "notes"),
    Vocabulary: ("kinds", "assessments", "relations", "stances"),
}

# What stands for a title that is lacking, so that the rest of its file can be looked at.
_STAND_IN = "?"


def _sections(model: Any) -> tuple[str, ...]:
    """The sections of a model; those of other rooms say theirs themselves."""
    own: tuple[str, ...] = getattr(model, "sections", ())
    return _SECTIONS.get(model, own)


def _depth(model: Any) -> int:
    """How many keys lead to an entry of a file; 0 where it has none."""
    return 1 if get_origin(model) is dict else 2 if _sections(model) else 0


def _without(values: Any, wrong: Collection[Keys], depth: int, above: Keys = ()) -> Any:
    """Values without those that stand at some keys, no deeper than the parts of entries."""
    if len(above) > depth or not isinstance(values, dict):
        return values
    return {
        key: _without(value, wrong, depth, (*above, key))
        for key, value in values.items()
        if (*above, key) not in wrong
    }


def _unread(file: YamlFile, model: Any, values: Any, entries: Any) -> Unread | None:
    """What stands in the values of a file and is not among its entries."""
    lists = [values] if isinstance(values, list) else []
    if isinstance(values, Mapping):
        sections = [values] if get_origin(model) is dict else []
        sections += [values[name] for name in _sections(model) if name in values]
        lists = [one for section in sections for one in (section, *_inner(section))]
        lists = [one for one in lists if isinstance(one, list)]
    if any(lists):
        # What was to be their ids is not known.
        return Unread(text=None)
    names = _ids(model, values) - _ids(model, entries)
    return Unread(frozenset(names), frozenset(file.ids.values())) if names else None


def _inner(section: Any) -> Iterable[Any]:
    return section.values() if isinstance(section, Mapping) else ()


def _ids(model: Any, entries: Any) -> set[str]:
    """The ids of entries, or of what is to become entries."""
    if isinstance(entries, BaseModel):
        entries = {name: getattr(entries, name) for name in _sections(model)}
    if not isinstance(entries, Mapping):
        return set()
    if get_origin(model) is dict:
        return set(entries)
    sections = (entries.get(section) for section in _sections(model))
    return {id for section in sections if isinstance(section, Mapping) for id in section}


def _is_there(values: Any, keys: Keys) -> bool:
    return _written(values, keys) == keys


def _once(model: Any, details: list[ErrorDetails], values: Any) -> list[ErrorDetails]:
    """The mistakes without what follows from another: `qoute` does not leave `quote` out, and
    what was to stand below a key, and is not indented, is not wrong line by line."""
    meant: set[Keys] = set()
    for detail in details:
        if _SAME.get(detail["type"], detail["type"]) != "extra_forbidden":
            continue
        *above, last = detail["loc"]
        known = _known_keys(model, above)
        meant.add((*above, nearest(str(last), known) or ""))
        meant |= {(*above, key) for key in known if unparted(str(last), (key,))}
        if _is_wrapped(model, detail) or (above and isinstance(above[-1], int)):
            # An entry with one key that is none: what that says tells where it belongs.
            meant |= {(*above, key) for key in known}
    followers = {
        place
        for detail in details
        if detail["input"] is None
        for place in _not_indented(model, values, detail["loc"])
    }
    # What is behind a colon without a space belongs to the key.
    keyless = {
        detail["loc"][:-1]
        for detail in details
        if detail["loc"][-1:] == ("[key]",) and unparted(str(detail["loc"][-2]))
    }
    return [
        detail
        for detail in details
        if not (detail["type"] == "missing" and detail["loc"] in meant)
        and not any(detail["loc"][: len(place)] == place for place in followers)
        and detail["loc"] not in keyless
    ]


def _not_indented(model: Any, values: Any, keys: Keys) -> Iterator[Keys]:
    """The keys that come right behind an empty one and belong below it, for they mean nothing where
    they stand. Those of entries mean something only in these."""
    *above, last = keys
    inner = _at(model, keys)
    own, around = _known_keys(model, keys), _known_keys(model, above)
    for step in above:
        values = values[step] if isinstance(values, (dict, list)) else None  # type: ignore[index]
    if not isinstance(values, dict) or not (own or get_origin(inner) is dict):
        return
    following = list(values)[list(values).index(last) + 1 :] if last in values else []
    for key in following:
        if key in around if around else key not in own:
            return
        yield (*above, key)


def _is_wrapped(model: Any, detail: ErrorDetails) -> bool:
    """Whether an unknown key of an entry holds another entry."""
    given, known = detail["input"], _known_keys(model, detail["loc"][:-1])
    return isinstance(given, Mapping) and "quote" in known and "quote" in given


def _with_sections(file: YamlFile, name: str, model: Any, values: Any) -> tuple[Any, list[Problem]]:
    """The values of a file whose sections have the names that they were meant to have, and what is
    wrong with those that they have: what stands in them is looked at all the same."""
    sections = _sections(model)
    if not isinstance(values, dict) or values.keys() <= {*sections}:
        return values, []
    known, found = _known_keys(model, ()), []
    for key, value in values.items():
        meant = nearest(key, known) if key not in known and isinstance(value, dict) else None
        if meant in sections and meant not in values:
            place = file.place((key,), key=True)
            advice = f"did you mean '{meant}'?"
            found.append(Problem(name, *place, f"unknown key '{shortened(key)}'", advice))
            file.ids[str(meant)] = key
            values = {str(meant) if k == key else k: value for k, value in values.items()}
    return values, found


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
        if kind == "extra_forbidden" and error["input"] is None and _is_behind_comma(file, keys):
            what = f"a comma ends the text before '{shortened(str(keys[-1]))}'"
            advice = "put text that holds a comma in quotation marks"
    return Problem(name, *file.place(keys, key=at_key), what, advice)


def _is_behind_comma(file: YamlFile, keys: Keys) -> bool:
    """Whether a key without a value is text in brackets that a comma has cut off."""
    line, column = file.place(keys, key=True)
    lines = (file.readable_text() or "").split("\n")[line - 1 : line]
    text = lines[0] if line and lines else ""
    behind = text[column - 1 + len(str(keys[-1])) :].lstrip()
    return text[: column - 1].rstrip().endswith(",") and not behind.startswith(":")


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
        if said := unparted(str(keys[-1]), known):
            return said
        what = f"unknown key '{last}'"
        if meant := nearest(str(last), known):
            return what, f"did you mean '{meant}'?"
        if advice := _where_it_belongs(model, keys, known, error):
            return what, advice
        shown = "the keys here are " + ", ".join(sorted(known))
        # The fields of a source are too many to list.
        return what, shown if len(known) <= 15 else "see the reference page"
    if kind == "string_pattern_mismatch":
        word = shortened(str(last if of_key else given))
        if of_key and (said := unparted(str(keys[-1]))):
            return said
        if error.get("ctx", {}).get("pattern") == SOURCE_ID_PATTERN:
            return f"'{word}' cannot be the id of a source", _source_id_advice(str(word))
        return f"'{word}' cannot be an id", _id_advice(str(word))
    if given is None and kind in ("dict_type", "list_type", "model_type"):
        if any(_not_indented(model, values, keys)):
            return f"{where} is empty", "indent what belongs to it by two, below it"
        return f"{where} is empty", "write what belongs to it, or delete the line"
    if kind in ("dict_type", "model_type"):
        return _of_mapping(model, keys, where, given)
    if kind == "list_type":
        return f"{where} is {_described(given)} where a list belongs", _list_advice(
            given, str(last)
        )
    if kind == "string_type":
        if given is None and isinstance(keys[-1], int):
            return f"{where} is empty", "write its text, or delete it"
        if given is None:
            return f"{where} is empty", "write its text behind the colon, or delete the line"
        return f"{where} is {_described(given)} where text belongs", _text_advice(str(last))
    if kind == "string_too_short":
        return f"{where} is empty", "write its text, or delete the line"
    if kind == "literal_error":
        return _of_choice(where, last, given, [str(word) for word in _choices(model, keys)])
    what, _, advice = error["msg"].partition("; ")
    return what, advice


def _where_it_belongs(model: Any, keys: Keys, known: Sequence[str], error: ErrorDetails) -> str:
    """Where a key that means nothing here was to stand; empty where nobody can tell."""
    given, *above = error["input"], *keys[:-1]
    last = shortened(str(keys[-1]))
    if _is_wrapped(model, error):
        return "entries hold no others: write each right below its section"
    sections = () if above else _sections(model)
    if sections:
        own = {key for section in sections for key in _known_keys(model, (section, ""))}
        shown = " or ".join(f"'{section}:'" for section in sections)
        if isinstance(given, Mapping) and "quote" in given:
            return f"write it below {shown}, indented by two"
        if last in own:
            return "it belongs to an entry: indent it as far as the other lines of that"
    if above and isinstance(above[-1], int) and (parts := _needed(model, above)):
        shown = ", ".join(f"{part}: …" for part in parts[1:] or known[1:2])
        return f"write {{{parts[0]}: {last}, {shown}}}"
    return ""


def _needed(model: Any, keys: Sequence[str | int]) -> list[str]:
    """The keys that an entry has to have."""
    found = _at(model, keys)
    fields = fields_of(found) if isinstance(found, type) else {}
    return [field.alias or name for name, field in fields.items() if field.is_required()]


def _of_mapping(model: Any, keys: Keys, where: str, given: Any) -> tuple[str, str]:
    """What is said of something that is no mapping."""
    known = _known_keys(model, keys)
    if isinstance(given, str) and (said := unparted(given, known)):
        return said
    if _at(model, keys) is Quote:
        what = f"{where} is {_described(given)} where text belongs"
        return (
            what,
            "put text that begins with '[' in quotation marks; two passages are two entries",
        )
    what = f"{where} is {_described(given)} where a mapping belongs"
    is_item = bool(keys) and isinstance(keys[-1], int)
    if isinstance(given, str) and is_item and (parts := _needed(model, keys)):
        shown = "".join(f", {part}: …" for part in parts[1:])
        return what, f"write {{{parts[0]}: {shortened(given)}{shown}}}"
    if isinstance(given, list) and get_origin(_at(model, keys)) is dict:
        return what, "give each an id of its own: write 'some-id:' for its '-'"
    return what, "write its parts as 'key: value', each on a line of its own, indented by two"


_DASHES = re.compile(r"[-–—•*]")
_OF_YAML = re.compile(r"[\[\]{}#&*!|>%@`\"']|: ")
# Fields that hold one word, which is the id of something else.
_WORDS = ("kind", "assessment", "relation", "stance", "term", "source", "by", "id")


def _list_advice(given: Any, key: str) -> str:
    """What to write where a list belongs."""
    advice = "write each item on a line of its own, beginning with '- '"
    if not isinstance(given, str):
        return advice
    if _DASHES.match(given):
        return f"{advice}: a hyphen and a space"
    if key in ("author", "editor", "translator"):
        given = given.replace(" and ", ", ")
    return advice if _OF_YAML.search(given) else f"write [{given}], or {advice[6:]}"


def _text_advice(key: str) -> str:
    """What to write where a text belongs, and a list or mapping stands."""
    if key in _WORDS:
        return "write one word"
    return (
        "put text that begins with '[' or '{' in quotation marks, and text on several lines behind "
        "'|'"
    )


def _of_choice(where: str, key: str, given: Any, choices: Collection[str]) -> tuple[str, str]:
    """What is said of a word that is none of some."""
    is_type = set(get_args(SourceType)) <= set(choices)
    few = COMMON_TYPES if is_type else list(filter(None, choices))
    advice = "choose from " + ", ".join(few)
    if is_type:
        advice = f"write {', '.join(few)}, or another type of CSL"
    if given is None or given == "":
        return f"{where} is empty", advice
    if not isinstance(given, str):
        return f"{where} is {_described(given)} where a word belongs", advice
    what = f"unknown {key} '{shortened(given)}'"
    meant = (type_meant(given) if is_type else None) or nearest(given, choices)
    return what, f"did you mean '{meant}'?" if meant else advice


def _named(keys: Keys) -> str:
    if not keys:
        return "the file"
    return f"'{keys[-1]}'" if isinstance(keys[-1], str) else f"entry {keys[-1] + 1}"


def _id_advice(word: str) -> str:
    plain = normalize("NFKD", word.lower()).replace("ß", "ss")
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", plain)).strip("-")
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
