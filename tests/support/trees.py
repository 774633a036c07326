"""HTML as a parser other than ours sees it (html5lib, which follows the standard)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import html5lib
from html5lib.html5parser import HTMLParser, ParseError

# Stated again here, and not taken from the code under test: what no reader sees or quotes.
UNSEEN = frozenset(
    "script style xmp iframe noembed noframes noscript textarea title template svg math select "
    "datalist object video audio canvas head rt rp rtc".split()
)
UNSEEN_CLASSES = frozenset(
    "headerlink footnote-ref footnote-backref linenos lineno MathJax_Preview".split()
)


def parsed(html: str) -> Any:
    """The tree of a piece of HTML, as an ElementTree element that holds it."""
    return html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


def complaint(html: str) -> str:
    """What the standard's parser has to say against a piece of HTML; nothing if it is well."""
    try:
        HTMLParser(strict=True).parseFragment(html)
    except ParseError as error:
        return str(error)
    return ""


def visible_text(html: str) -> str:
    """The text nodes in order, less what no reader sees."""
    return "".join(_texts(parsed(html)))


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        # A comment has a function for its tag; drawings bring their namespace.
        seen = isinstance(child.tag, str) and child.tag.rpartition("}")[2] not in UNSEEN
        classes = (child.get("class") or "").split() if seen else []
        if seen and child.get("hidden") is None and UNSEEN_CLASSES.isdisjoint(classes):
            yield from _texts(child)
        yield child.tail or ""


def without_marks(element: Any) -> list[Any]:
    """A tree as nested lists, with our marks opened up and references left out: what the article
    would be if Postil were not there."""
    children: list[Any] = []

    def add(text: str | None) -> None:
        if not text:
            return
        if children and isinstance(children[-1], str):
            children[-1] += text
        else:
            children.append(text)

    def walk(parent: Any) -> None:
        add(parent.text)
        for child in parent:
            if not isinstance(child.tag, str):
                children.append(("comment", child.text))
            elif child.get("class") in ("postil-ref", "postil-was"):
                pass
            elif child.tag == "mark" and child.get("class") == "postil":
                walk(child)
            else:
                children.append((child.tag, dict(child.attrib), without_marks(child)))
            add(child.tail)

    walk(element)
    return children
