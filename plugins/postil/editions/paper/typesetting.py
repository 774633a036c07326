"""Typst: from its markup to a PDF, tagged and with nothing in it that changes by itself."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from postil.editions.book import EditionError

from .fonts import missing

INSTALL = "pip install 'postil[pdf]'"
_STANDARD = "ua-1"
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')

_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def families() -> Collection[str]:
    """The font families that are there. Raises EditionError where Typst is not."""
    return frozenset(_fonts().families())


def version() -> str:
    """Which Typst it is."""
    from importlib.metadata import version as version_of

    return version_of("typst")


def style() -> bytes:
    """How a book looks."""
    return resources.files(__package__).joinpath("book.typ").read_bytes()


def typeset(main: str, files: Mapping[str, bytes]) -> tuple[bytes, Sequence[str]]:
    """The PDF, and what is missing of it: letters that no font has, for which it has boxes.

    Raises EditionError where it cannot be set.
    """
    sources = {"main.typ": main.encode("utf-8"), "book.typ": style()}
    with _folder(files) as folder:
        made, error = _compiled(sources, folder, _STANDARD)
        if made is not None:
            return made, ()
        letters = [_plain(said) for said in _UNSHOWN.findall(error)]
        others = re.sub(r"error: PDF/UA-1 error: the text .*", "", error)
        if letters and "error:" not in others:
            # That standard allows no boxes in the place of letters.
            made, error = _compiled(sources, folder, "")
            if made is not None:
                return made, (*missing(letters), "so the file is tagged, but is no PDF/UA")
    raise EditionError(f"Typst cannot set this edition; please report it:\n{error}")


def _plain(said: str) -> str:
    """Letters as Typst names them, without what escapes them."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], said)


def settable(snippets: Mapping[str, str], files: Mapping[str, bytes]) -> Collection[str]:
    """Of pieces of markup, by name, those that Typst can set."""
    with _folder(files) as folder:
        if _is_settable("\n\n".join(snippets.values()), folder):
            return {*snippets}
        return {name for name, markup in snippets.items() if _is_settable(markup, folder)}


def _is_settable(markup: str, folder: str) -> bool:
    return _compiled({"main.typ": markup.encode()}, folder, "")[0] is not None


@contextmanager
def _folder(files: Mapping[str, bytes]) -> Iterator[str]:
    """A folder with these files: of what it is given without one, Typst's package takes text only,
    and images are none."""
    with tempfile.TemporaryDirectory(prefix="postil-") as folder:
        for name, data in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield folder


def _compiled(sources: Mapping[str, bytes], folder: str, standard: str) -> tuple[bytes | None, str]:
    """The PDF, or else what is wrong."""
    import typst

    try:
        compile_: Any = typst.compile  # Its types do not know that it takes several files.
        made = compile_(
            dict(sources),
            root=folder,
            format="pdf",
            font_paths=_fonts(),
            pdf_standards=[standard] if standard else [],
        )
    except typst.TypstError as error:
        return None, str(error.diagnostic or error.message)
    return bytes(made), ""


@lru_cache(maxsize=1)
def _fonts() -> Any:
    try:
        import typst
    except ImportError as error:
        raise EditionError(f"a PDF needs Typst: {INSTALL}") from error
    return typst.Fonts()
