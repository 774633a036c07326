"""An edition as linked data: one file for the site, and one beside each article.

Claims, the evidence for and against them, sources and questions are described three times over, so
that each program finds what it knows: in schema.org's terms, in those of CiTO (how one bears on the
other), and in those of Discourse Graphs (Question, Claim, Evidence, Source).

Sources: schema.org 30.0; CiTO, the Citation Typing Ontology, of 2026; the core schema of
discoursegraphs.com. What a source says of a claim is a thing of its own, evidence, which supports
or disputes the claim and is taken from the source: CiTO's properties are about who cites whom, and
it is not the source that cites the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Edition, Place
from postil.edition.model import Claim, FirstUse, Landing, Note, Source, cito_of
from postil.exchange.libraries.csl_json import plain
from postil.history.history import History
from postil.keeping.encoding import as_json

from .publication import Publication, Web
from .schema_org import article_node, person_node, source_node, without_empty

FILE_NAME = "edition.jsonld"

# Written out, so that nobody has to fetch it.
CONTEXT = {
    "@vocab": "https://schema.org/",
    "cito": "http://purl.org/spar/cito/",
    "dgc": "https://discoursegraphs.com/schema/dg_core#",
    **{
        name: {"@type": "@id"}
        for name in ("url", "license", "appearance", "isBasedOn", "isPartOf", "contentUrl")
    },
}

_SUPPORTING = {"supports", "confirms", "agreesWith", "givesSupportTo", "credits"}
_OPPOSING = {"disputes", "refutes", "disagreesWith", "critiques", "corrects", "retracts", "derides"}


def discourse_of(cito: str) -> str:
    """How one thing bears on another in a discourse graph: it supports, opposes or informs it."""
    if cito in _SUPPORTING:
        return "supports"
    return "opposes" if cito in _OPPOSING else "informs"


def graph_of(
    anchored: AnchoredArticle,
    edition: Edition,
    article: Publication,
    web: Web,
    claims: Mapping[str, dict[str, Any]],
    history: History,
) -> str:
    """What there is to say of an article and its annotations, without what stands around it; only
    annotations whose passage was found are told.

    Args:
        anchored: The article.
        edition: The edition that it belongs to.
        article: How it is published.
        web: The addresses of the site.
        claims: What `schema_org.claims_of` says.
        history: What claims were judged before.
    """
    nodes: list[dict[str, Any]] = [
        article_node(article, [{"@id": web.source(id)} for id in cited_by(anchored, edition)])
    ]
    for passage in anchored.placed:
        if not isinstance(passage.annotation, (Landing, FirstUse)):
            nodes.extend(_nodes(anchored, passage, edition, article, web, claims, history))
    return as_json(nodes)[1:-1]


def cited_by(anchored: AnchoredArticle, edition: Edition) -> Iterable[str]:
    """The sources that an article rests on, by id."""
    return dict.fromkeys(
        citation.source
        for passage in anchored.passages.values()
        for citation in passage.annotation.sources
        if citation.source in edition.sources
    )


def _nodes(
    anchored: AnchoredArticle,
    passage: Passage,
    edition: Edition,
    article: Publication,
    web: Web,
    claims: Mapping[str, dict[str, Any]],
    history: History,
) -> Iterator[dict[str, Any]]:
    annotation = passage.annotation
    place, address = Place(anchored.article.path, passage.id), f"{article.url}#{passage.id}"
    if isinstance(annotation, Claim):
        node: dict[str, Any] = {**claims[passage.id]}
        node |= {
            "@type": ["Claim", "dgc:Claim"],
            "name": annotation.title,
            "temporalCoverage": annotation.when,
        }
        if history:
            node["correction"] = [*_corrections(place, annotation, edition, history)]
        if "review" in node:
            node["review"] = without_empty({**node["review"], "reviewBody": annotation.because})
    else:
        text = annotation.note if isinstance(annotation, Note) else ""
        node = {"@type": "Comment", "@id": address, "text": text, "isPartOf": article.url}
        node["author"] = person_node(edition, annotation.by, web)
    node = without_empty(node | dict(_links(place, edition, web)))
    if annotation.question:
        question = f"{address}--question"
        if isinstance(annotation, Claim):
            node["dgc:addresses"] = {"@id": question}
        yield {
            "@type": ["Question", "dgc:Question"],
            "@id": question,
            "text": annotation.question.strip(),
            "about": {"@id": address},
        }
    yield node
    yield from _evidence(passage, address, edition, web)


def _corrections(
    place: Place, claim: Claim, edition: Edition, history: History
) -> Iterator[dict[str, Any]]:
    """What a claim was judged before, each with the day on which that was corrected."""
    life, scale = history.life(place, claim), edition.vocabulary.assessments
    for before, after in pairwise(life.turns if life else ()):
        then, now = ((turn.wording or {}).get("assessment") for turn in (before, after))
        if then and after.wording and then != now:
            said = scale[then].label if then in scale else then
            yield {
                "@type": "CorrectionComment",
                "text": said,
                "datePublished": after.commit.day,
            }


def _links(place: Place, edition: Edition, web: Web) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """What an annotation says of others, by property."""
    found: dict[str, list[dict[str, str]]] = {}
    ends = [
        (
            link.entry.relation,
            f"{web.article(link.to.article)}{f'#{link.to.id}' if link.to.id else ''}",
        )
        for link in edition.links_from.get(place, ())
    ]
    ends += [
        (link.entry.relation, link.site.link(link.article, link.id))
        for link in edition.outward_from.get(place, ())
    ]
    for relation, to in ends:
        cito = cito_of(relation, edition.vocabulary.relations.get(relation))
        for name in (f"cito:{cito}", f"dgc:{discourse_of(cito)}"):
            found.setdefault(name, []).append({"@id": to})
    yield from found.items()


def _evidence(
    passage: Passage, address: str, edition: Edition, web: Web
) -> Iterator[dict[str, Any]]:
    """What sources say of an annotation."""
    taken: dict[str, int] = {}
    for citation in passage.annotation.sources:
        if citation.source not in edition.sources:
            continue
        cito = cito_of(citation.stance, edition.vocabulary.stances.get(citation.stance))
        taken[citation.source] = number = taken.get(citation.source, 0) + 1
        # No id of an annotation has two hyphens.
        id = f"{address}--{_quoted(citation.source)}{f'--{number}' if number > 1 else ''}"
        said = {"text": citation.quote} if citation.quote else {}
        place = {"position": citation.locator} if citation.locator else {}
        yield {
            "@type": ["Quotation" if citation.quote else "CreativeWork", "dgc:Evidence"],
            "@id": id,
            **said,
            **place,
            "isBasedOn": web.source(citation.source),
            f"cito:{cito}": {"@id": address},
            f"dgc:{discourse_of(cito)}": {"@id": address},
        }


_quoted = cache(quote)


def source_text(source: Source, page: str) -> str:
    """A source as it stands in the files, without what stands around it."""
    node = source_node(source, page)
    names = [
        " ".join(filter(None, (name.given, name.family))) or name.literal for name in source.author
    ]
    node |= {
        "@type": [node["@type"], "dgc:SourceDocument"],
        "author": [{"@type": "Person", "name": name} for name in names if name],
        "publisher": source.publisher and {"@type": "Organization", "name": source.publisher},
        "isPartOf": "",
        "inLanguage": source.language,
    }
    if source.container_title:
        container = {"@type": "CreativeWork", "name": plain(source.container_title)}
        node["isPartOf"] = container
    return as_json(without_empty(node))


def dataset(
    edition: Edition, site: str, url: str, files: Iterable[str], web: Web, licence: str
) -> str:
    """What there is to say of the data of a site themselves: what they are called, who made them,
    under which licence, and as which `files` they can be had."""
    makers = (person_node(edition, id, web) for id in edition.annotators)
    node = {
        "@type": "Dataset",
        "@id": url,
        "name": site,
        "license": licence if licence.startswith(("https://", "http://")) else "",
        "creditText": "" if licence.startswith(("https://", "http://")) else licence,
        "creator": [*makers],
        "distribution": [
            {"@type": "DataDownload", "contentUrl": file, "encodingFormat": "text/csv"}
            for file in files
        ],
    }
    return as_json(without_empty(node))


def document(graphs: Iterable[str]) -> Iterator[str]:
    """A file of linked data with what some texts say, piece by piece."""
    yield f'{{"@context": {as_json(CONTEXT)},\n"@graph": [\n'
    between = ""
    for graph in filter(None, graphs):
        yield between + graph
        between = ",\n"
    yield "\n]}\n"
