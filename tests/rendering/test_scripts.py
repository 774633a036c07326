"""The scripts that pages load are what was written, without what only its readers need."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from postil.edition.words import words
from postil.rendering.scripts import (
    ASSETS,
    SCRIPTS,
    STUDENT,
    TOGETHER,
    modules_of,
    names_of,
    script,
    spaceless,
)
from support.npm import NoPackagesError, fetched

DESK = Path(__file__).parents[1] / "desk/package.json"
# A script whose modules share a scope.
SHARED = "Object.assign(module"
_COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
# What puts them together uses these.
OURS = {"window", "Object"}
DESK_PAGE = ASSETS.parents[1] / "desk/page/assets"


def read(program: str, texts: Iterable[str]) -> Any:
    """What a program that knows the syntax says of scripts."""
    try:
        packages = fetched(DESK)
    except NoPackagesError as error:
        pytest.skip(str(error))
    done = subprocess.run(
        [
            "node",
            Path(__file__).with_name(program),
            packages / "node_modules/typescript",
        ],
        input=json.dumps([*texts]),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_without_spaces_they_say_the_same() -> None:
    texts = [modules_of(name) for name in (*SCRIPTS, *STUDENT, "preview")]
    texts.append(modules_of("writing", DESK_PAGE))
    said = read("syntax.cjs", [*texts, *map(spaceless, texts)])
    assert said[: len(texts)] == said[len(texts) :]


def test_in_one_scope_names_mean_the_same() -> None:
    """What a module does not declare, no other declares for it."""
    scripts = {n: text for n in (*SCRIPTS, *STUDENT) if SHARED in (text := modules_of(n))}
    names = sorted({module for name in scripts for module in names_of(name)})
    modules = [_COMMENT.sub("", (ASSETS / f"{n}.js").read_text("utf-8")) for n in names]
    said = read("names.cjs", [*scripts.values(), *modules])
    alone = dict(zip(names, said[len(scripts) :], strict=True))
    for name, used in zip(scripts, said, strict=False):
        wanted = {word for module in names_of(name) for word in alone[module]}
        assert {*used} | OURS == wanted | OURS, name


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_reading_loads_more_than_20_kb(language: str) -> None:
    """Gzipped, with the words that the scripts say: whatever its reader has of their own."""
    said = dict(words(language))

    def weight(names: Iterable[str]) -> int:
        text = "".join(script(name, words=said) for name in names)
        return len(gzip.compress(text.encode()))

    always = weight(["veil"]) + weight(["postil"])
    assert max(always + weight(all.split("-")) for all in TOGETHER) <= 20_000
