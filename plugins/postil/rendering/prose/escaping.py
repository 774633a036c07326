"""Escaping texts for HTML, sooner than by markupsafe.

A build escapes millions of texts. Few have a sign in them that HTML takes for its own, and what
becomes part of a page need not say of itself that it is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import CodeType
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup, escape


def escaped(value: object) -> str:
    """The same text as that of `markupsafe.escape`."""
    if type(value) is Markup:
        return value
    if type(value) is str and not (
        "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
    ):
        return value
    return str(value) if type(value) is int else escape(value)


class EscapingTemplate(Template):
    """A template whose code escapes what it puts out by `escaped`."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """The template of its compiled code, which looks for the function among its globals."""
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = escaped
        return template
