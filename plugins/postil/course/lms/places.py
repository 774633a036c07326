"""Where the files for learning platforms stand in the site: beside the pages they belong to."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath

from postil.rendering.site import Pages, assignment_page


def tasks_table(pages: Pages) -> str:
    """The table of all tasks."""
    return _beside(pages.course, "-tasks.csv")


def cartridge_file(pages: Pages, version: str) -> str:
    """The cartridge of a version."""
    return _beside(pages.course, ".imscc" if version == "1.1" else f"-{version}.imscc")


def scorm_package(pages: Pages, assignment: str) -> str:
    """The package of an assignment."""
    return _beside(assignment_page(pages, assignment), "-scorm.zip")


def places(pages: Pages, assignments: Collection[str], *, has_address: bool) -> list[str]:
    """All files that a build makes; few where it is not known where the site is."""
    if not has_address:
        return [tasks_table(pages)]
    return [
        tasks_table(pages),
        cartridge_file(pages, "1.1"),
        cartridge_file(pages, "1.3"),
        *(scorm_package(pages, id) for id in assignments),
    ]


def _beside(page: str, end: str) -> str:
    path = PurePosixPath(page)
    return path.with_name(f"{path.stem}{end}").as_posix()
