"""Ratios over replications, as sum over sum: the cost of all replications by what all of them resolved."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ccsim.inference.intervals import replications


def pooled(values: ArrayLike, weights: ArrayLike, pilot: int | None = None) -> NDArray[np.float64]:
    """One number a replication whose mean is the ratio of sums, so that every method for means serves it.

    values: (replications,) ratios; weights: (replications,) what each was taken over, NaN for a measure that is no
    ratio. Returns R + (w / mean w)(v − R) with R = Σ w v / Σ w: the ratio and the first-order (delta method,
    linearisation) share of each replication in its error (Cochran 1977, "Sampling Techniques", sections 2.11 and 6.3).
    Unchanged where a weight is missing, and NaN where the ratio is.
    pilot: the first so many keep the deviations that they had by themselves, before the others came; what was worked
    out from them (`stopping.replications_needed`) then still holds.
    """
    ratios, over = replications(values, dimensions=1), replications(weights, dimensions=1)
    if pilot is not None and pilot < ratios.size:
        return _in_two_parts(ratios, over, pilot)
    there = ~np.isnan(ratios)
    known = over[there]
    if not there.any() or np.isnan(known).any() or not known.sum() > 0.0:
        return ratios
    ratio = float(np.dot(known, ratios[there]) / known.sum())
    spelled: NDArray[np.float64] = ratio + over / known.mean() * (ratios - ratio)
    return spelled


def _in_two_parts(ratios: NDArray[np.float64], over: NDArray[np.float64], pilot: int) -> NDArray[np.float64]:
    """The mean of all, around which each part deviates as it does by itself."""
    whole = pooled(ratios, over)
    if whole is ratios:
        return ratios
    parts = [pooled(ratios[part], over[part]) for part in (slice(None, pilot), slice(pilot, None))]
    if any(np.isnan(part).all() for part in parts):
        return whole
    return np.concatenate([part - np.nanmean(part) + np.nanmean(whole) for part in parts])
