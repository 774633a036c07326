"""Short cuts through Python-Markdown for what most notes are: prose.

Each processor of a converter, and each extension brings some, looks through every block of a text
for signs of its own. In prose there are none, and the looking takes longer than everything else.
What is taken here changes no result: a test compares both ways over texts of all kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, inlinepatterns
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import Preprocessor

# The modules whose blocks begin with a sign, a digit or white space in one of their lines, never
# with letters in all of them. `pymdownx.fancylists` is not among them ("a. First"), nor is
# `pymdownx.blocks`, to which all belongs that stands between its fences.
_BLOCKS_WITH_SIGNS = frozenset(
    {
        "markdown.blockprocessors",
        "markdown.extensions.abbr",
        "markdown.extensions.admonition",
        "markdown.extensions.def_list",
        "markdown.extensions.footnotes",
        "markdown.extensions.md_in_html",
        "markdown.extensions.sane_lists",
        "markdown.extensions.tables",
        "pymdownx.arithmatex",
        "pymdownx.details",
        "pymdownx.quotes",
        "pymdownx.saneheaders",
        "pymdownx.superfences",
        "pymdownx.tabbed",
    }
)
# A quotation mark may stand before the letters: it is no sign of any of these.
_LETTERS_FIRST = re.compile(r"(?:[\"'“‘«„]?[^\W\d_].*(?:\n|\Z))+")

# What takes HTML out of a text before it is divided into blocks.
_HTML_READERS = frozenset({"markdown.preprocessors", "markdown.extensions.md_in_html"})

# The regular expressions that take longest to look for nothing, and what they need to match.
_NEEDED = {
    inlinepatterns.BACKTICK_RE: "`\\",
    # The same as `pymdownx.inlinehilite` has it.
    r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)": "`\\",
    inlinepatterns.LINK_RE: "[",
    inlinepatterns.REFERENCE_RE: "[",
}


def with_short_cuts(markdown: Markdown) -> Markdown:
    """A converter that does the same sooner."""
    processors = markdown.parser.blockprocessors
    known = all(type(processor).__module__ in _BLOCKS_WITH_SIGNS for processor in processors)
    # An extension may take any of the processors away.
    if known and "paragraph" in processors:
        processors.register(_Paragraph(markdown.parser), "postil_paragraph", 1_000)
    if "html_block" in markdown.preprocessors:
        reader = markdown.preprocessors["html_block"]
        if type(reader).__module__ in _HTML_READERS:
            markdown.preprocessors.register(_Html(reader), "html_block", 20)
    patterns: Iterable[Any] = markdown.inlinePatterns
    for pattern in patterns:
        expression = pattern.getCompiledRegExp()
        if signs := _NEEDED.get(getattr(expression, "pattern", "")):
            pattern.compiled_re = _Needing(signs, expression)
    return markdown


class _Paragraph(BlockProcessor):
    """Takes a block whose lines all begin with letters for the paragraph that it is."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self._paragraph = parser.blockprocessors["paragraph"]

    def test(self, parent: Element, block: str) -> bool:
        return _LETTERS_FIRST.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        result: bool | None = self._paragraph.run(parent, blocks)
        return result


class _Html(Preprocessor):
    """Reads a text for HTML only where there is a sign of it."""

    def __init__(self, reader: Preprocessor) -> None:
        super().__init__(reader.md)
        self._reader = reader

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "<" in text or "&" in text:
            return self._reader.run(lines)
        return text.split("\n")


class _Needing:
    """A regular expression that is tried only on texts that have one of some signs."""

    def __init__(self, signs: str, expression: re.Pattern[str]) -> None:
        self.signs, self._expression = signs, expression

    def __getattr__(self, name: str) -> Any:
        return getattr(self._expression, name)

    def finditer(self, text: str, *bounds: int) -> Iterator[re.Match[str]]:
        if any(sign in text for sign in self.signs):
            return self._expression.finditer(text, *bounds)
        return iter(())
