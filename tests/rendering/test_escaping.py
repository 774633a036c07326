"""Escaping in templates: it is sooner than markupsafe's and makes the same text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from postil.rendering.prose.escaping import EscapingTemplate, escaped

SIGNS = st.text(st.sampled_from("ab&<>\"';/`=é\0"), max_size=8)


class Named:
    """Says itself what its HTML is."""

    def __html__(self) -> str:
        return "<b>&amp;</b>"


class Words(str):
    """Text of another class."""

    __slots__ = ()


VALUES = st.one_of(
    st.text(),
    SIGNS,
    SIGNS.map(Markup),
    SIGNS.map(Words),
    st.integers(),
    st.none(),
    st.just(Named()),
)

TEMPLATES = {
    "page.html": '{% from "part.html" import part %}{{ value }}|{{ part(value) }}|{{ value | e }}|'
    '{% set both = value ~ "<" %}{{ both }}{% set block %}{{ value }}{% endset %}{{ block }}'
    '|{{ [value, "<"] | join("&") }}{% include "included.html" %}',
    "part.html": "{% macro part(value) %}<p>{{ value }}</p>{% endmacro %}",
    "included.html": "<q>{{ value }}</q>",
}


def environment() -> Environment:
    return Environment(loader=DictLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


PLAIN, SHORT = environment(), environment()
SHORT.template_class = EscapingTemplate


@given(value=VALUES)
def test_the_text_is_the_same(value: Any) -> None:
    assert str(escaped(value)) == str(escape(value))


@given(value=VALUES)
def test_templates_put_out_the_same(value: Any) -> None:
    pages = [e.get_template("page.html").render(value=value) for e in (PLAIN, SHORT)]
    assert pages[0] == pages[1]


def test_templates_escape_so() -> None:
    namespace = SHORT.get_template("part.html").root_render_func.__globals__
    assert namespace["escape"] is escaped


def test_what_is_missing_is_still_an_error() -> None:
    with pytest.raises(UndefinedError):
        SHORT.from_string("{{ missing }}").render()
