"""All words of the interface, one file a language, and the shipped vocabulary in others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of a language by key; English stands in for what a language lacks.

    A regional code falls back to its language: `pt-BR` to `pt`.
    """
    english: Mapping[str, str] = _load("en")
    for code in _codes(language):
        if found := _load(code):
            return {**english, **found}
    return english


def has_words(language: str) -> bool:
    """Whether there are words in a language."""
    return any(map(_load, _codes(language)))


def languages() -> list[str]:
    """The languages in which there are words."""
    names = (file.name for file in resources.files(__package__).iterdir())
    return sorted(stem for name in names if (stem := name.removesuffix(".yml")).isalpha())


def direction(language: str) -> str:
    """Which way a language is written: `ltr`, `rtl`."""
    return "rtl" if language.replace("_", "-").split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ps sd ug ur yi".split())


def shipped_vocabulary(language: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The labels of the shipped vocabulary in a language, by section and id; none where it is
    there in English alone."""
    found = (_load(f"vocabulary.{code}") for code in _codes(language))
    return next(filter(None, found), {})


def _codes(language: str) -> tuple[str, str]:
    return language, language.partition("-")[0]


@cache
def _load(name: str) -> Any:
    """What a file of this folder holds; nothing if there is no such file."""
    if not name.replace("-", "").replace(".", "").isalnum():
        return {}
    file = resources.files(__package__).joinpath(f"{name}.yml")
    if not file.is_file():
        return {}
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
