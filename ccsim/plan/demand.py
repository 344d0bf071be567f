"""Demand made ready: the rate at which each stream's issues arise in an average week."""

import numpy as np
import numpy.typing as npt

from ccsim.scenario.demand import HALF_HOURS
from ccsim.scenario.world import World

LONGEST_DISTANCE = 5
"""Farther than that nobody is from those who mend: incidents are drawn as long as they would last from there."""
Array = npt.NDArray[np.float64]


def weekly_rate(world: World, channel: str, reason: str) -> Array:
    """Mean issues of one channel and reason: [day of the week][slot], campaigns and busyness left out."""
    weights = world.reasons[reason].channels
    share = world.reasons[reason].share / sum(r.share for r in world.reasons.values())
    profile: Array = np.array(world.demand.profiles[world.channels[channel].profile], dtype=float)
    days: Array = np.array(world.demand.weekday.factors())
    if not share or not weights.get(channel):
        return np.zeros((len(days), len(profile)))
    daily = world.demand.issues_per_day * share * weights[channel] / sum(weights.values())
    rate: Array = daily * days[:, None] * (profile / profile.sum())[None, :]
    return rate


def half_hourly(rate: Array) -> Array:
    """The same by half-hour, where the profile is finer."""
    summed: Array = rate.reshape(len(rate), HALF_HOURS, -1).sum(axis=2)
    return summed
