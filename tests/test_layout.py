"""Who may import whom: data flows one way through the rooms of the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "plugins/postil"

# From the ground up: a room imports from those before it, and from itself. Rooms in one line do
# not know each other.
STOREYS = [
    {"keeping"},
    {"edition"},
    {"anchoring", "history"},
    {"exchange"},
    {"rendering"},
    {"course", "editions"},
    {"build"},
    {"desk.writing"},
    {"desk.page"},
    {"hosts.mkdocs", "hosts.zensical", "markdown"},
    {"desk", "zensical"},
]
ROOMS = [room for storey in STOREYS for room in storey]
# The command line looks at a site through its host, and serves it; `postil.zensical` is a public
# name.
DOORS = {
    ("desk", "hosts.mkdocs.survey"),
    ("desk", "hosts.mkdocs.serving"),
    ("zensical", "hosts.zensical"),
}

MODULES = sorted(
    path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"
)


def name(path: Path) -> str:
    """`exchange/web/head.py` as `exchange.web.head`."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> Iterator[str]:
    """The modules that a module imports, also within functions and for types only."""
    package = ["postil", *path.parent.parts]
    for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *filter(None, [node.module])])
            # `from . import x` may name a module, or a name in one.
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room(module: str) -> str:
    """The room in which a module of the package stands."""
    found = [r for r in ROOMS if module == r or module.startswith(f"{r}.")]
    return found[0] if found else ""


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_room_imports_only_from_those_below(path: Path) -> None:
    here = room(name(path))
    assert here or path.name == "__init__.py", "this module stands in no room"
    height = next((i for i, storey in enumerate(STOREYS) if here in storey), 0)
    below = {room for storey in STOREYS[:height] for room in storey} | {here}
    below -= {room for room in ROOMS if room.startswith("hosts.")} - {here}
    for module in imported(path):
        if module.startswith("postil."):
            there = module.removeprefix("postil.")
            is_door = any(here == r and there.startswith(f"{door}.") for r, door in DOORS)
            assert is_door or room(there) in below, f"{name(path)} imports {there}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_one_room_knows_mkdocs(path: Path) -> None:
    if not name(path).startswith("hosts.mkdocs"):
        assert not [m for m in imported(path) if m.partition(".")[0] == "mkdocs"]
