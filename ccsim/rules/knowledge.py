"""What writers and data scientists take away from failures."""

import math


def reached(people: float, distance: float, reach_per_distance: float) -> float:
    """Full-time people whose work arrives at that distance."""
    return people * math.exp(-reach_per_distance * distance)


def gained(gain: float, people: float, half_people: float) -> float:
    """Share of failures removed, with diminishing returns."""
    return gain * (1.0 - math.exp(-people / half_people))


def failures_left(p_gained: float, p_usual: float) -> float:
    """Failures relative to those under the usual knowledge, in which all numbers of the world are given."""
    return (1.0 - p_gained) / (1.0 - p_usual) if p_usual < 1.0 else 1.0


def settled(own: float, before: float, elapsed_us: float, settles_us: float) -> float:
    """A slow value on its way from what it was to a structure's own."""
    return own + (before - own) * math.exp(-elapsed_us / settles_us)
