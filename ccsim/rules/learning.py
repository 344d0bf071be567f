"""How proficiency grows with practice and fades without it."""

import math

LEAST_EXPERIENCE = 0.02
"""Experience relative to the usual below which nobody falls: nothing learned is forgotten wholly."""


def kept_share(elapsed_us: float, memory_us: float) -> float:
    """Share of experience that is still there after a time without practice."""
    return math.exp(-elapsed_us / memory_us)


def experience(before: float, kept: float, handled: float, usual: float) -> float:
    """Experience relative to the usual: what is kept, and what a period's contacts add; `usual` keeps it at 1."""
    return before * kept + (1.0 - kept) * handled / usual


def failures(relative_experience: float, exponent: float) -> float:
    """Failures relative to those at the usual experience: a power law of practice (Newell and Rosenbloom 1981)."""
    known = relative_experience if relative_experience > LEAST_EXPERIENCE else LEAST_EXPERIENCE
    return math.exp(-exponent * math.log(known))


def practised(proficiency: float, failures_left: float) -> float:
    """Proficiency after its failures have changed by a factor, between 0 and 1."""
    skilled = 1.0 - (1.0 - proficiency) * failures_left
    return 0.5 * (skilled + abs(skilled))  # no branch, so an array will do
