"""`postil fix`: new quotes for passages that have changed or were not found, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import click

from postil.anchoring.requote import whole_sentence
from postil.build.survey import Survey
from postil.edition.problems import unknown

from .applying import Files, apply
from .asking import (
    Stopped,
    ask_whether,
    ask_which,
    show,
    show_change,
    show_quote,
    show_suggestions,
    somebody_is_there,
)
from .change import Change, Waiting, all_waiting, change
from .looking import counted, passages, readable
from .writing.rewrite import RewriteError

Mode = Literal["ask", "take", "show"]


def fix(config_file: Path, *, take_all: bool, only: Sequence[str], dry_run: bool) -> bool:
    """Shows how the quotes of a site would be rewritten, asks about each, and rewrites them.

    Args:
        config_file: The configuration of the site.
        take_all: Whether all passages that have changed are taken without asking.
        only: The annotations it is about, by id or full name; all if it is empty.
        dry_run: Whether nothing is asked and nothing written.

    Returns:
        Whether everything was written that was to be, and nothing had to be left out.
    """
    try:
        found = readable(config_file)
        waiting = _only(found, only)
        if not waiting:
            click.echo(
                f"No new quote is needed for {' and '.join(only)}."
                if only
                else "No quote needs to be rewritten."
            )
            return not found.edition.problems
        mode: Mode = "show"
        if not dry_run and (take_all or somebody_is_there()):
            mode = "take" if take_all else "ask"
        review = _Review(found, mode)
        review.all(waiting)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted: nothing was written.", err=True)
        return False
    if mode == "show":
        click.echo(_how(waiting, dry_run=dry_run))
        return True
    made, is_well = apply(found, review.files, review.taken) if review.taken else (0, True)
    if not review.taken:
        click.echo("Nothing was written.")
    if is_well and (left := len(waiting) - made):
        click.echo(f"{counted(left, 'passage')} still {_s('wait', left)} for you.")
    return is_well and not (review.refused or found.edition.problems)


@dataclass
class _Review:
    """A look at the passages that wait, and what was taken of them."""

    found: Survey
    mode: Mode
    taken: list[Change] = field(default_factory=list)
    refused: int = 0
    """How many changes could not be offered."""
    files: Files = field(init=False)

    def __post_init__(self) -> None:
        self.files = Files(self.found.root)

    def all(self, waiting: Sequence[Waiting]) -> None:
        """Looks at all passages, one by one."""
        click.echo(_beginning(waiting))
        if self.mode == "ask":
            click.echo(_keys(waiting))
        try:
            for number, one in enumerate(waiting, 1):
                count = f"{number} of {len(waiting)}  " if len(waiting) > 1 else ""
                self.one(one, count)
        except Stopped:
            pass
        click.echo()

    def one(self, waiting: Waiting, count: str) -> None:
        """Looks at a passage. Raises Stopped."""
        text = self.found.texts.get(waiting.place.article)
        text_name = _name(text, self.found.root) if text else waiting.place.article
        show(waiting, count, text, text_name)
        if span := whole_sentence(waiting.anchored, waiting.passage):
            new, written = self._change(waiting, span)
            if new is None:
                return
            show_change(new, span, written)
            if self.mode == "take" or (self.mode == "ask" and ask_whether(new)):
                self.taken.append(new)
            return
        if not waiting.passage.location.suggestions:
            advice = "quote another passage, or delete the annotation"
            if waiting.passage.location.why == "later":
                advice = "quote words that stand in the Markdown"
            click.echo(f"\n  No place is likely: {advice}.")
            return
        show_suggestions(waiting, text, text_name)
        if self.mode != "ask":
            return
        if chosen := ask_which(waiting):
            new, written = self._change(waiting, chosen)
            if new is not None:
                show_quote(new, written)
                self.taken.append(new)

    def _change(self, waiting: Waiting, span: tuple[int, int]) -> tuple[Change | None, str]:
        """The change to a quote, and how it will be written; None where none can be made, which is
        said."""
        new = change(waiting, span)
        why = "no quote names this passage alone: write one by hand"
        written = ""
        if new is not None:
            home = waiting.homes[0]
            file = self.files.get(home)
            why = f"{home.file.name} has changed since it was read: run 'postil fix' again"
            try:
                if file is not None:
                    if new.is_rewritten:
                        written = file.shown((*home.keys, "quote"), new.quote)
                    return new, written
            except RewriteError as error:
                why = str(error)
        click.echo(f"\n  This cannot be written: {why}.")
        self.refused += 1
        return None, ""


def _only(found: Survey, only: Sequence[str]) -> list[Waiting]:
    """The passages that wait, or those of them that are asked for. Raises ClickException where
    there is no such annotation."""
    waiting = list(all_waiting(found))
    if not only:
        return waiting
    places = [place for place, _, _ in passages(found)]
    names = {place.name for place in places}
    wanted: set[str] = set()
    for given in only:
        full = {name for name in names if given == name or name.endswith(f"#{given.lstrip('#')}")}
        if not full:
            known = names if "#" in given.lstrip("#") or "/" in given else {p.id for p in places}
            what, advice = unknown("annotation", given, known)
            raise click.ClickException(what + (f"; {advice}" if advice else ""))
        if len(full) > 1:
            shown = " or ".join(f"'{name}'" for name in sorted(full))
            raise click.ClickException(
                f"'{given}' is an annotation of several articles; name one of them: {shown}"
            )
        wanted |= full
    return [one for one in waiting if one.place.name in wanted]


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _s(verb: str, count: int) -> str:
    """A verb for one or several: "waits" or "wait"."""
    return f"{verb}s" if count == 1 else verb


def _beginning(waiting: Iterable[Waiting]) -> str:
    changed = sum(one.has_changed for one in waiting)
    lost = sum(not one.has_changed for one in waiting)
    parts = []
    if changed:
        parts.append(f"{counted(changed, 'passage')} {'has' if changed == 1 else 'have'} changed")
    if lost:
        things = str(lost) if changed else counted(lost, "passage")
        parts.append(f"{things} {'has' if lost == 1 else 'have'} no certain place in the text")
    return ", ".join(parts) + "."


def _keys(waiting: Sequence[Waiting]) -> str:
    """What can be answered."""
    places = [len(one.passage.location.suggestions) for one in waiting if not one.has_changed]
    keys = []
    if 1 in places or len(places) < len(waiting):
        keys.append("y takes what is shown")
    if any(count > 1 for count in places):
        keys.append("a number takes one of several places")
    keys += ["n or Enter leaves a passage waiting", "q quits and writes what was answered so far"]
    return ", ".join(keys) + "."


def _how(waiting: Sequence[Waiting], *, dry_run: bool) -> str:
    why = "" if dry_run else ": nobody is there to answer"
    takes = "; 'postil fix --all' takes what has changed without asking"
    takes = takes if any(one.has_changed for one in waiting) else ""
    return f"Nothing was written{why}. In a terminal, 'postil fix' asks about each{takes}."
