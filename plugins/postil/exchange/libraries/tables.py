"""What formats call things: tables beside this module, which are read when they are needed."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml


def table(name: str) -> dict[str, Any]:
    """The table in the file `name`."""
    text = files("postil.exchange.libraries").joinpath(name).read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found
