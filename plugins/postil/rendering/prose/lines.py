"""A text as a line: without its markup, and cut where it is too long."""

from __future__ import annotations

import re
from html import unescape

from postil.anchoring.projection import project

# Enough of a passage to recognise it in a list.
TITLE_LENGTH = 80


def plain(html: str) -> str:
    """The text of a piece of HTML, on one line."""
    # Most notes and citations have a few plain tags and nothing that would not be shown.
    text = project(html).text if _SPECIAL.search(html) else unescape(_PLAIN_TAG.sub("", html))
    return " ".join(text.split())


_SPECIAL = re.compile(r"<(?!/?(?:p|em|strong|code|cite|a)\b)|class=|hidden")
_PLAIN_TAG = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>')


def shortened(words: str, length: int = TITLE_LENGTH) -> str:
    """The beginning of a text, cut at a word, and not within a date: a day without its year reads
    like another day."""
    if len(words) <= length:
        return words
    cut = words.rfind(" ", 0, length)
    if cut <= length // 2:
        return words[:length] + "…"
    kept, rest = words[:cut].split(" "), words[cut + 1 :].split(" ", 1)[0]
    while len(kept) > 1 and (_DAY.match(kept[-1]) or _NUMBER.search(rest)):
        rest = kept.pop()
        if _DAY.match(rest):
            break
    return " ".join(kept).rstrip(_ENDS) + "…"


_NUMBER = re.compile(r"\d")
_DAY = re.compile(r"\d{1,2}\b")
# Before an ellipsis these would say that the sentence had another end.
_ENDS = " ,;:.–—-"
