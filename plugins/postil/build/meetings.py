"""Pages of which one would be written over another: what is wrong with the paths that a site gives
them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from postil.edition.problems import Problem
from postil.rendering.addresses import address_of
from postil.rendering.pages import meeting, option_of

from .settings import place_of

if TYPE_CHECKING:
    from .build import Build


def meetings(build: Build, pages: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the generated pages of a build beside its own pages, and beside each
    other."""
    made = {address_of(path): page for path, page in build.generated.items()}
    for path in pages:
        other = made.get(address_of(path))
        if other and other.path != path:
            yield Problem(
                f"{build.docs}/{path}",
                0,
                0,
                f"this page and the one that is made as {other.path} have the same address",
                f"rename it, or write with the option '{option_of(other)}' where that is to stand",
            )
    for one, other in meeting(build.edition, build.pages) if build.generated else ():
        # What nobody has given stays where it is.
        given = build.settings.model_fields_set
        options = sorted(map(option_of, (one, other)), key=given.__contains__)
        option = options[-1]
        yield Problem(
            build.configuration_name,
            *place_of(build.configuration, option),
            f"two pages are to be made as {other.path}: of '{options[0]}' and of '{option}'",
            f"write with the option '{option}' a path in another folder",
        )
