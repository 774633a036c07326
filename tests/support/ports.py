"""Ports for the servers of a run. A browser keeps what it was served at an address, so no two
servers that it may meet have the same one."""

from __future__ import annotations

import socket

_had: set[int] = set()


def is_new(port: int) -> bool:
    """Whether no server of this process has had a port. From now on, one has."""
    if port in _had:
        return False
    _had.add(port)
    return True


def free_port() -> int:
    """A port of this machine on which nothing listens, and which is new."""
    while True:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        if is_new(port):
            return port
