"""`fcr_static`: what mix and proficiency alone would give, with no queue, no clock and no returning customer."""

from collections.abc import Callable
from functools import cache

import numpy as np

from ccsim.engine.skills import Skills
from ccsim.measures.cohort import Cohort, share
from ccsim.plan.people import NOBODY
from ccsim.plan.plan import Plan
from ccsim.plan.routing import NOT_OFFERED

First = Callable[[int, int], float]
"""Chance that a first contact resolves, by channel and reason."""


def static_measures(cohort: Cohort) -> dict[str, float]:
    """The chance that a first contact resolves, weighted by the channels and reasons of the cohort that arose."""
    issues = cohort.arisen
    reasons = len(cohort.plan.reasons)
    counts = np.bincount(issues.channel * reasons + issues.reason)
    first = _firsts(cohort.plan)
    resolved = sum(first(*divmod(int(stream), reasons)) * float(counts[stream]) for stream in np.flatnonzero(counts))
    return {"fcr_static": share(resolved, len(issues.issue))}


def _firsts(plan: Plan) -> First:
    """Bots help first, who finds no channel takes another, people do the rest."""
    chance = _chances(plan)
    bots_left = plan.knowing.bots[0]

    def people(channel: int, reason: int) -> float:
        team = plan.routing.lines[plan.routing.line_of[channel][reason]].teams[0]
        return chance(team, reason, plan.legs_limit, False)

    def first(channel: int, reason: int) -> float:
        if plan.routing.line_of[channel][reason] == NOT_OFFERED:
            cumulative, channels = plan.customers.substitutes[channel]
            shares = [high - low for low, high in zip((0.0, *cumulative), cumulative, strict=False)]
            return sum(share * first(c, reason) for share, c in zip(shares, channels, strict=True))
        bot = plan.bots[channel]
        if bot is None:
            return people(channel, reason)
        able = bot.resolves[reason]
        helps = max(0.0, 1.0 - (1.0 - able) * bots_left[channel]) if able else 0.0
        through = (1.0 - helps) * (1.0 - bot.keeps)
        return bot.uses * (helps + through * people(channel, reason)) + (1.0 - bot.uses) * people(channel, reason)

    return first


def _chances(plan: Plan) -> Callable[[int, int, int, bool], float]:
    """Chance that a contact ends resolved from a team on, by reason, legs left and whether it was handed over."""
    routing = plan.routing
    resolves = _mean_resolution(plan)

    @cache
    def chance(team: int, reason: int, legs: int, handed: bool) -> float:
        if not plan.handles[team][reason]:
            target = routing.target[team][reason]
            return 0.0 if legs <= 1 or target == NOBODY else chance(target, reason, legs - 1, True)
        cumulative, steps = plan.steps[reason]
        here = resolves[team][reason] * (1.0 - (cumulative[-1] if cumulative else 0.0))
        if legs <= 1:
            return here
        for low, high, step in zip((0.0, *cumulative), cumulative, steps, strict=False):
            here += (high - low) * chance(routing.target[team][step], step, legs - 1, True)
        if handed:
            return here
        stuck = (1.0 - (cumulative[-1] if cumulative else 0.0)) * (1.0 - resolves[team][reason])
        return here + stuck * plan.notices * chance(routing.best[team][reason], reason, legs - 1, True)

    return chance


def _mean_resolution(plan: Plan) -> list[list[float]]:
    """[team][reason] mean over the team's people of what they start with."""
    skills = Skills(plan)
    _, resolves = skills.levels(0)
    table = []
    for t in range(len(plan.teams)):
        rows = resolves[skills.teams == t]
        table.append(np.mean(rows, axis=0).tolist() if len(rows) else [0.0] * len(plan.reasons))
    return table
