"""Waits, abandonment and service level."""

import numpy as np
import numpy.typing as npt

from ccsim.codes import MINUTE, ContactEnd, LegEnd
from ccsim.measures.cohort import Cohort, Table, share


def service_measures(cohort: Cohort) -> dict[str, float]:
    """By channel: waits of its contacts, and time to the first answer of issues that wanted it."""
    measures: dict[str, float] = {}
    answer = _first_answer_min(cohort)
    thresholds = [int(c.answer_within) for c in cohort.scenario.world.channels.values()]
    legs = cohort.legs
    first_legs = legs.where(legs.leg == 0)
    contacts = cohort.contacts
    for c, name in enumerate(cohort.plan.channels):
        offered = first_legs.where(first_legs.channel == c)
        if not len(offered.issue):
            continue
        closed = offered.end == LegEnd.CLOSED
        wait = _waits_us(cohort, offered)
        ends = contacts.end[contacts.channel == c]
        answered_in_time = (offered.started_us >= 0) & (wait <= thresholds[c])
        measures[f"wait_min.{name}"] = float(wait[~closed].mean()) / MINUTE if (~closed).any() else float("nan")
        measures[f"service_level.{name}"] = share(answered_in_time.sum(), len(wait))
        measures[f"abandonment.{name}"] = share((ends == ContactEnd.ABANDONED).sum(), (~closed).sum())
        measures[f"found_closed.{name}"] = share(closed.sum(), len(closed))
        wanting = answer[cohort.wanted[cohort.issues.issue] == c]
        for word, level in (("median", 0.5), ("p90", 0.9)):
            measures[f"wait_min_{word}.{name}"] = _quantile(wanting, level)
    return measures


def _waits_us(cohort: Cohort, legs: Table) -> npt.NDArray[np.int64]:
    """Time in queue, answered or not; a contact still waiting at the horizon has waited until then."""
    until = np.where(legs.started_us >= 0, legs.started_us, legs.ended_us)
    until = np.where((legs.started_us < 0) & (legs.end == LegEnd.OPEN), cohort.plan.clock.horizon, until)
    waited: npt.NDArray[np.int64] = until - legs.joined_us
    return waited


def _first_answer_min(cohort: Cohort) -> npt.NDArray[np.float64]:
    """Minutes from arising until somebody first answers, whatever the channel; infinite for the lost."""
    legs = cohort.legs.where(cohort.legs.started_us >= 0)
    first = np.full(len(cohort.mask), np.inf)
    np.minimum.at(first, legs.issue, legs.started_us.astype(float))
    issues = cohort.issues
    minutes: npt.NDArray[np.float64] = (first[issues.issue] - issues.arise_us) / MINUTE
    return minutes


def _quantile(values: npt.NDArray[np.float64], level: float) -> float:
    """The smallest value that a share `level` does not exceed; NaN when that share is never answered."""
    if not len(values):
        return float("nan")
    value = float(np.sort(values)[min(len(values) - 1, int(np.ceil(level * len(values))) - 1)])
    return value if np.isfinite(value) else float("nan")
