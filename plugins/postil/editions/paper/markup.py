"""Pieces of Typst: everything is written as a call or a string, so that no letter of a text can be
taken for markup."""

from __future__ import annotations

import re
import unicodedata

# What no font shows and Typst does not take.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")

# A place to divide a word that stands in none. At the end of a link, Typst fails over it.
_NO_DIVISION = re.compile(r"(?<!\w)\u00ad+|\u00ad+(?!\w)")


def string(text: str) -> str:
    """A text as a string of Typst's code: `"so"`."""
    clean = _NO_DIVISION.sub("", _CONTROL.sub("", text)).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + clean.replace("\n", "\\n").replace("\r", "").replace("\t", "\\t") + '"'


def text(words: str) -> str:
    """A text within markup; nothing for none."""
    return f"#{string(words)}" if words else ""


def call(function: str, /, *content: str, **options: str) -> str:
    """A call within markup.

    Args:
        function: What is called.
        content: Markup, as the last arguments.
        options: Code, by name; a hyphen in a name is written as `_`.
    """
    given = ", ".join(f"{key.replace('_', '-')}: {code}" for key, code in options.items())
    return f"#{function}({given})" + "".join(f"[{markup}]" for markup in content)


def address(url: str) -> str:
    """An address as a link, which runs from left to right among letters that do not."""
    return f"#address({string(url)})"


def directed(words: str, markup: str) -> str:
    """Markup that runs as its words do, by the first letter of them that runs either way."""
    for letter in words:
        if (way := unicodedata.bidirectional(letter)) in ("L", "R", "AL"):
            return f"#directed({'ltr' if way == 'L' else 'rtl'})[{markup}]"
    return markup


def code(markup: str) -> str:
    """Markup as a value in code."""
    return f"[{markup}]"


def array(items: list[str]) -> str:
    """Code as an array; one item is an array, too."""
    return f"({', '.join(items)},)" if items else "()"
