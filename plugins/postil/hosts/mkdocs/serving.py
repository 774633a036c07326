"""`postil serve`: what `mkdocs serve` does, and the browser is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.commands.serve import serve
from mkdocs.exceptions import Abort, ConfigurationError


class ServingError(Exception):
    """A site cannot be served; the message says why."""


def serve_site(config_file: Path, *, address: str, opens_browser: bool) -> None:
    """Serves a site until it is interrupted.

    Args:
        config_file: The configuration of the site.
        address: Where it is served, as `127.0.0.1:8000`; empty for what the configuration says.
        opens_browser: Whether the browser is opened there.

    Raises ServingError.
    """
    more: dict[str, Any] = {"dev_addr": address} if address else {}
    try:
        serve(str(config_file), open_in_browser=opens_browser, **more)
    except (Abort, ConfigurationError) as error:
        raise ServingError(str(error)) from error
    except OSError as error:
        where = address or "the address of the configuration"
        raise ServingError(f"nothing can be served at {where}: {error.strerror}") from error
