"""Slips made by chance: a text with one of those that people make."""

from __future__ import annotations

import random
import re

SIGNS = ":#[]{}&*!|>'\"%@`,-?\t\u00a0\u200b“”\\\x07$<= \n"

# What people begin a value with that YAML takes for something else.
VALUES = (
    "[sic] writer|{all} of it|'Don't ask'|\"no\" was said|!important|> 5 men|- first|@home|%5"
    "|*all* of|& so on|he said: no|ranked #1 of all|#name|“Ask: why”|\"open|'open|[open|{open"
    "|? what|{}|[]|~|''|\"x\" twice|{{ x }}|[a](b) c|<b>x</b>: y|null|: x|, x"
).split("|")

# Words of parsers and validators, and of Python.
RAW = re.compile(
    r"while (?:parsing|scanning)|did not find|expect(?:ed|ing)|delimiter|in this context"
    r"|mapping values|scalar|<block|Input should|validation|pydantic|Traceback|Error\b"
    r"|NoneType|\bdict\b|\bstr\b|_type",
)


def mutant(text: str, seed: int) -> str:
    """The text with a slip."""
    chance = random.Random(seed)
    lines = text.split("\n")
    at = chance.randrange(len(lines) - 1)
    line = lines[at]
    column = chance.randrange(len(line) + 1)
    match chance.randrange(14):
        case 0:
            lines[at] = line[:column] + chance.choice(SIGNS) + line[column:]
        case 1:
            lines[at] = line[:column] + line[column + 1 :]
        case 2:
            lines[at] = " " * chance.randrange(1, 4) + line
        case 3:
            lines[at] = line[chance.randrange(1, 4) :]
        case 4:
            lines[at], lines[at + 1] = lines[at + 1], line
        case 5:
            lines.insert(at, line)
        case 6:
            lines[at] = line.replace(": ", f": {chance.choice(SIGNS)}", 1)
        case 7:
            lines[at] = line[:column]
        case 8:
            lines[at] = re.sub(
                r"(?<=: ).+|(?<=- ).+", lambda _: chance.choice(VALUES), line, count=1
            )
        case 9:
            lines[at] = line + chance.choice((" {}", " []", " ~", " none", ' "', ": x", " # x"))
        case 10:
            lines[at] = line.replace("  ", "\t", 1)
        case 11:
            lines[at] = re.sub(r"(?<=: ).+", "", line, count=1)
        case 12:
            # An entry, or another part of a file, twice.
            end = next((n for n in range(at + 1, len(lines)) if not lines[n].strip()), len(lines))
            lines[at:at] = lines[at:end]
        case _:
            signs = [n for n, sign in enumerate(line) if sign in "[]{}'\":,-#"]
            place = chance.choice(signs or [column])
            lines[at] = line[:place] + line[place + 1 :]
    return "\n".join(lines)


def said(what: str, advice: str) -> str:
    """What is said of a slip in words of ours: what the author has written may be any."""
    return re.sub(r"'[^']*'|“[^”]*”|\bwrite .*", "", f"{what}; {advice}")
