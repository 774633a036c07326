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
def uncollected() -> Iterator[None]:
    """Nothing is looked through in the block, nor what was made in it before `let_go`."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        keep_in_memory()
        if was_enabled:
            gc.enable()


def keep_in_memory() -> None:
    """What there is now is not looked through before `let_go`."""
    gc.freeze()


def let_go() -> None:
    """Everything is looked through again."""
    gc.unfreeze()
