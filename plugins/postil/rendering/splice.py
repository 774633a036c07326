"""Setting marks into the HTML of an article, which stays byte for byte what it was between them.

Nothing is parsed and written anew: tags are inserted into the string. Each stretch of text
between two tags is wrapped by itself, so that a passage may cross any element; where passages
overlap, their marks are nested within the stretch.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise, takewhile, zip_longest
from operator import itemgetter
from typing import NamedTuple

from postil.anchoring.nesting import buried
from postil.anchoring.projection import Projection, TextNode


class Mark(NamedTuple):
    """A passage to be marked: offsets in the projected text, and the number of its note."""

    id: str
    start: int
    end: int
    number: int
    kind: str = ""
    assessment: str = ""
    label: str = ""
    """What screen readers call the reference, whose number is no text."""
    was: tuple[str, ...] = ()
    """Ids that it had before, to which old addresses lead."""
    is_aside: bool = False
    """Whether it explains something, and judges nothing: its number may be shown later."""


class _Segment(NamedTuple):
    """The part of a text node that holds the same marks from end to end, outermost first."""

    node: TextNode
    start: int
    end: int
    marks: tuple[int, ...]


# What stands at one place of the HTML: first marks end, then references, then marks begin.
_CLOSE, _REFERENCE, _OPEN = range(3)


# Something that is set into the HTML, behind what comes before it at the same place: where, its
# rank, the number of a reference (0 for marks), and its HTML.
_Insertion = tuple[int, int, int, str]
_PLACE = itemgetter(0, 1, 2)


def splice(projection: Projection, marks: Sequence[Mark]) -> str:
    """The HTML of `projection` with `marks` set into it.

    Each segment of a passage becomes `<mark class="postil" data-postil="<id>">`; the first one
    carries the id and `aria-details`, the others are no marks for screen readers, and after the
    last one stands the reference to the note. A passage that lies too deep in others has no
    marks, and its reference carries the id. Old ids stand where the id does, on empty elements.
    References that meet at one place stand in the order of their numbers.
    """
    # Marks that hold others are the outer ones; equal ones keep the order of their numbers.
    order = sorted(range(len(marks)), key=lambda i: (marks[i].start, -marks[i].end, i))
    bare = buried([(mark.start, mark.end) for mark in marks])
    order = [index for index in order if index not in bare]
    segments = list(_segments(projection, marks, order))
    last = {index: segment for segment in segments for index in segment.marks}
    insertions: list[_Insertion] = []
    begun: set[int] = set()
    # How many of the marks of a segment are open from the one before it.
    open_ = 0
    for segment, following in zip_longest(segments, segments[1:]):
        at, end = projection.html_start(segment.start), projection.html_end(segment.end)
        for index in segment.marks[open_:]:
            opening = _opening(marks[index], first=index not in begun)
            insertions.append((at, _OPEN, 0, opening))
            begun.add(index)
        open_ = _common(segment, following) if following else 0
        insertions += [(end, _CLOSE, 0, "</mark>")] * (len(segment.marks) - open_)
        insertions += [
            _reference(marks[index], segment.node.behind or end)
            for index in segment.marks
            if last[index] is segment
        ]
    nodes = projection.nodes if bare else []
    ends = [node.end for node in nodes]
    for index in sorted(bare):
        mark = marks[index]
        node, end = nodes[bisect_left(ends, mark.end)], projection.html_end(mark.end)
        place = node.behind or end
        insertions.append(_reference(mark, place, carries_id=True))
    return _inserted(projection.html, insertions)


def _reference(mark: Mark, at: int, *, carries_id: bool = False) -> _Insertion:
    return at, _REFERENCE, mark.number, reference(mark, carries_id=carries_id)


def reference(mark: Mark, *, carries_id: bool = False) -> str:
    """The reference that leads from a passage to its note. Its number is for the style sheet to
    show: as text it would be copied and found with the words before it."""
    id = f' id="{mark.id}"' if carries_id else ""
    aside = " data-aside" if mark.is_aside else ""
    return (
        f'<a class="postil-ref" role="doc-noteref" href="#note-{mark.id}"{id}'
        f"{_attribute('aria-label', mark.label)}"
        f' data-number="{mark.number}"{aside}>{_old_ids(mark) if carries_id else ""}</a>'
    )


def _opening(mark: Mark, *, first: bool) -> str:
    kind, assessment = ("data-kind", mark.kind), ("data-assessment", mark.assessment)
    attributes = f'data-postil="{mark.id}"{_attribute(*kind)}{_attribute(*assessment)}'
    # A screen reader announces each mark: for it, a passage is its first segment.
    if not first:
        return f'<mark class="postil" {attributes} role="none">'
    own = f'id="{mark.id}" aria-details="note-{mark.id}"'
    return f'<mark class="postil" {attributes} {own}>{_old_ids(mark) if mark.was else ""}'


# Kinds and assessments are few, and so are the numbers of notes, by which references are called.
@lru_cache(maxsize=4096)
def _attribute(name: str, value: str) -> str:
    """An attribute; nothing where it has no value."""
    return f' {name}="{escape(value)}"' if value else ""


def _old_ids(mark: Mark) -> str:
    return "".join(f'<span class="postil-was" id="{id}"></span>' for id in mark.was)


def _segments(
    projection: Projection, marks: Sequence[Mark], order: Sequence[int]
) -> Iterator[_Segment]:
    """Cuts the text nodes that marks touch where a mark begins or ends, in order of the text."""
    nodes = projection.nodes
    ends = [node.end for node in nodes]
    for group, start, end in _groups(marks, order):
        for node in nodes[bisect_right(ends, start) : bisect_left(ends, end) + 1]:
            if node.markable:
                yield from _cut(node, marks, group)


def _groups(
    marks: Sequence[Mark], order: Sequence[int]
) -> Iterator[tuple[Sequence[int], int, int]]:
    """The marks that overlap, one with the next, and where they begin and end together."""
    group: list[int] = []
    start = end = 0
    for index in order:
        if group and marks[index].start >= end:
            yield group, start, end
            group = []
        if not group:
            start = end = marks[index].start
        group.append(index)
        end = max(end, marks[index].end)
    if group:
        yield group, start, end


def _cut(node: TextNode, marks: Sequence[Mark], group: Sequence[int]) -> Iterator[_Segment]:
    active = [i for i in group if marks[i].start < node.end and marks[i].end > node.start]
    if len(active) == 1:
        mark = marks[active[0]]
        yield _Segment(node, max(mark.start, node.start), min(mark.end, node.end), tuple(active))
        return
    cuts = {node.start, node.end}
    for index in active:
        cuts.update(c for c in (marks[index].start, marks[index].end) if node.start < c < node.end)
    entering = 0
    inside: list[int] = []
    for start, end in pairwise(sorted(cuts)):
        while entering < len(active) and marks[active[entering]].start <= start:
            inside.append(active[entering])
            entering += 1
        inside = [index for index in inside if marks[index].end > start]
        if inside:
            yield _Segment(node, start, end, tuple(inside))


def _common(one: _Segment, other: _Segment) -> int:
    """How many marks stay open from a segment to the next: the length of their common beginning."""
    if one.node is not other.node or one.end != other.start:
        return 0
    pairs = zip(one.marks, other.marks, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _inserted(html: str, insertions: Iterable[_Insertion]) -> str:
    parts: list[str] = []
    done = 0
    for at, _, _, inserted in sorted(insertions, key=_PLACE):
        parts += html[done:at], inserted
        done = at
    parts.append(html[done:])
    return "".join(parts)
