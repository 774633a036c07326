"""Who has handed in what: of each student, what counts of it, and what is left out, and why.

A student is known by the number that they gave, else by the name. Nothing proves either: see
`handins`. Two of one name are told apart by what they did.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from unicodedata import normalize

from postil.course.acts import Act, as_moment
from postil.course.handins import HandIn, as_values, same
from postil.course.reading import Read
from postil.edition.edition import Place
from postil.edition.problems import Problem

from .subject import Subject

_EARLIEST = datetime.min.replace(tzinfo=timezone.utc)


@dataclass(frozen=True)
class Work:
    """What a student did, as far as some hand-ins tell: each thing once, as it was at last."""

    acts: tuple[Act, ...] = ()
    """Each with the version of its text."""
    judgements: Mapping[Place, Act] = field(default_factory=dict)
    answers: Mapping[Place, Act] = field(default_factory=dict)
    """To the questions of the edition."""
    doings: Mapping[tuple[str, str], Act] = field(default_factory=dict)
    """What they wrote for tasks, by assignment and task."""
    looks: frozenset[Place] = frozenset()
    """Claims whose verdict they had shown to them without a judgement."""

    def words(self, article: str) -> list[Act]:
        """What they marked, noted and asked in a text."""
        return [act for act in self.acts if act.article == article and act.words is not None]


@dataclass(frozen=True)
class Student:
    """A student, and what counts of what they handed in."""

    rank: int
    """Their place in an order that follows no alphabet, from 1."""
    name: str
    number: str = ""
    handed: Mapping[str, Read] = field(default_factory=dict)
    """Their hand-ins, by the assignment or the text that each is for."""
    work: Work = field(default_factory=Work)
    """All of it together."""
    works: Mapping[str, Work] = field(default_factory=dict)
    """What counts for each assignment that they have handed in: what they change later, for
    another, does not change it."""

    @property
    def code(self) -> str:
        """What they are called where names are left out."""
        return f"Student {self.rank}"


@dataclass(frozen=True)
class Roll:
    """A class: its students, and what was found in reading what they handed in."""

    students: tuple[Student, ...] = ()
    """By name."""
    left_out: tuple[Problem, ...] = ()
    """What is not counted, each with its file and the reason."""
    remarks: tuple[Problem, ...] = ()
    """What is counted, and yet is to be known."""

    def __len__(self) -> int:
        return len(self.students)


def roll(read: Sequence[Read], subject: Subject, unread: Sequence[Problem] = ()) -> Roll:
    """The class that has handed in some files.

    Args:
        read: What was handed in.
        subject: What it may be about.
        unread: What could not be read at all.
    """
    left_out = [*unread]
    remarks: list[Problem] = []
    groups: dict[tuple[str, ...], list[Read]] = {}
    read = [replace(one, handin=_at_home(one.handin, subject)) for one in read]
    for one, key in zip(read, _keys(read), strict=True):
        if why := _foreign(one.handin, subject):
            left_out.append(_problem(one, *why))
        else:
            groups.setdefault(key, []).append(one)
    students = []
    for group in _by_person(groups, remarks):
        handed: dict[str, Read] = {}
        for one in sorted(group, key=_moment):
            task = one.handin.task
            if task in handed:
                before = handed[task]
                if same(as_values(before.handin), as_values(one.handin)):
                    continue
                left_out.append(_problem(before, *_replaced(before, one)))
            handed[task] = one
            remarks.extend(_problem(one, what) for what in _remarks(one.handin, subject))
        students.append(_student(handed, subject))
    ordered = sorted(students, key=lambda one: (one.name.casefold(), one.number, _secret(one)))
    ranks = {id(one): rank for rank, one in enumerate(sorted(ordered, key=_secret), 1)}
    ranked = tuple(replace(one, rank=ranks[id(one)]) for one in ordered)
    return Roll(ranked, tuple(left_out), tuple(remarks))


def _problem(one: Read, what: str, advice: str = "") -> Problem:
    return Problem(one.file, one.line, 1 if one.line else 0, what, advice)


def _moment(one: Read) -> datetime:
    return _in_order(one.handin.moment)


def _changed(act: Act) -> datetime:
    return _in_order(as_moment(act.modified or act.created))


def _in_order(moment: datetime | None) -> datetime:
    try:
        return moment.astimezone(timezone.utc) if moment else _EARLIEST
    except OverflowError:
        return _EARLIEST


def _replaced(before: Read, after: Read) -> tuple[str, str]:
    what = f"the same student has handed in again, {after.handin.at}; that one counts"
    return what, f"it is in {after.file}"


# Who is who


def _folded(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().split())


def _keys(read: Sequence[Read]) -> Iterator[tuple[str, ...]]:
    """What tells the student of each hand-in from others. Who gave a number once, and none another
    time, is known by the name, where that is the name of one number alone."""
    numbers: dict[str, set[str]] = {}
    for one in read:
        name, number = _folded(one.handin.name), _number(one.handin)
        if name and number:
            numbers.setdefault(name, set()).add(number)
    for one in read:
        name, number = _folded(one.handin.name), _number(one.handin)
        known = numbers.get(name, set())
        if not number and len(known) == 1:
            (number,) = known
        if number:
            yield "number", number
        elif name:
            yield "name", name
        else:
            yield "file", one.file, str(one.line)


def _by_person(
    groups: Mapping[tuple[str, ...], Sequence[Read]], remarks: list[Problem]
) -> Iterator[Sequence[Read]]:
    """The hand-ins of each student; `remarks` says where one name is that of several."""
    for group in groups.values():
        people = _people(group)
        if len(people) > 1:
            remarks.extend(_problem(own[-1], _ONE_NAME) for own in people)
        yield from people


_ONE_NAME = (
    "somebody of the same name has handed in the same, and nothing of it is in here: they count as "
    "two students; if they are one, delete what is not to count, and ask for numbers next time"
)


def _people(group: Sequence[Read]) -> Sequence[Sequence[Read]]:
    """The hand-ins of one name, by whoever made them: all of them are of one student, unless the
    same task was handed in twice with nothing in common, not even a number.

    What somebody does keeps the moment at which it was begun, also in what they hand in later.
    """
    people: list[tuple[set[tuple[str, str]], list[Read]]] = []
    for one in group:
        done = {(act.id, act.created) for act in one.handin.acts}
        if number := _number(one.handin):
            done.add(("", number))
        own = [known for known in people if known[0] & done] or (people[:1] if not done else [])
        people = [known for known in people if known not in own]
        read = [before for _, handed in own for before in handed]
        people.append((done.union(*(acts for acts, _ in own)), [*read, one]))
    tasks = Counter(task for _, read in people for task in {one.handin.task for one in read})
    return [read for _, read in people] if max(tasks.values()) > 1 else [group]


def _number(handin: HandIn) -> str:
    return "".join(_folded(handin.number).split())


def _secret(student: Student) -> str:
    """An order that tells nothing of names."""
    known = "\x1f".join((_folded(student.name), student.number, *sorted(student.handed)))
    return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()


# What counts


def _at_home(handin: HandIn, subject: Subject) -> HandIn:
    """A hand-in with the texts where they stand now: one that was read by another path, and has not
    changed, is known by its version."""
    acts = tuple(
        replace(act, article=now)
        if (now := subject.now(act.article, _version(act, handin))) != act.article
        else act
        for act in handin.acts
    )
    return replace(handin, article=subject.now(handin.article, handin.version), acts=acts)


def _foreign(handin: HandIn, subject: Subject) -> tuple[str, str] | None:
    """Why a hand-in is not of this site, if it is not."""
    is_known = handin.assignment in subject.course.assignments or subject.knows(handin.article)
    if is_known and not _is_elsewhere(handin, subject):
        return None
    if any(_is_here(act, subject) for act in handin.acts):
        return None
    if not _is_elsewhere(handin, subject) and any(
        subject.knows(act.article) for act in handin.acts
    ):
        return None
    task = f"the assignment '{handin.assignment}'" if handin.assignment else handin.article
    if handin.site and handin.site == subject.address:
        advice = "give its file the name again that it had, for as long as you read hand-ins"
        return f"{_short(task)} is not in this site any more", advice
    where = f", but of {handin.site}" if handin.site else ""
    return (
        f"{_short(task)} is not of this site{_short(where)}",
        "run the command in the folder of the site that it was made on",
    )


def _is_elsewhere(handin: HandIn, subject: Subject) -> bool:
    """Whether a hand-in was made on a site at another address."""
    return bool(handin.site and subject.address and handin.site != subject.address)


def _remarks(handin: HandIn, subject: Subject) -> Iterator[str]:
    """What is to be known of a hand-in that counts."""
    if not (handin.name.strip() or handin.number.strip()):
        yield "there is neither a name nor a number in it"
    if _is_elsewhere(handin, subject):
        yield f"made on another site, {_short(handin.site)}; this one is {subject.address}"
    if handin.assignment and handin.assignment not in subject.course.assignments:
        yield f"there is no assignment '{_short(handin.assignment)}' now; its readings count"
    versions = Counter(
        (act.article, said)
        for act in handin.acts
        if subject.knows(act.article) and (said := _version(act, handin))
        if said != subject.texts[act.article].version and subject.texts[act.article].version
    )
    for (article, version), count in sorted(versions.items()):
        yield (
            f"made on another version of {article} than this site has "
            f"({_short(version)}; {count} of {len(handin.acts)} things that it holds)"
        )
    elsewhere = sum(not _is_here(act, subject) for act in handin.acts)
    if elsewhere:
        yield f"{elsewhere} of {len(handin.acts)} things in it are about what is not in this site"
    if unknown := handin.count("other"):
        yield f"{unknown} of {len(handin.acts)} things in it are of a kind that is not known here"


def _is_here(act: Act, subject: Subject) -> bool:
    if act.kind == "doing":
        assignment = subject.course.assignments.get(act.article.removeprefix("assignments/"))
        return assignment is not None and act.on in assignment.written.tasks
    if not subject.knows(act.article):
        return False
    return not act.on or subject.place(act.article, act.on) is not None


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"


def _version(act: Act, handin: HandIn) -> str:
    return act.version or (handin.version if act.article == handin.article else "")


def _student(handed: Mapping[str, Read], subject: Subject) -> Student:
    handins = [read.handin for read in sorted(handed.values(), key=_moment)]
    named = [handin.name.strip() for handin in handins if handin.name.strip()]
    numbers = [handin.number.strip() for handin in handins if handin.number.strip()]
    counting = {
        id: [handed[task].handin for task in tasks]
        for id in subject.course.assignments
        if (tasks := counts_for(handed, id, subject))
    }
    return Student(
        rank=0,
        name=named[-1] if named else "",
        number=numbers[-1] if numbers else "",
        handed=handed,
        work=_work(handins, subject),
        works={id: _work(some, subject) for id, some in counting.items()},
    )


def counts_for(handed: Mapping[str, Read], assignment: str, subject: Subject) -> Sequence[str]:
    """Which hand-ins count for an assignment: the one for it, or else those for all its readings;
    none where it is not handed in."""
    if assignment in handed:
        return [assignment]
    readings = subject.course.assignments[assignment].written.readings
    return readings if all(path in handed for path in readings) else []


def _work(handins: Sequence[HandIn], subject: Subject) -> Work:
    acts: dict[str, Act] = {}
    for handin in handins:
        for number, act in enumerate(handin.acts):
            key = act.id or f"{handin.task} {number}"
            before = acts.get(key)
            if before is None or _changed(act) >= _changed(before):
                acts[key] = replace(act, version=_version(act, handin))
    kept = tuple(act for act in acts.values() if act.kind != "deleted")
    judgements: dict[Place, Act] = {}
    answers: dict[Place, Act] = {}
    doings: dict[tuple[str, str], Act] = {}
    looks = set()
    for act in sorted(kept, key=_changed):
        if act.kind == "doing":
            doings[act.article.removeprefix("assignments/"), act.on] = act
        elif place := subject.place(act.article, act.on):
            if act.kind == "judgement":
                judgements[place] = act
            elif act.kind == "answer" and act.text.strip():
                answers[place] = act
            elif act.kind == "look":
                looks.add(place)
    return Work(kept, judgements, answers, doings, frozenset(looks - judgements.keys()))
