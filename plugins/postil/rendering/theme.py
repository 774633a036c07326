"""Colours and lines for the words of a vocabulary, as a style sheet.

Kinds and assessments are the author's; the style sheet of the page only knows that each kind has
a hue and each assessment a line. So a vocabulary of other words gets its own look without code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from postil.edition.model import Concept, Vocabulary

# Kinds go round the colour circle in steps of the golden angle: neighbours of the list differ
# most, and a kind that is added at the end changes no other.
GOLDEN_ANGLE = 137.508
FIRST_HUE = 250.0

# For assessments that name no line of their own.
LINES = ("solid", "dashed", "double", "wavy", "dotted")

_COLOUR = re.compile(r"^[a-zA-Z0-9#(),.%/ -]+$")


def style_sheet(vocabulary: Vocabulary) -> str:
    """The style sheet: custom properties for each kind and assessment."""
    return "".join(_rules(vocabulary))


def _rules(vocabulary: Vocabulary) -> Iterator[str]:
    for number, (id, kind) in enumerate(vocabulary.kinds.items()):
        hue = (FIRST_HUE + GOLDEN_ANGLE * number) % 360
        yield f'[data-kind="{id}"]{{--postil-hue:{hue:.0f}{_colour("kind", kind)}}}\n'
    for number, (id, assessment) in enumerate(vocabulary.assessments.items()):
        line = assessment.line or LINES[number % len(LINES)]
        colour = _colour("assessment", assessment)
        yield f'[data-assessment="{id}"]{{--postil-line:{line}{colour}}}\n'


def _colour(name: str, concept: Concept) -> str:
    """The author's own colour, if it can be one: nothing else gets into the style sheet."""
    safe = concept.colour and _COLOUR.match(concept.colour)
    return f";--postil-{name}:{concept.colour}" if safe else ""
