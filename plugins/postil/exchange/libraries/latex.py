"""The text of LaTeX, as it stands in BibTeX files."""

from __future__ import annotations

import re

from pylatexenc.latex2text import (  # type: ignore[import-untyped]
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import (  # type: ignore[import-untyped]
    get_default_latex_context_db as get_default_macros,
)
from pylatexenc.macrospec import std_macro  # type: ignore[import-untyped]

# In BibTeX % begins no comment, and & no column.
_ACTIVE = re.compile(r"(?<!\\)([%&])")
_QUOTES = ("enquote", "mkbibquote")
_SIGNS = {
    "backslash": "\\",
    "braceleft": "{",
    "braceright": "}",
    "asciitilde": "~",
    "asciicircum": "^",
}
_OF_ONE = (*_QUOTES, "nocase", "mkbibemph", "mkbibitalic", "textquote")

_macros = get_default_macros()
_macros.add_context_category(
    "bib",
    macros=[*(std_macro(name, "{") for name in (*_OF_ONE, "url")), std_macro("href", "{{")],
    prepend=True,
)
_texts = get_default_latex_context_db()
_texts.add_context_category(
    "bib",
    macros=[
        *(MacroTextSpec(name, "“%s”") for name in _QUOTES),
        *(MacroTextSpec(name, "%s") for name in _OF_ONE if name not in _QUOTES),
        *(MacroTextSpec(f"text{name}", sign) for name, sign in _SIGNS.items()),
        MacroTextSpec("url", "%s"),
        MacroTextSpec("href", "%(2)s"),
    ],
    prepend=True,
)
_decoder = LatexNodes2Text(latex_context=_texts, math_mode="text")


def text_of(latex: str) -> str:
    """The text of a LaTeX value on one line: accents, dashes and quotation marks as characters,
    braces and commands that only shape the print gone."""
    if not re.search(r"[\\{}$~]|--|``|''", latex):
        return " ".join(latex.split())
    source = _ACTIVE.sub(r"\\\1", latex)
    try:
        text: str = _decoder.latex_to_text(source, latex_context=_macros, tolerant_parsing=True)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # The decoder fails on commands whose arguments are missing.
        text = re.sub(r"\\[A-Za-z]+\s*|[{}\\]", "", latex)
    return " ".join(text.split())


def unescaped(value: str) -> str:
    """A value that is not LaTeX (an address, a DOI) but had its signs escaped all the same."""
    return re.sub(r"\\([_%&#~{}$])", r"\1", value.replace("{\\_}", "_")).strip()
