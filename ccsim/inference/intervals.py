"""Student's t interval of a mean over replications: the one formula behind every interval of a study."""

from dataclasses import dataclass
from functools import lru_cache
from math import fsum, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean between its limits, in the unit of the values; None is unknown."""

    mean: float | None
    low: float | None
    high: float | None

    @property
    def half_width(self) -> float | None:
        """Half the distance between the limits."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


def mean_interval(values: ArrayLike, level: float, comparisons: int = 1, pilot: int | None = None) -> Interval:
    """The mean's interval, one of `comparisons` that hold together with probability `level` (Bonferroni).

    values: (replications,), NaN where a replication has no such measure; those are left out.
    pilot: deviation and degrees of freedom from the first `pilot` replications only. Use it when the number
    of replications was chosen from that pilot (`stopping.replications_needed`): Stein (1945, "A two-sample
    test for a linear hypothesis whose power is independent of the variance") proves it exact for normal
    values, where the ordinary interval covers too seldom.
    The limits are None with fewer than two values, or when a constant pilot says nothing of later variation.
    """
    sample = replications(values, dimensions=1)
    _check_pilot(pilot, sample.size)
    present, first = _present(sample), _present(sample[:pilot])
    if first.size < 2 or (_constant(first) and not _constant(present)):
        return Interval(_mean(present) if present.size else None, None, None)
    mean = _mean(present)
    half_width = t_critical(level, comparisons, first.size - 1) * _deviation(first) / sqrt(present.size)
    return Interval(mean, mean - half_width, mean + half_width)


@lru_cache(maxsize=1024)
def t_critical(level: float, comparisons: int, degrees_of_freedom: int) -> float:
    """How many standard errors to either side one of `comparisons` two-sided intervals reaches.

    ValueError: level not between 0 and 1, or comparisons below 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is no confidence level; expected a share between 0 and 1")
    if comparisons < 1:
        raise ValueError(f"comparisons: {comparisons} is too few; expected 1 or more")
    return -float(stdtrit(degrees_of_freedom, (1 - level) / (2 * comparisons)))


def replications(values: ArrayLike, dimensions: int) -> NDArray[np.float64]:
    """Values as floats, replications on the last axis; ValueError on another shape or an infinite value.

    Infinity is refused because the difference of two infinities is NaN, which would pass for "no measure".
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != dimensions:
        shape = "(replications,)" if dimensions == 1 else "(structures, replications)"
        raise ValueError(f"values: shape {table.shape} does not fit; expected {shape}")
    if np.isinf(table).any():
        place = np.argwhere(np.isinf(table))[0].tolist()
        raise ValueError(f"values{place}: infinite; expected a finite number, or NaN for no measure")
    return table


def _check_pilot(pilot: int | None, size: int) -> None:
    if pilot is not None and not 2 <= pilot <= size:
        raise ValueError(f"pilot: {pilot} does not fit {size} replications; expected 2 to {size}")


def _present(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    return sample[~np.isnan(sample)]


def _constant(sample: NDArray[np.float64]) -> bool:
    return bool((sample == sample[0]).all())


def _mean(sample: NDArray[np.float64]) -> float:
    # fsum is correctly rounded: the same bits on every machine, whatever the order of the replications.
    return fsum(sample.tolist()) / sample.size


def _deviation(sample: NDArray[np.float64]) -> float:
    return sqrt(fsum(np.square(sample - _mean(sample)).tolist()) / (sample.size - 1))
