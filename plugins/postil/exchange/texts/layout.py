"""The lines of printed pages as paragraphs, headings, lists, notes.

A PDF knows signs and places. What belongs together, the eye knows from type sizes, gaps and
indents, and so does this module: everything is measured against the size of most signs.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from .text import Element, Text
from .tree import add, made

_ITEM = re.compile(r"^(?:[•‣▪◦●∙·–-]|(\(?\d{1,3}[.)]|\(?[a-z]\)))\s*(?=\S)")
_PAGE = re.compile(
    r"^\W*(?:page |p\. ?|seite )?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von)\s*\d{1,4})?\W*$", re.I
)
_NOTE = re.compile(r"^\W?(\d{1,3}|[*†‡])\W?\s*")
_END = re.compile(r"[.!?:…][”’\"')\]]*\d{0,2}$")


class Sign(NamedTuple):
    """A sign and where it stands, in points from the lower left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    size: float
    bold: bool
    italic: bool
    href: str


@dataclass(slots=True)
class Line:
    """A line, or a piece of one."""

    signs: list[Sign]
    x0: float = 0
    x1: float = 0
    y: float = 0
    size: float = 0
    text: str = ""
    page: int = 0
    right: float = 0
    """The right edge of its column."""
    left: float = 0
    cells: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        """Takes its measures from its signs."""
        seen = [s for s in self.signs if s.text.strip()] or self.signs
        self.x0, self.x1 = min(s.x0 for s in seen), max(s.x1 for s in seen)
        self.size = Counter(round(s.size, 1) for s in seen).most_common(1)[0][0]
        self.y = median(s.y0 for s in seen if abs(s.size - self.size) < 0.6)
        self.text = "".join(s.text for s in self.signs).strip()

    @property
    def is_bold(self) -> bool:
        return all(s.bold for s in self.signs if s.text.strip())


def arranged(text: Text, pages: list[list[Line]]) -> None:
    """Makes the body of a text of its pages."""
    for number, page in enumerate(pages):
        _joined_raised(page)
        for line in page:
            line.page = number
    sizes = Counter[float]()
    for page in pages:
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.text)
    body = max(1.0, sizes.most_common(1)[0][0])
    _without_edges(text, pages)
    lines: list[Line] = []
    notes: list[Line] = []
    for page in pages:
        main, below = _page(page, body)
        lines += main
        notes += below
    leading = _leading(lines, body)
    blocks = _Blocks(text, body, leading, _all_words([*lines, *notes]))
    indents = _has_indents(lines, body, leading)
    blocks.indents = indents
    for group in _groups(lines, body, leading, indents=indents):
        blocks.take(group)
    blocks.finish(_note_groups(notes))


def _joined_raised(page: list[Line]) -> None:
    """Puts raised figures that stand as lines of their own into the line they belong to."""
    for small in sorted(page, key=lambda line: line.size):
        for line in page:
            near = -1 < small.x0 - line.x1 < 3 or any(
                abs(s.x1 - small.x0) < 1.5 for s in line.signs
            )
            if (
                line is not small
                and len(small.text) <= 3
                and small.size < 0.85 * line.size
                and line.y - 1 < small.y < line.y + line.size
                and near
            ):
                line.signs = sorted([*line.signs, *small.signs], key=lambda s: s.x0)
                line.measure()
                page.remove(small)
                break


def _without_edges(text: Text, pages: list[list[Line]]) -> None:
    """Takes away what stands at the head and foot of pages: titles and numbers that repeat."""
    seen = Counter[tuple[str, int]]()
    for page in pages:
        seen.update({(_pattern(line), round(line.y / 4)) for line in _edge(page)})
    for page in pages:
        gone: list[Line] = []
        for line in _edge(page):
            place = round(line.y / 4)
            often = sum(seen[_pattern(line), place + step] for step in (-1, 0, 1))
            if (len(pages) > 1 and often >= max(2, 0.3 * len(pages))) or _PAGE.match(line.text):
                gone.append(line)
        # A title beside the number of the page.
        numbers = [line for line in gone if _PAGE.match(line.text)]
        gone += [line for line in page if line not in gone
                 and any(abs(line.y - number.y) < 2 for number in numbers)]  # fmt: skip
        for line in gone:
            text.left_out.append(line.text[:60])
            page.remove(line)


def _pattern(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _edge(page: list[Line]) -> list[Line]:
    """The first and last lines of a page."""
    heights = sorted({round(line.y) for line in page})
    if len(heights) < 2:
        return [line for line in page if _PAGE.match(line.text)]
    ends = {*heights[:2], *heights[-2:]}
    return [line for line in page if round(line.y) in ends]


def _page(page: list[Line], body: float) -> tuple[list[Line], list[Line]]:
    """The lines of a page in the order of reading, and those of its notes."""
    rows = sorted(page, key=lambda line: (-line.y, line.x0))
    main: list[Line] = []
    notes: list[Line] = []
    for column in _columns(rows, body):
        ordered = _rows(column)
        low = len(ordered)
        while low and ordered[low - 1].size < 0.93 * body and not ordered[low - 1].cells:
            low -= 1
        below = ordered[low:]
        starts = [n for n, line in enumerate(below) if _NOTE.match(line.text)]
        cut = low + starts[0] if starts else len(ordered)
        left = _left(ordered[:cut])
        right = max((line.x1 for line in ordered), default=0)
        for line in ordered:
            line.left, line.right = left, right
        main += ordered[:cut]
        notes += ordered[cut:]
    return main, notes


def _left(lines: list[Line]) -> float:
    """Where lines begin that have no indent: furthest to the left of where several do."""
    found = Counter(round(line.x0) for line in lines)
    often = [x for x, count in found.items() if count >= max(2, 0.1 * len(lines))]
    return float(min(often or found, default=0))


def _columns(rows: list[Line], body: float) -> Iterator[list[Line]]:
    """The columns of a page, between the lines that go across them."""
    if not rows:
        return
    left, right = min(line.x0 for line in rows), max(line.x1 for line in rows)
    middle = _gutter(rows, left, right)
    if middle is None:
        yield rows
        return
    band: list[Line] = []
    across: list[Line] = []
    for line in rows:
        if line.x0 < middle - 4 and line.x1 > middle + 4:
            if band:
                yield from _halves(band, middle)
                band = []
            across.append(line)
        else:
            if across:
                yield across
                across = []
            band.append(line)
    if across:
        yield across
    yield from _halves(band, middle)


def _gutter(rows: list[Line], left: float, right: float) -> float | None:
    """Where the gap between two columns is, if there are two."""
    best: tuple[int, float] | None = None
    long = [line for line in rows if len(line.text) > 15]
    for step in range(40, 61):
        x = left + (right - left) * step / 100
        before = [line for line in long if line.x1 <= x + 1]
        behind = [line for line in long if line.x0 >= x - 1]
        across = len(long) - len(before) - len(behind)
        if len(before) > 5 and len(behind) > 5 and across <= 0.25 * len(long):
            full = sum(line.x1 > x - 0.12 * (right - left) for line in before)
            starts = Counter(round(line.x0) for line in behind).most_common(1)[0][1]
            if full >= 0.4 * len(before) and starts >= 0.4 * len(behind):
                count = -across
                if best is None or count > best[0]:
                    best = count, x
    return best[1] if best else None


def _halves(band: list[Line], middle: float) -> Iterator[list[Line]]:
    for part in ([e for e in band if e.x0 < middle - 4], [e for e in band if e.x0 >= middle - 4]):
        if part:
            yield part


def _rows(column: list[Line]) -> list[Line]:
    """Pieces that stand side by side as one line, which keeps them as its cells."""
    found: list[Line] = []
    for line in sorted(column, key=lambda e: (-e.y, e.x0)):
        last = found[-1] if found else None
        if last and abs(last.y - line.y) < 0.4 * line.size and line.x0 >= last.x1 - 1:
            cells = [*(last.cells or [last]), line]
            gap = Sign(" ", last.x1, last.y, line.x0, last.size, False, False, "")
            whole = Line([*last.signs, gap, *line.signs])
            is_one = line.x0 - last.x1 < 1.2 * line.size and not last.cells
            whole.cells = [] if is_one or _is_only_sign(last) else cells
            whole.page = line.page
            found[-1] = whole
        else:
            found.append(line)
    for row in found:
        # Narrow columns: what stands far apart in a row of cells are cells, too.
        row.cells = [part for cell in row.cells for part in _parts(cell)]
    return found


def _parts(cell: Line) -> Iterator[Line]:
    part: list[Sign] = []
    end = cell.x0
    for sign in cell.signs:
        if not sign.text.strip():
            part.append(sign)
            continue
        if sign.x0 - end > 0.9 * cell.size and any(s.text.strip() for s in part):
            yield Line(part)
            part = []
        part.append(sign)
        end = sign.x1
    if part:
        yield Line(part)


def _is_only_sign(piece: Line) -> bool:
    """Whether a piece of a line is a bullet or the number of an item."""
    match = _ITEM.match(f"{piece.text} x")
    return match is not None and match.end() > len(piece.text)


def _leading(lines: list[Line], body: float) -> float:
    steps = [
        round(a.y - b.y, 1)
        for a, b in itertools.pairwise(lines)
        if a.page == b.page and abs(a.size - body) < 0.6 and abs(b.size - body) < 0.6
        and 0 < a.y - b.y < 3 * body
    ]  # fmt: skip
    return Counter(steps).most_common(1)[0][0] if steps else 1.2 * body


def _has_indents(lines: list[Line], body: float, leading: float) -> bool:
    """Whether paragraphs begin with an indent."""
    return any(
        0.7 * body < b.x0 - b.left < 4 * body and abs((a.y - b.y) - leading) < 1
        and abs(a.x0 - a.left) < 2
        for a, b in itertools.pairwise(lines)
    )  # fmt: skip


def _groups(
    lines: list[Line], body: float, leading: float, *, indents: bool
) -> Iterator[list[Line]]:
    """Lines that are one block."""
    group: list[Line] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        if group and (
            _starts(group, line, body, leading, indents=indents)
            or (indents and _goes_back(group[-1], line, following, body))
        ):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_back(last: Line, line: Line, following: Line | None, body: float) -> bool:
    """Whether a line behind a short one is indented like it, but the next is not: the short one was
    a paragraph."""
    is_short = last.x1 < last.right - 0.25 * (last.right - last.left)
    both = min(last.x0 - last.left, line.x0 - line.left) > 0.7 * body
    return is_short and both and following is not None and following.x0 - following.left < 2


def _starts(group: list[Line], line: Line, body: float, leading: float, *, indents: bool) -> bool:
    last = group[-1]
    if bool(line.cells) != bool(last.cells):
        return True
    if line.cells:
        return len(line.cells) != len(last.cells)
    if abs(line.size - last.size) > 0.6 or line.is_bold != last.is_bold:
        return True
    if _is_item(line) and (line.x0 <= group[0].x0 + 3 or _is_item(group[0])):
        return _END.search(last.text) is not None or _is_item(group[0]) or line.x0 != last.x0
    own = line.x0 - line.left
    before = last.x0 - last.left
    goes_on = line.page != last.page or line.y > last.y
    if goes_on:
        if line.size > 1.1 * body:
            return True
        if abs(own - (group[-1].x0 - last.left if len(group) > 1 else own)) > 2.2 * body:
            return True
        if indents and abs(own) < 2 and before < 2 and not line.is_bold:
            is_short = last.x1 < last.right - 0.12 * (last.right - last.left)
            return is_short and bool(_END.search(last.text))
        is_short = last.x1 < last.right - 0.12 * (last.right - last.left)
        return bool(_END.search(last.text)) and (is_short or own > 2 or not line.text[:1].islower())
    step = leading * line.size / body if line.size > 1.1 * body else leading
    if last.y - line.y > 1.28 * step:
        return True
    # An indent of the first line; the lines of a quotation all have it.
    return own - before > 0.7 * body and len(group) >= 1 and not _is_item(group[0])


def _is_item(line: Line) -> bool:
    return bool(_ITEM.match(line.text))


def _note_groups(notes: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in notes:
        first = line.signs[0]
        match = _NOTE.match(line.text)
        starts = match and (first.size < 0.9 * line.size or line.text[match.end() - 1] in " .)" or
                            not groups)  # fmt: skip
        if starts or not groups:
            groups.append([])
        groups[-1].append(line)
    return groups


def _all_words(lines: Iterable[Line]) -> Counter[str]:
    return Counter(word for line in lines for word in re.findall(r"[\w’'-]+\w", line.text))


class _Blocks:
    """Makes blocks of groups of lines."""

    def __init__(self, text: Text, body: float, leading: float, words: Counter[str]) -> None:
        self.text, self.body, self.leading, self.words = text, body, leading, words
        self.sizes: list[tuple[Element, float]] = []
        self.joined: list[str] = []
        self.indents = False
        """Whether paragraphs begin with an indent."""

    def take(self, group: list[Line]) -> None:
        first = group[0]
        last = self.text.body[-1] if len(self.text.body) else None
        if first.cells:
            self.table(group, last)
            return
        words = sum(len(line.text.split()) for line in group)
        is_large = first.size > 1.12 * self.body
        if (is_large and words <= 40) or (
            first.is_bold
            and words <= 14
            and len(group) <= 2
            and not first.text.endswith((".", ","))
        ):
            block = made("h2", *self.runs(group, plain=True))
            self.sizes.append((block, first.size if is_large else self.body))
            self.text.body.append(block)
            return
        if _is_item(first):
            self.item(group, last)
            return
        indent = min(line.x0 - line.left for line in group)
        is_verse = self.is_verse(group)
        block = made("p", *self.runs(group, verse=is_verse))
        # Verse stands further in as it is.
        if is_verse:
            self.text.body.append(block)
            return
        if indent > 0.9 * self.body and (
            len(group) > 1 or (first.x1 < first.right - 2 * self.body and not self.indents)
        ):
            if last is not None and last.tag == "blockquote":
                last.append(block)
            elif last is not None and last.tag in ("ul", "ol") and len(group) == 1:
                self.text.body.append(block)
            else:
                self.text.body.append(made("blockquote", block))
            return
        self.text.body.append(block)

    def is_verse(self, group: list[Line]) -> bool:
        """Whether lines end before they must."""
        if len(group) < 2:
            return False
        width = group[0].right - group[0].left
        pairs = itertools.pairwise(group)
        early = sum(
            line.x1 + _first_word(following) < line.right - 0.02 * width
            for line, following in pairs
        )
        capitals = sum(line.text.lstrip("“‘\"'(—…")[:1].isupper() for line in group)
        return early >= 0.8 * (len(group) - 1) and capitals >= 0.7 * len(group)

    def item(self, group: list[Line], last: Element | None) -> None:
        match = _ITEM.match(group[0].text)
        assert match is not None
        tag = "ol" if match[1] and re.search(r"\d", match[1]) else "ul"
        signs, rest = match.end(), list(group[0].signs)
        while rest and signs > 0:
            signs -= len(rest.pop(0).text)
        while rest and not rest[0].text.strip():
            rest.pop(0)
        if not rest:
            return
        start = Line(rest)
        start.left, start.right, start.page = group[0].left, group[0].right, group[0].page
        item = made("li", made("p", *self.runs([start, *group[1:]])), sign=match[0].strip())
        x = round(group[0].x0)
        if last is not None and last.tag in ("ul", "ol"):
            depth = float(last.get("x") or x)
            if x > depth + 0.8 * self.body and len(last):
                inner = last[-1][-1]
                if inner.tag not in ("ul", "ol"):
                    inner = made(tag)
                    last[-1].append(inner)
                inner.append(item)
                return
            if last.tag == tag:
                last.append(item)
                return
        number = re.sub(r"\D", "", match[1] or "")
        kept = {"start": number} if number not in ("", "1") else {}
        self.text.body.append(made(tag, item, x=str(x), **kept))

    def table(self, group: list[Line], last: Element | None) -> None:
        rows = []
        for line in group:
            is_head = all(cell.is_bold for cell in line.cells)
            tag = "th" if is_head else "td"
            rows.append(
                made("tr", *(made(tag, *self.runs([c], plain=is_head)) for c in line.cells))
            )
        if last is not None and last.tag == "table" and len(last[-1]) == len(rows[0]):
            last.extend(rows)
        else:
            self.text.body.append(made("table", *rows))

    def runs(
        self, group: list[Line], *, plain: bool = False, verse: bool = False
    ) -> list[Element | str]:
        """The signs of lines as text with emphasis, links and marks of notes."""
        found: list[Element | str] = []
        for number, line in enumerate(group):
            signs = list(line.signs)
            while signs and not signs[-1].text.strip():
                signs.pop()
            following = group[number + 1] if number + 1 < len(group) else None
            if following is not None and not verse and self.is_divided(line, following):
                signs.pop()
                space = ""
            elif following is not None and re.search(r"\w[-–—/]$|—$", line.text) and not verse:
                space = ""
            else:
                space = " "
            found += self.signs(signs, line, plain=plain)
            if following is not None:
                found.append(made("br") if verse else space)
        return _merged(found)

    def signs(self, signs: list[Sign], line: Line, *, plain: bool) -> list[Element | str]:
        found: list[Element | str] = []
        run = ""
        state: tuple[bool, bool, str, bool] = (False, False, "", False)

        def close() -> None:
            nonlocal run
            bold, italic, href, raised = state
            if not run:
                return
            if raised and (match := re.fullmatch(r"(\s*)[\[(]?(\d{1,3}|[*†‡])[\])]?(\s*)", run)):
                found.extend([match[1], made("mark", match[2]), match[3]])
            else:
                piece: Element | str = run
                if italic:
                    piece = made("em", piece)
                if bold and not plain:
                    piece = made("strong", piece)
                if href:
                    piece = made("a", piece, href=href)
                found.append(piece)
            run = ""

        for sign in signs:
            raised = sign.size < 0.82 * line.size and sign.y0 > line.y + 0.05 * line.size
            own = (sign.bold, sign.italic, sign.href, raised)
            if own != state and (sign.text.strip() or sign.href != state[2]):
                close()
                state = own
            run += sign.text
        close()
        return found

    def is_divided(self, line: Line, following: Line) -> bool:
        """Whether a line ends with a hyphen that is not part of its word."""
        ends = re.search(r"([^\W\d_]+)[-\u00ad\u2010]$", line.text)
        begins = re.match(r"[^\W\d_]+", following.text)
        if not ends or not begins or not begins[0][0].islower():
            return False
        whole, parted = ends[1] + begins[0], f"{ends[1]}-{begins[0]}"
        if line.text.endswith("\u00ad"):
            return True
        if self.words[parted] and not self.words[whole]:
            return False
        self.joined.append(whole)
        return True

    def finish(self, notes: list[list[Line]]) -> None:
        """Sets the levels of headings, and puts the notes where they are called."""
        self.levels()
        self.footnotes(notes)
        for element in self.text.body.iter("ul", "ol"):
            element.attrib.pop("x", None)
        if self.sizes:
            self.text.guess("larger and bold lines were taken for headings",
                            "take away the ## where one is none")  # fmt: skip
        if self.joined:
            listed = ", ".join(list(dict.fromkeys(self.joined))[:12])
            self.text.guess(f"words divided at the end of a line were joined: {listed}",
                            "put the hyphen back where it belongs to the word")  # fmt: skip

    def levels(self) -> None:
        steps = sorted({round(size) for _, size in self.sizes}, reverse=True)
        for block, size in self.sizes:
            block.tag = f"h{min(6, steps.index(round(size)) + 1)}"
        first = self.sizes[0][0] if self.sizes else None
        if first is not None and first.tag != "h1":
            return
        # The largest line is the title only where it stands alone, and before all else.
        if len([b for b, _ in self.sizes if b.tag == "h1"]) > 1:
            for block, _ in self.sizes:
                block.tag = f"h{min(6, int(block.tag[1]) + 1)}"

    def footnotes(self, groups: list[list[Line]]) -> None:
        marks = list(self.text.body.iter("mark"))
        notes: list[tuple[str, list[Line]]] = []
        for group in groups:
            match = _NOTE.match(group[0].text)
            notes.append((match[1] if match else "", group))
        count = 0
        for sign, group in notes:
            mark = next((m for m in marks if (m.text or "") == sign), None)
            count += 1
            content = self.without_mark(group)
            block = made("p", *self.runs(content))
            if mark is None:
                self.text.body.append(block)
                continue
            marks.remove(mark)
            mark.tag, mark.text = "fn", None
            mark.set("name", str(count))
            self.text.body.append(made("footnote", block, name=str(count)))
        for mark in list(self.text.body.iter("mark")):
            mark.tag = "sup"

    def without_mark(self, group: list[Line]) -> list[Line]:
        match = _NOTE.match(group[0].text)
        signs = list(group[0].signs)
        while signs and not signs[0].text.strip():
            signs.pop(0)
        rest = match.end() if match else 0
        while signs and rest > 0:
            rest -= len(signs.pop(0).text)
        while signs and not signs[0].text.strip():
            signs.pop(0)
        if not signs:
            return group[1:] or group
        first = Line(signs)
        first.left, first.right, first.page = group[0].left, group[0].right, group[0].page
        return [first, *group[1:]]


def _first_word(line: Line) -> float:
    """How wide the first word of a line is."""
    return (line.x1 - line.x0) * (len(line.text.split()[0]) + 1) / max(1, len(line.text))


def _merged(parts: list[Element | str]) -> list[Element | str]:
    """Parts of which no two texts, and no two in the same emphasis, stand in a row."""
    found: list[Element | str] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, str) and isinstance(last, str):
            found[-1] = last + part
        elif (
            not isinstance(part, str)
            and part.tag in ("em", "strong", "a")
            and len(found) > 1
            and isinstance(last, str)
            and last in ("", " ")
            and not isinstance(found[-2], str)
            and found[-2].tag == part.tag
            and found[-2].get("href") == part.get("href")
            and not len(part)
        ):
            add(found[-2], last + (part.text or ""))
            found.pop()
        else:
            found.append(part)
    return found
