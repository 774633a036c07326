"""What programs do to a text on its way: encodings, tags, quoting, line breaks.

A receipt is pasted into a form, mailed, exported as a table or a page. All that is not part of it
is taken out again: what is left has to agree with its checksum, so no guess can do harm.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # That of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What may stand between any two letters of a receipt: tags and entities of HTML, the soft line
# breaks and the signs of quoted-printable mail, quoting, escapes of Markdown, white space, and what
# nobody sees.
_NOISE = re.compile(
    r"(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});)"
    r"|<[/!?a-zA-Z][^<>]{0,2000}>"
    r"|=\r?\n|=(?P<hex>[0-9A-F]{2})"
    r"|[\s>|\\\u00ad\u200b-\u200f\u2060\ufeff]+"
)
_RECEIPT = re.compile(
    r"POSTIL(?P<form>[0-9]{1,3})\.(?P<body>[A-Za-z0-9_-]*)(?P<end>\.[0-9a-f]{0,8})?"
)
# Of a receipt whose beginning is gone.
_HEADLESS = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{60,}\.[0-9a-f]{8}(?![A-Za-z0-9_-])")
# What an entity may stand for that is no part of a receipt either.
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Found:
    """What looks like a receipt."""

    line: int
    """The line on which it begins, from 1."""
    text: str
    """It, without what is not part of it."""
    form: int
    """Which form it has; 0 where its beginning is missing."""
    is_whole: bool
    """Whether it has an end."""


def decoded(data: bytes) -> str | None:
    """The text of a file; None where it is in no encoding that keeps all letters apart."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding:
        # Without a mark, every other byte of English in UTF-16 is empty.
        even, odd = data[:400:2].count(0), data[1:400:2].count(0)
        few = max(1, len(data[:400]) // 4)
        encoding = (
            "utf-16-le" if odd >= few > even else "utf-16-be" if even >= few > odd else "utf-8"
        )
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def receipts_in(text: str) -> Iterator[Found]:
    """What looks like receipts in a text, in their order."""
    clean, places = _without_noise(text)
    is_any, line, last = False, 1, 0
    for match in _RECEIPT.finditer(clean):
        is_any = True
        place = places.of(match.start())
        line, last = line + text.count("\n", last, place), place
        is_whole = len(match["end"] or "") == 9
        yield Found(line, match[0], int(match["form"]), is_whole)
    if not is_any and (rest := _HEADLESS.search(clean)):
        line = text.count("\n", 0, places.of(rest.start())) + 1
        yield Found(line, rest[0], 0, is_whole=True)


def divided(text: str, is_right: Callable[[str], bool]) -> Mapping[str, str]:
    """The receipts whose beginning and end stand at two places of a text, as in two cells of a
    table: by their beginning. `is_right` tells whether a receipt agrees with its checksum.

    SCORM has two fields for texts, and a long receipt is in both of them.
    """
    words = dict.fromkeys(_WORD.findall(text))
    begins = [word for word in words if _BEGIN.fullmatch(word)]
    ends = [word for word in words if _END.fullmatch(word)]
    if len(begins) * len(ends) > _MOST_PAIRS:
        return {}
    return {
        begin: begin + end
        for begin in begins
        for end in ends
        if _RECEIPT_END.search(begin[-9:] + end) and is_right(begin + end)
    }


_WORD = re.compile(r"[A-Za-z0-9_.-]+")
_BEGIN = re.compile(r"POSTIL[0-9]{1,3}\.[A-Za-z0-9_-]+(?:\.[0-9a-f]{0,7})?")
_END = re.compile(r"[A-Za-z0-9_-]*\.?[0-9a-f]+")
_RECEIPT_END = re.compile(r"\.[0-9a-f]{8}$")
_MOST_PAIRS = 1_000_000


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the pieces of a clean text stood in the other."""

    starts: list[int]
    origins: list[int]

    def of(self, offset: int) -> int:
        number = bisect_right(self.starts, offset) - 1
        return self.origins[number] + offset - self.starts[number]


def _without_noise(text: str) -> tuple[str, _Places]:
    pieces: list[str] = []
    starts, origins = [0], [0]
    length = last = 0

    def take(piece: str, origin: int) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            starts.append(length)
            origins.append(origin)
            length += len(piece)

    for match in _NOISE.finditer(text):
        take(text[last : match.start()], last)
        if match["entity"]:
            take(_UNSEEN.sub("", unescape(match[0])), match.start())
        elif match["hex"]:
            take(chr(int(match["hex"], 16)).strip(), match.start())
        last = match.end()
    take(text[last:], last)
    return "".join(pieces), _Places(starts, origins)
