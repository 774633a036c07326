"""The inventory of a site: what others can refer to, with its words, verdicts and addresses.

It is made article by article, each with its page, and put together at the end of a build. What
other sites do with it stands in `edition.inventories`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Edition, OutwardLink, Place
from postil.edition.inventories import FORMAT, MOST_WORDS, VERSION
from postil.edition.model import Annotation, Claim, FirstUse, Landing, Note
from postil.keeping.encoding import as_json


def inventory_part(anchored: AnchoredArticle, edition: Edition, title: str, address: str) -> str:
    """An article as it stands in the inventory, without what stands around it; empty where it has
    nothing that others could refer to.

    Args:
        anchored: The article.
        edition: The edition that it belongs to.
        title: What it is called.
        address: The address of its page, relative to that of the inventory.
    """
    entries = {
        passage.id: _entry(anchored, passage, edition)
        for passage in anchored.passages.values()
        if not isinstance(passage.annotation, (Landing, FirstUse))
    }
    if not entries:
        return ""
    # A host may write an address as it is spoken.
    address = quote(address, safe="/%!$&'()*+,;=:@~-._")
    text = {"title": title, "address": address, "annotations": entries}
    return f"{as_json(anchored.article.path)}: {as_json(text)}"


def inventory_file(
    parts: Iterable[str], site: str, address: str, search: str = ""
) -> Iterator[str]:
    """The whole inventory piece by piece, a line for each article; `search` is the folder of the
    index of Pagefind, if there is one, relative to that of the inventory."""
    about = {"format": FORMAT, "version": VERSION, "site": site, "address": address}
    if search:
        about["search"] = search
    yield f'{as_json(about)[:-1]}, "articles": {{'
    between = "\n"
    for part in filter(None, parts):
        yield between + part
        between = ",\n"
    yield "\n}}\n"


def version_of(words: str, annotation: Annotation) -> str:
    """A short name of what an annotation says, of which words: another one when that changes."""
    if isinstance(annotation, Claim):
        said = [annotation.assessment, annotation.title, annotation.kind, annotation.because]
    else:
        said = [annotation.note, annotation.term] if isinstance(annotation, Note) else []
    text = "\n".join([words, annotation.question, *said])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _entry(anchored: AnchoredArticle, passage: Passage, edition: Edition) -> dict[str, Any]:
    annotation, vocabulary = passage.annotation, edition.vocabulary
    is_claim = isinstance(annotation, Claim)
    whole = anchored.excerpt_words(passage) if passage.span else annotation.quote.exact
    words = " ".join(whole.split())
    found: dict[str, Any] = {
        "type": "claim" if is_claim else "note",
        "words": _shortened(words),
    }
    if isinstance(annotation, Claim):
        kind = vocabulary.kinds.get(annotation.kind)
        verdict = vocabulary.assessments.get(annotation.assessment)
        found["title"] = annotation.title
        found["kind"], found["verdict"] = kind and kind.label, verdict and verdict.label
    found["version"] = version_of(words, annotation)
    found["was"] = list(annotation.was)
    place = Place(anchored.article.path, passage.id)
    found["refers"] = [*_refers(edition.outward_from.get(place, ()), edition)]
    found = {key: value for key, value in found.items() if value}
    return found if passage.span else {**found, "placed": False}


def _refers(links: Iterable[OutwardLink], edition: Edition) -> Iterable[dict[str, str]]:
    for link in links:
        if to := link.site.link(link.article, link.id):
            relation = edition.vocabulary.relations[link.entry.relation]
            yield {"to": to, "relation": relation.inverse or relation.label}


def _shortened(words: str) -> str:
    """The first words and the last of a long passage."""
    if len(words) <= MOST_WORDS:
        return words
    half = MOST_WORDS // 2 - 2
    first, last = words[:half].rpartition(" ")[0], words[-half:].partition(" ")[2]
    return f"{first or words[:half]} … {last or words[-half:]}"
