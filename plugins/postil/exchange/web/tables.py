"""The claims, sources and relations of an edition as tables (CSV), with what their columns hold.

Sources: RFC 4180 (lines and quotation marks); CSV on the Web, the W3C's metadata vocabulary of
2015, for the description of the columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Edition, Place, Uses
from postil.edition.model import Claim, FirstUse, Landing, cito_of
from postil.exchange.libraries.csl_json import plain, web_address

from .inventory import version_of
from .linked_data import discourse_of
from .publication import Publication, Web

DESCRIPTION = "csv-metadata.json"
"""What the file is called that says what the columns hold; programs look for it under this name."""

CLAIMS: Mapping[str, str] = {
    "id": "Full name of the claim: path of the article, #, id.",
    "address": "Where the claim stands on the site.",
    "article": "Path of the article.",
    "article_title": "Title of the article.",
    "number": "Number of its note on the page.",
    "words": "Words of the passage, as they stand in the text now.",
    "title": "What is to be thought of the claim, in a line.",
    "kind": "What kind of claim it is: an id of the vocabulary.",
    "kind_label": "The same, as it is called on the page.",
    "assessment": "How well it stands: an id of the vocabulary. Empty where that is left open.",
    "assessment_label": "The same, as it is called on the page.",
    "because": "The reasons for the assessment, in Markdown.",
    "question": "A question to the reader, in Markdown.",
    "sources": "Ids of the sources it rests on, with spaces between them.",
    "when": "The time that it speaks of, in EDTF.",
    "terms": "Ids of glossary terms, with spaces between them.",
    "tags": "Tags, with semicolons between them.",
    "annotator": "Who wrote it: their name.",
    "orcid": "Their ORCID.",
    "on": "The day on which it was written.",
    "state": "found, changed (the text has changed since then) or lost (not in the text).",
    "version": "Another one when its words or what is said of them change.",
}
SOURCES: Mapping[str, str] = {
    "id": "Id of the source.",
    "address": "Its page on the site.",
    "type": "What it is, in the words of CSL.",
    "title": "Its title.",
    "authors": "Its authors, with semicolons between them.",
    "issued": "When it appeared, in EDTF.",
    "container": "The journal, newspaper, site or book in which it appeared.",
    "publisher": "Who published it.",
    "url": "Where it is on the web.",
    "reliability": "What flags its weight.",
    "cited": "How many annotations of the site rest on it.",
}
RELATIONS: Mapping[str, str] = {
    "from": "Full name of the annotation that says so.",
    "type": "citation (of a source) or reference (to another annotation, passage or text).",
    "relation": "The stance of the source, or the relation: an id of the vocabulary.",
    "relation_label": "The same, as it is called on the page.",
    "cito": "The same in CiTO. Of a citation: what the source does to the claim.",
    "discourse": "The same in a discourse graph: supports, opposes or informs.",
    "to": "Id of the source, or full name of the annotation or path of the text.",
    "to_address": "Where that is.",
    "locator": "Where in the source.",
    "quote": "Words of the source.",
    "because": "The reason, in Markdown.",
}
TABLES: Mapping[str, Mapping[str, str]] = {
    "claims.csv": CLAIMS,
    "sources.csv": SOURCES,
    "relations.csv": RELATIONS,
}

_NUMBERS = ("number", "cited")
_SEPARATED = {"sources": " ", "terms": " ", "tags": ";", "authors": ";"}

# What programs for tables take for the beginning of a formula.
_FORMULA = frozenset("=+-@\t\r")


def header(columns: Mapping[str, str]) -> str:
    """The first line of a table."""
    return _lines([columns])


def claims_table(anchored: AnchoredArticle, edition: Edition, article: Publication) -> str:
    """The lines of an article in the table of claims."""
    return _lines(
        _claim(anchored, passage, edition, article)
        for passage in anchored.passages.values()
        if isinstance(passage.annotation, Claim)
    )


def _claim(
    anchored: AnchoredArticle, passage: Passage, edition: Edition, article: Publication
) -> list[str]:
    claim, words = passage.annotation, edition.vocabulary
    assert isinstance(claim, Claim)
    kind, assessment = words.kinds.get(claim.kind), words.assessments.get(claim.assessment)
    who = edition.annotators.get(claim.by)
    whole = anchored.excerpt_words(passage) if passage.span else claim.quote.exact
    passage_words = " ".join(whole.split())
    state = ("changed" if passage.is_changed else "found") if passage.span else "lost"
    return [
        Place(anchored.article.path, passage.id).name,
        f"{article.url}#{passage.id if passage.span else f'note-{passage.id}'}",
        anchored.article.path,
        article.title,
        str(passage.number),
        passage_words,
        claim.title,
        claim.kind,
        kind.label if kind else "",
        claim.assessment,
        assessment.label if assessment else "",
        claim.because.strip(),
        claim.question.strip(),
        " ".join(dict.fromkeys(citation.source for citation in claim.sources)),
        claim.when,
        " ".join(claim.terms),
        ";".join(claim.tags),
        who.name if who else "",
        who.orcid if who else "",
        claim.on,
        state,
        version_of(passage_words, claim),
    ]


def relations_table(anchored: AnchoredArticle, edition: Edition, web: Web) -> str:
    """The lines of what the annotations of an article say of sources and of one another."""
    return _lines(
        line
        for passage in anchored.passages.values()
        if not isinstance(passage.annotation, (Landing, FirstUse))
        for line in _relations(Place(anchored.article.path, passage.id), passage, edition, web)
    )


def _relations(
    place: Place, passage: Passage, edition: Edition, web: Web
) -> Iterator[Iterable[str]]:
    words = edition.vocabulary
    for citation in passage.annotation.sources:
        stance = words.stances.get(citation.stance)
        cito = cito_of(citation.stance, stance)
        label = stance.label if stance else ""
        said = (citation.stance, label, cito, discourse_of(cito))
        to = (citation.source, web.source(citation.source))
        yield place.name, "citation", *said, *to, citation.locator, citation.quote, ""
    ends = [
        (link.entry, link.to.name if link.to.id else link.to.article, _address(link.to, web))
        for link in edition.links_from.get(place, ())
    ]
    ends += [
        (
            link.entry,
            f"{link.site.name}:{link.article}{f'#{link.id}' if link.id else ''}",
            link.site.link(link.article, link.id),
        )
        for link in edition.outward_from.get(place, ())
    ]
    for entry, name, address in ends:
        relation = words.relations.get(entry.relation)
        cito = cito_of(entry.relation, relation)
        label = relation.label if relation else ""
        said = (entry.relation, label, cito, discourse_of(cito))
        yield place.name, "reference", *said, name, address, "", "", entry.because.strip()


def _address(to: Place, web: Web) -> str:
    return f"{web.article(to.article)}{f'#{to.id}' if to.id else ''}"


def sources_table(edition: Edition, web: Web) -> Iterator[str]:
    """The lines of the table of sources: all that are cited."""
    for id in sorted(edition.cited_sources, key=lambda id: (id.casefold(), id)):
        source = edition.sources[id]
        authors = (
            " ".join(filter(None, (name.given, name.family))) or name.literal
            for name in source.author
        )
        yield _lines(
            [
                [
                    id,
                    web.source(id),
                    source.type,
                    plain(source.title),
                    ";".join(filter(None, authors)),
                    source.issued or "",
                    plain(source.container_title),
                    source.publisher,
                    web_address(source),
                    source.reliability,
                    str(len({*edition.cited.get(id, Uses()).places})),
                ]
            ]
        )


def description() -> str:
    """What the columns of the tables hold, for programs that read CSV on the Web."""
    tables: list[dict[str, Any]] = [
        {
            "url": name,
            "tableSchema": {
                "columns": [
                    {
                        "name": column,
                        "titles": column,
                        "dc:description": said,
                        "datatype": "integer" if column in _NUMBERS else "string",
                        **({"separator": _SEPARATED[column]} if column in _SEPARATED else {}),
                    }
                    for column, said in columns.items()
                ],
                **({"primaryKey": "id"} if "id" in columns else {}),
            },
        }
        for name, columns in TABLES.items()
    ]
    found = {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], "tables": tables}
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _lines(rows: Iterable[Iterable[str]]) -> str:
    """Lines of a table, in which no program for tables takes a cell for a formula."""
    return "".join([f"{','.join(map(_cell, row))}\r\n" for row in rows])


def _cell(text: str) -> str:
    """A cell as it is written: what Python's own module writes, which takes three times as long."""
    if text[:1] in _FORMULA:
        text = f"'{text}"
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
