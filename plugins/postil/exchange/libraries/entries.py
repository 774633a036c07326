"""What a reader of a library hands over: a way to each entry's fields, and what is wrong.

Libraries have thousands of entries of which a site cites a few, so an entry is only worked out
when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from postil.edition.problems import Problem

Fields = dict[str, Any]
"""The fields of a source, as they would stand in `sources.yml`."""

Entries = dict[str, Callable[[], Fields]]
"""By id."""


class Read(NamedTuple):
    """A library that was read."""

    entries: Entries
    problems: list[Problem]
    unused: Mapping[str, int] = {}
    """How many entries have each field that is not kept."""
