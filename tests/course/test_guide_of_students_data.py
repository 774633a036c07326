"""The page for data protection officers names everything that is kept on a student's device."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ASSETS = PROJECT / "plugins/postil/rendering/assets"
PAGE = (PROJECT / "docs/guide/students-data.md").read_text(encoding="utf-8")
# While a site is served to its author, and gone with the tab.
NOT_OF_STUDENTS = {"preview.js"}


def test_every_key_is_named() -> None:
    found = set()
    for file in ASSETS.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert "document.cookie" not in text
        if "localStorage" not in text and "sessionStorage" not in text:
            continue
        if file.name in NOT_OF_STUDENTS:
            continue
        # Two that keep the same have its name from one of them.
        named = re.search(r'import \{ keyOf \} from "./(\w+)[.]js"', text)
        where = (ASSETS / f"{named[1]}.js").read_text("utf-8") if named else text
        keys = re.findall(r"[\"`](postil[.][\w.]+:?)", where)
        assert keys, f"{file.name} keeps something under a name that is not written there"
        found.update(keys)
    assert "postil.drafts:" in found and "postil.notes" in found
    assert {key for key in found if f"`{key}`" not in PAGE} == set()


def test_one_database() -> None:
    opened = [f.name for f in ASSETS.glob("*.js") if "indexedDB" in f.read_text(encoding="utf-8")]
    assert opened == ["database.js"] and "IndexedDB, database `postil:`" in PAGE


def test_nothing_is_sent() -> None:
    """Pages are asked for; nothing is ever sent, but by a button to the window of an LMS."""
    told = set()
    for file in ASSETS.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"XMLHttpRequest|sendBeacon|WebSocket|EventSource|method:", text), file
        told |= {file.name} if "postMessage(" in text else set()
    assert told == {"platform.js", "keeping.js"}
    assert (
        "Give it to your course at" in PAGE and "Tabs of the same browser tell each other" in PAGE
    )
