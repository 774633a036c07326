"""The files that pages load, without comments: the style sheets, and each script as one file.

The scripts are written as modules, but browsers load no module from a disk (`file:`), where
Material's plugin `offline` lets a site be read. So the modules that a page needs are put into one
plain script, each in a function of its own. It is one request instead of six, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from postil.edition.model import Vocabulary

from .theme import style_sheet

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("postil", "overview", "search", "texts")

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "((?:\.{1,2}/)[\w./]*?(\w+))\.js";$', re.MULTILINE)
_COMMENT = re.compile(r"\n?[ \t]*/\*.*?\*/", re.DOTALL)
_SCRIPT_COMMENT = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE
)
_EXPORT = re.compile(r"^export ((?:class|(?:async )?function|const) (\w+))", re.MULTILINE)


def files(vocabulary: Vocabulary, *, with_annotators: bool = False) -> Mapping[str, str]:
    """The files by name, with the style sheet for the words of a vocabulary; with what names of
    annotators look like only where there are any."""
    sheets = {name: sheet(ASSETS / name) for name in ("pages.css", "postil.css")}
    if with_annotators:
        sheets["postil.css"] += sheet(ASSETS / "annotators.css")
    return {
        **sheets,
        **{f"{name}.js": script(name) for name in SCRIPTS},
        "vocabulary.css": style_sheet(vocabulary),
    }


def sheet(path: Path) -> str:
    """A style sheet without its comments, which are a fifth of what would be loaded."""
    return _COMMENT.sub("", path.read_text(encoding="utf-8")).lstrip()


def script(name: str, folder: Path = ASSETS) -> str:
    """A module and all that it imports as one script.

    Material runs the scripts of a page each time it swaps it in; this one runs once.
    """
    modules = "\n".join(_functions(folder / name, set()))
    return (
        f'"use strict";\nif (!window["postil-{name}"]) {{\nconst module = {{}};\n'
        f'window["postil-{name}"] = module;\n{modules}\n}}\n'
    )


def _functions(path: Path, done: set[str]) -> list[str]:
    """The module as a function, after those that it imports from."""
    name = path.name
    done.add(name)
    text = _SCRIPT_COMMENT.sub("", path.with_name(f"{name}.js").read_text(encoding="utf-8"))
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
