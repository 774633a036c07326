"""Everything that rendering knows of a site: its annotations, pages, addresses and words.

`Site` is made once for each build. Notes and pages are rendered from it one at a time, when the
host builds the page they stand on.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Edition, Place
from postil.edition.inventories import FILE_NAME
from postil.edition.model import MAX_TEXT, Annotation, Concept, Source
from postil.edition.problems import Problem, shortened
from postil.edition.words import words
from postil.exchange.web.publication import Publication
from postil.history.history import UNKNOWN, History
from postil.keeping.cache import Cache
from postil.rendering.citing.citations import (
    Bibliography,
    address,
    kept_bibliography,
    page_names,
    plain_bibliography,
)
from postil.rendering.citing.collation import alphabetical
from postil.rendering.citing.own import OwnCitations, text_work
from postil.rendering.prose import lines
from postil.rendering.prose.escaping import EscapingTemplate
from postil.rendering.prose.markup import Link, NoteError, NoteMarkdown, is_elsewhere

from .addresses import Addresses, relative
from .citable import citable, form_of, note_work
from .inward import InwardLink
from .labels import Labels
from .saying import Saying

# Where the style sheet and the scripts stand in the site.
ASSET_FOLDER = "assets/postil"

# As much of a reason as a line of a table shows, in characters; the whole is in the note.
REASON_LENGTH = 120

# How many terms a page explains at most. That many have 1 MB.
MOST_TERMS = 1_000

# Where Pagefind's index stands, if the site has one.
INDEX_FOLDER = "pagefind"


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the generated pages stand, as paths under the docs folder."""

    claims: str = "claims.md"
    sources: str = "sources/index.md"
    cross_references: str = "cross-references/index.md"
    evidence: str = "evidence/index.md"
    glossary: str = "glossary.md"
    search: str = ""
    """Empty where the site's theme has the search."""
    annotators: str = "annotators/index.md"
    figures: str = "figures.md"
    course: str = "course.md"
    my_notes: str = "my-notes.md"
    """Empty where students keep no notes of their own."""
    inventory: str = FILE_NAME
    """What other sites can refer to: no page, but a file that stands where the pages do."""
    data: str = "data"
    """The folder of what other programs read; empty where there is to be none."""
    what_changed: str = ""
    """Empty where nothing is known of the past."""

    wanted: tuple[str, ...] = ()
    """Pages that the navigation lists, whether there is anything on them or not."""

    def below(self, folder: str) -> Pages:
        """The same pages in a folder, whose name ends with a slash."""
        named = {name: page for name, page in asdict(self).items() if name != "wanted"}
        moved: dict[str, Any] = {name: page and f"{folder}{page}" for name, page in named.items()}
        return replace(self, **moved)

    @property
    def overviews(self) -> tuple[str, ...]:
        """The pages that lead to all others, in the order in which a reader is offered them."""
        return (
            self.course,
            self.claims,
            self.evidence,
            self.sources,
            self.cross_references,
            self.glossary,
            self.annotators,
            self.figures,
            *filter(None, [self.what_changed, self.my_notes]),
        )


def source_pages(pages: Pages, sources: Mapping[str, Source]) -> dict[str, str]:
    """The page of each source."""
    return {id: _beside(pages.sources, name) for id, name in page_names(sources).items()}


def part_page(page: str, part: int) -> str:
    """The page of a part of a page that is divided; parts count from 1."""
    if part == 1:
        return page
    name = posixpath.basename(page).removesuffix(".md")
    # Beside an index there are pages that are called like articles.
    return _beside(page, f"parts/{part}" if name == "index" else f"{name}-{part}")


def pair_page(pages: Pages, pair: Sequence[str]) -> str:
    """The page of the cross-references between the articles of a pair."""
    return _beside(pages.cross_references, "--".join(_slug(article) for article in pair))


def evidence_page(pages: Pages, article: str) -> str:
    """The page of an article's evidence matrix."""
    return _beside(pages.evidence, _slug(article))


def assignment_page(pages: Pages, id: str) -> str:
    """The page of an assignment."""
    return _beside(pages.course, f"assignments/{id}")


def annotator_page(pages: Pages, id: str) -> str:
    """The page of an annotator."""
    return _beside(pages.annotators, id)


# A file name may have 255 bytes, and on Windows its whole path 260 characters.
_LONGEST = 120


def _beside(index: str, name: str) -> str:
    if len(data := name.encode()) > _LONGEST:
        mark = hashlib.sha256(data).hexdigest()[:12]
        name = f"{data[:_LONGEST].decode(errors='ignore').rstrip('-')}-{mark}"
    page = posixpath.join(posixpath.dirname(index), f"{name}.md")
    # The home page of a site is called like the index here.
    return page if page != index else f"{page.removesuffix('.md')}-.md"


def _slug(article: str) -> str:
    """A path as a file name. Two hyphens stand for the slash, so that no two paths share one."""
    return article.replace("/", "--")


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment, as the pages of its readings know it."""

    title: str
    page: str
    readings: tuple[str, ...]
    """Paths of articles, without their suffix."""


@dataclass
class Site:
    """What the rendering of notes and pages draws on."""

    edition: Edition
    anchored: dict[str, AnchoredArticle]
    """By path of the article without suffix; articles that the build left out are missing."""
    article_pages: Mapping[str, str]
    """The page of each article: path without suffix to path with it."""
    titles: Mapping[str, str]
    """The title of each page."""
    addresses: Addresses
    pages: Pages = field(default_factory=Pages)
    markdown: NoteMarkdown = field(default_factory=NoteMarkdown)
    name: str = ""
    """What the site is called, for citing its notes."""
    course: str = ""
    """What the course is called that the site is for, if it is for one."""
    assignments: Mapping[str, Assigned] = field(default_factory=dict)
    """Its assignments, by id."""
    texts: Iterable[Publication] = ()
    """The articles as they are cited."""
    language: str = "en"
    citation_style: str = "plain"
    root: Path = Path()
    """The project's folder, from which a style file is looked for."""
    cache: Cache = field(default_factory=Cache)
    """What earlier builds have kept."""
    serving: bool = False
    """Whether the author looks at the site while writing: then notes say what waits for review."""
    student: bool = True
    """Whether readers can work on the page: judge, answer, write."""
    judges_first: bool = False
    """Whether they judge first, where an article does not say otherwise."""
    offprints: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The files of articles with their notes, by article and format, and those of all, without an
    article: their addresses seen from the root of the site."""
    overrides: BaseLoader | None = None
    """Where the site keeps its own versions of the templates."""
    history: History = UNKNOWN
    """What became of its annotations."""
    address: str = ""
    """The address of the root, with a slash at the end; empty where it is not known."""
    writes_files: bool = False
    """Whether the host writes files beside pages."""
    problems: list[Problem] = field(default_factory=list)
    """What turned out wrong while rendering: links of notes that lead nowhere."""
    _pieces: dict[tuple[str, str], Markup] = field(default_factory=dict, repr=False)
    """Pieces of HTML that many pages share."""
    _note_names: dict[tuple[int, str], str] = field(default_factory=dict, repr=False)
    """Of many articles, by number and assessment."""
    _note_forms: dict[str, str] = field(default_factory=dict, repr=False)
    """Of many articles, by what `form_of` says."""
    together: dict[str, tuple[AnchoredArticle, Mapping[str, tuple[str, ...]]]] = field(
        default_factory=dict, repr=False
    )
    """For each article as it was looked at, which claims others assess, too."""
    inward: Mapping[Place, Sequence[InwardLink]] = field(default_factory=dict, repr=False)
    """What other sites say of annotations."""
    labels: dict[tuple[bool, str, str, str], Labels] = field(default_factory=dict, repr=False)
    """What lines of tables and lists say of annotations, as far as they were made: by kind,
    assessment and sign, those of claims apart."""

    _reasons: dict[str, bytes] = field(default_factory=dict, repr=False)
    """The first words of reasons, by their Markdown."""

    @cached_property
    def bibliography(self) -> Bibliography:
        """The citations of all sources, in the style of the site."""
        if self.citation_style == "plain":
            return plain_bibliography(self.edition.sources)
        found = kept_bibliography(
            self.cache, self.edition.sources, self.citation_style, self.root, self.language
        )
        self.problems.extend(found.problems)
        return found

    @cached_property
    def own_citations(self) -> OwnCitations:
        """How the texts and notes of the site are cited themselves."""
        return OwnCitations(
            lambda: citable(self.texts, self.edition, self.name, self.say),
            self.cache,
            self.citation_style,
            self.root,
            self.language,
            self.problems,
        )

    def text_form(self, published: Publication) -> str:
        """How a passage of a text is cited; `{words}` and `{address}` are to be filled in."""
        cited = self.own_citations.form(text_work(published, self.name))
        return self.say("cited_passage", words="{words}", citation=cited)

    def note_form(self, annotation: Annotation) -> str:
        """How a note is cited; see `OwnCitations.form` for what is to be filled in."""
        form = form_of(annotation, self.edition)
        if form not in self._note_forms:
            work = note_work(annotation, self.edition, self.name, self.say)
            self._note_forms[form] = self.own_citations.form(work)
        return self._note_forms[form]

    @property
    def short(self) -> Mapping[str, str]:
        """The short citation of each source."""
        return self.bibliography.short

    @cached_property
    def source_order(self) -> Mapping[str, int]:
        """The place of each source in the list of all: they are listed by their short citations."""
        ids = sorted(self.short, key=lambda id: alphabetical(self.short[id]))
        return {id: number for number, id in enumerate(ids)}

    @cached_property
    def source_pages(self) -> Mapping[str, str]:
        """The page of each source."""
        return source_pages(self.pages, self.edition.sources)

    @cached_property
    def source_addresses(self) -> Mapping[str, str]:
        """Where each source is on the web; nothing for one that is not."""
        return {id: address(source) for id, source in self.edition.sources.items()}

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of the interface, and the site's own in their place."""
        return {**words(self.language), **self.edition.vocabulary.words.given()}

    @cached_property
    def environment(self) -> Environment:
        """The templates: the site's own where it has them, else ours."""
        loaders = [self.overrides] if self.overrides else []
        environment = Environment(
            loader=ChoiceLoader([*loaders, PackageLoader("postil.rendering")]),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=[Saying],
            trim_blocks=True,
            lstrip_blocks=True,
            # The site is made anew for each build; within one, templates stay as they are.
            auto_reload=False,
            # All are kept: a loop asks for one again and again.
            cache_size=-1,
        )
        environment.template_class = EscapingTemplate
        environment.globals["t"] = self.say
        environment.extend(said=self.words)
        return environment

    def say(self, key: str, **values: Any) -> str:
        """Words of the interface, in the number of `count` if that is given."""
        if values.get("count") == 1 and f"{key}_one" in self.words:
            key = f"{key}_one"
        return self.words[key].format(**values)

    def note_name(self, number: int, assessment: str) -> str:
        """What the reference to a note is called, for those who do not see its number."""
        if (number, assessment) not in self._note_names:
            concept = self.edition.vocabulary.assessments.get(assessment)
            self._note_names[number, assessment] = (
                self.say("note_judged", number=number, assessment=concept.label)
                if concept
                else self.say("note_number", number=number)
            )
        return self._note_names[number, assessment]

    def render(self, template: str, **values: Any) -> Markup:
        """Renders one of the templates in `templates/postil`."""
        return Markup(self.environment.get_template(f"postil/{template}.html").render(values))

    def title_of(self, article: str) -> str:
        """The title of an article, by its path without suffix."""
        return self.titles[self.article_pages[article]]

    def passage(self, place: Place) -> Passage | None:
        """The passage of an annotation, or None when its article is not in this build."""
        article = self.anchored.get(place.article)
        return article.passages.get(place.id) if article else None

    @cached_property
    def term_order(self) -> Mapping[str, int]:
        """The place of each term in the glossary."""
        terms = self.edition.glossary
        ids = sorted(terms, key=lambda id: alphabetical(terms[id].term))
        return {id: number for number, id in enumerate(ids)}

    def term_page(self, id: str) -> str:
        """The page that explains a term."""
        return part_page(self.pages.glossary, self.term_order[id] // MOST_TERMS + 1)

    def link(self, page: str, place: Place) -> str:
        """The address of an annotation: its passage, or its note where it has no passage."""
        passage = self.passage(place)
        fragment = place.id if passage and passage.span else f"note-{place.id}"
        return self.addresses.link(page, self.article_pages[place.article], fragment)

    def article_link(self, page: str, article: str) -> Markup:
        """The title of an article with a link to it."""
        to = self.article_pages[article]
        link = self.addresses.link(page, to)
        if (link, to) not in self._pieces:
            self._pieces[link, to] = Markup('<a href="{}">{}</a>').format(link, self.titles[to])
        return self._pieces[link, to]

    def annotator_link(self, page: str, id: str) -> Markup:
        """The name of an annotator with a link to their page; the name alone where the host has no
        such page."""
        to = annotator_page(self.pages, id)
        name = self.edition.annotators[id].name
        link = self.addresses.link(page, to) if to in self.addresses else ""
        if (link, to) not in self._pieces:
            linked = Markup('<a href="{}">{}</a>').format(link, name) if link else escape(name)
            self._pieces[link, to] = linked
        return self._pieces[link, to]

    def assessment(self, id: str, macro: str = "assessment") -> Markup:
        """An assessment; nothing for one that the vocabulary does not have."""
        return self._piece(macro, id, self.edition.vocabulary.assessments)

    def stance(self, id: str, macro: str = "stance") -> Markup:
        """How a source bears on a claim."""
        return self._piece(macro, id, self.edition.vocabulary.stances)

    def changed(self, sign: str) -> Markup:
        """The sign at a passage that has changed since its note was written."""
        return self._piece("changed", sign, {})

    def _piece(self, macro: str, id: str, concepts: Mapping[str, Concept]) -> Markup:
        """What a macro of the templates makes of an entry of the vocabulary, if there is one: a
        site shows each of a few hundreds of thousands of times."""
        piece = self._pieces.get((macro, id))
        if piece is None:
            pieces = self.environment.get_template("postil/_row.html").module
            piece = self._pieces[macro, id] = getattr(pieces, macro)(concepts.get(id), id)
        return piece

    def asset(self, page: str, name: str) -> str:
        """The address of one of the files in `assets`."""
        return self.addresses.link(page, f"{ASSET_FOLDER}/{name}")

    def data_link(self, page: str, name: str) -> str:
        """The address of one of the files of the site's data. They are no pages, and made last."""
        return relative(f"{self.pages.data}/{name}", self.addresses.of(page))

    def source_link(self, page: str, id: str) -> str:
        """The address of a source's page; where the host has none, of the source itself."""
        to = self.source_pages[id]
        if to not in self.addresses:
            return self.source_addresses[id]
        return self.addresses.link(page, to)

    def cited(self, page: str, id: str) -> Markup:
        """A citation in a note, with a link: short, or in full where the source has no page that
        tells more."""
        link = self.source_link(page, id)
        piece = self._pieces.get((link, id))
        if piece is None:
            has_page = self.source_pages[id] in self.addresses
            text = self.short[id] if has_page else self.bibliography.entries[id].striptags()
            piece = self._pieces[link, id] = Markup('<a href="{}">{}</a>').format(link, text)
        return piece

    def prose(self, source: str, page: str, place: Place, key: str, copy: str = "") -> Markup:
        """The Markdown of an annotation, for a page.

        Links in it are written as in the article: relative to the article's own page. `key` is
        where the text stands in the annotation, for problems, and keeps ids apart; `copy` does
        so where one text stands on a page twice.
        """
        if not source:
            return Markup("")
        home = self.article_pages[place.article]
        article = self.edition.articles[place.article]

        def wrong(what: str, advice: str = "") -> None:
            keys = tuple(int(k) if k.isdigit() else k for k in key.split("."))
            self.problems.append(article.problem(place.id, keys, what, advice))

        scope = f"note-{place.id}-{key.replace('.', '-').replace('_', '-')}{copy}"
        return self._converted(source, scope, page, home, wrong)

    def past(self, source: str, page: str, place: Place, key: str) -> Markup:
        """The Markdown of what an annotation said once, for a page. Nobody can mend it any more, so
        nothing that is wrong with it is told of."""
        home = self.article_pages[place.article]
        resolve = self._resolver(page, home, lambda *_: None)
        try:
            if len(source) <= MAX_TEXT:
                return self.markdown.html(source, f"past-{place.id}-{key}", resolve)
        except NoteError:
            pass
        return Markup("<p>{}</p>").format(source)

    def line(self, source: str) -> str:
        """The words of a piece of Markdown as one line. What is wrong with it is said where it is
        shown in full."""
        if not source:
            return ""
        try:
            return self.markdown.line(source)
        except NoteError:
            return " ".join(source.split())

    def reason(self, source: str) -> str:
        """The first words of a claim's reason, from its Markdown."""
        found = self._reasons.get(source)
        return self.reason_in(source, self.line(source)) if found is None else found.decode()

    def reason_in(self, source: str, line: str) -> str:
        """The same where its `line` is at hand; it will be asked for again."""
        found = lines.shortened(line, REASON_LENGTH)
        # With an ellipsis in it, a string takes two bytes for every letter.
        self._reasons[source] = found.encode()
        return found

    def text(self, source: str, scope: str, page: str, wrong: Callable[[str, str], None]) -> Markup:
        """A piece of Markdown that belongs to no annotation, for a page. Its links are seen from
        the docs folder; `scope` keeps its ids apart from those of others, and `wrong` is told what
        is wrong with it."""
        return self._converted(source, scope, page, "", wrong)

    def definition(self, term: str, page: str, copy: str = "") -> Markup:
        """The Markdown of a definition, for a page. Its links are seen from the docs folder.

        `copy` keeps ids apart where the definition stands on a page more than once.
        """
        source = self.edition.glossary[term].definition
        scope = f"term-{term}{copy}"

        def wrong(what: str, advice: str = "") -> None:
            if file := self.edition.glossary_file:
                self.problems.append(file.problem((term, "definition"), what, advice))

        return self._converted(source, scope, page, "", wrong)

    def draft(self, markdown: NoteMarkdown, source: str, page: str) -> tuple[Markup, list[str]]:
        """The Markdown of a text that stands in no file yet, as it will be on the page of its
        article; and what is wrong with it."""
        remarks: list[str] = []

        def wrong(what: str, advice: str = "") -> None:
            remarks.append(f"{what}; {advice}" if advice else what)

        resolve = self._resolver(page, page, wrong)
        try:
            return markdown.html(source, "draft", resolve), remarks
        except NoteError as error:
            return Markup("<p>{}</p>").format(source), [*remarks, str(error)]

    def _converted(
        self,
        source: str,
        scope: str,
        page: str,
        home: str,
        wrong: Callable[[str, str], None],
    ) -> Markup:
        """The HTML of a piece of Markdown; as it is written where it cannot be converted."""
        try:
            return self.markdown.html(source, scope, self._resolver(page, home, wrong))
        except NoteError as error:
            wrong(str(error), "")
            return Markup("<p>{}</p>").format(source)

    def _resolver(self, page: str, home: str, wrong: Callable[[str, str], None]) -> Link:
        """Makes addresses on a page of relative links that are seen from another."""

        def resolve(link: str) -> str | None:
            if is_elsewhere(link):
                wrong(
                    f"the image '{shortened(link)}' is on another host, which would be asked for "
                    "it by everybody who reads this",
                    "put it into the folder of the texts, or set the option 'note_images: any'",
                )
                return None
            path, _, fragment = link.partition("#")
            path = path.partition("?")[0]
            target = posixpath.normpath(posixpath.join(posixpath.dirname(home), path))
            to = home if not path else target
            if to in self.addresses:
                return self.addresses.link(page, to, fragment)
            seen = "the article, such as ../index.md" if home else "the docs folder: index.md"
            wrong(
                f"the link '{link}' leads to no page of the site",
                f"write the path of a page as seen from {seen}",
            )
            return None

        return resolve
