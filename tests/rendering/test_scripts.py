"""The scripts that pages load are what was written, without what only its readers need."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from postil.rendering.scripts import SCRIPTS, STUDENT, modules_of, spaceless
from support.npm import NoPackagesError, fetched

DESK = Path(__file__).parents[1] / "desk/package.json"


def test_without_spaces_they_say_the_same() -> None:
    try:
        packages = fetched(DESK)
    except NoPackagesError as error:
        pytest.skip(str(error))
    texts = [modules_of(name) for name in (*SCRIPTS, *STUDENT)]
    done = subprocess.run(
        [
            "node",
            Path(__file__).with_name("syntax.cjs"),
            packages / "node_modules/typescript",
        ],
        input=json.dumps([*texts, *map(spaceless, texts)]),
        capture_output=True,
        text=True,
        check=True,
    )
    read = json.loads(done.stdout)
    assert read[: len(texts)] == read[len(texts) :]
