"""Reading a git repository: which commits changed the files of a folder, and what stood in them.

Git itself is asked, with a few processes for a whole history. Nothing is fetched and nothing is
written; of the settings of the repository none runs another program.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import NamedTuple

# What a hook of git sets, so that the repository of the hook would be read in place of the site's.
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")

# A clone without old files would fetch each from its host.
_OPTIONS = (
    "--no-replace-objects",
    *("-c", "protocol.allow=never"),
    # Whatever the site's own settings say.
    *("-c", "core.quotePath=false", "-c", "diff.relative=false", "-c", "log.showRoot=true"),
)

# A message may hold any sign.
_COMMIT = re.compile(r"\x02(?=[0-9a-f]{40,64}\x00)")


class UnknownError(Exception):
    """The history cannot be known; the message says why, in a sentence for the site's author."""

    def __init__(self, why: str, *, is_expected: bool = False) -> None:
        """`is_expected` is whether nobody would look for a history there."""
        super().__init__(why)
        self.is_expected = is_expected


class Commit(NamedTuple):
    """A commit of the branch."""

    id: str
    moment: str
    """When it came to be, with its zone: `2027-03-03T09:30:00+01:00`."""
    subject: str
    """The first line of its message."""

    @property
    def day(self) -> str:
        """The day on which it was made, where it was made."""
        return self.moment[:10]


class Change(NamedTuple):
    """A file that a commit has changed: its path in the folder, and its contents by their names;
    empty where there is no file."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Repository:
    """The part of a repository that a folder is."""

    folder: Path
    prefix: str
    """The path of the folder in the repository, with a slash at the end."""
    head: str
    """The commit that is checked out."""
    shallow: frozenset[str]
    """The commits of which this clone does not know what was before them."""

    @classmethod
    def of(cls, folder: Path) -> Repository:
        """The repository that a folder is in. Raises UnknownError where none can be read."""
        is_there = any((above / ".git").exists() for above in (folder, *folder.resolve().parents))
        try:
            lines = _said(
                folder, "rev-parse", "--show-prefix", "--git-path", "shallow", "--verify", "HEAD"
            ).splitlines()
        except FileNotFoundError:
            raise UnknownError("git is not installed here", is_expected=not is_there) from None
        except subprocess.CalledProcessError as error:
            raise _unknown(str(error.stderr), is_there) from None
        prefix, path, head = lines
        shallow = Path(folder, path)
        commits = shallow.read_text("ascii").split() if shallow.is_file() else ()
        return cls(folder, prefix, head, frozenset(commits))

    def chain(self) -> list[str]:
        """The commits of the branch, the newest first: of a merge, what came before it here."""
        return self._said("rev-list", "--first-parent", self.head).split()

    def log(self, after: str = "") -> Iterator[tuple[Commit, list[Change]]]:
        """The commits of the branch that changed files of the folder, the oldest first, each with
        what it changed; those behind a commit, if one is named.

        Of a merge, it is what it brought to the branch. A folder that had another name is followed.
        """
        commits = [*self._commits(after)]
        is_whole = commits and not after
        earlier = self._with_its_old_name(commits[0][0].id) if is_whole else None
        there: set[str] = set()
        for commit, changes in earlier.log() if earlier else ():
            there.update(change.path for change in changes if change.after)
            there.difference_update(change.path for change in changes if not change.after)
            yield commit, changes
        for commit, changes in commits:
            gone = sorted(there - {change.path for change in changes})
            there = set()
            yield commit, [*changes, *(Change(path, "", "") for path in gone)]

    def _with_its_old_name(self, first: str) -> Repository | None:
        """The repository before a commit, if that has given its name to the folder, which had
        another one."""
        line = self._said("rev-list", "--parents", "--max-count=1", first).split()
        if len(line) < 2:
            return None
        options = ("-r", "-z", "-M", "--name-status", "--diff-filter=R")
        fields = self._said("diff-tree", *options, line[1], first).split("\0")
        for old, new in zip(fields[1::3], fields[2::3], strict=False):
            path = new.removeprefix(self.prefix)
            if path != new and old.endswith(f"/{path}") and not old.startswith(self.prefix):
                return replace(self, prefix=old.removesuffix(path), head=line[1])
        return None

    @property
    def _itself(self) -> str:
        """What limits git to the folder."""
        return f":(top,literal){self.prefix}"

    def _commits(self, after: str) -> Iterator[tuple[Commit, list[Change]]]:
        found = self._said(
            "log",
            "--first-parent",
            "-m",
            "--reverse",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--no-show-signature",
            "--encoding=UTF-8",
            "-z",
            "--format=\x02%H%x00%cI%x00%s",
            f"{after}..{self.head}" if after else self.head,
            "--",
            self._itself,
        )
        for part in _COMMIT.split(found)[1:]:
            id, moment, rest = part.split("\0", 2)
            subject, _, raw = rest.partition("\0")
            # What was changed begins on a line of its own.
            yield Commit(id, moment, subject.strip()), [*self._changes(raw.strip("\n\0"))]

    def _changes(self, raw: str) -> Iterator[Change]:
        fields = raw.split("\0") if raw else []
        for said, path in zip(fields[::2], fields[1::2], strict=True):
            mode_before, mode_after, before, after, _ = said.lstrip(":").split(" ")
            yield Change(
                path.removeprefix(self.prefix),
                before if _is_file(mode_before) else "",
                after if _is_file(mode_after) else "",
            )

    def files(self) -> Mapping[str, str]:
        """The files of the folder as they were committed last: the names of their contents, by
        path in the folder."""
        found = {}
        for line in filter(None, self._said("ls-tree", "-r", "-z", self.head, ".").split("\0")):
            said, _, path = line.partition("\t")
            mode, _, name = said.split(" ")
            if _is_file(mode):
                found[path] = name
        return found

    def contents(self, names: Sequence[str]) -> Iterator[bytes]:
        """Contents by their names, in this order. Raises UnknownError where this clone lacks some,
        which would have to be fetched."""
        if not names:
            return
        with subprocess.Popen(
            [*_command(self.folder), "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        ) as git:
            assert git.stdin and git.stdout
            # Both pipes would be full if nobody read what is answered.
            writer = Thread(target=_write, args=(git, names), daemon=True)
            writer.start()
            try:
                for name in names:
                    answer = git.stdout.readline().split()
                    if len(answer) < 3:
                        raise UnknownError(
                            "this clone lacks older versions of files, and they are not fetched; "
                            f"make a full one, or run 'git fetch --refetch' ({name[:12]})"
                        )
                    yield git.stdout.read(int(answer[2]))
                    git.stdout.read(1)
            finally:
                git.kill()
                writer.join()

    def _said(self, *arguments: str) -> str:
        try:
            return _said(self.folder, *arguments)
        except (OSError, subprocess.CalledProcessError) as error:
            raise _unknown(str(getattr(error, "stderr", error)), is_there=True) from None


def _is_file(mode: str) -> bool:
    # Neither a link nor another repository.
    return mode.startswith("100")


def _write(git: subprocess.Popen[bytes], names: Iterable[str]) -> None:
    assert git.stdin
    try:
        for name in names:
            git.stdin.write(f"{name}\n".encode())
        git.stdin.close()
    except OSError:
        # Nobody wants more of it.
        return


def _command(folder: Path) -> list[str]:
    return ["git", "-C", str(folder), *_OPTIONS]


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    # In words that are looked for below.
    return {**own, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


def _said(folder: Path, *arguments: str) -> str:
    found = subprocess.run(
        [*_command(folder), *arguments],
        check=True,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=_environment(),
    )
    return found.stdout


def _unknown(said: str, is_there: bool) -> UnknownError:
    """Why git could not say anything."""
    if "dubious ownership" in said:
        return UnknownError(
            "the repository belongs to another user, and git does not read it; if you trust it, "
            "run: git config --global --add safe.directory '*'"
        )
    if not is_there:
        return UnknownError("the annotations are in no git repository", is_expected=True)
    if "Needed a single revision" in said:
        return UnknownError("nothing is committed yet", is_expected=True)
    lines = said.strip().splitlines() or ["git ends without a word"]
    return UnknownError(f"git says: {lines[-1].removeprefix('fatal: ')}")
