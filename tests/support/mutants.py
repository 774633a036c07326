"""Slips made by chance: a text with one of those that people make."""

from __future__ import annotations

import random
import re

SIGNS = ":#[]{}&*!|>'\"%@`,-?\t\u00a0\u200b“”\\\x07$<= \n"

# Words of parsers and validators, and of Python.
RAW = re.compile(
    r"while (?:parsing|scanning)|did not find|expected|in this context|mapping values|scalar"
    r"|<block|Input should|validation|pydantic|Traceback|Error\b|NoneType|\bdict\b|\bstr\b|_type",
)


def mutant(text: str, seed: int) -> str:
    """The text with a slip."""
    chance = random.Random(seed)
    lines = text.split("\n")
    at = chance.randrange(len(lines) - 1)
    line = lines[at]
    column = chance.randrange(len(line) + 1)
    match chance.randrange(8):
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
        case _:
            lines[at] = line[:column]
    return "\n".join(lines)


def said(what: str, advice: str) -> str:
    """What is said of a slip in words of ours: what the author has written may be any."""
    return re.sub(r"'[^']*'|“[^”]*”|\bwrite .*", "", f"{what}; {advice}")
