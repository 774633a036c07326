"""Merge conflicts that somebody has left in a file: where they begin, and one of the two versions.

Git marks both versions with signs at the beginning of a line. A row of equal signs alone, or signs
that are indented, are the author's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .problems import Problem

# Behind the sign stands the name of a branch, or nothing.
_SIGN = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$")
_BEGIN, _END = "<<<<<<<", ">>>>>>>"
_FENCE = re.compile(r" {0,3}(```+|~~~+)")

_BEGINS = "a merge conflict begins here"
_ENDS = "a merge conflict ends here whose beginning is gone"
ADVICE = (
    "keep what is right of the two versions, and delete the lines that begin with "
    "'<<<<<<<', '=======' and '>>>>>>>'"
)


def is_sign(line: str) -> bool:
    """Whether a line is one of the signs that Git puts around the versions of a conflict."""
    return bool(_SIGN.match(line))


def conflicts(text: str) -> list[tuple[int, str]]:
    """The merge conflicts in a text, in order: the line, counted from 1, and what is there, the
    beginning of a conflict or the end of one whose beginning was deleted."""
    # Almost no text has any.
    if _BEGIN not in text and _END not in text:
        return []
    found = []
    is_open = False
    for number, line in enumerate(text.split("\n"), 1):
        sign = _SIGN.match(line)
        if sign and sign[1] == _BEGIN:
            found.append((number, _BEGINS))
            is_open = True
        elif sign and sign[1] == _END:
            if not is_open:
                found.append((number, _ENDS))
            is_open = False
    return found


def conflict_problems(text: str, name: str) -> list[Problem]:
    """A problem for each merge conflict in a file."""
    return [Problem(name, line, 1, what, ADVICE) for line, what in conflicts(text)]


def conflicts_in_markdown(text: str, name: str) -> list[Problem]:
    """A problem for each merge conflict in a text in Markdown. A block of code may show what a
    conflict looks like, and a sign alone is none: it has to begin and to end."""
    lines = text.split("\n") if conflicts(text) else []
    found: list[Problem] = []
    begun, fence = 0, ""
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        sign = None if fence else _SIGN.match(line)
        if sign and sign[1] == _BEGIN:
            begun = number
        elif sign and sign[1] == _END and begun:
            found.append(Problem(name, begun, 1, _BEGINS, ADVICE))
            begun = 0
    return found


def first_version(text: str) -> str:
    """A text with the first version of each conflict; all other lines are where they were."""
    return "\n".join(_first_version(text.split("\n")))


def _first_version(lines: Iterable[str]) -> Iterator[str]:
    is_open = is_other = False
    for line in lines:
        sign = _SIGN.match(line)
        if sign and sign[1] in (_BEGIN, _END):
            is_open, is_other = sign[1] == _BEGIN, False
        elif sign and is_open:
            is_other = True
        yield "" if is_other or (sign and (is_open or sign[1] == _END)) else line
