"""Waits, abandonment and service level."""

import numpy as np
import numpy.typing as npt

from ccsim.codes import MINUTE, ContactEnd, LegEnd, Mark
from ccsim.measures.cohort import Cohort, Table, among, share
from ccsim.measures.resolution import NOBODY_THERE


def service_measures(cohort: Cohort) -> dict[str, float]:
    """By channel: waits of its contacts, and time to the first answer of issues that wanted it."""
    measures: dict[str, float] = {}
    answer, wanted = _first_answer_min(cohort), cohort.wanted[cohort.arisen.issue]
    thresholds = [int(c.answer_within) for c in cohort.scenario.world.channels.values()]
    legs = cohort.legs
    first_legs = legs.where(_first_with_people(legs) & (legs.end != LegEnd.NOT_OFFERED))
    contacts = cohort.contacts.where(cohort.contacts.end != ContactEnd.NOT_OFFERED)
    for c, name in enumerate(cohort.plan.channels):
        wanting = np.sort(answer[wanted == c])
        if len(wanting):
            for word, level in (("median", 0.5), ("p90", 0.9)):
                measures[f"wait_min_{word}.{name}"] = _quantile(wanting, level)
        offered = first_legs.where(first_legs.channel == c)
        if not len(offered.issue):
            continue
        away = among(offered.end, TURNED_AWAY)
        holds = ~away & ((offered.marks & Mark.CALLBACK) == 0) & (offered.end != LegEnd.SILENT)
        wait = _waits_us(cohort, offered)
        ends = contacts.end[contacts.channel == c]
        there = (offered.started_us >= 0) & ~among(offered.end, NOBODY_THERE)
        measures[f"wait_min.{name}"] = share(wait[holds].sum() / MINUTE, holds.sum())
        measures[f"service_level.{name}"] = share((there & holds & (wait <= thresholds[c])).sum(), (holds | away).sum())
        measures[f"abandonment.{name}"] = share((ends == ContactEnd.ABANDONED).sum(), (~away).sum())
        measures[f"found_closed.{name}"] = share((offered.end == LegEnd.CLOSED).sum(), len(away))
        measures[f"blocked.{name}"] = share((offered.end == LegEnd.BLOCKED).sum(), len(away))
        measures[f"called_back.{name}"] = share(((offered.marks & Mark.CALLBACK) > 0).sum(), len(away))
    return measures


TURNED_AWAY = (LegEnd.CLOSED, LegEnd.BLOCKED, LegEnd.NOT_OFFERED)


def _first_with_people(legs: Table) -> npt.NDArray[np.bool_]:
    """The first leg of each contact, or the next one where a bot came first and passed it on."""
    after_bot: npt.NDArray[np.bool_] = np.r_[False, legs.end[:-1] == LegEnd.ESCALATED][: len(legs.end)]
    chosen: npt.NDArray[np.bool_] = ((legs.leg == 0) & (legs.end != LegEnd.ESCALATED)) | ((legs.leg == 1) & after_bot)
    return chosen


def _waits_us(cohort: Cohort, legs: Table) -> npt.NDArray[np.int64]:
    """Time in queue, answered or not; a contact still waiting at the horizon has waited until then."""
    until = np.where(legs.started_us >= 0, legs.started_us, legs.ended_us)
    until = np.where((legs.started_us < 0) & (legs.end == LegEnd.OPEN), cohort.plan.clock.horizon, until)
    waited: npt.NDArray[np.int64] = until - legs.joined_us
    return waited


def _first_answer_min(cohort: Cohort) -> npt.NDArray[np.float64]:
    """Minutes from arising until somebody first answers, whatever the channel; infinite for the lost."""
    legs = cohort.legs.where((cohort.legs.started_us >= 0) & ~among(cohort.legs.end, NOBODY_THERE))
    first = np.full(len(cohort.mask), np.inf)
    np.minimum.at(first, legs.issue, legs.started_us.astype(float))
    issues = cohort.arisen
    minutes: npt.NDArray[np.float64] = (first[issues.issue] - issues.arise_us) / MINUTE
    return minutes


def _quantile(values: npt.NDArray[np.float64], level: float) -> float:
    """The smallest of sorted values that a share `level` does not exceed; NaN when that share is never answered."""
    if not len(values):
        return float("nan")
    value = float(values[min(len(values) - 1, int(np.ceil(level * len(values))) - 1)])
    return value if np.isfinite(value) else float("nan")
