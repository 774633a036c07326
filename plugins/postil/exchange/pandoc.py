"""pandoc, which reads office files and writes citations: as a package, or as the machine has it.

It is a program of 160 MB, so it is no part of any other extra: who has it already needs no second.
"""

from __future__ import annotations

import shutil
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

INSTALL = "pip install 'postil[pandoc]', or install pandoc as your system does"
"""What to do where there is none."""


@lru_cache(maxsize=1)
def program() -> str | None:
    """The pandoc of the extra `postil[pandoc]`, or else the one that the machine has; None where
    there is none."""
    name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
    spec = find_spec("pypandoc")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(folder, "files", name)).is_file():
            return str(path)
    return shutil.which("pandoc")
