"""How many replications are enough: Stein's two stages."""

from itertools import combinations
from math import ceil

from numpy.typing import ArrayLike

from ccsim.inference.intervals import mean_interval, replications


def replications_needed(
    pilot_values: ArrayLike, half_width: float, level: float, comparisons: int | None = None
) -> int | None:
    """The total number of replications after which no pair's difference is wider than ± half_width.

    pilot_values: (structures, pilot replications), two structures or more; half_width: in their unit;
    comparisons: how many intervals hold together, all k(k-1)/2 pairs unless told. None: a pair shares fewer
    than two replications. Stein (1945): n = max(n0, ceil((t s / h)^2)), t with n0 - 1 degrees of freedom.
    Keep the pilot as the first n0 replications and pass `pilot=n0` to the intervals: they reuse its
    deviation, and each covers exactly, as a normal sample's covariances are independent of its means.
    Where replications lack the measure, as many are assumed to lack it later; the width is then met roughly.
    """
    pilot = replications(pilot_values, dimensions=2)
    if len(pilot) < 2:
        raise ValueError(f"pilot_values: {len(pilot)} structures make no pair; expected 2 or more")
    if not half_width > 0:
        raise ValueError(f"half_width: {half_width} cannot be reached; expected more than 0")
    pairs = list(combinations(pilot, 2))
    family = len(pairs) if comparisons is None else comparisons
    widths = [mean_interval(a - b, level, family).half_width for a, b in pairs]
    known = [width for width in widths if width is not None]
    if len(known) < len(pairs):
        return None
    size = int(pilot.shape[1])
    return max(size, ceil(size * (max(known) / half_width) ** 2))
