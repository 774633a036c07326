"""Short cuts through Python-Markdown for what most notes and articles are: prose.

Each processor of a converter, and each extension brings some, looks through every block of a text
for signs of its own. In prose there are none, and the looking takes longer than everything else.
What is taken here changes no result: a test compares both ways over texts of all kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown, inlinepatterns
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import STX, AtomicString

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

# What takes pieces out of a text before it is divided into blocks, where it is from, and the signs
# of which it needs one. What was taken out before stands there between control characters.
_PREPROCESSORS = (
    ("html_block", "markdown.preprocessors", "< &"),
    ("html_block", "markdown.extensions.md_in_html", "< &"),
    ("fenced_code_block", "pymdownx.superfences", f"``` ~~~ {STX}"),
)

# The same of what looks through the text in a tree, but not through its attributes.
_TREEPROCESSORS = (("attr_list", "markdown.extensions.attr_list", "{"),)

# Signs of emphasis that stand by themselves.
_ALONE = r"((^|(?<=\s))(\*{1,3}|_{1,3})(?=\s|$))"

# The regular expressions of patterns, and the signs of which each needs one.
_NEEDED = {
    inlinepatterns.BACKTICK_RE: "`\\",
    # The same as `pymdownx.inlinehilite` has it.
    r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)": "`\\",
    inlinepatterns.ESCAPE_RE: "\\",
    # A footnote.
    r"\[\^([^\]]*)\]": "^",
    inlinepatterns.LINK_RE: "[",
    inlinepatterns.REFERENCE_RE: "[",
    inlinepatterns.IMAGE_LINK_RE: "!",
    inlinepatterns.IMAGE_REFERENCE_RE: "!",
    inlinepatterns.AUTOLINK_RE: "<",
    inlinepatterns.AUTOMAIL_RE: "<",
    inlinepatterns.LINE_BREAK_RE: "\n",
    inlinepatterns.HTML_RE: "<",
    inlinepatterns.ENTITY_RE: "&",
    # Emphasis.
    r"\*|_": "*_",
    r"\*": "*",
    r"_": "_",
    _ALONE: "*_",
}

# What has to be found, too, for one that is slow: most signs of emphasis stand before a word.
_FOUND = {_ALONE: re.compile(r"[*_](?=\s|\Z)")}

# What finds the same sooner. A sign is looked for faster than what is not to stand before it.
_SOONER = {inlinepatterns.LINK_RE: re.compile(r"\[(?<!!\[)")}
_SIGNS = "".join(sorted({sign for signs in _NEEDED.values() for sign in signs}))

# Whose patterns put no signs into a text that were not in it.
_ADDS_NOTHING = "markdown.inlinepatterns"


def with_short_cuts(markdown: Markdown) -> Markdown:
    """A converter that does the same sooner.

    Its processors stay the objects that they are: extensions ask for them by name and by type.
    """
    processors = markdown.parser.blockprocessors
    known = all(type(processor).__module__ in _BLOCKS_WITH_SIGNS for processor in processors)
    # An extension may take any of the processors away.
    if known and "paragraph" in processors:
        processors.register(_Paragraph(markdown.parser), "postil_paragraph", 1_000)
    for name, module, signs in _PREPROCESSORS:
        if reader := _from(markdown.preprocessors, name, module):
            reader.run = _on_lines(reader.run, signs.split())
    for name, module, signs in _TREEPROCESSORS:
        if reader := _from(markdown.treeprocessors, name, module):
            reader.run = _on_trees(reader.run, signs.split())
    patterns: Iterable[Any] = markdown.inlinePatterns
    for pattern in patterns:
        expression = pattern.getCompiledRegExp()
        written = getattr(expression, "pattern", "")
        if needed := _NEEDED.get(written):
            sooner = _SOONER.get(written, expression)
            pattern.compiled_re = _Needing(needed, sooner, _FOUND.get(written))
    inline = _from(markdown.treeprocessors, "inline", "markdown.treeprocessors")
    if type(inline) is InlineProcessor:
        inline.run = _Inline(inline).run  # type: ignore[method-assign]
    return markdown


class ShortCuts(Extension):
    """Takes them in a converter that somebody else makes. It has to be the last extension."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        with_short_cuts(md)


def _from(registry: Any, name: str, module: str) -> Any:
    """The processor of that name, if it is from that module."""
    if name not in registry:
        return None
    found = registry[name]
    return found if type(found).__module__ == module else None


def _on_lines(
    run: Callable[[list[str]], list[str]], signs: Sequence[str]
) -> Callable[[list[str]], list[str]]:
    """Runs a preprocessor only on texts that have one of its signs."""

    def shorter(lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return run(lines) if any(sign in text for sign in signs) else text.split("\n")

    return shorter


def _on_trees(
    run: Callable[[Element], Element | None], signs: Sequence[str]
) -> Callable[[Element], Element | None]:
    """Runs a treeprocessor only on trees that have one of its signs in their text."""

    def shorter(root: Element) -> Element | None:
        text = "".join(root.itertext())
        return run(root) if any(sign in text for sign in signs) else None

    return shorter


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


class _Needing:
    """A regular expression that is tried only on texts that have one of some signs, and in which
    another, faster one is found, if there is one."""

    def __init__(
        self, signs: str, expression: re.Pattern[str], more: re.Pattern[str] | None = None
    ) -> None:
        self.signs, self._expression, self._more = signs, expression, more

    def __getattr__(self, name: str) -> Any:
        return getattr(self._expression, name)

    def finditer(self, text: str, *bounds: int) -> Iterator[re.Match[str]]:
        for sign in self.signs:
            if sign in text and not (self._more and not self._more.search(text, *bounds)):
                return self._expression.finditer(text, *bounds)
        return iter(())


_Chosen = tuple[list[Any], re.Pattern[str] | None]
"""Patterns, and what finds a sign of one of them; None where one needs no sign."""


class _Inline:
    """Tries only the patterns on a text that have their signs in it, and none on the paragraphs of
    it without a sign."""

    def __init__(self, inline: InlineProcessor) -> None:
        self._inline, self._run = inline, inline.run
        self._all: list[Any] = []
        self._chosen: dict[str, _Chosen] = {}
        """What is tried, by the signs that a text has."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        inline: Any = self._inline
        before = inline.inlinePatterns
        inline.inlinePatterns, sign = self._choice("".join(tree.itertext()))
        plain = _set_apart(tree, sign) if sign else []
        try:
            return self._run(tree, ancestors)
        finally:
            inline.inlinePatterns = before
            for element, text in plain:
                element.text = text

    def _choice(self, text: str) -> _Chosen:
        patterns: list[Any] = list(self._inline.md.inlinePatterns)
        if patterns != self._all:
            self._all, self._chosen = patterns, {}
        signs = "".join([sign for sign in _SIGNS if sign in text])
        if signs not in self._chosen:
            chosen = [pattern for pattern in patterns if _may_match(pattern, signs)]
            known = all(type(pattern).__module__ == _ADDS_NOTHING for pattern in chosen)
            tried = chosen if known else patterns
            needed = [_signs_of(pattern) for pattern in tried]
            # What an earlier step took out of a text stands there between control characters.
            any_of = re.compile(f"[{STX}{re.escape(''.join(needed))}]") if all(needed) else None
            self._chosen[signs] = tried, any_of
        return self._chosen[signs]


def _set_apart(tree: Element, sign: re.Pattern[str]) -> list[tuple[Element, str]]:
    """Makes the texts without a sign ones that are not looked through, and returns what they were:
    other extensions do not look through these, either."""
    plain = []
    for element in tree.iter():
        text = element.text
        if text and type(text) is str and not sign.search(text):
            element.text = AtomicString(text)
            plain.append((element, text))
    return plain


def _signs_of(pattern: Any) -> str:
    """The signs of which a pattern needs one; empty where that is not known."""
    return getattr(pattern.getCompiledRegExp(), "signs", "")


def _may_match(pattern: Any, signs: str) -> bool:
    """Whether a pattern may match a text that has these of all signs."""
    needed = _signs_of(pattern)
    return not needed or any(sign in signs for sign in needed)
