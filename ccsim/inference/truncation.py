"""Where a series that starts away from its long-run level has come to it."""

import numpy as np
from numpy.typing import ArrayLike

from ccsim.inference.intervals import replications


def mser(series: ArrayLike) -> int:
    """How many values to leave out at the start: the cut that makes the rest's mean most precise.

    The d that minimises Σ(x − mean)² / (n − d)² over the values that are left, among cuts of at most half of them:
    MSER of White (1997), "An effective truncation heuristic for bias reduction in simulation output". Values that are
    missing (NaN) are passed over; a series of fewer than four is not cut.
    """
    values = replications(series, dimensions=1)
    if np.count_nonzero(~np.isnan(values)) < 4:
        return 0
    scores = []
    for cut in range(len(values) // 2 + 1):
        rest = values[cut:]
        rest = rest[~np.isnan(rest)]
        scores.append(float(np.square(rest - rest.mean()).sum()) / len(rest) ** 2 if len(rest) else np.inf)
    return int(np.argmin(scores))
