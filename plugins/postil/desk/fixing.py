"""`postil fix`: new quotes for passages that have changed or were not found."""

from __future__ import annotations

import difflib
import sys
from dataclasses import dataclass, field
from pathlib import Path

import click

from postil.anchoring.lock import anchor_of
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.build.survey import Survey
from postil.edition.edition import Home, Place
from postil.edition.model import Quote as WrittenQuote
from postil.edition.problems import visible
from postil.keeping.saving import save

from .locking import write_anchors
from .looking import counted, passages, sound
from .requote import written_for
from .rewrite import NewQuote, RewriteError, replace_value


def fix(config_file: Path, *, write: bool) -> None:
    """Shows how the quotes of a site would be rewritten, and with `write` rewrites them."""
    found = sound(config_file)
    chosen: list[_Choice] = []
    for place, anchored, passage in passages(found):
        span = passage.span if passage.location.status == "changed" else None
        if span is None and passage.span is None:
            span = _ask(place, anchored, passage)
        if span:
            written = written_for(anchored, span, passage.annotation.quote)
            chosen.append(_Choice(place, anchored, passage, span, written))
    if not chosen:
        click.echo("No quote needs to be rewritten.")
        return
    _rewrite(found, chosen, write=write)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A passage whose quote is to be rewritten, and how."""

    place: Place
    anchored: AnchoredArticle
    passage: Passage
    span: tuple[int, int]
    written: NewQuote | None
    quote: WrittenQuote = field(init=False)

    @property
    def home(self) -> Home:
        """Where the annotation is written."""
        return self.anchored.article.home(self.place.id)

    def __post_init__(self) -> None:
        new = {"exact": self.written} if isinstance(self.written, str) else self.written
        quote = WrittenQuote(**new) if new else self.passage.annotation.quote
        object.__setattr__(self, "quote", quote)


def somebody_is_there() -> bool:
    """Whether questions will be answered: not in a pipe, a script or continuous integration."""
    return sys.stdin.isatty()


def _ask(place: Place, anchored: AnchoredArticle, passage: Passage) -> tuple[int, int] | None:
    """Lets a person choose among the suggestions for a passage that was not found."""
    suggestions = passage.location.suggestions
    if not suggestions or not somebody_is_there():
        return None
    quote = passage.saved.exact if passage.saved else passage.annotation.quote.exact
    quote = " ".join(quote.split())
    click.echo(f"\n{place.name} ({passage.location.status}): “{visible(quote)}”")
    for number, suggestion in enumerate(suggestions, 1):
        before, words, after = anchored.in_sentence((suggestion.start, suggestion.end))
        shown = visible(before) + click.style(visible(words), bold=True) + visible(after)
        click.echo(f"  {number}  {shown}")
    answer = click.prompt(
        "Which passage is meant? (number, or Enter to leave it)", default="", show_default=False
    )
    if answer.isdigit() and 1 <= int(answer) <= len(suggestions):
        chosen = suggestions[int(answer) - 1]
        return chosen.start, chosen.end
    return None


def _rewrite(found: Survey, chosen: list[_Choice], *, write: bool) -> None:
    anchors = {place.name: passage.saved for place, _, passage in passages(found) if passage.saved}
    by_file: dict[str, list[_Choice]] = {}
    for choice in chosen:
        by_file.setdefault(choice.home.file.name, []).append(choice)
    for name, choices in by_file.items():
        file = found.root / name
        old = new = file.read_bytes().decode("utf-8")
        for choice in choices:
            if choice.written is None:
                click.echo(f"{choice.place.name}: no quote names this passage alone", err=True)
                continue
            try:
                if choice.quote != choice.passage.annotation.quote:
                    new = replace_value(new, (*choice.home.keys, "quote"), choice.written)
            except RewriteError as error:
                click.echo(f"{choice.place.name}: {error}", err=True)
                continue
            index = choice.anchored.index
            anchors[choice.place.name] = anchor_of(index, choice.span, choice.quote)
        _show(name, old, new)
        if write and new != old:
            _write(file, new.encode("utf-8"))
    if write:
        write_anchors(found, anchors)
        click.echo(f"{counted(len(chosen), 'passage')} reviewed; files and anchors are written.")
    else:
        click.echo("Nothing was written; add --write to do it.")


def _write(file: Path, data: bytes) -> None:
    try:
        save(file, data)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error}") from error


def _show(name: str, old: str, new: str) -> None:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), name, name
    )
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in lines:
        click.secho(visible(line.rstrip("\r\n")), fg=colours.get(line[:1]))
