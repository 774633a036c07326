"""What an author looks for while writing: claims of the whole edition, and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from unicodedata import combining, normalize

from postil.build.build import Build
from postil.edition.edition import Edition
from postil.edition.model import Landing
from postil.edition.translation import translated
from postil.rendering.notes import assessment_of, note_kind

# So many are shown; who looks for one writes another letter.
_MOST = 30


def offered(build: Build) -> Edition:
    """What can be chosen from. Where nothing is annotated yet, or a mistake has kept the site from
    being built with its annotations, that is what stands in the files."""
    if build.edition:
        return build.edition
    found = build.trial()
    return replace(found, vocabulary=translated(found.vocabulary, build.language))


def search(build: Build, query: str) -> dict[str, Any]:
    """The annotations and the sources in which all words of a query stand, as beginnings of words:
    those first that have them in what is shown of them."""
    words = _plain(query).split()
    return {
        "annotations": _best(words, _annotations(build)),
        "sources": _best(words, _sources(build)),
    }


_Hit = tuple[str, str, dict[str, Any]]
"""What a query is compared with first, and then; what is shown."""


def _best(words: list[str], hits: Iterable[_Hit]) -> list[dict[str, Any]]:
    if not words:
        return []
    found: list[tuple[int, int, dict[str, Any]]] = []
    for number, (first, more, shown) in enumerate(hits):
        texts = [f" {_plain(text)}" for text in (first, f"{first} {more}")]
        ranks = [rank for rank, text in enumerate(texts) if all(f" {w}" in text for w in words)]
        if ranks:
            found.append((ranks[0], number, shown))
    return [shown for *_, shown in sorted(found, key=lambda hit: hit[:2])[:_MOST]]


def _annotations(build: Build) -> Iterator[_Hit]:
    for path, anchored in build.anchored.items():
        title = build.site.title_of(path) if build.site else path
        for passage in anchored.passages.values():
            note = passage.annotation
            if isinstance(note, Landing) or passage.id not in anchored.article.annotations:
                continue
            before, words, after = "", " ".join(note.quote.exact.split()), ""
            if passage.span:
                before, words, after = anchored.excerpt(passage)
            shown = {
                "id": f"{path}#{passage.id}",
                "article": path,
                "title": title,
                "kind": note_kind(note),
                "assessment": assessment_of(note),
                "sentence": {"before": before, "words": words, "after": after},
            }
            more = " ".join([title, note.by, *note.tags, getattr(note, "because", "")])
            yield f"{passage.id} {before}{words}{after}", more, shown


def _sources(build: Build) -> Iterator[_Hit]:
    sources = offered(build).sources
    for id, source in sources.items():
        yield _source(id, source.model_dump(by_alias=True, exclude_defaults=True, mode="json"))
    for id in build.library:
        if id not in sources:
            yield _source(id, build.library[id])


def _source(id: str, fields: Mapping[str, Any]) -> _Hit:
    people = [
        " ".join(str(name.get(part, "")) for part in ("given", "family", "literal")).strip()
        for key in ("author", "editor")
        for name in fields.get(key) or ()
        if isinstance(name, dict)
    ]
    issued, title = str(fields.get("issued") or ""), str(fields.get("title", ""))
    shown = {
        "id": id,
        "type": fields.get("type", ""),
        "title": title,
        "author": people,
        "issued": issued,
        "container-title": fields.get("container-title", ""),
    }
    return (
        f"{id} {' '.join(people)} {title} {issued}",
        str(fields.get("container-title", "")),
        shown,
    )


def _plain(text: str) -> str:
    """A text for comparison: small letters without accents, words divided by spaces."""
    letters = normalize("NFKD", text.casefold())
    return "".join(c if c.isalnum() else "" if combining(c) else " " for c in letters)
