"""Postil under Zensical, which runs Python-Markdown extensions and imports modules.

The extension `postil.markdown` annotates the articles. The generated pages are files, which are
written before Zensical looks for pages: when it reads its configuration, and imports
`postil.zensical` as a module of its extension `macros`.
"""

from __future__ import annotations

import logging
from pathlib import Path

from postil.build.configuration import ConfigurationError, read_configuration
from postil.build.folder import FolderBuild
from postil.build.written import write_pages

log = logging.getLogger("postil.zensical")

CONFIGURATION = Path("mkdocs.yml")


def write_pages_of(file: Path = CONFIGURATION) -> None:
    """Writes the generated pages of the site with this configuration. What is wrong is logged, and
    told again by the extension."""
    try:
        folder = FolderBuild(read_configuration(file))
        folder.make(with_pages=True, by_file=True)
        if not folder.problems:
            write_pages(folder)
        folder.build.close()
    except (ConfigurationError, OSError) as error:
        log.warning("postil: no pages of claims and sources: %s", error)
