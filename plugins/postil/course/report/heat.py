"""What a class marked in a text, paragraph by paragraph, and what it wrote there.

Only the words of the text are taken, not its HTML: a report is opened from a disk, and nothing in
it is to load anything.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from postil.anchoring.passages import AnchoredArticle
from postil.anchoring.quote import Quote
from postil.course.acts import Act, Words

from .roll import Student
from .subject import Text

LEVELS = (0.0, 0.1, 0.2, 0.35, 0.5)
"""From which part of those who marked anything on a level of colour begins."""
MOST_SOUGHT = 200
"""How many passages of a student are looked up that do not stand where they say: to look for words
that are not there takes some hundredths of a second, and a hand-in may have thousands."""

_TAG = re.compile(r"<(h[1-6]|p|li|td|th|dt|dd|blockquote|figcaption|pre|summary)\b", re.IGNORECASE)
_PROSE = ("p", "li", "blockquote", "dd", "figcaption", "pre")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that equally many students have marked."""

    text: str
    count: int
    level: int
    """From 1, the palest; 0 where nobody has."""


@dataclass(frozen=True, slots=True)
class Written:
    """Something that a student wrote beside the text."""

    words: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text, or a heading, an item, a cell."""

    number: int
    """From 1, among those that have words; 0 for a heading."""
    tag: str
    runs: Sequence[Run]
    students: int
    """How many have marked, noted or asked something in it."""
    questions: Sequence[Written]
    notes: Sequence[Written]

    @property
    def begin(self) -> str:
        """Its first words."""
        text = " ".join("".join(run.text for run in self.runs).split())
        return text if len(text) <= 90 else f"{text[:90].rsplit(' ', 1)[0]} …"


@dataclass(frozen=True, slots=True)
class Heat:
    """A text with what a class marked in it."""

    paragraphs: Sequence[Paragraph] = ()
    readers: int = 0
    """How many have marked, noted or asked anything."""
    spots: int = 0
    """How many passages that were."""
    moved: int = 0
    """Of these, how many were made on another version of the text and found again."""
    lost: Sequence[tuple[str, Written]] = ()
    """What was not found again, or is ambiguous: what it is, and its words."""
    levels: Sequence[int] = field(default=())
    """From how many students on each level begins."""

    @property
    def unmarked(self) -> Sequence[Paragraph]:
        """The paragraphs in which nobody has marked anything."""
        return [p for p in self.paragraphs if p.tag in _PROSE and not p.students]

    @property
    def asked(self) -> Sequence[Paragraph]:
        """The paragraphs in which something was asked."""
        return [p for p in self.paragraphs if p.questions]

    @property
    def noted(self) -> Sequence[Paragraph]:
        """The paragraphs in which something was noted."""
        return [p for p in self.paragraphs if p.notes]


@dataclass(frozen=True, slots=True)
class _Spot:
    act: Act
    reader: int
    start: int
    end: int


def heat(students: Sequence[Student], text: Text) -> Heat:
    """What a class marked in a text."""
    anchored = text.anchored
    if anchored is None:
        return Heat()
    spots: list[_Spot] = []
    lost: list[tuple[str, Written]] = []
    moved = 0
    finding = _Finding(anchored)
    for reader, student in enumerate(students):
        left = MOST_SOUGHT
        for act in student.work.words(text.path):
            assert act.words is not None
            span = finding.exactly(act.words)
            is_elsewhere = span is None
            if span is None and left:
                left -= 1
                span = finding.again(act.words)
            if span is None:
                lost.append((act.kind, _written(act, act.words.exact)))
                continue
            moved += is_elsewhere
            spots.append(_Spot(act, reader, *span))
    readers = len({spot.reader for spot in spots})
    levels = [max(1, -int(-part * readers // 1)) for part in LEVELS]
    return Heat(
        paragraphs=[*_paragraphs(anchored, spots, levels)],
        readers=readers,
        spots=len(spots),
        moved=moved,
        lost=sorted(lost, key=lambda one: (one[0], one[1].words, one[1].text)),
        levels=levels,
    )


class _Finding:
    """Finds the words of students in a text, each once."""

    def __init__(self, anchored: AnchoredArticle) -> None:
        self.anchored = anchored
        self.text = anchored.projection.text
        self.known: dict[tuple[str, str, str], tuple[int, int] | None] = {}

    def exactly(self, words: Words) -> tuple[int, int] | None:
        """Where they say that they stand, if they stand there."""
        start, end = words.start, words.end
        if start is None or end is None or not words.exact:
            return None
        return (start, end) if self.text[start:end] == words.exact else None

    def again(self, words: Words) -> tuple[int, int] | None:
        """Where the engine finds them."""
        if not words.exact.strip() or len(words.exact) > len(self.text):
            return None
        key = words.exact, words.prefix[-64:], words.suffix[:64]
        if key not in self.known:
            exact, prefix, suffix = key
            found = self.anchored.index.locate(Quote(exact, prefix=prefix, suffix=suffix))
            whole = found.start is not None and found.end is not None
            self.known[key] = (found.start or 0, found.end or 0) if whole else None
        return self.known[key]


def _written(act: Act, words: str) -> Written:
    return Written(" ".join(words.split()), act.text.strip())


def _paragraphs(
    anchored: AnchoredArticle, spots: Sequence[_Spot], levels: Sequence[int]
) -> Iterator[Paragraph]:
    projection = anchored.projection
    text, number = projection.text, 0
    tags = [(match.start(), match[1].lower()) for match in _TAG.finditer(projection.html)]
    places = [place for place, _ in tags]
    edges = sorted({0, *projection.breaks, len(text)})
    inside = _by_block(edges, spots)
    for block, (start, end) in enumerate(pairwise(edges)):
        if not text[start:end].strip():
            continue
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        before = bisect_right(places, projection.html_start(first)) - 1
        tag = tags[before][1] if before >= 0 else "p"
        is_heading = tag.startswith("h") and tag[1:].isdigit()
        number += not is_heading
        here = inside.get(block, [])
        begun = sorted((spot for spot in here if start <= spot.start < end), key=_place)
        yield Paragraph(
            number=0 if is_heading else number,
            tag=tag,
            runs=[*_runs(text, start, end, here, levels)],
            students=len({spot.reader for spot in here}),
            questions=[*_said(anchored, begun, "question")],
            notes=[*_said(anchored, begun, "note")],
        )


def _by_block(edges: Sequence[int], spots: Sequence[_Spot]) -> Mapping[int, list[_Spot]]:
    found: dict[int, list[_Spot]] = {}
    for spot in spots:
        first = bisect_right(edges, spot.start) - 1
        last = bisect_right(edges, max(spot.start, spot.end - 1)) - 1
        for block in range(first, last + 1):
            found.setdefault(block, []).append(spot)
    return found


def _place(spot: _Spot) -> tuple[int, int, str]:
    return spot.start, spot.end, spot.act.text


def _said(anchored: AnchoredArticle, spots: Sequence[_Spot], kind: str) -> Iterator[Written]:
    for spot in spots:
        if spot.act.kind == kind and spot.act.text.strip():
            yield _written(spot.act, anchored.words((spot.start, spot.end)))


def _runs(
    text: str, start: int, end: int, spots: Sequence[_Spot], levels: Sequence[int]
) -> Iterator[Run]:
    """The words of a paragraph, cut where the number of students changes who marked them."""
    cuts = {start, end}
    for spot in spots:
        cuts.update(place for place in (spot.start, spot.end) if start < place < end)
    for first, last in pairwise(sorted(cuts)):
        count = len({spot.reader for spot in spots if spot.start <= first and spot.end >= last})
        level = sum(count >= at for at in levels) if count else 0
        yield Run(text[first:last], count, level)
