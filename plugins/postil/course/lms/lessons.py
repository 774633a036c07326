"""What a learning platform is told of each assignment: texts, addresses, dates and questions.

On a platform, nothing stands beside the site: so all addresses are whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from urllib.parse import urljoin

from markupsafe import Markup

from postil.course.assignment_page import label_of, listed
from postil.course.loading import Assignment, Course
from postil.course.model import Task
from postil.course.parts import moment, points
from postil.edition.words import direction
from postil.rendering.prose.lines import plain, shortened
from postil.rendering.site import Site, assignment_page

_LINK = re.compile(r'(<[a-zA-Z][^<>]*?\s(?:href|src)=")([^"]*)(")')


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that an assignment is about."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Question:
    """A task that asks something of its own."""

    id: str
    task: Task
    title: str
    """Its first words."""
    text: Markup


@dataclass(frozen=True, slots=True)
class Lesson:
    """An assignment as a platform shows it."""

    id: str
    key: str
    """The beginning of all identifiers that it brings along: platforms take two things with one
    identifier for one, also when they come from two courses."""
    title: str
    address: str
    """Where students work on it."""
    text: Markup
    """All that there is to be said of it."""
    opens: datetime | None = None
    due: datetime | None = None
    due_said: str = ""
    """The same by the clocks of the course."""
    points: float | None = None
    readings: tuple[Reading, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def prompts(self) -> list[Question]:
        """What is to be talked about: questions without points, that have no one answer."""
        return [q for q in self.questions if is_prompt(q.task)]


def is_prompt(task: Task) -> bool:
    """Whether a question is one to talk about, rather than one for a quiz."""
    return task.points is None and not (task.choices or task.order or task.number is not None)


def lessons(site: Site, course: Course, root: str) -> tuple[Lesson, ...]:
    """The assignments of a course. `root` is the address of the site, with a slash at the end."""
    return tuple(_Telling(site, course, root, a).lesson() for a in course.assignments.values())


def page_address(site: Site, root: str, page: str) -> str:
    """The whole address of a page."""
    url = site.addresses.of(page)
    return root if url in (".", "./") else urljoin(root, url)


def key_of(address: str) -> str:
    """An identifier that only what stands at an address has, on whatever platform."""
    return f"postil-{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def directed(site: Site, html: str) -> Markup:
    """HTML from right to left where the site is: a platform may be in another language."""
    if direction(site.language) == "ltr":
        return Markup(html)
    return Markup('<div dir="rtl">\n{}\n</div>').format(Markup(html))


class _Telling:
    """Makes a lesson of one assignment."""

    def __init__(self, site: Site, course: Course, root: str, assignment: Assignment) -> None:
        self.site, self.course, self.root, self.assignment = site, course, root, assignment
        self.page = assignment_page(site.pages, assignment.id)
        self.address = page_address(site, root, self.page)

    def lesson(self) -> Lesson:
        written, site = self.assignment.written, self.site
        due = moment(site, self.course, self.assignment.due)
        readings = tuple(self._readings())
        return Lesson(
            id=self.assignment.id,
            key=key_of(self.address),
            title=written.title,
            address=self.address,
            text=directed(
                site,
                self._whole(
                    site.render(
                        "lms",
                        address=self.address,
                        opens=moment(site, self.course, self.assignment.opens),
                        due=due,
                        points=points(site, written.points),
                        instructions=self._text(written.instructions, "instructions"),
                        readings=readings,
                        tasks=[*self._tasks()],
                    )
                ),
            ),
            opens=self.assignment.opens,
            due=self.assignment.due,
            due_said=due,
            points=written.points,
            readings=readings,
            questions=tuple(self._questions()),
        )

    def _text(self, source: str, scope: str) -> Markup:
        """Markdown, as it stands on the page of the assignment, which tells of what is wrong."""
        if not source:
            return Markup("")
        html = self.site.text(source, f"lms-{scope}", self.page, lambda what, advice: None)
        return self._whole(html)

    def _whole(self, html: Markup) -> Markup:
        """HTML with whole addresses."""

        def whole(found: re.Match[str]) -> str:
            address = urljoin(self.address, unescape(found[2]))
            return f"{found[1]}{escape(address)}{found[3]}"

        return Markup(_LINK.sub(whole, html))

    def _readings(self) -> Iterator[Reading]:
        site = self.site
        for article in self.assignment.written.readings:
            page = site.article_pages.get(article, f"{article}.md")
            # A draft has no page yet.
            if page in site.addresses:
                address = page_address(site, self.root, page)
                yield Reading(site.titles.get(page, article), address)

    def _tasks(self) -> Iterator[dict[str, object]]:
        site = self.site
        for id, task in self.assignment.written.tasks.items():
            places = self.assignment.places.get(id, ())
            label, how = label_of(site, task, len(places))
            yield {
                "label": label,
                "how": how,
                "points": points(site, task.points),
                "text": self._text(task.ask, f"task-{id}"),
                "items": [*listed(site, task, places, self.page)],
            }

    def _questions(self) -> Iterator[Question]:
        for id, task in self.assignment.written.tasks.items():
            if task.kind == "ask":
                text = self._text(task.ask, f"question-{id}")
                yield Question(id, task, shortened(plain(text)) or id, text)
