"""Which extensions notes are converted with, and which make the same of a text every time."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from markdown.extensions.tables import TableExtension
from material.extensions.emoji import twemoji
from pymdownx.slugs import slugify
from pymdownx.superfences import fence_code_format

from postil.rendering.prose.extensions import for_notes, is_settled


def own_format(*args: object) -> str:
    """A function of the site itself, which may do anything."""
    return ""


@pytest.mark.parametrize(
    ("extensions", "options"),
    [
        ([], {}),
        (["abbr", "markdown.extensions.tables", "pymdownx.superfences"], {}),
        (
            ["toc"],
            {"toc": {"permalink": True, "title": None, "toc_depth": 3, "slugify": slugify()}},
        ),
        (["toc"], {"toc": {"slugify": partial(slugify(), case="lower")}}),
        (["pymdownx.emoji"], {"pymdownx.emoji": {"emoji_index": twemoji}}),
        (
            ["pymdownx.superfences"],
            {
                "pymdownx.superfences": {
                    "custom_fences": [{"name": "x", "format": fence_code_format}]
                }
            },
        ),
    ],
)
def test_settled(extensions: list[Any], options: dict[str, Any]) -> None:
    assert is_settled(extensions, options)


@pytest.mark.parametrize(
    ("extensions", "options"),
    [
        (["pymdownx.snippets"], {}),
        (["abbr", "pymdownx.b64"], {}),
        (["postil.markdown"], {}),
        (["mkdocs_own_extension"], {}),
        (["zensical.extensions.macros"], {}),
        (["material.extensions.preview"], {}),
        # An object may have been made with anything.
        ([TableExtension()], {}),
        (["toc"], {"toc": {"slugify": own_format}}),
        (["toc"], {"toc": {"slugify": partial(slugify(), own_format)}}),
        (["toc"], {"toc": {"slugify": lambda *args: ""}}),
        (["toc"], {"toc": {"slugify": object()}}),
        (
            ["pymdownx.superfences"],
            {"pymdownx.superfences": {"custom_fences": [{"name": "x", "format": own_format}]}},
        ),
    ],
)
def test_not_settled(extensions: list[Any], options: dict[str, Any]) -> None:
    assert not is_settled(extensions, options)


def test_no_note_runs_a_program() -> None:
    """Zensical's own extensions may: they are for texts that a site trusts."""
    safe = ["abbr", "pymdownx.tilde", "zensical.extensions.emoji", "material.extensions.emoji"]
    unsafe = ["zensical.extensions.macros", "zensical.extensions.table_reader", "own"]
    assert for_notes([*safe, *unsafe]) == safe
