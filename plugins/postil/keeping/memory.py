"""What a build keeps until its end: in little room, and out of the reach of the garbage collector.

Python looks through all objects again and again while they become more. The annotations of a
thousand articles are millions of objects of which none becomes garbage before the build is over;
to look through them took two thirds of the time of loading them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager

# After how many new objects Python looks for garbage. A page of notes is tens of thousands of
# objects, nearly all of which go by themselves: with the usual 700 the looking takes 3% of a build.
_OFTEN = gc.get_threshold()
_SELDOM = (20_000, *_OFTEN[1:])


class Names(Set[str]):
    """A set of names that is asked now and then. One string of all takes a fifth of the room that
    a `set` of them does: the pages of a large site have hundreds of thousands of ids."""

    __slots__ = ("_joined",)

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._joined = "".join(f"\0{name}" for name in dict.fromkeys(names)) + "\0"

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and f"\0{name}\0" in self._joined

    def __iter__(self) -> Iterator[str]:
        return iter(self._joined.split("\0")[1:-1])

    def __len__(self) -> int:
        return self._joined.count("\0") - 1

    def __bool__(self) -> bool:
        # Asked for each link; to count them all for it takes most of the time of checking links.
        return self._joined != "\0"


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
    """What there is now is not looked through before `let_go`, and what is made until then is
    looked through less often."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)


def let_go() -> None:
    """Everything is looked through again, as often as usual."""
    gc.unfreeze()
    gc.set_threshold(*_OFTEN)
