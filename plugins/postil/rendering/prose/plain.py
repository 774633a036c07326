"""The Markdown of most reasons, which are words with an emphasis here and a link there, converted
without Python-Markdown: in a fiftieth of the time.

Only texts are taken that hold nothing else, and only where all extensions of a site are known to
leave such texts alone. A test compares both ways over texts of all kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markdown import Markdown

from .extensions import module_of

# The extensions that leave plain words alone, each with the signs of those that it does not. Signs
# that stand in no plain text ("<", "|", "{" and the like) are left out.
_MODULES = {
    "markdown.extensions.abbr": "",
    "markdown.extensions.admonition": "",
    "markdown.extensions.attr_list": "",
    "markdown.extensions.codehilite": "",
    "markdown.extensions.def_list": "",
    "markdown.extensions.extra": "",
    "markdown.extensions.fenced_code": "",
    "markdown.extensions.footnotes": "",
    "markdown.extensions.md_in_html": "",
    "markdown.extensions.nl2br": "\n",
    "markdown.extensions.sane_lists": "",
    "markdown.extensions.tables": "",
    "pymdownx.arithmatex": "",
    "pymdownx.betterem": "",
    "pymdownx.caret": "",
    "pymdownx.critic": "",
    "pymdownx.details": "",
    "pymdownx.emoji": ":",
    "pymdownx.highlight": "",
    "pymdownx.inlinehilite": "",
    "pymdownx.keys": "",
    "pymdownx.mark": "",
    "pymdownx.smartsymbols": "(/0123456789",
    "pymdownx.snippets": "",
    "pymdownx.superfences": "",
    "pymdownx.tabbed": "",
    "pymdownx.tasklist": "",
    "pymdownx.tilde": "",
}

# Of ASCII those that mean something to Markdown or to one of the extensions, wherever they stand.
# Beside them all white space but spaces and line ends, control characters, halves of characters.
_SIGNS = r"#$&*+<=>@[\]^_`{|}~"
_WHITE = r"\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff"
_ADDRESS = r"[\w./:#?=%~+,;-]+"
_CODE = r"[\w./-](?:[\w ./-]*[\w./-])?"

_SPAN = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`"
    r"|\[(?P<words>[^]]+)\]\((?P<address>[^)]+)\)"
)
# What options may make something else of.
_SAMPLE = "One *two* **three** `four` [five](https://six.example/7)."


class PlainProse:
    """Converts plain texts as a converter does."""

    def __init__(self, markdown: Markdown, extensions: Sequence[Any]) -> None:
        """`extensions` are all that the converter was made with."""
        signs = [_MODULES.get(module_of(extension)) for extension in extensions]
        self._pattern = _pattern("".join(filter(None, signs)))
        self._is_known = (
            None not in signs
            and not _has_texts(markdown)
            and markdown.convert(_SAMPLE) == _converted(_SAMPLE)
        )

    def html(self, text: str) -> str | None:
        """The HTML of a text; None where it is not plain, or it is not known what becomes of it."""
        if self._is_known and self._pattern.fullmatch(text):
            return _converted(text)
        return None

    def line(self, text: str) -> str | None:
        """The words of a text on one line; None as of `html`."""
        if self._is_known and self._pattern.fullmatch(text):
            return " ".join(_SPAN.sub(_words, text).split())
        return None


def _converted(text: str) -> str:
    spans = _SPAN.sub(_element, text.rstrip("\n"))
    return f"<p>{spans}</p>".replace("\n\n", "</p>\n<p>")


def _element(match: re.Match[str]) -> str:
    name, found = match.lastgroup, match[match.lastgroup or 0]
    if name == "address":
        return f'<a href="{found}">{match["words"]}</a>'
    return f"<{name}>{found}</{name}>"


def _words(match: re.Match[str]) -> str:
    return match["words"] or match[match.lastgroup or 0]


def _has_texts(markdown: Markdown) -> bool:
    """Whether options put the same abbreviations or snippets into all texts."""
    registered: Iterable[Any] = (*markdown.preprocessors, *markdown.treeprocessors)
    return any(
        getattr(processor, "auto_append", None) or getattr(processor, "abbrs", None)
        for processor in registered
    )


def _pattern(signs: str) -> re.Pattern[str]:
    """A regular expression of plain texts without some signs.

    Each kind of span begins with a sign of its own that no other text holds, so there is one way
    to match a text, or none.
    """
    words = f"[^{re.escape(_SIGNS + signs)}{_WHITE}]"
    # No list, heading or block of any extension begins like this.
    start = r"(?=[\"'“‘«„]?[^\W\d_]|\*|`|\[)"
    end = r"\n\n" if "\n" in signs else r"\n\n?"
    spans = (
        rf"(?<![\w*])\*\*(?=\w){words}+(?<=\w)\*\*(?![\w*])",
        rf"(?<![\w*])\*(?=\w){words}+(?<=\w)\*(?![\w*])",
        rf"(?<!`)`{_CODE}`(?!`)",
        rf"(?<!!)\[(?=\w){words}+\]\({_ADDRESS}\)",
        rf"(?<! ){end}{start}",
    )
    return re.compile(rf"{start}{words}*(?:(?:{'|'.join(spans)}){words}*)*(?<! )\n*")
