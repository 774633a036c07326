"""What a reader of a library hands over: a way to each entry's fields.

Libraries have thousands of entries of which a site cites a few, so an entry is only worked out
when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]
"""The fields of a source, as they would stand in `sources.yml`."""

Entries = dict[str, Callable[[], Fields]]
"""By id."""
