"""Locations: the answer to where the passage of a quote stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .suggestion import Suggestion

Status = Literal["exact", "changed", "ambiguous", "missing"]

Why = Literal["", "inside", "elsewhere", "later"]
"""What more is known of a passage that is `missing`. `inside`: its words stand within longer words
only. `elsewhere`: they stand in the text, and what is known of the passage speaks against the
place. `later`: some of them are not there yet, and a placeholder of another plugin is.
"""


@dataclass(frozen=True, slots=True)
class Location:
    """Where the passage of a quote stands, or that it cannot be told.

    `exact`: the words stand there, apart from what folding removes and from punctuation. `changed`:
    the passage stands there with other words, or the same in other case, or the words beside it are
    others: its author is to look at it. `ambiguous`: several places cannot be told apart.
    `missing`: the passage is gone, or nothing proves where it is.
    """

    status: Status
    start: int | None
    """Offset of the first code point; None when `ambiguous` or `missing`."""
    end: int | None
    """Offset after the last one. A span neither begins nor ends with white space."""
    confidence: float
    """The probability that it is the passage, 0 to 1, as the evidence has it."""
    suggestions: tuple[Suggestion, ...] = ()
    """Places it may be at, the likeliest first, when it was not placed."""
    advice: str = ""
    """What the author could do to make the quote safer, or why nothing was found; or empty."""
    why: Why = ""
    """What more is known of a passage that is `missing`."""
    moved: bool = False
    """Whether the passage stands outside of what was between its old neighbours."""
