"""`fcr_static`: what mix and proficiency alone would give, with no queue, no clock and no returning customer."""

from collections.abc import Callable
from functools import cache

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
    chance = _chances(plan)
    starts = [plan.routing.lines[plan.routing.line_of[c][r]].teams[0] for c, r in streams.T]
    chances = [chance(team, int(r), plan.legs_limit, False) for team, r in zip(starts, streams[1], strict=True)]
    return {"fcr_static": float(np.average(chances, weights=counts))}


def _chances(plan: Plan) -> Callable[[int, int, int, bool], float]:
    """Chance that a contact ends resolved from a team on, by reason, legs left and whether it was handed over."""
    routing = plan.routing

    @cache
    def chance(team: int, reason: int, legs: int, handed: bool) -> float:
        if not plan.handles[team][reason]:
            target = routing.target[team][reason]
            return 0.0 if legs <= 1 or target == NOBODY else chance(target, reason, legs - 1, True)
        cumulative, steps = plan.steps[reason]
        here = _mean_chance(plan, team, reason) * (1.0 - (cumulative[-1] if cumulative else 0.0))
        if legs <= 1:
            return here
        for low, high, step in zip((0.0, *cumulative), cumulative, steps, strict=False):
            here += (high - low) * chance(routing.target[team][step], step, legs - 1, True)
        if handed:
            return here
        stuck = (1.0 - (cumulative[-1] if cumulative else 0.0)) * (1.0 - _mean_chance(plan, team, reason))
        return here + stuck * plan.notices * chance(routing.best[team][reason], reason, legs - 1, True)

    return chance


def _mean_chance(plan: Plan, team: int, reason: int) -> float:
    desks = [(desk.people, plan.resolves[i][reason]) for i, desk in enumerate(plan.desks) if desk.team == team]
    people = sum(n for n, _ in desks)
    return sum(n * p for n, p in desks) / people if people else 0.0
