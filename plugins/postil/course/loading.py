"""Loading a course: its files are read once, and every problem is collected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from postil.edition.edition import Edition, Place
from postil.edition.entries import Checked, check
from postil.edition.loading import ASSIGNMENTS, COURSE, SUFFIXES
from postil.edition.model import ID_PATTERN, Claim, Note, composed
from postil.edition.problems import Problem, unknown
from postil.edition.yamlfile import SHARED_LIMIT, Keys, YamlFile

from .calendar import DateError, When
from .model import ALL, AssignmentFile, CourseFile, Task


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment with what it is about."""

    id: str
    written: AssignmentFile
    opens: datetime | None = None
    due: datetime | None = None
    reveal: datetime | None = None
    is_revealed: bool = False
    """Whether its answers may be published: whether that moment has come."""
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    """The claims or questions of each task that names some, by id of the task."""
    file: Checked[Any] | None = field(default=None, compare=False, repr=False)
    """Its file, for problems that show later."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a site says of its course."""

    written: CourseFile | None = None
    assignments: Mapping[str, Assignment] = field(default_factory=dict)
    """By id: first those that are due first, then those without a date."""
    problems: tuple[Problem, ...] = ()
    file: Checked[Any] | None = field(default=None, compare=False, repr=False)
    """The file of the course, for problems that show later."""

    def __bool__(self) -> bool:
        """Whether there is a course, or something to do."""
        return self.written is not None or bool(self.assignments)

    @property
    def zone(self) -> ZoneInfo:
        """Where its days begin and end."""
        return ZoneInfo((self.written and self.written.time_zone) or "UTC")


def load_course(
    folder: Path,
    edition: Edition,
    pages: Collection[str],
    root: Path,
    *,
    docs: str = "docs",
    complete: bool = True,
    now: datetime | None = None,
) -> Course:
    """Loads the course of a site.

    Args:
        folder: The folder of annotations; it need not exist.
        edition: What is said in the readings.
        pages: Paths of all pages under the docs folder, without their suffix.
        root: The project's folder: files are named relative to it in problems.
        docs: What the docs folder is called in problems.
        complete: Whether `pages` are all; if there may be more, an unknown one is no problem.
        now: The moment that answers may have been published by; if it is left out, this one.

    Returns:
        The course, with all its problems. One with problems may lack entries.
    """
    now = now or datetime.now(timezone.utc)
    return _Loading(folder, edition, pages, root, docs, complete, now).course()


class _Loading:
    """One run of `load_course`: reads files and collects problems."""

    def __init__(
        self,
        folder: Path,
        edition: Edition,
        pages: Collection[str],
        root: Path,
        docs: str,
        complete: bool,
        now: datetime,
    ) -> None:
        self.folder, self.edition, self.root, self.docs = folder, edition, root, docs
        self.pages, self.complete, self.now = {*pages}, complete, now
        self.problems: list[Problem] = []
        self.written: CourseFile | None = None
        """What is known of the course, be it without what is wrong in its file."""
        self.file: Checked[Any] | None = None
        self.is_course_wrong = False
        self.home = self._name(folder / f"{COURSE}{SUFFIXES[0]}")

    def course(self) -> Course:
        for path in self._files(self.folder, COURSE):
            checked: Checked[CourseFile] = self._check(path, CourseFile, "write 'title: …'")
            self.home, self.written, self.file = checked.name, checked.entries, checked
            self.is_course_wrong = bool(checked.problems)
        found = {}
        for path in self._files(self.folder / ASSIGNMENTS, "*"):
            if assignment := self._assignment(path):
                found[assignment.id] = assignment
        ordered = sorted(found.values(), key=_order)
        return Course(
            None if self.is_course_wrong else self.written,
            {assignment.id: assignment for assignment in ordered},
            tuple(sorted(set(self.problems))),
            self.file and replace(self.file, entries=None),
        )

    def _files(self, folder: Path, name: str) -> Iterator[Path]:
        """The files of a name, one for each stem."""
        seen: dict[str, Path] = {}
        found = (path for suffix in SUFFIXES for path in sorted(folder.glob(f"{name}{suffix}")))
        for path in found:
            if path.name.startswith("."):
                continue
            if other := seen.get(path.stem):
                what = f"{self._name(other)} is there too"
                self.problems.append(Problem(self._name(path), 0, 0, what, "keep one of the two"))
                continue
            seen[path.stem] = path
            yield path

    def _name(self, path: Path) -> str:
        is_inside = path.is_relative_to(self.root)
        return (path.relative_to(self.root) if is_inside else path).as_posix()

    def _check(self, path: Path, model: Any, empty: str) -> Checked[Any]:
        checked: Checked[Any] = check(
            YamlFile.of(path, limit=SHARED_LIMIT), self._name(path), model, empty=empty
        )
        self.problems.extend(checked.problems)
        return checked

    def _assignment(self, path: Path) -> Assignment | None:
        id = composed(path.stem)
        if not ID_PATTERN.match(id):
            what = f"'{id}' cannot be the id of an assignment"
            advice = "rename the file: ids are small letters a-z, digits and single hyphens"
            self.problems.append(Problem(self._name(path), 0, 0, what, advice))
        checked: Checked[AssignmentFile] = self._check(
            path, AssignmentFile, "write 'title: …' and 'tasks:', or delete it"
        )
        if checked.entries is None:
            return None
        written = checked.entries
        self._check_readings(checked, written)
        opens = self._moment(checked, "opens", written.opens)
        due = self._moment(checked, "due", written.due, is_end=True)
        reveal = self._moment(checked, "reveal", written.reveal)
        if opens and due and due <= opens:
            self._add(checked, ("due",), "it is due before it opens", "change one of the two dates")
        if due and reveal and reveal < due:
            self._add(
                checked,
                ("reveal",),
                "the answers would be published before it is due",
                "write a later date",
            )
        places = {task: tuple(self._places(checked, written, task)) for task in written.tasks}
        self._check_annotating(checked, written)
        if checked.problems or not ID_PATTERN.match(id):
            # It was looked at all the same, so that its author is told of everything at once.
            return None
        file = replace(checked, entries=None)
        is_revealed = reveal is not None and reveal <= self.now
        return Assignment(id, written, opens, due, reveal, is_revealed, places, file)

    def _add(self, checked: Checked[Any], keys: Keys, what: str, advice: str = "") -> None:
        self.problems.append(checked.problem(keys, what, advice))

    def _check_readings(self, checked: Checked[Any], written: AssignmentFile) -> None:
        for number, path in enumerate(written.readings):
            if path in written.readings[:number]:
                what = f"'{path}' stands here twice"
                self._add(checked, ("readings", number), what, "leave one out")
            elif self.complete and path not in self.pages:
                what, advice = unknown("article", path, self.pages)
                self._add(checked, ("readings", number), what, advice)

    def _check_annotating(self, checked: Checked[Any], written: AssignmentFile) -> None:
        """Only a text that has a file of annotations takes those of students."""
        if self._is_unsure(checked, written):
            return
        if any(path in self.edition.articles for path in written.readings):
            return
        for id, task in written.tasks.items():
            if task.annotate is None:
                continue
            what, advice = "there is no reading to annotate", "write 'readings: …'"
            if written.readings:
                path = written.readings[0]
                what = f"nobody can annotate {path}: it has no file of annotations"
                home = self._name(self.folder / f"{path}{SUFFIXES[0]}")
                advice = f"write {home}; 'notes: {{}}' is enough"
            self._add(checked, ("tasks", id, "annotate"), what, advice)

    def _moment(
        self, checked: Checked[Any], key: str, when: When | None, *, is_end: bool = False
    ) -> datetime | None:
        course = self.written
        if when is None or (self.is_course_wrong and not (course and course.time_zone)):
            return None
        if course is None or not course.time_zone:
            what = "it is not known in which time zone this is"
            self._add(checked, (key,), what, f"write 'time_zone: Europe/Berlin' into {self.home}")
            return None
        if when.needs_first_day and course.first_day is None:
            if self.is_course_wrong:
                return None
            what = f"it is not known when week {when.week} is"
            self._add(checked, (key,), what, f"write 'first_day: 2027-03-01' into {self.home}")
            return None
        try:
            return when.moment(ZoneInfo(course.time_zone), course.first_day, is_end=is_end)
        except DateError as error:
            self._add(checked, (key,), error.what, error.advice)
        except OverflowError:
            self._add(checked, (key,), "there is no such day", "write an earlier one")
        return None

    def _places(self, checked: Checked[Any], written: AssignmentFile, id: str) -> Iterator[Place]:
        """What a task names: claims to judge, questions to answer, what to compare."""
        task = written.tasks[id]
        seen: set[Place] = set()
        for key in ("judge", "answer", "compare", "find"):
            words = getattr(task, key)
            for number, word in enumerate((words,) if isinstance(words, str) else words):
                if not word:
                    continue
                keys: Keys = ("tasks", id, key, number)
                for place in self._meant(checked, written, task, keys, word):
                    if place not in seen:
                        seen.add(place)
                        yield place

    def _meant(
        self, checked: Checked[Any], written: AssignmentFile, task: Task, keys: Keys, word: str
    ) -> Iterator[Place]:
        key = keys[2]
        if "#" in word:
            if place := self._named(checked, written, keys, word):
                wrong = self._unfit(place, str(key))
                if wrong:
                    self._add(checked, keys, *wrong)
                else:
                    yield place
            return
        if key == "compare":
            path = composed(word.removesuffix(".md"))
            if path in self.pages or not self.complete:
                yield Place(path, "")
            else:
                self._add(checked, keys, *unknown("article", path, self.pages))
            return
        kinds = self.edition.vocabulary.kinds if key == "judge" else {}
        if key in ("judge", "answer") and (word == ALL or word in kinds):
            found = [*self._all(written, str(key), "" if word == ALL else word)]
            if not found and not self._is_unsure(checked, written):
                said = "claim" if key == "judge" else "question"
                of_kind = "" if word == ALL else f" of the kind '{word}'"
                what = f"there is no {said}{of_kind} in the readings"
                self._add(checked, keys, what, "name other readings, or leave the task out")
            yield from found
            return
        if key == "judge" and self.edition.may_define("vocabulary", word):
            return
        known = [ALL, *kinds] if key in ("judge", "answer") else []
        what, advice = unknown("kind" if key == "judge" else "annotation", word, known)
        self._add(checked, keys, what, advice if known else "write it as readings/x#id")

    def _is_unsure(self, checked: Checked[Any], written: AssignmentFile) -> bool:
        """Whether what is in the readings cannot be told, as something is wrong with them."""
        is_lacking = bool(checked.problems) and not written.readings
        is_missing = any(path not in self.pages for path in written.readings)
        return is_lacking or is_missing or bool(self.edition.problems)

    def _all(self, written: AssignmentFile, key: str, kind: str) -> Iterator[Place]:
        for path in written.readings:
            article = self.edition.articles.get(path)
            if article is None:
                continue
            for id, annotation in article.annotations.items():
                is_asked = key == "answer" and annotation.question and id not in article.landings
                own = annotation.kind if isinstance(annotation, Claim) else None
                if is_asked or (key == "judge" and own is not None and kind in ("", own)):
                    yield Place(path, id)

    def _named(
        self, checked: Checked[Any], written: AssignmentFile, keys: Keys, word: str
    ) -> Place | None:
        """The annotation that `readings/x#id` or `#id` names."""
        path, _, id = word.partition("#")
        path = composed(path.strip().removesuffix(".md"))
        if not path and not written.readings and checked.problems:
            # What is written there cannot be read.
            return None
        if not path and len(written.readings) != 1:
            what = f"'{word}' may be in any of the {len(written.readings)} readings"
            if not written.readings:
                what = f"'{word}' is in no reading: there is none"
            self._add(checked, keys, what, f"write readings/x{word}")
            return None
        if not path and written.readings[0] not in self.pages:
            # It was said of the reading.
            return None
        path = path or written.readings[0]
        article = self.edition.articles.get(path)
        now = article.now(id) if article else None
        if now is None and not self.edition.may_define(path, id):
            if article:
                known = [*article.annotations.keys() - article.landings.keys()]
                self._add(checked, keys, *unknown("annotation", id, known))
            elif self.complete:
                self._add(checked, keys, *unknown("article", path, self.edition.articles))
        return Place(path, now) if now else None

    def _unfit(self, place: Place, key: str) -> tuple[str, str] | None:
        annotation = self.edition.annotation(place)
        if key in ("judge", "find") and not isinstance(annotation, Claim):
            is_note = isinstance(annotation, Note)
            what = f"'{place.id}' is {'a note' if is_note else 'a passage'}, and no claim"
            return what, "name a claim"
        if key == "answer" and not annotation.question and not self.edition.problems:
            return f"'{place.id}' asks no question", "name an annotation with 'question', or ask it"
        return None


def _order(assignment: Assignment) -> tuple[bool, float, str]:
    due = assignment.due
    return due is None, due.timestamp() if due else 0, assignment.id
