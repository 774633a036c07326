"""A build without a host: a folder of Markdown files, which Python-Markdown converts.

For hosts that run Python-Markdown and no plugins. The host converts the articles, each by itself,
with `postil.markdown`, which asks here what stands on their pages; and it builds the generated
pages from files that are written here. So the texts of all articles are converted here, too: a
note shows the passages of others.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

from markdown import Markdown

from postil.edition.model import composed
from postil.edition.problems import Problem
from postil.keeping.cache import Digest, programs
from postil.rendering.addresses import Addresses, relative
from postil.rendering.searching.entries import SearchEntry
from postil.rendering.site import ASSET_FOLDER

from . import fingerprints, loaded
from .build import ArticlePage, Build, Surroundings
from .configuration import Configuration, ConfigurationError
from .matter import matter_of
from .output import Output
from .settings import Weight

# In the front matter of each page that is written here.
MARK = "# Made by 'postil pages': what you write here is lost."

# It would annotate the articles; these would do what a text says, or need their host.
_LEFT_OUT = ("postil.markdown", "zensical.", "macros")

# Where links stand in the files of generated pages: some hosts take those of HTML for what an
# author has written, others leave them alone.
_TO, _FROM = "data-postil-to", "data-postil-from"
_LINK = re.compile(f' ({_TO}|{_FROM})="([^"]*)"')
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")

_ID = re.compile(r'\sid="([^"]+)"')

# What Python-Markdown and its extensions may take for a sign at the beginning of a line.
_SIGN = re.compile(r"^([ \t]*)([`~:\-!|{%])", re.MULTILINE)


class FolderBuild:
    """A build of a folder of Markdown files."""

    def __init__(
        self,
        configuration: Configuration,
        report: Callable[[Weight, Problem], None] = lambda weight, problem: None,
        *,
        converts: bool = True,
    ) -> None:
        """
        Args:
            configuration: The site.
            report: Is told of everything that does not stop the build.
            converts: Whether it is known how the host converts texts. If not, no article shows
                the passages of another.
        """
        self.configuration, self._converts = configuration, converts
        docs, root = configuration.docs, configuration.root
        self.build = Build(
            root,
            configuration.settings,
            docs=docs.relative_to(root).as_posix() if docs.is_relative_to(root) else "docs",
            report=report,
        )
        self.titles = _Titles(docs)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stops the build."""
        return self.build.edition.problems

    def make(self, *, with_pages: bool, by_file: bool) -> bool:
        """Reads annotations and articles. Returns whether there is anything to show. Raises
        ConfigurationError where an article cannot be converted.

        Args:
            with_pages: Whether the generated pages are made, or only those that are there already
                are to be linked to.
            by_file: Whether links name files, as authors write them, and not addresses.
        """
        build, configuration = self.build, self.configuration
        found = files_of(configuration.docs)
        pages = [name for name in found if name.endswith(".md")]
        made = {page for page in pages if is_made(configuration.docs / page)}
        own = [page for page in pages if page not in made]
        is_any = build.load(map(without_suffix, own))
        if self._converts:
            build.examine(configuration.extensions, configuration.configs)
        if not is_any:
            return False
        articles = {without_suffix(page): page for page in own}
        build.choose(articles, configuration.language, wanted=configuration.listed)
        # A page of an earlier run may be one that nothing leads to any more.
        there = {*found} - (made - build.generated.keys())
        # What was written for other programs is not the author's.
        told = (f"{build.pages.data}/", build.pages.inventory)
        there -= {name for name in listed(configuration.docs) if name.startswith(told)}
        if with_pages:
            there |= {*build.generated, *build.files()}
            there |= {*build.package_paths(has_address=bool(configuration.address))}
        for path, page in build.articles.items() if self._converts else ():
            html = self._converted(page)
            build.read(path, html, _ID.findall(html))
        texts = build.articles.values()
        titles = {page: self.titles[page] for page in texts}
        build.complete(
            Surroundings(
                name=configuration.name or self.titles["index.md"],
                titles=titles,
                addresses=_Known({page: page if by_file else self._url(page) for page in there}),
                address=configuration.address,
                extensions=configuration.extensions,
                configs=configuration.configs,
                matters={page: matter_of(_read(configuration.docs / page)) for page in texts},
            ),
        )
        return True

    def article(self, article: str, html: str, *, is_searched: bool = False) -> Output:
        """What stands on the page of an article that a host has converted; `is_searched` where the
        search of the host reads its pages and finds their headings."""
        page = self.build.articles[article]
        ids = _ID.findall(html)
        if not self._converts:
            self.build.anchored.clear()
            self.build.findings.clear()
            self.build.read(article, html, ids)
        matter = matter_of(_read(self.configuration.docs / page))
        about = ArticlePage(article, html, self._url(page), ids=ids, matter=matter)
        output = self.build.article(about)
        made = replace(output, html=_without_empty_links(output.html))
        if not is_searched:
            return made
        is_first = self.build.judges_first(article, matter)
        return replace(made, html=self._for_search(made, is_first=is_first))

    def _for_search(self, output: Output, *, is_first: bool) -> str:
        """The HTML of an article for such a search: each note has a heading. What can be pressed is
        left out, and so is what is thought of the claims that a note refers to. Where readers are
        to judge first, the search finds no notes."""
        html = output.html if is_first else with_search_headings(output.html, output.entries)
        for name in ("postil-endnotes",) if is_first else _PRESSED:
            html = _unsearched(html, name)
        return _TOLD.sub(r"\g<0> data-search-exclude", _unsearched(html, "postil-bar"))

    def veil_of(self, page: str) -> str:
        """What a page that has no notes loads, so that the search tells nothing on it either to
        those who judge first; nothing where there are no scripts in the folder of the texts."""
        there = self.build.site.addresses if self.build.site else ()
        return self.build.veil(self._url(page)) if f"{ASSET_FOLDER}/veil.js" in there else ""

    def sheets_of(self, article: str) -> str:
        """The links to the style sheets, for the page of an article; nothing where there are
        none in the folder of the texts."""
        assert self.build.site is not None
        there = self.build.site.addresses
        if f"{ASSET_FOLDER}/postil.css" not in there:
            return ""
        return self.build.style_sheets(there.of(self.build.articles[article]), are_all=False)

    def files(self) -> Iterator[tuple[str, str | bytes]]:
        """The generated pages, the files that pages load or lead to, and what other programs are
        told, by path in the docs folder."""
        build = self.build
        for page in build.generated:
            own = self.configuration.docs / page
            if own.is_file() and not is_made(own):
                # Whoever has a page of their own there keeps it.
                continue
            yield page, self._page(page)
        address = self.configuration.address

        def address_of(page: str) -> str:
            return address + self._url(page) if address else ""

        yield from build.files(address_of).items()
        if build.site:
            urls = {page: self._url(page) for page in build.site.addresses.urls}
            yield from build.packages(replace(build.site, addresses=_Known(urls))).items()
        for article, page in build.articles.items() if self._converts else ():
            url, matter = self._url(page), matter_of(_read(self.configuration.docs / page))
            build.tell_of(ArticlePage(article, "", url, address and address + url, matter))
        for path, text in build.files_for_others():
            yield path, "".join(text)

    def asking_files(self) -> dict[str, str]:
        """The file that says which articles have their readers judge first, as far as these or the
        course say so: for pages that nothing else is known of."""
        docs, build = self.configuration.docs, self.build
        pages = {article: f"{article}.md" for article in build.edition.articles}
        asking = {
            article: self._url(page)
            for article, page in pages.items()
            if (docs / page).is_file()
            and build.judges_first(article, matter_of(_read(docs / page)))
        }
        return loaded.asking_files(asking)

    def _page(self, page: str) -> str:
        about = self.build.generated[page]
        matter = [
            MARK,
            f"title: {json.dumps(self.build.title(page), ensure_ascii=False)}",
            *(["hide: [toc]"] if about.kind != "cross-references" else []),
            # For hosts that would take braces in a text for commands.
            "render_macros: false",
        ]
        html = _LISTED.sub(r"\g<0> data-search-exclude", self.build.page(page).html)
        html = f"{self.build.style_sheets(page, are_all=True)}\n{html}"
        html = html.replace(' href="', f' {_TO}="').replace(' src="', f' {_FROM}="')
        lines = "\n".join(matter)
        return f"---\n{lines}\n---\n\n<div>\n{_unsigned(html)}\n</div>\n"

    def linked(self, page: str, html: str, *, by_file: bool) -> str:
        """The HTML of a generated page with its links: to files, if the host makes addresses of
        them, else to addresses."""

        def link(found: re.Match[str]) -> str:
            name = "href" if found[1] == _TO else "src"
            return f' {name}="{found[2] if by_file else self._address(page, found[2])}"'

        return _LINK.sub(link, html)

    def _address(self, page: str, link: str) -> str:
        """The address that a page has to write for a link to a file."""
        if link.startswith("#") or _ABSOLUTE.match(link):
            return link
        path, sign, rest = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        return relative(self._url(target), self._url(page)) + sign + rest

    def _url(self, page: str) -> str:
        path = PurePosixPath(page)
        if path.suffix != ".md":
            return page
        if path.stem in ("index", "README"):
            folder = "" if path.parent == PurePosixPath() else f"{path.parent}/"
            return folder if self.configuration.directory_urls else f"{folder}index.html"
        stem = path.with_suffix("").as_posix()
        return f"{stem}/" if self.configuration.directory_urls else f"{stem}.html"

    def _converted(self, page: str) -> str:
        """The HTML of a text. Where links in it lead is of no account here."""
        configuration = self.configuration
        text = (configuration.docs / page).read_text(encoding="utf-8-sig", errors="replace")
        text = _without_matter(text)
        extensions = [e for e in configuration.extensions if not str(e).startswith(_LEFT_OUT)]
        state = fingerprints.of_extensions(extensions, configuration.configs, configuration.root)
        key = Digest(programs(), state, text).key("text")
        if kept := self.build.cache.get_texts(key):
            return kept[0]
        try:
            html = _markdown(extensions, configuration.configs).convert(text)
        except Exception as error:
            # Whatever an extension makes of a text or of its options.
            raise ConfigurationError(
                f"{self.build.docs}/{page} cannot be converted: {error}"
            ) from error
        self.build.cache.put_texts(key, [html])
        return html


# What a reference says of the claim that it leads to; those of other annotators on one passage have
# no such element.
_TOLD = re.compile(r' data-tells="(?:(?!</li>).)*?<span(?= class="postil-judged")', re.DOTALL)
# What lists claims with what is thought of them, or can be pressed: as everywhere, the search finds
# the pages that have it by their titles, and notes where they stand.
_LISTED = re.compile(
    r'<\w+(?=[^<>]* class="postil-'
    r'(?:changes|evidence|figure|filters|legend|list|overview|pair|scroll)[ "])'
)
# What stands among the notes and is none.
_PRESSED = tuple(f"postil-{name}" for name in "unfold scale tools actions judging".split())


def _unsearched(html: str, name: str) -> str:
    """HTML whose first element of a class is left out by searches that read pages."""
    return html.replace(f'class="{name}"', f'class="{name}" data-search-exclude', 1)


def with_search_headings(html: str, entries: Iterable[SearchEntry]) -> str:
    """The HTML of an article with a heading on each note, for searches that find headings and
    nothing else. Nobody sees it, and no screen reader says it: the note has its own."""
    for entry in entries:
        id = entry.fragment.removeprefix("note-")
        note = f'<li id="note-{id}"'
        before, start, after = html.partition(note)
        tag, end, rest = after.partition(">")
        if start and end:
            said = f'class="postil-hit" id="find-{id}" aria-hidden="true"'
            heading = f"<h3 {said}>{escape(entry.title)}</h3>"
            html = f"{before}{start}{tag}{end}{heading}{rest}"
    return html


_EMPTY_LINK = re.compile(r'<a href="">(.*?)</a>', re.DOTALL)
_EMPTY_SCRIPT = re.compile(r'<script src=""></script>\n?')


def _without_empty_links(html: str) -> str:
    return _EMPTY_SCRIPT.sub("", _EMPTY_LINK.sub(r"\1", html))


class _Known(Addresses):
    """Addresses of the pages that there are; of any other page, none."""

    def of(self, page: str) -> str:
        return self.urls.get(page, "")

    def link(self, page: str, to: str, fragment: str = "") -> str:
        return super().link(page, to, fragment) if to in self else ""


def _markdown(extensions: list[Any], configs: Mapping[str, Any]) -> Markdown:
    """Python-Markdown with those of the extensions that are installed."""
    md = Markdown()
    for extension in extensions:
        # It may belong to another host.
        with suppress(ImportError, AttributeError, TypeError, KeyError):
            md.registerExtensions([extension], dict(configs))
    return md


def _without_matter(text: str) -> str:
    """A text without its front matter."""
    found = re.match(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", text, re.DOTALL)
    return text[found.end() :] if found else text


def _unsigned(html: str) -> str:
    """HTML in which no line begins with what would be a sign in Markdown."""
    return _SIGN.sub(lambda found: f"{found[1]}&#{ord(found[2])};", html)


LIST = ".gitignore"
"""The list of the files that are written here, in the folder of the texts."""

LIST_BEGINS = "# Made by 'postil pages': the files that it writes."


def is_own_list(docs: Path) -> bool:
    """Whether the list of files in a folder, if there is one, is that of what was written here."""
    with suppress(OSError, UnicodeDecodeError):
        return (docs / LIST).read_text(encoding="utf-8").startswith(LIST_BEGINS)
    return False


def listed(docs: Path) -> Iterator[str]:
    """The files that were written the last time."""
    if is_own_list(docs):
        for line in (docs / LIST).read_text(encoding="utf-8").splitlines():
            if line.startswith("/") and line != f"/{LIST}":
                yield line[1:]


def is_made(file: Path) -> bool:
    """Whether a file was written by `postil pages`."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return lines.readline().startswith("---") and lines.readline().strip() == MARK
    except OSError:
        return False


def files_of(docs: Path) -> list[str]:
    """All files of a folder, by their paths in it; hidden ones are no part of a site."""
    found = (path.relative_to(docs) for path in sorted(docs.rglob("*")) if path.is_file())
    return [path.as_posix() for path in found if not any(p.startswith(".") for p in path.parts)]


def without_suffix(path: str) -> str:
    """The path of a page as Postil names an article."""
    return composed(PurePosixPath(path.replace("\\", "/")).with_suffix("").as_posix())


def _read(file: Path) -> str:
    """The text of a file; nothing where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


class _Titles(dict[str, str]):
    """Titles of pages, looked up in their text when they are asked for."""

    def __init__(self, docs: Path) -> None:
        super().__init__()
        self.docs = docs

    def __missing__(self, page: str) -> str:
        text = _read(self.docs / page)
        title = re.search(r"^(?:title:|#)[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
        self[page] = _SIGNS.sub("", title[1].strip("\"'")) if title else PurePosixPath(page).stem
        return self[page]


# Of emphasis and code in a heading, and the attributes behind it.
_SIGNS = re.compile(r"[*`]|\s*\{[^{}]*\}$")
