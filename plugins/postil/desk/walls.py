"""Texts that came into the site without `postil add`: what of their form would be lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from postil.edition.problems import Problem

LONGEST = 600
"""Words of a paragraph. Books have none as long; where there is one, its breaks were lost."""

_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_MARK = re.compile(r"(?<![\\`])\[\^[^\]\s]+\]")
_KNOWING = frozenset("footnotes extra markdown.extensions.footnotes markdown.extensions.extra "
                     "pymdownx.extra".split())  # fmt: skip


def walls(
    texts: Mapping[str, Path], root: Path, extensions: tuple[object, ...]
) -> Iterator[tuple[str, Problem]]:
    """Advice on the texts of articles: the article's path, and what is to be said."""
    knows_footnotes = bool(_KNOWING & {str(name) for name in extensions})
    for article, file in texts.items():
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        name = file.relative_to(root).as_posix() if root in file.parents else str(file)
        for problem in _of(lines, name, knows_footnotes=knows_footnotes):
            yield article, problem


def _of(lines: list[str], name: str, *, knows_footnotes: bool) -> Iterator[Problem]:
    is_code, has_mark = False, knows_footnotes
    start, count = 0, 0
    for number, line in enumerate([*lines, ""], 1):
        if _FENCE.match(line):
            is_code = not is_code
        if not line.strip() or is_code:
            if count > LONGEST:
                what = (
                    f"this paragraph has {count} words: the breaks between its paragraphs are lost"
                )
                yield Problem(name, start, 1, what, "put a blank line between paragraphs, or bring "
                              "the text in with 'postil add'")  # fmt: skip
            count = 0
            continue
        start, count = (start if count else number), count + len(line.split())
        if not has_mark and not line.startswith("    ") and (match := _MARK.search(line)):
            has_mark = True
            what = f"“{match[0]}” is the mark of a footnote, which this site shows as it is written"
            yield Problem(name, number, match.start() + 1, what,
                          "write 'footnotes' under 'markdown_extensions:'")  # fmt: skip
