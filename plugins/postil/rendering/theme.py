"""Lines and colours for the words of a vocabulary, as a style sheet.

Assessments are the author's; the style sheet of the page only knows that each has a line. So a
vocabulary of other words gets its own look without code. Kinds have none: nobody learns what twelve
colours mean. One that the vocabulary gives a colour to has it in its notes.
"""

from __future__ import annotations

from collections.abc import Iterator

from postil.edition.model import Concept, Vocabulary

# For assessments that name no line of their own.
LINES = ("solid", "dashed", "double", "wavy", "dotted")


def style_sheet(vocabulary: Vocabulary) -> str:
    """The style sheet: custom properties for assessments, and for kinds that have a colour."""
    return "".join(_rules(vocabulary))


def _rules(vocabulary: Vocabulary) -> Iterator[str]:
    for id, kind in vocabulary.kinds.items():
        if colour := _colour("kind", kind):
            yield f'[data-kind="{id}"]{{{colour}}}\n'
    for number, (id, assessment) in enumerate(vocabulary.assessments.items()):
        line = assessment.line or LINES[number % len(LINES)]
        colour = _colour("assessment", assessment)
        yield f'[data-assessment="{id}"]{{--postil-line:{line};{colour}}}\n'


def _colour(name: str, concept: Concept) -> str:
    """The author's own colour. It was read as CSS has it when the vocabulary was: nothing else gets
    into the style sheet."""
    return f"--postil-{name}:{concept.colour}" if concept.colour else ""
