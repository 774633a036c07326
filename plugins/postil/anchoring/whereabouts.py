"""Where a passage stands, for somebody who has the text open in an editor: the line of the Markdown
file, and the heading above it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from postil.edition.problems import visible

from .folding import fold
from .passages import AnchoredArticle
from .projection import project

_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
# What is no text of the page, though words stand in it: addresses of links, tags of HTML.
_ADDRESS = re.compile(r"(?<=\])\([^()\n]*\)|(?<=\])\[[^\[\]\n]*\]|<[^<>\n]*>")
# How many words are looked for in the file, signs of markup between any two of them. Where more
# stands between, fewer words are found.
_COUNTS = (8, 5, 3, 2)
_WORD = re.compile(r"[^\W_]+")
# No further than so many characters.
_REACH = 400
# Longer headings are cut.
_LONGEST = 60


def heading_above(anchored: AnchoredArticle, offset: int) -> str:
    """The heading under which a text offset stands; empty where there is none."""
    at = anchored.projection.html_start(offset)
    above = [match for match in _HEADING.finditer(anchored.html) if match.start() <= at]
    text = " ".join(project(above[-1][2]).text.split()) if above else ""
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"


def line_of(anchored: AnchoredArticle, offset: int, file: Path | None) -> int:
    """The line of an article's file in which the words at a text offset begin; 0 where that cannot
    be told."""
    source = _source(file, _state(file)) if file else ""
    text = anchored.projection.text
    end = min(offset + _REACH, anchored.projection.block(offset)[1])
    words = [match[0] for match in _WORD.finditer(text, offset, end)]
    for count in _COUNTS:
        some = words[:count]
        if not some or (len(some) < count and count != _COUNTS[0]):
            continue
        pattern = re.compile(r"[\W_]+".join(map(re.escape, some)))
        in_source = [match.start() for match in pattern.finditer(source)]
        in_text = [match.start() for match in pattern.finditer(text)]
        # What stands in the file as often as on the page, stands there in the same order.
        number = sum(at < offset for at in in_text)
        if len(in_source) == len(in_text) and number < len(in_source):
            return source.count("\n", 0, in_source[number]) + 1
    return 0


def _state(file: Path) -> tuple[int, int]:
    """What is another for a file that was written anew: its author has it open."""
    try:
        state = file.stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=1)
def _source(file: Path, state: tuple[int, int]) -> str:
    """The text of a Markdown file in its lines, without its front matter and what is no text."""
    source = _FRONT_MATTER.sub(lambda front: "\n" * front[0].count("\n"), _read(file), count=1)
    return _ADDRESS.sub(" ", source)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return ""


def is_in_front_matter(file: Path, words: str) -> bool:
    """Whether words stand in what an article says of itself, such as its title."""
    front = _FRONT_MATTER.match(_read(file))
    wanted = fold(words).lower.strip()
    return bool(front and wanted) and wanted in fold(front[0] if front else "").lower


def whereabouts(anchored: AnchoredArticle, offset: int, file: Path | None, name: str) -> str:
    """Where a passage stands in its article, whose file is called `name`, in a few words."""
    line, heading = line_of(anchored, offset, file), heading_above(anchored, offset)
    place = f"{name}:{line}" if line else name
    return visible(f"{place}, under “{heading}”" if heading else place)
