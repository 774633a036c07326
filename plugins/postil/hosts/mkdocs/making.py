"""One build under MkDocs: hands its files and pages to a `Build`, and back.

All annotations are loaded and checked before MkDocs empties its output folder; each annotated
article is searched for its passages as soon as it is rendered; when all pages are known, marks,
notes and generated pages are put in, page by page, after the search plugin has read the article
and before the template is filled.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jinja2 import FileSystemLoader
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url, is_error_template, write_file

from postil.build.books import ReadSite
from postil.build.build import ArticlePage, Build, Surroundings
from postil.build.configuration import listed_pages
from postil.build.matter import complaints
from postil.build.offprints import offprints
from postil.edition.edition import Edition
from postil.edition.problems import Problem
from postil.edition.yamlfile import undecodable
from postil.keeping.saving import save_changed
from postil.rendering.addresses import Addresses, beside
from postil.rendering.material import mended, with_search_link
from postil.rendering.navigation import Sections
from postil.rendering.searching.index import PagefindIndex, SearchIndex, search_index
from postil.rendering.searching.pagefind import PagefindError
from postil.rendering.shell import share_shells
from postil.rendering.standing import standing

from .conversions import Conversions
from .copies import Copies
from .hits import keep_hits
from .neighbours import (
    changes_pages_as_written,
    changes_pages_late,
    folder_of_material,
    has_no_navigation,
    is_locked,
    language_folder,
    may_add_pages,
    reads_other_pages,
    reads_pages_later,
    reads_search_index_later,
    tell_of,
)
from .pages import (
    MadePage,
    append,
    contents,
    is_included,
    is_searched,
    made_file,
    register,
    without_suffix,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig

    from postil.build.output import Output
    from postil.build.settings import Settings, Weight
    from postil.rendering.searching.entries import SearchEntry

# MkDocs counts warnings below this name, and fails a strict build by them.
log = logging.getLogger("mkdocs.plugins.postil")

_LEVELS = {"inform": logging.INFO, "warn": logging.WARNING, "fail": logging.ERROR}


class StoppedError(Abort):
    """The annotations have problems: nothing can be built from them."""

    def __init__(self, problems: tuple[Problem, ...], state: str) -> None:
        count = len(problems)
        super().__init__(
            f"Postil found {count} problem{'s' if count > 1 else ''} in the annotations; {state}."
        )
        self.problems = problems


class SiteBuild:
    """One build of a site under MkDocs."""

    def __init__(
        self, config: MkDocsConfig, settings: Settings, *, serving: bool, surveying: bool
    ) -> None:
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        docs = Path(config.docs_dir)
        self.config = config
        self.build = Build(
            root,
            settings,
            docs=docs.relative_to(root).as_posix() if docs.is_relative_to(root) else "docs",
            configuration=Path(config.config_file_path or "mkdocs.yml").resolve(),
            serving=serving,
            surveying=surveying,
            report=_say_nothing if surveying else self._log,
        )
        self._packages: dict[str, File] = {}
        """The files for learning platforms, by path."""
        self._copies = Copies(config, root / settings.cache if settings.cache else None)
        self.own: set[str] = set()
        """Pages of the site's own that stand where we would generate one."""
        self.stopped: tuple[Problem, ...] = ()
        """Problems for which a site that is served was built without its annotations."""
        self.collected: dict[str, tuple[str, Collection[str]]] | None = None
        """Where what is read is put, instead of being searched for passages; see `Rewriting`."""
        self._read: dict[str, tuple[Any, ...]] = {}
        """What MkDocs knew of a page when all were read, for pages to be made again."""
        self.conversions: Conversions | None = None
        self.files = Files([])
        self.nav: Navigation | None = None
        """The navigation; None where a look at a site did not get as far."""
        self.search: SearchIndex | None = None
        self._listed: set[str] = set()
        """The pages that the navigation lists, as MkDocs or another plugin has made it."""
        self.warnings = 0
        """How many warnings there were: MkDocs counts none while it is quiet."""
        self._heads: dict[str, str] = {}
        """For each article that is being built, what is to stand in its head."""
        self._marked: dict[str, Mapping[str, str]] = {}
        """For each article that is being built, the words of its passages as they were marked."""
        self._lets_go = self._lets_go_of_markdown = self._looks_back = False

    def _log(self, weight: Weight, problem: Problem) -> None:
        """Says what is wrong. What fails a strict build is said even where it is to be quiet."""
        self._say(_LEVELS[weight], str(problem))

    def _say(self, level: int, text: str) -> None:
        self.warnings += level >= logging.WARNING
        is_silenced = level == logging.WARNING and not log.isEnabledFor(level)
        log.log(logging.ERROR if is_silenced and self.config.strict else level, text)

    def load(self, *, are_dirty: bool = False, goes_on: bool = False) -> None:
        """Loads the annotations. Raises StoppedError where they have problems, unless the build
        `goes_on` without them."""
        build = self.build
        build.load(
            _articles(get_files(self.config)),
            # What is wrong may be no more than that another plugin has yet to make a page.
            are_all=not may_add_pages(self.config),
        )
        if build.folder.is_dir():
            build.examine(self.config.markdown_extensions, self.config.mdx_configs)
        if build.surveying:
            return
        for problem in build.problems:
            self._log("warn", problem)
        for remark in build.library.remarks:
            self._log("inform", remark)
        if goes_on and build.edition.problems:
            self.stopped = build.edition.problems
            for problem in self.stopped:
                log.error(str(problem))
            build.edition = Edition()
        self._stop_for_problems("nothing was built and the last site is as it was")
        if are_dirty and build.edition:
            raise Abort(
                "Postil: the pages of an annotated site show what stands on others, so --dirty "
                "would leave old words on them; leave it out (what has not changed since the last "
                "build is not made anew anyhow)."
            )

    def _stop_for_problems(self, state: str) -> None:
        problems = self.build.edition.problems
        for problem in problems:
            log.error(str(problem))
        if problems:
            raise StoppedError(problems, state)

    def add_files(self, files: Files) -> None:
        """Adds the generated pages, the style sheets and the scripts."""
        build, config = self.build, self.config
        build.reload(_articles(files))
        if not build.surveying:
            self._stop_for_problems("the site was not built")
        if not build.edition:
            return
        before = {*files.src_uris}
        articles = {
            without_suffix(file.src_uri): file.src_uri
            for file in files
            # The pages of a blog have none of the usual places until there is a navigation.
            if file.is_documentation_page() and (is_included(file) or file.page)
        }
        if unread := dict(self._unreadable(articles, files)):
            build.refuse(unread)
            if not build.surveying:
                self._stop_for_problems("the site was not built")
        language = str(config.theme.get("language") or config.theme.locale or "en")
        build.choose(articles, language, language_folder(config), listed_pages(config.nav))
        self.own = {path for path in build.generated if files.get_file_from_path(path)}
        wanted = {*build.pages.wanted}
        for path in build.generated:
            if path not in self.own:
                files.append(file := self._copies.put(made_file(config, path)))
                if path not in wanted:
                    # Else MkDocs makes a page of it that we would have to make again.
                    MadePage(None, file, config)
        if not build.edition.problems:
            root = (config.site_url or "").rstrip("/")

            def address_of(page: str) -> str:
                return f"{root}/{files.src_uris[page].url}" if root else ""

            for path, text in build.files(address_of).items():
                files.append(self._copies.put(File.generated(config, path, content=text)))
            for path in build.package_paths(has_address=bool(root)):
                # Pages link to them, and only when all pages are known they can be made.
                self._packages[path] = File.generated(config, path, content=b"")
                files.append(self._packages[path])
        added = [file for file in files if file.src_uri not in before]
        if any(hasattr(file, "alternates") for file in files):
            # Beside a blog, mkdocs-static-i18n asks ours, too, for those in other languages.
            for file in added:
                vars(file).setdefault("alternates", {})
        tell_of(config, added)

    def _unreadable(
        self, articles: Mapping[str, str], files: Files
    ) -> Iterator[tuple[str, Problem]]:
        """The annotated articles that are no text, each with what is wrong: MkDocs ends there."""
        for path in self.build.edition.articles.keys() & articles.keys():
            src = articles[path]
            file = files.src_uris[src]
            with suppress(OSError):
                if file.abs_src_path and (
                    wrong := undecodable(Path(file.abs_src_path).read_bytes())
                ):
                    place = f"{self.build.docs}/{src}", wrong.line, wrong.column
                    yield path, Problem(*place, wrong.what, wrong.advice)

    def add_pages(self, nav: Navigation, files: Files) -> None:
        """Makes the generated pages that the navigation does not list."""
        self.nav, build = nav, self.build
        # Such as drafts of a blog.
        unbuilt = {
            path
            for path, src in build.articles.items()
            if not ((file := files.get_file_from_path(src)) and is_included(file))
        }
        if unbuilt:
            self._leave_out(unbuilt, files)
        if build.edition:
            self.conversions = Conversions(self.config, build.root, build.cache)
        self._listed = listed = {page.file.src_uri for page in nav.pages}
        for path in build.generated.keys() - self.own - listed:
            if not isinstance(files.src_uris[path].page, MadePage):
                MadePage(None, files.src_uris[path], self.config)
        if build.generated and has_no_navigation(self.config):
            for path in build.pages.overviews:
                page = files.src_uris[path].page if path in build.generated else None
                if page and path not in listed:
                    append(nav, page)

    def _leave_out(self, articles: Collection[str], files: Files) -> None:
        """Leaves out articles, and the pages that would tell of nothing else."""
        before = self.build.generated
        self.build.leave_out(articles)
        for path in before.keys() - self.build.generated.keys() - self.own:
            files.remove(files.src_uris[path])

    def prepare(self, page: Page) -> None:
        """Sees to it that an article that is as it was is not converted again, and that its front
        matter is no other than a theme can deal with."""
        if without_suffix(page.file.src_uri) in self.build.edition.articles:
            name = f"{self.build.docs}/{page.file.src_uri}"
            found = [*complaints(page.file.content_string, name)]
            for complaint in found:
                page.meta.pop(complaint.key, None)
            path = without_suffix(page.file.src_uri)
            self.build.complain(path, [complaint.problem for complaint in found])
        if self.conversions and without_suffix(page.file.src_uri) in self.build.edition.articles:
            self.conversions.prepare(page)

    def read(self, page: Page, html: str) -> None:
        """Finds the passages of an article."""
        path = without_suffix(page.file.src_uri)
        if path not in self.build.edition.articles:
            return
        ids = page.present_anchor_ids or ()
        if self.collected is not None:
            self.collected[path] = html, ids
        else:
            self.build.read(path, html, ids)

    def complete(self, env: Environment, files: Files) -> None:
        """All pages are known: prepares the rendering of notes and generated pages."""
        build, config = self.build, self.config
        self.files = files
        if not build.edition:
            return
        assert self.conversions is not None
        locked = [path for path, src in build.articles.items() if is_locked(files.src_uris[src])]
        if locked:
            build.withhold(*locked)
            self._leave_out(locked, files)
        pages = [file.page for file in files.documentation_pages() if file.page]
        build.complete(
            Surroundings(
                name=config.site_name,
                titles={page.file.src_uri: unescape(str(page.title)) for page in pages},
                addresses=Addresses({file.src_uri: file.url for file in files}),
                # mike takes the slash at its end away.
                address=f"{config.site_url.rstrip('/')}/" if config.site_url else "",
                extensions=config.markdown_extensions,
                configs=config.mdx_configs,
                templates=FileSystemLoader(config.theme.dirs),
                matters={page.file.src_uri: page.meta for page in pages},
                writes_editions=True,
                state=self.conversions.extensions,
                writes_files=True,
            )
        )
        for path in build.generated.keys() - self.own:
            if page := files.src_uris[path].page:
                self._set_matter(page, path)
        self._lets_go = not build.serving and not reads_pages_later(config)
        self._lets_go_of_markdown = self._lets_go and not reads_other_pages(config)
        self._looks_back = changes_pages_as_written(config)
        # Another plugin could change what sections show while pages are written.
        theme = None if changes_pages_late(config) else folder_of_material()
        share_shells(env, self._is_unlisted, Sections(theme) if theme else None)
        self.search = search_index(
            config.plugins.values(),
            is_read_later=reads_search_index_later(config, build.settings.page_by_page),
            is_served=build.serving,
        )
        keep_hits(config.plugins.values(), build.cache)
        if build.settings.search == "pagefind":
            if self.search:
                what = "Pagefind searches this site; take 'search' out of 'plugins:'"
                self._say(logging.WARNING, what)
            self.search = PagefindIndex()
        if not build.surveying:
            for path, data in build.packages().items():
                self._packages[path].content_bytes = data
                self._copies.put(self._packages[path])
        self.env = env
        if build.serving:
            for page in pages:
                self.note(page)

    def _is_unlisted(self, page: Any) -> bool:
        """Whether a page is a generated one that stands in no navigation."""
        return isinstance(page, MadePage) and page.file.src_uri not in self._listed

    def note(self, page: Page) -> None:
        """Notes what was read of a page, so that it can be made again from it."""
        links = {file: dict(found) for file, found in (page.links_to_anchors or {}).items()}
        self._read[page.file.src_uri] = page.content, page.toc, page.present_anchor_ids, links

    def text(self, page: Page) -> str:
        """The HTML of a page as it was read, without notes."""
        read = self._read.get(page.file.src_uri)
        return str((read[0] if read else page.content) or "")

    def recall(self, page: Page) -> None:
        """Leaves a page as it was read."""
        page.content, page.toc, page.present_anchor_ids, links = self._read[page.file.src_uri]
        page.links_to_anchors = {file: dict(found) for file, found in links.items()}

    def _set_matter(self, page: Page, path: str) -> None:
        if self.build.generated[path].kind != "cross-references":
            # Tables want the room; there is next to nothing to list beside them.
            page.meta.setdefault("hide", ["toc"])
        if "title" not in page.meta:
            # Themes print titles as HTML.
            page.meta["title"] = escape(self.build.title(path), quote=False)

    def fill(self, page: Page) -> None:
        """Puts marks and notes into an article, and content into a generated page."""
        build, src = self.build, page.file.src_uri
        if build.site is None:
            return
        if self.search:
            self.search.begin(src)
        path = without_suffix(src)
        if build.surveying:
            build.reread(path, page.content or "", page.present_anchor_ids or ())
            return
        is_article, is_made = path in build.anchored, src in build.generated
        if is_searched(page) and isinstance(self.search, PagefindIndex):
            self._index(build.text_entries(src, page.content or "", article=is_article))
        if is_article:
            output = self._fill_article(page, path)
        elif is_made:
            output = self._fill_made(page)
        else:
            page.content = build.continued(page.content or "", page.url)
            return
        if is_made or is_searched(page):
            self._index(output.entries)
        register(page, output, self.files)

    def _fill_article(self, page: Page, path: str) -> Output:
        """The files beside it are written, too."""
        ids, html = page.present_anchor_ids or (), page.content or ""
        address = page.canonical_url or ""
        about = ArticlePage(path, html, page.url, address, page.meta, ids)
        output = self.build.article(about)
        for url, text in self.build.article_files(about, output):
            self._write(url, text)
        page.content = output.html
        if self._looks_back:
            self._marked[page.file.src_uri] = standing(output.html)
        self._heads[page.file.src_uri] = output.head
        return output

    def _write(self, url: str, text: str) -> None:
        at, data = Path(self.config.site_dir, unquote(url)), text.encode("utf-8", "replace")
        if self.build.serving:
            # Somebody may be reading the old one.
            save_changed(at, data, lasting=False)
        else:
            write_file(data, str(at))

    def _fill_made(self, page: Page) -> Output:
        src = page.file.src_uri
        output = self.build.page(src, titled=src not in self.own)
        for name, text in output.files:
            self._write(beside(page.url, name), text)
        self._heads[src] = output.head
        if src in self.own:
            page.content = f"{page.content}\n{output.html}"
        else:
            page.content, page.toc = output.html, contents(output.headings)
        return output

    def _index(self, entries: Iterable[SearchEntry]) -> None:
        """Adds entries to the index of the search plugin, if the site has one."""
        if self.search is None:
            return
        for entry in entries:
            url = self.build.url(entry.page)
            location = f"{url}#{entry.fragment}" if entry.fragment else url
            self.search.add(location, entry)

    def finish(self, output: str, page: Page) -> str:
        """Adds style sheets and metadata to the head, on the pages that need them and no other. To
        those who judge first the search tells nothing of it on any page."""
        build, src = self.build, page.file.src_uri
        if build.site is None:
            return output
        if build.pages.search:
            address = get_relative_url(build.url(build.pages.search), page.url)
            output = with_search_link(output, address, build.site.say("search"))
        is_article = without_suffix(src) in build.anchored
        is_ours = is_article or src in build.generated
        # A page that is swapped in does not wait for style sheets: all are to be there already.
        is_swapped_in = "navigation.instant" in (self.config.theme.get("features") or ())
        if not (is_ours or is_swapped_in):
            return self._veiled(output, page.url)
        links = build.style_sheets(page.url, are_all=is_swapped_in or not is_article)
        head = links + self._heads.pop(src, "")
        return mended(output, head) if is_ours else output.replace("</head>", f"{head}</head>", 1)

    def finish_template(self, output: str, name: str) -> str:
        """The same for a page that a theme makes by itself: one for an address that leads nowhere,
        which is shown at that address; or for what its search finds, and that tells nothing to
        those either who chose themselves to judge first."""
        if self.build.site is None or not name.endswith(".html"):
            return output
        root = urlsplit(self.config.site_url or "/").path or "/"
        url = root if is_error_template(name) else name
        return self._veiled(output, url)

    def _veiled(self, output: str, url: str) -> str:
        """A page that is none of ours, whose search tells nothing to those who judge first: of
        texts that ask for it, or, where they chose so themselves, of any."""
        veil = self.build.veil(url)
        return output.replace("</head>", f"{veil}</head>", 1) if veil else output

    def look_back(self, output: str, page: Page) -> None:
        """Compares the marks on a page that is about to be written with those that were set."""
        src = page.file.src_uri
        if marked := self._marked.pop(src, None):
            self.build.compare(without_suffix(src), marked, standing(output))

    def let_go(self, page: Page) -> None:
        """Forgets the texts of a page that is done: those of a thousand take most memory."""
        if self._lets_go:
            page.content = ""
            # A blog makes excerpts of its posts, which are pages of its own kind.
            if self._lets_go_of_markdown and type(page) is Page:
                page.markdown = ""

    def close(self) -> None:
        """Writes what other programs are told, what is found by the search, and editions. Raises
        Abort where the search cannot be written."""
        try:
            for path, pieces in self.build.files_for_others():
                at = Path(self.config.site_dir, path)
                at.parent.mkdir(parents=True, exist_ok=True)
                with at.open("wb") as file:
                    file.writelines(piece.encode("utf-8", "replace") for piece in pieces)
            self._write_editions()
            if self.search:
                self.search.write(Path(self.config.site_dir), self.build.language)
        except PagefindError as error:
            raise Abort(str(error)) from error
        finally:
            self._copies.delete()
            self.build.close()

    def _write_editions(self) -> None:
        """Writes the editions that the options ask for, and says what is missing in them."""
        order = tuple(page.file.src_uri for page in self.nav.pages) if self.nav else ()
        site = ReadSite(self.build, Path(self.config.docs_dir), order)
        told = set()
        for offprint in offprints(site):
            path = unquote(offprint.address)
            if offprint.made is None:
                self._say(logging.WARNING, f"{path} is not made: {offprint.why}")
                continue
            write_file(offprint.made.data, str(Path(self.config.site_dir, path)))
            for remark in offprint.made.remarks:
                # What is missing in one of a text is missing in that of all.
                if (known := (Path(path).suffix, remark)) not in told:
                    told.add(known)
                    self._say(logging.INFO, f"{path}: {remark}")

    @property
    def verdict(self) -> str:
        """Why the build has failed, now that the site is written; empty if it has not. An author
        who writes sees it on the page."""
        if self.build.serving:
            return ""
        if self.config.strict and (count := self.warnings):
            return f"Postil: {count} warning{'' if count == 1 else 's'} in strict mode."
        if failures := self.build.failures:
            return f"Postil: {failures} passage(s) need your attention; see above."
        return ""


def _articles(files: Files) -> list[str]:
    """The paths of all pages, without suffix."""
    return [without_suffix(file.src_uri) for file in files if file.is_documentation_page()]


def _say_nothing(weight: Weight, problem: Problem) -> None:
    """The survey reports by itself."""
