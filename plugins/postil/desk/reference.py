"""The reference page of the guide, made from the models, so that it says what the code does."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
import yaml
from pydantic.fields import FieldInfo

from postil.build.settings import Settings
from postil.course.model import AssignmentFile, CourseFile, Task
from postil.edition.csl import Name
from postil.edition.described import descriptions
from postil.edition.model import (
    Annotation,
    AnnotationFile,
    Annotator,
    Citation,
    Claim,
    Concept,
    CrossReference,
    Note,
    Quote,
    Source,
    Target,
    Term,
    Vocabulary,
    Words,
    fields_of,
)

_SECTIONS: tuple[tuple[str, str, tuple[type, ...]], ...] = (
    ("Options of the plugin", "In `mkdocs.yml`:", (Settings,)),
    (
        "Annotations of an article",
        "In `annotations/<path of the article>.yml`.",
        (AnnotationFile, Claim, Note, Quote, Citation, CrossReference, Target),
    ),
    ("Sources", "In `annotations/sources.yml`: an entry for each source, by id.", (Source, Name)),
    ("Glossary", "In `annotations/glossary.yml`: an entry for each term, by id.", (Term,)),
    ("Annotators", "In `annotations/annotators.yml`: an entry for each, by id.", (Annotator,)),
    ("Vocabulary", "In `annotations/vocabulary.yml`.", (Vocabulary, Concept)),
    ("Course", "In `annotations/course.yml`.", (CourseFile,)),
    ("Assignments", "In `annotations/assignments/<id>.yml`.", (AssignmentFile, Task)),
)  # fmt: skip


def reference() -> str:
    """The page as Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# Reference\n"
    yield (
        "Every key and option, with its meaning. This page is made from the program itself when "
        "the site is built. Annotation files are read as YAML 1.2; a key that is not listed here "
        "is reported as a mistake.\n"
    )
    for title, where, models in _SECTIONS:
        yield f"## {title}\n\n{where}\n"
        for model in models:
            if len(models) > 1:
                yield f"### {_heading(model)}\n"
            yield f"{_text(model.__doc__ or '')}\n"
            yield from _fields(model)
    yield "## Commands\n"
    yield "In the folder of the site; `postil COMMAND --help` says the same.\n"
    yield from _commands()
    yield "## The shipped vocabulary\n"
    yield "These words are there as long as your `vocabulary.yml` does not replace their section.\n"
    yield from _shipped()
    yield "## Words of the pages\n"
    yield (
        "Each of these can be said otherwise under `words` in `annotations/vocabulary.yml`. What "
        "stands in braces is filled in. A key that ends in `_one` is for exactly one: whoever says "
        "the other key otherwise says it, too. See "
        "[Words of your own](annotating.md#words-of-your-own).\n"
    )
    yield "| Key | What it says |\n|---|---|"
    for key, field in fields_of(Words).items():
        # As code, for braces at the end of a cell would be attributes.
        yield f"| `{key}` | `{field.description}` |"
    yield ""
    yield "## The look\n"
    yield (
        "Custom properties that a style sheet of the site can set for `:root`, with their values "
        "in the light scheme and in Material. See [The look of the pages](look.md).\n"
    )
    yield "| Property | Value | What it sets |\n|---|---|---|"
    for name, value, meaning in custom_properties():
        yield f"| `{name}` | `{value}` | {meaning} |"


# A property of the style sheet with the comment that says what it is for.
_PROPERTY = re.compile(r"^  (--postil-[\w-]+): ([^;]+); /\* (.+?) \*/$", re.MULTILINE)


def custom_properties() -> Iterator[tuple[str, str, str]]:
    """The custom properties that the style sheets offer: name, value, what it sets."""
    assets = resources.files("postil.rendering").joinpath("assets")
    for sheet in ("postil.css", "pages.css", "student.css"):
        text = assets.joinpath(sheet).read_text("utf-8")
        for name, value, meaning in _PROPERTY.findall(text):
            yield name, _text(value), meaning


def _heading(model: type) -> str:
    names = {
        "AnnotationFile": "The file",
        "AssignmentFile": "The file of an assignment",
        "CrossReference": "Cross-reference",
        "Name": "Names",
        "Words": "Words by key",
    }
    return names.get(model.__name__, model.__name__)


def _fields(model: type) -> Iterator[str]:
    own = fields_of(model)
    if model is Note:
        shared_fields = fields_of(Annotation)
        own = {k: f for k, f in own.items() if k not in shared_fields}
        shared = ", ".join(f"`{key}`" for key in shared_fields)
        yield f"A note has {shared} as a claim has, and:\n"
    if model is Claim:
        first = ("quote", "title", "kind", "assessment", "because")
        own = {k: own[k] for k in (*first, *(k for k in own if k not in first))}
    said = descriptions(model)
    for name, field in own.items():
        key = field.alias or name
        yield f"`{key}`\n:   {_about(field)} {_text(said.get(key, ''))}\n"


def _about(field: FieldInfo) -> str:
    default = field.default
    if field.is_required():
        return f"*{_type(field.annotation)}, required.*"
    shown = str(default).lower() if isinstance(default, bool) else default
    by_default = f", `{shown}` by default" if shown and isinstance(shown, str) else ""
    return f"*{_type(field.annotation)}{by_default}.*"


def _type(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin in (Union, types.UnionType):
        return _type(next(a for a in arguments if a is not types.NoneType))
    if origin in (list, tuple) and get_origin(arguments[0]) is Literal:
        return f"list: {_type(arguments[0])}".replace(" one of", "")
    if origin in (list, tuple):
        return f"list of {_type(arguments[0])}s".replace("texts", "words")
    if origin is dict:
        return f"entries by id: {_type(arguments[1])}s"
    if origin is Literal:
        words = [word for word in arguments if word]
        return "one of " + ", ".join(f"`{word}`" for word in words)
    if annotation is bool:
        return "`true` or `false`"
    if annotation in (int, float):
        return "number"
    if annotation is date:
        return "day"
    if isinstance(annotation, type) and fields_of(annotation):
        return _heading(annotation).lower().removesuffix("s")
    return "text"


def _commands() -> Iterator[str]:
    # It loads MkDocs, which the rest of this module has no use for.
    from .cli import main

    for name, command in main.commands.items():
        yield from _command(f"postil {name}", command)


def _command(name: str, command: click.Command) -> Iterator[str]:
    yield f"`{name}`\n:   {_text(command.help or '')}\n"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "config_file":
            yield f"    `{parameter.opts[0]}`: {_text(parameter.help or '')}\n"
    if isinstance(command, click.Group):
        for below, one in command.commands.items():
            yield from _command(f"{name} {below}", one)


def _text(docstring: str) -> str:
    return " ".join(docstring.split())


def _shipped() -> Iterator[str]:
    text = resources.files("postil.edition").joinpath("vocabulary.yml").read_text("utf-8")
    for section, entries in yaml.safe_load(text).items():
        yield f"### {section.capitalize()}\n"
        yield "| Id | Label | Meaning |\n|---|---|---|"
        for id, entry in entries.items():
            yield f"| `{id}` | {entry['icon']} {entry['label']} | {entry['description']} |"
        yield ""
