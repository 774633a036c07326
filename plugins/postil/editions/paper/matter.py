"""What stands before and after the chapters: a title, the contents, the claims, the sources, the
glossary, the tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from postil.edition.edition import Place
from postil.edition.model import Claim
from postil.rendering.citing.collation import alphabetical

from .annotations import name_of
from .markup import address, call, directed, string, text
from .materials import Materials, source_label, term_label
from .setting import Setter
from .tree import parsed


def front(materials: Materials) -> str:
    """The title page and the contents of a book of several articles."""
    book = materials.book
    if len(book.chapters) == 1:
        return ""
    names = dict.fromkeys(name for one in book.chapters for name in one.published.names)
    return call(
        "front",
        title=string(book.title),
        authors=string(", ".join(names)),
        annotators=string(", ".join(a.name for a in book.site.edition.annotators.values())),
        address=string(book.address),
        contents=string(book.site.say("contents")),
    )


def back(materials: Materials) -> str:
    """All lists."""
    parts = (claims(materials), sources(materials), glossary(materials), tags(materials))
    return "\n\n".join(filter(None, parts))


def claims(materials: Materials) -> str:
    """The claims, by what is thought of them."""
    book, site = materials.book, materials.book.site
    scale = site.edition.vocabulary.assessments
    found: dict[str, list[Place]] = {id: [] for id in scale}
    for place in book.claims:
        annotation = book.annotation(place)
        assert isinstance(annotation, Claim)
        known = annotation.assessment if annotation.assessment in scale else ""
        found.setdefault(known, []).append(place)
    parts = []
    for id, places in found.items():
        if not places:
            continue
        concept = scale.get(id)
        label = concept.label if concept else site.say("not_assessed")
        parts.append(call("group", text(label), text(concept.description if concept else "")))
        for article, group in groupby(places, key=lambda place: place.article):
            if len(book.chapters) > 1:
                parts.append(call("within", text(book.by_path[article].published.title)))
            parts.extend(_entry(materials, place) for place in group)
    return _list(site.say("claims"), parts)


def _entry(materials: Materials, place: Place) -> str:
    """A line of a list, from the number of a note to that of its page."""
    book = materials.book
    label, number = book.label(place), str(book.number(place))
    materials.wanted.add(label)
    return f"#entry({string(label)}, {string(number)})[{text(name_of(book, place))}]"


def sources(materials: Materials) -> str:
    """The sources in the style of the site, each with its address and the notes that cite it."""
    book, site = materials.book, materials.book.site
    parts = []
    for id in book.sources:
        html = site.bibliography.entries[id]
        setter = Setter(materials, site.pages.sources)
        made = setter.blocks(parsed(html).children)
        there = site.source_addresses[id]
        if there and there not in html.striptags() and there not in html.unescape():
            made += f"{text(' ')}{address(there)}"
        made = directed(html.striptags(), made)
        label = source_label(id)
        materials.labels.add(label)
        places = _in_notes(materials, book.cited.get(id, ()))
        parts.append(f"#listed-source({string(label)})[{made}][{places}]")
    return _list(site.say("sources"), parts)


def glossary(materials: Materials) -> str:
    """The terms that the notes explain or name."""
    book, site = materials.book, materials.book.site
    parts = []
    for id, places in book.terms.items():
        term = site.edition.glossary[id]
        setter = Setter(materials, site.pages.glossary)
        said = setter.blocks(parsed(site.definition(id, site.pages.glossary)).children)
        cited = text("; ").join(_source(materials, one) for one in term.sources)
        label = term_label(id)
        materials.labels.add(label)
        where = _in_notes(materials, places)
        parts.append(f"#term({string(label)})[{text(term.term)}][{said}][{cited}][{where}]")
    return _list(site.say("glossary"), parts)


def _source(materials: Materials, id: str) -> str:
    label = source_label(id)
    materials.wanted.add(label)
    return f"#go({string(label)})[{text(materials.book.site.short[id])}]"


def tags(materials: Materials) -> str:
    """The tags of the notes, and where each is found."""
    book, site = materials.book, materials.book.site
    found: dict[str, list[Place]] = {}
    for place in book.places():
        for tag in book.annotation(place).tags:
            found.setdefault(tag, []).append(place)
    parts = [
        call("tagged", text(tag), _places(materials, found[tag]))
        for tag in sorted(found, key=alphabetical)
    ]
    return _list(site.say("tags"), parts)


def _in_notes(materials: Materials, places: Iterable[Place]) -> str:
    made = _places(materials, places)
    return text(f"{materials.book.site.say('notes')}: ") + made if made else ""


def _places(materials: Materials, places: Iterable[Place]) -> str:
    """The numbers of notes, article by article."""
    book = materials.book
    parts = []
    found = sorted({*places}, key=book.order.__getitem__)
    for article, group in groupby(found, key=lambda place: place.article):
        numbers = text(", ").join(_number(materials, place) for place in group)
        if len(book.chapters) > 1:
            numbers = f"#emph[{text(book.by_path[article].published.title)}]{text(' ')}{numbers}"
        parts.append(numbers)
    return text("; ").join(parts)


def _number(materials: Materials, place: Place) -> str:
    label = materials.book.label(place)
    materials.wanted.add(label)
    return f"#go({string(label)})[{text(str(materials.book.number(place)))}]"


def _list(title: str, parts: list[str]) -> str:
    if not parts:
        return ""
    return "\n\n".join([f"#list-of[{text(title)}]", *parts])


def metadata(materials: Materials) -> Mapping[str, str]:
    """What the file says of itself, as Typst's code."""
    book = materials.book
    authors = dict.fromkeys(name for one in book.chapters for name in one.published.names)
    keywords = dict.fromkeys(word for one in book.chapters for word in one.published.keywords)
    return {
        "title": string(book.title),
        "author": _array(authors),
        "keywords": _array(keywords),
        "description": _description(materials),
    }


def _description(materials: Materials) -> str:
    chapters = materials.book.chapters
    found = chapters[0].published.description if len(chapters) == 1 else ""
    return string(found) if found else "none"


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{string(item)}, " for item in items) + ")"


def licences(materials: Materials) -> Iterator[str]:
    """The licences of the articles."""
    yield from dict.fromkeys(filter(None, (c.published.licence for c in materials.book.chapters)))
