"""Writing the generated pages into the folder of the texts, for hosts that read all pages there.

Nothing of the author's is touched: a page is replaced or deleted only if it was written here,
which its front matter says; other files only if the list of what was written has them. The list is
a `.gitignore`, so that Git leaves out what can be made anew at any time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from postil.keeping.saving import save_changed

from .folder import LIST, LIST_BEGINS, FolderBuild, is_made, is_own_list, listed


@dataclass(frozen=True, slots=True)
class Written:
    """What has become of the files."""

    count: int
    """How many there are now."""
    changed: tuple[str, ...] = ()
    """Those that are new or others than before."""
    deleted: tuple[str, ...] = ()
    unlisted: bool = False
    """Whether the folder has a list of its author's for Git, which is left alone."""


def write_pages(folder: FolderBuild) -> Written:
    """Writes the pages of a build, and the files that they load; deletes those that are not needed
    any more. Raises OSError where that is not possible."""
    docs = folder.configuration.docs
    before = set(listed(docs))
    files = dict(folder.files()) if folder.build.site else {}
    changed = [name for name, text in files.items() if save_changed(docs / name, text)]
    made = (path for path in docs.rglob("*.md") if is_made(path))
    old = before | {path.relative_to(docs).as_posix() for path in made}
    deleted = sorted(name for name in old - files.keys() if _delete(docs, name))
    unlisted = (docs / LIST).is_file() and not is_own_list(docs)
    if not unlisted:
        if files:
            names = "\n".join(f"/{name}" for name in sorted([LIST, *files]))
            save_changed(docs / LIST, f"{LIST_BEGINS}\n{names}\n")
        else:
            (docs / LIST).unlink(missing_ok=True)
    return Written(len(files), tuple(changed), tuple(deleted), unlisted and bool(files))


def _delete(docs: Path, name: str) -> bool:
    path = docs / name
    if ".." in Path(name).parts or not path.is_file():
        return False
    path.unlink()
    # The folder too, if nothing else is in it.
    for parent in path.relative_to(docs).parents:
        with suppress(OSError):
            (docs / parent).rmdir()
    return True
