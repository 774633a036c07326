"""The paths that a site gives to its generated pages: inside the folder of its texts, and such that
every system can write them."""

from __future__ import annotations

import posixpath
import re

from postil.edition.problems import shortened

# A name on a disk may have 255 bytes, a whole path on Windows 260 characters: there is to be room
# for the folder of the project, and for what stands beside a page.
LONGEST_NAME = 100
LONGEST = 160

_DRIVE = re.compile(r"[a-zA-Z]:")
# What some systems do not take in a name, and what would be no part of an address.
_SIGN = re.compile(r'[\x00-\x1f\x7f"*:<>?|#%]')


class PathError(ValueError):
    """A path cannot be that of a page; the message says why, and what to write."""


def checked_page(path: str, usual: str) -> str:
    """A path of a page. Raises PathError where it cannot be one.

    Args:
        path: The path as it is written.
        usual: The path that is shown as an example.
    """
    shown, parts = shortened(path), path.replace("\\", "/").split("/")
    if not path.strip():
        raise PathError(f"this names no page; write '{usual}'")
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        raise PathError(f"'{shown}' is not seen from the folder of the texts; write '{usual}'")
    # Before anything is made of its parts.
    if len(path.encode()) > LONGEST or max(len(part.encode()) for part in parts) > LONGEST_NAME:
        raise PathError(f"'{shown}' is too long for a file; write '{usual}'")
    plain = posixpath.normpath("/".join(part.strip() for part in parts))
    if plain.startswith(".."):
        raise PathError(f"'{shown}' leads out of the folder of the texts; write '{usual}'")
    if sign := _SIGN.search(path):
        raise PathError(f"{sign[0]!r} cannot stand in the name of a page; write '{usual}'")
    if not plain.endswith(".md") or plain.endswith("/.md") or plain == ".md":
        meant = usual if plain == "." or plain.endswith(".md") else f"{plain.rstrip('. ')}.md"
        raise PathError(f"'{shown}' is no page, whose name ends with '.md'; write '{meant}'")
    if any(part.startswith(".") for part in plain.split("/")):
        raise PathError(f"'{shown}' begins with a dot, by which files are hidden; write '{usual}'")
    if plain != path:
        raise PathError(f"'{shown}' can be said more simply; write '{plain}'")
    return path
