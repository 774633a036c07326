"""Writing a file whole or not at all.

Whoever is interrupted, or finds the disk full, is left with the old file or with the new one.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

# Of a file that was not there before.
_MODE = 0o644


def save(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Replaces the content of a file in one step, or makes the file.

    It keeps its permissions; where `path` is a link, the file that it leads to is replaced. Raises
    OSError when its folder cannot be written to; the old file is then as it was. What can be made
    anew need not be `lasting`: it is not waited for until it is on the disk.
    """
    path = path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _MODE
    # In the same folder, so that the replacement is one step; its name is hidden from the
    # servers that watch the folder for annotation files.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".postil-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def save_changed(path: Path, text: str | bytes, *, lasting: bool = True) -> bool:
    """Writes a file, and the folders it stands in, unless it says the same already: whoever watches
    it would act on that. Returns whether it was written; raises OSError as `save` does."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    with suppress(OSError):
        if path.read_bytes() == data:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, data, lasting=lasting)
    return True
