"""Words in templates: they are what the site says, whenever they are put there."""

from __future__ import annotations

import pytest
from jinja2 import Environment, StrictUndefined

from postil.rendering.saying import Saying

WORDS = {"notes": 'Notes & "more"', "shown": "{count} shown", "braces": "{{x}}"}


def say(key: str, **values: object) -> str:
    return WORDS[key].format(**values)


def rendered(template: str, *extensions: type[Saying]) -> str:
    environment = Environment(extensions=extensions, autoescape=True, undefined=StrictUndefined)
    environment.globals["t"] = say
    environment.extend(said=WORDS)
    return environment.from_string(template).render(key="notes", other={"t": str.upper})


@pytest.mark.parametrize(
    "template",
    [
        '<p title="{{ t("notes") }}">{{ t("notes") }}</p>',
        '{{ t("notes")[:2] ~ t("braces") }}',
        '{{ t("shown", count=2) }} {{ t(key) }} {{ t("no" ~ "tes") }}',
        '{{ "t" }} t("notes") {{ other.t("notes") }}',
        '{% if false %}{{ t("unknown") }}{{ t("shown") }}{% endif %}',
        '{% macro t2() %}{{ t("notes") }}{% endmacro %}{{ t2() }}',
    ],
)
def test_a_template_says_the_same(template: str) -> None:
    assert rendered(template, Saying) == rendered(template)


def test_an_unknown_word_is_told_where_it_is_said() -> None:
    with pytest.raises(KeyError, match="unknown"):
        rendered('{{ t("unknown") }}', Saying)
