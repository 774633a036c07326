"""Which verdicts of an edition have changed since a day, as git remembers it."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from postil.edition.edition import Edition, Place
from postil.edition.loading import SUFFIXES, load
from postil.edition.model import Annotation, Claim

_PATIENCE = 60  # seconds for git to answer, in a repository of many years


class NotKnownError(Exception):
    """What was said before cannot be known; the message says why."""


@dataclass(frozen=True, slots=True)
class Before:
    """An edition as it was, and where that is known from."""

    edition: Edition
    commit: str
    day: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim of which something else is said now."""

    place: Place
    was: str
    now: str


def edition_before(root: Path, folder: Path, course: Path, first_day: date, now: Edition) -> Before:
    """The edition of a folder as it was when a term began: as it was committed last before its
    first day; or where nothing was by then, when that day was written down. Raises NotKnownError.
    """
    try:
        within = PurePosixPath(_git(folder, "rev-parse", "--show-prefix").strip())
    except NotKnownError as error:
        raise NotKnownError(
            f"which verdicts have changed cannot be told: {folder.name} is not kept in git"
            " (or there is no git here)"
        ) from error
    # By the date at which it was committed, and without what was never part of this line of work.
    begun = _git(folder, "rev-list", "-1", f"--before={first_day}T00:00:00", "HEAD", "--", ".")
    if not begun.strip():
        said = ("log", "-1", "--format=%H", "-G", "^[\"']?first_day", "--", course.name)
        begun = _git(folder, *said)
    commit = begun.strip()
    if not commit:
        raise NotKnownError(
            "which verdicts have changed cannot be told: git knows no annotations of that time"
        )
    day = _git(folder, "show", "-s", "--format=%cs", commit).strip()
    with TemporaryDirectory() as temporary:
        _unpack(_archive(folder, commit), within, Path(temporary))
        edition = load(Path(temporary), now.articles, Path(temporary), complete=False)
    return Before(edition, commit[:9], day)


def changed(before: Edition, now: Edition) -> Iterator[Verdict]:
    """The claims that were judged otherwise, by the ids that they have now."""
    for place, annotation in now.annotations():
        old = _of(before, place, annotation)
        if not (isinstance(annotation, Claim) and isinstance(old, Claim)):
            continue
        if old.assessment != annotation.assessment:
            yield Verdict(place, old.assessment, annotation.assessment)


def _of(before: Edition, place: Place, annotation: Annotation) -> Annotation | None:
    article = before.articles.get(place.article)
    if article is None:
        return None
    ids = (place.id, *annotation.was)
    return next((article.annotations[id] for id in ids if id in article.annotations), None)


def _git(folder: Path, *arguments: str) -> str:
    return _bytes(folder, *arguments).decode("utf-8", "replace")


def _archive(folder: Path, commit: str) -> bytes:
    return _bytes(folder, "archive", "--format=tar", commit, "--", ".")


def _bytes(folder: Path, *arguments: str) -> bytes:
    # It only reads, and nobody is asked anything.
    surroundings = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-C", str(folder), "--no-pager", *arguments]
    try:
        done = subprocess.run(
            command, env=surroundings, capture_output=True, check=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NotKnownError(
            f"which verdicts have changed cannot be told: git does not answer ({error})"
        ) from error
    return done.stdout


def _unpack(data: bytes, within: PurePosixPath, to: Path) -> None:
    """The YAML files of a folder out of an archive of it."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            if path.is_relative_to(within):
                path = path.relative_to(within)
            if not member.isfile() or path.suffix not in SUFFIXES or ".." in path.parts:
                continue
            content = archive.extractfile(member)
            if content and not path.is_absolute():
                (to / path).parent.mkdir(parents=True, exist_ok=True)
                (to / path).write_bytes(content.read())
