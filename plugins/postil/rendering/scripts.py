"""The scripts that pages load: each is a module and all that it imports, as one file.

The scripts are written as modules, but browsers load no module from a disk (`file:`), where
Material's plugin `offline` lets a site be read. So the modules that a page needs are put into one
plain script. They share a scope, as long as no two of them call different things by one name; else
each has a function of its own, which is more to load. It is one request instead of six, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rjsmin import jsmin

ASSETS = Path(__file__).parent / "assets"
# Those that are loaded when there is use for them.
LATER = ("panel", "using", "copying", "wording")
SCRIPTS = ("postil", "overview", "search", "texts", "dates", *LATER)

# Those of the student's side, which are loaded so, too.
STUDENT = (
    *("record", "keeping", "student", "acting", "lost", "answering", "noting"),
    *("walking", "saving", "notebook", "veil", "results", "judge", "ask", "answers", "handin"),
    *("progress", "stopping", "continue"),
    *("arriving", "assignment", "submit", "course"),
)

# What each of these adds to: it has the modules of those, and does not bring them again. See
# `door.js`, which loads them in this order.
_BEFORE = {
    "record": ("postil", "veil"),
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
    "panel": ("postil",),
    "using": ("postil",),
    "copying": ("postil",),
    "wording": ("postil",),
}

# Those that are loaded at once by readers who have much of their own, as one file each: compressed
# together, they are a tenth less. See `door.js`.
TOGETHER = ("record-progress-judge", "record-progress-student", "record-progress-student-judge")

# What several of them need comes with the one that they all add to, or that they can do without.
# Who reads an assignment writes on it.
_WITH = {"veil": ("kinds",), "record": ("dom",), "assignment": ("keeping",)}

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "((?:\.{1,2}/)[\w./]*?(\w+))\.js";$', re.MULTILINE)
_SCRIPT_COMMENT = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE
)
_TYPE = re.compile(r"/\*\*(?:(?!\*/).)*\*/ ?")
# No text in the scripts goes over several lines.
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:class|(?:async )?function|const) (\w+))", re.MULTILINE)
_NAME = re.compile(r"\w+")
# What a module declares: a name, or those within braces or brackets.
_DECLARED = re.compile(
    r"^(?:class|(?:async )?function|const|let) (?:(\w+)|[{[]([^=]*)[]}] =)", re.MULTILINE
)
# What a browser needs no more for: that a name is not given anew, and where lists and names end.
_SHORTER = (
    (re.compile(r"\bconst(?=[ {[])"), "let"),
    (re.compile(r"(?<![\w$])\((\w+)\)=>"), r"\1=>"),
    (re.compile(r",([}\])])"), r"\1"),
)
# What a script says to its reader.
_SAID = re.compile(r'\bsay\("(\w+)"')


def script(name: str, folder: Path = ASSETS, words: Mapping[str, str] | None = None) -> str:
    """A module and all that it imports as one script, with those of the words that it says.

    Material runs the scripts of a page each time it swaps it in; this one runs once.
    """
    modules = modules_of(name, folder)
    said = _said_in(modules)
    own = {key: text for key, text in (words or {}).items() if key in said}
    form = json.dumps(own, ensure_ascii=False, separators=(",", ":"))
    saying = f'Object.assign(window["postil:words"] ??= {{}}, {form});\n' if own else ""
    return f'"use strict";\n{saying}{spaceless(modules)}'


@cache
def _said_in(modules: str) -> frozenset[str]:
    """The keys of the words that modules say."""
    return frozenset(key for said in _SAID.findall(modules) for key in (said, f"{said}_one"))


@cache
def spaceless(script: str) -> str:
    """A script without what is there for whoever reads it: spaces, the ends of lines and of
    statements that a brace ends as well (none of ours leaves out a semicolon), and the like."""
    small: str = jsmin(script)
    for written, shorter in _SHORTER:
        small = written.sub(shorter, small)
    return small.replace("}\n", "}").replace(";}", "}")


def names_of(name: str) -> list[str]:
    """The modules of a script."""
    return [module.name for module in _own(name, ASSETS, set(_there_before(name, ASSETS)))]


@cache
def modules_of(name: str, folder: Path = ASSETS) -> str:
    """A module after all that it imports and that is not there already."""
    own = _own(name, folder, set(_there_before(name, folder)))
    among = {module.name for module in own}
    used = {name, *_WITH.get(name, ()), *(_used_later(name) if folder == ASSETS else among)}
    scope = _shared(own, among, used) or "\n".join(module.function for module in own)
    # All that are on a page share one object.
    return (
        f'if (!window["postil-{name}"]) {{\n'
        f'const module = window["postil-modules"] ??= {{}};\n'
        f'window["postil-{name}"] = module;\n{scope}\n}}\n'
    )


@dataclass(frozen=True)
class _Module:
    name: str
    text: str
    imports: tuple[tuple[str, tuple[str, ...]], ...]
    """The names that it imports, by the modules that they are of."""
    exports: tuple[str, ...]
    declared: tuple[str, ...]
    ways: tuple[str, ...]
    """Where what it imports is, from its folder."""

    @property
    def exported(self) -> str:
        """What others find of it."""
        return f"{self.name}: {{ {', '.join(self.exports)} }}"

    @property
    def function(self) -> str:
        """The module in a scope of its own."""
        there = "".join(_imported(name, names) for name, names in self.imports)
        exports = ", ".join(self.exports)
        return (
            f"module.{self.name} = (() => {{\n{there}{self.text}\nreturn {{ {exports} }};\n}})();"
        )


def _imported(name: str, names: Iterable[str]) -> str:
    return f"const {{ {', '.join(names)} }} = module.{name};\n"


def _shared(modules: Sequence[_Module], among: Set[str], used: Set[str]) -> str:
    """The modules in one scope, with what others find of them; nothing where two of them call
    different things by one name."""
    whose: dict[str, str] = {}
    imports: dict[str, dict[str, None]] = {}
    for module in modules:
        names = [(module.name, module.declared), *module.imports]
        if any(whose.setdefault(name, owner) != owner for owner, own in names for name in own):
            return ""
        for other, those in module.imports:
            if other not in among:
                imports.setdefault(other, {}).update(dict.fromkeys(those))
    there = "".join(_imported(other, names) for other, names in imports.items())
    texts = "\n".join(module.text for module in modules)
    exported = ", ".join(m.exported for m in modules if m.name in used and m.exports)
    return f"{there}{texts}\nObject.assign(module, {{ {exported} }});"


def _all_before(name: str) -> Iterator[str]:
    for other in _BEFORE.get(name, ()):
        yield from _all_before(other)
        yield other


def _there_before(name: str, folder: Path) -> Iterator[str]:
    """The modules that are there before a script."""
    if folder != ASSETS:
        return
    there: set[str] = set()
    for other in _all_before(name):
        there.update(module.name for module in _own(other, folder, there))
    yield from there


@cache
def _used_later(name: str) -> frozenset[str]:
    """The modules that are imported by scripts which add to this one."""
    later = [other for other in _BEFORE if name in _all_before(other)]
    modules = [
        module
        for other in later
        for module in _own(other, ASSETS, set(_there_before(other, ASSETS)))
    ]
    return frozenset(imported for module in modules for imported, _ in module.imports)


def _own(name: str, folder: Path, there: Set[str]) -> list[_Module]:
    """The modules of a script that are not there yet, each after those that it imports from."""
    besides = _WITH.get(name, ()) if folder == ASSETS else ()
    done = set(there)
    return [m for part in (name, *besides) for m in _modules(folder / part, done)]


def _modules(path: Path, done: set[str]) -> Iterator[_Module]:
    """A module after those that it imports from."""
    if path.name in done:
        return
    done.add(path.name)
    module = _module(path)
    for way in module.ways:
        yield from _modules(path.parent / way, done)
    yield module


@cache
def _module(path: Path) -> _Module:
    """A module as it is written, which several scripts have."""
    text = _SCRIPT_COMMENT.sub("", path.with_name(f"{path.name}.js").read_text(encoding="utf-8"))
    text = _TYPE.sub("", text)
    found = _IMPORT.findall(text)
    imports = tuple((called, tuple(_NAME.findall(names))) for names, _, called in found)
    ways = tuple(way for _, way, _ in found)
    exports = tuple(name for _, name in _EXPORT.findall(text))
    text = _EXPORT.sub(r"\1", _IMPORT.sub("", text)).strip()
    # Only what begins a line is declared for all of it.
    declared = [one or more for one, more in _DECLARED.findall(text)]
    names = tuple(_NAME.findall(" ".join(declared)))
    return _Module(path.name, _INDENT.sub("", text), imports, exports, names, ways)
