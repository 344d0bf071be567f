"""Satisfaction: a documented score of each issue, with the world's weights."""

import numpy as np

from ccsim.codes import DAY, MINUTE, IssueEnd, LegEnd, Mark
from ccsim.measures.cohort import Cohort, among, share
from ccsim.measures.resolution import HANDED_OVER

MOST_POINTS_FOR_WAITING = 20.0


def satisfaction_measures(cohort: Cohort) -> dict[str, float]:
    """`satisfaction`: the mean over the cohort of a score from 0 to 100."""
    issues = cohort.issues
    weights, n = cohort.scenario.world.satisfaction, len(cohort.mask)
    legs, contacts = cohort.legs, cohort.contacts
    handed = np.bincount(legs.issue[among(legs.end, HANDED_OVER)], minlength=n)[issues.issue]
    extra = np.maximum(np.bincount(contacts.issue, minlength=n)[issues.issue] - 1, 0)
    waited = np.bincount(legs.issue, weights=_real_time_wait_min(cohort), minlength=n)[issues.issue]
    days = np.where(issues.end == IssueEnd.RESOLVED, (issues.ended_us - issues.arise_us) / DAY, 0.0)
    base = np.select(
        [issues.end == IssueEnd.RESOLVED, issues.end == IssueEnd.PREVENTED],
        [weights.resolved, weights.prevented],
        weights.unresolved,
    )
    waiting = np.minimum(waited * weights.per_waited_minute, MOST_POINTS_FOR_WAITING)
    way = extra * weights.per_extra_contact + handed * weights.per_handoff + days * weights.per_day_to_resolution
    return {"satisfaction": share(np.clip(base - waiting - way, 0.0, 100.0).sum(), len(issues.issue))}


def _real_time_wait_min(cohort: Cohort) -> np.ndarray:
    """Minutes that the customer held the line for each leg."""
    legs = cohort.legs
    left = np.where(legs.started_us >= 0, legs.started_us, legs.ended_us)
    left = np.where(left < 0, cohort.plan.clock.horizon, left)
    waits = np.array(cohort.plan.customers.real_time)[legs.channel] & (legs.end != LegEnd.CLOSED)
    waits &= (legs.marks & Mark.CALLBACK) == 0
    minutes: np.ndarray = np.where(waits, (left - legs.joined_us) / MINUTE, 0.0)
    return minutes
