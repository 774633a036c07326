"""Own notes: whatever is written, saved, opened and corrected, nothing of it is lost."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from postil.rendering.scripts import ASSETS, STUDENT, modules_of, script
from support.npm import NoPackagesError, fetched

FOLDER = Path(__file__).with_name("own_notes")
MODULES = (
    "record",
    "keeping",
    "door",
    "maker",
    "kinds",
    "database",
    "trouble",
    "taking",
    "merging",
    "versions",
    "notefile",
    "order",
    "finding",
    "saying",
)


def test_nothing_is_lost(tmp_path: Path) -> None:
    """A failure is found again with the seed that it prints."""
    try:
        packages = fetched(FOLDER / "package.json")
    except NoPackagesError as error:
        pytest.skip(str(error))
    for name in MODULES:
        shutil.copy(ASSETS / f"{name}.js", tmp_path)
    shutil.copy(FOLDER / "package.json", tmp_path)
    shutil.copy(FOLDER / "losing_nothing.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    seed = random.randrange(2**31)
    done = subprocess.run(
        ["node", "losing_nothing.mjs", str(tmp_path), "60", str(seed)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:] + f"\nseed {seed}"


@pytest.mark.parametrize("name", STUDENT)
def test_scripts_bring_the_words_that_they_say(name: str) -> None:
    """And no others: each is loaded by itself."""
    words = {"undo": "Undo", "my_note": "My note", "never": "said nowhere"}
    text = script(name, words=words)
    said = set(re.findall(r'say\("(\w+)"', modules_of(name)))
    for key, word in words.items():
        assert (f'"{word}"' in text) == (key in said)
