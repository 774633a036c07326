"""The guide's page for those who write programs tells of all that the desk answers, and no more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import cast

from postil.desk.page.bodies import MOST_BYTES
from postil.desk.page.guard import Guard
from postil.desk.page.interface import Host, Interface
from postil.keeping.turns import PATIENCE

GUIDE = (Path(__file__).resolve().parents[2] / "docs/guide/editors.md").read_text("utf-8")


def test_all_that_can_be_asked_for_is_told_of() -> None:
    # The routes need no site until somebody asks.
    interface = Interface(cast(Host, type("Nothing", (), {"html": None})()), Guard("localhost", 1))
    told = set(re.findall(r"^### `([A-Z]+) (\w+)`$", GUIDE, re.MULTILINE))
    assert told == set(interface.routes)
    assert f"{MOST_BYTES // 1024} kB at most" in GUIDE
    assert PATIENCE == 10 and "more than ten seconds" in GUIDE


def test_what_is_shown_is_json() -> None:
    shown = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    assert len(shown) == 4
    assert all(isinstance(json.loads(text), dict) for text in shown)
