"""The text of LaTeX, as it stands in BibTeX files.

`pylatexenc` parses it and knows the accents and signs; what bibliographies use beyond them is a
table, `latex.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from pylatexenc.latex2text import (  # type: ignore[import-untyped]
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import (  # type: ignore[import-untyped]
    LatexMacroNode,
)
from pylatexenc.latexwalker import (
    get_default_latex_context_db as get_default_macros,
)
from pylatexenc.macrospec import std_macro  # type: ignore[import-untyped]

from .csl_json import plain
from .tables import table

_TABLE = table("latex.yml")

# In BibTeX % begins no comment, and & no column.
_ACTIVE = re.compile(r"(?<!\\)([%&])")
_MATH = re.compile(r"(?<!\\)\$([^$]*)\$|\\\((.*?)\\\)")
_SCRIPT = re.compile(
    r"([_^])\s*(\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+(?:\s*\{[^{}]*\})?|[^\\{}\s])"
)
_SCRIPTS = {"_": "textsubscript", "^": "textsuperscript"}
# Lengths behind commands that take them without braces, and stars and options before arguments.
_LENGTH = re.compile(
    r"\\(?:[hvmk]skip|kern|hfill|vfill)\b\s*(?:-?[\d.]+\s*(?:em|ex|pt|cm|mm|in)\b)?"
)
_OPTIONS = re.compile(r"(\\[A-Za-z]+)(?:\*|\[[^\][{}]*\])+(?=\s*\{)")
_NUMBER = re.compile(r"\\(?:symbol\s*\{(\d+)\}|char\s*(\d+)|char\s*\"([0-9A-Fa-f]+))")
_SINGLE = re.compile(r"(?<!\w)`([^`']*(?:'\w[^`']*)*)'(?!\w)")
# What the parser is for; dashes, which most ranges of pages have, need no parser.
_SPECIAL = re.compile(r"[\\{}$~`]|''")
_GERMAN = re.compile(r"\"`([^\"]*)\"'")

_macros = get_default_macros()
_macros.add_context_category(
    "bib",
    macros=[
        *(std_macro(name, "") for name in _TABLE["signs"]),
        *(std_macro(name, "{") for name in _TABLE["wrappers"]),
        *(std_macro(name, "{" * number) for name, (number, _) in _TABLE["choices"].items()),
    ],
    prepend=True,
)


def _with(template: str, chosen: int) -> Callable[..., str]:
    """A template filled with one of a command's arguments; nothing where that is missing."""

    def filled(node: Any, l2tobj: LatexNodes2Text) -> str:
        given = node.nodeargd.argnlist if node.nodeargd else ()
        text = l2tobj.node_arg_to_text(node, chosen - 1) if 0 < chosen <= len(given) else ""
        return template.replace("{}", text) if text else ""

    return filled


_texts = get_default_latex_context_db()
_texts.add_context_category(
    "bib",
    macros=[
        *(MacroTextSpec(name, text) for name, text in _TABLE["signs"].items()),
        *(MacroTextSpec(name, _with(text, 1)) for name, text in _TABLE["wrappers"].items()),
        *(
            MacroTextSpec(name, _with("{}", chosen))
            for name, (_, chosen) in _TABLE["choices"].items()
        ),
    ],
    prepend=True,
)


class _Decoder(LatexNodes2Text):  # type: ignore[misc]
    """Knows the declarations that shape the rest of a group, and that braces protect words."""

    def group_node_to_text(self, node: Any) -> str:
        text: str = super().group_node_to_text(node)
        first = node.nodelist[0] if node.nodelist else None
        if not isinstance(first, LatexMacroNode):
            return f'<span class="nocase">{text}</span>' if _is_protected(text) else text
        shape = _TABLE["declarations"].get(first.macroname)
        return shape.format(text.strip()) if shape else text


_decoder = _Decoder(latex_context=_texts, math_mode="text")


def _is_protected(text: str) -> bool:
    """Whether a group holds words that a style would change the case of."""
    return "<" not in text and any(len(word) > 1 and word.islower() for word in text.split())


LESS, COLON = "{<}", "{:}"
"""Signs that begin no tag, and end no name of a field."""
_LESS = "\ue0f1"


def text_of(latex: str) -> str:
    """The text of a LaTeX value on one line: accents, dashes and quotation marks as characters,
    braces and commands that only shape the print gone."""
    if LESS in latex:
        return plain(marked(latex.replace(LESS, _LESS))).replace(_LESS, "<")
    return plain(marked(latex))


def marked(latex: str) -> str:
    """The same with the tags that CSL-JSON allows in a title: `<i>`, `<sub>`, and `<span
    class="nocase">` for words whose case is to be kept."""
    if not _SPECIAL.search(latex):
        return _with_dashes(" ".join(latex.split()))
    source = _ACTIVE.sub(r"\\\1", _prepared(latex))
    try:
        text: str = _decoder.latex_to_text(source, latex_context=_macros, tolerant_parsing=True)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # The decoder fails on commands whose arguments are missing.
        text = re.sub(r"\\[A-Za-z]+\s*|[{}\\]", "", latex)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _with_dashes(text: str) -> str:
    if "--" not in text:
        return text
    return unicodedata.normalize("NFC", text.replace("---", "—").replace("--", "–"))


def _prepared(latex: str) -> str:
    """LaTeX without what its parser does not know."""
    latex = _MATH.sub(lambda match: f"${_scripted(match[1] or match[2] or '')}$", latex)
    latex = _LENGTH.sub(" ", latex)
    latex = _NUMBER.sub(_sign, latex)
    latex = _GERMAN.sub(r"“\1”", latex)
    latex = _SINGLE.sub(r"‘\1’", latex) if "`" in latex.replace("``", "") else latex
    return _OPTIONS.sub(r"\1", latex)


def _scripted(math: str) -> str:
    # A hyphen between formulas is a minus.
    math = math.replace("-", "−")
    return _SCRIPT.sub(lambda match: f"\\{_SCRIPTS[match[1]]}{_grouped(match[2])}", math)


def _grouped(argument: str) -> str:
    return argument if argument.startswith("{") else f"{{{argument}}}"


def _sign(match: re.Match[str]) -> str:
    code = int(match[3], 16) if match[3] else int(match[1] or match[2])
    return chr(code) if 31 < code < 0xD800 else ""


# An accent outside of braces, or a letter that is a command, with what belongs to it.
_ACCENT = re.compile(
    r"""\\(?:[`'^"~=.]|[uvHtcdbrkGUhf](?![A-Za-z]))\s*(?:\{\\?[^{}\\]*\}|\\[ij](?![A-Za-z])\s*|[^\\{}\s])"""
    r"""|\\(?:ss|SS|o|O|l|L|aa|AA|ae|AE|oe|OE|i|j|dh|DH|th|TH|dj|DJ|ng|NG|ij|IJ)(?![A-Za-z])\s*"""
)


def with_accents(latex: str) -> str:
    """LaTeX with the accents outside of braces as letters: a space behind `\\ss`, or a tilde that
    is an accent, would tear a name apart."""
    depth, found = 0, ""
    position = 0
    while position < len(latex):
        match = _ACCENT.match(latex, position) if not depth else None
        if match:
            found += text_of(match[0])
            position = match.end()
            continue
        sign = latex[position]
        depth += (sign == "{") - (sign == "}")
        found += latex[position : position + 2] if sign == "\\" else sign
        position += 2 if sign == "\\" else 1
    return found


def unescaped(value: str) -> str:
    """A value that is not LaTeX (an address, a DOI) but had its signs escaped all the same."""
    value = re.sub(r"\{(\\?[_%&#~$])\}", r"\1", value)
    return re.sub(r"\\([_%&#~{}$])", r"\1", value).strip()
