"""What templates are given in large numbers: made one by one, when its turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Views(Generic[T, View]):
    """A view of each thing, as a sequence. The views of all claims of a large site at once would
    take as much memory as its annotations."""

    things: Sequence[T]
    make: Callable[[T], View]

    def __len__(self) -> int:
        return len(self.things)

    def __iter__(self) -> Iterator[View]:
        return map(self.make, self.things)

    def __getitem__(self, index: int) -> View:
        return self.make(self.things[index])
