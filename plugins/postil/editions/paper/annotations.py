"""Notes on paper: each as a footnote with all that its page says, and where else to look."""

from __future__ import annotations

from collections.abc import Iterator

from postil.edition.dates import in_words
from postil.edition.edition import Place
from postil.editions.book import Book, Chapter
from postil.rendering.notes import NoteView, ReferenceView
from postil.rendering.notes import references as references_of
from postil.rendering.prose.lines import shortened
from postil.rendering.site import Site

from .markup import address, call, string, text
from .materials import Materials, source_label
from .setting import Setter
from .tree import Node, parsed

# Where words and pieces of markup meet. Nobody writes with these.
_FIRST = 0xE000


def footnote(materials: Materials, chapter: Chapter, view: NoteView) -> str:
    """A note at its reference: its number, its label, and what it says."""
    label = materials.book.label(Place(chapter.path, view.id))
    materials.labels.add(label)
    return call("note", content(materials, chapter, view)).replace(
        "()", f"({string(str(view.number))}, {string(label)})", 1
    )


def after_the_text(materials: Materials, chapter: Chapter, view: NoteView) -> str:
    """A note that has no place in the text: with the words that it is about."""
    label = materials.book.label(Place(chapter.path, view.id))
    materials.labels.add(label)
    said = f"#quoted[{text(view.words)}]\n\n{content(materials, chapter, view)}"
    return f"#homeless({string(str(view.number))}, {string(label)})[{said}]"


def content(materials: Materials, chapter: Chapter, view: NoteView) -> str:
    """What a note says. It begins within the line in which it is told what it is."""
    heading, *parts = filter(None, _parts(materials, chapter, view))
    return "\n\n".join([f"{heading}#h(0.6em){parts[0]}", *parts[1:]] if parts else [heading])


def _parts(materials: Materials, chapter: Chapter, view: NoteView) -> Iterator[str]:
    site = materials.book.site
    setter = Setter(materials, chapter.page)

    def prose(html: str) -> str:
        return setter.blocks(parsed(html).children)

    yield _heading(site, view)
    if view.changed:
        yield call("emph", text(view.changed))
    for term in view.defined:
        yield prose(term.definition)
    yield prose(view.body)
    for other in view.others:
        place = Place(chapter.path, other.id)
        said = f"{other.name}: {words_of(other.assessment)}, "
        yield text(said) + see(materials, place, chapter)
    yield _sources(materials, chapter, view)
    for reference in view.references:
        yield _reference(materials, chapter, reference, prose(reference.because))
    if view.question:
        yield _led(site.say("question"), prose(view.question))
    yield _past(view)


def _heading(site: Site, view: NoteView) -> str:
    """What is thought of a passage, of which kind it is, who says so, and the note's title."""
    assessment = site.edition.vocabulary.assessments.get(view.assessment_id)
    label = [assessment.label] if assessment else []
    label.append(view.label)
    if view.by:
        label.append(str(view.by.striptags()))
        label.extend([day(site, view.on)] if view.on else [])
    made = call("judged", text(" · ".join(label)))
    return f"{made}#h(0.6em)#strong[{text(view.title.unescape())}]" if view.title else made


def _past(view: NoteView) -> str:
    """What was said before, and until when, where there is anything."""
    if not (view.since and view.since.earlier):
        return ""
    said = [view.since.said]
    for one in view.since.earlier:
        parts = [one.until, words_of(one.assessment)]
        line = " · ".join(filter(None, parts))
        said.append(f"{line}: {one.gist}" if one.gist else line)
    return call("smaller", text("; ".join(said)))


def words_of(html: str) -> str:
    """The words of a piece of HTML, without the signs that stand for them."""

    def said(node: Node) -> Iterator[str]:
        for child in node.children:
            if isinstance(child, str):
                yield child
            elif child.get("aria-hidden") != "true":
                yield from said(child)

    return " ".join("".join(said(parsed(html))).split())


def day(site: Site, on: str) -> str:
    """A date as it stands in a text; in other languages than English, as it is written."""
    return in_words(on) if site.language.startswith("en") else on


def _led(lead: str, made: str) -> str:
    """What follows a word that says what it is."""
    return f"#lead[{text(f'{lead}: ')}]{made}"


def _sources(materials: Materials, chapter: Chapter, view: NoteView) -> str:
    """The sources of a note in one paragraph."""
    site = materials.book.site
    annotation = materials.book.annotation(Place(chapter.path, view.id))
    made = []
    for citation in annotation.sources:
        label = source_label(citation.source)
        materials.wanted.add(label)
        piece = f"#go({string(label)})[{text(site.short[citation.source])}]"
        piece += text(f", {citation.locator}" if citation.locator else "")
        if stance := site.edition.vocabulary.stances.get(citation.stance):
            piece += call("stance", text(f" ({stance.label.lower()})"))
        if citation.quote:
            piece += f"{text(': ')}#quoted[{text(citation.quote)}]"
        made.append(piece)
    return _led(site.say("sources"), text("; ").join(made)) if made else ""


def _reference(
    materials: Materials, chapter: Chapter, reference: ReferenceView, because: str
) -> str:
    """A cross-reference: how it bears on the note, where to look, and why."""
    article, _, id = reference.place.partition("#")
    place = Place(article, id)
    if reference.site:
        where = _elsewhere(materials.book.site, reference)
    else:
        where = see(materials, place, chapter)
    made = call("relation", text(f"{reference.relation}: ")) + where
    if verdict := words_of(reference.said):
        made += text(f" · {verdict}")
    if reference.words and (reference.site or place not in materials.book):
        said = f"{reference.before}{reference.words}{reference.after}"
        made += f"{text(': ')}#quoted[{text(said)}]"
    return f"{made}{text('. ')}{because}" if because else made


def _elsewhere(site: Site, reference: ReferenceView) -> str:
    """Where to look on another site."""
    title = f"#emph[{text(reference.title)}]"
    made = _filled(site.say("see_text", title=_sign(0)), title)
    where = text(f" {site.say('on_site', site=reference.site)} (")
    return f"{made}{where}{address(reference.link)}{text(')')}"


def see(materials: Materials, place: Place, chapter: Chapter) -> str:
    """`see 14 in The strained rapport, p. 7`: where a note is in the book; where it is not in it,
    its address if that is known."""
    book = materials.book
    site = book.site
    anchored = site.anchored.get(place.article)
    passage = anchored.passages.get(place.id) if anchored else None
    label = book.label(place)
    title = f"#emph[{text(site.title_of(place.article))}]"
    number = text(str(passage.number)) if passage else ""
    if place in book:
        materials.wanted.add(label)
        number = f"#go({string(label)})[{number}]"
        title = f"#go({string(label)})[{title}]" if not place.id else title
    if not number:
        made = _filled(site.say("see_text", title=_sign(0)), title)
    elif place.article == chapter.path:
        made = _filled(site.say("see_note", number=_sign(0)), number)
    else:
        made = _filled(site.say("see_note_in", number=_sign(0), title=_sign(1)), number, title)
    if place in book:
        at = _filled(site.say("on_page", page=_sign(0)), f"#page-of({string(label)})")
        return f"{made}{text(', ')}{at}"
    page = site.article_pages[place.article]
    if book.address and page in site.addresses:
        url = site.addresses.of(page).lstrip("./")
        there = f"{book.address}{url}" + (f"#{place.id}" if place.id else "")
        made += f"{text(' (')}{address(there)}{text(')')}"
    return made


def _sign(number: int) -> str:
    return chr(_FIRST + number)


def _filled(said: str, *markup: str) -> str:
    """Words with pieces of markup in them."""
    made, words = "", ""
    for letter in said:
        if _FIRST <= ord(letter) < _FIRST + len(markup):
            made += text(words) + markup[ord(letter) - _FIRST]
            words = ""
        else:
            words += letter
    return made + text(words)


def referred_from(materials: Materials, chapter: Chapter) -> str:
    """The cross-references that lead to a whole article."""
    setter = Setter(materials, chapter.page)
    site = materials.book.site
    found = [
        _reference(materials, chapter, one, setter.blocks(parsed(one.because).children))
        for one in references_of(site, Place(chapter.path, ""), chapter.page)
    ]
    return "\n\n".join(f"#block[{made}]" for made in found)


def name_of(book: Book, place: Place) -> str:
    """What a claim is called in a list: its title, or the words that it is about."""
    view_title = getattr(book.annotation(place), "title", "")
    anchored = book.by_path[place.article].anchored
    passage = anchored.passages[place.id]
    words = anchored.excerpt_words(passage) if passage.span else passage.annotation.quote.exact
    return view_title or f"“{shortened(' '.join(words.split()))}”"
