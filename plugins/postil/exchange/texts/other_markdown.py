"""Markdown from elsewhere: kept as it stands, if the site reads it as its author meant it.

Other programs begin a list without a blank line before it, and indent by two. What pandoc makes of
the text (as GitHub reads it) is compared with what the site makes of it; where they differ, the
text is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .footnotes import footnotes_found
from .office import pandoc
from .text import Element, Text
from .tree import HEADINGS, made, parsed, removed, tidied, words_of

_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# What only Python-Markdown and its extensions know, so that nothing else can be asked.
_OWN = re.compile(
    r"^(?:!!!|\?\?\?\+?) *[\w-]+.*\n\n? {4}|^=== \".*\n\n? {4}"
    r"|^\{:[^}\n]*\}$|^#+ .*\{[.#:][^}\n]*\}$|^:   ?\S",
    re.MULTILINE,
)


def read_markdown(source: str, convert: Callable[[str], str]) -> Text:
    """Reads Markdown."""
    source = re.sub(r"\r\n?", "\n", source)
    text = Text(made("body"))
    if match := _MATTER.match(source):
        text.matter = match[1]
        source = source[match.end() :]
    root = parsed(
        pandoc(source.encode(), "gfm-emoji+footnotes", "--standalone", "--metadata", "pagetitle=-")
    )
    body = root.find("body")
    for head in body.xpath("//header[@id='title-block-header']"):
        removed(head)
    footnotes_found(body)
    text.body = tidied(body)
    own = parsed(f"<div>{convert(source)}</div>")
    for permalink in own.xpath("//a[contains(@class, 'headerlink')]"):
        permalink.drop_tree()
    footnotes_found(own.find("body"))
    if _OWN.search(source) or _outline(tidied(own.find("body"))) == _outline(text.body):
        text.markdown = _without_title(text, source)
        return text
    text.guess(
        "the text was written for another Markdown, which this site would read otherwise: it was "
        "written anew",
        "compare it with the file, if its lines matter to you",
    )
    return text


def _outline(body: Element) -> list[tuple[str, str]]:
    """The blocks of a body, and their words."""
    found = []
    for block in body.iter(*HEADINGS, "p", "li", "td", "th", "pre", "blockquote"):
        if block.tag in ("li", "blockquote"):
            depth = sum(1 for _ in block.iterancestors("li"))
            found.append((f"{block.tag} {depth}", ""))
        elif block.tag == "p" and block.getparent().tag == "footnote":
            continue
        else:
            said = words_of(block)
            found.append((block.tag, re.sub(r"\s+", "", said)))
    return [(tag, said) for tag, said in found if said or " " in tag]


def _without_title(text: Text, source: str) -> str:
    """The source without the heading that becomes the title."""
    match = re.match(r"\s*# +(.+?)(?: +#+)?\n+", source) or re.match(r"\s*(\S.*)\n=+ *\n+", source)
    if match and "title" not in text.matter:
        first = text.body.find("h1")
        text.title = words_of(first) if first is not None else match[1]
        text.guess(f"the first heading, “{text.title}”, was taken for the title", "change 'title'")
        return source[match.end() :].lstrip("\n")
    return source.lstrip("\n")
