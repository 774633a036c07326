"""What the pages of a course share: dates, points, and the links to readings and passages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from postil.edition.edition import Place
from postil.edition.entries import Checked
from postil.rendering import past
from postil.rendering.notes import passage_words
from postil.rendering.site import Site

from .loading import Assignment, Course


def day_in_words(site: Site, day: date) -> str:
    """A day of the calendar, in the language of the site."""
    return past.when(site, day.isoformat())


def moment(site: Site, course: Course, at: datetime | None) -> Markup:
    """A moment by the clocks of the course. A script puts that of the reader's own beside it."""
    if at is None:
        return Markup("")
    when = site.say("day_and_time", day=day_in_words(site, at.date()), time=f"{at:%H:%M}")
    said = site.say("in_zone", when=when, zone=course.zone.key)
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), said)


def points(site: Site, count: float | None) -> str:
    """How many points something counts; nothing where it counts none."""
    return "" if count is None else site.say("point_count", count=plain_number(count))


def plain_number(number: float) -> int | float:
    """A number without a fraction that is none."""
    return int(number) if number == int(number) else number


def link_to(site: Site, article: str, path: str) -> str:
    """The address of an article; empty for one that is not in this build, as drafts are not."""
    page = site.article_pages.get(article, f"{article}.md")
    return site.addresses.link(path, page) if page in site.addresses else ""


def title_of(site: Site, article: str) -> str:
    """What an article is called."""
    return site.titles.get(site.article_pages.get(article, f"{article}.md"), article)


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as a page shows it: the words of a passage, or the title of a text."""

    words: str
    link: str
    title: str
    """Of the article, where the words are not it themselves."""
    name: str = ""
    """The full name of the annotation, where it is one."""

    @property
    def linked(self) -> Markup:
        """The words, with the link to them."""
        link = Markup('<a href="{}">{}</a>').format(self.link, self.words)
        return link if self.link else Markup.escape(self.words)


def shown_place(site: Site, place: Place, path: str) -> Shown:
    """A place that a task names."""
    anchored = site.anchored.get(place.article)
    title = title_of(site, place.article)
    if not place.id or anchored is None or place.id not in anchored.passages:
        return Shown(title, link_to(site, place.article, path), "")
    words = passage_words(anchored, anchored.passages[place.id])
    return Shown(words, site.link(path, place), title, place.name)


def readings(site: Site, assignment: Assignment, path: str) -> Iterator[Markup]:
    """The readings of an assignment, linked."""
    for article in assignment.written.readings:
        if link := link_to(site, article, path):
            yield Markup('<a href="{}">{}</a>').format(link, title_of(site, article))


def teller(
    site: Site, file: Checked[object] | None, keys: tuple[str, ...]
) -> Callable[[str, str], None]:
    """Takes note of what is wrong with a text of a file."""

    def wrong(what: str, advice: str) -> None:
        if file:
            site.problems.append(file.problem(keys, what, advice))

    return wrong
