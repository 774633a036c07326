"""Files on the disk for pages that have none: other plugins look for one.

MkDocs keeps a generated file in memory. Plugins that are older than that, or that ask Git or the
disk when a page was written, take for granted that every page has a file, and fail on those that
have none. So where there are such plugins, each generated file is written to a folder of its own,
in that of the cache: it has to be within the project, for Git answers nothing about other places.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from postil.keeping.cache import COPIES, make_folder

from .neighbours import may_read_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig


class Copies:
    """The files of one build."""

    def __init__(self, config: MkDocsConfig, cache: Path | None) -> None:
        """`cache` is the folder of the cache, if the site has one."""
        self._is_needed, self._cache = may_read_files(config), cache
        self._folder: Path | None = None
        self._delete: Callable[[], object] = bool

    def put(self, file: File) -> File:
        """Gives a generated file a place on the disk, if anybody may look for it."""
        if self._is_needed:
            if self._folder is None:
                self._folder = self._made()
                # Of a build that is stopped, too.
                self._delete = weakref.finalize(self, shutil.rmtree, self._folder, True)
            path = self._folder / file.src_uri
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content_bytes)
            # What is read is what is kept in memory still.
            file.abs_src_path = str(path)
        return file

    def delete(self) -> None:
        """Deletes the files: the site is written."""
        self._delete()

    def _made(self) -> Path:
        if self._cache:
            with suppress(OSError):
                make_folder(self._cache)
                return Path(tempfile.mkdtemp(prefix=COPIES, dir=self._cache))
        return Path(tempfile.mkdtemp(prefix="postil-"))
