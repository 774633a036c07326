"""What a build keeps until its end is taken out of the reach of the garbage collector.

Python looks through all objects again and again while they become more. The annotations of a
thousand articles are millions of objects of which none becomes garbage before the build is over;
to look through them took two thirds of the time of loading them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_in_memory() -> Iterator[None]:
    """What there is at the end of the block, the collector leaves alone until `let_go`."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def let_go() -> None:
    """Gives everything back to the collector."""
    gc.unfreeze()
