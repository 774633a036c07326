"""The files that pages load, without comments: the style sheets, and each script as one file.

The scripts are written as modules, but browsers load no module from a disk (`file:`), where
Material's plugin `offline` lets a site be read. So the modules that a page needs are put into one
plain script, each in a function of its own. It is one request instead of six, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from postil.edition.model import Vocabulary

from .theme import style_sheet

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("postil", "overview", "search", "texts", "dates")

# Those of the student's side, which are loaded when there is use for them.
STUDENT = (
    *("record", "student", "answering", "noting", "walking", "saving", "notebook"),
    *("veil", "judge", "handin", "progress", "continue"),
    *("assignment", "submit", "course"),
)

# What each of these adds to: it has the modules of that one, and does not bring them again. See
# `door.js`, which loads them in this order.
_BEFORE = {
    "record": "postil",
    "student": "record",
    "answering": "student",
    "noting": "student",
    "walking": "student",
    "saving": "student",
    "judge": "record",
    "handin": "record",
    "progress": "postil",
    "submit": "assignment",
}

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "((?:\.{1,2}/)[\w./]*?(\w+))\.js";$', re.MULTILINE)
_COMMENT = re.compile(r"\n?[ \t]*/\*.*?\*/", re.DOTALL)
_SCRIPT_COMMENT = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE
)
_TYPE = re.compile(r"/\*\*(?:(?!\*/).)*\*/ ?")
# No text in the scripts goes over several lines.
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:class|(?:async )?function|const) (\w+))", re.MULTILINE)
# What a script says to its reader.
_SAID = re.compile(r'\bsay\("(\w+)"')


def files(
    vocabulary: Vocabulary,
    words: Mapping[str, str],
    *,
    with_annotators: bool = False,
    with_student: bool = False,
) -> Mapping[str, str]:
    """The files by name, with the style sheet for the words of a vocabulary; with what names of
    annotators look like only where there are any, and with the student's side where it is offered.

    Args:
        words: The words of the interface by key; each script has those that it says.
    """
    sheets = {name: sheet(ASSETS / name) for name in ("pages.css", "postil.css", "assignment.css")}
    if with_annotators:
        sheets["postil.css"] += sheet(ASSETS / "annotators.css")
    if with_student:
        own = ("judge.css", "student.css", "handin.css")
        sheets |= {name: sheet(ASSETS / name) for name in own}
    names = (*SCRIPTS, *STUDENT) if with_student else SCRIPTS
    return {
        **sheets,
        **{f"{name}.js": script(name, words=words) for name in names},
        "vocabulary.css": style_sheet(vocabulary),
    }


def sheet(path: Path) -> str:
    """A style sheet without its comments, which are a fifth of what would be loaded."""
    return _COMMENT.sub("", path.read_text(encoding="utf-8")).lstrip()


def script(name: str, folder: Path = ASSETS, words: Mapping[str, str] | None = None) -> str:
    """A module and all that it imports as one script, with those of the words that it says.

    Material runs the scripts of a page each time it swaps it in; this one runs once.
    """
    before = _BEFORE.get(name, "") if folder == ASSETS else ""
    there: set[str] = set()
    at = before
    while at:
        _functions(folder / at, there)
        at = _BEFORE.get(at, "")
    modules = "\n".join(_functions(folder / name, there))
    said = {key for found in _SAID.findall(modules) for key in (found, f"{found}_one")}
    own = {key: text for key, text in (words or {}).items() if key in said}
    saying = (
        f'Object.assign(window["postil:words"] ??= {{}}, {json.dumps(own, ensure_ascii=False)});\n'
        if own
        else ""
    )
    module = f'window["postil-{before}"]' if before else "{}"
    return (
        f'"use strict";\nif (!window["postil-{name}"]) {{\nconst module = {module};\n'
        f'window["postil-{name}"] = module;\n{saying}{modules}\n}}\n'
    )


def _functions(path: Path, done: set[str]) -> list[str]:
    """The module as a function, after those that it imports from."""
    name = path.name
    done.add(name)
    text = _SCRIPT_COMMENT.sub("", path.with_name(f"{name}.js").read_text(encoding="utf-8"))
    text = _INDENT.sub("", _TYPE.sub("", text))
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
