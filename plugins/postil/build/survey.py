"""What a look at a whole site finds, without building it: for the command line.

The host's adapter takes the look (`hosts.mkdocs.survey`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from postil.anchoring.findings import Finding
from postil.anchoring.lock import Lock
from postil.anchoring.moving import Moves
from postil.anchoring.passages import AnchoredArticle
from postil.course.loading import Course
from postil.edition.edition import Edition
from postil.edition.problems import Problem
from postil.edition.schema import EditionSchemas
from postil.rendering.site import Site


class SurveyError(Exception):
    """The site cannot be looked at; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a site's annotations."""

    root: Path
    folder: Path
    edition: Edition
    lock: Lock
    moves: Moves
    anchored: Mapping[str, AnchoredArticle]
    findings: tuple[tuple[str, Finding], ...]
    """Path of the article, and what was found about its passages."""
    problems: tuple[Problem, ...]
    """What is wrong with libraries of sources, and what rendering the notes turned up."""
    texts: Mapping[str, Path]
    """The file of each article's text, by the article's path."""
    remarks: tuple[Problem, ...] = ()
    """What libraries hold that is not used."""
    schemas: EditionSchemas | None = None
    """What editors may know of it; None where there is no folder of annotations."""
    schema_folder: Path | None = None
    """Where they look for that; None where the site keeps nothing."""
    course: Course = field(default_factory=Course)
    site: Site | None = None
    """The site as it would be rendered; None where there is nothing to show, or too much wrong."""
    address: str = ""
    """The address of the site, with a slash at the end; empty where it is not known."""
