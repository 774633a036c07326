"""The chapters of a book: each article with its notes, and what comes after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from postil.edition.problems import shortened
from postil.editions.book import Chapter
from postil.exchange.web.publication import Publication
from postil.rendering.notes import NoteView
from postil.rendering.splice import Mark, splice

from .annotations import after_the_text, day, footnote, referred_from
from .markup import call, string, text
from .materials import Materials
from .setting import Setter
from .tree import Node, parsed


def _tree(chapter: Chapter) -> Node:
    """The article with the marks of its passages."""
    anchored = chapter.anchored
    marks = [Mark(p.id, *p.span, p.number) for p in anchored.placed if p.span]
    html = splice(anchored.projection, marks) if marks else anchored.html
    return parsed(html)


def chapter(materials: Materials, number: int, one: Chapter) -> str:
    """A chapter, from its title to its last note."""
    article = _tree(one)
    prefix = f"c{number}"
    views = {view.id: view for view in materials.book.notes(one)}
    notes = {id: footnote(materials, one, view) for id, view in views.items() if view.placed}
    setter = Setter(materials, one.page, prefix, notes, _footnotes(article))
    title, rest = _title(article)
    heading = setter.line(title.children) if title else text(one.published.title)
    body = setter.blocks(rest)
    materials.labels.add(prefix)
    parts = [
        f"#chapter({string(prefix)}, {string(one.published.title)})[{heading}]",
        _byline(materials, one.published),
        body,
        *_after(materials, one, setter, views),
    ]
    return "\n\n".join(filter(None, parts))


def _title(article: Node) -> tuple[Node | None, list[Node | str]]:
    """The heading with which an article begins, if it has one of its own, and the rest."""
    rest = [*article.children]
    for at, child in enumerate(rest):
        if isinstance(child, Node):
            return (child, rest[at + 1 :]) if child.tag == "h1" else (None, rest)
        if child.strip():
            break
    return None, rest


def _footnotes(article: Node) -> dict[str, Node]:
    """The article's own footnotes."""
    holders = (node for node in article.walk() if node.tag == "div" and "footnote" in node.classes)
    return {
        node.get("id"): node
        for holder in holders
        for node in holder.walk()
        if node.tag == "li" and node.get("id")
    }


def _byline(materials: Materials, published: Publication) -> str:
    site = materials.book.site
    parts = [text(", ".join(published.names))] if published.authors else []
    parts.extend([call("dated", text(day(site, published.date)))] if published.date else [])
    if published.source_address:
        parts.append(f"#link({string(published.source_address)})[{text(published.source)}]")
    elif published.source:
        parts.append(text(published.source))
    return call("byline", text(" · ").join(parts)) if parts else ""


def _after(
    materials: Materials, one: Chapter, setter: Setter, views: Mapping[str, NoteView]
) -> Iterator[str]:
    """What has no place in the text, and what the text has at its end."""
    site = materials.book.site
    # Those that nothing refers to.
    for id in setter.footnotes:
        if id not in setter.set_footnotes:
            yield f"#block[{setter.footnote(id)}]"
    lost = [view for view in views.values() if view.placed and view.id not in setter.set_notes]
    for view in lost:
        materials.remark(
            one.page,
            f"the note '{view.id}' stands on what is not printed ('{shortened(view.words)}'), "
            "and follows the text",
        )
    if lost:
        yield _section(site.say("notes"))
        yield from (after_the_text(materials, one, view) for view in lost)
    unplaced = [view for view in views.values() if not view.placed]
    if unplaced:
        yield _section(site.say("unplaced"))
        yield call("emph", text(site.say("unplaced_lead")))
        yield from (after_the_text(materials, one, view) for view in unplaced)
    if led := referred_from(materials, one):
        yield _section(site.say("referred_from"))
        yield led
    if setter.abbreviations:
        yield call("abbreviations", _explained(setter), lead=string(site.say("abbreviations")))


def _section(title: str) -> str:
    return f"#heading(level: 2)[{text(title)}]"


def _explained(setter: Setter) -> str:
    entries = sorted(setter.abbreviations.items())
    return text("; ").join(f"#strong[{text(short)}]{text(f' {long}')}" for short, long in entries)
