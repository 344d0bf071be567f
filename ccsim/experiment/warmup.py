"""How long the warm-up must be: a trial run from an empty start, week by week."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import WEEK
from ccsim.engine.engines import Asked, EngineName, ready, simulate
from ccsim.errors import CcsimError
from ccsim.experiment.replication import expected_contacts
from ccsim.inference.truncation import mser
from ccsim.issues import draw_issues
from ccsim.measures.measures import measure
from ccsim.plan.plan import Clock, make_plan
from ccsim.scenario.load import LoadedStudy
from ccsim.scenario.scenario import Scenario
from ccsim.workers import Failed, Place, crew

WEEKS, AFTER = 8, 2
"""Weeks whose issues are looked at, and weeks after them that see these issues to their end."""
REPLICATIONS = 4
LEAST = 1
"""Weeks: what customers come back for within a week is missing in the first."""
WITHOUT = frozenset({"campaigns"})
"""Neutral in the trial, for it makes one week unlike another for good reason."""


@dataclass(frozen=True)
class _Trial:
    scenarios: tuple[Scenario, ...]
    seed: int
    measures: tuple[str, ...]
    engine: EngineName


def choose_warmup(
    study: LoadedStudy, neutralised: frozenset[str], place: Place, asked: Asked, note: Callable[[str], None]
) -> dict[str, Any]:
    """The warm-up in whole weeks, one for all structures, with the course of each from which it was chosen.

    Weekly values of the study's measures, averaged over replications, are cut where MSER says; the longest cut counts.
    """
    spec = study.study
    measures = (spec.primary, *spec.measures)
    scenarios = tuple(study.scenario(s, spec.practice, neutralised | WITHOUT) for s in study.structures)
    horizon = (WEEKS + AFTER) * WEEK
    engine = ready(asked, expected_contacts(scenarios[0].world, horizon, len(scenarios), REPLICATIONS), note)
    trial = _Trial(scenarios, spec.seed, measures, engine)
    means = np.nanmean(_weekly(trial, place), axis=0)
    cuts = [mser(means[s, m]) for s in range(len(scenarios)) for m in range(len(measures))]
    return {
        "rule": f"MSER on weekly means of {REPLICATIONS} replications from an empty start, campaigns left out",
        "warmup_weeks": max(LEAST, *cuts),
        "weeks": WEEKS,
        "replications": REPLICATIONS,
        "courses": [
            {"structure": loaded.name, "measure": key, "weekly": [_number(x) for x in means[s, m].tolist()]}
            for s, loaded in enumerate(study.structures)
            for m, key in enumerate(measures)
        ],
    }


def _weekly(trial: _Trial, place: Place) -> npt.NDArray[np.float64]:
    """[replication][structure][measure][week]."""
    numbers = count()
    table: dict[int, npt.NDArray[np.float64]] = {}
    with crew(_replicate, trial, place, REPLICATIONS) as workers:
        for number, values in workers.run(partial(_next_below, numbers, REPLICATIONS)):
            if isinstance(values, Failed):
                raise CcsimError(f"replication {number} of the trial for the warm-up failed: {values.reason}")
            table[number] = values
    return np.array([table[n] for n in sorted(table)])


def _next_below(numbers: "count[int]", end: int) -> int | None:
    number = next(numbers)
    return number if number < end else None


def _replicate(trial: _Trial, number: int) -> npt.NDArray[np.float64]:
    horizon = (WEEKS + AFTER) * WEEK
    first = trial.scenarios[0]
    issues = draw_issues(first.world, horizon, trial.seed, number, first.neutralised)
    rows = []
    for scenario in trial.scenarios:
        plan = make_plan(scenario, Clock(0, WEEKS * WEEK, horizon))
        records = simulate(plan, issues, trial.seed, number, trial.engine)
        weeks = [measure(scenario, replace(plan, clock=Clock(w * WEEK, WEEK, horizon)), records) for w in range(WEEKS)]
        rows.append([[week.get(key, float("nan")) for week in weeks] for key in trial.measures])
    return np.array(rows)


def _number(x: float) -> float | None:
    return x if np.isfinite(x) else None
