"""The lock file follows what is written: the anchors of the entry concerned; those of others in the
same article only as far as it knows nothing of them yet.
"""

from __future__ import annotations

from pathlib import Path

from postil.anchoring.lock import Anchor, Lock, NewerLockError, anchor_of, read
from postil.anchoring.lock import write as write_lock
from postil.anchoring.moving import Moves, followed
from postil.anchoring.passages import AnchoredArticle, Passage
from postil.edition.edition import Edition, Place
from postil.edition.model import Landing


def as_saved(lock: Lock, anchored: AnchoredArticle, passage: Passage) -> Anchor | None:
    """What was saved of a passage that nothing is said about, while others of its article are
    saved anew."""
    saved = passage.saved
    if saved and passage.span and passage.location.status == "exact":
        within = saved.within(anchored.pieces)
        if within and within == anchored.index.pieces_at(*passage.span):
            return saved.of_text("")
    return waiting(lock, anchored, passage)


def _new(anchored: AnchoredArticle, passage: Passage) -> Anchor | None:
    """What is to be saved of a passage of which nothing was; None unless it is known to be right.
    Those that are made for cross-references are left to `postil lock`."""
    is_right = passage.location.status == "exact" and passage.span is not None
    if passage.saved or not is_right or isinstance(passage.annotation, Landing):
        return None
    assert passage.span is not None
    return anchor_of(anchored.index, passage.span, passage.annotation.quote)


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

    Whoever was killed between an annotation and its line in the lock file has left that to this: as
    `postil lock` does, it saves what stands exactly where it says and was not saved, and takes out
    what belongs to nothing any more.

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
        if kept := as_saved(lock, anchored, passage) or _new(anchored, passage):
            anchors[Place(path, passage.id).name] = kept
    read_now = {Place(path, id).name for id in anchored.passages}
    for name, saved in [*anchors.items()]:
        # What mistakes keep from being read was last right in the text that was locked then.
        if name.partition("#")[0] == path and name not in read_now:
            anchors[name] = lock.waiting(path, saved, anchored.pieces)
    if not edition.problems:
        own = edition.articles[path].annotations if path in edition.articles else {}
        there = {Place(path, id).name for id in own}
        anchors = {n: a for n, a in anchors.items() if n.partition("#")[0] != path or n in there}
    anchors.pop(place.name, None)
    if anchor:
        anchors[place.name] = anchor
    locked = {name: saved for name, saved in anchors.items() if name.partition("#")[0] == path}
    pieces = {name: versions for name, versions in lock.pieces.items() if name != path}
    if locked:
        pieces |= lock.pieces_with({path: anchored.pieces}, locked)
    try:
        write_lock(file, anchors.items(), pieces.items())
    except (NewerLockError, OSError) as error:
        return f"{file.name} cannot be written: {error}"
    return ""
