"""The MkDocs adapter: hooks that hand pages to the packages beside this module and back.

Order of a build: all annotations are loaded and checked before MkDocs empties its output folder;
each annotated article is searched for its passages as soon as it is rendered; when all pages are
known, marks, notes and generated pages are put in, page by page, after the search plugin has read
the article and before the template is filled.

This is the one module that imports mkdocs.
"""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jinja2 import FileSystemLoader
from mkdocs.commands.build import _populate_page
from mkdocs.config import load_config
from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings, ValidationError
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page, _RelativePathTreeprocessor
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc
from mkdocs.utils import get_relative_url, write_file
from pydantic import ValidationError as SettingsError

from postil.anchoring.findings import Finding, findings
from postil.anchoring.kept import kept, restored
from postil.anchoring.lock import FILE_NAME, Lock
from postil.anchoring.lock import read as read_lock
from postil.anchoring.passages import AnchoredArticle, anchor
from postil.anchoring.terms import with_first_uses
from postil.build import fingerprints
from postil.build.fingerprints import Fingerprints
from postil.build.output import Output, article_output, page_output
from postil.build.settings import Settings
from postil.build.survey import Survey, SurveyError
from postil.edition.edition import Article, Edition
from postil.edition.loading import load
from postil.edition.model import composed
from postil.edition.problems import Problem, nearest
from postil.exchange.libraries.downloads import downloads
from postil.exchange.libraries.library import Library, read_bibliography
from postil.exchange.web.head import annotation_file, head
from postil.exchange.web.publication import Web, publication
from postil.keeping.cache import Cache, Digest, programs
from postil.keeping.memory import Names, keep_in_memory, let_go, uncollected
from postil.rendering import bundle
from postil.rendering.addresses import Addresses
from postil.rendering.material import mended, with_search_link
from postil.rendering.notes import annotated
from postil.rendering.pages import GeneratedPage, generated, title
from postil.rendering.prose.extensions import is_settled
from postil.rendering.prose.markup import NoteMarkdown
from postil.rendering.searching.entries import SearchEntry, text_entries
from postil.rendering.searching.index import PagefindIndex, SearchIndex, search_index
from postil.rendering.searching.pagefind import PagefindError, program
from postil.rendering.shell import share_shells
from postil.rendering.site import ASSET_FOLDER, Pages, Site
from postil.rendering.words import translated

from .conversion import Asked, Conversion, answer, listening
from .neighbours import (
    language_folder,
    may_add_pages,
    reads_other_pages,
    reads_pages_later,
    reads_search_index_later,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.utils.templates import TemplateContext

# MkDocs counts warnings below this name, and fails a strict build by them.
log = logging.getLogger("mkdocs.plugins.postil")

# Generated pages are not for the search plugin to read: their entries are given to it.
_GENERATED_MATTER = "---\nsearch:\n  exclude: true\n---\n"

# In this order: each may refine those before it.
_STYLE_SHEETS = ["postil.css", "pages.css", "vocabulary.css"]

_LEVELS = {"inform": logging.INFO, "warn": logging.WARNING, "fail": logging.ERROR}

# After other plugins: they may still change an article.
_LATE = -90
# They may add pages, and mkdocs-static-i18n (-100) sorts all of them by language.
_LAST = -110


class _Options(Config):  # type: ignore[no-untyped-call]
    """MkDocs wants a class of its own here; the options are those of `Settings`."""


class _Made(Page):
    """A generated page: there is no Markdown to read, its content comes when all pages are known.

    Setting up Python-Markdown with the extensions of a site takes longer than all else about a
    small page, and a large site has thousands of them.
    """

    def read_source(self, config: MkDocsConfig) -> None:
        """Says what the front matter of `File.generated` says."""
        self.markdown, self.meta = "", {"search": {"exclude": True}}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leaves the page empty."""
        self.content, self.toc = "", TableOfContents([])
        self.present_anchor_ids, self.links_to_anchors = set(), {}


class PostilPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call]
    """Merges articles with their annotations."""

    settings: Settings
    serving = False
    is_dirty = False
    """Whether pages are left as they are that did not change: `mkdocs build --dirty`."""
    surveying = False
    """Whether findings are only collected: see `survey_site`."""

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Checks the options of the plugin."""
        try:
            self.settings = Settings.model_validate(options)
        except SettingsError as error:
            known = Settings.model_fields
            errors: ConfigErrors = []
            for detail in error.errors():
                key = ".".join(map(str, detail["loc"]))
                message = detail["msg"]
                if detail["type"] == "extra_forbidden":
                    meant = nearest(key, known)
                    message = "unknown option" + (f"; did you mean '{meant}'?" if meant else "")
                errors.append((key, ValidationError(message)))
            return errors, []
        if self.settings.search == "pagefind":
            try:
                program()
            except PagefindError as error:
                return [("search", ValidationError(str(error)))], []
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Learns whether the site is served to its author or built for its readers."""
        self.serving = command == "serve"
        self.is_dirty = dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Forgets the last build."""
        self.root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        self.folder = self.root / self.settings.annotations
        self.pages = Pages(
            self.settings.claims,
            self.settings.sources,
            self.settings.cross_references,
            self.settings.evidence,
            self.settings.glossary,
            self.settings.search_page if self.settings.search == "pagefind" else "",
        )
        self._forget()
        return config

    def _forget(self) -> None:
        """Lets go of all that belongs to one build."""
        self.edition = Edition()
        self.is_pending = False
        self.lock = Lock()
        self.anchored: dict[str, AnchoredArticle] = {}
        self.articles: dict[str, str] = {}
        self.generated: dict[str, GeneratedPage] = {}
        self.own: set[str] = set()
        self.library = Library()
        self.library_problems: list[Problem] = []
        self.lets_go = self.lets_go_of_markdown = False
        self.cache = Cache()
        self.article_keys: dict[str, bytes] = {}
        self.fingerprints: Fingerprints | None = None
        self.conversions: Digest | None = None
        """What the conversion of all articles depends on; None where that cannot be known."""
        self.metadata: dict[str, str] = {}
        """For each article that is being built, what is to stand in its head."""
        self.failures = 0
        self.reported: set[Problem] = set()
        self.findings: list[tuple[str, Finding]] = []
        self.site: Site | None = None
        self.web: Web | None = None
        self.search: SearchIndex | None = None
        self.files = Files([])

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Loads and checks the annotations, before the last site is deleted."""
        if not self.folder.is_dir():
            return
        if self.settings.cache and not self.surveying:
            self.cache = Cache(self.root / self.settings.cache)
        self.library, self.library_problems = read_bibliography(
            self.settings.bibliography, self.root
        )
        with uncollected():
            self._load(get_files(config), config)
        if self.edition.problems and may_add_pages(config):
            # What is wrong may be no more than that another plugin has yet to make a page.
            found = self.edition
            self._load(get_files(config), config, complete=False)
            self.is_pending = not self.edition.problems
            self.edition = self.edition if self.is_pending else found
        self.lock = read_lock(self.folder / FILE_NAME, f"{self.settings.annotations}/{FILE_NAME}")
        if self.surveying:
            return
        for problem in (*self.library_problems, *self.lock.problems):
            log.warning(str(problem))
        self._stop_for_problems("nothing was built and the last site is as it was")

    def _load(self, files: Files, config: MkDocsConfig, *, complete: bool = True) -> None:
        docs = Path(config.docs_dir)
        name = docs.relative_to(self.root).as_posix() if docs.is_relative_to(self.root) else "docs"
        pages = [_without_suffix(f.src_uri) for f in files if f.is_documentation_page()]
        self.edition = load(
            self.folder, pages, self.root, name, self.library, complete=complete, cache=self.cache
        )

    def _stop_for_problems(self, state: str) -> None:
        for problem in self.edition.problems:
            log.error(str(problem))
        if count := len(self.edition.problems):
            raise Abort(
                f"Postil found {count} problem{'s' if count > 1 else ''} in the annotations; "
                f"{state}."
            )

    @event_priority(_LAST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the generated pages and the style sheet."""
        if self.is_pending:
            self._load(files, config)
            if self.edition.problems and self.surveying:
                return files
            self._stop_for_problems("the site was not built")
        if not self.edition:
            return files
        self.language = self.settings.language or str(
            config.theme.get("language") or config.theme.locale or "en"
        )
        self.pages = self.pages.below(language_folder(config))
        self.articles = {
            path: file.src_uri
            for file in files
            # The pages of a blog have none of the usual places until there is a navigation.
            if file.is_documentation_page() and (_is_included(file) or file.page)
            if (path := _without_suffix(file.src_uri)) in self.edition.articles
        }
        left_out = self.edition.articles.keys() - self.articles.keys()
        self.edition = replace(
            self.edition.without(left_out),
            vocabulary=translated(self.edition.vocabulary, self.language),
        )
        self.generated = generated(self.edition, self.pages)
        for path in self.generated:
            if files.get_file_from_path(path):
                self.own.add(path)
                continue
            file = File.generated(
                config, path, content=_GENERATED_MATTER, inclusion=InclusionLevel.NOT_IN_NAV
            )
            files.append(file)
        for name, text in bundle.files(self.edition.vocabulary).items():
            files.append(File.generated(config, f"{ASSET_FOLDER}/{name}", content=text))
        for name, text in downloads(self.edition, self.cache).items():
            uri = posixpath.join(posixpath.dirname(self.pages.sources), name)
            files.append(File.generated(config, uri, content=text))
        return files

    @event_priority(_LATE)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Makes the generated pages that the navigation does not list."""
        self._leave_out_unbuilt(files)
        if self.edition:
            self._prepare_conversions(config)
        listed = {page.file.src_uri for page in nav.pages}
        for path in self.generated.keys() - self.own - listed:
            _Made(None, files.src_uris[path], config)
        return nav

    def _leave_out_unbuilt(self, files: Files) -> None:
        """Leaves out the articles that turned out not to be built, such as drafts of a blog."""
        left = {
            path: src
            for path, src in self.articles.items()
            if (file := files.get_file_from_path(src)) and _is_included(file)
        }
        if len(left) < len(self.articles):
            gone = self.articles.keys() - left.keys()
            self.articles = left
            self.edition = self.edition.without({*self.edition.left_out, *gone})
            before, self.generated = self.generated, generated(self.edition, self.pages)
            for path in before.keys() - self.generated.keys() - self.own:
                files.remove(files.src_uris[path])

    def _prepare_conversions(self, config: MkDocsConfig) -> None:
        extensions, options = config.markdown_extensions, config.mdx_configs
        # Now, since extensions may change their options while they work.
        self.extensions = fingerprints.of_extensions(extensions, options, self.root)
        keeps = self.settings.cache and not self.surveying
        is_known = _is_host_unchanged() and is_settled(extensions, options)
        if keeps and is_known and fingerprints.is_as_first(self.root, self.extensions):
            host = logging.getLogger(Page.__module__)
            levels = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
            self.conversions = Digest(
                programs(),
                self.extensions,
                *fingerprints.own_programs(),
                fingerprints.said([config.use_directory_urls, config.validation]),
                # Where it is not said what is wrong, nobody knows whether anything is.
                *(str(level) for level in levels if host.isEnabledFor(level)),
            )

    @event_priority(_LAST)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Sees to it that an article that is as it was is not converted again."""
        is_article = _without_suffix(page.file.src_uri) in self.edition.articles
        # Other plugins have pages of their own, or render some in their own way.
        is_usual = type(page) is Page and "render" not in vars(page)
        if is_article and is_usual and self.conversions:
            page.render = partial(self._convert, page)  # type: ignore[method-assign]
        return markdown

    def _convert(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Does what `Page.render` does, or what it did for the last build."""
        del page.render
        assert self.conversions is not None and page.markdown is not None
        # Other plugins may set options for a page.
        options = fingerprints.said([config.markdown_extensions, config.mdx_configs])
        key = self.conversions.key(str(answer(page.file)), options, page.markdown)
        try:
            conversion = Conversion.of(self.cache.get_texts(key) or ())
            if conversion.is_of(files):
                _restore(page, conversion, files)
                return
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        asked = Asked(files)
        with listening() as said:
            page.render(config, asked)  # type: ignore[arg-type]
        # An author hears at every build of what is wrong.
        if asked.is_complete and not said:
            self.cache.put_texts(key, _converted(page, asked).texts())

    @event_priority(_LATE)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Finds the passages of an article; its HTML stays as it is."""
        article = self.edition.articles.get(_without_suffix(page.file.src_uri))
        if article:
            anchored, key = self._anchored(article, html, page)
            self.anchored[article.path], self.article_keys[article.path] = anchored, key
            for finding in findings(anchored, page.present_anchor_ids or ()):
                self.findings.append((article.path, finding))
                if not self.surveying:
                    self._report(finding)
        return html

    @event_priority(_LATE)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """All pages are known: prepares the rendering of notes and generated pages."""
        if self.edition:
            keep_in_memory()
            pages = [file.page for file in files.documentation_pages() if file.page]
            articles = self.edition.articles
            self.anchored = {p: self.anchored[p] for p in articles if p in self.anchored}
            self.site = Site(
                edition=self.edition,
                anchored=self.anchored,
                article_pages=self.articles,
                titles={page.file.src_uri: unescape(str(page.title)) for page in pages},
                addresses=Addresses({file.src_uri: file.url for file in files}),
                pages=self.pages,
                markdown=NoteMarkdown(
                    config.markdown_extensions, config.mdx_configs, self.settings.note_extensions
                ),
                name=config.site_name,
                language=self.language,
                citation_style=self.settings.citation_style,
                root=self.root,
                cache=self.cache,
                serving=self.serving,
                overrides=FileSystemLoader(config.theme.dirs),
            )
            for path in self.generated.keys() - self.own:
                page = files.src_uris[path].page
                if page is None:
                    continue
                if self.generated[path].kind != "cross-references":
                    # Tables want the room; there is next to nothing to list beside them.
                    page.meta.setdefault("hide", ["toc"])
                if "title" not in page.meta:
                    # Themes print titles as HTML.
                    page.meta["title"] = escape(title(self.site, self.generated[path]), quote=False)
            self.web = self._web(self.site, config.site_url or "")
            self.lets_go = not reads_pages_later(config)
            self.lets_go_of_markdown = self.lets_go and not reads_other_pages(config)
            self.fingerprints = Fingerprints(
                self.site,
                self.article_keys,
                self.settings.model_dump_json(),
                config.site_url or "",
                self.extensions,
                *fingerprints.own_programs(),
            )
            share_shells(env, lambda page: isinstance(page, _Made))
            self.search = search_index(
                config.plugins.values(),
                is_read_later=self.is_dirty or reads_search_index_later(config),
            )
            if self.settings.search == "pagefind":
                if self.search:
                    log.warning("Pagefind searches this site; take 'search' out of 'plugins:'")
                self.search = PagefindIndex()
            self.files = files
        return env

    @event_priority(_LATE)
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Puts marks and notes into an article, and content into a generated page."""
        src = page.file.src_uri
        path = _without_suffix(src)
        if self.site is None:
            return context
        is_searched = not (page.meta.get("search") or {}).get("exclude")
        if is_searched and isinstance(self.search, PagefindIndex):
            html, article = page.content or "", path in self.site.anchored
            self._index(text_entries(self.site, src, html, article=article))
        if path in self.site.anchored:
            output = self._article(page, path, config)
            page.content = output.html
            self.metadata[src] = output.head
        elif src in self.generated:
            output = self._generated(page)
            page.content = f"{page.content}\n{output.html}" if src in self.own else output.html
            if src not in self.own:
                page.toc = TableOfContents(
                    [AnchorLink(text, id, 2) for id, text in output.headings]
                )
        else:
            return context
        if is_searched or src in self.generated:
            self._index(output.entries)
        self._register(page, output)
        return context

    def _article(self, page: Page, path: str, config: MkDocsConfig) -> Output:
        """The output for an article; the file of its annotations is written."""
        site, keys = self.site, self.fingerprints
        assert site is not None and keys is not None
        anchored, own = site.anchored[path], self.article_keys[path]
        if page.content != anchored.html:
            # Another plugin changed the page since it was rendered.
            anchored, own = self._anchored(anchored.article, page.content or "", page)
        at = self._beside(page)
        published = fingerprints.said([page.meta, page.canonical_url, at])
        key = keys.of_article_page(path, own, published)
        output = self._kept(
            key, lambda: article_output(site, anchored, *self._published(page, anchored, config))
        )
        write_file(
            output.annotations.encode("utf-8", "replace"), str(Path(config.site_dir) / unquote(at))
        )
        site.anchored[path] = site.anchored[path].without_text()
        return output

    def _generated(self, page: Page) -> Output:
        """The output for a generated page."""
        site, keys = self.site, self.fingerprints
        assert site is not None and keys is not None
        about, titled = self.generated[page.file.src_uri], page.file.src_uri not in self.own
        key = keys.of_generated(about, str(titled))
        return self._kept(key, lambda: page_output(site, about, titled=titled))

    def _completed(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Adds style sheets and metadata to the head, on the pages that need them and no other."""
        if self.site is None:
            return output
        src = page.file.src_uri
        if self.pages.search:
            address = get_relative_url(self._url(self.pages.search), page.url)
            output = with_search_link(output, address, self.site.say("search"))
        is_article = _without_suffix(src) in self.site.anchored
        is_ours = is_article or src in self.generated
        # A page that is swapped in does not wait for style sheets: all are to be there already.
        is_swapped_in = "navigation.instant" in (config.theme.get("features") or ())
        if not (is_ours or is_swapped_in):
            return output
        needs_all = is_swapped_in or not is_article
        names = [name for name in _STYLE_SHEETS if needs_all or name != "pages.css"]
        links = "".join(
            f'<link rel="stylesheet" href="{escape(address)}">'
            for name in names
            if (address := get_relative_url(f"{ASSET_FOLDER}/{name}", page.url))
        )
        metadata = self.metadata.pop(src, "") if is_article else ""
        output = mended(output) if is_ours else output
        return output.replace("</head>", f"{links}{metadata}</head>", 1)

    @event_priority(_LAST)
    def _let_go(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Forgets the texts of a page that is done: those of a thousand take most memory."""
        if self.lets_go:
            page.content = ""
            # A blog makes excerpts of its posts, which are pages of its own kind.
            if self.lets_go_of_markdown and type(page) is Page:
                page.markdown = ""
        return output

    on_post_page = CombinedEvent(_completed, _let_go)

    @event_priority(_LATE)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Writes what is found by the search. Fails the build, after the site was written, where an
        option asks for it."""
        self.cache.close()
        failures = self.failures
        try:
            if self.search:
                self.search.write(Path(config.site_dir), self.language)
        except PagefindError as error:
            raise Abort(str(error)) from error
        finally:
            # The garbage collector would take three times as long over it, when the program ends.
            self._forget()
            let_go()
        if failures:
            raise Abort(f"Postil: {failures} passage(s) need your attention; see above.")

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Builds again when an annotation changes."""
        watched = [self.folder, *(self.root / path for path in self.settings.bibliography)]
        for path in filter(Path.exists, watched):
            server.watch(str(path))
        return server

    def _anchored(self, article: Article, html: str, page: Page) -> tuple[AnchoredArticle, bytes]:
        """The article with its passages; if the site wants them, with the first uses of terms.
        And its key."""
        taken = page.present_anchor_ids or () if self.settings.mark_terms else ()
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

    def _kept(self, key: bytes, make: Callable[[], Output]) -> Output:
        """What was made for a page when all was as it is now; else it is made, and kept unless
        something is wrong with it, of which its author is to be told at every build."""
        assert self.site is not None
        try:
            return Output.of(self.cache.get_texts(key) or ())
        except (TypeError, ValueError):
            output = make()
        for problem in self.site.problems:
            # A text is rendered for every page that shows it.
            if problem not in self.reported:
                self.reported.add(problem)
                log.warning(str(problem))
        if not self.site.problems:
            self.cache.put_texts(key, output.texts())
        self.site.problems.clear()
        return output

    def _web(self, site: Site, root: str) -> Web:
        return Web(
            article=lambda path: root + self._url(self.articles[path]),
            source=lambda id: root + self._url(site.source_pages[id]),
            term=lambda id: f"{root}{self._url(self.pages.glossary)}#{id}",
        )

    def _published(
        self, page: Page, anchored: AnchoredArticle, config: MkDocsConfig
    ) -> tuple[str, str]:
        """What the head of an article says, and the file of its annotations."""
        assert self.site is not None and self.web is not None
        root, web = config.site_url or "", self.web
        article = publication(
            page.meta,
            title=self.site.titles[page.file.src_uri],
            url=page.canonical_url or page.url,
            language=self.language,
            site=config.site_name,
        )
        at = self._beside(page)
        return (
            head(anchored, self.edition, article, web, posixpath.basename(at)),
            annotation_file(anchored, self.edition, article, web, root + at),
        )

    def _beside(self, page: Page) -> str:
        """The address of the file of an article's annotations: beside its page."""
        folder, name = posixpath.split(page.url)
        stem = f"{name.removesuffix('.html')}." if name else ""
        return posixpath.join(folder, f"{stem}annotations.jsonld")

    def _url(self, src: str) -> str:
        assert self.site is not None
        url = self.site.addresses.of(src)
        return "" if url in (".", "./") else url

    def _report(self, finding: Finding) -> None:
        weight = self.settings.weight(finding.kind)
        self.failures += weight == "fail"
        log.log(_LEVELS[weight], str(finding.problem))

    def _register(self, page: Page, output: Output) -> None:
        """Tells MkDocs the ids and links of a page, so that its own strict mode checks them."""
        ids = Names((*(page.present_anchor_ids or ()), *output.ids))
        page.present_anchor_ids = ids  # type: ignore[assignment]
        links = page.links_to_anchors if page.links_to_anchors is not None else {}
        for to, fragment in output.links:
            file = self.files.src_uris.get(to)
            # MkDocs keeps the links of all pages until the end. Most lead back, to ids that are
            # known by now.
            if file and not (file.page and fragment in (file.page.present_anchor_ids or ())):
                links.setdefault(file, {})[fragment] = f"{to}#{fragment}"
        page.links_to_anchors = links

    def _index(self, entries: Iterable[SearchEntry]) -> None:
        """Adds entries to the index of the search plugin, if the site has one."""
        if self.search is None:
            return
        for entry in entries:
            url = self._url(entry.page)
            location = f"{url}#{entry.fragment}" if entry.fragment else url
            self.search.add(location, entry)


def survey_site(config_file: Path) -> Survey:
    """Looks at a site as a build would see it, without writing anything.

    Runs the hooks of all plugins up to the rendering of the annotated articles, then renders
    their notes. Raises SurveyError when the site has no usable configuration.
    """
    with _quiet():
        plugin, config = _configured(config_file)
        plugin.surveying = True
        try:
            _render_articles(plugin, config)
        finally:
            # MkDocs keeps plugins that know `on_startup` for the next configuration.
            plugin.surveying = False
    return Survey(
        root=plugin.root,
        folder=plugin.folder,
        edition=plugin.edition,
        lock=plugin.lock,
        anchored=plugin.anchored,
        findings=tuple(plugin.findings),
        problems=(*plugin.library_problems, *(plugin.site.problems if plugin.site else ())),
    )


def cache_folder(config_file: Path) -> Path | None:
    """The folder in which builds of a site keep what they have made; None where they keep nothing.
    Raises SurveyError when the site has no usable configuration."""
    with _quiet():
        plugin, _ = _configured(config_file)
    cache = plugin.settings.cache
    return config_file.resolve().parent / cache if cache else None


def _configured(config_file: Path) -> tuple[PostilPlugin, MkDocsConfig]:
    """The plugin as a site configures it. Raises SurveyError when there is no such thing."""
    if not config_file.is_file():
        raise SurveyError(
            f"there is no {config_file} here; go to the folder of the site, or name its "
            "configuration with --config-file"
        )
    try:
        with listening(logging.ERROR) as errors:
            config = load_config(str(config_file))
    except (Abort, ConfigurationError) as error:
        raise SurveyError(f"{config_file}: {' '.join(errors) or error}") from error
    plugin = next((p for p in config.plugins.values() if isinstance(p, PostilPlugin)), None)
    if plugin is None:
        raise SurveyError(f"{config_file} does not list the plugin 'postil' under 'plugins:'")
    return plugin, config


def _render_articles(plugin: PostilPlugin, config: MkDocsConfig) -> None:
    """Runs the hooks of a build as far as the annotated articles and their notes."""
    hooks = config.plugins
    hooks.on_startup(command="build", dirty=False)
    try:
        config = hooks.on_config(config)
        hooks.on_pre_build(config=config)
        if plugin.edition and not plugin.edition.problems:
            files = get_files(config)
            files.add_files_from_theme(config.theme.get_env(), config)
            files = hooks.on_files(files, config=config)
            if plugin.edition.problems:
                return
            set_exclusions(files, config)
            hooks.on_nav(get_navigation(files, config), config=config, files=files)
            for src in plugin.articles.values():
                file = files.get_file_from_path(src)
                assert file is not None and file.page is not None
                _populate_page(file.page, config, files, dirty=False)
            plugin.on_env(config.theme.get_env(), config=config, files=files)
            assert plugin.site is not None
            for anchored in plugin.anchored.values():
                annotated(plugin.site, anchored)
    finally:
        hooks.on_shutdown()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps what MkDocs says about the site from the report of what Postil found."""
    logger = logging.getLogger("mkdocs")
    handler, propagate = logging.NullHandler(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


def _converted(page: Page, asked: Asked) -> Conversion:
    """What was made of a page's Markdown."""
    links = page.links_to_anchors or {}
    return Conversion(
        html=page.content or "",
        title=page._title_from_render,
        contents=[_token(link) for link in page.toc],
        ids=frozenset(page.present_anchor_ids or ()),
        links={file.src_uri: fragments for file, fragments in links.items()},
        answers=asked.answers,
    )


def _restore(page: Page, conversion: Conversion, files: Files) -> None:
    """Leaves a page as its conversion did."""
    page.content = conversion.html
    page.toc = get_toc(conversion.contents)  # type: ignore[arg-type]
    page._title_from_render = conversion.title
    page.present_anchor_ids = set(conversion.ids)
    page.links_to_anchors = {
        files.src_uris[path]: dict(links) for path, links in conversion.links.items()
    }


def _is_host_unchanged() -> bool:
    """Whether pages are rendered by the host's own functions, and none that a plugin has put in
    their place."""
    links = _RelativePathTreeprocessor
    functions = (Page.render, links.run, links.path_to_url)
    return all(function.__module__ == Page.__module__ for function in functions)


def _token(link: AnchorLink) -> dict[str, Any]:
    children = [_token(child) for child in link.children]
    return {"name": link.title, "id": link.id, "level": link.level, "children": children}


def _is_included(file: File) -> bool:
    return bool(file.inclusion.is_included())  # type: ignore[no-untyped-call]


# Asked for in each hook of each page.
@lru_cache(maxsize=10_000)
def _without_suffix(src: str) -> str:
    return composed(str(PurePosixPath(src).with_suffix("")))
