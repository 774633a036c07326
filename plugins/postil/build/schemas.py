"""Telling editors which ids an edition has: its schemas are written where editors look for them.

They stand in the folder of the cache, which Git leaves out: they can be made anew at any time. What
is as it was is left alone, since an editor reads anew what has changed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from postil.edition.model import Annotation, Vocabulary
from postil.edition.schema import CLAIMS, EditionSchemas
from postil.keeping.cache import make_folder
from postil.keeping.saving import save_changed

from .settings import Settings

log = logging.getLogger(__name__)

FOLDER = "schemas"

# The annotations of an article, and what they are called.
_Basis = tuple[Mapping[str, Annotation], Vocabulary]


@dataclass
class Known:
    """What the files were made of the last time, for a site that is served."""

    basis: tuple[Any, ...] = ()
    articles: dict[str, _Basis] = field(default_factory=dict)


def folder_of(root: Path, settings: Settings) -> Path | None:
    """Where the schemas of a site are; None where it keeps nothing."""
    return root / settings.cache / FOLDER if settings.cache else None


def write_schemas(
    schemas: EditionSchemas | None, folder: Path | None, known: Known | None = None
) -> int:
    """Writes what has changed, if there are schemas and a folder for them. Returns how many files
    that were.

    A folder that cannot be written to is no reason to stop: whoever writes is told of an unknown id
    in any case.
    """
    if schemas is None or folder is None:
        return 0
    known = known or Known()
    if not folder.is_dir():
        # Nothing yet, or somebody has deleted them.
        known.basis = ()
        known.articles.clear()
    try:
        make_folder(folder.parent)
        count = 0
        if known.basis != (basis := schemas.basis):
            count += sum(
                save_changed(folder / name, text, lasting=False)
                for name, text in schemas.files().items()
            )
            known.basis = basis
        return count + _write_articles(schemas, folder, known.articles)
    except OSError as error:
        log.debug("the schemas in %s are as they were: %s", folder, error)
        return 0


def _write_articles(schemas: EditionSchemas, folder: Path, known: dict[str, _Basis]) -> int:
    count, vocabulary = 0, schemas.edition.vocabulary
    articles = dict(schemas.articles())
    if not schemas.edition.problems and known.keys() != articles.keys():
        for path in (folder / CLAIMS).rglob("*.json"):
            name = path.relative_to(folder).as_posix()
            if name not in articles:
                path.unlink()
                known.pop(name, None)
    for name, article in articles.items():
        basis = article.annotations, vocabulary
        if known.get(name) != basis:
            count += save_changed(folder / name, schemas.of_article(article), lasting=False)
            known[name] = basis
    return count


def delete_schemas(folder: Path) -> bool:
    """Deletes the schemas of a site. Returns whether there were any. Raises OSError where they
    cannot be deleted."""
    found = [*folder.glob("*.json"), *(folder / CLAIMS).rglob("*.json")]
    for path in found:
        path.unlink()
    folders = sorted(path for path in folder.rglob("*") if path.is_dir())
    for path in [*reversed(folders), folder] if found else []:
        # Whoever keeps something of their own there keeps it.
        with suppress(OSError):
            path.rmdir()
    return bool(found)
