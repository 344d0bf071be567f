"""Which replication is next, and when there are enough of them."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ccsim.errors import InputError, Problem
from ccsim.experiment.replication import Job
from ccsim.inference.ratios import pooled
from ccsim.inference.selection import FIRST_STAGE, Selection, select
from ccsim.inference.stopping import replications_needed
from ccsim.scenario.measures import larger_is_better
from ccsim.scenario.study import Study

PILOT = FIRST_STAGE
"""Replications from which the number that a precision takes is worked out."""
MOST = 2000
"""Replications beyond which a precision or a choice is given up, unless the study says otherwise."""
Primary = dict[str, tuple[float, float]]
"""Value and weight of the primary measure by structure."""


@dataclass
class Schedule:
    """A fixed number of replications; replications are asked for in order, and those that are there are not."""

    study: Study
    there: frozenset[int]
    """Finished before."""
    most: int
    """Replications after which it ends in any case."""
    primary: dict[int, Primary] = field(default_factory=dict)
    number: int = 0

    def next_job(self) -> Job | None:
        """Another replication, or None while none is wanted."""
        while self.number < self.limit():
            number, self.number = self.number, self.number + 1
            if number not in self.there:
                return Job(number, self.structures())
        return None

    def take(self, number: int, primary: Primary) -> None:
        """A replication is finished."""
        self.primary[number] = primary

    def fail(self, number: int) -> None:
        """A replication cannot be had; the others can."""

    def limit(self) -> int:
        """Replications wanted as things stand."""
        return self.most

    def structures(self) -> frozenset[str]:
        """Those that are still to be replicated."""
        return frozenset(self.study.structures)

    def counted(self) -> dict[str, int]:
        """By structure: how many of its replications count."""
        return dict.fromkeys(self.study.structures, self.limit())

    @property
    def pilot(self) -> int | None:
        """Replications from which their number was worked out."""
        return None

    @property
    def fell_short(self) -> bool:
        """Whether it ended before what the study asks for was reached."""
        return False

    @property
    def selection(self) -> Selection | None:
        """How the choice stands, where one is made."""
        return None

    def arrays(self, count: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """[structure][replication] values and weights of the first so many replications."""
        missing = (float("nan"), float("nan"))
        rows = [[self.primary[n].get(s, missing) for n in range(count)] for s in self.study.structures]
        table = np.array(rows, dtype=float).reshape(len(self.study.structures), count, 2)
        return table[:, :, 0], table[:, :, 1]

    def numbers(self, count: int) -> npt.NDArray[np.float64]:
        """[structure][replication] of the first so many; of a ratio, numbers whose mean is sum over sum."""
        return np.array([pooled(v, w) for v, w in zip(*self.arrays(count), strict=True)])

    def complete(self) -> int:
        """How many replications from the first on are finished."""
        n = 0
        while n in self.primary:
            n += 1
        return n


@dataclass
class _OpenEnded(Schedule):
    """The replications themselves decide how many it takes."""

    has_failed: bool = False

    def next_job(self) -> Job | None:
        """None too once one has failed, for what comes after it decides nothing."""
        return None if self.has_failed else super().next_job()

    def take(self, number: int, primary: Primary) -> None:
        for structure, (value, _) in primary.items():
            if np.isnan(value):
                message = (
                    f"'{self.study.primary}' has no value in replication {number} of {structure} (nobody came, or too "
                    "many were never answered); choose a primary measure that all have, or a number of replications"
                )
                raise InputError([Problem("", None, None, "primary", message)])
        super().take(number, primary)

    def fail(self, number: int) -> None:
        self.has_failed = True


@dataclass
class ForPrecision(_OpenEnded):
    """Stein's two stages: a pilot, and from it the number after which every pair's half-width is as asked."""

    needed: int | None = None

    def limit(self) -> int:
        """The pilot, and then what it says is needed."""
        if self.needed is None:
            if self.complete() < PILOT:
                return PILOT
            enough = replications_needed(self.numbers(PILOT), self.study.precision or 1.0, self.study.level)
            self.needed = max(PILOT, enough or PILOT)
        return min(self.needed, self.most)

    @property
    def pilot(self) -> int | None:
        return PILOT

    @property
    def fell_short(self) -> bool:
        return self.needed is not None and self.needed > self.most


@dataclass
class ForSelection(_OpenEnded):
    """Until one structure is chosen; those that are clearly worse are replicated no more."""

    _state: Selection | None = None
    _looked_at: int = 0

    def limit(self) -> int:
        """The first stage, then one more at a time until the choice is made."""
        state = self.selection
        if state is None:
            return FIRST_STAGE
        return max(state.replications) if state.is_over else min(state.most, self.most)

    def structures(self) -> frozenset[str]:
        state = self.selection
        return frozenset(self.study.structures[i] for i in state.survivors) if state else super().structures()

    def counted(self) -> dict[str, int]:
        state = self.selection
        return dict(zip(self.study.structures, state.replications, strict=True)) if state else super().counted()

    @property
    def selection(self) -> Selection | None:
        have = min(self.complete(), self.most)
        if have >= FIRST_STAGE and have > self._looked_at and not (self._state and self._state.is_over):
            values, weights = self.arrays(have)
            study = self.study
            assert study.margin is not None  # a study without one is refused
            self._state = select(values, weights, study.margin, study.level, larger_is_better(study.primary))
            self._looked_at = have
        return self._state

    @property
    def fell_short(self) -> bool:
        return self._state is None or not self._state.is_over


def schedule_for(study: Study, there: set[int], most: int | None) -> Schedule:
    """As the study asks; `most` replications (PILOT or more) at most where a precision or a choice decides."""
    if study.precision is not None:
        return ForPrecision(study, frozenset(there), MOST if most is None else most)
    if study.select:
        return ForSelection(study, frozenset(there), MOST if most is None else most)
    return Schedule(study, frozenset(there), study.replications)
