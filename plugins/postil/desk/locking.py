"""`postil lock`: what is saved of each passage, so that it is found again after an edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from postil.anchoring.lock import FILE_NAME, Anchor, NewerLockError, anchor_of
from postil.anchoring.lock import write as write_lock
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.build.survey import Survey

from .looking import counted, passages, sound


def lock(config_file: Path) -> None:
    """Writes the lock file of a site, and says what is new in it and what waits for review."""
    found = sound(config_file)
    anchors: dict[str, Anchor] = {}
    new = kept = 0
    for place, anchored, passage in passages(found):
        anchor = _anchor(anchored, passage)
        if anchor is None:
            kept += passage.saved is not None
            anchor = passage.saved
        else:
            new += passage.saved is None
        if anchor:
            anchors[place.name] = anchor
    gone = len(set(found.lock.anchors) - set(anchors))
    changed = write_anchors(found, anchors)
    click.echo(
        f"{counted(len(anchors), 'anchor')}: {new} new, {gone} removed, {kept} kept for review"
        + ("" if changed else "; the file was right already")
    )
    for _, finding in found.findings:
        if finding.kind in ("missing", "ambiguous", "changed"):
            click.echo(str(finding.problem), err=True)


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
        return write_lock(found.folder / FILE_NAME, anchors.items(), pieces.items())
    except (NewerLockError, OSError) as error:
        raise click.ClickException(f"the lock file cannot be written: {error}") from error
