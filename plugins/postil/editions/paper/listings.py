"""Code of an article: line by line, with what stands out in it, and with its notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .markup import array, call, code, string, text
from .tree import Node

if TYPE_CHECKING:
    from .setting import Setter

_EMPHASIS = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "del": "strike",
             "ins": "inserted", "mark": "highlight"}  # fmt: skip
# Classes of Pygments: keywords, comments, lines that are pointed out.
_KEYWORD = re.compile(r"k[a-z]?$")
_COMMENT = re.compile(r"c[a-z1]?$")
_NUMBERS = ("linenos", "linenodiv", "lineno")


def listing(setter: Setter, node: Node, *, inline: bool = False) -> str:
    """A block of code, or code within a line."""
    title = node.find("span", "filename") or node.find("th", "filename")
    lines = _Lines(setter)
    lines.add(_code_in(node), ())
    raw = "\n".join(lines.raw)
    if inline:
        raw = " ".join(raw.split()) if raw.strip() else raw
        if lines.is_plain:
            return f"#raw({string(raw)})"
        made_line = text(" ").join("".join(line) for line in lines.made)
        return call("listed", made_line, code=string(raw))
    raw = raw.rstrip("\n")
    count = raw.count("\n") + 1
    # What stands behind the last line is not lost with it.
    for line in lines.made[count:]:
        lines.made[count - 1].extend(piece for piece in line if piece.startswith("#note("))
    options = {"code": string(raw)}
    if not lines.is_plain:
        made = ("".join(line) for line in lines.made[:count])
        options["lines"] = array([code(line) for line in made])
    if title:
        options["title"] = code(setter.line(title.children))
    if number := _first_number(node):
        options["first"] = number
    return call("source", **options)


def _code_in(node: Node) -> Node:
    """The element that holds the code: without numbers of lines, and a title."""
    cell = node.find("td", "code") or node
    return cell.find("pre") or cell


def _first_number(node: Node) -> str:
    """The number of the first line, where lines are numbered."""
    for numbers in (n for n in node.walk() if n.classes.intersection(_NUMBERS)):
        if found := re.search(r"\d+", numbers.text):
            return found[0]
    for span in node.walk():
        if given := span.get("data-linenos").strip():
            return given if given.isdecimal() else ""
    return ""


class _Lines:
    """The lines of a listing."""

    def __init__(self, setter: Setter) -> None:
        self.setter = setter
        self.raw = [""]
        self.made: list[list[str]] = [[]]
        self.is_plain = True
        """Whether nothing stands out."""

    def add(self, node: Node | str, functions: tuple[str, ...]) -> None:
        """Adds what is in a node, in what stands out around it."""
        if isinstance(node, str):
            self._add_text(node, functions)
            return
        if "postil-ref" in node.classes:
            self.is_plain = False
            self.made[-1].append(self.setter.note(node.get("href").removeprefix("#note-")))
            return
        if "hidden" in node.attributes or node.classes.intersection((*_NUMBERS, "filename")):
            return
        if node.tag == "br":
            self._add_text("\n", functions)
        if function := _function(node):
            functions = (*functions, function)
        for child in node.children:
            self.add(child, functions)

    def _add_text(self, words: str, functions: tuple[str, ...]) -> None:
        for number, part in enumerate(words.replace("\t", "    ").split("\n")):
            if number:
                self.raw.append("")
                self.made.append([])
            if not part:
                continue
            self.raw[-1] += part
            piece = text(part)
            for function in reversed(functions):
                piece = f"#{function}[{piece}]"
            self.is_plain = self.is_plain and not functions
            self.made[-1].append(piece)


def _function(node: Node) -> str:
    if node.tag == "mark" and "postil" in node.classes:
        return "passage"
    if node.tag == "span":
        if "hll" in node.classes:
            return "pointed"
        if any(map(_KEYWORD.match, node.classes)):
            return "strong"
        return "emph" if any(map(_COMMENT.match, node.classes)) else ""
    return _EMPHASIS.get(node.tag, "")
