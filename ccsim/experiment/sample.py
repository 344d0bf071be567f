"""What a study has measured: numbers by practice, structure and measure, over replications."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ccsim.experiment.tables import Kept
from ccsim.inference.ratios import pooled
from ccsim.measures.patterns import BAR, is_pattern

QUANTILES = ("wait_min_median.", "wait_min_p90.")
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """By practice, structure and measure: values and weights over replications, NaN where there is none."""

    table: Mapping[tuple[str, str, str], tuple[Numbers, Numbers]]
    replications: int
    pilot: int | None
    """Replications of the pilot, where their number was chosen from one."""

    def measures(self, practice: str, structure: str) -> list[str]:
        """Keys that a structure has, in the order in which they are measured."""
        keys = self._keys.get((practice, structure), ())
        return [m for m in keys if not m.startswith("count.") and not is_pattern(m)]

    def patterns(self, practice: str, structure: str, kind: str) -> list[list[str]]:
        """The parts of the keys of one kind of pattern, without the kind."""
        keys = (m.split(BAR) for m in self._keys.get((practice, structure), ()))
        return [parts for first, *parts in keys if first == kind and parts]

    @cached_property
    def _keys(self) -> dict[tuple[str, str], list[str]]:
        """By practice and structure, in order."""
        keys: dict[tuple[str, str], list[str]] = {}
        for practice, structure, measure in self.table:
            keys.setdefault((practice, structure), []).append(measure)
        return keys

    def values(self, practice: str, structure: str, measure: str) -> Numbers:
        """One measure over the replications; of a ratio, values whose mean is sum over sum."""
        values, weights = self.table[practice, structure, measure]
        return pooled(values, weights, self.pilot)

    def raw(self, practice: str, structure: str, key: str) -> Numbers:
        """One row's values over the replications as they were kept, NaN where there is none."""
        return self.table[practice, structure, key][0]

    def has(self, practice: str, structure: str, measure: str) -> bool:
        """Whether a structure has a measure."""
        return (practice, structure, measure) in self.table


def sample_of(kept: Kept, pilot: int | None) -> Sample:
    """From the replications that count.

    A quantile that is infinite in one replication (missing there: so many were never answered) has no mean, and would
    look better without that replication; so it is missing altogether.
    """
    count = kept.value.shape[1]
    table = {}
    for key, value, weight, with_gaps in zip(kept.keys, kept.value, kept.weight, kept.with_gaps, strict=True):
        lost = with_gaps and key[2].startswith(QUANTILES)
        table[key] = (np.full(count, np.nan) if lost else value, weight)
    return Sample(table, count, pilot)
