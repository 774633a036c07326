"""A look at a whole site without building it: for the command line.

Runs the hooks of MkDocs as far as the rendering of the annotated articles, and keeps what the
plugin found instead of logging it. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from postil.anchoring.findings import Finding
from postil.anchoring.lock import Lock
from postil.anchoring.passages import AnchoredArticle
from postil.edition.edition import Edition
from postil.edition.problems import Problem


class SurveyError(Exception):
    """The site cannot be looked at; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a site's annotations."""

    root: Path
    folder: Path
    edition: Edition
    lock: Lock
    anchored: Mapping[str, AnchoredArticle]
    findings: tuple[tuple[str, Finding], ...]
    """Path of the article, and what was found about its passages."""
    problems: tuple[Problem, ...]
    """What is wrong with libraries of sources, and what rendering the notes turned up."""


def survey(config_file: Path) -> Survey:
    """Looks at the site of a configuration file. Raises SurveyError when that is impossible."""
    from postil.plugin import survey_site

    if not config_file.is_file():
        raise SurveyError(
            f"there is no {config_file} here; go to the folder of the site, or name its "
            "configuration with --config-file"
        )
    return survey_site(config_file)
