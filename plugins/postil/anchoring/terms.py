"""Where an article uses the terms of the glossary for the first time.

For sites that want every term explained without an annotation for each: the place becomes a
passage like any other, with the definition as its note.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count

from postil.edition.model import Annotation, Claim, FirstUse, Note, Quote, Term

from .folding import Folded, fold
from .location import Location
from .passages import AnchoredArticle, Passage
from .words import is_whole

# In headings and code a mark would disturb.
_LEFT_OUT = re.compile(
    r"<(?P<name>h[1-6]|pre|code)\b(?:(?!<(?P=name)\b).)*?</(?P=name)\s*>",
    re.DOTALL | re.IGNORECASE,
)

_PARENTHESIS = re.compile(r"(?<!\s)\s*\((?P<inside>[^()]*)\)\s*$")

# Of a form, in code points. Nobody looks for a paragraph, and to make a pattern of a book takes
# minutes.
_LONGEST = 200


def with_first_uses(
    anchored: AnchoredArticle, glossary: Mapping[str, Term], taken: Collection[str] = ()
) -> AnchoredArticle:
    """The article with a passage at the first use of each term that no annotation explains in it.

    Args:
        anchored: The article.
        glossary: The terms by id.
        taken: Ids that stand on the page already, of headings for example.
    """
    annotations = [passage.annotation for passage in anchored.passages.values()]
    explained = set(chain.from_iterable(map(_terms_of, annotations)))
    left_out = _spans_left_out(anchored)
    used = {*taken, *anchored.passages}
    found = []
    projection = anchored.projection
    folded = fold(projection.text, projection.breaks)
    for id, term in glossary.items():
        span = None if id in explained else _first_use(folded, term, left_out)
        if span:
            words = anchored.words(span)
            name = next(n for n in _names(f"term-{id}") if n not in used)
            annotation = FirstUse(quote=Quote(exact=words), term=id)
            found.append(Passage(name, annotation, Location("exact", *span, confidence=1.0), 0))
            used.add(name)
    if not found:
        return anchored
    return anchored.with_passages([*anchored.passages.values(), *found])


def forms(term: Term) -> list[str]:
    """How a term may stand in a text: as it is written, less what is added in parentheses; an
    abbreviation that stands there; and the forms that its author lists."""
    name, inside = term.term, ""
    if match := _PARENTHESIS.search(name):
        name, inside = name[: match.start()], match["inside"].strip()
    abbreviation = inside if re.fullmatch(r"\w*[A-Z]\w*[A-Z][\w.]*", inside) else ""
    found = [form.strip("\"“”„«»'‘’ ") for form in (name, abbreviation, *term.forms)]
    return [form for form in dict.fromkeys(found) if 0 < len(form) <= _LONGEST]


def _terms_of(annotation: Annotation) -> tuple[str, ...]:
    if isinstance(annotation, Claim):
        return annotation.terms
    return (annotation.term,) if isinstance(annotation, Note) and annotation.term else ()


def _first_use(text: Folded, term: Term, left_out: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where a term stands first, as a whole word or words."""
    written = sorted(filter(None, (fold(form).text for form in forms(term))), key=len, reverse=True)
    if not written:
        # Nothing is left of a term of quotation marks.
        return None
    pattern = re.compile("|".join(map(_pattern, written)))
    for match in pattern.finditer(text.text):
        if not is_whole(text.lower, *match.span()):
            continue
        start, end = text.span(*match.span())
        number = bisect_left(left_out, (end, 0)) - 1
        if number < 0 or left_out[number][1] <= start:
            return start, end
    return None


def _pattern(form: str) -> str:
    """A capital at the beginning may be that of the entry, or of a sentence; capitals elsewhere
    belong to the name. No sign of a term touches a word."""
    pattern = re.escape(form)
    first = form[0]
    if form[1:] == form[1:].lower() and first.isalpha() and len(form) > 1:
        pattern = f"[{first.lower()}{first.upper()}]{re.escape(form[1:])}"
    before = "" if first.isalnum() else r"(?<!\w)"
    return before + pattern + ("" if form[-1].isalnum() else r"(?!\w)")


def _spans_left_out(anchored: AnchoredArticle) -> list[tuple[int, int]]:
    """The spans of the text that are headings or code."""
    projection = anchored.projection
    elements = [match.span() for match in _LEFT_OUT.finditer(projection.html)]
    spans = []
    for node in projection.nodes:
        if node.start < node.end:
            at = projection.html_start(node.start)
            # The last element that begins in front of it: none lies within another.
            number = bisect_left(elements, (at, 0)) - 1
            if number >= 0 and at < elements[number][1]:
                spans.append((node.start, node.end))
    return spans


def _names(stem: str) -> Iterator[str]:
    yield stem
    for number in count(2):
        yield f"{stem}-{number}"
