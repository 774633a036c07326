"""One build of a site, whatever the host.

A host tells a `Build` what it knows as soon as it knows it, and asks it for what it needs:

    load        which pages there are: the annotations are loaded, `problems` says what is wrong
    choose      which articles are built: `generated` pages and `files` are to be added
    read        the HTML of an article, one by one: its passages are found
    complete    the titles and addresses of all pages
    article, page
                what stands on a page, in any order; `close` at the end

What was made of something that is as it was comes from the cache. While a site is served, the
build lives on: `update` takes over what its author changes, and says which pages that touches.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader
from markupsafe import Markup

from postil.anchoring.findings import Finding, findings, lost_late, withheld
from postil.anchoring.folding import fold
from postil.anchoring.kept import kept, restored
from postil.anchoring.lock import FILE_NAME, Lock
from postil.anchoring.lock import read as read_lock
from postil.anchoring.moving import Moves, Strays, followed, moves, outdated, strays
from postil.anchoring.passages import AnchoredArticle, anchor
from postil.anchoring.proposals import Source
from postil.anchoring.terms import with_first_uses
from postil.anchoring.words import same_words
from postil.course import dates_file
from postil.course import pages as course_pages
from postil.course.lms.places import places
from postil.course.loading import Course, load_course
from postil.course.schema import CourseSchemas
from postil.edition.conflicts import conflicts_in_markdown
from postil.edition.edition import Article, Edition
from postil.edition.entries import Checked
from postil.edition.loading import SUFFIXES, load
from postil.edition.model import Vocabulary
from postil.edition.problems import Problem
from postil.edition.schema import EditionSchemas
from postil.edition.translation import translated
from postil.edition.words import words as words_of
from postil.editions.addresses import addresses as edition_addresses
from postil.exchange.libraries.downloads import downloads
from postil.exchange.libraries.library import Library, read_bibliography
from postil.exchange.web.publication import Publication, Web, publication
from postil.history.git import UnknownError
from postil.history.history import UNKNOWN, History, history_of
from postil.keeping.cache import Cache, Digest, programs
from postil.keeping.memory import keep_in_memory, let_go, uncollected
from postil.rendering import bundle
from postil.rendering.addresses import Addresses, beside
from postil.rendering.inward import inward_links
from postil.rendering.notes import annotated
from postil.rendering.pages import GeneratedPage, generated, title
from postil.rendering.prose.markup import NoteMarkdown
from postil.rendering.searching.entries import SearchEntry, text_entries
from postil.rendering.site import (
    ASSET_FOLDER,
    Pages,
    Site,
    annotator_page,
    assignment_page,
)

from . import fingerprints, loaded
from .fingerprints import Fingerprints
from .matter import judges_first
from .meetings import meetings
from .output import Output, article_output, page_output
from .schemas import Known, folder_of, write_schemas
from .settings import Settings, Weight, place_of, unheeded
from .telling import ANNOTATIONS, Telling
from .titles import Titles

REPLACED = 0.25
"""With fewer of its pieces left than this part, and without any of its passages, a text was not
corrected, but is another one: a form, a notice."""

_AT_HAND = 400
"""In a site of so many articles at most, the text of each stays at hand from when it is read until
its page is made. To read it twice takes 2 % of a build; of a thousand, 19 MB would wait."""

_LATE = "(another plugin or hook has changed the page since it was read)"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a host knows of its site when all pages are known."""

    name: str
    """What the site is called."""
    titles: Mapping[str, str]
    """The title of each page, by its path under the docs folder; here and below, plain text."""
    addresses: Addresses
    """The addresses of all files of the site, relative to its root."""
    address: str = ""
    """The address of the root, with a slash at the end; empty where it is not known."""
    extensions: Sequence[Any] = ()
    """The Markdown extensions of the site, with their options."""
    configs: Mapping[str, Any] = field(default_factory=dict)
    templates: BaseLoader | None = None
    """Where the site keeps its own versions of our templates."""
    matters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The front matter of the pages of articles, by their path; of others it may be missing."""
    writes_editions: bool = False
    """Whether the host writes the editions that the options ask for."""
    state: str = ""
    """What changes when something else does that all pages depend on."""
    writes_files: bool = False
    """Whether the host writes the files that belong to a page: see `Output.files`."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """The page of an article, as the host has it when it is about to be written."""

    article: str
    """The path of the article, without suffix."""
    html: str
    url: str
    """Its address, relative to the root of the site."""
    address: str = ""
    """Its address for others, where the site has one."""
    matter: Mapping[str, Any] = field(default_factory=dict)
    """Its front matter."""
    ids: Collection[str] = ()
    """The ids that stand in its HTML."""


@dataclass(frozen=True, slots=True)
class Update:
    """What came of a change."""

    problems: tuple[Problem, ...] = ()
    """What has to be mended before anything is taken over."""
    articles: tuple[str, ...] = ()
    """The articles that changed themselves, by path."""
    others: tuple[str, ...] = ()
    """All other pages that show something of it: of articles, and generated ones."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The files of the site that are others now: texts by path."""


class Build:
    """One build of a site."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        *,
        docs: str = "docs",
        configuration: Path | None = None,
        serving: bool = False,
        surveying: bool = False,
        report: Callable[[Weight, Problem], None] = lambda weight, problem: None,
    ) -> None:
        """
        Args:
            root: The project's folder.
            settings: The options of the site.
            docs: What the folder of the texts is called in problems.
            configuration: The file in which the options stand.
            serving: Whether the site is shown to its author while writing.
            surveying: Whether nothing is to be made or kept: findings are only collected.
            report: Is told at once of everything that does not stop the build.
        """
        self.root, self.settings, self.docs = root, settings, docs
        self.serving, self.surveying, self._report = serving, surveying, report
        self.configuration = configuration or root / "mkdocs.yml"
        self.folder = root / settings.annotations
        """The folder of the annotations."""
        self.pages = Pages(
            settings.claims,
            settings.sources,
            settings.cross_references,
            settings.evidence,
            settings.glossary,
            settings.search_page if settings.search == "pagefind" else "",
            settings.annotators,
            settings.figures,
            settings.course,
            settings.my_notes if settings.student else "",
            data=settings.data,
        )
        self.cache = Cache()
        self.edition = Edition()
        self.course = Course()
        """The course that its files tell of."""
        self.library = Library()
        self.history = UNKNOWN
        """What became of the annotations, as far as it is known."""
        self.lock = Lock()
        """The lock file, by the names that articles and annotations have now."""
        self.moves = Moves()
        """Where articles are that the lock file knows by other paths."""
        self.problems: tuple[Problem, ...] = ()
        """What is wrong with libraries and the lock file, and does not stop a build."""
        self.language = "en"
        self.articles: Mapping[str, str] = {}
        """The pages of the articles that are built, by path without suffix."""
        self.also: tuple[str, ...] = ()
        """Articles that are read although nothing is said about them yet."""
        self.generated: Mapping[str, GeneratedPage] = {}
        """The pages that are to be made, by path."""
        self.anchored: dict[str, AnchoredArticle] = {}
        """The articles that were read."""
        self.findings: list[tuple[str, Finding]] = []
        """Path of the article, and what was found about its passages."""
        self.wrong: dict[str, tuple[Problem, ...]] = {}
        """What turned out wrong while a page was made, by page."""
        self.texts_wrong: dict[str, tuple[Problem, ...]] = {}
        """What is wrong with the text of an article, by article."""
        self.site: Site | None = None
        self.around: Surroundings | None = None
        """What the host knew of its site when the build was completed."""
        self.asking: loaded.Asking = {}
        """The articles that have their readers judge first."""
        self.schemas: EditionSchemas | None = None
        """What editors may know of the annotations as they were loaded last."""
        self._paths: tuple[str, ...] = ()
        self._known: dict[Path, Checked[Any]] | None = {} if serving else None
        self._schemas_known = Known()
        self._texts: dict[str, tuple[str, Collection[str]]] = {}
        self._saved = Lock()
        """The lock file as it is."""
        self._strays: Strays | None = None
        self._waiting: dict[str, tuple[str, Collection[str]]] = {}
        """Articles that were read before it is known whether they have moved."""
        self._is_pending = False
        self._vocabulary = Vocabulary()
        """The vocabulary as it is written, before it is translated."""
        self._article_keys: dict[str, bytes] = {}
        self._keys: Fingerprints | None = None
        self._telling: Telling | None = None
        self._address = ""
        self._language_folder = ""
        self._reported: set[Problem] = set()

    def load(self, articles: Iterable[str], *, are_all: bool = True) -> bool:
        """Loads and checks the annotations. Without a folder of them there is nothing to do.

        Args:
            articles: The paths of all pages, without suffix.
            are_all: Whether there will be no more pages. If there may be, what may be no more than
                a page that is not there yet is left to `reload`.

        Returns:
            Whether there is anything for a build to do. If not, `edition.problems` may say why.
        """
        if not (self.folder.is_dir() or self.also):
            return False
        # A build that lived until now is garbage, if the site is served.
        let_go()
        if self.settings.cache and not self.surveying:
            self.cache = Cache(self.root / self.settings.cache)
        self.library, problems = read_bibliography(self.settings.bibliography, self.root)
        problems = [self._of_library(problem) for problem in problems]
        self._paths = tuple(articles)
        with uncollected():
            self.edition = self._loaded()
        if self.serving:
            self.tell_editors()
        if self.edition.problems and not are_all:
            found = self._loaded(complete=False)
            self._is_pending = not found.problems
            self.edition = found if self._is_pending else self.edition
        self._saved = read_lock(self.folder / FILE_NAME, self._lock_name)
        self.problems = (*problems, *self._saved.problems)
        self._follow()
        return bool(self.edition) and not self.edition.problems

    def _of_library(self, problem: Problem) -> Problem:
        """What is wrong with a library, at the option where it is not the file itself."""
        if problem.line or (self.root / problem.file).is_file():
            return problem
        advice = problem.advice
        if re.match(r"https?:/", problem.file):
            advice = "save it beside mkdocs.yml and name the file: a build asks no other host"
        what = f"option 'bibliography': '{problem.file}': {problem.what}"
        place = place_of(self.configuration, "bibliography")
        return Problem(self.configuration_name, *place, what, advice)

    def examine(self, extensions: Sequence[Any], configs: Mapping[str, Any]) -> None:
        """Adds to the problems what comes of no option, now that the Markdown extensions of the
        site are known, and their options."""
        found = unheeded(
            self.settings,
            self.configuration,
            self.configuration_name,
            self.docs,
            extensions,
            configs,
            has_own_words=bool(self.edition.vocabulary.words.given()),
        )
        self.problems = (*self.problems, *found)

    @property
    def configuration_name(self) -> str:
        """What the configuration is called in problems."""
        file = self.configuration
        return (
            file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else file.name
        )

    def reload(self, articles: Iterable[str]) -> None:
        """Loads the annotations again, now that all pages are known, where that may matter."""
        if self._is_pending:
            self._paths = tuple(articles)
            self.edition = self._loaded()
            if self.serving:
                self.tell_editors()
            self._follow()

    @property
    def _lock_name(self) -> str:
        """What the lock file is called in problems."""
        return f"{self.settings.annotations}/{FILE_NAME}"

    def _follow(self) -> None:
        """Takes what the lock file knows under old names."""
        self.lock = followed(self._saved, self.edition, self.moves)

    def _loaded(self, *, complete: bool = True) -> Edition:
        edition = load(
            self.folder,
            self._paths,
            self.root,
            self.docs,
            self.library,
            complete=complete,
            cache=self.cache,
            known=self._known,
            inventories=self.settings.inventories,
            hidden=self.library.hidden,
        )
        folder = folder_of(self.root, self.settings)
        libraries = (self.root / path for path in self.settings.bibliography)
        titles = Titles(self.library, libraries, folder)
        self.schemas = CourseSchemas(edition, self._paths, titles, self.settings.annotations)
        self.course = load_course(
            self.folder, edition, self._paths, self.root, docs=self.docs, complete=complete
        )
        if self.course.problems:
            together = sorted({*edition.problems, *self.course.problems})
            edition = replace(edition, problems=tuple(together))
        also = {path: Article(path) for path in self.also if path in self._paths}
        return replace(edition, articles={**also, **edition.articles}) if also else edition

    def tell_editors(self) -> None:
        """Writes which ids there are now, for editors. Whoever waits for a page need not wait for
        this: `update` leaves it to its caller."""
        write_schemas(self.schemas, folder_of(self.root, self.settings), self._schemas_known)

    def trial(self, instead: Mapping[Path, bytes] | None = None) -> Edition:
        """The edition as it stands in the files now, or as it would be if some of them held
        something else; nothing is taken over."""
        return load(
            self.folder,
            self._paths,
            self.root,
            self.docs,
            self.library,
            cache=self.cache,
            known=dict(self._known or {}),
            instead=instead,
            inventories=self.settings.inventories,
            hidden=self.library.hidden,
        )

    def choose(
        self,
        articles: Mapping[str, str],
        language: str,
        folder: str = "",
        wanted: Iterable[str] = (),
    ) -> None:
        """Settles which articles are built.

        Args:
            articles: The pages of articles, by path without suffix; others are left out.
            language: The language of the interface, if the options do not say another.
            folder: Where the generated pages stand, with a slash at the end.
            wanted: Pages that the navigation lists; an overview among them is made even if there is
                nothing to be listed on it yet.
        """
        self.language = self.settings.language or language
        self._language_folder = folder
        listed = tuple(sorted(wanted))
        self.history = self._past({*self._paths} - articles.keys())
        told = f"{folder}{self.settings.what_changed}"
        # A page that the navigation lists is there, whether a clone knows of the past or not.
        told = told if self.history or told in listed else ""
        self.pages = replace(self.pages.below(folder), wanted=listed, what_changed=told)
        self.articles = {p: page for p, page in articles.items() if p in self.edition.articles}
        left_out = self.edition.articles.keys() - self.articles.keys()
        self._vocabulary = self.edition.vocabulary
        self.edition = replace(
            self.edition.without(left_out),
            vocabulary=translated(self.edition.vocabulary, self.language),
        )
        for path in sorted(left_out):
            what = "this page is no part of the site, so its annotations are left out"
            self._report("inform", Problem(f"{self.docs}/{path}.md", 0, 0, what))
        self.generated = self._generated()
        found = tuple(meetings(self, articles.values()))
        self.problems = (*self.problems, *found)
        for problem in found:
            self._report("warn", problem)

    def _past(self, hidden: Collection[str]) -> History:
        """What became of the annotations; said is what the author may want to know of it."""
        if not self.settings.history or self.surveying or self.edition.problems:
            return UNKNOWN

        def say(what: str, advice: str = "") -> None:
            place = place_of(self.configuration, "history")
            self._report("inform", Problem(self.configuration_name, *place, what, advice))

        try:
            with uncollected():
                found = history_of(
                    self.folder, self.edition, self._paths, self.cache, hidden=hidden
                )
                if self.serving:
                    found.settle(self.edition)
        except UnknownError as error:
            if not error.is_expected or "history" in self.settings.model_fields_set:
                say(f"notes do not say since when they are there: {error}")
            return UNKNOWN
        if begins := found.begins:
            say(
                f"what became of notes before {begins.day} is not known: this clone is shallow",
                "make a full one (in GitHub Actions, 'fetch-depth: 0')",
            )
        return found

    def refuse(self, unread: Mapping[str, Problem]) -> None:
        """Takes articles out that cannot be read; there is a problem for each."""
        self.edition = replace(
            self.edition.without(unread.keys()),
            problems=tuple(sorted({*self.edition.problems, *unread.values()})),
        )

    def leave_out(self, articles: Collection[str]) -> None:
        """Leaves out articles that turn out not to be built."""
        self.articles = {p: page for p, page in self.articles.items() if p not in articles}
        self.edition = self.edition.without({*self.edition.left_out, *articles})
        self.generated = self._generated()

    def _generated(self) -> Mapping[str, GeneratedPage]:
        # What is wrong may be what a page would be about.
        return {} if self.edition.problems else self._pages_of(self.edition)

    def _pages_of(self, edition: Edition) -> dict[str, GeneratedPage]:
        """The pages that are to be made of an edition and of the course."""
        found = generated(edition, self.pages, self.history)
        return {**found, **course_pages.generated(self.course, self.pages)} if found else {}

    def files(self, address_of: Callable[[str], str] = lambda page: "") -> Mapping[str, str]:
        """The files that pages load, the sources to be downloaded and the dates of the course:
        texts by path.

        `address_of` says where a page is for others; nothing where that is not known.
        """
        return {
            **{f"{ASSET_FOLDER}/{name}": text for name, text in self.scripts_and_sheets().items()},
            **self._downloads(self.edition),
            **self._dates(address_of),
        }

    def _dates(self, address_of: Callable[[str], str]) -> dict[str, str]:
        if not (self.generated and dates_file.has_dates(self.course)):
            return {}

        def of_assignment(id: str) -> str:
            return address_of(assignment_page(self.pages, id))

        words = {**words_of(self.language), **self.edition.vocabulary.words.given()}
        site = address_of(self.pages.course) or self.root.name
        text = dates_file.calendar_of(self.course, site, words, of_assignment)
        return {dates_file.path_of(self.pages.course): text}

    def package_paths(self, *, has_address: bool) -> list[str]:
        """Where the files for learning platforms will stand, which `packages` makes."""
        if not (self.generated and self.course):
            return []
        return places(self.pages, self.course.assignments, has_address=has_address)

    def packages(self, site: Site | None = None) -> Mapping[str, bytes]:
        """The files of the course for learning platforms, by path, when all pages are known. `site`
        is the same, where links lead to addresses, if in this one they do not."""
        site = site or self.site
        if site is None or not self.package_paths(has_address=bool(self._address)):
            return {}
        # Sites without a course have no use for it.
        from postil.course.lms.exports import Exports

        return Exports(site, self.course, self._address, self.root.name).in_site()

    def scripts_and_sheets(self) -> Mapping[str, str]:
        """The files that pages load to look and work as they do: texts by name."""
        vocabulary = self.edition.vocabulary
        words = {**words_of(self.language), **vocabulary.words.given()}
        has = bool(self.edition.annotators), self.settings.student
        key = Digest("scripts", programs(), vocabulary.model_dump_json(), repr((words, has))).key()
        files = self.cache.get(key)
        if not isinstance(files, dict):
            with_annotators, with_student = has
            files = bundle.files(
                vocabulary, words, with_annotators=with_annotators, with_student=with_student
            )
            self.cache.put(key, files)
        return files

    def _downloads(self, edition: Edition) -> dict[str, str]:
        folder = posixpath.dirname(self.pages.sources)
        found = downloads(edition, self.cache)
        return {posixpath.join(folder, name): text for name, text in found.items()}

    def read(self, article: str, html: str, ids: Collection[str] = ()) -> None:
        """Finds the passages of an article in its HTML, in which there are `ids`; of one that may
        have moved, as soon as all are read."""
        if self._may_have_moved(article):
            self._waiting[article] = html, tuple(ids)
            return
        written = self.edition.articles[article]
        anchored, key = self._anchored(written, html, ids)
        if len(self.edition.articles) > _AT_HAND:
            anchored.rest()
        self.anchored[article], self._article_keys[article] = anchored, key
        if self.serving:
            self._texts[article] = html, tuple(ids)
        for finding in self._found(anchored, ids):
            self.findings.append((article, finding))
            self._report(self.settings.weight(finding.kind), finding.problem)

    def complain(self, article: str, problems: Sequence[Problem]) -> None:
        """Takes note of what is wrong with the text of an article, and does not stop a build."""
        self.texts_wrong[article] = tuple(problems)
        for problem in problems:
            self._report("warn", problem)

    def reread(self, article: str, html: str, ids: Collection[str] = ()) -> None:
        """Finds the passages of an article in its HTML as it is now, where somebody has changed it
        since it was read, and reports what was lost by that.

        Where somebody else's words stand in the place of the text, as on a page that asks for a
        password, its annotations are left out from now on.
        """
        before = self.anchored.get(article)
        if before is None or before.html == html:
            return
        anchored, key = self._anchored(before.article, html, ids)
        if before.pieces and not anchored.placed and _remaining(before, anchored) < REPLACED:
            self.withhold(article)
            return
        known = {(f.kind, f.id) for path, f in self.findings if path == article}
        found = [*self._found(anchored, ids)]
        self.findings = [(p, f) for p, f in self.findings if p != article]
        self.findings += [(article, finding) for finding in found]
        for finding in found:
            if (finding.kind, finding.id) not in known:
                late = replace(finding.problem, what=f"{finding.problem.what} {_LATE}")
                self._report(self.settings.weight(finding.kind), late)
        self.anchored[article], self._article_keys[article] = anchored, key

    def compare(self, article: str, marked: Mapping[str, str], written: Mapping[str, str]) -> None:
        """Reports what others have made of the marks on the page of an article: `marked` has the
        words of the passages as they were marked, `written` as they are written, by id."""
        for id, words in marked.items():
            # Other quotation marks, spaces and hyphens are no others' words.
            if not same_words(fold(written.get(id, "")).text, fold(words).text):
                about = self.edition.articles[article]
                finding = lost_late(about, id, is_gone=id not in written)
                self.findings.append((article, finding))
                self._report(self.settings.weight(finding.kind), finding.problem)

    def withhold(self, *articles: str) -> None:
        """Leaves out the annotations of articles whose text somebody hides or replaces, from all
        pages that are made from now on, and reports it."""
        for article in articles:
            finding = withheld(self.edition.articles[article])
            self.findings = [(p, f) for p, f in self.findings if p != article]
            self.findings.append((article, finding))
            self._report(self.settings.weight(finding.kind), finding.problem)
            self.anchored.pop(article, None)
            if self._telling:
                self._telling.drop(article)
            self._article_keys[article] = b""
        self.edition = self.edition.without({*self.edition.left_out, *articles})
        if self.site:
            self.site.edition = self.edition

    def _may_have_moved(self, article: str) -> bool:
        if self._strays is None:
            # A site of which all is known looks its passages up at once.
            self._strays = strays(self.edition, self.lock) if self.site is None else Strays()
        return article in self._strays.articles

    def _read_waiting(self) -> None:
        """Finds the passages of the articles that may have moved, now that all are read."""
        strays, self._strays = self._strays, Strays()
        articles = self.edition.articles
        # What somebody hides has been left out since.
        waiting = {p: read for p, read in self._waiting.items() if p in articles}
        self._waiting = {}
        if strays and waiting:
            read = {p: AnchoredArticle(articles[p], html, {}) for p, (html, _) in waiting.items()}
            self.moves = moves(strays, self.lock, read)
            self._follow()
        for path, (html, ids) in waiting.items():
            self.read(path, html, ids)

    def _found(self, anchored: AnchoredArticle, ids: Collection[str]) -> Iterator[Finding]:
        """What is to be said of an article and its passages."""
        article = anchored.article.path
        page = f"{self.docs}/{self.articles[article]}"
        yield from findings(anchored, ids, Source(self.root / page, page))
        yield from self.moves.advice(anchored.article, self._lock_name)
        yield from outdated(self.edition, anchored.article)
        if self.surveying:
            with suppress(OSError, UnicodeDecodeError):
                text = (self.root / page).read_text(encoding="utf-8-sig")
                for problem in conflicts_in_markdown(text, page):
                    yield Finding("advice", "", problem)

    @property
    def failures(self) -> int:
        """How many findings fail the build."""
        return sum(self.settings.weight(found.kind) == "fail" for _, found in self.findings)

    @property
    def complaints(self) -> tuple[Problem, ...]:
        """Everything that its author should mend, and that did not stop the build."""
        found = [f.problem for _, f in self.findings if self.settings.weight(f.kind) != "inform"]
        # Pages may be made meanwhile, by another thread.
        pages = [*self.wrong.values(), *self.texts_wrong.values()]
        wrong = (problem for problems in pages for problem in problems)
        return tuple(sorted({*self.problems, *found, *wrong}))

    def _anchored(
        self, article: Article, html: str, ids: Collection[str]
    ) -> tuple[AnchoredArticle, bytes]:
        """The article with its passages; if the site wants them, with the first uses of terms.
        And its key."""
        taken = ids if self.settings.mark_terms else ()
        digest = fingerprints.of_article(article, html, self.lock, *sorted(taken))
        key = digest.key("passages")
        try:
            anchored = restored(article, html, self.lock, self.cache.get(key) or ())
        except (KeyError, TypeError, ValueError):
            anchored = anchor(article, html, self.lock)
            if values := kept(anchored):
                self.cache.put(key, values)
        if self.settings.mark_terms and not self.surveying:
            anchored = with_first_uses(anchored, self.edition.glossary, taken)
        return anchored, digest.key()

    def complete(self, around: Surroundings) -> None:
        """Takes what is known when all articles are read, and all pages have their addresses."""
        self.around = around
        self._read_waiting()
        keep_in_memory()
        articles = self.edition.articles
        self.anchored = {p: self.anchored[p] for p in articles if p in self.anchored}
        self.site = site = Site(
            edition=self.edition,
            anchored=self.anchored,
            article_pages=self.articles,
            titles=around.titles,
            addresses=around.addresses,
            pages=self.pages,
            markdown=self.note_markdown(around),
            name=around.name,
            course=self.course.written.title if self.course.written else "",
            assignments=course_pages.assigned(self.course, self.pages),
            texts=(self._published(a, around.matters.get(p, {})) for a, p in self.articles.items()),
            language=self.language,
            citation_style=self.settings.citation_style,
            root=self.root,
            cache=self.cache,
            serving=self.serving,
            overrides=around.templates,
            student=self.settings.student,
            judges_first=self.settings.judge == "first",
            offprints=self._offprints(around),
            history=self.history,
            address=around.address,
            writes_files=around.writes_files,
        )
        self._address = root = around.address
        web = Web(
            # Many annotations cite the same sources, and name few articles.
            article=cache(lambda path: root + self.url(self.articles[path])),
            source=cache(lambda id: root + self.url(site.source_pages[id])),
            term=lambda id: f"{root}{self.url(site.term_page(id))}#{id}",
            annotator=lambda id: self._address_of(annotator_page(self.pages, id)),
            claim_reviews=self.settings.claim_reviews,
        )
        self._telling = Telling(site, web, address=root, licence=self.settings.licence)
        addresses = {path: web.article(path) for path in self.anchored}
        site.inward = inward_links(self.edition, addresses, site.say("referred_from"))
        self._keys = Fingerprints(
            site,
            self._article_keys,
            self.settings.model_dump_json(),
            root,
            around.state,
            *fingerprints.own_programs(),
        )
        self.asking = self._asking(around.matters)

    def _offprints(self, around: Surroundings) -> Mapping[tuple[str, str], str]:
        """Where the editions are that are built with the site."""
        if self.serving or self.surveying or not around.writes_editions:
            return {}
        articles = {p: page for p, page in self.articles.items() if p in self.anchored}
        folder = self._language_folder
        return edition_addresses(
            self.settings.editions, articles, around.addresses.urls, folder, self._has_something
        )

    def _has_something(self, article: str, form: str) -> bool:
        """Whether there is something of an article, or of all, in a format: cards have to ask."""
        if form != "anki":
            return True
        from postil.editions.cards import has_card

        articles = [self.anchored[article]] if article else self.anchored.values()
        has_terms = not article and bool(self.edition.glossary)
        return has_terms or any(
            has_card(passage.annotation) for a in articles for passage in a.passages.values()
        )

    def edition_key(self, articles: Sequence[str], *more: str) -> bytes:
        """The key of what is made of some articles with their notes."""
        assert self._keys is not None
        own = (
            self._keys.of_article_page(
                a, self._article_keys[a], repr(self.publication(a)), repr(self.history.digest(a))
            )
            for a in articles
        )
        return Digest("edition", *more, *own).key()

    def note_markdown(self, around: Surroundings) -> NoteMarkdown:
        """What converts the Markdown of notes; one is for one thread."""
        return NoteMarkdown(
            around.extensions,
            around.configs,
            self.settings.note_extensions,
            images_of_others=self.settings.note_images == "any",
        )

    def _address_of(self, page: str) -> str:
        """The address of a page for others; empty where the host has no such page."""
        assert self.site is not None
        return self._address + self.url(page) if page in self.site.addresses else ""

    def can_update(self, changed: Path) -> bool:
        """Whether `update` can deal with a change of this file: with one of annotations on an
        article, but not with the lock file, which is other evidence for all passages."""
        return changed.suffix in SUFFIXES and changed.is_relative_to(self.folder)

    def update(
        self,
        texts: Mapping[str, tuple[str, Collection[str]]] | None = None,
        locked: Collection[str] = (),
        *,
        is_draft: bool = False,
    ) -> Update | None:
        """Takes over what has changed since the site was made.

        Only for a site that is served, and for files of which `can_update` says so.

        Args:
            texts: Articles whose text has changed: their HTML and the ids in it.
            locked: Articles of which the lock file says something else now, and of no others.
            is_draft: Whether other generated pages may be needed now, to which nothing leads until
                the whole site is made anew.

        Returns:
            What it touches; None where the whole site has to be made anew.
        """
        site, keys = self.site, self._keys
        assert site is not None and keys is not None
        course = self.course
        found = self._loaded()
        if found.problems:
            return Update(found.problems)
        if self.course != course:
            return None
        before = self.edition
        edition = replace(found.without(before.left_out), vocabulary=before.vocabulary)
        if not (self._is_alike(found, edition) and (is_draft or self._has_pages_of(edition))):
            return None
        files = {}
        if edition.cited_sources != before.cited_sources:
            files = self._downloads(edition)
            if not is_draft and files.keys() != self._downloads(before).keys():
                return None
        texts = texts or {}
        changed = [
            path
            for path, article in edition.articles.items()
            if path in texts or path in locked or not _is_same(article, before.articles[path])
        ]
        if locked:
            self._saved = read_lock(self.folder / FILE_NAME, self._lock_name)
        touched = self._touched_by(changed)
        self.edition = site.edition = edition
        self._follow()
        site.anchored = self.anchored
        self._reported.clear()
        self.findings = [(p, f) for p, f in self.findings if p not in changed]
        for path in changed:
            self.read(path, *(texts.get(path) or self._texts[path]))
        touched |= self._touched_by(changed)
        own = [self.articles[path] for path in changed]
        pages = [*self.articles.values(), *self.generated]
        others = tuple(page for page in pages if page in touched and page not in own)
        return Update(articles=tuple(changed), others=others, files=files)

    def _is_alike(self, found: Edition, edition: Edition) -> bool:
        """Whether an edition differs from that of this build only in annotations of the same
        articles. `found` is the same edition, before anything was left out or translated."""
        before = self.edition
        return (
            found.vocabulary == self._vocabulary
            and edition.glossary == before.glossary
            and edition.annotators == before.annotators
            # A tag of a note leads somewhere if any claim has it.
            and edition.tags_of_claims == before.tags_of_claims
            # Those of libraries come in the order in which they are cited.
            and list(edition.sources.items()) == list(before.sources.items())
            and edition.articles.keys() == before.articles.keys()
        )

    def _has_pages_of(self, edition: Edition) -> bool:
        """Whether the pages that an edition needs are those of this build."""
        return list(self._pages_of(edition).items()) == list(self.generated.items())

    def _touched_by(self, articles: Sequence[str]) -> set[str]:
        """The pages that show something of some articles."""
        assert self._keys is not None
        keys, changed = self._keys, set(articles)
        linked = {other for article in articles for other in keys.linked(article)}
        return {
            *(self.articles[path] for path in linked if path in self.articles),
            *(
                page.path
                for page in self.generated.values()
                if any(article in changed for article in keys.shown(page))
            ),
        }

    def title(self, page: str) -> str:
        """What a generated page is called."""
        assert self.site is not None
        about = self.generated[page]
        if about.kind in course_pages.KINDS:
            return course_pages.title(self.site, self.course, about)
        return title(self.site, about)

    def url(self, page: str) -> str:
        """The address of a page, relative to the root of the site."""
        assert self.site is not None
        url = self.site.addresses.of(page)
        return "" if url in (".", "./") else url

    def judges_first(self, article: str, matter: Mapping[str, Any]) -> bool:
        """Whether the readers of an article with this front matter are to judge first."""
        given = (a.written for a in self.course.assignments.values())
        is_assigned = any(one.judge == "first" and article in one.readings for one in given)
        return judges_first(matter, "first" if is_assigned else self.settings.judge)

    def _asking(self, matters: Mapping[str, Mapping[str, Any]]) -> loaded.Asking:
        if self.settings.judge == "first":
            return None
        return {
            path: self.url(page)
            for path, page in self.articles.items()
            if self.judges_first(path, matters.get(page, {}))
        }

    def article(self, page: ArticlePage) -> Output:
        """What stands on the page of an article."""
        site, keys, telling = self.site, self._keys, self._telling
        assert site is not None and keys is not None and telling is not None
        self.reread(page.article, page.html, page.ids)
        if page.article not in site.anchored:
            return Output(page.html)
        anchored, own = site.anchored[page.article], self._article_keys[page.article]

        def made() -> Output:
            published = self._published(page.article, page.matter, page.address or page.url)
            about = telling.of_article(anchored, published, page.url)
            return article_output(site, anchored, published, about, judges_first=is_first)

        is_first = self.judges_first(page.article, page.matter)
        at, past = beside(page.url, ANNOTATIONS), self.history.digest(page.article)
        state = fingerprints.said([page.matter, page.address, at, past, is_first])
        key = keys.of_article_page(page.article, own, state)
        output = self._kept(self.articles[page.article], key, made)
        telling.put(page.article, output.told)
        anchored.rest()
        if not (self.serving or site.offprints):
            site.anchored[page.article] = site.anchored[page.article].without_text()
        return output

    def tell_of(self, page: ArticlePage) -> None:
        """Notes what others are to be told of an article whose page a host makes elsewhere."""
        assert self.site is not None and self._telling is not None
        if anchored := self.site.anchored.get(page.article):
            published = self._published(page.article, page.matter, page.address or page.url)
            self._telling.tell_of(anchored, published, page.url)

    def article_files(self, page: ArticlePage, output: Output) -> Iterator[tuple[str, str]]:
        """The files that stand beside the page of an article: texts by path."""
        for name, file in output.files:
            yield beside(page.url, name), file
        if self._telling:
            yield from self._telling.beside(page.article, page.url, output)

    def files_for_others(self) -> Iterator[tuple[str, Iterable[str]]]:
        """What the site tells other programs, when all pages are made, and its own scripts: paths,
        each with its text piece by piece. What the site has of its own is left alone."""
        if not (self.site and self._telling):
            return
        if self.settings.student:
            yield from ((path, [text]) for path, text in loaded.asking_files(self.asking).items())
        for path, text in self._telling.files():
            if path in self.site.addresses:
                what = f"the site has a file of its own at {self.docs}/{path}, which stays"
                advice = "name another folder with the option 'data', or rename it"
                self._report("warn", Problem(f"{self.docs}/{path}", 0, 0, what, advice))
            else:
                yield path, text

    def _published(self, article: str, matter: Mapping[str, Any], url: str = "") -> Publication:
        """An article as others cite it."""
        assert self.site is not None
        title, site = self.site.titles[self.articles[article]], self.site.name
        return publication(matter, title=title, url=url, language=self.language, site=site)

    def publication(self, article: str) -> Publication:
        """An article as others cite it, once the build is completed."""
        assert self.site is not None and self.around is not None
        page = self.articles[article]
        address = self._address + self.url(page)
        return self._published(article, self.around.matters.get(page, {}), address)

    def page(self, page: str, *, titled: bool = True) -> Output:
        """What stands on a generated page; without its title, where the site has a page of its
        own at that path."""
        site, keys = self.site, self._keys
        assert site is not None and keys is not None
        about = self.generated[page]
        if self.edition.left_out and page not in self._pages_of(self.edition):
            # Since it was asked for, all that it was to tell of was left out.
            heading = Markup("<h1>{}</h1>").format(self.title(page)) if titled else ""
            return Output(heading)
        key = keys.of_generated(about, str(titled))
        return self._kept(page, key, lambda: page_output(site, about, self.course, titled=titled))

    def text_entries(self, page: str, html: str, *, article: bool) -> Iterable[SearchEntry]:
        """The hits in the text of a page, for a search that does not read it itself."""
        assert self.site is not None
        return text_entries(self.site, page, html, article=article)

    def _kept(self, page: str, key: bytes, make: Callable[[], Output]) -> Output:
        """What was made for a page when all was as it is now; else it is made, and kept unless
        something is wrong with it, of which its author is to be told at every build."""
        assert self.site is not None
        self.wrong.pop(page, None)
        try:
            return Output.of(self.cache.get_texts(key) or ())
        except (TypeError, ValueError):
            output = make()
        if self.site.problems:
            self.wrong[page] = tuple(self.site.problems)
        for problem in self.site.problems:
            # A text is rendered for every page that shows it.
            if problem not in self._reported:
                self._reported.add(problem)
                self._report("warn", problem)
        if not self.site.problems:
            self.cache.put_texts(key, output.texts())
        self.site.problems.clear()
        return output

    def style_sheets(self, url: str, *, are_all: bool) -> str:
        """The links to the style sheets, for the head of a page: all of them, or those of an
        article; and the script that hides what is to be judged first, before it is seen."""
        return loaded.style_sheets(url, are_all=are_all) + self.veil(url)

    def veil(self, url: str) -> str:
        """The script that hides what is to be judged first, for the head of a page: on whatever
        page its reader looks for something. Nothing where there is nothing to be judged."""
        if not (self.settings.student and self.anchored):
            return ""
        return loaded.veil(url, self.asking)

    def continued(self, html: str, url: str) -> str:
        """The HTML of a page with the way to where its reader stopped, where its author wants it:
        in place of an empty element of the class `postil-continue`."""
        if self.site is None or not self.settings.student or "postil-continue" not in html:
            return html
        return loaded.continued(html, url, self.site.say("continue_at", words="{words}"))

    def check_notes(self) -> tuple[Problem, ...]:
        """What is wrong with the notes of the articles that were read; nothing is kept of them."""
        if self.site is None:
            return ()
        for anchored in self.anchored.values():
            annotated(self.site, anchored)
        return tuple(self.site.problems)

    def close(self) -> None:
        """Ends the build: what it kept is written, and the memory is free, unless the build lives
        on."""
        self.cache.close()
        if self._telling:
            self._telling.close()
        if self.serving:
            keep_in_memory()
        else:
            let_go()


def _remaining(before: AnchoredArticle, anchored: AnchoredArticle) -> float:
    """Which part of the pieces of a text is still there."""
    pieces = set(before.pieces.split())
    return len(pieces & set(anchored.pieces.split())) / len(pieces)


def _is_same(article: Article, other: Article) -> bool:
    return article == other and list(article.annotations) == list(other.annotations)
