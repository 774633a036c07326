"""The script and the style sheet of the desk, which the pages of a site that is served load.

There is nothing secret in them: who asks for them needs no token, but a host of ours.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from postil.rendering.bundle import sheet
from postil.rendering.scripts import script

ASSETS = Path(__file__).with_name("assets")
SCRIPT, STYLE = "writing.js", "writing.css"


@cache
def desk_file(name: str) -> tuple[str, bytes] | None:
    """The type and the bytes of a file of the desk; None if it has none of this name."""
    if name == SCRIPT:
        return "text/javascript; charset=utf-8", script("writing", ASSETS).encode()
    if name == STYLE:
        return "text/css; charset=utf-8", sheet(ASSETS / STYLE).encode()
    return None
