"""What of a page did not come into its text: all of it is told, by where it stood, so that somebody
can look. What readers of pages leave out, they leave out in silence.

The page is taken as it was before anything was taken away, in stretches: what stands between the
borders of two blocks. A stretch whose words stand in the text in the same order has come in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from .text import Element
from .tree import is_inline, words_of

TEXT = "text"
"""Where nothing says that a stretch is anything else."""

_CODE = ("script", "style", "noscript", "template", "head", "title", "svg")
_HIDDEN = re.compile(r"display:none|visibility:hidden", re.IGNORECASE)
# By the name of an element, or by a part of its role, class or id.
_BY_TAG = {
    "nav": "menus", "menu": "menus", "form": "forms and buttons", "button": "forms and buttons",
    "select": "forms and buttons", "option": "forms and buttons", "aside": "boxes",
    "footer": "the foot of the page", "dialog": "boxes", "figcaption": "captions",
}  # fmt: skip
_BY_NAME = (
    (r"nav|navbar|navigation|menu|breadcrumbs?|pagination|pager|toc|skip-?link", "menus"),
    (r"comments?|respond|disqus", "comments"),
    (r"footer|contentinfo|colophon|copyright", "the foot of the page"),
    (r"banner|masthead|site-?header|topbar", "the head of the page"),
    (r"share|sharing|social|search|subscribe|newsletter|signup|login|toolbar|buttons?|actions",
     "forms and buttons"),
    (r"cookies?|consent|gdpr|sidebar|related|recommended|promo|popular|most-?read|widget|advert|ads?|"
     r"sponsor(?:ed)?|author-?(?:box|bio|info|card)|bio|more-?(?:stories|articles|from)|paywall|"
     r"dialog|alert|popup|modal|tags|taglist", "boxes"),
)  # fmt: skip
_NAMES = [(re.compile(rf"(?:^|[\s_-])(?:{names})(?:$|[\s_-])", re.I), kind)
          for names, kind in _BY_NAME]  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
# A stretch of so few words may stand in the text by chance.
_FEW = 4
_RUN = 3
"""Words in a row that are enough to know a part of a paragraph again."""


class Stretch(NamedTuple):
    """Words of a page between the borders of two blocks."""

    kind: str
    words: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Remains:
    """What was left out of one kind: how many words, and the pieces that follow one another."""

    kind: str
    count: int
    pieces: tuple[str, ...]


def stretches(root: Element) -> list[Stretch]:
    """A page as a list of its stretches, in their order."""
    body = root.find("body")
    return list(_of(body if body is not None else root, TEXT))


def _of(element: Element, kind: str) -> Iterator[Stretch]:
    kind = _kind(element) or kind
    said, linked = [element.text or ""], 0
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _CODE:
            if is_inline(child) and not _kind(child):
                said.append(_line(child))
                linked += len(words_of(child)) if child.tag == "a" else 0
            else:
                yield from _stretch(said, kind, linked)
                said, linked = [], 0
                yield from _of(child, kind)
        # Links of a menu may stand side by side with nothing between them.
        said.append(child.tail or (" " if child.tag == "a" else ""))
    yield from _stretch(said, kind, linked or (len("".join(said)) if element.tag == "a" else 0))


def _line(element: Element) -> str:
    """The words of a part of a line, with a space where it is broken."""
    if element.tag == "br":
        return " "
    said = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _CODE:
            said.append(_line(child))
        said.append(child.tail or "")
    return _joined(said)


def _joined(said: Iterable[str]) -> str:
    """Texts of elements in a row. Names and dates side by side, which the page sets apart by its
    style sheet, are no word."""
    joined = ""
    for text in filter(None, said):
        is_other = joined[-1:].islower() and text[0].isupper()
        joined += f" {text}" if is_other else text
    return joined


def _stretch(said: Sequence[str], kind: str, linked: int) -> Iterator[Stretch]:
    text = " ".join(_joined(said).split())
    if words := _words(text):
        is_link = kind == TEXT and linked > 0.8 * len(text)
        yield Stretch("links" if is_link else kind, words, text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _kind(element: Element) -> str:
    """What an element says that it is; empty where it says nothing."""
    style = (element.get("style") or "").replace(" ", "")
    if (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(style)
    ):
        return "hidden"
    if kind := _BY_TAG.get(element.tag):
        return kind
    if element.tag in ("body", "main", "article"):
        return ""
    names = " ".join(filter(None, map(element.get, ("role", "class", "id"))))
    return next((kind for pattern, kind in _NAMES if names and pattern.search(names)), "")


def remains(page: Sequence[Stretch], kept: Iterable[str]) -> tuple[list[Remains], int]:
    """What of a page is not among the blocks that were `kept`; and how many words the page has."""
    text = _Kept([_words(block) for block in kept])
    lost: dict[int, tuple[int, str]] = {}
    # What nothing marks as anything else has the first claim on words that stand there once.
    for at in sorted(range(len(page)), key=lambda at: page[at].kind != TEXT):
        lost[at] = text.lost(page[at])
    told = ((stretch.kind if lost[at][0] else "", lost[at]) for at, stretch in enumerate(page))
    found: dict[str, list[tuple[int, str]]] = {}
    for kind, group in groupby(told, key=lambda piece: piece[0]):
        pieces = [piece for _, piece in group]
        if kind:
            count = sum(number for number, _ in pieces)
            found.setdefault(kind, []).append((count, " ".join(said for _, said in pieces)))
    counts = {kind: sum(number for number, _ in pieces) for kind, pieces in found.items()}
    return [
        Remains(kind, counts[kind], tuple(said for _, said in found[kind]))
        for kind in sorted(found, key=lambda kind: (kind != TEXT, -counts[kind]))
    ], sum(len(stretch.words) for stretch in page)


class _Kept:
    """The words that came in."""

    def __init__(self, blocks: Sequence[tuple[str, ...]]) -> None:
        text = [word for block in blocks for word in block]
        self._blocks = set(blocks)
        self._joined = f" {' '.join(text)} "
        self._runs = {tuple(text[at : at + _RUN]) for at in range(len(text) - _RUN + 1)}
        self._left = Counter(text)
        """How often each word may come once more."""

    def lost(self, stretch: Stretch) -> tuple[int, str]:
        """How many words of a stretch did not come in, and which."""
        words = stretch.words
        missing = self._missing(stretch)
        if 2 * len(missing) >= len(words):
            return len(words), stretch.said
        found = Counter(words) - Counter(missing)
        again = found - self._left
        if 2 * again.total() > found.total():
            # The page says it twice, and the text once.
            return len(words), stretch.said
        self._left -= found
        # Marks of footnotes are told of elsewhere.
        missing = [word for word in missing if not word.isdecimal()]
        return len(missing), " ".join(missing)

    def _missing(self, stretch: Stretch) -> list[str]:
        words = stretch.words
        if words in self._blocks:
            return []
        is_there = f" {' '.join(words)} " in self._joined
        if is_there and (len(words) >= _FEW or stretch.kind == TEXT):
            return []
        covered = [False] * len(words)
        if len(words) >= _FEW:
            for at in range(len(words) - _RUN + 1):
                if words[at : at + _RUN] in self._runs:
                    covered[at : at + _RUN] = [True] * _RUN
        return [word for word, known in zip(words, covered, strict=True) if not known]
