"""What a course and an assignment are: the models of `course.yml` and `assignments/*.yml`.

As with the models of annotations, the docstrings of the fields are the reference of the guide.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    InstanceOf,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from postil.edition.model import Entry, Id, Markdown, Text, composed
from postil.edition.problems import nearest

from .calendar import FORMS, DateError, When, day_of, when

ALL = "all"
"""Stands for everything that there is of a kind in the readings."""


def _first_day(value: object) -> object:
    return _read(day_of, value)


def _when(value: object) -> object:
    return _read(when, value)


def _read(reader: object, value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("not_a_date", "this is no date; {advice}", {"advice": FORMS})
    try:
        return reader(value)  # type: ignore[operator]
    except DateError as error:
        raise PydanticCustomError("not_a_date", "{said}", {"said": str(error)}) from error


def _zone(text: str) -> str:
    try:
        if text.strip():
            return ZoneInfo(text.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    near = nearest(text, available_timezones())
    raise PydanticCustomError(
        "not_a_zone",
        "'{text}' is no time zone; {advice}",
        {
            "text": text[:60],
            "advice": f"did you mean '{near}'?" if near else "write one as Europe/Berlin",
        },
    )


def _number(value: object) -> object:
    """YAML has texts only, as it is read here."""
    if not isinstance(value, str):
        return value
    try:
        number = float(value.replace("_", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise PydanticCustomError(
            "not_a_number", "'{text}' is no number; write it as 12 or 1.5", {"text": value[:60]}
        )
    return number


def _positive(value: float) -> float:
    if value < 0:
        raise PydanticCustomError("negative", "this is less than nothing; write 0 or more")
    return value


def _count(value: object) -> object:
    number = _number(value)
    if isinstance(number, float):
        if number < 1 or number != int(number):
            raise PydanticCustomError("not_a_count", "this is no count; write 1, 2, 3 …")
        return int(number)
    return number


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_LIST = BeforeValidator(_listed, json_schema_input_type=str | list[str])

FirstDay = Annotated[
    date, BeforeValidator(_first_day), WithJsonSchema({"type": "string", "format": "date"})
]
Moment = Annotated[InstanceOf[When], BeforeValidator(_when), WithJsonSchema({"type": "string"})]
Zone = Annotated[str, AfterValidator(_zone)]
Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Points = Annotated[
    float,
    BeforeValidator(_number),
    AfterValidator(_positive),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 1})]


class CourseFile(Entry):
    """A course: `annotations/course.yml`."""

    title: Text
    """What the course is called."""

    term: str = ""
    """Which term it is: `Spring 2027`."""

    time_zone: Zone = ""
    """Where its days begin and end: `Europe/Berlin`, `America/New_York`. Needed where there are
    dates."""

    first_day: FirstDay | None = None
    """The day on which it begins: `2027-03-01`. The week of that day, from Monday to Sunday, is
    week 1."""

    description: Markdown = ""
    """What stands at the top of its page, in Markdown."""


What = Literal["mark", "note", "question"]


class Task(Entry):
    """A task of an assignment: one of `judge`, `answer`, `ask`, `annotate`, `compare` and `find`,
    and what belongs to it."""

    judge: Annotated[tuple[Text, ...], _LIST] = ()
    """Claims that are to be judged: `all`, kinds from the vocabulary (`statistic`), or claims
    (`readings/x#id`, and `#id` where there is one reading)."""

    answer: Annotated[tuple[Text, ...], _LIST] = ()
    """Questions of the annotations that are to be answered: `all`, or annotations."""

    ask: Markdown = ""
    """A question of its own, in Markdown. With nothing else it is answered in the student's own
    words."""

    choices: tuple[Text, ...] = ()
    """The answers to choose from, of which one is right."""

    right: str = ""
    """Which of the choices is right."""

    order: tuple[Text, ...] = ()
    """What is to be put in order, in the right order; the page shows it in another."""

    number: Number | None = None
    """The number that is the answer."""

    within: Points = 0
    """How far from that number an answer may be and still be right."""

    annotate: Count | None = None
    """How many passages are to be annotated, at least."""

    of: Annotated[tuple[What, ...], _LIST] = ()
    """What counts for that: `mark`, `note`, `question`. If it is left out, all of them."""

    compare: tuple[Text, ...] = ()
    """Two claims, or passages of texts, that are to be compared."""

    find: str = ""
    """The claim for which a source is to be found."""

    points: Points | None = None
    """How many points it counts. Where it is left out, nothing is marked."""

    model: Markdown = ""
    """A model answer, in Markdown. It is not published before `reveal`."""

    @property
    def kind(self) -> str:
        """What is to be done: the key that says so."""
        return next(iter(self._kinds()), "")

    def _kinds(self) -> list[str]:
        acts = ("judge", "answer", "annotate", "compare", "find")
        found = [name for name in acts if getattr(self, name)]
        return found or (["ask"] if self.ask else [])

    @model_validator(mode="after")
    def _is_one(self) -> Task:
        kinds = self._kinds()
        if not kinds:
            raise PydanticCustomError(
                "no_task",
                "this task says nothing to do; write one of judge, answer, ask, annotate, compare, "
                "find",
            )
        if len(kinds) > 1:
            raise PydanticCustomError(
                "two_tasks",
                "this is more than one task: '{one}' and '{other}'; make an entry of each",
                {"one": kinds[0], "other": kinds[1]},
            )
        return self

    @model_validator(mode="after")
    def _fits(self) -> Task:
        ways = [
            name for name in ("choices", "order", "number") if getattr(self, name) not in ((), None)
        ]
        if ways and self.kind != "ask":
            raise PydanticCustomError(
                "no_question",
                "'{key}' belongs to a question; write 'ask: …', too",
                {"key": ways[0]},
            )
        if len(ways) > 1:
            raise PydanticCustomError(
                "two_ways",
                "a question is answered in one way, not by '{one}' and '{other}'; leave one out",
                {"one": ways[0], "other": ways[1]},
            )
        for key in ("choices", "order"):
            items = getattr(self, key)
            if len(items) == 1 or len({*items}) < len(items):
                raise PydanticCustomError(
                    "few", "'{key}' needs two or more, none of them twice; write them", {"key": key}
                )
        if self.right and self.right not in self.choices:
            near = nearest(self.right, self.choices)
            advice = f"did you mean '{near}'?" if near else "write it as it stands in 'choices'"
            raise PydanticCustomError(
                "not_a_choice",
                "'{right}' is none of the choices; {advice}",
                {"right": self.right[:60], "advice": advice},
            )
        if self.of and self.annotate is None:
            raise PydanticCustomError("no_count", "'of' belongs to 'annotate'; write how many")
        if self.compare and len(self.compare) != 2:
            raise PydanticCustomError("no_pair", "'compare' needs two; write [one, other]")
        return self


class AssignmentFile(Entry):
    """An assignment: `annotations/assignments/<id>.yml`. The name of its file is its id."""

    sections: ClassVar[tuple[str, ...]] = ("tasks",)

    title: Text
    """What it is called."""

    instructions: Markdown = ""
    """What students are told, in Markdown."""

    readings: Annotated[tuple[Text, ...], _LIST] = ()
    """The articles that it is about: their paths under `docs/`, without `.md`."""

    judge: Literal["first", "free"] = "free"
    """`first` has the readers of these articles judge each claim before they see what you think of
    it, as the same key in the front matter of an article does; that has the last word."""

    opens: Moment | None = None
    """When it begins: `2027-03-05`, `2027-03-05 08:00`, `week 1`, `week 1, Monday 08:00`."""

    due: Moment | None = None
    """When it is to be handed in: `2027-03-19 23:59`, or `week 3, Friday 23:59`, so that the next
    term needs no other line. Without a time it is 23:59."""

    reveal: Moment | None = None
    """When model answers may be published. If it is left out, never."""

    tasks: dict[Id, Task] = Field(default_factory=dict)
    """What is to be done, by id, in this order."""

    @model_validator(mode="after")
    def _paths(self) -> AssignmentFile:
        readings = tuple(composed(path.removesuffix(".md")) for path in self.readings)
        # The model is frozen, and this is how it is written.
        object.__setattr__(self, "readings", readings)
        return self

    @property
    def points(self) -> float | None:
        """The points of all tasks together; None where there are none."""
        given = [task.points for task in self.tasks.values() if task.points is not None]
        return sum(given) if given else None
