"""Questions as QTI 1.2, in the profile that Common Cartridge has of it: every platform reads that.

Each question says by itself all that is to be known: platforms lose what stands between questions,
and titles. There is nothing in it that only one platform knows; others refuse the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from postil.course.assignment_page import mixed
from postil.course.model import Task
from postil.rendering.site import Site

from .lessons import Lesson, Question, directed, is_prompt
from .xml import document, element

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"

# The profile knows whole points in this range.
_LEAST, _MOST = 1, 99

# A number with its tolerance is a list of all numbers that are right. This many are one at most:
# what a teacher would still look through.
MOST_NUMBERS = 101

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions of an assignment that a platform can ask."""

    xml: str
    """The file; empty where there are no such questions."""
    remarks: tuple[str, ...] = ()
    """What of them the file cannot hold, a sentence each."""


def quiz(site: Site, lesson: Lesson) -> Quiz:
    """The quiz of an assignment: its questions with points, or with one right answer."""
    remarks: list[str] = []
    asked = [q for q in lesson.questions if not is_prompt(q.task) and _can_be_asked(q, remarks)]
    if not asked:
        return Quiz("", tuple(remarks))
    items = [_item(site, lesson, question, remarks) for question in asked]
    assessment = element(
        "assessment",
        element(
            "qtimetadata",
            _field("cc_profile", "cc.exam.v0p1"),
            _field("qmd_scoretype", "Percentage"),
        ),
        element("section", *items, ident="section"),
        ident=f"{lesson.key}-quiz",
        # The assignment is called otherwise: in a gradebook, both are columns.
        title=site.say("quiz_of", title=lesson.title),
    )
    return Quiz(
        document(element("questestinterop", assessment, xmlns=NAMESPACE)),
        tuple(f"{lesson.id}: {remark}" for remark in remarks),
    )


def _can_be_asked(question: Question, remarks: list[str]) -> bool:
    task = question.task
    if task.choices and not task.right:
        remarks.append(
            f"'{question.id}' has choices and does not say which is right, so it is in no quiz; "
            "write 'right: …' if it is to be in one"
        )
        return False
    if len(task.order) > len(_LETTERS):
        remarks.append(
            f"'{question.id}' puts {len(task.order)} things in order, so it is in no quiz: there "
            f"are {len(_LETTERS)} letters to name them by"
        )
        return False
    return True


def _item(site: Site, lesson: Lesson, question: Question, remarks: list[str]) -> Markup:
    task = question.task
    if task.choices:
        profile, text, answer = "cc.multiple_choice.v0p1", question.text, _choices(task)
    elif task.order:
        profile, text, answer = "cc.fib.v0p1", *_order(site, question)
    elif task.number is not None:
        answers = [*_numbers(question, remarks)]
        text = question.text + _paragraph(site.say("answer_number"))
        profile, answer = "cc.fib.v0p1", _line(answers)
    else:
        profile, text, answer = "cc.essay.v0p1", question.text, _essay()
    fields = [_field("cc_profile", profile)]
    if points := _weight(question, remarks):
        fields.append(_field("cc_weighting", str(points)))
    if profile == "cc.essay.v0p1":
        fields.append(_field("qmd_computerscored", "No"))
    presented, processed = answer
    return element(
        "item",
        element("itemmetadata", element("qtimetadata", *fields)),
        element("presentation", _material(directed(site, text), is_html=True), presented),
        *processed,
        ident=f"{lesson.key}-{question.id}",
        title=question.title,
    )


_Answer = tuple[Markup, Sequence[Markup]]
"""How an answer is asked for, and how it is marked."""


def _choices(task: Task) -> _Answer:
    """The profile would have two choices be 'true' and 'false'. Platforms show these words then, in
    place of the author's; and they take two choices as they take three."""
    labels = [
        element("response_label", _material(choice), ident=f"choice{number}")
        for number, choice in enumerate(task.choices, 1)
    ]
    presented = element(
        "response_lid",
        element("render_choice", *labels, shuffle="No"),
        ident="answer",
        rcardinality="Single",
    )
    right = f"choice{task.choices.index(task.right) + 1}"
    return presented, [_marked([element("varequal", right, respident="answer")])]


def _order(site: Site, question: Question) -> tuple[Markup, _Answer]:
    """The items with letters, in an order that is not the right one; the answer is a word of these
    letters. No other kind of question with which an order can be asked for is known everywhere."""
    shown = mixed(question.task.order)
    named = dict(zip(shown, _LETTERS, strict=False))
    items = Markup("").join(
        Markup("<p>{}. {}</p>").format(letter, item) for item, letter in named.items()
    )
    # As they are shown, which is wrong: it gives nothing away.
    how = site.say("answer_letters", example="".join(named.values()))
    right = [named[item] for item in question.task.order]
    spelled = ["".join(right), " ".join(right), ",".join(right), ", ".join(right)]
    return question.text + items + _paragraph(how), _line(spelled)


def _numbers(question: Question, remarks: list[str]) -> Iterator[str]:
    """All that is right, as students may write it."""
    number, within = question.task.number, question.task.within
    assert number is not None
    value, around = Decimal(repr(number)), Decimal(repr(within))
    step = min(_step(value), _step(around))
    if 2 * around / step < MOST_NUMBERS:
        count = int(around / step)
        # The number itself comes first: some take the first for the answer.
        for near in sorted(range(-count, count + 1), key=abs):
            yield from _spelled(value + near * step)
        return
    remarks.append(
        f"'{question.id}' takes {_written(number)} and what is within {_written(within)} of it, "
        f"and a quiz in a cartridge has no room for that: only {_written(number)} is right there; "
        "set the tolerance in your LMS"
    )
    yield from _spelled(value)


def _step(number: Decimal) -> Decimal:
    """One of its last decimal place; 1 for a whole number."""
    exponent = number.normalize().as_tuple().exponent
    return Decimal(10) ** min(int(exponent), 0)


def _spelled(number: Decimal) -> Iterator[str]:
    """The ways in which a number is written, of those who have it right."""
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    yield plain
    if "." in plain:
        yield plain.replace(".", ",")
    elif abs(number) >= 1000:
        grouped = f"{int(number):,}"
        yield grouped
        yield grouped.replace(",", ".")
        yield grouped.replace(",", " ")


def _written(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


def _line(answers: Sequence[str]) -> _Answer:
    """An answer of a line, which is one of these."""
    presented = element(
        "response_str",
        element("render_fib", columns=20, rows=1, fibtype="String", prompt="Box"),
        ident="answer",
        rcardinality="Single",
    )
    right = [element("varequal", a, respident="answer", case="No") for a in dict.fromkeys(answers)]
    return presented, [_marked(right)]


def _essay() -> _Answer:
    presented = element(
        "response_str",
        element("render_fib", columns=60, rows=10, fibtype="String", prompt="Box"),
        ident="answer",
        rcardinality="Single",
    )
    return presented, []


def _marked(right: Sequence[Markup]) -> Markup:
    """Each of these conditions makes an answer right."""
    score = element("setvar", "100", action="Set", varname="SCORE")
    return element(
        "resprocessing",
        element(
            "outcomes",
            element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"),
        ),
        element("respcondition", element("conditionvar", *right), score, continue_="No"),
    )


def _weight(question: Question, remarks: list[str]) -> int:
    """The points; 0 where there are none."""
    points = question.task.points
    if not points:
        return 0
    whole = min(max(int(points + 0.5), _LEAST), _MOST)
    if whole != points:
        remarks.append(
            f"'{question.id}' counts {_written(points)} points, and a quiz in a cartridge knows "
            f"whole ones from {_LEAST} to {_MOST} only: it counts {whole} there; change it in your "
            "LMS"
        )
    return whole


def _material(text: object, *, is_html: bool = False) -> Markup:
    # A text that is HTML is no XML here: it is escaped once more.
    return element(
        "material",
        element("mattext", str(text), texttype="text/html" if is_html else "text/plain"),
    )


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _field(label: str, entry: str) -> Markup:
    return element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))
