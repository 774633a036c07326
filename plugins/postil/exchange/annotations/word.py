"""Comments of Word and of Google Docs, in .docx files.

Sources: ECMA-376 (WordprocessingML), and [MS-DOCX] for `commentsExtended.xml`, which says what
answers what. Google Docs writes none: there an answer is a comment of its own on the same words.

The file is read as the document looks with its changes accepted. It holds the whole text that the
comments are about, so each quote knows as much of its place as the lock file would.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from postil.anchoring.index import TextIndex
from postil.anchoring.lock import anchor_of
from postil.anchoring.quote import Quote, has_words
from postil.edition.model import Quote as WrittenQuote

from .dates import day
from .prose import emphasized, escaped
from .remark import Answer, Document, ReadingError, Remark, Remarks, named, told_apart

MAX_BYTES = 100_000_000
"""Of a part of the file when it is unpacked: that of a long book has a twentieth of it."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text, and text that was moved elsewhere.
_GONE = (f"{_W}del", f"{_W}moveFrom", f"{_W}delText", f"{_W}instrText", _FALLBACK)
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_TEXTS = ("document", "footnotes", "endnotes")


@dataclass
class _Text:
    """The text of a part of the document, with the places of its comments."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    starts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    """Where the signs of comments stand."""

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    @cached_property
    def text(self) -> str:
        return "".join(self.parts)

    @cached_property
    def index(self) -> TextIndex:
        return TextIndex(self.text)

    def span(self, id: str) -> tuple[int, int] | None:
        """The words of a comment, without white space at their ends; None if it has none."""
        if id not in self.starts or id not in self.ends:
            return None
        start, end = self.starts[id], self.ends[id]
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        return (start, end) if start < end and has_words(self.text[start:end]) else None


@dataclass(frozen=True)
class _Comment:
    id: str
    by: str
    on: str
    """The whole time: answers are told by it."""
    text: str
    names: tuple[str, ...]
    """What its paragraphs are called."""


@dataclass(frozen=True)
class _Extended:
    """What a later Word knows of comments, by the name of their last paragraph."""

    above: Mapping[str, str]
    done: frozenset[str]
    is_there: bool


def read(data: bytes) -> Remarks:
    """The remarks of a file. Raises ReadingError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, ElementTree.ParseError, EOFError, OSError, zlib.error) as error:
        raise ReadingError(
            f"the file is damaged ({error}); open it in Word or Google Docs and save it again as "
            ".docx"
        ) from error


def _read(archive: zipfile.ZipFile) -> Remarks:
    names = archive.namelist()
    if "word/document.xml" not in names:
        raise ReadingError(
            "this is a packed file and no .docx; save the document as .docx in your word processor"
        )
    comments = list(_comments(archive))
    extended = _extended(archive)
    texts = [
        _text(root) for name in _TEXTS if (root := _part(archive, f"word/{name}.xml")) is not None
    ]
    title = _title(archive)
    threads = _threads(comments, texts, extended)
    remarks = [_remark(thread, texts, Document(title=title)) for thread in threads]
    left = []
    empty = sum(not one.text for thread in threads for one in thread[1:])
    if empty:
        answers = "1 answer has" if empty == 1 else f"{empty} answers have"
        left.append(
            f"{answers} no words, and nothing is written of {'it' if empty == 1 else 'them'}."
        )
    done = sum(bool(extended.done.intersection(comment.names)) for comment in comments)
    if done:
        they = "is" if done == 1 else "are"
        left.append(
            f"{done} of the comments {they} marked as resolved: taken over like the others."
        )
    return Remarks("Word", tuple(told_apart(remarks)), tuple(left))


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    """A part of the file; None if it has no such part. Raises ReadingError."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & 1:
        raise ReadingError("the file is protected by a password; save it without one")
    if info.file_size > MAX_BYTES:
        raise ReadingError(f"{name} in it has more than {MAX_BYTES // 1_000_000} MB; divide it")
    text = archive.read(info)
    if b"<!DOCTYPE" in text[:1000]:
        raise ReadingError(f"{name} in it is none that a word processor writes")
    # Strict files differ in the names of their elements only.
    return ElementTree.fromstring(text.replace(_STRICT[1:-1].encode(), _W[1:-1].encode()))


def _text(root: Element) -> _Text:
    text = _Text()
    _take(root, text)
    return text


def _take(element: Element, text: _Text) -> None:
    """Takes in the text of an element, and where comments begin and end in it."""
    tag = element.tag
    if tag in _GONE:
        # The places of comments count there too.
        for inner in element.iter():
            _mark(inner, text)
        return
    _mark(element, text)
    if tag == f"{_W}t":
        text.add(element.text or "")
    elif tag in _SIGNS:
        text.add(_SIGNS[tag])
    for inner in element:
        _take(inner, text)
    if tag == f"{_W}p":
        text.add("\n\n")


def _mark(element: Element, text: _Text) -> None:
    places = {
        f"{_W}commentRangeStart": text.starts,
        f"{_W}commentRangeEnd": text.ends,
        f"{_W}commentReference": text.points,
    }
    if (found := places.get(element.tag)) is not None:
        found.setdefault(element.get(f"{_W}id", ""), text.length)


def _comments(archive: zipfile.ZipFile) -> Iterator[_Comment]:
    root = _part(archive, "word/comments.xml")
    links = _links(archive)
    for comment in root.iter(f"{_W}comment") if root is not None else ():
        paragraphs = list(comment.iter(f"{_W}p"))
        yield _Comment(
            comment.get(f"{_W}id", ""),
            (comment.get(f"{_W}author") or "").strip(),
            comment.get(f"{_W}date") or "",
            "\n\n".join(filter(None, (_prose(one, links) for one in paragraphs))),
            tuple(filter(None, (one.get(f"{_W14}paraId") for one in paragraphs))),
        )


def _links(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """The addresses of links in comments, by id."""
    root = _part(archive, "word/_rels/comments.xml.rels")
    return {one.get("Id", ""): one.get("Target", "") for one in root} if root is not None else {}


def _prose(paragraph: Element, links: Mapping[str, str]) -> str:
    """A paragraph of a comment as Markdown."""
    runs: list[tuple[str, str, str]] = []
    _runs(paragraph, links, "", runs)
    joined: list[tuple[str, str, str]] = []
    for words, sign, address in runs:
        if joined and joined[-1][1:] == (sign, address):
            joined[-1] = (joined[-1][0] + words, sign, address)
        else:
            joined.append((words, sign, address))
    if len({part[1:] for part in joined}) <= 1 and not any(part[2] for part in joined):
        return escaped("".join(part[0] for part in joined))
    return "".join(_run(*part) for part in joined).strip()


def _run(words: str, sign: str, address: str) -> str:
    lead, trail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    shown = f"{lead}{escaped(words)}{trail}" if words.strip() else words
    if sign:
        shown = emphasized(shown, sign)
    if not address.startswith(("http://", "https://", "mailto:")) or not words.strip():
        return shown
    if words.strip() == address:
        return f"{lead}<{address}>{trail}"
    return f"{lead}[{shown.strip()}](<{address}>){trail}"


def _runs(
    element: Element, links: Mapping[str, str], address: str, runs: list[tuple[str, str, str]]
) -> None:
    if element.tag in _GONE:
        return
    if element.tag == f"{_W}hyperlink":
        address = links.get(element.get(f"{_R}id", ""), "")
    if element.tag == f"{_W}r":
        words = _Text()
        _take(element, words)
        sign = "**" if _is_set(element, "b") else "*" if _is_set(element, "i") else ""
        if words.text:
            runs.append((words.text, sign, address))
        return
    for inner in element:
        _runs(inner, links, address, runs)


def _is_set(run: Element, name: str) -> bool:
    found = run.find(f"{_W}rPr/{_W}{name}")
    return found is not None and found.get(f"{_W}val", "true") not in ("0", "false", "off", "none")


def _extended(archive: zipfile.ZipFile) -> _Extended:
    root = _part(archive, "word/commentsExtended.xml")
    # By their names alone: there are several namespaces for them.
    entries = [
        {_name(key): value for key, value in one.attrib.items()}
        for one in (root.iter() if root is not None else ())
        if _name(one.tag) == "commentEx"
    ]
    return _Extended(
        {one.get("paraId", ""): above for one in entries if (above := one.get("paraIdParent"))},
        frozenset(one.get("paraId", "") for one in entries if one.get("done") in ("1", "true")),
        bool(entries),
    )


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _threads(
    comments: list[_Comment], texts: list[_Text], extended: _Extended
) -> list[list[_Comment]]:
    """The comments, each with those that answer it, in the order of their times."""
    owners = {name: comment.id for comment in comments for name in comment.names}
    above = {
        comment.id: owners[parent]
        for comment in comments
        for name in comment.names
        if (parent := extended.above.get(name)) in owners
    }
    threads: dict[object, list[_Comment]] = {}
    for comment in comments:
        key: object = comment.id
        if extended.is_there:
            key = _first(comment.id, above)
        elif span := _span(comment.id, texts):
            key = span
        threads.setdefault(key, []).append(comment)
    return [_in_order(thread) for thread in threads.values()]


def _first(id: str, above: Mapping[str, str]) -> str:
    """The comment with which a thread begins; some programs write answers to answers."""
    seen = {id}
    while (parent := above.get(id)) and parent not in seen:
        seen.add(parent)
        id = parent
    return id


def _in_order(thread: list[_Comment]) -> list[_Comment]:
    """The order of their times, if all have one; else that of the file."""
    return sorted(thread, key=lambda one: one.on) if all(one.on for one in thread) else thread


def _span(id: str, texts: list[_Text]) -> tuple[int, tuple[int, int]] | None:
    """The number of the text in which a comment stands, and where."""
    found = ((number, text.span(id)) for number, text in enumerate(texts))
    return next(((number, span) for number, span in found if span), None)


def _remark(thread: list[_Comment], texts: list[_Text], document: Document) -> Remark:
    first, *others = thread
    place = next(filter(None, (_span(one.id, texts) for one in thread)), None)
    quote = _quote(texts[place[0]], place[1]) if place else None
    return Remark(
        # Not by its words: they may be edited in the document.
        origin=named("word", first.by, first.on, first.text),
        quote=quote,
        why="" if quote else _why(first.id, texts),
        text=first.text,
        by=first.by,
        on=day(first.on),
        document=document,
        answers=tuple(Answer(one.text, one.by, day(one.on)) for one in others if one.text),
    )


def _quote(text: _Text, span: tuple[int, int]) -> Quote:
    """The words at a span, with all that is known of their place."""
    written = WrittenQuote(exact=text.text[slice(*span)])
    return anchor_of(text.index, span, written).quote([text.index.fingerprints])


def _why(id: str, texts: list[_Text]) -> str:
    for text in texts:
        if id in text.starts and id in text.ends:
            return "its words were deleted, or there are none"
        if (at := text.points.get(id)) is not None:
            around = " ".join(text.text[max(0, at - 60) : at].split())
            return (
                f"it has a place and no words, behind “…{around}”" if around else "it has no words"
            )
    return "it has no place in the document"


def _title(archive: zipfile.ZipFile) -> str:
    root = _part(archive, "docProps/core.xml")
    found = root.find("{http://purl.org/dc/elements/1.1/}title") if root is not None else None
    return (found.text or "").strip() if found is not None else ""
