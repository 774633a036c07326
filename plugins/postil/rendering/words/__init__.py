"""All words of the interface, one file a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of a language by key; English stands in for what a language lacks.

    A regional code falls back to its language: `pt-BR` to `pt`.
    """
    english = _read("en")
    for code in (language, language.partition("-")[0]):
        if found := _read(code):
            return {**english, **found}
    return english


@cache
def _read(code: str) -> Mapping[str, str]:
    if not code.replace("-", "").isalnum():
        return {}
    file = resources.files(__package__).joinpath(f"{code}.yml")
    if not file.is_file():
        return {}
    read: Mapping[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read
