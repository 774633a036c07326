"""The lock file follows what is written: the anchors of the entry concerned, and no others."""

from __future__ import annotations

from pathlib import Path

from postil.anchoring.lock import Anchor, Lock, NewerLockError, read
from postil.anchoring.lock import write as write_lock
from postil.anchoring.moving import Moves, followed
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Edition, Place


def as_saved(lock: Lock, anchored: AnchoredArticle, passage: Passage) -> Anchor | None:
    """What was saved of a passage that nothing is said about, while others of its article are
    saved anew."""
    saved = passage.saved
    if saved and passage.span and passage.location.status == "exact":
        within = saved.within(anchored.pieces)
        if within and within == anchored.index.pieces_at(*passage.span):
            return saved.of_text("")
    return waiting(lock, anchored, passage)


def waiting(lock: Lock, anchored: AnchoredArticle, passage: Passage) -> Anchor | None:
    """What was saved of a passage, as it is kept when its article is locked as it is now."""
    if passage.saved is None:
        return None
    now = anchored.pieces if anchored.placed else ""
    return lock.waiting(anchored.article.path, passage.saved, now)


def save_anchor(
    file: Path,
    edition: Edition,
    moves: Moves,
    anchored: AnchoredArticle,
    place: Place,
    anchor: Anchor | None,
) -> str:
    """Saves the anchor of an annotation that was written, or takes it out.

    Args:
        file: The lock file.
        edition: The edition as it is now.
        moves: Where articles are that the lock file knows by other paths.
        anchored: The article, with its passages as they were before.
        place: The annotation.
        anchor: What is known of its passage; None if it is gone.

    Returns:
        Why nothing was saved; empty where it was.
    """
    lock = followed(read(file, file.name), edition, moves)
    if lock.problems:
        return f"{lock.problems[0]}"
    anchors = {name: saved[0] for name, saved in lock.anchors.items()}
    path = anchored.article.path
    for passage in anchored.passages.values():
        if kept := as_saved(lock, anchored, passage):
            anchors[Place(path, passage.id).name] = kept
    read_now = {Place(path, id).name for id in anchored.passages}
    for name, saved in [*anchors.items()]:
        # What mistakes keep from being read was last right in the text that was locked then.
        if name.partition("#")[0] == path and name not in read_now:
            anchors[name] = lock.waiting(path, saved, anchored.pieces)
    anchors.pop(place.name, None)
    if anchor:
        anchors[place.name] = anchor
    own = {name: saved for name, saved in anchors.items() if name.partition("#")[0] == path}
    pieces = {name: versions for name, versions in lock.pieces.items() if name != path}
    if own:
        pieces |= lock.pieces_with({path: anchored.pieces}, own)
    try:
        write_lock(file, anchors.items(), pieces.items())
    except (NewerLockError, OSError) as error:
        return f"{file.name} cannot be written: {error}"
    return ""
