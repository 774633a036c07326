"""The questions of `postil fix`: a change as its author sees it, and the answer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from postil.anchoring.location import Why
from postil.anchoring.quote import Quote
from postil.anchoring.whereabouts import whereabouts
from postil.edition.model import Annotation, Claim, Landing, Note
from postil.edition.problems import visible

from .change import Change, Waiting
from .differences import difference, shown

# How much is shown of what an annotation says.
_LONGEST = 160

WHY: dict[Why, str] = {
    "": "not found",
    "inside": "these words stand inside a longer word only",
    "elsewhere": "these words stand in the text, but not where the passage stood",
    "later": "another plugin puts some of these words in later",
}
"""Why the words of a passage were not found."""


class Stopped(Exception):  # noqa: N818
    """The person who is asked wants no more questions."""


def somebody_is_there() -> bool:
    """Whether questions will be answered: not in a pipe, a script or continuous integration."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def show(waiting: Waiting, count: str, text: Path | None, text_name: str) -> None:
    """Shows a passage that waits: which one it is, and what has become of it."""
    place, passage, anchored = waiting.place, waiting.passage, waiting.anchored
    click.echo()
    click.secho(visible(f"{count}{place.name}"), bold=True)
    click.echo(visible(f"annotation  {', '.join((waiting.at, *waiting.also_at))}"))
    if passage.span:
        where = whereabouts(anchored, passage.span[0], text, text_name)
        click.echo(f"text        {where}")
    if says := _says(passage.annotation):
        click.echo(visible(f"it says     {says}"))
    if passage.span is None:
        again = passage.location.status == "ambiguous"
        why = "these words stand in the text more than once" if again else WHY[passage.location.why]
        click.echo(f"\n  {visible(passage.old_words)}\n  ({why})")


def show_change(change: Change, span: tuple[int, int], written: str) -> None:
    """Shows the old and the new words of a passage in one, and how its quote will be written."""
    waiting = change.waiting
    before, _, after = waiting.anchored.in_sentence(span)
    quote = waiting.passage.annotation.quote
    is_range = waiting.passage.saved is None and Quote.parse(quote.exact).last is not None
    parts = difference(waiting.passage.old_words, waiting.anchored.words(span), is_range=is_range)
    shown_parts = shown(parts, colours=_has_colours())
    click.echo(f"\n  {visible(before)}{shown_parts}{visible(after)}\n")
    show_quote(change, written)


def show_quote(change: Change, written: str) -> None:
    """Shows how the quote of a change will be written."""
    if not change.is_rewritten:
        written = f"the quote stays as it is: {' '.join(change.quote.exact.split())}"
    click.echo("\n".join(f"  {visible(line)}" for line in written.split("\n")))


def show_suggestions(waiting: Waiting, text: Path | None, text_name: str) -> None:
    """Shows the places where a passage may be that was not found."""
    click.echo()
    suggestions = waiting.passage.location.suggestions
    for number, suggestion in enumerate(suggestions, 1):
        mark = f"{number}  " if len(suggestions) > 1 else ""
        before, words, after = waiting.anchored.in_sentence((suggestion.start, suggestion.end))
        words = visible(words)
        if _has_colours():
            words = click.style(words, bold=True)
        elif before or after:
            words = f"[{words}]"
        where = whereabouts(waiting.anchored, suggestion.start, text, text_name)
        click.echo(f"  {mark}{visible(before)}{words}{visible(after)}")
        click.echo(f"  {' ' * len(mark)}({where})")


def ask_whether(change: Change) -> bool:
    """Asks whether a change is right. Raises Stopped."""
    question = "Write this quote?" if change.is_rewritten else "Is this still the passage?"
    while True:
        answer = _asked(f"{question} [y/n/q]").lower()
        if answer in ("y", "yes"):
            return True
        if answer in ("", "n", "no"):
            return False
        click.echo("Answer y (yes), n (no) or q (quit); Enter is no.")


def ask_which(waiting: Waiting) -> tuple[int, int] | None:
    """Asks which of the suggestions is meant; None if it is none of them. Raises Stopped."""
    suggestions = waiting.passage.location.suggestions
    count = len(suggestions)
    numbers = f"1 to {count}" if count > 2 else "1, 2"
    question = f"Which passage is meant? [{numbers}, n or q]"
    if count == 1:
        numbers, question = "y (yes)", "Is this the passage? [y/n/q]"
    while True:
        answer = _asked(question).lower()
        if answer in ("", "n", "no"):
            return None
        if count == 1 and answer in ("y", "yes"):
            answer = "1"
        if answer.isdecimal() and 1 <= int(answer) <= count:
            chosen = suggestions[int(answer) - 1]
            return chosen.start, chosen.end
        click.echo(f"Answer {numbers}, n (none) or q (quit); Enter is none.")


def _asked(question: str) -> str:
    """An answer. Raises Stopped, also where the input ends, and Abort where it is interrupted."""
    try:
        given = click.prompt(question, default="", show_default=False, prompt_suffix=" ")
    except click.Abort as abort:
        # Ctrl+C means to stop; where the input ends, as with Ctrl+D, nobody says that what was
        # answered does not count.
        if isinstance(abort.__context__, EOFError):
            click.echo("\nThe input ends here; what was answered so far counts.")
            raise Stopped from None
        raise
    answer: str = given.strip()
    if answer.lower() in ("q", "quit"):
        raise Stopped
    return answer


def _has_colours() -> bool:
    """Whether colours are seen: not in a file, nor where somebody wants none of them."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _says(annotation: Annotation) -> str:
    """What an annotation says of its passage, in a line: a claim its verdict first."""
    if isinstance(annotation, Landing):
        return "(a cross-reference leads here)"
    own = ""
    if isinstance(annotation, Claim):
        own = ": ".join(filter(None, (annotation.assessment, annotation.because)))
    if isinstance(annotation, Note):
        own = annotation.note or (f"(the term '{annotation.term}')" if annotation.term else "")
    text = " ".join((own or annotation.question).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
