"""All words of the interface, one file a language, and the shipped vocabulary in others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from postil.edition.model import Concept, Vocabulary


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of a language by key; English stands in for what a language lacks.

    A regional code falls back to its language: `pt-BR` to `pt`.
    """
    english = _read("en")
    for code in _codes(language):
        if found := _read(code):
            return {**english, **found}
    return english


def translated(vocabulary: Vocabulary, language: str) -> Vocabulary:
    """The vocabulary with the labels of a language, where they are those that Postil ships.

    What a site calls otherwise in its own `vocabulary.yml` stays as it is.
    """
    own = next(filter(None, map(_vocabulary, _codes(language))), None)
    if own is None:
        return vocabulary
    shipped = yaml.safe_load(
        resources.files("postil.edition").joinpath("vocabulary.yml").read_text("utf-8")
    )

    def concept(section: str, id: str, concept: Concept) -> Concept:
        is_shipped = shipped[section].get(id, {}).get("label") == concept.label
        return concept.model_copy(update=own[section][id]) if is_shipped else concept

    return vocabulary.model_copy(
        update={
            section: {id: concept(section, id, c) for id, c in getattr(vocabulary, section).items()}
            for section in own
        }
    )


def _codes(language: str) -> tuple[str, str]:
    return language, language.partition("-")[0]


@cache
def _vocabulary(code: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = _load(f"vocabulary.{code}")
    return found


@cache
def _read(code: str) -> Mapping[str, str]:
    found: Mapping[str, str] = _load(code)
    return found


def _load(name: str) -> Any:
    """What a file of this folder holds; nothing if there is no such file."""
    if not name.replace("-", "").replace(".", "").isalnum():
        return {}
    file = resources.files(__package__).joinpath(f"{name}.yml")
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
