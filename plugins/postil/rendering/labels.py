"""What lines of tables and lists have in common."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup


class Labels(NamedTuple):
    """What annotations of the same kind and assessment are called."""

    kind: str
    assessment: Markup
    """What is thought of them, as a badge; empty where nothing is said."""
    changed: Markup
    """A sign that the text has changed since they were written; empty where it has not."""
    about: Markup
    """All of these."""
    data: str
    """Their ids, as attributes."""
