"""Structures against a baseline, replication by replication: the same customers met all of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ccsim.inference.intervals import Interval, mean_interval, replications


@dataclass(frozen=True, slots=True)
class PairingGain:
    """What common random numbers bought; None is undefined."""

    correlation: float | None
    gain: float | None


def paired_differences(
    values: ArrayLike,
    baseline: int,
    level: float,
    comparisons: int | None = None,
    pilot: int | None = None,
) -> list[Interval]:
    """For each structure, the interval of its mean difference from the baseline (the baseline's own is 0).

    values: (structures, replications); a replication counts where both of a pair have the measure.
    comparisons: how many intervals hold together, all but the baseline's unless told; pilot: `mean_interval`.
    Good for "how far from today", not for naming a winner: that is `ranking.best_against_rest`.
    """
    table = replications(values, dimensions=2)
    if not 0 <= baseline < len(table):
        raise ValueError(f"baseline: {baseline} is no structure; expected 0 to {len(table) - 1}")
    family = max(1, len(table) - 1) if comparisons is None else comparisons
    return [mean_interval(row - table[baseline], level, family, pilot) for row in table]


def pairing_gain(a: ArrayLike, b: ArrayLike) -> PairingGain:
    """The correlation of two structures, and how many times the replications they would need unpaired.

    a, b: (replications,). gain = (var a + var b) / var(a - b), 1 for independent values, below 1 where
    pairing hurts. No correlation when either is constant; no gain when the difference is constant up to
    rounding (pairing then removes all noise: infinite, or 0/0); neither with fewer than two pairs.
    """
    pairs = np.stack([replications(a, dimensions=1), replications(b, dimensions=1)])
    pairs = pairs[:, ~np.isnan(pairs).any(axis=0)]
    if pairs.shape[1] < 2:
        return PairingGain(None, None)
    noise = pairs.std(axis=1, ddof=1)
    difference = float((pairs[0] - pairs[1]).std(ddof=1))
    rounding = float(np.finfo(np.float64).eps * np.abs(pairs).max())
    correlation = None if noise.min() <= rounding else float(np.corrcoef(*pairs)[0, 1])
    gain = None if difference <= rounding else float(np.square(noise).sum()) / difference**2
    return PairingGain(correlation, gain)
