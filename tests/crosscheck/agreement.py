"""Independent replications of several programs, and where their means differ by more than luck explains."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

Side = Callable[[int, float, float], dict[str, float]]
"""A program: seed, warm-up and window in minutes, in; measures by name out."""
Sample = dict[str, npt.NDArray[np.float64]]
"""Each measure's values, one a replication."""


@dataclass(frozen=True)
class Length:
    """Of every replication."""

    warmup_min: float
    window_min: float


@dataclass(frozen=True)
class Difference:
    """One measure in two programs."""

    measure: str
    one: float
    other: float
    error: float
    """Standard error of the difference of the means."""

    @property
    def errors(self) -> float:
        """How many standard errors the means are apart."""
        return abs(self.one - self.other) / self.error


def replicate(side: Side, replications: int, length: Length) -> Sample:
    """Replications by seeds 1, 2, …"""
    rows = [side(seed, length.warmup_min, length.window_min) for seed in range(1, replications + 1)]
    return {measure: np.array([row[measure] for row in rows]) for measure in rows[0]}


def differences(one: Sample, other: Sample) -> list[Difference]:
    """Of every measure; both programs have the same ones."""
    assert one.keys() == other.keys(), one.keys() ^ other.keys()
    return [
        Difference(measure, float(a.mean()), float(b.mean()), sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
        for measure, a in one.items()
        for b in [other[measure]]
    ]


def disagreements(one: Sample, other: Sample, errors: float) -> list[Difference]:
    """The measures that are more than so many standard errors apart."""
    return [difference for difference in differences(one, other) if not difference.errors <= errors]
