"""What Postil makes for one page of the site, whole: so it can be kept for the next build."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from postil.anchoring.passages import AnchoredArticle
from postil.course import pages as course_pages
from postil.course.loading import Course
from postil.exchange.web.publication import Publication
from postil.keeping.encoding import as_json, decoded
from postil.rendering.notes import annotated
from postil.rendering.pages import GeneratedPage, content, what_changed
from postil.rendering.past import FILE as WORDINGS
from postil.rendering.past import wordings
from postil.rendering.searching.entries import SearchEntry, article_entries, page_entries
from postil.rendering.site import Site

_HEADING = re.compile(r'<h2 id="([^"]+)">([^<]*)</h2>')


class ForOthers(NamedTuple):
    """What other programs are told of an article; see `Output`."""

    head: str = ""
    annotations: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """What is made for a page."""

    html: str
    entries: tuple[SearchEntry, ...] = ()
    """Its hits in the search."""
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The pages that it links to, each with the fragments."""
    ids: tuple[str, ...] = ()
    """The ids in it."""
    head: str = ""
    """Elements for the head of the page."""
    annotations: str = ""
    """The file of an article's annotations; empty where nothing is said about it."""
    told: tuple[str, ...] = ()
    """What the files for other programs have of an article: see `Telling.files`."""
    files: tuple[tuple[str, str], ...] = ()
    """Other files that belong to it: the name of each, which stands behind the address of the page
    as `addresses.beside` has it, and what it holds."""
    headings: tuple[tuple[str, str], ...] = ()
    """The second-level headings of a generated page: id and text."""

    def texts(self) -> list[str]:
        """The same as texts."""
        entries = [tuple(entry) for entry in self.entries]
        values = as_json([entries, self.links, self.ids, self.files, self.headings])
        return [self.html, self.head, self.annotations, values, *self.told]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Output:
        """What `texts` were made of. Raises TypeError or ValueError for anything else."""
        html, head, annotations, values, *told = texts
        entries, links, ids, files, headings = decoded(values)
        return cls(
            html,
            tuple(SearchEntry(*entry) for entry in entries),
            links,
            tuple(ids),
            head,
            annotations,
            tuple(told),
            tuple((name, text) for name, text in files),
            tuple((id, text) for id, text in headings),
        )


def _ids(html: str) -> Iterator[str]:
    """The ids in HTML that templates and the sanitiser wrote. A large page has a megabyte, in
    which a search for ` id="` is several times faster than one for a pattern."""
    pieces = iter(html.split(' id="'))
    next(pieces)
    for piece in pieces:
        yield piece.partition('"')[0]


def _headings(html: str) -> tuple[tuple[str, str], ...]:
    return tuple(_HEADING.findall(html))


def article_output(
    site: Site,
    anchored: AnchoredArticle,
    published: Publication,
    about: ForOthers,
    *,
    judges_first: bool = False,
) -> Output:
    """The output for an article, whose readers may have to judge first, with what other programs
    are told of it."""
    html = annotated(site, anchored, published, judges_first=judges_first)
    entries = tuple(article_entries(site, anchored, judges_first=judges_first))
    page = site.article_pages[anchored.article.path]
    output = _output(site, page, html, entries, about)
    said = wordings(site, anchored.article.path, page) if site.writes_files else ""
    return replace(output, files=((WORDINGS, said),)) if said else output


def page_output(site: Site, page: GeneratedPage, course: Course, *, titled: bool) -> Output:
    """The output for a generated page; without a title, where the site has a page of its own."""
    entries: tuple[SearchEntry, ...]
    if page.kind in course_pages.KINDS:
        html = course_pages.content(site, course, page, titled=titled)
        entries = (course_pages.entry(site, course, page, html),)
    else:
        html = content(site, page, titled=titled)
        entries = tuple(page_entries(site, page))
    output = replace(_output(site, page.path, html, entries), headings=_headings(html))
    if page.kind == "what-changed" and (name := what_changed.feed_name(site, page.path)):
        head = f'<link rel="alternate feed" type="application/atom+xml" href="{name}">'
        files = ((what_changed.FEED, what_changed.atom(site, page.path)),)
        output = replace(output, head=head, files=files)
    return output


def _output(
    site: Site,
    page: str,
    html: str,
    entries: tuple[SearchEntry, ...],
    about: ForOthers | None = None,
) -> Output:
    links: dict[str, list[str]] = {}
    for to, fragment in site.addresses.links.pop(page, {}):
        links.setdefault(to, []).append(fragment)
    return Output(html, entries, links, tuple(_ids(html)), *(about or ForOthers()))
