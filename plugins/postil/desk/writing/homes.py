"""In which file an annotation belongs, and what a new file begins with."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from postil.build.build import Build
from postil.build.schemas import FOLDER
from postil.edition.edition import Edition
from postil.edition.loading import SUFFIXES
from postil.edition.yamlfile import YamlFile

_SCHEMA = re.compile(r"#\s*yaml-language-server:\s*\$schema=(\S+)\s*")
_ABSOLUTE = re.compile(r"[a-z]+:|/")


def home_of(build: Build, edition: Edition, article: str, by: str) -> tuple[Path, bool]:
    """The file in which a new annotation of an article belongs, and whether it is known without a
    word in its entry whose it is: by the name of the file, or by what stands at its top.

    Where annotators have files of their own, a new one gets one, too.
    """
    own = build.folder / article
    there = {part: p for part, p in _files_of(own, edition.annotators) if p.exists()}
    main = there.get("", own.with_name(f"{own.name}{SUFFIXES[0]}"))
    if not by:
        return main, True
    authors = {part: _author(path) or part for part, path in there.items()}
    if part := next((p for p, author in authors.items() if p and author == by), ""):
        return there[part], True
    if authors.get("") == by:
        return main, True
    if by in edition.annotators and _have_files_of_their_own(edition):
        return own.with_name(f"{own.name}.{by}{SUFFIXES[0]}"), True
    return main, False


def _have_files_of_their_own(edition: Edition) -> bool:
    stems = (Path(f.name).stem for a in edition.articles.values() for f in a.files)
    return any("." in s and s.rpartition(".")[2] in edition.annotators for s in stems)


def _files_of(own: Path, annotators: Collection[str]) -> Iterator[tuple[str, Path]]:
    """The files that an article may have, by whose they are."""
    for part in ("", *annotators):
        name = f"{own.name}.{part}" if part else own.name
        for suffix in reversed(SUFFIXES):
            yield part, own.with_name(f"{name}{suffix}")


def _author(path: Path) -> str:
    """Whose the entries of a file are, where it says so."""
    values = YamlFile.of(path).values
    by = values.get("by") if isinstance(values, dict) else None
    return by if isinstance(by, str) else ""


def beginning(build: Build, path: Path, kind: str = "annotations") -> bytes:
    """What a new file begins with: the line by which editors know what belongs into it. It leads
    where that of another file does; else to the schemas that builds keep, if they do."""
    here = path.parent.as_posix()
    for other in sorted(build.folder.rglob("*.yml")):
        with other.open("rb") as file:
            first = file.readline(400).decode("utf-8", "ignore").lstrip("\ufeff")
        if match := _SCHEMA.match(first):
            folder = posixpath.dirname(match[1])
            if not _ABSOLUTE.match(folder):
                folder = posixpath.relpath(posixpath.join(other.parent.as_posix(), folder), here)
            return _line(folder, kind)
    if not build.settings.cache:
        return b""
    cache = build.root / build.settings.cache / FOLDER
    return _line(posixpath.relpath(cache.as_posix(), here), kind)


def _line(folder: str, kind: str) -> bytes:
    return f"# yaml-language-server: $schema={folder}/{kind}.schema.json\n".encode()
