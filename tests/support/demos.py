"""The demo site in other settings: a folder of its own that shares its texts and annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def demo_copy(folder: Path, changes: Mapping[str, str]) -> Path:
    """A copy of the demo in `folder`, with patterns in its `mkdocs.yml` replaced; returns it."""
    configuration = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    for pattern, new in changes.items():
        configuration, count = re.subn(pattern, new, configuration)
        assert count == 1, pattern
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("docs", "annotations", "plugins"):
        (folder / name).symlink_to(PROJECT / name)
    (folder / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    return folder


# What changes where Pagefind searches.
PAGEFIND = {
    r"  - search:\n(?:      .*\n)+": "",
    r"  - postil:\n": "  - postil:\n      search: pagefind\n",
}
