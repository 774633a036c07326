"""A figure with its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, and where it leads, if it does."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, what it is called, and the same as a table."""

    id: str
    title: str
    """The heading that it stands under, with others of its kind."""
    lead: str
    name: str
    """What it is called itself."""
    svg: Markup
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    link: str = ""
    """Where what it is about stands."""

    @property
    def caption(self) -> Cell:
        """What it is called, above it."""
        return Cell(self.name, self.link)
