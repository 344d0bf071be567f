"""Choosing the best structure while replicating: those that are clearly worse drop out on the way."""

from dataclasses import dataclass
from itertools import combinations
from math import floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ccsim.inference.intervals import replications
from ccsim.inference.ratios import pooled

FIRST_STAGE = 10
"""Replications of all structures from which the variances of differences are taken."""


@dataclass(frozen=True)
class Selection:
    """How far the choice is."""

    survivors: tuple[int, ...]
    """Structures still in the race; one when it is over."""
    replications: tuple[int, ...]
    """By structure: how many of its replications count, to its elimination or to the end of the data."""
    most: int
    """Replications after which it is over at the latest."""

    @property
    def is_over(self) -> bool:
        """Whether one is chosen."""
        return len(self.survivors) == 1


def select(
    values: ArrayLike, weights: ArrayLike, indifference: float, level: float, larger_is_better: bool = True
) -> Selection:
    """The state of the fully sequential procedure KN after the replications that are there.

    values, weights: (structures, replications) as `ratios.pooled` takes them, NaN where a structure was no longer
    run; at least FIRST_STAGE replications of all. With probability `level` the structure chosen is the best one,
    whenever the best leads every other by `indifference` (in the unit of the values). Kim and Nelson (2001), "A fully
    sequential procedure for indifference-zone selection in simulation", with c = 1 and the variances of paired
    differences: it is valid for normal values under common random numbers, since survivors share the replications
    1 … n; for ratios, which are worked out anew at each n, approximately. Decisions fall one replication at a time on
    complete prefixes; so more replications than were needed change nothing.
    """
    table, over = replications(values, dimensions=2), replications(weights, dimensions=2)
    count, have = table.shape
    if count < 2:
        raise ValueError(f"values: {count} structures leave nothing to choose; expected 2 or more")
    if have < FIRST_STAGE:
        raise ValueError(f"values: {have} replications are too few; expected {FIRST_STAGE} or more")
    if not indifference > 0:
        raise ValueError(f"indifference: {indifference} is no zone; expected more than 0")
    signed = table if larger_is_better else -table
    reach = _reach(signed, over, indifference, level)
    most = max(FIRST_STAGE, floor(reach.max()) + 1)
    survivors, counted = list(range(count)), [0] * count
    for n in range(FIRST_STAGE, min(have, most) + 1):
        means = {i: float(np.mean(pooled(signed[i, :n], over[i, :n]))) for i in survivors}
        for i in survivors:
            counted[i] = n
        beaten = {i for i in survivors for j in survivors if means[j] - means[i] > _slack(reach[i, j], n, indifference)}
        survivors = [i for i in survivors if i not in beaten]
        if n == most and len(survivors) > 1:
            survivors = [max(survivors, key=lambda i: (means[i], -i))]
        if len(survivors) == 1:
            break
    return Selection(tuple(survivors), tuple(counted), most)


def _reach(
    signed: NDArray[np.float64], over: NDArray[np.float64], indifference: float, level: float
) -> NDArray[np.float64]:
    """[i][j] h² S²ᵢⱼ / δ²: the replications after which i and j are told apart at the latest."""
    count = len(signed)
    eta = 0.5 * ((2.0 * (1.0 - level) / (count - 1)) ** (-2.0 / (FIRST_STAGE - 1)) - 1.0)
    first = [pooled(signed[i, :FIRST_STAGE], over[i, :FIRST_STAGE]) for i in range(count)]
    reach = np.zeros((count, count))
    for i, j in combinations(range(count), 2):
        reach[i, j] = reach[j, i] = 2.0 * eta * (FIRST_STAGE - 1) * np.var(first[i] - first[j], ddof=1)
    return reach / indifference**2


def _slack(reach: float, n: int, indifference: float) -> float:
    """How far behind one may be after n replications and stay in the race, W of the procedure with c = 1."""
    return max(0.0, indifference / (2.0 * n) * (reach - n))
