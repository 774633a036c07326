"""Slips: what YAML makes of text that somebody wrote who had something else in mind.

A parser says where it had to stop, in its own words. Here the lines around that place are looked
at for what people do write: signs that mean something to YAML, spaces that are none, quotation
marks within quotation marks. Some slips stop no parser, and change what was said without a word:
text behind ` #` is a comment. They are found in files that hold such signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in the YAML itself. `line` and `column` count from 1 (0: no place)."""

    line: int
    column: int
    what: str
    advice: str = ""


Said = tuple[int, str, str]
"""Where in a line, from 0; what is wrong; what to write instead."""

Slip = Callable[["_Line"], "Said | None"]
"""Looks for a slip in a line."""

# Spaces that are none to YAML, and signs that nobody sees.
_UNSEEN = "\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")
KEY = rf"(?:{QUOTED.pattern}|[^\s:#\[\]{{}},'\"&*!|>%@`-][^:#\n]*?)"
_BEFORE_VALUE = re.compile(rf"[ \t]*(?:-[ \t]+)*(?:{KEY}:(?=[ \t]))?[ \t]*")
_ENTRY = re.compile(rf"[ \t]*(?:-[ \t]+)*({KEY}):[ \t]+\S")
_STARTS_KEY = re.compile(rf"[ \t]*(?:-[ \t]+)*{KEY}:(?:\s|$)")
_BLOCK = re.compile(rf"[ \t]*(?:- |{KEY}:(?:\s|$))")
_LEAD = re.compile(r"[ \t]*(?:-[ \t]+)*")
# A pattern that begins with all signs in one class is searched for ten times as fast as one for
# each.
_OPEN_MARK = re.compile(
    r"[:\-\[{,](?:(?<=[:-])[ \t]+|(?<=[\[{,])[ \t]*)"
    r"(?:'(?:[^'\n]|'')*|\"(?:[^\"\\\n]|\\.)*)$",
    re.MULTILINE,
)
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BETWEEN = re.compile(r"[\[{,:][ \t]*")

_AT_START = re.compile(rf"^[ \t]*(?:- *)*([{_UNSEEN}])", re.MULTILINE)
_BEHIND_COLON = re.compile(rf"^[ \t]*(?:- +)*{KEY}:([{_UNSEEN}])", re.MULTILINE)
_BEHIND_DASH = re.compile(rf"^[ \t]*-([{_UNSEEN}])", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]#[^\s#!]")
_CURLED_COMMA = re.compile(r"[{,][ \t]*[\w-]+:[ \t]+([“„«‘‚‹])[^“”«»’‹›\"'{}\[\]\n]*,")
_COMMENT_WITHIN = re.compile(r"(?:(?<=[\[{,:])[ \t]*|[ \t])(#[^\s#][^,\]}]*)")
_SECOND_KEY = re.compile(
    r"(?:^|[\[{,])[ \t]*[\w-]+:[ \t]+([^,\[\]{}\"']*?[^\s,\[\]{}\"']:)(?=[ \t])"
)
_UNPARTED = re.compile(
    rf"(?P<key>[\w-]+)(?P<sign>[ \t]*：|[ \t]*=(?=[ \t])|:(?=[{_UNSEEN}]|[^\s/:]))"
    r"(?P<behind>.?)"
)
_FOREIGN = re.compile(r"[ \t]*(//|/\*|<!--|```|[*•–—](?=[ \t]))")
_OPENS_BLOCK = re.compile(rf"([ \t]*(?:-[ \t]+)*)(?:{KEY}:[ \t]+)?[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?$")


class _Line:
    """A line of a file, and where values begin in it."""

    def __init__(self, text: str, *, is_in_brackets: bool = False) -> None:
        self.text, self.is_within = text, is_in_brackets
        first = _BEFORE_VALUE.match(text)
        self.starts = [first.end() if first else 0]
        self.is_in_brackets = is_in_brackets or text[self.starts[0] : self.starts[0] + 1] in (
            "[",
            "{",
        )
        """Whether it is a list or mapping in brackets, or stands in one."""
        at = self.starts[0]
        while self.is_in_brackets and (match := _BETWEEN.search(text, at)):
            at = match.end()
            self.starts.append(at)
            if quoted := QUOTED.match(text, at):
                at = quoted.end()

    @property
    def plain(self) -> str:
        """The line without what stands between quotation marks."""
        return QUOTED.sub(lambda quoted: "x" * len(quoted[0]), self.text)


def _name(sign: str) -> str:
    known = {"\u00a0": "no-break space", "\ufeff": "zero-width no-break space"}
    name = known.get(sign) or unicodedata.name(sign, "invisible sign").lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(sign):04X})"


def _unseen(line: _Line) -> Said | None:
    for pattern, where in (
        (_AT_START, "this line begins with"),
        (_BEHIND_COLON, "behind the colon stands"),
        (_BEHIND_DASH, "behind the dash stands"),
    ):
        if match := pattern.search(line.text):
            what = f"{where} {_name(match[1])}, which is no space to YAML"
            return match.start(1), what, "delete it, and type ordinary spaces"
    return None


def unparted(text: str, known: Collection[str] = ()) -> tuple[str, str] | None:
    """What is said of a text that begins with a key, and with what is no colon with a space behind
    it. `known` are the keys that it may be; any word where there are none."""
    match = _UNPARTED.match(text)
    if match is None or (known and match["key"] not in known):
        return None
    key, sign = match["key"], match["sign"].strip()
    if sign == "：":
        return f"the colon behind '{key}' is a wide one (U+FF1A)", f"write '{key}: …'"
    if sign == "=":
        return f"'=' stands behind '{key}', where YAML wants a colon", f"write '{key}: …'"
    if re.match(f"[{_UNSEEN}]", match["behind"]):
        what = f"behind '{key}:' stands {_name(match['behind'])}, which is no space to YAML"
        return what, "delete it, and type an ordinary space"
    return f"there is no space behind '{key}:'", "write one there"


def _foreign(text: str) -> Said | None:
    """A line that begins as it would in Markdown or in a program."""
    match = _FOREIGN.match(text)
    if match is None:
        return None
    at, sign = match.start(1), match[1]
    if sign == "```":
        return at, f"'{sign}' encloses code in Markdown, and this file is YAML", "delete the line"
    if sign in ("//", "/*", "<!--"):
        what = f"'{sign}' begins no comment in YAML"
        return at, what, "write '#' there, on each line of the comment"
    return at, f"'{sign}' begins no item of a list in YAML", "write '- ' there"


_TAB = "a tab stands where YAML wants spaces", "indent with spaces only, two for each level"


def _tab(line: _Line) -> Said | None:
    indent = line.text[: len(line.text) - len(line.text.lstrip())]
    return (indent.index("\t"), *_TAB) if "\t" in indent else None


def _at_value(pattern: str, say: Callable[[re.Match[str]], tuple[str, str]]) -> Slip:
    """A slip at the begin of a value; it is shown where the group `at` of the pattern begins."""
    compiled = re.compile(pattern)

    def slip(line: _Line) -> Said | None:
        for start in line.starts:
            if match := compiled.match(line.text, start):
                return match.start("at"), *say(match)
        return None

    return slip


_apostrophe = _at_value(
    r"'(?P<before>(?:[^']|'')*)(?P<at>')(?P<behind>[^\s,\]}':#][^\s,\]}']*)",
    lambda match: (
        "this apostrophe ends the text, which begins with one",
        f"write it twice ({match['before'].split(' ')[-1]}''{match['behind']}), or put the text "
        "between double quotation marks",
    ),
)
_second_mark = _at_value(
    r'"(?:[^"\\]|\\.)*(?P<at>")(?P<behind>[ \t]*[^\s,\]}:#].*)',
    lambda match: (
        "this quotation mark ends the text, which begins with one, and more stands behind it",
        'write quotation marks within it as \\", or put the whole text between single ones',
    ),
)
_text_behind = _at_value(
    r"'(?:[^']|'')*'[ \t]+(?P<at>[^\s,\]}:#].*)",
    lambda match: (
        "text stands behind a closing quotation mark",
        "put the whole value between double quotation marks, or behind '|' on lines of its own",
    ),
)
_UP_TO_COMMA = re.compile(r"(?:\[[^\[\]]*\]|\{[^{}]*\}|[^,\[\]{}])*")
_IN_BRACKETS = r"(?:[^\[\]{}]|\[[^\[\]{}]*\]|\{[^\[\]{}]*\})*"
_UP_TO_END = re.compile(rf"(?:\[{_IN_BRACKETS}(\])|\{{{_IN_BRACKETS}(\}}))[ \t]*(?=[^\s:\]}}])")
_BRACKETS = re.compile(r"(\[[^\[\]{}]*\]|\{(?:[^\[\]{}:]|:(?![ \t]))*\})[ \t]*[^\s,\]}:#]")


def _behind_brackets(line: _Line) -> Said | None:
    for start in line.starts:
        if _BRACKETS.match(line.text, start):
            text = line.text[start:].rstrip()
            if start != line.starts[0] or line.is_within:
                # Another value follows, or the end of what this one stands in.
                found = _UP_TO_COMMA.match(text)
                text = found[0].rstrip() if found else text
            return start, *_of_brackets(text)
    return None


def _behind_end(line: _Line) -> Said | None:
    """Text behind the bracket that ends what a line holds."""
    found = _UP_TO_END.match(line.plain, line.starts[0])
    if not found or line.is_within or line.plain[found.end() : found.end() + 1] == "#":
        return None
    return (
        found.end(),
        f"text stands behind '{found[1] or found[2]}', which ends what this line begins with "
        f"'{line.text[line.starts[0]]}'",
        "put text that holds brackets in quotation marks, or delete the bracket",
    )


def _of_brackets(text: str) -> tuple[str, str]:
    return (
        f"'{text[0]}' begins a {'list' if text[0] == '[' else 'mapping'} in YAML, "
        "and text stands behind its end",
        f"put the whole value in quotation marks: {_in_marks(text)}",
    )


_curled = _at_value(
    r"(?P<at>[“„«‘‚‹])(?=.*(?:: |:$| #|,))",
    lambda match: (
        f"'{match['at']}' does not enclose text in YAML: only ' and \" do",
        f"put the whole value between straight quotation marks, {match['at']} included",
    ),
)
_QUESTION = "'?' with a space behind it begins a key in YAML", "put the value in quotation marks"
_question = _at_value(r"(?P<at>\?)[ \t]", lambda match: _QUESTION)
_block_sign = _at_value(
    r"(?P<at>[|>])(?:[^\s|>+\-\d]|[ \t]+[^\s#])",
    lambda match: (
        f"'{match['at']}' says that text follows on lines of its own, and here it stands behind it",
        "write the text on the next line, indented, or put it in quotation marks "
        f"without '{match['at']}'",
    ),
)
_DASH = (
    "'-' begins a list in YAML, and a list begins on a line of its own",
    "put text that begins with '-' in quotation marks, or each item on a line of its own",
)


def _dash(line: _Line) -> Said | None:
    match = re.match(rf"[ \t]*(?:- +)*{KEY}:[ \t]+(-)[ \t]+\S", line.text)
    return (match.start(1), *_DASH) if match else None


def _comment_within(line: _Line) -> Said | None:
    match = _COMMENT_WITHIN.search(line.plain)
    if match is None:
        return None
    comment = line.text[match.start(1) :].rstrip(" ]}\r")
    if line.is_in_brackets and match.start(1) in line.starts:
        value = re.split(r"[,\]}]", comment)[0].rstrip()
        return match.start(1), *_of_comment(comment, value=value)
    return match.start(1), *_of_comment(comment)


def _second_key(line: _Line) -> Said | None:
    if not (line.is_in_brackets and (match := _SECOND_KEY.search(line.plain))):
        return None
    key = line.text[slice(*match.span(1))].split()[-1]
    return (
        match.end(1) - len(key),
        f"'{key}' begins a second key in YAML, and no comma stands before it",
        "write a comma there, or put text that contains ': ' in quotation marks",
    )


# The first that fits is what is said: what is the likeliest slip stands first.
_SLIPS: tuple[Slip, ...] = (
    _unseen,
    _tab,
    _apostrophe,
    _second_mark,
    _text_behind,
    _behind_brackets,
    _dash,
    _block_sign,
    _question,
    _comment_within,
    _curled,
    _second_key,
    _behind_end,
)


def _in_marks(text: str) -> str:
    return f'"{text}"' if "'" in text and '"' not in text else "'" + text.replace("'", "''") + "'"


def _of_comment(comment: str, *, value: str = "") -> tuple[str, str]:
    """What is said of a comment that was meant as text; `value` is what was meant where there is no
    other text."""
    shown = comment if len(comment) <= 40 else f"{comment[:40].rstrip()}…"
    if value:
        shown_value = value if len(value) <= 40 else shown
        what = f"“{shown}” is a comment to YAML, and no value"
        return what, f"put it in quotation marks: {_in_marks(shown_value)}"
    return (
        f"“{shown}” is a comment to YAML, and no part of the text",
        "put the whole value in quotation marks, or a space behind the # if it is a comment",
    )


_OPEN = (
    "a list or mapping in brackets is not closed",
    "close it with ] or }, and separate its items with commas",
)
# What the parser says, where no line tells more. All that libyaml and PyYAML say is here.
_EXPLAINED = (
    (
        "could not find expected ':'",
        "this line is not 'key: value'",
        "is a colon missing, or is the line not indented as far as the text it belongs to?",
    ),
    (
        "did not find expected key",
        "the indentation does not fit the lines above",
        "begin this line in the same column as the entries beside it, "
        "or put the text above in quotation marks",
    ),
    (
        "did not find expected '-' indicator",
        "a list ends here without its next '-'",
        "begin each item of the list with '- ', in the same column",
    ),
    ("did not find expected ',' or", *_OPEN),
    (
        "unexpected end of stream",
        "a quotation mark or bracket is opened and never closed",
        "close it, or write the text behind '|' on lines of its own",
    ),
    (
        "unexpected document indicator",
        "a line '---' or '...' stands within text in quotation marks",
        "close the quotation marks before it, or delete the line",
    ),
    (
        "found undefined alias",
        "'*' refers to something that has no '&' name",
        "put text that begins with '*' in quotation marks",
    ),
    (
        "while scanning an alias",
        "text that begins with '*' is taken for an alias",
        "put it in quotation marks",
    ),
    (
        "while scanning an anchor",
        "text that begins with '&' is taken for a name",
        "put it in quotation marks",
    ),
    (
        "found duplicate anchor",
        "two values have the same '&' name",
        "give one of them another name, or put text that begins with '&' in quotation marks",
    ),
    (
        "expected a single document",
        "the file holds a second document behind '---'",
        "delete the line '---'",
    ),
    (
        "did not find expected <document start>",
        "something stands behind the line '...', which ends the file",
        "delete the line '...'",
    ),
    (
        "control characters are not allowed",
        "the file holds a control character",
        "delete it; it is invisible in most editors",
    ),
    ("mapping keys are not allowed", *_QUESTION),
    ("sequence entries are not allowed", *_DASH),
    ("tab character", *_TAB),
    (
        "indentation indicator equal to 0",
        "behind '|' or '>' stands a 0",
        "write '|' or '>' alone",
    ),
    (
        "while scanning a block scalar",
        "behind '|' or '>' nothing but a comment may stand in the same line",
        "write the text on the next line, indented, or put it in quotation marks",
    ),
    (
        "unknown escape character",
        "a backslash between double quotation marks begins a special sign, and this is none",
        "write the backslash twice, or put the text between single quotation marks",
    ),
    (
        "hexdecimal number",
        "\\x, \\u and \\U between double quotation marks are followed by the number of a sign",
        "write the backslash twice, or put the text between single quotation marks",
    ),
    (
        "invalid Unicode character",
        "this number behind the backslash is that of no sign",
        "write the backslash twice, or put the text between single quotation marks",
    ),
    (
        "expected node content",
        "a value is missing here, or a bracket or comma stands where none belongs",
        "put text that begins with a bracket or comma in quotation marks",
    ),
    (
        "while scanning a directive",
        "a line that begins with '%' is a directive of YAML",
        "put text that begins with '%' in quotation marks, and indent it",
    ),
    (
        "directive",
        "a line that begins with '%' is a directive of YAML",
        "delete the line, or put the text in quotation marks",
    ),
    (
        "incompatible YAML document",
        "the line '%YAML' names a version of YAML that is not known",
        "delete the line",
    ),
    (
        "tag",
        "text that begins with '!' is taken for a tag of YAML",
        "put it in quotation marks",
    ),
)
_OTHER = (
    "YAML cannot read this line",
    "put text that holds one of the signs : # [ ] { } & * ! | > ' \" % @ ` in quotation marks",
)


def explained(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    """What an author did who made the parser stop, in words of their own."""
    said = f"{error.context or ''} {error.problem or ''}".strip()
    mark = error.problem_mark or error.context_mark
    if error.context_mark and ("end of stream" in said or "expected ',' or" in said):
        # The end of the file is not where the mistake is: show what was opened.
        mark = error.context_mark
    if error.context_mark and "could not find expected ':'" in said:
        # It is noticed on the next line only.
        mark = error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = lines_of(text)
    stopped = error.problem_mark or mark
    if stopped and (opened := _unclosed(text, lines, stopped.index)):
        return opened
    if mark and "parsing a flow node" in said:
        is_over = mark.index >= len(text.rstrip()) or bool(
            _BLOCK.match("".join(lines[line : line + 1]))
        )
        place = _open_bracket(text, mark.index) if is_over else None
        if place and place[0] < line:
            # What was opened last, and does not belong to the line on which the parser stopped.
            said, (line, column) = "did not find expected ',' or", place
    for number in _suspects(error, lines, line):
        in_brackets = number == getattr(stopped, "line", -1) and " flow " in said
        for slip in _SLIPS:
            if found := slip(_Line(lines[number], is_in_brackets=in_brackets)):
                at, what, advice = found
                return Mistake(number + 1, at + 1, what, advice)
    if stopped and (whole := _whole_above(lines, stopped.line)):
        return whole
    if stopped and (comment := _comment_above(lines, stopped.line)):
        return comment
    for number in _suspects(error, lines, line):
        if number == line or (stopped and _indent(lines, number) <= _indent(lines, stopped.line)):
            start = _indent(lines, number)
            if odd := _foreign(lines[number]):
                return Mistake(number + 1, odd[0] + 1, *odd[1:])
            if not _is_key(lines[number]) and (said_of := unparted(lines[number][start:])):
                return Mistake(number + 1, start + 1, *said_of)
    here = lines[line] if line < len(lines) else ""
    what, advice = _at_sign(said, lines, line, column) or next(
        ((what, advice) for pattern, what, advice in _EXPLAINED if pattern in said), _OTHER
    )
    return Mistake(line + 1, min(column, len(here)) + 1, what, advice)


def lines_of(text: str) -> list[str]:
    """The lines of a text, as a parser counts them."""
    return _BREAK.split(text)


def _is_key(line: str) -> bool:
    return bool(_STARTS_KEY.match(line))


def _unclosed(text: str, lines: list[str], end: int) -> Mistake | None:
    """A quotation mark that is closed by one which opens a text further down: the text between them
    holds lines that begin with keys. `end` is where the parser stopped."""
    last = None
    with suppress(yaml.YAMLError):
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if event.start_mark and event.start_mark.index >= end:
                break
            last = event
    if isinstance(last, yaml.ScalarEvent) and last.start_mark and last.end_mark:
        return _of_unclosed(lines, last.style, last.start_mark, last.end_mark)
    return None


def _of_unclosed(lines: list[str], style: str | None, start: Any, end: Any) -> Mistake | None:
    if style not in ("'", '"') or start.line == end.line or end.line >= len(lines):
        return None
    lead = _LEAD.match(lines[start.line])
    assert lead is not None
    column = lead.end()
    for number in range(start.line + 1, end.line + 1):
        line = lines[number]
        if len(line) - len(line.lstrip(" ")) <= column and _is_key(line):
            return Mistake(
                start.line + 1,
                start.column + 1,
                f"a quotation mark is opened here, and the text goes on to the one in line "
                f"{end.line + 1}",
                "close it where the text ends; indent the lines of a text that has several",
            )
    return None


def _open_bracket(text: str, end: int) -> tuple[int, int] | None:
    """Line and column, from 0, of the bracket that was opened last before a place and is not
    closed there."""
    opened: list[yaml.Mark] = []
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if token.start_mark.index >= end:
                break
            if isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
                opened.append(token.start_mark)
            elif opened and isinstance(
                token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
            ):
                opened.pop()
    return (opened[-1].line, opened[-1].column) if opened else None


_WHOLE = re.compile(rf"(?:{QUOTED.pattern}|\[{_IN_BRACKETS}\]|\{{{_IN_BRACKETS}\}})\s*(?:#.*)?$")


def _whole_above(lines: list[str], at: int) -> Mistake | None:
    """A value that ends on the line above a line that goes on below it."""
    above = next((n for n in range(min(at, len(lines)) - 1, -1, -1) if lines[n].strip()), -1)
    start = _BEFORE_VALUE.match(lines[above]) if above >= 0 and at < len(lines) else None
    if start is None or not start[0].strip() or not _WHOLE.match(lines[above], start.end()):
        return None
    lead = _LEAD.match(lines[above])
    if lead is None or len(lines[at]) - len(lines[at].lstrip(" ")) <= lead.end():
        return None
    value = lines[above][start.end() :].strip()
    place = above + 1, start.end() + 1
    if re.fullmatch(r"\[\s*\]|\{\s*\}", value):
        what = f"'{value}' says that there is nothing, and something stands below it"
        return Mistake(*place, what, f"delete '{value}'")
    if _is_key(lines[at]) or lines[at].lstrip().startswith("- "):
        # The one that is indented wrongly may be either.
        return None
    if value[0] in "[{":
        return Mistake(*place, *_of_brackets(f"{value} …"))
    marks = "'" if value[0] == '"' else '"'
    return Mistake(
        *place,
        "text stands behind a closing quotation mark, on the next line",
        f"put the whole value between {marks} and {marks}, or behind '|' on lines of its own",
    )


def _indent(lines: list[str], number: int) -> int:
    """Where a line begins; what stands behind a dash begins there."""
    lead = _LEAD.match(lines[number]) if number < len(lines) else None
    return lead.end() if lead else 0


def _comment_above(lines: list[str], at: int) -> Mistake | None:
    """A comment that ends the text above it, which goes on below it."""
    above = at - 1
    while above >= 0 and lines[min(above, len(lines) - 1)].lstrip().startswith("#"):
        above -= 1
    if not 0 <= above < at - 1 or at >= len(lines) or not lines[at].strip():
        return None
    if _is_key(lines[at]) or lines[at].lstrip().startswith("- "):
        return None
    is_text = above in _in_blocks(lines) or (
        bool(_ENTRY.match(lines[above])) and _indent(lines, at) > _indent(lines, above)
    )
    if not is_text:
        return None
    return Mistake(
        above + 2,
        len(lines[above + 1]) - len(lines[above + 1].lstrip()) + 1,
        "this comment ends the text above it, which goes on below it",
        "write it above the key of the text, or delete it",
    )


def _suspects(error: yaml.MarkedYAMLError, lines: list[str], line: int) -> list[int]:
    """The lines in which the slip may stand: where the parser stopped, the one before that, and
    where what it was reading began. Not those of text behind '|', in which all signs are free."""
    stopped = error.problem_mark.line if error.problem_mark else line
    before = next((n for n in range(min(stopped, len(lines)) - 1, -1, -1) if lines[n].strip()), 0)
    free = _in_blocks(lines)
    return [
        number
        for number in dict.fromkeys([line, stopped, before])
        if number < len(lines) and number not in free and not lines[number].lstrip().startswith("#")
    ]


def _in_blocks(lines: list[str]) -> set[int]:
    """The lines of text behind '|' and '>'."""
    found: set[int] = set()
    opened = -1
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        if opened >= 0 and (not line.strip() or indent > opened):
            found.add(number)
            continue
        match = _OPENS_BLOCK.match(line)
        opened = len(match[1].rstrip("- ")) if match else -1
    return found


def _at_sign(said: str, lines: list[str], number: int, column: int) -> tuple[str, str] | None:
    """What is wrong where the parser's own words do not tell it without the text of the line."""
    line = lines[number] if number < len(lines) else ""
    before, here = line[:column], line[column : column + 1]
    if "cannot start any token" in said:
        if here == "\t":
            return _TAB
        return f"'{here}' cannot begin a value in YAML", "put the value in quotation marks"
    if here in ("]", "}") and ("expected key" in said or "document start" in said):
        return f"'{here}' closes nothing that is open", "delete it"
    if here == ":" and "expected key" in said:
        return "there is no key before the colon", "write one, or delete the line"
    if "mapping values are not allowed" in said:
        if re.search(r":\s", before):
            return (
                "a second ': ' stands in this line",
                "put text that contains ': ' in quotation marks, or behind '|' on lines of its own",
            )
        what = "this key stands inside the text of the line above"
        above = next((lines[n] for n in range(number - 1, -1, -1) if lines[n].strip()), "")
        if (entry := _ENTRY.match(above)) and len(above) - len(above.lstrip(" ")) < column:
            return what, (
                "is this line indented further than its neighbours? If not, delete what stands "
                f"behind '{entry[1]}:' there"
            )
        return (
            what,
            "is a colon missing there, or is this line indented further than its neighbours?",
        )
    return None


def silent(text: str, root: yaml.Node) -> Iterator[Mistake]:
    """Slips in a file that can be read. `root` is what it was composed to; see `may_be_silent`."""
    free, lines = [*_free(root)], text.split("\n")
    for pattern in (_AT_START, _BEHIND_COLON, _BEHIND_DASH):
        for match in pattern.finditer(text):
            at = match.start(1)
            if not any(start <= at < end for start, end in free):
                start = text.rfind("\n", 0, at) + 1
                found = _unseen(_Line(text[start : at + 1]))
                if found:
                    yield Mistake(text.count("\n", 0, at) + 1, at - start + 1, *found[1:])
    for match in _CURLED_COMMA.finditer(text):
        at = match.start(1)
        start = text.rfind("\n", 0, at) + 1
        line = _Line(text[start : _line_end(text, at)])
        if line.is_in_brackets and (said := _curled(line)):
            yield Mistake(text.count("\n", 0, at) + 1, said[0] + 1, *said[1:])
    for node in _nodes(root):
        unclosed = _of_unclosed(lines, node.style, node.start_mark, node.end_mark)
        if unclosed:
            yield unclosed
    for node in _plain(root):
        end = node.end_mark.index
        rest = text[end : _line_end(text, end)]
        if comment := re.match(r"[ \t]+(#[^\s#!].*)", rest):
            mark = node.end_mark
            column = mark.column + comment.start(1) + 1
            yield Mistake(
                mark.line + 1,
                column,
                *_of_comment(comment[1].rstrip(), value="" if node.value else comment[1].rstrip()),
            )


def may_be_silent(text: str) -> bool:
    """Whether there may be slips in a file that can be read."""
    if (" #" in text or "\t#" in text) and _COMMENT.search(text):
        return True
    # Most lines hold no quotation mark.
    lines = [line for line in text.split("\n") if '"' in line or "'" in line]
    if _OPEN_MARK.search("\n".join(lines)):
        return True
    return not text.isascii() and any(
        pattern.search(text) for pattern in (_AT_START, _BEHIND_COLON, _BEHIND_DASH, _CURLED_COMMA)
    )


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _nodes(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """All scalars, each once: aliases lead to the same node."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.MappingNode):
            waiting.extend(part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)


def _free(root: yaml.Node) -> Iterator[tuple[int, int]]:
    """Where text stands in which all signs are its own."""
    for node in _nodes(root):
        start, end = node.start_mark, node.end_mark
        # The later lines of plain text are text, whatever they begin with.
        if node.style or start.line != end.line:
            yield (start.index if node.style else start.index + 1), end.index


def _plain(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    return (node for node in _nodes(root) if not node.style)
