"""How far a class agrees on claims: Krippendorff's alpha.

    alpha = 1 - D_o / D_e

D_o is the disagreement that was observed: how different two judgements of one claim are, on the
average of all pairs of students who judged it. D_e is what would be expected if the same judgements
had been dealt out to the claims by chance. So 1 is agreement on everything, 0 is chance, and below
0 the class disagrees more than by chance. Whoever has not judged a claim is in none of its pairs,
and a claim that fewer than two have judged is left out.

With n_uc students who give claim u the judgement c, m_u = sum_c n_uc, n_c = sum_u n_uc over claims
with m_u > 1, and n = sum_c n_c:

    D_o = 1/n * sum_u 1/(m_u - 1) * sum_c sum_k n_uc n_uk d(c, k)
    D_e = 1/(n (n - 1)) * sum_c sum_k n_c n_k d(c, k)

Judgements that are mere names are as different as any others: d(c, k) = 1 for c != k (nominal).
Those that are steps of a scale differ by what lies between them (ordinal):

    d(c, k) = (n_c/2 + n of all between + n_k/2) ** 2

Source: Klaus Krippendorff, Computing Krippendorff's Alpha-Reliability (2011),
https://repository.upenn.edu/asc_papers/43; the same in his Content Analysis (4th ed. 2019), ch. 12.

Alpha is of many claims at once. As 1 - D_o / D_e is the average of 1 - D_u / D_e over claims, each
weighted by its judgements, with D_u the disagreement about claim u alone, that is what is given for
each of them. It says which claims divide a class; alone it is no alpha.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far judges agree."""

    alpha: float | None
    """None where it is not defined: nothing was judged twice, or everything the same."""
    of_each: tuple[float | None, ...]
    """The part that each claim has in it, in their order; None where fewer than two judged it, or
    alpha is not defined."""
    values: int
    """How many judgements were compared."""
    is_ordinal: bool


def agreement(
    claims: Iterable[Iterable[str]], scale: Sequence[str], *, is_ordinal: bool
) -> Agreement:
    """How far those who judged claims agree.

    Args:
        claims: The judgements of each claim.
        scale: All judgements that there can be, in their order; others stand behind them.
        is_ordinal: Whether they are steps of one scale.
    """
    counts = [Counter(judgements) for judgements in claims]
    compared = [count for count in counts if count.total() > 1]
    totals: Counter[str] = sum(compared, Counter())
    distance = _ordinal(totals, scale) if is_ordinal else _nominal
    number = totals.total()
    expected = _pairs(totals, distance) / (number * (number - 1)) if number else 0.0
    if not expected:
        return Agreement(None, (None,) * len(counts), number, is_ordinal)
    each: list[float | None] = []
    observed = 0.0
    for count in counts:
        judged = count.total()
        if judged < 2:
            each.append(None)
            continue
        pairs = _pairs(count, distance)
        observed += pairs / (judged - 1)
        each.append(1 - pairs / (judged * (judged - 1)) / expected)
    return Agreement(1 - observed / number / expected, tuple(each), number, is_ordinal)


Distance = Callable[[str, str], float]


def _pairs(counts: Mapping[str, int], distance: Distance) -> float:
    """The differences of all ordered pairs together."""
    return sum(
        one * other * distance(first, second)
        for first, one in counts.items()
        for second, other in counts.items()
        if first != second
    )


def _nominal(one: str, other: str) -> float:
    return 1.0


def _ordinal(totals: Mapping[str, int], scale: Sequence[str]) -> Distance:
    order = [*scale, *sorted(totals.keys() - {*scale})]
    # Up to the middle of each: the half of it, and all before.
    middle, before = {}, 0
    for value in order:
        count = totals.get(value, 0)
        middle[value] = before + count / 2
        before += count
    return lambda one, other: (middle[one] - middle[other]) ** 2
