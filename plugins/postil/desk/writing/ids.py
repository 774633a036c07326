"""Ids that are proposed for annotations: made of the words that they are about."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count
from unicodedata import normalize

from postil.edition.edition import Article
from postil.edition.model import ID_PATTERN

# Ids are made of so many words, and are no longer than this.
_WORDS, _LONGEST_ID = 5, 40
_IDS = re.compile(r"""\sid=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")


def new_id(words: str, taken: Collection[str], otherwise: str = "passage") -> str:
    """An id made of the first words of a passage, or of a name, which nothing else has. Where no
    letters of an id can be made of the words, as in scripts other than the Latin one, it is
    `otherwise`, with a number behind it from the second on."""
    letters = normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    letters = re.sub(r"(?<=\w)['’](?=\w)", "", letters)
    parts = re.findall(r"[a-z0-9]+", letters)[:_WORDS]
    while len(parts) > 1 and len("-".join(parts)) > _LONGEST_ID:
        parts.pop()
    stem = "-".join(parts)[:_LONGEST_ID]
    if not ID_PATTERN.match(stem):
        stem = f"on-{stem}" if stem else otherwise
    return next(id for n in count(1) if (id := stem if n == 1 else f"{stem}-{n}") not in taken)


def taken_ids(article: Article, html: str) -> set[str]:
    """The ids that a new annotation of an article cannot have."""
    taken = {id for id, a in article.annotations.items() for id in (id, *a.was)}
    for match in _IDS.finditer(html):
        id = match[1] or match[2] or match[3] or ""
        taken |= {id, id.removeprefix("note-")}
    return taken
