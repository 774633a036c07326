"""Sources of existing libraries, completed and corrected by `sources.yml`.

A library (`exchange.library.Library`) is a mapping of ids to the fields of sources; here nothing
is known of the formats it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .model import Source

Bibliography = Mapping[str, Mapping[str, Any]]


def merged(own: Any, library: Bibliography) -> Any:
    """The values of `sources.yml`, each entry laid over the library's entry with the same id.

    A field of ours takes the place of the library's; one that is left empty takes it away. What
    is not a mapping is left as it is, for the check of the file to report.
    """
    if not isinstance(own, Mapping):
        return own
    return {
        id: _over(library[id], entry or {})
        if id in library and (entry is None or isinstance(entry, Mapping))
        else entry
        for id, entry in own.items()
    }


def _over(fields: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    # `container_title` is as good as `container-title`, but only one of the two may be there.
    names = {key: str(key).replace("_", "-") for key in own}
    kept = {key: value for key, value in fields.items() if key not in names.values()}
    return kept | {names[key]: value for key, value in own.items() if value is not None}


def from_library(
    library: Bibliography, cited: Iterable[str], own: Mapping[str, Source]
) -> dict[str, Source]:
    """The sources that annotations cite from the library alone, in the order of their ids."""
    return {
        id: Source.model_validate(library[id])
        for id in sorted(set(cited))
        if id in library and id not in own
    }
