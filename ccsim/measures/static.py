"""`fcr_static`: what mix and proficiency alone would give, with no queue, no clock and no returning customer."""

import numpy as np

from ccsim.measures.cohort import Cohort
from ccsim.plan.plan import Plan
from ccsim.plan.routing import NOBODY


def static_measures(cohort: Cohort) -> dict[str, float]:
    """The chance that a first contact resolves, weighted by the cohort's channels and reasons."""
    issues, plan = cohort.issues, cohort.plan
    if not len(issues.issue):
        return {"fcr_static": float("nan")}
    streams, counts = np.unique(np.stack([issues.channel, issues.reason]), axis=1, return_counts=True)
    chances = [_first_contact(plan, int(c), int(r)) for c, r in streams.T]
    return {"fcr_static": float(np.average(chances, weights=counts))}


def _first_contact(plan: Plan, channel: int, reason: int) -> float:
    line = plan.routing.lines[plan.routing.line_of[channel][reason]]
    return _chance(plan, line.teams[0], reason, plan.legs_limit)


def _chance(plan: Plan, team: int, reason: int, legs: int, handed: bool = False) -> float:
    """Chance that the contact ends resolved from this team on, with so many legs left."""
    routing = plan.routing
    if not plan.handles[team][reason]:
        target = routing.target[team][reason]
        return 0.0 if legs <= 1 or target == NOBODY else _chance(plan, target, reason, legs - 1, True)
    p = _mean_chance(plan, team, reason)
    cumulative, steps = plan.steps[reason]
    if legs <= 1:
        return p
    later = 0.0
    for low, high, step in zip((0.0, *cumulative), cumulative, steps, strict=False):
        later += (high - low) * _chance(plan, routing.target[team][step], step, legs - 1, True)
    rescued = 0.0 if handed else plan.notices * _chance(plan, routing.best[team][reason], reason, legs - 1, True)
    here = 1.0 - (cumulative[-1] if cumulative else 0.0)
    return later + here * (p + (1.0 - p) * rescued)


def _mean_chance(plan: Plan, team: int, reason: int) -> float:
    desks = [(desk.people, plan.resolves[i][reason]) for i, desk in enumerate(plan.desks) if desk.team == team]
    people = sum(n for n, _ in desks)
    return sum(n * p for n, p in desks) / people if people else 0.0
