"""A hook of this site's own `mkdocs.yml`: adds the reference page, made from the program."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from postil.desk.reference import reference


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds `guide/reference.md`."""
    files.append(File.generated(config, "guide/reference.md", content=reference()))
    return files
