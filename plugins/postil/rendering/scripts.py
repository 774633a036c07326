"""The scripts that pages load: each is a module and all that it imports, as one file.

The scripts are written as modules, but browsers load no module from a disk (`file:`), where
Material's plugin `offline` lets a site be read. So the modules that a page needs are put into one
plain script, each in a function of its own. It is one request instead of six, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from rjsmin import jsmin

ASSETS = Path(__file__).parent / "assets"
# Those that are loaded when there is use for them.
LATER = ("copying", "wording")
SCRIPTS = ("postil", "overview", "search", "texts", "dates", *LATER)

# Those of the student's side, which are loaded so, too.
STUDENT = (
    *("record", "keeping", "student", "acting", "lost", "answering", "noting"),
    *("walking", "saving", "notebook", "veil", "results", "judge", "ask", "answers", "handin"),
    *("progress", "stopping", "continue"),
    *("assignment", "submit", "course"),
)

# What each of these adds to: it has the modules of those, and does not bring them again. See
# `door.js`, which loads them in this order.
_BEFORE = {
    "record": ("postil",),
    "keeping": ("record",),
    "student": ("record",),
    "acting": ("student",),
    "lost": ("acting",),
    "noting": ("lost", "keeping"),
    "answering": ("acting", "keeping"),
    "walking": ("student",),
    "saving": ("student", "keeping"),
    "judge": ("record",),
    "ask": ("judge",),
    "answers": ("record",),
    "handin": ("record", "keeping"),
    "progress": ("record",),
    "stopping": ("progress",),
    "submit": ("assignment",),
    "copying": ("postil",),
    "wording": ("postil",),
}

# What several of them need comes with the one that they all add to. Who reads an assignment writes
# on it.
_WITH = {"record": ("dom", "styled"), "assignment": ("keeping",)}

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "((?:\.{1,2}/)[\w./]*?(\w+))\.js";$', re.MULTILINE)
_SCRIPT_COMMENT = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE
)
_TYPE = re.compile(r"/\*\*(?:(?!\*/).)*\*/ ?")
# No text in the scripts goes over several lines.
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:class|(?:async )?function|const) (\w+))", re.MULTILINE)
# What a script says to its reader.
_SAID = re.compile(r'\bsay\("(\w+)"')


def script(name: str, folder: Path = ASSETS, words: Mapping[str, str] | None = None) -> str:
    """A module and all that it imports as one script, with those of the words that it says.

    Material runs the scripts of a page each time it swaps it in; this one runs once.
    """
    modules = modules_of(name, folder)
    said = {key for found in _SAID.findall(modules) for key in (found, f"{found}_one")}
    own = {key: text for key, text in (words or {}).items() if key in said}
    saying = (
        f'Object.assign(window["postil:words"] ??= {{}}, {json.dumps(own, ensure_ascii=False)});\n'
        if own
        else ""
    )
    return f'"use strict";\n{saying}{spaceless(modules)}'


@cache
def spaceless(script: str) -> str:
    """A script without the spaces that are there for whoever reads it."""
    small: str = jsmin(script)
    return small


@cache
def modules_of(name: str, folder: Path = ASSETS) -> str:
    """A module after all that it imports and that is not there already."""
    before = list(_all_before(name)) if folder == ASSETS else []
    there: set[str] = set()
    for other in before:
        _own(other, folder, there)
    functions = "\n".join(_own(name, folder, there))
    # All of a page share one object, which begins with its first script.
    module = f'window["postil-{before[0]}"]' if before else "{}"
    return (
        f'if (!window["postil-{name}"]) {{\nconst module = {module};\n'
        f'window["postil-{name}"] = module;\n{functions}\n}}\n'
    )


def _all_before(name: str) -> Iterator[str]:
    for other in _BEFORE.get(name, ()):
        yield from _all_before(other)
        yield other


def _own(name: str, folder: Path, there: set[str]) -> list[str]:
    """The functions of a script that are not there yet."""
    besides = _WITH.get(name, ()) if folder == ASSETS else ()
    each = [_functions(folder / part, there) for part in (*besides, name) if part not in there]
    return [function for functions in each for function in functions]


@cache
def _without_comments(path: Path) -> str:
    """The text of a module, which several scripts have."""
    text = _SCRIPT_COMMENT.sub("", path.read_text(encoding="utf-8"))
    return _INDENT.sub("", _TYPE.sub("", text))


def _functions(path: Path, done: set[str]) -> list[str]:
    """The module as a function, after those that it imports from."""
    name = path.name
    done.add(name)
    text = _without_comments(path.with_name(f"{name}.js"))
    others = [
        _functions(path.parent / other, done)
        for _, other, called in _IMPORT.findall(text)
        if called not in done
    ]
    exports = ", ".join(name for _, name in _EXPORT.findall(text))
    text = _EXPORT.sub(r"\1", _IMPORT.sub(r"const \1 = module.\3;", text))
    return [
        *(function for other in others for function in other),
        f"module.{name} = (() => {{\n{text}\nreturn {{ {exports} }};\n}})();",
    ]
