"""Setting marks into the HTML of an article, which stays byte for byte what it was between them.

Nothing is parsed and written anew: tags are inserted into the string. Each stretch of text
between two tags is wrapped by itself, so that a passage may cross any element; where passages
overlap, their marks are nested within the stretch.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
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


class _Insertion(NamedTuple):
    """Something that is set into the HTML, behind what comes before it at the same place."""

    at: int
    rank: int
    number: int
    """Of a reference; 0 for marks."""
    html: str


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
    last = {index: number for number, s in enumerate(segments) for index in s.marks}
    insertions: list[_Insertion] = []
    begun: set[int] = set()
    stack: list[int] = []
    for number, segment in enumerate(segments):
        follows = number > 0 and _touches(segments[number - 1], segment)
        if not follows:
            stack = []
        keep = _common(stack, segment.marks)
        at = projection.html_start(segment.start)
        for index in segment.marks[keep:]:
            opening = _opening(marks[index], first=index not in begun)
            insertions.append(_Insertion(at, _OPEN, 0, opening))
            begun.add(index)
        stack = list(segment.marks)
        end = projection.html_end(segment.end)
        following = segments[number + 1] if number + 1 < len(segments) else None
        stays = _common(stack, following.marks) if following and _touches(segment, following) else 0
        insertions.extend(_Insertion(end, _CLOSE, 0, "</mark>") for _ in stack[stays:])
        stack = stack[:stays]
        insertions.extend(
            _reference(marks[index], _behind(segment.node, end))
            for index in segment.marks
            if last[index] == number
        )
    ends = [node.end for node in projection.nodes] if bare else []
    for index in sorted(bare):
        mark = marks[index]
        place = _behind(
            projection.nodes[bisect_left(ends, mark.end)], projection.html_end(mark.end)
        )
        insertions.append(_reference(mark, place, carries_id=True))
    return _inserted(projection.html, insertions)


def _behind(node: TextNode, end: int) -> int:
    """Where the reference of a passage stands whose last words end at `end` in the HTML."""
    return node.holder.end if node.holder and node.holder.end else end


def _reference(mark: Mark, at: int, *, carries_id: bool = False) -> _Insertion:
    return _Insertion(at, _REFERENCE, mark.number, reference(mark, carries_id=carries_id))


def reference(mark: Mark, *, carries_id: bool = False) -> str:
    """The reference that leads from a passage to its note. Its number is for the style sheet to
    show: as text it would be copied and found with the words before it."""
    id = f' id="{mark.id}"' if carries_id else ""
    label = f' aria-label="{escape(mark.label)}"' if mark.label else ""
    aside = " data-aside" if mark.is_aside else ""
    return (
        f'<a class="postil-ref" role="doc-noteref" href="#note-{mark.id}"{id}{label}'
        f' data-number="{mark.number}"{aside}>{_old_ids(mark) if carries_id else ""}</a>'
    )


def _opening(mark: Mark, *, first: bool) -> str:
    html = f'<mark class="postil" data-postil="{mark.id}"'
    if mark.kind:
        html += f' data-kind="{escape(mark.kind)}"'
    if mark.assessment:
        html += f' data-assessment="{escape(mark.assessment)}"'
    # A screen reader announces each mark: for it, a passage is its first segment.
    if not first:
        return f'{html} role="none">'
    return f'{html} id="{mark.id}" aria-details="note-{mark.id}">{_old_ids(mark)}'


def _old_ids(mark: Mark) -> str:
    return "".join(f'<span class="postil-was" id="{id}"></span>' for id in mark.was)


def _segments(
    projection: Projection, marks: Sequence[Mark], order: Sequence[int]
) -> Iterator[_Segment]:
    """Cuts the text nodes that marks touch where a mark begins or ends, in order of the text."""
    waiting = list(reversed(order))
    active: list[int] = []
    for node in projection.nodes:
        while waiting and marks[waiting[-1]].start < node.end:
            active.append(waiting.pop())
        active = [index for index in active if marks[index].end > node.start]
        if not active or not node.markable:
            continue
        cuts = {node.start, node.end}
        for index in active:
            cuts.update(
                c for c in (marks[index].start, marks[index].end) if node.start < c < node.end
            )
        entering = 0
        inside: list[int] = []
        for start, end in pairwise(sorted(cuts)):
            while entering < len(active) and marks[active[entering]].start <= start:
                inside.append(active[entering])
                entering += 1
            inside = [index for index in inside if marks[index].end > start]
            if inside:
                yield _Segment(node, start, end, tuple(inside))


def _touches(one: _Segment, other: _Segment) -> bool:
    return one.node is other.node and one.end == other.start


def _common(stack: Sequence[int], marks: Sequence[int]) -> int:
    """How many marks stay open: the length of the common beginning."""
    count = 0
    for one, other in zip(stack, marks, strict=False):
        if one != other:
            break
        count += 1
    return count


def _inserted(html: str, insertions: Iterable[_Insertion]) -> str:
    parts: list[str] = []
    done = 0
    for insertion in sorted(insertions, key=lambda insertion: insertion[:3]):
        parts.append(html[done : insertion.at])
        parts.append(insertion.html)
        done = insertion.at
    parts.append(html[done:])
    return "".join(parts)
