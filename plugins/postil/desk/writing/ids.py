"""Ids that are proposed for annotations: made of the words that they are about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count

from anyascii import anyascii

from postil.edition.edition import Article
from postil.edition.model import ID_PATTERN

# Ids are made of so many words, and are no longer than this.
_WORDS, _LONGEST_ID = 5, 40
_IDS = re.compile(r"""\sid=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")


def new_id(words: str, taken: Collection[str], otherwise: str = "passage") -> str:
    """An id made of the first words of a passage, or of a name, which nothing else has. Where there
    are no letters in the words, it is `otherwise`, with a number behind it from the second on.

    Words in other scripts are written in Latin letters: ids stand in addresses, which browsers copy
    with a percent sign and two digits for each byte of any other letter. How that is done decides
    only what is proposed: its author can write another id.
    """
    letters = "".join(map(_latin, words)).lower()
    letters = re.sub(r"(?<=\w)['`](?=\w)", "", letters)
    parts = re.findall(r"[a-z0-9]+", letters)[:_WORDS]
    while len(parts) > 1 and len("-".join(parts)) > _LONGEST_ID:
        parts.pop()
    stem = "-".join(parts)[:_LONGEST_ID]
    if not ID_PATTERN.match(stem):
        stem = f"on-{stem}" if stem else otherwise
    return next(id for n in count(1) if (id := stem if n == 1 else f"{stem}-{n}") not in taken)


def _latin(letter: str) -> str:
    """A letter in Latin ones. A sign that stands for a syllable or a word is a word of its own."""
    if letter.isascii():
        return letter
    # Loads its tables as they are needed.
    found = anyascii(letter)
    if not letter.isalnum() and unicodedata.category(letter)[0] != "M":
        # Quotation marks, dashes; not the names of pictures.
        return found if len(found) == 1 else " "
    is_syllable = unicodedata.category(letter) == "Lo" and found[:1].isupper()
    return f" {found} " if is_syllable else found


def taken_ids(article: Article, html: str) -> set[str]:
    """The ids that a new annotation of an article cannot have."""
    taken = {id for id, a in article.annotations.items() for id in (id, *a.was)}
    for match in _IDS.finditer(html):
        id = match[1] or match[2] or match[3] or ""
        taken |= {id, id.removeprefix("note-")}
    return taken
