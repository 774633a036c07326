"""Search entries: each annotation, source and term is a hit of its own that opens at its place.

The host's search plugin must not read the notes and generated pages themselves, or the same words
would be in its index twice. Within an entry nothing stands twice either: a passage that is too
long for the title goes on in the text, a source is named in a claim and described in its own
entry, a definition is in the entry of its term alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.model import Annotation, Claim, FirstUse, Landing, Note
from postil.rendering.annotators import name as by_name
from postil.rendering.notes import changed_sign, note_kind, passage_words
from postil.rendering.pages import GeneratedPage, title
from postil.rendering.pages.glossary import terms_of
from postil.rendering.prose.lines import plain, shortened
from postil.rendering.site import Site


class SearchEntry(NamedTuple):
    """A hit: plain text, and the page with the fragment where it opens. There is one for each
    annotation: to make a tuple takes half as long."""

    page: str
    fragment: str
    title: str
    text: str
    facets: Mapping[str, str] = {}
    """What hits can be chosen by: `article`, `kind`, `assessment`, `annotator`, each with its
    label."""


def article_entries(
    site: Site, anchored: AnchoredArticle, *, judges_first: bool = False
) -> Iterator[SearchEntry]:
    """An entry for each annotation of an article. What is derived says nothing of its own. Where
    its readers judge first, claims cannot be chosen by how they were assessed, unless all of the
    site do: then its search page does not offer that."""
    page = site.article_pages[anchored.article.path]
    hidden = "assessment" if judges_first and not site.judges_first else ""
    for passage in anchored.passages.values():
        annotation = passage.annotation
        if isinstance(annotation, (Landing, FirstUse)):
            continue
        words = passage_words(anchored, passage)
        begun = shortened(words)
        rest = words[len(begun) - 1 :].strip() if begun != words else ""
        facets = _facets(site, annotation, site.titles[page])
        facets.pop(hidden, "")
        yield SearchEntry(
            page,
            passage.id if passage.span else f"note-{passage.id}",
            f"{_type(site, annotation)}: {begun}",
            " ".join(filter(None, (rest, *_said(site, passage)))),
            facets,
        )


def text_entries(site: Site, page: str, html: str, *, article: bool) -> Iterator[SearchEntry]:
    """The entries of a page's own text, one for each section that has an address.

    Only for Pagefind: the search of a theme reads the pages itself.
    """
    name = site.titles[page]
    facets = {"kind": site.say("text"), **({"article": name} if article else {})}
    headings = [h for h in _HEADING.finditer(html) if h["level"] != "1"]
    ends = [*(h.start() for h in headings), len(html)]
    yield SearchEntry(page, "", name, plain(html[: ends[0]]), facets)
    for heading, end in zip(headings, ends[1:], strict=True):
        title, text = plain(heading["title"]), plain(html[heading.end() : end])
        yield SearchEntry(page, unescape(heading["id"]), title, text, facets)


_HEADING = re.compile(
    r'<h(?P<level>[1-6])\b[^<>]*\sid="(?P<id>[^"<>]+)"[^<>]*>'
    r"(?P<title>(?:(?!<h[1-6]\b).)*?)</h(?P=level)>",
    re.DOTALL,
)


def page_entries(site: Site, page: GeneratedPage) -> Iterator[SearchEntry]:
    """The entries of a generated page: itself, or the source or the terms that it is about."""
    name = title(site, page)
    if page.kind == "source":
        label = site.say("source")
        text = _source_text(site, page.subject[0])
        yield SearchEntry(page.path, "", f"{label}: {name}", text, {"kind": label})
        return
    if page.kind != "search":
        yield SearchEntry(page.path, "", name, "")
    if page.kind == "glossary":
        for id in terms_of(site, page.subject[0]):
            term = site.edition.glossary[id]
            label = site.say("term")
            text = site.line(term.definition)
            yield SearchEntry(page.path, id, f"{label}: {term.term}", text, {"kind": label})


def _facets(site: Site, annotation: Annotation, article: str) -> dict[str, str]:
    """By the labels of the claims page, so that one word finds the same in both places."""
    facets = _classified(site, annotation, article)
    if name := by_name(site, annotation.by):
        facets["annotator"] = name
    return facets


def _classified(site: Site, annotation: Annotation, article: str) -> dict[str, str]:
    if not isinstance(annotation, Claim):
        return {"article": article, "kind": site.say(note_kind(annotation))}
    kind = site.edition.vocabulary.kinds.get(annotation.kind)
    assessment = site.edition.vocabulary.assessments.get(annotation.assessment)
    return {
        "article": article,
        "kind": kind.label if kind else site.say("claim"),
        "assessment": assessment.label if assessment else site.say("not_assessed"),
    }


def _type(site: Site, annotation: Annotation) -> str:
    if isinstance(annotation, Claim):
        assessment = site.edition.vocabulary.assessments.get(annotation.assessment)
        return site.say("claim") + (f" · {assessment.label}" if assessment else "")
    return site.say(note_kind(annotation))


def _said(site: Site, passage: Passage) -> Iterator[str]:
    annotation = passage.annotation
    yield by_name(site, annotation.by)
    if sign := changed_sign(passage):
        yield site.say(f"{sign}_lead")
    if isinstance(annotation, Claim):
        yield annotation.title
        reason = site.line(annotation.because)
        # The table of claims shows its first words.
        site.reason_in(annotation.because, reason)
        yield reason
    elif isinstance(annotation, Note):
        yield site.line(annotation.note)
        if annotation.term:
            yield site.edition.glossary[annotation.term].term
    yield site.line(annotation.question)
    yield from dict.fromkeys(site.short[citation.source] for citation in annotation.sources)
    yield from annotation.tags


_ADDRESS = re.compile(r"(?:https?://|www\.|doi:)\S+")


def _source_text(site: Site, id: str) -> str:
    """Its citation without the address, which nobody looks for by its words; first names where
    the style has only their initials."""
    source = site.edition.sources[id]
    cited = _ADDRESS.sub("", plain(str(site.bibliography.entries[id])))
    names = (name.given for names in (source.author, source.editor) for name in names)
    given = [name for name in names if name and name not in cited]
    return " ".join(filter(None, (cited.strip(), *given, source.reliability, source.note)))
