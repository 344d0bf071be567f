"""Run a case through the engine until it is known well enough, and say whether the engine agrees with theory."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, inf, isfinite, isnan, nan
from typing import Any

import numpy as np

from ccsim.engine.engines import EngineName
from ccsim.verify.cases import Case
from ccsim.verify.estimates import Reading, jackknife
from ccsim.verify.experiments import WARM_UPS, Experiment, prepare, run
from ccsim.verify.readings import Reader, reader
from ccsim.verify.shapes import systems
from ccsim.verify.systems import CaseError

STANDARD_ERRORS = 3.5
PILOT = 24
"""Replications before the first look: with fewer, 3.5 standard errors would be exceeded by luck too often."""
MARGIN = 1.05
"""How many more replications than seem needed, so that few looks are taken."""
FURTHER = 4
"""A measure that is off is run on until there are so many times as many replications.

What is off by luck comes back: by then 7 standard errors lie within the tolerance. What is wrong stays off.
"""
QUICK_WARM_UPS = 1.0
MOST_LEGS = 150_000_000
"""Legs after which a case that is not known well enough is left at that."""


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
    replications: int
    legs: int
    quick: bool = False

    @property
    def precise(self) -> bool:
        """Whether the run was long enough to tell."""
        return STANDARD_ERRORS * self.standard_error <= self.within

    @property
    def near(self) -> bool:
        """Within the tolerance, or no further from theory than luck explains."""
        return abs(self.measured - self.expected) <= max(self.within, STANDARD_ERRORS * self.standard_error)

    @property
    def ok(self) -> bool:
        """Near, after a run that was long enough to tell; a quick one may be too short for that."""
        return self.near and (self.precise or self.quick)

    @property
    def standard_errors_away(self) -> float:
        """How far from theory, as luck counts."""
        gap = self.measured - self.expected
        return gap / self.standard_error if self.standard_error else (0.0 if gap == 0.0 else inf)

    def document(self) -> dict[str, Any]:
        """As `ccsim verify --json` prints it; what is not known is null."""
        numbers = {
            "expected": self.expected,
            "measured": self.measured,
            "standard_error": self.standard_error,
            "standard_errors_away": self.standard_errors_away,
            "tolerance": self.within,
        }
        known = {name: value if isfinite(value) else None for name, value in numbers.items()}
        rest = {"verdict": self.verdict, "replications": self.replications, "contacts": self.legs}
        return {"id": self.id, "measure": self.measure, **known, "ok": self.ok, **rest}

    @property
    def verdict(self) -> str:
        """In words."""
        if not self.replications:
            return "not run"
        if self.ok:
            return "agrees"
        return "too short to tell" if self.near else "differs"


@dataclass(frozen=True)
class Prepared:
    """A case made ready to run."""

    experiments: Mapping[str, Experiment]
    readers: Mapping[str, Reader]


@dataclass(frozen=True)
class Part:
    """One replication's readings, in the order of the case's measures."""

    readings: tuple[Reading, ...]
    legs: int


def prepare_case(case: Case, quick: bool = False) -> Prepared:
    """Its systems and how to read its measures; a CaseError where the engine or this file has no word for them."""
    try:
        found = systems(case)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise CaseError(f"its parameters cannot be read: {type(error).__name__}: {error}") from error
    readers = {measure: reader(measure, found) for measure in case.expected}
    warm_ups = QUICK_WARM_UPS if quick else WARM_UPS
    return Prepared({prefix: prepare(system, warm_ups) for prefix, system in found.items()}, readers)


def replicate(prepared: Prepared, seed: int, number: int, engine: EngineName = "simpy") -> Part:
    """One replication of a case."""
    samples = {prefix: run(experiment, seed, number, engine) for prefix, experiment in prepared.experiments.items()}
    readings = tuple(read(samples) for read in prepared.readers.values())
    return Part(readings, sum(len(sample.records.legs) for sample in samples.values()))


class Trial:
    """A case under way: which replications are still wanted, and what the finished ones say."""

    def __init__(self, case: Case, quick: bool = False) -> None:
        self.case = case
        self.quick = quick
        self.wanted = PILOT
        self.finished = False
        self._parts: dict[int, Part] = {}
        self._most = FURTHER * PILOT if quick else 0
        """Replications after which a measure that is off is wrong; 0: not known yet."""

    @property
    def done(self) -> int:
        """Replications finished."""
        return len(self._parts)

    def take(self, number: int, part: Part) -> None:
        """One more replication is finished; with the last one wanted comes a look at what they say."""
        self._parts[number] = part
        if self.done == self.wanted:
            self._look()

    def rows(self) -> list[Row]:
        """A row for each measure, from the finished replications in their order."""
        parts = [self._parts[number] for number in sorted(self._parts)]
        legs = sum(part.legs for part in parts)
        return [
            self._row(measure, [part.readings[i] for part in parts], legs)
            for i, measure in enumerate(self.case.expected)
        ]

    def _row(self, measure: str, readings: list[Reading], legs: int) -> Row:
        sums = np.array([reading.sums for reading in readings])
        value, error = jackknife(sums, readings[0].form)
        expected, within = self.case.expected[measure], self.case.within(measure)
        return Row(self.case.id, measure, expected, value, error, within, len(readings), legs, self.quick)

    def _look(self) -> None:
        """Enough if every measure is precise and near; else so many more as seem needed."""
        rows = self.rows()
        known = self.quick or all(row.precise for row in rows)
        if known and not self._most:
            self._most = FURTHER * self.done
        told = known and (all(row.near for row in rows) or self.done >= self._most)
        self.finished = told or rows[0].legs >= MOST_LEGS
        if not self.finished:
            self.wanted = min(2 * self.done, self._most) if known else _more(rows, self.done)


def _more(rows: list[Row], done: int) -> int:
    """Replications at the next look: as many as seem needed, but at most twice as many as now."""
    worst = max(inf if isnan(row.standard_error) else row.standard_error / row.within for row in rows)
    needed = MARGIN * done * (STANDARD_ERRORS * worst) ** 2
    return 2 * done if needed > 2 * done else max(done + 1, ceil(needed))


def check(case: Case, seed: int = 1, quick: bool = False, engine: EngineName = "simpy") -> list[Row]:
    """A row for each measure, in this process."""
    prepared, trial = prepare_case(case, quick), Trial(case, quick)
    while not trial.finished:
        trial.take(trial.done, replicate(prepared, seed, trial.done, engine))
    return trial.rows()


def refused(case: Case) -> list[Row]:
    """Rows of a case that cannot be run."""
    return [Row(case.id, m, e, nan, nan, case.within(m), 0, 0) for m, e in case.expected.items()]
