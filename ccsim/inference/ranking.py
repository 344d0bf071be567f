"""Who is best: each structure against the best of the others."""

from collections.abc import Sequence
from math import fsum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ccsim.inference.intervals import Interval, mean_interval, replications


def best_against_rest(
    values: ArrayLike, level: float, larger_is_better: bool = True, pilot: int | None = None
) -> list[Interval]:
    """For each structure, how much better it is than the best other one; all intervals hold together.

    values: (structures, replications), two structures or more; a replication counts where both of a pair
    have the measure. Positive is better, whichever direction is good. pilot: see `mean_interval`.
    Bonferroni over all k(k-1)/2 paired differences D_ij, then the least over j of D_ij and of its limits:
    where every D_ij lies within its limits, the least does too (Hsu 1996, "Multiple Comparisons", ch. 4).
    All None for a structure that shares fewer than two replications with any other.
    """
    table = _larger_is_better(values, larger_is_better)
    count = len(table)
    if count < 2:
        raise ValueError(f"values: {count} structures have no rest to compare with; expected 2 or more")
    pairs = count * (count - 1) // 2
    return [
        _least([mean_interval(table[i] - table[j], level, pairs, pilot) for j in range(count) if j != i])
        for i in range(count)
    ]


def winner(intervals: Sequence[Interval]) -> int | None:
    """The structure that `best_against_rest` shows better than every other, or None: no clear winner."""
    better = [i for i, interval in enumerate(intervals) if interval.low is not None and interval.low > 0]
    return better[0] if better else None


def probability_best(
    values: ArrayLike, larger_is_better: bool = True, draws: int = 10_000, *, seed: int
) -> NDArray[np.float64]:
    """How often each structure has the best mean when replications are redrawn: simulation noise only.

    It says whether more replications could change the order, nothing about whether the assumptions hold.
    values: (structures, replications), of which those count where every structure has the measure, drawn
    together so that pairs stay pairs; fewer than two: NaN. Returns (structures,), sum 1, ties shared equally.
    """
    table = _larger_is_better(values, larger_is_better)
    complete = table[:, ~np.isnan(table).any(axis=0)]
    if draws < 1:
        raise ValueError(f"draws: {draws} is too few; expected 1 or more")
    if complete.shape[1] < 2:
        return np.full(len(table), np.nan)
    totals = _redrawn_totals(complete, draws, seed)
    best = totals == totals.max(axis=0)
    shares = best / best.sum(axis=0)
    return np.array([fsum(row.tolist()) / draws for row in shares])


def _larger_is_better(values: ArrayLike, larger_is_better: bool) -> NDArray[np.float64]:
    table = replications(values, dimensions=2)
    return table if larger_is_better else -table


def _least(differences: Sequence[Interval]) -> Interval:
    if any(difference.half_width is None for difference in differences):
        return Interval(None, None, None)
    means, lows, highs = zip(*((d.mean, d.low, d.high) for d in differences), strict=True)
    return Interval(min(means), min(lows), min(highs))


def _redrawn_totals(complete: NDArray[np.float64], draws: int, seed: int) -> NDArray[np.float64]:
    luck = np.random.Generator(np.random.PCG64(seed))
    totals = np.zeros((len(complete), draws))
    # One addition at a time, not a matrix product: BLAS may add in another order for each row,
    # and equal structures must stay exactly tied.
    for _ in range(complete.shape[1]):
        totals += complete[:, luck.integers(complete.shape[1], size=draws)]
    return totals
