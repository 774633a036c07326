"""Ports for the servers of a run. A browser keeps what it was served at an address, so no two
servers that it may meet have the same one."""

from __future__ import annotations

import socket

_had: set[int] = set()


def free_port() -> int:
    """A port of this machine on which nothing listens, and which this process has not had."""
    while True:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        if port not in _had:
            _had.add(port)
            return port
