"""Pages that are divided, because one would be too much for a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postil.rendering.site import Site, part_page


@dataclass(frozen=True, slots=True)
class Part:
    """A page of several, as the others link to it."""

    number: int
    link: str
    """Empty for the page itself."""
    name: str
    """What stands on it."""
    follows: bool
    """Whether it comes next."""


def parts(site: Site, path: str, first: str, here: int, names: Sequence[str]) -> list[Part]:
    """The parts of a page, as links from one of them; none where it is not divided.

    Args:
        path: The page that the links stand on.
        first: The first part.
        here: The number of the part at `path`, from 1.
        names: What stands on each.
    """
    return [
        Part(
            number,
            "" if number == here else site.addresses.link(path, part_page(first, number)),
            name,
            number == here + 1,
        )
        for number, name in enumerate(names, 1)
        if len(names) > 1
    ]
