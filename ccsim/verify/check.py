"""Run a case through the engine until it is known well enough, and say whether the engine agrees with theory."""

import time
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from ccsim.verify.cases import Case
from ccsim.verify.readings import Reading, read
from ccsim.verify.samples import Array, prepare, run
from ccsim.verify.systems import systems

STANDARD_ERRORS = 3.5
PILOT = 24
"""Replications before the first look: with fewer, 3.5 standard errors would be exceeded by luck too often."""
MARGIN = 1.05
"""How many more replications than seem needed, so that few looks are taken."""


@dataclass(frozen=True)
class Row:
    """One measure of a case: what theory says and what the engine gave."""

    id: str
    measure: str
    expected: float
    measured: float
    standard_error: float
    within: float
    """The case's tolerance, in the measure's unit."""

    @property
    def precise(self) -> bool:
        """Whether the run was long enough to tell."""
        return STANDARD_ERRORS * self.standard_error <= self.within

    @property
    def ok(self) -> bool:
        """Long enough, and no further from theory than luck explains."""
        return self.precise and abs(self.measured - self.expected) <= STANDARD_ERRORS * self.standard_error


def check(case: Case, seed: int = 1, seconds: float = 900.0) -> list[Row]:
    """A row for each measure; replications are added until all rows are precise or the time is up."""
    experiments = {name: prepare(system) for name, system in systems(case.params).items()}
    readings: dict[str, list[Reading]] = {measure: [] for measure in case.expected}
    started, wanted, done = time.perf_counter(), PILOT, 0
    while True:
        while done < wanted and (done < PILOT or time.perf_counter() - started < seconds):
            samples = {name: run(experiment, seed, done) for name, experiment in experiments.items()}
            for measure, found in readings.items():
                found.append(read(measure, samples))
            done += 1
        rows = [_row(case, measure, found) for measure, found in readings.items()]
        if all(row.precise for row in rows) or done < wanted:
            return rows
        wanted = _more(rows, done)


def _more(rows: list[Row], done: int) -> int:
    """Replications at the next look: as many as seem needed, but at most twice as many as now."""
    worst = max(STANDARD_ERRORS * row.standard_error / row.within for row in rows)
    return min(2 * done, ceil(MARGIN * done * worst * worst))


def _row(case: Case, measure: str, readings: list[Reading]) -> Row:
    tops = np.array([reading.tops for reading in readings])
    bottoms = np.array([reading.bottoms for reading in readings])
    value, error = ratio_of_sums(tops, bottoms)
    return Row(case.id, measure, case.expected[measure], value, error, case.within(measure))


def ratio_of_sums(tops: Array, bottoms: Array) -> tuple[float, float]:
    """Jackknife estimate and standard error of a product of sums over a product of sums.

    tops, bottoms: (replications, factors). Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 11.
    """
    n = len(tops)
    whole = float(tops.sum(axis=0).prod() / bottoms.sum(axis=0).prod())
    without = (tops.sum(axis=0) - tops).prod(axis=1) / (bottoms.sum(axis=0) - bottoms).prod(axis=1)
    bias = (n - 1) * (float(without.mean()) - whole)
    error = sqrt((n - 1) / n * float(np.square(without - without.mean()).sum()))
    return whole - bias, error
