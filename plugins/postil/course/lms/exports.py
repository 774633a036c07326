"""What `postil course export` writes, and what of it every build puts into the site.

The packages that say what is right are for teachers; a build makes none of these, whenever answers
may be published: what is in the site, students find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from postil.course import dates_file
from postil.course.loading import Course
from postil.rendering.prose.lines import plain
from postil.rendering.site import Site, assignment_page

from . import gradebook, places
from .archives import packed
from .cartridge import Version, cartridge
from .lessons import Lesson, lessons, page_address
from .qti import quiz
from .quizzes import manifest
from .scorm import package

FORMATS = ("cartridge", "cartridge13", "scorm", "qti", "gradebook", "calendar")

NEED_ADDRESS = ("cartridge", "cartridge13", "scorm", "qti")
"""Those that lead to pages of the site, and so need its address."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file for others."""

    name: str
    data: bytes
    about: str
    """What it is for."""
    remarks: tuple[str, ...] = ()
    """What of the course it cannot hold, a sentence each."""


class Exports:
    """The files of a course."""

    def __init__(self, site: Site, course: Course, root: str, site_name: str) -> None:
        """
        Args:
            site: The site.
            course: Its course.
            root: The address of the site, with a slash at the end; empty where it is not known.
            site_name: What tells the site from all others, where its address is not known.
        """
        self.site, self.course, self.root, self._site_name = site, course, root, site_name
        self.lessons: Sequence[Lesson] = lessons(site, course, root)

    def of(self, formats: Iterable[str]) -> Iterator[Export]:
        """The files of these formats, in the order of `FORMATS`."""
        wanted = {*formats}
        made: Mapping[str, Callable[[], Iterator[Export]]] = {
            "cartridge": lambda: self._cartridge("1.1", "course.imscc"),
            "cartridge13": lambda: self._cartridge("1.3", "course-1.3.imscc"),
            "scorm": self._packages,
            "qti": self._quizzes,
            "gradebook": self._tables,
            "calendar": self._calendar,
        }
        for name in FORMATS:
            if name in wanted:
                yield from made[name]()

    def _cartridge(
        self, version: Version, name: str, *, with_quizzes: bool = True
    ) -> Iterator[Export]:
        written = self.course.written
        title = written.title if written else self.site.say("course")
        about = {
            "1.1": "Common Cartridge 1.1: pages, links, discussions and quizzes, for any LMS",
            "1.3": "Common Cartridge 1.3: the same with assignments, points and dates, for Canvas",
        }
        made = cartridge(
            self.site,
            self.lessons,
            title,
            page_address(self.site, self.root, self.site.pages.course),
            plain(self.site.text(written.description, "lms", self.site.pages.course, _silent))
            if written and written.description
            else "",
            version=version,
            with_quizzes=with_quizzes,
        )
        yield Export(name, made.data, about[version], made.remarks)

    def _packages(self) -> Iterator[Export]:
        for lesson in self.lessons:
            about = f"SCORM 1.2: opens “{lesson.title}”, and hands in"
            yield Export(f"{lesson.id}-scorm.zip", package(self.site, lesson), about)

    def in_site(self) -> Mapping[str, bytes]:
        """The files that a build puts into the site, by path: they do not say what is right."""
        pages = self.site.pages
        files = {places.tasks_table(pages): gradebook.tasks(self.course).encode()}
        if not self.root:
            return files
        versions: tuple[Version, ...] = ("1.1", "1.3")
        for version in versions:
            (made,) = self._cartridge(version, "", with_quizzes=False)
            files[places.cartridge_file(pages, version)] = made.data
        for lesson in self.lessons:
            files[places.scorm_package(pages, lesson.id)] = package(self.site, lesson)
        return files

    def _quizzes(self) -> Iterator[Export]:
        made = {lesson.id: quiz(self.site, lesson) for lesson in self.lessons}
        files = {f"{id}.xml": one.xml for id, one in made.items() if one.xml}
        remarks = tuple(remark for one in made.values() for remark in one.remarks)
        if files:
            data = packed({**files, "imsmanifest.xml": manifest(files)})
            yield Export("quizzes.zip", data, "QTI 1.2: the quizzes alone", remarks)

    def _tables(self) -> Iterator[Export]:
        tables = {
            "tasks.csv": (gradebook.tasks(self.course), "all tasks, for any table program"),
            "gradebook-canvas.csv": (
                gradebook.for_canvas(self.lessons),
                "the columns for a Canvas gradebook",
            ),
            "gradebook-moodle.csv": (
                gradebook.for_moodle(self.lessons),
                "the columns for an import of grades into Moodle",
            ),
        }
        for name, (text, about) in tables.items():
            yield Export(name, text.encode(), about)

    def _calendar(self) -> Iterator[Export]:
        if not dates_file.has_dates(self.course):
            return
        pages, site = self.site.pages, self.site

        def address_of(id: str) -> str:
            page = assignment_page(pages, id)
            return page_address(site, self.root, page) if self.root else ""

        name = page_address(site, self.root, pages.course) if self.root else self._site_name
        text = dates_file.calendar_of(self.course, name, site.words, address_of)
        yield Export("course.ics", text.encode(), "the dates, for calendars")


def _silent(what: str, advice: str) -> None:
    """The page of the course tells of it."""
