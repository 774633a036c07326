"""Highlights and notes of a Kindle: `My Clippings.txt`.

Each entry has five lines: title (author); kind, place and time, in the language of the device; an
empty line; the text; ten equals signs. A highlight that was made longer is there twice, and a note
stands beside its highlight only by its location.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postil.anchoring.quote import Quote, has_words

from .dates import day
from .prose import escaped
from .remark import Document, Remark, Remarks, counted, entries, named, told_apart

DIVIDER = "=========="
# "<You have reached the clipping limit for this item>", in whatever language.
_LIMIT = re.compile(r"<[^<>\n]+>")

# Of the languages that the devices speak. What is none of these is told by its form.
_NOTE = re.compile(
    r"\b(?:your note|note|notiz|nota|notitie|anteckning|anotação|заметка)\b|笔记|筆記|メモ|메모",
    re.IGNORECASE,
)
_HIGHLIGHT = re.compile(
    r"highlight|markierung|subrayado|surlignement|passage surligné|evidenziazione|destaque"
    r"|markering|выделен|标注|標註|ハイライト|하이라이트",
    re.IGNORECASE,
)
_BOOKMARK = re.compile(
    r"bookmark|lesezeichen|marcador|signet|segnalibro|bladwijzer|bokmärke|закладка|书签|書籤"
    r"|ブックマーク|북마크",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\b(?:page|seite|página|pagina|sida|страниц\w*)\b|页|頁|ページ", re.IGNORECASE)
_LOCATION = re.compile(r"loc|posi[czç]|emplacement|мест|位置", re.IGNORECASE)
# With a dash, in Dutch with "t/m".
_RANGE = re.compile(r"(\d+)(?:\s*(?:[-–—]|t/m)\s*(\d+))?")
# The line that says what an entry is begins with one of these, by language.
_DASH = re.compile(r"[-–—]\s")
# The author stands behind the title, in the last brackets, in which there may be others.
_AUTHOR = re.compile(r"\s*(?:\((?:[^()]|\([^()]*\))*\)|（[^（）]*）)$")


@dataclass(frozen=True, slots=True)
class _Clipping:
    """An entry of the file."""

    title: str
    kind: str
    """`highlight`, `note` or `bookmark`."""
    place: str
    first: int
    last: int
    time: str
    text: str

    @property
    def is_placed(self) -> bool:
        return self.last > 0


def is_one(text: str) -> bool:
    """Whether a text is such a file."""
    lines = text.lstrip("\ufeff").splitlines()
    return any(line.strip() == DIVIDER for line in lines[:2000]) and any(
        _DASH.match(line.lstrip("\ufeff ")) for line in lines[:10]
    )


def read(text: str) -> Remarks:
    """The remarks of a file."""
    clippings, broken = [], 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for part in re.split(rf"^\ufeff?{DIVIDER}[ \t]*$", text, flags=re.MULTILINE):
        if part.strip("\ufeff \t\r\n"):
            clipping = _clipping(part)
            broken += clipping is None
            clippings += [clipping] if clipping else []
    highlights = [one for one in clippings if one.kind == "highlight"]
    lasting = list(_lasting(highlights))
    notes = [one for one in clippings if one.kind == "note"]
    remarks = list(_remarks(lasting, notes))
    left = []
    if count := len(highlights) - len(lasting):
        they = "is" if count == 1 else "are"
        left.append(
            f"{counted(count, 'highlight')} {they} there again, as long or longer: that one counts."
        )
    if count := sum(one.kind == "bookmark" for one in clippings):
        left.append(f"{counted(count, 'bookmark')}: left out.")
    if broken:
        left.append(f"{entries(broken)} of the file cannot be read: no line that begins with '- '.")
    return Remarks("Kindle", tuple(told_apart(remarks)), tuple(left))


def _lasting(highlights: list[_Clipping]) -> Iterator[_Clipping]:
    """The highlights without those that are there again, as long or longer."""
    of_title: dict[str, list[_Clipping]] = {}
    for one in highlights:
        of_title.setdefault(one.title, []).append(one)
    for one in highlights:
        others = of_title[one.title]
        is_later = False
        for other in others:
            if other is one:
                is_later = True
            elif (is_later or len(one.text) < len(other.text)) and _is_in(one, other):
                break
        else:
            yield one


def _clipping(part: str) -> _Clipping | None:
    lines = [line.strip("\ufeff\r ") for line in part.strip("\r\n").split("\n")]
    at = next((n for n, line in enumerate(lines[:4]) if n and _DASH.match(line)), None)
    if at is None:
        return None
    title = _AUTHOR.sub("", " ".join(lines[:at]).strip())
    text = "\n".join(lines[at + 1 :]).strip()
    *places, time = [part.strip() for part in lines[at][2:].split("|")]
    places, time = (places, time) if places else ([time], "")
    # A page may come first, also in one part with the location.
    shown = [match for place in places for match in _RANGE.finditer(place)]
    first, last = _numbers(shown[-1]) if shown else (0, 0)
    is_page = bool(_PAGE.search(places[-1])) and not _LOCATION.search(places[-1])
    place = ("page " if is_page else "location ") + shown[-1][0] if shown else ""
    return _Clipping(title, _kind(places[0], text, first < last), place, first, last, time, text)


def _kind(said: str, text: str, is_range: bool) -> str:
    if not text or _BOOKMARK.search(said):
        return "bookmark" if not text else "note"
    if _HIGHLIGHT.search(said):
        return "highlight"
    if _NOTE.search(said):
        return "note"
    # A note has one place, a highlight two.
    return "highlight" if is_range else "note"


def _numbers(match: re.Match[str]) -> tuple[int, int]:
    """The two ends of a place. Older devices leave out what they share: 170-71."""
    first, last = match[1], match[2] or match[1]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return int(first), max(int(first), int(last))


def _is_in(one: _Clipping, other: _Clipping) -> bool:
    """Whether a highlight is a part of another of the same text, or the same again."""
    return (
        one.first <= other.last
        and other.first <= one.last
        and " ".join(one.text.split()) in " ".join(other.text.split())
    )


def _remarks(highlights: list[_Clipping], notes: list[_Clipping]) -> Iterator[Remark]:
    """Each highlight with its notes, then the notes that stand beside none."""
    beside: dict[int, list[_Clipping]] = {}
    alone = []
    for note in notes:
        near = [
            (one.last != note.last, one.last - one.first, number)
            for number, one in enumerate(highlights)
            if one.title == note.title
            and note.is_placed
            and one.first <= note.first
            and note.last <= one.last
        ]
        if near:
            beside.setdefault(min(near)[2], []).append(note)
        else:
            alone.append(note)
    for number, one in enumerate(highlights):
        yield _remark(one, beside.get(number, []))
    for note in alone:
        why = "it stands beside no highlight"
        yield Remark(
            origin=named("kindle", note.title, note.time, note.place, note.text),
            why=why,
            text=escaped(note.text),
            on=day(note.time),
            at=note.place,
            document=Document(title=note.title),
        )


def _remark(one: _Clipping, notes: list[_Clipping]) -> Remark:
    is_cut = bool(_LIMIT.fullmatch(one.text))
    has_quote = has_words(one.text) and not is_cut
    return Remark(
        origin=named("kindle", one.title, one.time, one.place, one.text),
        quote=Quote(one.text) if has_quote else None,
        why="" if has_quote else "the device has kept no words of it",
        text="\n\n".join(escaped(note.text) for note in notes),
        on=day(one.time),
        at=one.place,
        document=Document(title=one.title),
    )
