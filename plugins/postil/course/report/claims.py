"""What a class thinks of each claim, those first about which it is most divided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from postil.edition.edition import Place
from postil.edition.model import Claim

from .agreement import Agreement, agreement
from .roll import Student
from .subject import Subject

ORDERED = "steps"


@dataclass(frozen=True, slots=True)
class Bar:
    """How many gave one judgement of a claim."""

    assessment: str
    label: str
    count: int
    is_ours: bool
    """Whether it is the verdict of the edition."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, and what the class thinks of it."""

    place: Place
    words: str
    title: str
    verdict: str
    """What the edition says of it; empty where it leaves that to the reader."""
    bars: Sequence[Bar]
    count: int
    """How many have judged it."""
    looked: int
    """How many had the verdict shown without a judgement."""
    part: float | None
    """What it has in the agreement of the class: see `agreement`."""
    reasons: Sequence[tuple[str, Sequence[str]]]
    """What they wrote, by the judgement that they gave."""
    changed: Sequence[tuple[str, str, int]]
    """How many changed which judgement to which, once they had seen the verdict."""
    versions: Mapping[str, Counter[str]]
    """Where there are several versions of the text: the judgements on each."""

    @property
    def is_divided(self) -> bool:
        """Whether there is more than one judgement of it."""
        return sum(bar.count > 0 for bar in self.bars) > 1

    @property
    def most(self) -> Bar | None:
        """The judgement that more gave than any other; None where there is no such one."""
        ordered = sorted(self.bars, key=lambda bar: -bar.count)
        if not ordered or not ordered[0].count:
            return None
        is_one = len(ordered) == 1 or ordered[0].count > ordered[1].count
        return ordered[0] if is_one else None

    @property
    def differs(self) -> bool:
        """Whether most of those who judged say something else than the edition."""
        most = self.most
        return bool(self.verdict and most and not most.is_ours and 2 * most.count > self.count)


def judged(
    students: Sequence[Student], article: str, subject: Subject
) -> tuple[Sequence[Judged], Agreement]:
    """The claims of a text that somebody has judged or looked at, and how far the class agrees."""
    vocabulary = subject.edition.vocabulary
    found = subject.edition.articles.get(article)
    claims = (
        [Place(article, id) for id, a in found.annotations.items() if isinstance(a, Claim)]
        if found
        else []
    )
    given = {place: [*_first(students, place)] for place in claims}
    agreed = agreement(
        [[assessment for assessment, _ in given[place]] for place in claims],
        [*vocabulary.assessments],
        is_ordinal=vocabulary.scale == ORDERED,
    )
    views = [
        _view(students, place, part, [assessment for assessment, _ in given[place]], subject)
        for place, part in zip(claims, agreed.of_each, strict=True)
    ]
    shown = [view for view in views if view.count or view.looked]
    # Those of which nothing can be told stand last; of equals the order of the edition remains.
    shown.sort(key=lambda view: (view.part is None, view.part or 0))
    return shown, agreed


def _first(students: Sequence[Student], place: Place) -> Iterator[tuple[str, str]]:
    """What was judged before anything was shown, and the version of its text."""
    for student in students:
        if act := student.work.judgements.get(place):
            yield act.first or act.assessment, act.version


def _view(
    students: Sequence[Student],
    place: Place,
    part: float | None,
    given: Sequence[str],
    subject: Subject,
) -> Judged:
    counts = Counter(given)
    scale = [*subject.edition.vocabulary.assessments]
    verdict = subject.verdict(place)
    order = [*scale, *sorted(counts.keys() - {*scale})]
    acts = [act for student in students if (act := student.work.judgements.get(place))]
    texts: dict[str, list[str]] = {}
    for act in acts:
        if act.text.strip():
            texts.setdefault(act.first or act.assessment, []).append(act.text.strip())
    changes = Counter(
        (act.first, act.assessment) for act in acts if act.first != act.assessment and act.first
    )
    versions: dict[str, Counter[str]] = {}
    for act in acts:
        versions.setdefault(act.version, Counter())[act.first or act.assessment] += 1
    return Judged(
        place=place,
        words=subject.words(place),
        title=subject.title(place),
        verdict=verdict,
        bars=[
            Bar(one, subject.label(one), counts[one], one == verdict)
            for one in order
            if one in scale or counts[one]
        ],
        count=len(given),
        looked=sum(place in student.work.looks for student in students),
        part=part,
        reasons=[
            (subject.label(one), sorted(texts[one], key=lambda text: (len(text), text)))
            for one in order
            if one in texts
        ],
        changed=[
            (subject.label(one), subject.label(other), count)
            for (one, other), count in changes.most_common()
        ],
        versions=versions if len(versions) > 1 else {},
    )
