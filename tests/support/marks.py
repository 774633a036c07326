"""Taking our marks and references out of HTML again.

Written without a look at how they are put in: the article may hold marks of its own, so a closing
tag is ours only when the mark that it closes is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .trees import parsed

_TAG = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style|textarea)\b[^>]*(?<!/)>.*?</(?P=raw)\s*>"
    # Only behind an equals sign does a quotation mark begin a value.
    r"|<(?P<close>/?)mark\b"
    r"(?P<attributes>(?:[^>=]|=(?!\s*[\"'])|=\s*(?:\"[^\"]*\"|'[^']*'))*)>",
    re.DOTALL | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r'<a class="postil-ref" role="doc-noteref" href="#note-[^"]*"[^>]*>'
    r'(?:<span class="postil-was"[^>]*></span>)*</a>'
)
_OLD_ID = re.compile(r'<span class="postil-was" id="[^"]*"></span>')


def remove_marks(html: str) -> str:
    """The HTML without `<mark class="postil">` and references; marks of the article stay."""
    parts: list[str] = []
    ours: list[bool] = []
    done = 0
    html = _OLD_ID.sub("", _REFERENCE.sub("", html))
    for match in _TAG.finditer(html):
        if match["attributes"] is None:
            continue
        if match["close"]:
            is_ours = bool(ours) and ours.pop()
        else:
            is_ours = 'class="postil"' in match["attributes"]
            ours.append(is_ours)
        if is_ours:
            parts.append(html[done : match.start()])
            done = match.end()
    parts.append(html[done:])
    return "".join(parts)


@dataclass(slots=True)
class Marked:
    """A passage as it stands on a page: the texts of its segments, and their attributes."""

    texts: list[str]
    attributes: list[dict[str, str]]

    @property
    def text(self) -> str:
        """The words of the passage."""
        return "".join(self.texts)


def marked(html: str) -> dict[str, Marked]:
    """The passages of a piece of HTML by id, as an HTML parser other than ours sees them."""
    found: dict[str, Marked] = {}
    if "<mark" not in html.lower():
        return found
    for element in parsed(html).iter("mark"):
        if element.get("class") == "postil":
            entry = found.setdefault(element.get("data-postil"), Marked([], []))
            entry.texts.append(_text(element))
            entry.attributes.append(dict(element.attrib))
    return found


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        # A comment has a function for its tag.
        if isinstance(child.tag, str):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
