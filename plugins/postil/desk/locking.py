"""`postil lock`: what is saved of each passage, so that it is found again after an edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from postil.anchoring.lock import FILE_NAME, Anchor, NewerLockError, anchor_of
from postil.anchoring.lock import write as write_lock
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.build.survey import Survey
from postil.keeping.turns import BusyError, turn

from .looking import counted, passages, sound
from .writing.anchors import waiting


def lock(config_file: Path) -> None:
    """Writes the lock file of a site, and says what is new in it and what waits for review."""
    found = sound(config_file)
    anchors: dict[str, Anchor] = {}
    new = kept = 0
    for place, anchored, passage in passages(found):
        anchor = _anchor(anchored, passage)
        if anchor is None:
            kept += passage.saved is not None
            anchor = waiting(found.lock, anchored, passage)
        else:
            new += passage.saved is None
        if anchor:
            anchors[place.name] = anchor
    gone = len(set(found.lock.anchors) - set(anchors))
    changed = write_anchors(found, anchors)
    for old, path in found.moves.moved.items():
        click.echo(f"{old} is now {path}")
    for doubt in found.moves.doubts:
        click.echo(str(doubt), err=True)
    moved, renamed = _followed(found, anchors)
    counts = {"new": new, "moved": moved, "renamed": renamed, "removed": gone,
              "kept for review": kept}  # fmt: skip
    news = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    said = f"{counted(len(anchors), 'anchor')}: {news or 'nothing new'}"
    click.echo(said + ("" if changed else "; the file was right already"))
    for _, finding in found.findings:
        if finding.kind in ("missing", "ambiguous", "changed"):
            click.echo(str(finding.problem), err=True)


def _followed(found: Survey, anchors: Mapping[str, Anchor]) -> tuple[int, int]:
    """How many anchors have another name than in the file: articles that moved, other ids."""
    names = {name: old for name, old in found.lock.former.items() if name in anchors}
    paths = [(name.partition("#")[0], old.partition("#")[0]) for name, old in names.items()]
    moved = sum(path != old for path, old in paths)
    return moved, len(names) - moved


def _anchor(anchored: AnchoredArticle, passage: Passage) -> Anchor | None:
    """What is to be saved of a passage; None unless it is known to be right."""
    if passage.location.status != "exact" or passage.span is None:
        return None
    fresh = anchor_of(anchored.index, passage.span, passage.annotation.quote)
    return passage.saved if passage.saved and passage.saved.says_the_same(fresh) else fresh


def write_anchors(found: Survey, anchors: Mapping[str, Anchor]) -> bool:
    """Writes a lock file with these anchors, by the names of the annotations. Returns whether it
    changed."""
    try:
        fresh = {
            path: anchored.pieces for path, anchored in found.anchored.items() if anchored.placed
        }
        pieces = found.lock.pieces_with(fresh, anchors)
        with turn(found.folder):
            return write_lock(found.folder / FILE_NAME, anchors.items(), pieces.items())
    except (NewerLockError, BusyError, OSError) as error:
        raise click.ClickException(f"the lock file cannot be written: {error}") from error
