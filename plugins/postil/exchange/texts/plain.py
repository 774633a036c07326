"""Plain text: its blank lines, breaks, indents and signs say what is what.

Two conventions exist, and each file follows one: every line is a paragraph, or paragraphs are
broken at a width and stand between blank lines. Which it is, the lengths of the lines tell.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from .dates import date_of
from .leftovers import is_leftover
from .text import Element, Text
from .tree import made

_ITEM = re.compile(r"^(\s*)(?:[•‣▪◦●*+–-]|(\(?\d{1,3}[.)]|[a-z]\)))\s+(?=\S)")
_RULE = re.compile(r"^\s*(?:[*_=~-]\s*){3,}$|^\s*⁂\s*$")
_UNDERLINE = re.compile(r"^\s*(?:=+|-+|~+|\*+)\s*$")
_MARK = re.compile(r"\[(\d{1,3})\]|([¹²³⁰⁴-⁹]+)")
_NOTE = re.compile(r"^\s*(?:\[(\d{1,3})\]:?|([¹²³⁰⁴-⁹]+))\s*(?=\S)")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_END = re.compile(r"[.!?:;,…][”’\"')\]]*$|[”\"]$")
_WIDE = 100
"""Characters: no text is broken at a greater width, and no paragraph of prose is one such line."""


def read_plain(source: str) -> Text:
    """Reads a plain text."""
    lines = [line.expandtabs(8).rstrip() if "\t" not in line.strip() else line.rstrip()
             for line in re.split(r"\r\n|[\n\r\f\u2028\u2029\v]", source)]  # fmt: skip
    text = Text(made("body"))
    is_wrapped = _is_wrapped(lines)
    chunks = _chunks(lines)
    if is_wrapped:
        text.guess("lines were taken for parts of paragraphs, since they all end at one width",
                   "put a blank line between paragraphs in the file, and add it again")  # fmt: skip
    chunks = _metadata(text, chunks, is_wrapped)
    marks = {m[1] or m[2].translate(_RAISED) for chunk in chunks for line in chunk
             for m in _MARK.finditer(line)}  # fmt: skip
    notes: list[Element] = []
    for number, chunk in enumerate(chunks):
        is_last = number == len(chunks) - 1
        for block in _block(chunk, is_wrapped, is_last):
            text.body.append(block)
    _notes(text, marks, notes)
    _headings(text)
    text.body.extend(notes)
    return text


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines of paragraphs end at a width."""
    full = [line for line in lines if line]
    if not full or max(map(len, full)) > _WIDE:
        return False
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a and b]
    width = sorted(map(len, full))[int(len(full) * 0.9)]
    # The first word of the next line would not have fitted.
    broken = [a for a, b in pairs if len(a) + 1 + len(b.split()[0]) > width - 4]
    return width >= 40 and len(broken) >= 0.4 * len(pairs) and len(broken) > 2


def _chunks(lines: list[str]) -> list[list[str]]:
    chunks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            chunks[-1].append(line)
        elif chunks[-1]:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]


def _with_date(byline: str) -> tuple[str, str]:
    """The names of a byline, and the date that stands behind them."""
    parts = byline.split(", ")
    for number in range(1, len(parts)):
        date = date_of(", ".join(parts[number:]))
        if date and len(date) > 4:
            return ", ".join(parts[:number]), date
    return byline, ""


def _metadata(text: Text, chunks: list[list[str]], is_wrapped: bool) -> list[list[str]]:
    """Takes title, date and authors from the lines before the first paragraph."""
    head: list[tuple[int, int]] = []
    for number, chunk in enumerate(chunks[:6]):
        if is_wrapped and len(chunk) > 2 and not any(map(_is_byline, chunk)):
            break
        for row, line in enumerate(chunk):
            if len(line.split()) > 25 or (len(line) > 60 and _END.search(line) and "?" not in line):
                break
            head.append((number, row))
        else:
            continue
        break
    said = [(place, _bare(chunks[place[0]][place[1]])) for place in head]
    said = [(place, line) for place, line in said if line and not _UNDERLINE.match(line)]
    taken: set[tuple[int, int]] = set()
    for place, line in said:
        if (date := date_of(line)) and len(date) > 4:
            text.date = date
            taken.add(place)
            text.guess(f"the line “{line}” was taken for the date", "change 'date', or delete it")
            break
    for number, (place, line) in enumerate(said):
        byline = re.match(r"^(?:by|von|par)\s+(\S.{2,70})$", line, re.IGNORECASE)
        bullet = re.match(r"^[•·]\s+(\w[\w.’-]*(?: \w[\w.’-]*){1,3})$", line) if text.date else None
        if found := byline or bullet:
            names, date = _with_date(found[1])
            text.authors = re.split(r",\s+|\s+(?:and|und|&)\s+", names.rstrip("."))
            if date and not text.date:
                text.date = date
                text.guess(f"{date} was taken for the date", "change 'date', or delete it")
            taken.add(place)
            following = said[number + 1] if number + 1 < len(said) else None
            if bullet and following and len(following[1].split()) <= 15:
                taken.add(following[0])
                text.left_out.append(following[1])
            text.guess(f"“{names}” was taken for the author", "change 'author', or delete it")
            break
    rest = [(place, line) for place, line in said if place not in taken]
    if taken:
        first = min(taken)
        rest = [(place, line) for place, line in rest if place < first] or rest[:1]
        titles = sorted(rest, key=lambda item: len(item[1]))
        if titles:
            place, text.title = titles[-1]
            taken |= {p for p, _ in rest}
            for p, line in rest:
                if p != place and line != text.title:
                    text.left_out.append(line)
    elif rest and rest[0][0] == (0, 0) and _is_title(chunks, rest[0][1]):
        text.title = rest[0][1]
        taken.add((0, 0))
    if text.title:
        text.guess(f"the line “{text.title}” was taken for the title", "change 'title'")
    for number, chunk in enumerate(chunks):
        for row, line in enumerate(chunk):
            if _UNDERLINE.match(line) and (number, row - 1) in taken:
                taken.add((number, row))
    kept = [
        [line for row, line in enumerate(chunk) if (number, row) not in taken]
        for number, chunk in enumerate(chunks)
    ]
    return [chunk for chunk in kept if chunk]


def _bare(line: str) -> str:
    """A title without the signs that stand on both its sides."""
    match = re.fullmatch(r"\s*([*=#]+)\s+(.*?)\s+\1\s*", line)
    return match[2] if match else line.strip()


def _is_byline(line: str) -> bool:
    return len(date_of(line)) > 4 or bool(re.match(r"\s*(?:by|von|par)\s", line, re.IGNORECASE))


def _is_title(chunks: list[list[str]], line: str) -> bool:
    first = chunks[0]
    alone = len(first) == 1 or (len(first) == 2 and _UNDERLINE.match(first[1]))
    short = len(line.split()) <= 18 and not re.search(r"[.:;,]$", line)
    longer = max((len(part) for chunk in chunks for part in chunk[:9]), default=0)
    return short and not _ITEM.match(first[0]) and bool(alone or longer > 2.5 * len(line))


def _block(chunk: list[str], is_wrapped: bool, is_last: bool) -> Iterator[Element]:
    """What a run of lines between blank ones is."""
    if len(chunk) == 1 and _RULE.match(chunk[0]):
        yield made("hr")
    elif len(chunk) == 2 and _UNDERLINE.match(chunk[1]) and len(chunk[1].strip()) > 2:
        yield made("h2" if "=" in chunk[1] else "h3", chunk[0].strip())
    elif all(line.lstrip().startswith(">") for line in chunk):
        inner = [re.sub(r"^\s*> ?", "", line) for line in chunk]
        quotes = [b for c in _chunks(inner) for b in _block(c, is_wrapped, False)]
        yield made("blockquote", *quotes)
    elif (table := _table(chunk)) is not None:
        yield table
    elif _ITEM.match(chunk[0]) and (items := _items(chunk)) is not None:
        yield items
    elif _NOTE.match(chunk[0]):
        yield from _note_lines(chunk)
    elif _is_verse(chunk):
        inner = made("p")
        for number, line in enumerate(chunk):
            if number:
                inner.append(made("br"))
            _put(inner, line.strip())
        yield inner
    elif is_wrapped:
        indent = min(len(line) - len(line.lstrip()) for line in chunk)
        yield from _paragraphs(chunk, indent)
    else:
        for line in chunk:
            if _RULE.match(line):
                yield made("hr")
            else:
                yield made("p", line.strip())


def _put(element: Element, text: str) -> None:
    from .tree import add

    add(element, text)


def _paragraphs(chunk: list[str], indent: int) -> Iterator[Element]:
    """The paragraphs of lines that are broken at a width: each may begin with an indent."""
    parts: list[list[str]] = []
    for line in chunk:
        own = len(line) - len(line.lstrip())
        starts = not parts or (own > indent and len(chunk) > 1 and own - indent < 12)
        if starts:
            parts.append([])
        parts[-1].append(line.strip())
    found = [made("p", _joined(part)) for part in parts]
    if indent >= 2 and (len(chunk) > 1 or indent >= 4):
        yield made("blockquote", *found)
    else:
        yield from found


def _joined(lines: list[str]) -> str:
    """Lines as one. A word that was divided at the end of a line keeps its hyphen: nobody knows
    whether it has one."""
    text = ""
    for line in lines:
        text += line if not text or re.search(r"\w-$", text) else f" {line}"
    return text


def _is_verse(chunk: list[str]) -> bool:
    """Lines of a poem: short, of several lengths, most with a capital at the begin."""
    if len(chunk) < 2 or max(map(len, chunk)) > 62 or any(map(is_leftover, chunk)):
        return False
    lines = [line.strip() for line in chunk]
    capitals = sum(line.lstrip("“‘\"'(—…")[:1].isupper() for line in lines)
    ends = sum(bool(re.search(r"[.!?][”’\"']?$", line)) for line in lines[:-1])
    return capitals >= 0.7 * len(lines) and ends <= 0.5 * len(lines)


def _items(chunk: list[str]) -> Element | None:
    """A list; None where lines in between do not belong to one."""
    first = _ITEM.match(chunk[0])
    assert first is not None
    base = len(first[1])
    numbered = bool(first[2])
    start = re.sub(r"\D", "", first[2] or "")
    found = made("ol" if numbered else "ul", **({"start": start} if start not in ("", "1") else {}))
    nested: Element | None = None
    last: list[str] = []
    lines: list[tuple[Element, list[str]]] = []
    for line in chunk:
        match = _ITEM.match(line)
        own = len(line) - len(line.lstrip())
        if match and own >= base + 2 and lines:
            if nested is None:
                nested = made("ol" if match[2] else "ul")
                lines[-1][0].append(nested)
            item, last = made("li", sign=match[0].strip()), [line[match.end() :].strip()]
            nested.append(item)
            lines.append((item, last))
        elif match and bool(match[2]) == numbered:
            nested = None
            item, last = made("li", sign=match[0].strip()), [line[match.end() :].strip()]
            found.append(item)
            lines.append((item, last))
        elif own > base or len(line) < _WIDE:
            last.append(line.strip())
        else:
            return None
    for item, parts in lines:
        item.insert(0, made("p", _joined(parts)))
    return found


def _table(chunk: list[str]) -> Element | None:
    """Rows of cells between tabs, bars, or two spaces and more."""
    for divide in (r"\t+", r"\s*\|\s*", r" {2,}"):
        rows = [re.split(divide, line.strip().strip("|").strip()) for line in chunk
                if not re.fullmatch(r"[\s|+=:-]+", line)]  # fmt: skip
        width = len(rows[0]) if rows else 0
        if width > 1 and len(rows) > 1 and all(len(row) == width for row in rows):
            made_rows = [
                made("tr", *(made("td" if number else "th", cell) for cell in row))
                for number, row in enumerate(rows)
            ]
            return made("table", *made_rows)
    return None


def _note_lines(chunk: list[str]) -> Iterator[Element]:
    """Notes at the end, each a paragraph that begins with its mark."""
    parts: list[list[str]] = []
    for line in chunk:
        if _NOTE.match(line) or not parts:
            parts.append([])
        parts[-1].append(line.strip())
    for part in parts:
        yield made("p", _joined(part))


def _notes(text: Text, marks: set[str], notes: list[Element]) -> None:
    """Turns paragraphs that begin with a mark into footnotes, if the text has that mark before."""
    found: dict[str, Element] = {}
    for block in reversed(list(text.body)):
        match = _NOTE.match(block.text or "") if block.tag == "p" else None
        if match is None:
            if found:
                break
            continue
        name = match[1] or match[2].translate(_RAISED)
        found[name] = block
    used = {
        m[1] or m[2].translate(_RAISED)
        for block in text.body.iter()
        if block not in found.values()
        for part in (block.text, block.tail)
        for m in _MARK.finditer(part or "")
    }
    names = {name for name in found if name in marks and name in used}
    if not names:
        return
    for name in sorted(names, key=int):
        block = found[name]
        block.text = (block.text or "")[_NOTE.match(block.text).end() :]  # type: ignore[union-attr]
        text.body.remove(block)
        notes.append(made("footnote", block, name=name))
    for element in [e for e in text.body.iter() if e.tag != "fn"]:
        _marked(element, names)
    text.guess(f"{len(names)} paragraphs at the end were taken for footnotes",
               "write [1] for [^1] in both places where one is none")  # fmt: skip


def _marked(element: Element, names: set[str]) -> None:
    """Puts marks in the place of [1] and of raised numbers."""
    from .tree import add

    content: list[Element | str] = []
    for part in [element.text, *(p for child in list(element) for p in (child, child.tail))]:
        if not isinstance(part, str):
            if part is not None:
                part.tail = None
                content.append(part)
            continue
        end = 0
        for match in _MARK.finditer(part):
            name = match[1] or match[2].translate(_RAISED)
            if name in names:
                content += [part[end : match.start()], made("fn", name=name)]
                end = match.end()
        content.append(part[end:])
    tail = element.tail
    kept = dict(element.attrib)
    element.clear()
    element.tail = tail
    for key, value in kept.items():
        element.set(key, value)
    for piece in content:
        add(element, piece)


def _headings(text: Text) -> None:
    """Short lines without a stop, before a paragraph, are headings."""
    blocks = list(text.body)
    found = []
    # One short question may be part of the text; several are those of an interview.
    questions = sum(
        b.tag == "p" and len((b.text or "").split()) <= 8 and (b.text or "").endswith("?")
        for b in blocks
    )
    for number, block in enumerate(blocks):
        if block.tag != "p" or len(block):
            continue
        said = " ".join((block.text or "").split())
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        is_question = said.endswith("?") and len(said.split()) <= 8 and questions > 1
        is_short = 0 < len(said.split()) <= 12 and len(said) <= 80 and not is_leftover(said)
        if (
            is_short
            and (is_question or not _END.search(said))
            and following is not None
            and following.tag in ("p", "ul", "ol", "blockquote", "table")
            and not re.match(r"^(?:source|photo|image|credit)s?:", said, re.IGNORECASE)
            and not said.startswith(("“", '"', "—", "–"))
            and len(following.text or "") + 40 * len(following) > len(said)
            and re.match(r"[\w(¿¡§]", said)
            and not re.search(r"&$|\b\d{4}&?$", said)
        ):
            found.append(said)
            block.tag = "h2"
            block.text = said
    if found:
        text.guess(f"{len(found)} short line{'s' if len(found) > 1 else ''} without a stop "
                   f"{'were' if len(found) > 1 else 'was'} taken for headings: "
                   + ", ".join(f"“{said}”" for said in found[:8]),
                   "take away the ## where one is none")  # fmt: skip
