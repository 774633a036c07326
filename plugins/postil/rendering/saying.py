"""Words of the interface in templates: `t("notes")`.

Where nothing is to be filled in, what they are does not change within a site. So they are put into
a template when it is read, and not looked up each time that it is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_CALL = ["name", "lparen", "string", "rparen"]


class Saying(Extension):
    """Puts words into templates; they are the `said` of the environment, by their keys."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """The tokens of a template, with words in place of calls for them."""
        tokens = list(stream)
        at, is_own = 0, True
        while at < len(tokens):
            token, call = tokens[at], tokens[at : at + len(_CALL)]
            words = self._words(call) if is_own and token.value == "t" else None
            yield token if words is None else Token(token.lineno, "string", words)
            at += 1 if words is None else len(_CALL)
            # What stands behind a dot belongs to something else.
            is_own = token.type != "dot"

    def _words(self, call: list[Token]) -> str | None:
        """What a call says; None where it is none, or says something else each time."""
        if [token.type for token in call] != _CALL:
            return None
        try:
            said: str = self.environment.said[call[2].value].format()  # type: ignore[attr-defined]
        except (IndexError, KeyError, ValueError):
            return None
        return said
